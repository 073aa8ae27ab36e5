//! Answers of an earlier visit: the button that fills in those of the site's last one, and the form that begins with
//! those of a submission. Only members have both: a visitor with a public link must not learn what was found before.
//!
//! Invariant: the button changes nothing that was entered. Where it fails, the form comes back as it was posted.

use super::{FormChannel, FormController, FormInput, FormPage, FormResponse, PostedForm, Problem, page::CopiedAnswers};
use crate::{
    domain::ids::SubmissionId,
    i18n::{Arg, Texts},
    services::last_visits::{self, Visit},
    web::{
        context::RequestContext,
        view::{
            filled::copied::FilledBlanks,
            form::{CopiedView, FormView},
            layout::isolated,
        },
    },
};
use rocket::serde::json::Json;

/// What the button says once the visit is known.
pub fn copy_label(context: &RequestContext, visit: &Visit) -> String {
    Texts::of(context.lang).with("form-copy-from", &[("date", Arg::from(day(context, visit)))])
}

fn day(context: &RequestContext, visit: &Visit) -> String {
    let day = visit.visit_date.unwrap_or_else(|| context.zone.date_of(visit.created_at));
    Texts::of(context.lang).date(day)
}

impl FormController<'_> {
    /// The form with the answers of an earlier visit.
    pub async fn copying(mut self, earlier: &SubmissionId) -> Result<FormPage, Problem> {
        let copied = last_visits::copied_of(self.app, &self.actor, &self.def, earlier, self.zone()).await?;
        let mut filled = self.offered();
        filled.begin_with(&self.def, &copied.answers);
        self.copied = Some(self.words(&copied.visit, !copied.answers.parts.is_empty()));
        let FormPage { layout, form } = self.page_of(&filled);
        Ok(FormPage { layout, form: FormView { is_begun: true, ..form } })
    }

    /// The button: the answers of the site's last visit, where the form is blank.
    pub(super) async fn copy_last_visit(mut self, posted: PostedForm) -> Result<FormResponse, Problem> {
        let PostedForm { key, raw, received, file_errors, .. } = posted;
        let mut filled = FormInput { raw, errors: file_errors };
        match self.keep_pending(&received).await {
            Ok(()) => {}
            Err(problem) if self.context.wants_json => return Err(problem),
            Err(problem) => return Ok(self.page_after_error(key, filled, &received, &problem).await),
        }
        match self.fill_in(&mut filled).await {
            Ok((copied, FilledBlanks { answers, items })) if self.context.wants_json => {
                let link = Texts::of(self.context.lang).t("form-copied-open");
                let CopiedView { sentence, url } = copied;
                Ok(FormResponse::Copied(Json(CopiedAnswers { sentence, url, link, answers, items })))
            }
            Ok((copied, _)) => {
                self.copied = Some(copied);
                Ok(self.changed_page(key, &filled, None, None).await)
            }
            Err(problem) if self.context.wants_json => Err(problem),
            Err(problem) => Ok(self.page_after_error(key, filled, &[], &problem).await),
        }
    }

    async fn fill_in(&self, filled: &mut FormInput) -> Result<(CopiedView, FilledBlanks), Problem> {
        let texts = Texts::of(self.context.lang);
        let nothing = |sentence| (CopiedView { sentence, url: None }, FilledBlanks::default());
        let site = filled.raw.first_text(&self.def.site_field).unwrap_or_default().trim().to_owned();
        let found = match self.channel {
            FormChannel::Member if site.is_empty() => {
                let question = self.def.field(&self.def.site_field).map(|field| field.label.get(self.context.lang));
                let question = isolated(question.unwrap_or_default());
                return Ok(nothing(texts.with("form-copy-no-site", &[("question", question)])));
            }
            FormChannel::Member => {
                last_visits::copied_of_site(self.app, &self.actor, &self.def, &site, self.zone()).await?
            }
            FormChannel::Correction(_) | FormChannel::Public(_) | FormChannel::Unknown | FormChannel::Unopened(_) => {
                None
            }
        };
        let Some(found) = found else {
            return Ok(nothing(texts.with("form-copy-none", &[("site", isolated(&site))])));
        };
        let done = filled.fill_blanks(&self.def, &found.answers);
        Ok((self.words(&found.visit, !done.is_empty()), done))
    }

    /// Which visit it was.
    fn words(&self, visit: &Visit, has_answers: bool) -> CopiedView {
        let texts = Texts::of(self.context.lang);
        let date = Arg::from(day(self.context, visit));
        let sentence = match &visit.inspector {
            _ if !has_answers => texts.with("form-copied-nothing", &[("date", date)]),
            Some(inspector) => texts.with("form-copied-by", &[("date", date), ("inspector", isolated(inspector))]),
            None => texts.with("form-copied", &[("date", date)]),
        };
        CopiedView { sentence, url: Some(format!("/submissions/{}", visit.id)) }
    }

    pub(super) fn show_copied(&self, view: &mut FormView) {
        // A re-inspection begins with what failed, and nothing else.
        view.offers_copy = matches!(self.channel, FormChannel::Member) && self.reinspects.is_none();
        view.copied.clone_from(&self.copied);
    }
}
