//! What the page of a submission says about re-inspections: the one that it inspects again, those that inspect it, and
//! the way to another one. And the way to another inspection with the same answers.

use crate::{
    domain::{access::Permission, ids::SubmissionId, reinspection},
    services::{reinspections::RelatedSubmission, submissions::SubmissionDetails},
    web::{context::RequestContext, reader_settings::ReaderSettings},
};

#[derive(Default)]
pub struct ReinspectionView {
    pub earlier: Option<RelatedView>,
    pub later: Vec<RelatedView>,
    /// Something failed or is left to do, and the reader may send the form.
    pub start_url: Option<String>,
    /// The reader may send the form, and read the answers that it would begin with.
    pub copy_url: Option<String>,
}

/// Another submission as a link: its day and its id.
pub struct RelatedView {
    pub id: SubmissionId,
    pub day: String,
}

impl ReinspectionView {
    pub fn new(context: &RequestContext, shown: &SubmissionDetails, is_offered: bool) -> ReinspectionView {
        let ReaderSettings { lang, zone } = context.reader();
        let texts = crate::i18n::Texts::of(lang);
        let related = |other: &RelatedSubmission| RelatedView {
            id: other.submission_id.clone(),
            day: texts.date(other.visit_date.unwrap_or_else(|| zone.date_of(other.created_at))),
        };
        let module = &shown.submission.module;
        let may_send =
            is_offered && context.has_permission(Permission::Submit) && context.actor.reach.allows_module(module);
        let may_copy = may_send && !shown.answers_hidden;
        let is_wanted =
            may_copy && reinspection::is_wanted(&shown.def, &shown.submission.answers, shown.attached.has_open_actions);
        ReinspectionView {
            earlier: shown.reinspects.as_ref().map(related),
            later: shown.reinspections.iter().map(related).collect(),
            copy_url: may_copy.then(|| format!("/forms/{module}?copies={}", shown.submission.id)),
            start_url: is_wanted.then(|| format!("/forms/{module}?reinspects={}", shown.submission.id)),
        }
    }
}
