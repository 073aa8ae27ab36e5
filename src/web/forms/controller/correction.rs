//! The form of a correction: filled in with what was sent, with the marks of the reviewer at their questions, and with a
//! reason. A correction of what was corrected meanwhile comes back with what changed, and may be sent again on top of it.

use super::{Conflict, FormChannel, FormController, FormInput, FormPage, FormResponse, InvalidForm, Problem};
use crate::{
    domain::{
        approval::difference::differences,
        ids::{SubmissionKey, UploadId},
        raw::RawForm,
        upload::Upload,
    },
    services::{
        corrections::{self, Correction, OpenFor},
        submit::{
            SubmitRequest,
            correct::{self, REASON},
        },
        uploads,
    },
    web::{
        api::{receipt_shape::Confirmed, shapes::Paths},
        auth::csrf,
        context::{AppState, RequestContext},
        view::{
            field::FieldView,
            form::{BodyView, CorrectionView, FormView, SummaryEntry},
            layout::{Layout, Nav},
        },
    },
};
use rocket::{http::Status, response::Redirect, serde::json::Json};
use std::sync::Arc;

impl<'a> FormController<'a> {
    /// For a correction, which uses the version of the form that the submission was made with.
    pub fn correcting(app: &'a AppState, context: &'a RequestContext, correction: Correction) -> FormController<'a> {
        let def = Arc::clone(&correction.def);
        let channel = FormChannel::Correction(Box::new(correction));
        FormController {
            app,
            context,
            actor: context.actor.clone(),
            channel,
            def,
            reason: None,
            reinspects: None,
            copied: None,
        }
    }

    /// The form with what was sent.
    pub fn sent_form(&self) -> FormPage {
        let FormChannel::Correction(correction) = &self.channel else { return self.blank() };
        let filled = FormInput { raw: correction.raw(), errors: Vec::new() };
        let form = self.form(&filled, &correction.uploads, None, &SubmissionKey::random());
        let layout = Layout::new(self.context, Nav::Submissions, self.def.title.get(self.context.lang));
        FormPage { layout, form }
    }

    /// The same as a device keeps it, to be corrected without a network: its token is valid in no session.
    pub fn kept_correction(&self) -> FormPage {
        let FormChannel::Correction(correction) = &self.channel else { return self.kept_copy() };
        let address = format!("/submissions/{}/correct", correction.id);
        let FormPage { layout, form } = self.sent_form();
        let layout = Layout::at(self.context, &address, Nav::Submissions, layout.title);
        FormPage { layout: Layout { csrf_token: csrf::OF_NO_SESSION.to_owned(), ..layout }, form }
    }

    /// The reason is no question of the form.
    pub(super) fn take_reason(&mut self, raw: &mut RawForm) {
        if !matches!(self.channel, FormChannel::Correction(_)) {
            return;
        }
        let reason = raw.first_text(REASON).unwrap_or_default().trim().to_owned();
        raw.parts.retain(|part| part.name != REASON);
        self.reason = Some(reason);
    }

    fn posted_reason(&self) -> &str {
        self.reason.as_deref().unwrap_or_default()
    }

    /// Pending uploads, and files that the submission has.
    pub(super) async fn pending_or_kept(
        &self,
        correction: &Correction,
        ids: &[UploadId],
    ) -> Result<Vec<Upload>, Problem> {
        let mut found = uploads::pending(self.app, &self.actor, ids).await?;
        found.extend(correction.uploads.iter().filter(|upload| ids.contains(&upload.id)).cloned());
        Ok(found)
    }

    pub(super) async fn save_correction(
        &self,
        correction: &Correction,
        mut sent: SubmitRequest,
    ) -> Result<FormResponse, Problem> {
        // What a program sent besides the form's questions stays.
        sent.raw.further.clone_from(&correction.answers.further);
        let with_reason = correction.with_reason(self.posted_reason());
        let done = correct::correct(self.app, &self.actor, &with_reason, sent).await?;
        let receipt = Confirmed::new(done.receipt, Paths::Pages);
        Ok(match self.context.wants_json {
            true => {
                let status = if done.again { Status::Ok } else { Status::Created };
                FormResponse::Receipt((status, Json(receipt)))
            }
            false => FormResponse::Saved(Redirect::to(receipt.url)),
        })
    }

    /// The page with what somebody else has changed meanwhile. It is posted to the newest revision, so sending it again
    /// is a choice.
    pub(super) async fn corrected_meanwhile(&self, filled: FormInput, status: Status) -> Result<FormResponse, Problem> {
        let FormChannel::Correction(before) = &self.channel else {
            return Err(Problem::Conflict(Conflict::CorrectedMeanwhile));
        };
        let newest = corrections::open(self.app, &self.actor, &before.id, &before.member, OpenFor::Save).await?;
        let changed: Vec<String> = differences(&self.def, &before.answers, &newest.answers)
            .into_iter()
            .map(|difference| difference.field.label.get(self.context.lang).to_owned())
            .collect();
        let fresh = FormController {
            reason: self.reason.clone(),
            ..FormController::correcting(self.app, self.context, newest)
        };
        let held = fresh.pending(&filled).await?;
        let layout = Layout::answering_post(self.context, Nav::Submissions, "", true);
        let sentence = match changed.is_empty() {
            true => layout.t("form-corrected-meanwhile").to_owned(),
            false => layout.with("form-corrected-meanwhile-questions", "questions", changed.join(" · ")),
        };
        // The former key belongs to no revision, so the same page can be sent under a new one.
        Ok(fresh.invalid_page(InvalidForm {
            key: Some(SubmissionKey::random()),
            filled,
            held,
            described: Vec::new(),
            status,
            sentence: Some(sentence),
        }))
    }

    /// What the page of a correction has besides the form: why it was returned, marks, and the reason.
    pub(super) fn show_correction(&self, view: &mut FormView, filled: &FormInput) {
        let FormChannel::Correction(correction) = &self.channel else { return };
        let texts = crate::i18n::Texts::of(self.context.lang);
        let error = filled.errors.iter().find(|error| error.name == REASON).map(|error| texts.field_error(error));
        let is_first = filled.errors.is_empty() && self.reason.is_none();
        let mut summary = Vec::new();
        match &correction.returned {
            Some(returned) => {
                let who = match (&returned.by, &returned.absent) {
                    (Some(delegate), Some(absent)) => {
                        let names = [("delegate", isolated(delegate)), ("absent", isolated(absent))];
                        texts.with("approval-by-delegate", &names)
                    }
                    (by, _) => by.clone().unwrap_or_else(|| returned.group.clone()),
                };
                let sentence =
                    texts.with("form-returned", &[("who", isolated(&who)), ("reason", isolated(&returned.reason))]);
                summary.push(SummaryEntry { anchor: None, sentence });
                let marked: Vec<&str> = returned.marks.iter().map(|mark| mark.field.as_str()).collect();
                for field in fields(view).filter(|field| marked.contains(&field.name.as_str())) {
                    let sentence = texts.t("form-marked").to_owned();
                    let anchor = Some(format!("f-{}", field.name));
                    summary.push(SummaryEntry { anchor, sentence: format!("{}: {sentence}", field.label) });
                    field.errors.push(sentence);
                }
            }
            None if is_first => {
                let number = [("revision", correction.revision.into())];
                summary.push(SummaryEntry { anchor: None, sentence: texts.with("form-correcting", &number) });
            }
            None => {}
        }
        view.summary.splice(0..0, summary);
        view.correction = Some(CorrectionView {
            id: correction.id.to_string(),
            is_first,
            reason: self.posted_reason().to_owned(),
            reason_required: correction.returned.is_none(),
            is_calm: is_first && correction.returned.is_none(),
            error,
        });
    }
}

fn isolated(text: &str) -> crate::i18n::Arg {
    crate::web::view::layout::isolated(text)
}

/// All questions of the page.
fn fields(view: &mut FormView) -> impl Iterator<Item = &mut FieldView> {
    view.sections.iter_mut().flat_map(|section| {
        let fields: Vec<&mut FieldView> = match &mut section.body {
            BodyView::Fields(fields) => fields.iter_mut().collect(),
            BodyView::Items(items) => items.cards.iter_mut().flat_map(|card| card.fields.iter_mut()).collect(),
        };
        fields
    })
}
