//! The form of a re-inspection: filled in with what failed in an earlier submission. It is sent like any other form,
//! with the id of that submission in a hidden field, so that drafts, the outbox and kept forms have it too.

use super::{FormChannel, FormController, FormInput, FormPage, Problem};
use crate::{
    domain::{ids::SubmissionId, raw::RawForm},
    services::reinspections,
    web::view::form::FormView,
};

/// The hidden field, and the parameter of the address.
const REINSPECTS: &str = "reinspects";

impl FormController<'_> {
    /// The form with the site and the failed items of an earlier submission.
    pub async fn reinspecting(mut self, earlier: &SubmissionId) -> Result<FormPage, Problem> {
        let begun = reinspections::begin(self.app, &self.actor, &self.def, earlier).await?;
        self.reinspects = Some(earlier.clone());
        let mut filled = self.offered();
        filled.begin_with(&self.def, &begun);
        Ok(self.page_of(&filled))
    }

    /// It is no question of the form. An id that is none names no submission.
    pub(super) fn take_reinspects(&mut self, raw: &mut RawForm) {
        let sent = raw.first_text(REINSPECTS).and_then(|id| id.parse().ok());
        raw.parts.retain(|part| part.name != REINSPECTS);
        self.reinspects = match self.channel {
            FormChannel::Member | FormChannel::Unknown => sent,
            FormChannel::Correction(_) | FormChannel::Public(_) | FormChannel::Unopened(_) => None,
        };
    }

    /// The draft of a re-inspection has a name of its own, so that it never replaces a draft of the form.
    pub(super) fn show_reinspection(&self, view: &mut FormView) {
        if let Some(earlier) = &self.reinspects {
            view.drafts = format!("{}@{earlier}", self.def.module);
            view.reinspects = Some(earlier.to_string());
        }
    }

    /// The empty form with what is offered to the sender.
    pub(super) fn offered(&self) -> FormInput {
        let today = self.context.zone.date_of(self.app.clock.now());
        let name = self.context.member.as_ref().and_then(|member| member.full_name.as_deref());
        let mut filled = match self.channel {
            FormChannel::Member => FormInput::offering(&self.def, today, name),
            FormChannel::Correction(_) | FormChannel::Public(_) | FormChannel::Unknown | FormChannel::Unopened(_) => {
                FormInput::blank(&self.def)
            }
        };
        filled.offer_computed(&self.def, crate::services::submit::local_now(self.app, self.zone()));
        self.fix_site(&mut filled.raw);
        filled
    }
}
