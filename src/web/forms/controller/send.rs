//! The button "Send": a submission, a correction, or the page again with all errors.

use super::{Conflict, FormChannel, FormController, FormInput, FormResponse, Problem};
use crate::{
    domain::{
        ids::SubmissionKey,
        validate::{self, FieldError, RuleUse, Subject, ValidationCode},
    },
    i18n::Texts,
    services::{
        submit::{self, SubmitRequest},
        uploads,
    },
    web::{
        api::{
            receipt_shape::{Confirmed, PublicConfirmed},
            shapes::Paths,
        },
        auth::form_sender::unavailable,
        problem,
    },
};
use rocket::{http::Status, response::Redirect, serde::json::Json};

impl FormController<'_> {
    async fn save(&self, sent: SubmitRequest) -> Result<FormResponse, Problem> {
        let status = |again| if again { Status::Ok } else { Status::Created };
        match &self.channel {
            FormChannel::Unknown | FormChannel::Unopened(_) => Err(unavailable()),
            FormChannel::Member => {
                let done = submit::submit(self.app, &self.actor, &self.context.forms, &self.def, sent).await?;
                let receipt = Confirmed::new(done.receipt, Paths::Pages);
                Ok(match self.context.wants_json {
                    true => FormResponse::Receipt((status(done.again), Json(receipt))),
                    false => FormResponse::Saved(Redirect::to(receipt.url)),
                })
            }
            FormChannel::Correction(correction) => self.save_correction(correction, sent).await,
            FormChannel::Public(link) => {
                let receipt = submit::submit_public(self.app, &self.actor, link, &self.def, sent).await?;
                let (id, hash) = (&receipt.submission_id, &receipt.content_hash);
                let url = format!("/public/{}/received/{id}?hash={hash}", link.token);
                let again = receipt.again;
                Ok(match self.context.wants_json {
                    true => FormResponse::PublicReceipt((status(again), Json(PublicConfirmed::new(receipt, url)))),
                    false => FormResponse::Saved(Redirect::to(url)),
                })
            }
        }
    }

    /// The button "Send": a submission, or the page again with all errors.
    pub(super) async fn send(
        &self,
        key: Option<SubmissionKey>,
        filled: FormInput,
        received: Vec<uploads::ReceivedFile>,
    ) -> Result<FormResponse, Problem> {
        let problem = match &key {
            Some(key) if filled.errors.is_empty() => {
                let (raw, received) = (filled.raw.clone(), received.clone());
                let sent = SubmitRequest {
                    key: key.clone(),
                    lang: self.context.lang,
                    raw,
                    zone: self.zone(),
                    rules: RuleUse::Enforced,
                    received,
                    reinspects: self.reinspects.clone(),
                };
                match self.save(sent).await {
                    Ok(done) => return Ok(done),
                    Err(problem) => problem,
                }
            }
            _ => match self.keep_pending(&received).await {
                Err(problem) => problem,
                Ok(()) => {
                    let judged_by = submit::post_context(self.app, self.zone(), RuleUse::Enforced);
                    let mut errors = validate::complaints(&self.def, &filled.raw, judged_by, &filled.errors);
                    if key.is_none() && self.context.wants_json {
                        errors.insert(0, key_missing());
                    }
                    Problem::Invalid(errors)
                }
            },
        };
        if self.context.wants_json {
            return Err(problem);
        }
        let status = problem::status(&problem);
        match problem {
            Problem::Invalid(errors) => {
                self.render_again(key, FormInput { raw: filled.raw, errors }, status, None).await
            }
            // Sending the same page again would fail for ever, so the answers get a new key.
            Problem::Conflict(Conflict::KeyUsed) => {
                let sentence = Texts::of(self.context.lang).t("form-key-used");
                self.render_again(Some(SubmissionKey::random()), filled, status, Some(sentence)).await
            }
            Problem::Conflict(Conflict::Locked) => {
                let sentence = Texts::of(self.context.lang).t("problem-locked");
                self.render_again(key, filled, status, Some(sentence)).await
            }
            Problem::Conflict(Conflict::FormRetired) => {
                let sentence = Texts::of(self.context.lang).t("problem-form-retired");
                self.render_again(key, filled, status, Some(sentence)).await
            }
            Problem::Conflict(Conflict::CorrectedMeanwhile) => self.corrected_meanwhile(filled, status).await,
            // Each missing file is named at its field.
            Problem::Conflict(Conflict::UploadGone) => self.render_again(key, filled, status, None).await,
            Problem::DayFull
            | Problem::Unavailable(_)
            | Problem::Unconfirmed(_)
            | Problem::StorageFull(_)
            | Problem::Internal(_) => Ok(self.page_after_error(key, filled, &received, &problem).await),
            other => Err(other),
        }
    }
}

fn key_missing() -> FieldError {
    FieldError::of("submission_key", Subject::Control("form-submission-key"), ValidationCode::Missing)
}
