//! `/forms/<module>`: the form, its buttons, and what is answered once it is sent.

use crate::{
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionKey, UploadId},
        lang::Label,
        problem::{Conflict, Problem, Thing},
        raw::RawValue,
        submission::Receipt,
        upload::Upload,
        validate::{self, Complaint, FieldError},
    },
    services::{
        submit::{self, Sent},
        uploads,
    },
    web::{
        error::{self, Failed},
        guards::{Asked, IdParam, TheApp},
        multipart::{Action, PostedForm},
        view::{
            field::{Control, Page},
            filled::Filled,
            form::{BodyView, FormView},
            layout::{Layout, Nav},
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    Data, get,
    http::{ContentType, Status},
    post,
    response::{Redirect, Responder},
    serde::{Serialize, json::Json},
};
use std::sync::Arc;
use time::Date;

#[derive(Template, WebTemplate)]
#[template(path = "forms/show.html")]
pub struct FormPage {
    pub layout: Layout,
    pub form: FormView,
}

/// What a post of a form is answered with.
#[derive(Responder)]
pub enum Posted {
    Saved(Redirect),
    Receipt((Status, Json<Confirmed>)),
    Again((Status, Box<FormPage>)),
}

/// The receipt, and where the submission stands.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub struct Confirmed {
    #[serde(flatten)]
    receipt: Receipt,
    url: String,
}

#[get("/forms/<module>")]
pub async fn show(app: &TheApp, asked: Asked, module: IdParam<ModuleSlug>) -> Result<FormPage, Failed> {
    let def = current(app, &module.0).map_err(|problem| Failed::new(problem, &asked))?;
    let filled = Filled::blank(def);
    let page = page(def, &asked, &filled, &[], None, submit::latest_day(app));
    let layout = Layout::new(&asked, Nav::Elsewhere, def.title.get(asked.lang));
    Ok(FormPage { layout, form: FormView::new(&page, &SubmissionKey::random()) })
}

#[post("/forms/<module>", data = "<data>")]
pub async fn post(
    app: &TheApp,
    asked: Asked,
    module: IdParam<ModuleSlug>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Posted, Failed> {
    let def = current(app, &module.0).map_err(|problem| Failed::new(problem, &asked))?;
    let answered = match PostedForm::read(app, &asked, def, content_type, data).await {
        Ok(PostedForm { action: Action::Submit, key, raw, received, file_errors }) => {
            let filled = Filled { raw, errors: file_errors };
            send(app, &asked, def, key, filled, received).await
        }
        Ok(posted) => rearrange(app, &asked, def, posted).await,
        Err(problem) => Err(problem),
    };
    answered.map_err(|problem| Failed::new(problem, &asked))
}

fn current<'a>(app: &'a TheApp, module: &ModuleSlug) -> Result<&'a Arc<FormDef>, Problem> {
    app.forms.get(module).ok_or(Problem::NotFound(Thing::Module))
}

/// "Send the form": a submission, or the page again with everything that is wrong.
async fn send(
    app: &TheApp,
    asked: &Asked,
    def: &FormDef,
    key: Option<SubmissionKey>,
    filled: Filled,
    received: Vec<uploads::Received>,
) -> Result<Posted, Problem> {
    let problem = match &key {
        Some(key) if filled.errors.is_empty() => {
            let (raw, received) = (filled.raw.clone(), received.clone());
            let sent = Sent { key: key.clone(), lang: asked.lang, raw, received };
            match submit::submit(app, &asked.caller, &def.module, sent).await {
                Ok(done) => return Ok(confirm(asked, done)),
                Err(problem) => problem,
            }
        }
        _ => {
            uploads::keep_pending(app, &asked.caller, &received).await?;
            let mut errors = validate::complaints(def, &filled.raw, submit::latest_day(app), &filled.errors);
            if key.is_none() && asked.wants_json {
                errors.insert(0, key_missing());
            }
            Problem::Invalid(errors)
        }
    };
    if asked.wants_json {
        return Err(problem);
    }
    let status = error::status(&problem);
    match problem {
        Problem::Invalid(errors) => again(app, asked, def, key, Filled { raw: filled.raw, errors }, status, None).await,
        // Sending the same page once more would fail for ever: the answers get a key of their own.
        Problem::Conflict(Conflict::KeyUsed) => {
            let sentence = Words::of(asked.lang).form.key_used;
            again(app, asked, def, Some(SubmissionKey::random()), filled, status, Some(sentence)).await
        }
        // Each file that is gone is named at its field.
        Problem::Conflict(Conflict::UploadGone) => again(app, asked, def, key, filled, status, None).await,
        Problem::Unavailable(_) | Problem::Unconfirmed(_) | Problem::StorageFull(_) | Problem::Internal(_) => {
            Ok(kept(app, asked, def, key, filled, &received, &problem).await)
        }
        other => Err(other),
    }
}

/// The server is at fault and not the form, which comes back as it was typed. Files are kept as far as the server
/// still can; one that it cannot keep, or that may belong to a submission by now, is asked for again at its field.
async fn kept(
    app: &TheApp,
    asked: &Asked,
    def: &FormDef,
    key: Option<SubmissionKey>,
    filled: Filled,
    received: &[uploads::Received],
    problem: &Problem,
) -> Posted {
    error::log(problem, asked);
    let held = match uploads::keep_pending(app, &asked.caller, received).await {
        Ok(()) => uploads::pending(app, &asked.caller, &named(&filled)).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let status = error::status(problem);
    let sentence = format!("{} ({})", problem.sentence(asked.lang), asked.request_id);
    NotTaken { key, filled, held, status, sentence: Some(sentence) }.page(app, asked, def)
}

fn confirm(asked: &Asked, done: submit::Submitted) -> Posted {
    let url = format!("/submissions/{}", done.receipt.submission_id);
    if !asked.wants_json {
        return Posted::Saved(Redirect::to(url));
    }
    let status = if done.again { Status::Ok } else { Status::Created };
    Posted::Receipt((status, Json(Confirmed { receipt: done.receipt, url })))
}

/// The page of a form that was not taken, with everything that was typed and attached.
async fn again(
    app: &TheApp,
    asked: &Asked,
    def: &FormDef,
    key: Option<SubmissionKey>,
    filled: Filled,
    status: Status,
    sentence: Option<&'static str>,
) -> Result<Posted, Problem> {
    let held = uploads::pending(app, &asked.caller, &named(&filled)).await?;
    Ok(NotTaken { key, filled, held, status, sentence: sentence.map(str::to_owned) }.page(app, asked, def))
}

/// A form that was not taken, with everything that was typed and attached.
struct NotTaken {
    key: Option<SubmissionKey>,
    filled: Filled,
    held: Vec<Upload>,
    status: Status,
    /// What is wrong with the form as a whole.
    sentence: Option<String>,
}

impl NotTaken {
    fn page(self, app: &TheApp, asked: &Asked, def: &FormDef) -> Posted {
        let page = page(def, asked, &self.filled, &self.held, None, submit::latest_day(app));
        let layout = Layout::answering_post(asked, Nav::Elsewhere, def.title.get(asked.lang), true);
        let missing = || self.key.is_none().then(|| layout.words.form.key_missing.to_owned());
        let sentence = self.sentence.clone().or_else(missing);
        let mut form = FormView::new(&page, &self.key.clone().unwrap_or_else(SubmissionKey::random));
        sentence.into_iter().for_each(|sentence| form.complain(sentence));
        Posted::Again((self.status, Box::new(FormPage { layout, form })))
    }
}

/// One of the buttons that change the form without sending it.
async fn rearrange(app: &TheApp, asked: &Asked, def: &FormDef, posted: PostedForm) -> Result<Posted, Problem> {
    let PostedForm { key, action, raw, received, file_errors } = posted;
    uploads::keep_pending(app, &asked.caller, &received).await?;
    let mut filled = Filled { raw, errors: file_errors };
    let focus = apply(def, &action, &mut filled);
    // An item that moved has another number in the words of its complaints.
    filled.errors = filled.errors.into_iter().map(|e| FieldError::at(def, &e.name, e.complaint)).collect();
    let held = uploads::pending(app, &asked.caller, &named(&filled)).await?;
    let page = page(def, asked, &filled, &held, focus.as_deref(), submit::latest_day(app));
    let form = FormView::new(&page, &key.unwrap_or_else(SubmissionKey::random));
    let title = def.title.get(asked.lang);
    let layout = Layout::answering_post(asked, Nav::Elsewhere, title, !form.summary.is_empty());
    Ok(Posted::Again((Status::Ok, Box::new(FormPage { layout, form }))))
}

/// Does what the button says, and names the field on which to go on.
fn apply(def: &FormDef, action: &Action, filled: &mut Filled) -> Option<String> {
    let first_field = |filled: &Filled, group: &str, index: usize| {
        let position = filled.raw.item_indexes(group).iter().position(|i| *i == index)?;
        let field = def.items_named(group)?.fields.first()?;
        Some(format!("{group}.{position}.{}", field.name))
    };
    match action {
        Action::Submit => None,
        Action::Add { items } => {
            let index = filled.add(def.items_named(items)?);
            first_field(filled, items, index)
        }
        Action::Duplicate { items, index } => {
            let index = filled.duplicate(def.items_named(items)?, *index);
            first_field(filled, items, index)
        }
        Action::Remove { items, index } => {
            let before = filled.raw.item_indexes(items).into_iter().rfind(|i| i < index);
            filled.remove(def.items_named(items)?, *index);
            let next = before.or_else(|| filled.raw.item_indexes(items).first().copied())?;
            first_field(filled, items, next)
        }
        Action::Drop { name, id } => {
            filled.drop_upload(name, id);
            Some(name.clone())
        }
    }
}

pub fn page<'a>(
    def: &'a FormDef,
    asked: &Asked,
    filled: &'a Filled,
    uploads: &'a [Upload],
    focus: Option<&'a str>,
    latest_day: Date,
) -> Page<'a> {
    let words = Words::of(asked.lang);
    Page { def, filled, uploads, lang: asked.lang, words, latest_day, focus }
}

/// Every file that a post names.
fn named(filled: &Filled) -> Vec<UploadId> {
    let id = |value: &RawValue| match value {
        RawValue::Upload(id) => Some(id.clone()),
        RawValue::Text(_) => None,
    };
    filled.raw.parts.iter().filter_map(|part| id(&part.value)).collect()
}

fn key_missing() -> FieldError {
    let label = Label::new("Submission key", "مفتاح الإرسال");
    FieldError { name: "submission_key".into(), label, item: None, complaint: Complaint::Missing }
}
