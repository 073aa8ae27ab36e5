//! The old app's HTTP interface, for clients that still speak it: pages that were open, scripts, bookmarks, printed
//! links. What it promises, and where it differs, stands in docs/legacy-api.md.
//!
//! A post of the old app becomes a post of our form and goes the same way from there: one validation, one transaction,
//! the same job. Only what is said to the client is the old app's: paths, keys, codes, and English.
//!
//! - `form` and `document` read the two kinds of body; `post`, `names` and `places` say what each piece is to our
//!   form;
//! - `data_url` and `address` read pictures and addresses inside of text;
//! - `job`, `photo` and `draft` are what several modules have in the same way; `refusal` says no.

mod address;
mod data_url;
mod document;
pub mod draft;
mod form;
pub mod job;
mod names;
pub mod photo;
mod places;
mod post;
mod refusal;

pub use address::OurAddress;
pub use refusal::OldRefusal;

use super::context::RequestContext;
use crate::{
    app::App,
    domain::{
        form::{FormDef, Node},
        ids::ModuleSlug,
        lang::Lang,
        problem::{Problem, Resource},
        submission::{Receipt, ReceiptFile},
        validate,
    },
    migration::legacy_posts,
    services::{submit, uploads},
};
use document::NotTaken;
use post::{OldForm, OldPost};
use rocket::{
    Data,
    http::{ContentType, Status},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// The old app spoke English only, and so do its pages around our answers.
const LANG: Lang = Lang::En;

/// The name of a submission key, should a client of the old interface send one.
const KEY: &str = "submission_key";

/// What became of a post of the old app.
pub struct Taken {
    pub receipt: Receipt,
    /// Items of the form.
    pub items: usize,
    /// What was kept otherwise than the client may think.
    notes: Vec<String>,
}

impl Taken {
    /// The answer to a form that brought its photos along, with what only this module says.
    pub fn queued(&self, own: &[(&str, Value)]) -> Value {
        let answer = [
            ("job_id", json!(self.receipt.job_id)),
            ("status", json!("queued")),
            ("submission_id", json!(self.receipt.submission_id)),
        ];
        self.noted(answer.into_iter().chain(own.iter().cloned()))
    }

    /// The answer to a form whose photos were sent before. `status` is the word of this module.
    pub fn with_urls(&self, status: &str, job_status: &str) -> Value {
        let job = &self.receipt.job_id;
        let answer = [
            ("job_id", json!(job)),
            ("job_status_url", json!(format!("{job_status}/{job}"))),
            ("status", json!(status)),
            ("submission_id", json!(self.receipt.submission_id)),
        ];
        self.noted(answer.into_iter())
    }

    /// Photos as the old app listed them.
    pub fn files(&self) -> Value {
        let photos = self.receipt.files.iter().filter(|file| !file.name.ends_with("_signature"));
        let listed = |file: &ReceiptFile| json!({ "field": file.name, "saved": null, "url": format!("/uploads/{}", file.upload_id) });
        photos.map(listed).collect()
    }

    /// In the order of the alphabet, as the old app's framework sent its keys; what it did not have stands at the end.
    fn noted<'k>(&self, answer: impl Iterator<Item = (&'k str, Value)>) -> Value {
        let mut keys: Vec<_> = answer.collect();
        keys.sort_unstable_by_key(|(key, _)| *key);
        if !self.notes.is_empty() {
            keys.push(("notes", json!(self.notes)));
        }
        keys.into_iter().collect()
    }
}

/// A form that was sent as multipart, with its photos.
pub async fn take_form(
    app: &App,
    context: &RequestContext,
    ours: &OurAddress,
    module: &str,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Taken, OldRefusal> {
    let def = current(app, context, module)?;
    let read = form::read(app, context, OldPost::new(&def, ours), content_type, data).await;
    send(app, context, &def, read.map_err(|problem| OldRefusal::of_form(&problem, context, &def))?).await
}

/// A form that was sent as JSON, with its photos as data URLs or as addresses of photos that were sent before.
pub async fn take_document(
    app: &App,
    context: &RequestContext,
    ours: &OurAddress,
    module: &str,
    data: Data<'_>,
) -> Result<Taken, OldRefusal> {
    let def = current(app, context, module)?;
    let read = document::read(app, context, OldPost::new(&def, ours), data).await;
    send(app, context, &def, read.map_err(|not| not_taken(not, context, &def))?).await
}

fn not_taken(not: NotTaken, context: &RequestContext, def: &FormDef) -> OldRefusal {
    match not {
        NotTaken::Nothing => OldRefusal::said(Status::BadRequest, "No data received"),
        NotTaken::NotJson => OldRefusal::said(Status::BadRequest, draft::NOT_JSON),
        NotTaken::Problem(problem) => OldRefusal::of_form(&problem, context, def),
    }
}

fn current(app: &App, context: &RequestContext, module: &str) -> Result<Arc<FormDef>, OldRefusal> {
    let slug: Option<ModuleSlug> = module.parse().ok();
    let def = slug.and_then(|slug| app.forms.get(&slug).cloned());
    def.ok_or_else(|| OldRefusal::new(&Problem::NotFound(Resource::Module), context))
}

async fn send(app: &App, context: &RequestContext, def: &FormDef, form: OldForm) -> Result<Taken, OldRefusal> {
    let OldForm { key, raw, received, errors, notes, digest } = form;
    let items = def.items().map(|items| raw.item_indexes(&items.name).len()).sum();
    let sent = if errors.is_empty() {
        let sent = legacy_posts::OldSent { key, digest, lang: LANG, raw, received };
        legacy_posts::submit(app, &context.actor, &def.module, sent).await
    } else {
        // Who speaks the old way sends everything again.
        uploads::discard(app, &received);
        Err(Problem::Invalid(validate::complaints(def, &raw, submit::latest_day(app), &errors)))
    };
    match sent {
        Ok(done) => Ok(Taken { receipt: done.receipt, items, notes }),
        Err(problem) => Err(OldRefusal::of_form(&problem, context, def)),
    }
}

/// The choices of a form that depend on each other, from the first level down: `{"HVAC": {"Extract Fans": [...]}}`.
pub fn dropdowns(app: &App, module: &str) -> Value {
    let slug: Option<ModuleSlug> = module.parse().ok();
    let tree = slug.and_then(|slug| app.forms.get(&slug)).and_then(|def| def.trees.values().next());
    tree.map_or_else(|| json!({}), |tree| below(&tree.roots))
}

/// Choices with what is below each; those of the last level as a list.
fn below(nodes: &[Node]) -> Value {
    let name = |node: &Node| node.choice.value.clone();
    if nodes.iter().all(|node| node.children.is_empty()) {
        return nodes.iter().map(name).collect();
    }
    nodes.iter().map(|node| (name(node), below(&node.children))).collect()
}
