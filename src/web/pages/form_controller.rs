//! Where forms are taken: the page, its buttons, and what is answered once it is sent. Members and strangers come in by
//! different entrances and meet the same form.

mod buttons;
mod channel;

pub use channel::FormChannel;

use crate::{
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionKey, UploadId},
        lang::Label,
        problem::{Conflict, Problem, Resource},
        raw::{RawForm, RawValue},
        submission::Receipt,
        upload::Upload,
        validate::{self, FieldError, ValidationCode},
    },
    services::{
        actor::Actor,
        submit::{self, PublicReceipt, Sent},
        uploads,
    },
    web::{
        context::{AppState, RequestContext},
        error,
        multipart::{Action, PostedForm},
        view::{
            field::Control,
            field::Page,
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
    Data,
    http::{ContentType, Status},
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
pub enum FormResponse {
    Saved(Redirect),
    Receipt((Status, Json<Confirmed>)),
    Again((Status, Box<FormPage>)),
}

/// The receipt, and where the submission stands.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub struct Confirmed {
    #[serde(flatten)]
    receipt: AnyReceipt,
    url: String,
}

#[derive(Serialize)]
#[serde(crate = "rocket::serde", untagged)]
enum AnyReceipt {
    Members(Receipt),
    Public(PublicReceipt),
}

/// One form, as somebody meets it.
pub struct FormController<'a> {
    app: &'a AppState,
    context: &'a RequestContext,
    actor: Actor,
    channel: FormChannel,
    def: Arc<FormDef>,
}

impl<'a> FormController<'a> {
    pub fn new(
        app: &'a AppState,
        context: &'a RequestContext,
        channel: FormChannel,
        module: &ModuleSlug,
    ) -> Result<FormController<'a>, Problem> {
        let def = Arc::clone(app.forms.get(module).ok_or(Problem::NotFound(Resource::Module))?);
        let actor = match &channel {
            FormChannel::Member => context.actor.clone(),
            FormChannel::Public(link) => link.actor(&context.actor),
        };
        Ok(FormController { app, context, actor, channel, def })
    }

    /// The form before anybody has touched it.
    pub fn blank(&self) -> FormPage {
        let mut filled = Filled::blank(&self.def);
        self.fix_site(&mut filled.raw);
        let form = self.form(&filled, &[], None, &SubmissionKey::random());
        let layout = self.render(Layout::new(self.context, Nav::Elsewhere, self.def.title.get(self.context.lang)));
        FormPage { layout, form }
    }

    /// Takes what was posted.
    pub async fn take(&self, content_type: Option<&ContentType>, data: Data<'_>) -> Result<FormResponse, Problem> {
        let mut posted = PostedForm::read(self.app, self.context, &self.def, content_type, data).await?;
        self.fix_site(&mut posted.raw);
        match posted {
            PostedForm { action: Action::Submit, key, raw, received, file_errors } => {
                self.send(key, Filled { raw, errors: file_errors }, received).await
            }
            posted => self.rearrange(posted).await,
        }
    }

    /// A link that is for one site answers that question itself, whatever was posted.
    fn fix_site(&self, raw: &mut RawForm) {
        if let Some(site) = self.channel.site() {
            raw.parts.retain(|part| part.name != self.def.site_field);
            raw.text(self.def.site_field.clone(), site);
        }
    }

    fn render(&self, layout: Layout) -> Layout {
        match self.channel {
            FormChannel::Member => layout,
            FormChannel::Public(_) => layout.for_strangers(),
        }
    }

    async fn keep_pending(&self, received: &[uploads::Received]) -> Result<(), Problem> {
        match &self.channel {
            FormChannel::Member => uploads::keep_pending(self.app, &self.actor, received).await,
            FormChannel::Public(link) => submit::keep_pending_of(self.app, &self.actor, link, received).await,
        }
    }

    async fn pending(&self, filled: &Filled) -> Result<Vec<Upload>, Problem> {
        let ids = named(filled);
        match &self.channel {
            FormChannel::Member => uploads::pending(self.app, &self.actor, &ids).await,
            FormChannel::Public(_) if ids.is_empty() => Ok(Vec::new()),
            FormChannel::Public(link) => uploads::pending_of(self.app, &self.actor, link, &ids).await,
        }
    }

    async fn submit(&self, sent: Sent) -> Result<FormResponse, Problem> {
        let (receipt, url, again) = match &self.channel {
            FormChannel::Member => {
                let done = submit::submit(self.app, &self.actor, &self.def.module, sent).await?;
                let url = format!("/submissions/{}", done.receipt.submission_id);
                (AnyReceipt::Members(done.receipt), url, done.again)
            }
            FormChannel::Public(link) => {
                let receipt = submit::submit_public(self.app, &self.actor, link, sent).await?;
                let (id, hash) = (&receipt.submission_id, &receipt.content_hash);
                let url = format!("/public/{}/received/{id}?hash={hash}", link.token);
                let again = receipt.again;
                (AnyReceipt::Public(receipt), url, again)
            }
        };
        if !self.context.wants_json {
            return Ok(FormResponse::Saved(Redirect::to(url)));
        }
        let status = if again { Status::Ok } else { Status::Created };
        Ok(FormResponse::Receipt((status, Json(Confirmed { receipt, url }))))
    }

    /// "Send the form": a submission, or the page again with everything that is wrong.
    async fn send(
        &self,
        key: Option<SubmissionKey>,
        filled: Filled,
        received: Vec<uploads::Received>,
    ) -> Result<FormResponse, Problem> {
        let problem = match &key {
            Some(key) if filled.errors.is_empty() => {
                let (raw, received) = (filled.raw.clone(), received.clone());
                let sent = Sent { key: key.clone(), lang: self.context.lang, raw, received };
                match self.submit(sent).await {
                    Ok(done) => return Ok(done),
                    Err(problem) => problem,
                }
            }
            _ => {
                self.keep_pending(&received).await?;
                let latest_day = submit::latest_day(self.app);
                let mut errors = validate::complaints(&self.def, &filled.raw, latest_day, &filled.errors);
                if key.is_none() && self.context.wants_json {
                    errors.insert(0, key_missing());
                }
                Problem::Invalid(errors)
            }
        };
        if self.context.wants_json {
            return Err(problem);
        }
        let status = error::status(&problem);
        match problem {
            Problem::Invalid(errors) => self.render_again(key, Filled { raw: filled.raw, errors }, status, None).await,
            // Sending the same page once more would fail for ever: the answers get a key of their own.
            Problem::Conflict(Conflict::KeyUsed) => {
                let sentence = Words::of(self.context.lang).form.key_used;
                self.render_again(Some(SubmissionKey::random()), filled, status, Some(sentence)).await
            }
            // Each file that is gone is named at its field.
            Problem::Conflict(Conflict::UploadGone) => self.render_again(key, filled, status, None).await,
            Problem::DayFull
            | Problem::Unavailable(_)
            | Problem::Unconfirmed(_)
            | Problem::StorageFull(_)
            | Problem::Internal(_) => Ok(self.kept(key, filled, &received, &problem).await),
            other => Err(other),
        }
    }

    /// The server is at fault and not the form, which comes back as it was typed. Files are kept as far as the server
    /// still can; one that it cannot keep, or that may belong to a submission by now, is asked for again at its field.
    async fn kept(
        &self,
        key: Option<SubmissionKey>,
        filled: Filled,
        received: &[uploads::Received],
        problem: &Problem,
    ) -> FormResponse {
        error::log(problem, self.context);
        let kept = match problem {
            // They were taken away with the refusal.
            Problem::DayFull => Ok(()),
            _ => self.keep_pending(received).await,
        };
        let held = match kept {
            Ok(()) => self.pending(&filled).await.unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        let status = error::status(problem);
        let number = problem.cause().map(|_| format!(" ({})", self.context.request_id)).unwrap_or_default();
        let sentence = format!("{}{number}", problem.sentence(self.context.lang));
        self.not_taken(InvalidForm { key, filled, held, status, sentence: Some(sentence) })
    }

    /// The page of a form that was not taken, with everything that was typed and attached.
    async fn render_again(
        &self,
        key: Option<SubmissionKey>,
        filled: Filled,
        status: Status,
        sentence: Option<&'static str>,
    ) -> Result<FormResponse, Problem> {
        let held = self.pending(&filled).await?;
        Ok(self.not_taken(InvalidForm { key, filled, held, status, sentence: sentence.map(str::to_owned) }))
    }

    fn not_taken(&self, form: InvalidForm) -> FormResponse {
        let InvalidForm { key, filled, held, status, sentence } = form;
        let title = self.def.title.get(self.context.lang);
        let layout = self.render(Layout::answering_post(self.context, Nav::Elsewhere, title, true));
        let missing = || key.is_none().then(|| layout.words.form.key_missing.to_owned());
        let sentence = sentence.or_else(missing);
        let key = key.clone().unwrap_or_else(SubmissionKey::random);
        let mut form = self.form(&filled, &held, None, &key);
        sentence.into_iter().for_each(|sentence| form.complain(sentence));
        FormResponse::Again((status, Box::new(FormPage { layout, form })))
    }

    /// One of the buttons that change the form without sending it.
    async fn rearrange(&self, posted: PostedForm) -> Result<FormResponse, Problem> {
        let PostedForm { key, action, raw, received, file_errors } = posted;
        self.keep_pending(&received).await?;
        let mut filled = Filled { raw, errors: file_errors };
        let focus = buttons::apply(&self.def, &action, &mut filled);
        // An item that moved has another number in the words of its complaints.
        filled.errors = filled.errors.into_iter().map(|e| FieldError::at(&self.def, &e.name, e.complaint)).collect();
        let held = self.pending(&filled).await?;
        let form = self.form(&filled, &held, focus.as_deref(), &key.unwrap_or_else(SubmissionKey::random));
        let title = self.def.title.get(self.context.lang);
        let refused = !form.summary.is_empty();
        let layout = self.render(Layout::answering_post(self.context, Nav::Elsewhere, title, refused));
        Ok(FormResponse::Again((Status::Ok, Box::new(FormPage { layout, form }))))
    }

    fn form(&self, filled: &Filled, held: &[Upload], focus: Option<&str>, key: &SubmissionKey) -> FormView {
        let uploads_at = self.channel.uploads_at();
        let fixed = self.channel.site().map(|_| self.def.site_field.as_str());
        let page = Page {
            uploads_at: &uploads_at,
            fixed,
            ..page(&self.def, self.context, filled, held, focus, submit::latest_day(self.app))
        };
        let module = &self.def.module;
        let view = FormView::new(&page, key);
        let (action, drafts) = (self.channel.address(module), self.channel.drafts(module));
        FormView { action, drafts, uploads_at, for_whom: self.channel.for_whom(), ..view }
    }
}

/// A form that was not taken, with everything that was typed and attached.
struct InvalidForm {
    key: Option<SubmissionKey>,
    filled: Filled,
    held: Vec<Upload>,
    status: Status,
    /// What is wrong with the form as a whole.
    sentence: Option<String>,
}

pub fn page<'a>(
    def: &'a FormDef,
    context: &RequestContext,
    filled: &'a Filled,
    uploads: &'a [Upload],
    focus: Option<&'a str>,
    latest_day: Date,
) -> Page<'a> {
    let words = Words::of(context.lang);
    Page { def, filled, uploads, uploads_at: "/uploads", fixed: None, lang: context.lang, words, latest_day, focus }
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
    FieldError { name: "submission_key".into(), label, item: None, complaint: ValidationCode::Missing }
}
