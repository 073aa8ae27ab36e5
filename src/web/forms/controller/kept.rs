//! A form that was sent after the session had ended: kept, and shown again after the sign-in.

use super::{FormController, FormPage, FormResponse};
use crate::{
    domain::{ids::SubmissionKey, problem::Problem},
    services::kept_forms::{self, KeptForm},
    web::{
        forms::multipart::PostedForm,
        return_to::encoded,
        view::{
            filled::FormInput,
            layout::{Layout, Nav},
        },
    },
};
use rocket::{Data, http::ContentType, response::Redirect};

impl FormController<'_> {
    /// Keeps what was posted for the person, and leads to the sign-in and from there back.
    pub async fn keep(
        &self,
        user: i64,
        content_type: Option<&ContentType>,
        data: Data<'_>,
    ) -> Result<FormResponse, Problem> {
        let posted = PostedForm::read(self.app, self.context, &self.def, content_type, data).await?;
        self.keep_pending(&posted.received).await?;
        let form = KeptForm { key: posted.key, raw: posted.raw };
        kept_forms::keep(self.app, &self.actor, user, &self.def.module, &form).await?;
        let back = format!("/forms/{}?kept=yes", self.def.module);
        Ok(FormResponse::Saved(Redirect::to(format!("/sign-in?done=form-kept&next={}", encoded(&back)))))
    }

    /// The form as it was kept for the person; the empty form if nothing is.
    pub async fn kept_form(mut self) -> Result<FormPage, Problem> {
        let Some(user) = self.actor.user_id else { return Ok(self.blank()) };
        let kept = kept_forms::of(self.app, &self.actor, user, &self.def.module).await?;
        let Some(KeptForm { key, mut raw }) = kept else { return Ok(self.blank()) };
        self.take_reinspects(&mut raw);
        let filled = FormInput { raw, errors: Vec::new() };
        let held = self.pending(&filled).await?;
        let mut form = self.form(&filled, &held, None, &key.unwrap_or_else(SubmissionKey::random));
        let title = self.def.title.get(self.context.lang);
        let layout = self.render(Layout::new(self.context, Nav::Elsewhere, title).refusing());
        form.add_error(layout.t("form-kept"));
        Ok(FormPage { layout, form })
    }
}
