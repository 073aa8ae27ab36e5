//! The controller of a form: its page, its buttons and the response to a submission, for members and for public links.
//!
//! Inputs: the form definition, the channel (member or public link) and the body. Output: a page, a redirect or a JSON
//! receipt.
//!
//! Invariants: an invalid form comes back with everything that was entered and attached, and leaves no submission
//! behind; files of a valid or invalid form are known to the database before the response.

mod buttons;
mod channel;
mod correction;
mod kept;
pub mod last_visit;
mod page;
mod reinspection;
mod send;
mod unavailable;

pub use channel::FormChannel;
pub use page::{FormPage, FormResponse, page};

use crate::{
    domain::{
        form::FormDef,
        ids::{SubmissionId, SubmissionKey},
        pasted,
        problem::{Conflict, Problem},
        raw::RawForm,
        time_zone::TimeZone,
        upload::Upload,
        validate::FieldError,
    },
    i18n::Texts,
    services::{actor::Actor, submit, uploads},
    web::{
        auth::{csrf, form_sender::unavailable},
        context::{AppState, RequestContext},
        forms::multipart::{Action, PostedForm},
        view::{
            field::Page,
            filled::FormInput,
            form::{CopiedView, FormView},
            layout::{Layout, Nav},
        },
    },
};
use rocket::{
    Data,
    http::{ContentType, Status},
};
use std::sync::Arc;

/// A form for one request.
pub struct FormController<'a> {
    app: &'a AppState,
    context: &'a RequestContext,
    actor: Actor,
    channel: FormChannel,
    def: Arc<FormDef>,
    /// The reason of a correction, as it was posted; none before the first post.
    reason: Option<String>,
    /// The submission that the form inspects again.
    reinspects: Option<SubmissionId>,
    /// What was taken over from an earlier visit, in words.
    copied: Option<CopiedView>,
}

impl<'a> FormController<'a> {
    pub fn new(
        app: &'a AppState,
        context: &'a RequestContext,
        channel: FormChannel,
        def: Arc<FormDef>,
    ) -> FormController<'a> {
        let actor = match &channel {
            FormChannel::Member | FormChannel::Correction(_) | FormChannel::Unknown | FormChannel::Unopened(_) => {
                context.actor.clone()
            }
            FormChannel::Public(link) => link.actor(&context.actor),
        };
        FormController { app, context, actor, channel, def, reason: None, reinspects: None, copied: None }
    }

    /// The empty form.
    pub fn blank(&self) -> FormPage {
        self.page_of(&self.offered())
    }

    /// The page of a form that was not sent yet.
    fn page_of(&self, filled: &FormInput) -> FormPage {
        let form = self.form(filled, &[], None, &SubmissionKey::random());
        let layout = self.render(Layout::new(self.context, Nav::Elsewhere, self.def.title.get(self.context.lang)));
        FormPage { layout, form }
    }

    /// The empty form as a device keeps it, to be filled in without a network: its token is valid in no session, and its
    /// scripts make a key for each submission.
    pub fn kept_copy(&self) -> FormPage {
        let filled = FormInput::blank(&self.def);
        let form = self.form(&filled, &[], None, &SubmissionKey::random());
        let address = self.channel.address(&self.def.module);
        let layout = Layout::at(self.context, &address, Nav::Elsewhere, self.def.title.get(self.context.lang));
        FormPage { layout: Layout { csrf_token: csrf::OF_NO_SESSION.to_owned(), ..layout }, form }
    }

    /// The empty form as it will be asked, of which nothing can be sent.
    pub fn preview(&self) -> FormPage {
        let form = self.form(&self.offered(), &[], None, &SubmissionKey::random());
        let title = self.def.title.get(self.context.lang);
        let layout = Layout::new(self.context, Nav::Elsewhere, title).without_navigation();
        FormPage { layout, form: FormView { is_preview: true, action: String::new(), ..form } }
    }

    /// Handles a posted form: one of its buttons.
    pub async fn submit(mut self, content_type: Option<&ContentType>, data: Data<'_>) -> Result<FormResponse, Problem> {
        let mut posted = PostedForm::read(self.app, self.context, &self.def, content_type, data).await?;
        self.take_reason(&mut posted.raw);
        self.take_reinspects(&mut posted.raw);
        pasted::form(&self.def, &mut posted.raw);
        self.fix_site(&mut posted.raw);
        if let Err(problem) = self.take_held(&mut posted).await {
            return self.without_database(posted, problem);
        }
        match posted {
            PostedForm { action: Action::Submit, key, raw, received, file_errors, .. } => {
                self.send(key, FormInput { raw, errors: file_errors }, received).await
            }
            posted if posted.action == Action::CopyLastVisit => self.copy_last_visit(posted).await,
            posted => self.rearrange(posted).await,
        }
    }

    /// Where the person is. A visitor with a link is where the organisation is.
    fn zone(&self) -> TimeZone {
        match &self.channel {
            FormChannel::Public(link) => link.zone,
            FormChannel::Member | FormChannel::Correction(_) | FormChannel::Unknown | FormChannel::Unopened(_) => {
                self.context.zone
            }
        }
    }

    /// A link for one site answers the site question itself, whatever was posted.
    fn fix_site(&self, raw: &mut RawForm) {
        if let Some(site) = self.channel.site() {
            raw.parts.retain(|part| part.name != self.def.site_field);
            raw.text(self.def.site_field.clone(), site);
        }
    }

    fn render(&self, layout: Layout) -> Layout {
        match self.channel {
            FormChannel::Member | FormChannel::Correction(_) => layout,
            FormChannel::Public(_) | FormChannel::Unknown | FormChannel::Unopened(_) => layout.without_navigation(),
        }
    }

    async fn keep_pending(&self, received: &[uploads::ReceivedFile]) -> Result<(), Problem> {
        match &self.channel {
            FormChannel::Member | FormChannel::Correction(_) => {
                uploads::keep_pending(self.app, &self.actor, received).await
            }
            FormChannel::Unknown | FormChannel::Unopened(_) => Err(unavailable()),
            FormChannel::Public(link) => submit::keep_pending_of(self.app, &self.actor, link, received).await,
        }
    }

    async fn pending(&self, filled: &FormInput) -> Result<Vec<Upload>, Problem> {
        let ids = filled.raw.upload_ids();
        match &self.channel {
            FormChannel::Member => uploads::pending(self.app, &self.actor, &ids).await,
            FormChannel::Correction(correction) => self.pending_or_kept(correction, &ids).await,
            FormChannel::Unknown | FormChannel::Unopened(_) => Err(unavailable()),
            FormChannel::Public(_) if ids.is_empty() => Ok(Vec::new()),
            FormChannel::Public(link) => uploads::pending_of(self.app, &self.actor, link, &ids).await,
        }
    }

    /// The page of an invalid form, with everything that was entered and attached.
    async fn render_again(
        &self,
        key: Option<SubmissionKey>,
        filled: FormInput,
        status: Status,
        sentence: Option<&'static str>,
    ) -> Result<FormResponse, Problem> {
        let held = self.pending(&filled).await.unwrap_or_else(|_| self.unread(&filled, &[]));
        let sentence = sentence.map(str::to_owned);
        Ok(self.invalid_page(InvalidForm { key, filled, held, described: Vec::new(), status, sentence }))
    }

    fn invalid_page(&self, form: InvalidForm) -> FormResponse {
        let InvalidForm { key, filled, held, described, status, sentence } = form;
        let title = self.def.title.get(self.context.lang);
        let layout = self.render(Layout::answering_post(self.context, Nav::Elsewhere, title, true));
        let missing = || key.is_none().then(|| layout.texts.t("form-key-missing").to_owned());
        let sentence = sentence.or_else(missing);
        let key = key.clone().unwrap_or_else(SubmissionKey::random);
        let mut form = self.form(&filled, &held, None, &key);
        form.held = described;
        sentence.into_iter().for_each(|sentence| form.add_error(sentence));
        FormResponse::Again((status, Box::new(FormPage { layout, form })))
    }

    /// One of the buttons that change the form without sending it.
    async fn rearrange(&self, posted: PostedForm) -> Result<FormResponse, Problem> {
        let PostedForm { key, action, raw, received, file_errors, .. } = posted;
        let mut filled = FormInput { raw, errors: file_errors };
        match self.keep_pending(&received).await {
            Ok(()) => {}
            Err(problem) if self.context.wants_json => return Err(problem),
            Err(problem) => return Ok(self.page_after_error(key, filled, &received, &problem).await),
        }
        let focus = buttons::apply(&self.def, &action, &mut filled);
        // The errors of a moved item name its new number.
        filled.errors = filled.errors.into_iter().map(|e| FieldError::at(&self.def, &e.name, e.complaint)).collect();
        let sentence = matches!(action, Action::Enter).then_some("form-not-sent-by-enter");
        Ok(self.changed_page(key, &filled, focus.as_deref(), sentence).await)
    }

    /// The page after a button that changed the form.
    async fn changed_page(
        &self,
        key: Option<SubmissionKey>,
        filled: &FormInput,
        focus: Option<&str>,
        sentence: Option<&'static str>,
    ) -> FormResponse {
        let held = self.pending(filled).await.unwrap_or_else(|_| self.unread(filled, &[]));
        let mut form = self.form(filled, &held, focus, &key.unwrap_or_else(SubmissionKey::random));
        sentence.into_iter().for_each(|key| form.add_error(Texts::of(self.context.lang).t(key)));
        let title = self.def.title.get(self.context.lang);
        let refused = !form.summary.is_empty();
        let layout = self.render(Layout::answering_post(self.context, Nav::Elsewhere, title, refused));
        FormResponse::Again((Status::Ok, Box::new(FormPage { layout, form })))
    }

    fn form(&self, filled: &FormInput, held: &[Upload], focus: Option<&str>, key: &SubmissionKey) -> FormView {
        let uploads_at = self.channel.uploads_at();
        let fixed = self.channel.site().map(|_| self.def.site_field.as_str());
        let page = Page {
            uploads_at: &uploads_at,
            fixed,
            has_suggestions: matches!(self.channel, FormChannel::Member | FormChannel::Correction(_)),
            ..page(&self.def, self.context, filled, held, focus, submit::latest_day(self.app))
        };
        let module = &self.def.module;
        let mut view = FormView::new(&page, key);
        self.show_correction(&mut view, filled);
        let (action, drafts) = (self.channel.action(&self.def), self.channel.drafts(module));
        let mut view = FormView { action, drafts, uploads_at, recipient: self.channel.recipient(), ..view };
        self.show_reinspection(&mut view);
        self.show_copied(&mut view);
        view
    }
}

/// An invalid form, with everything that was entered and attached.
struct InvalidForm {
    key: Option<SubmissionKey>,
    filled: FormInput,
    held: Vec<Upload>,
    /// Descriptions of those among them that have no row.
    described: Vec<String>,
    status: Status,
    /// What is wrong with the form as a whole.
    sentence: Option<String>,
}
