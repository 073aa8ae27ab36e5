//! Handles a posted form of the legacy app.
//!
//! Input: a multipart or JSON body in the legacy app's names. Output: the receipt in the legacy app's shapes, or its
//! error.
//!
//! Invariant: files of a refused form are deleted again, because these clients send everything again.

use super::{
    address::OwnAddress,
    document::{self, InvalidDocument},
    error::{LegacyError, NOT_JSON},
    form,
    post::{LegacyForm, LegacyPost},
    protocol::LANG,
    urlencoded,
};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::ModuleSlug,
        pasted,
        problem::{Problem, Resource},
        submission::{Receipt, ReceiptFile},
        validate::{self, RuleUse},
    },
    migration::legacy_posts,
    services::{submit, uploads},
    web::context::RequestContext,
};
use rocket::{
    Data,
    http::{ContentType, Status},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// The receipt of a submission, as the legacy app's clients get it.
pub struct LegacyReceipt {
    pub receipt: Receipt,
    /// Items of the form.
    pub items: usize,
    /// What was stored differently from what was sent.
    notes: Vec<String>,
}

impl LegacyReceipt {
    /// The response to a form with photos; `own` are the keys of this module only.
    pub fn queued(&self, own: &[(&str, Value)]) -> Value {
        let answer = [
            ("job_id", json!(self.receipt.job_id)),
            ("status", json!("queued")),
            ("submission_id", json!(self.receipt.submission_id)),
        ];
        self.ordered_json(answer.into_iter().chain(own.iter().cloned()))
    }

    /// The response to a form whose photos were sent before; `status` differs by module.
    pub fn with_urls(&self, status: &str, job_status: &str) -> Value {
        let job = &self.receipt.job_id;
        let answer = [
            ("job_id", json!(job)),
            ("job_status_url", json!(format!("{job_status}/{job}"))),
            ("status", json!(status)),
            ("submission_id", json!(self.receipt.submission_id)),
        ];
        self.ordered_json(answer.into_iter())
    }

    /// Photos as the legacy app listed them.
    pub fn files(&self) -> Value {
        let photos = self.receipt.files.iter().filter(|file| !file.name.ends_with("_signature"));
        let listed = |file: &ReceiptFile| json!({ "field": file.name, "saved": null, "url": format!("/uploads/{}", file.upload_id) });
        photos.map(listed).collect()
    }

    /// Keys in alphabetical order, as the legacy app's framework sent them; a key that it did not have is last.
    fn ordered_json<'k>(&self, answer: impl Iterator<Item = (&'k str, Value)>) -> Value {
        let mut keys: Vec<_> = answer.collect();
        keys.sort_unstable_by_key(|(key, _)| *key);
        if !self.notes.is_empty() {
            keys.push(("notes", json!(self.notes)));
        }
        keys.into_iter().collect()
    }
}

/// A form that was sent as multipart, with its photos, or urlencoded without them.
pub async fn submit_form(
    app: &App,
    context: &RequestContext,
    ours: &OwnAddress,
    module: &str,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<LegacyReceipt, LegacyError> {
    let def = current(app, context, module)?;
    let post = LegacyPost::new(&def, ours);
    let read = match content_type {
        Some(kind) if kind.is_form() => urlencoded::read(app, context, post, data).await,
        _ => form::read(app, context, post, content_type, data).await,
    };
    send(app, context, &def, read.map_err(|problem| LegacyError::of_form(&problem, context, &def))?).await
}

/// A form that was sent as JSON, with its photos as data URLs or as addresses of photos that were sent before.
pub async fn submit_document(
    app: &App,
    context: &RequestContext,
    ours: &OwnAddress,
    module: &str,
    data: Data<'_>,
) -> Result<LegacyReceipt, LegacyError> {
    let def = current(app, context, module)?;
    let read = document::read(app, context, LegacyPost::new(&def, ours), data).await;
    send(app, context, &def, read.map_err(|not| invalid(not, context, &def))?).await
}

fn invalid(not: InvalidDocument, context: &RequestContext, def: &FormDef) -> LegacyError {
    match not {
        InvalidDocument::Nothing => LegacyError::sentence(Status::BadRequest, "No data received"),
        InvalidDocument::NotJson => LegacyError::sentence(Status::BadRequest, NOT_JSON),
        InvalidDocument::Problem(problem) => LegacyError::of_form(&problem, context, def),
    }
}

fn current(app: &App, context: &RequestContext, module: &str) -> Result<Arc<FormDef>, LegacyError> {
    let slug: Option<ModuleSlug> = module.parse().ok();
    let def = slug.and_then(|slug| app.forms.installed().get(&slug).cloned());
    def.ok_or_else(|| LegacyError::new(&Problem::NotFound(Resource::Module), context))
}

async fn send(
    app: &App,
    context: &RequestContext,
    def: &FormDef,
    form: LegacyForm,
) -> Result<LegacyReceipt, LegacyError> {
    let LegacyForm { key, mut raw, received, errors, notes, digest } = form;
    pasted::form(def, &mut raw);
    let items = def.items().map(|items| raw.item_indexes(&items.name).len()).sum();
    let sent = if errors.is_empty() {
        let sent = legacy_posts::LegacySubmission { key, digest, lang: LANG, raw, received };
        legacy_posts::submit(app, &context.actor, def, sent).await
    } else {
        // The client sends everything again.
        uploads::discard(app, &received);
        Err(Problem::Invalid(validate::complaints(
            def,
            &raw,
            submit::post_context(app, context.zone, RuleUse::AsSent),
            &errors,
        )))
    };
    match sent {
        Ok(done) => Ok(LegacyReceipt { receipt: done.receipt, items, notes }),
        Err(problem) => Err(LegacyError::of_form(&problem, context, def)),
    }
}
