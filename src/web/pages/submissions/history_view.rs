//! What the page of a submission shows of its past: the steps of its approval, and its revisions with what each changed.

use crate::{
    domain::{
        self,
        answers::{Answer, Answers},
        approval::{
            difference::{Difference, differences},
            step::StepKind,
        },
        form::FormDef,
        lang::Lang,
        upload::Upload,
    },
    i18n::Texts,
    services::{corrections::Revision, review::approval::Step, submissions::SubmissionDetails},
    web::{
        reader_settings::ReaderSettings,
        view::{answer_reader, answers::Value, format::Moment},
    },
};

/// A step in the history.
pub struct StepView {
    pub what: &'static str,
    /// `approved`, `returned`.
    pub kind: &'static str,
    pub group: Option<String>,
    pub who: Option<String>,
    /// The absent member for whom a delegate acted.
    pub absent: Option<String>,
    pub at: Moment,
    pub comment: Option<String>,
    /// The marked questions.
    pub marks: Vec<String>,
    /// The address of the drawn signature.
    pub signature: Option<String>,
    pub signature_name: Option<String>,
    pub in_place: bool,
    pub revision: Option<String>,
}

/// A revision in the history, newest first.
pub struct RevisionView {
    pub number: i32,
    pub name: String,
    pub is_newest: bool,
    pub at: Moment,
    pub who: Option<String>,
    pub reason: Option<String>,
    pub changes: Vec<ChangeView>,
}

/// A question that a correction changed.
pub struct ChangeView {
    pub label: String,
    pub before: String,
    pub after: String,
}

/// What a question is called; its name if the form does not ask it.
fn question(def: &FormDef, name: &str, lang: Lang) -> String {
    domain::question::label(def, name).map_or_else(|| name.to_owned(), |label| label.get(lang).to_owned())
}

/// The steps, newest first.
pub fn steps(shown: &SubmissionDetails, settings: ReaderSettings) -> Vec<StepView> {
    let ReaderSettings { lang, zone } = settings;
    let texts = Texts::of(lang);
    let view = |step: &Step| StepView {
        what: texts.t(match step.kind {
            StepKind::Approved => "approval-step-approved",
            StepKind::Returned => "approval-step-returned",
            StepKind::Rejected => "approval-step-rejected",
            StepKind::Closed => "approval-step-closed",
            StepKind::Corrected => "approval-step-corrected",
            StepKind::Reopened => "approval-step-reopened",
        }),
        kind: step.kind.as_str(),
        group: step.group_name.clone(),
        who: step.who.clone(),
        absent: step.absent.clone(),
        at: texts.moment(zone.at(step.at)),
        comment: step.comment.clone(),
        marks: step.marks.iter().map(|mark| question(&shown.def, &mark.field, lang)).collect(),
        signature: step.is_signed.then(|| format!("/review/{}/signatures/{}", shown.submission.id, step.id)),
        signature_name: step.signature_name.clone(),
        in_place: step.in_place,
        revision: (shown.submission.revision > 1)
            .then(|| texts.with("approval-revision", &[("revision", step.revision.into())])),
    };
    shown.steps.iter().rev().map(view).collect()
}

/// The revisions, newest first, each with what it changed.
pub fn revisions(shown: &SubmissionDetails, settings: ReaderSettings) -> Vec<RevisionView> {
    let ReaderSettings { lang, zone } = settings;
    let texts = Texts::of(lang);
    let def = &shown.def;
    let answers: Vec<Answers> =
        shown.revisions.iter().map(|revision| Answers::from_json(def, &revision.form_data)).collect();
    let change_view = |change: &Difference<'_>| ChangeView::new(change, def, &shown.uploads, lang);
    let view = |(index, revision): (usize, &Revision)| {
        let before = index.checked_sub(1).and_then(|before| answers.get(before));
        let changes = before.zip(answers.get(index)).map(|(before, after)| differences(def, before, after));
        RevisionView {
            number: revision.revision,
            name: texts.with("approval-revision", &[("revision", revision.revision.into())]),
            is_newest: revision.revision == shown.submission.revision,
            at: texts.moment(zone.at(revision.created_at)),
            who: revision.correction.as_ref().and_then(|correction| correction.who.clone()),
            reason: revision.correction.as_ref().map(|correction| correction.reason.clone()),
            changes: changes.unwrap_or_default().iter().map(change_view).collect(),
        }
    };
    let mut views: Vec<RevisionView> = shown.revisions.iter().enumerate().map(view).collect();
    views.reverse();
    views
}

impl ChangeView {
    fn new(change: &Difference<'_>, def: &FormDef, uploads: &[Upload], lang: Lang) -> ChangeView {
        let texts = Texts::of(lang);
        let label = change.field.label.get(lang);
        let label = match change.item {
            Some((singular, number)) => format!("{} {number} · {label}", singular.get(lang)),
            None => label.to_owned(),
        };
        let text = |answer: &Option<Answer>| match answer {
            None => "–".to_owned(),
            Some(Answer::Photos(ids)) => texts.with("submission-photo-count", &[("count", ids.len().into())]),
            Some(Answer::File(id)) => {
                let known = uploads.iter().find(|upload| upload.id == *id);
                known.map_or_else(|| texts.t("common-file").to_owned(), |upload| upload.original_filename.clone())
            }
            Some(Answer::Signature(signature)) => {
                signature.name.clone().unwrap_or_else(|| texts.t("form-signed").to_owned())
            }
            Some(answer) => match answer_reader::plain(def, change.field, answer, lang) {
                Some(Value::Text(text)) => text,
                _ => "–".to_owned(),
            },
        };
        ChangeView { label, before: text(&change.before), after: text(&change.after) }
    }
}
