//! The outcome of a button on the pages of the migration: a confirmation, or an error at its control.

use super::super::Operator;
use crate::{
    domain::problem::Problem,
    i18n::Texts,
    web::{error::ErrorResponse, problem},
};
use rocket::{http::Status, response::Redirect};

/// What was done. The word travels in the address of the page that follows, so that this page may be loaded again
/// without doing anything twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    Forward,
    OverrideAsked,
    Started,
    ImportBegun,
    Paused,
    Resumed,
    Stopped,
    Throttled,
    Imported,
    StillQuarantined,
    NowDivergent,
    SetAside,
    Settled,
    AddressesOpened,
    AddressesClosed,
    KeyRevoked,
}

impl Notice {
    const ALL: [Notice; 16] = [
        Notice::Forward,
        Notice::OverrideAsked,
        Notice::Started,
        Notice::ImportBegun,
        Notice::Paused,
        Notice::Resumed,
        Notice::Stopped,
        Notice::Throttled,
        Notice::Imported,
        Notice::StillQuarantined,
        Notice::NowDivergent,
        Notice::SetAside,
        Notice::Settled,
        Notice::AddressesOpened,
        Notice::AddressesClosed,
        Notice::KeyRevoked,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Notice::Forward => "forward",
            Notice::OverrideAsked => "asked",
            Notice::Started => "started",
            Notice::ImportBegun => "import",
            Notice::Paused => "paused",
            Notice::Resumed => "resumed",
            Notice::Stopped => "stopped",
            Notice::Throttled => "throttled",
            Notice::Imported => "imported",
            Notice::StillQuarantined => "quarantined",
            Notice::NowDivergent => "divergent",
            Notice::SetAside => "set_aside",
            Notice::Settled => "settled",
            Notice::AddressesOpened => "opened",
            Notice::AddressesClosed => "closed",
            Notice::KeyRevoked => "key_revoked",
        }
    }

    /// The sentence for a word of an address; a word that is none of ours says nothing.
    pub fn sentence(word: Option<&str>, texts: Texts) -> Option<&'static str> {
        let done = Notice::ALL.into_iter().find(|done| Some(done.as_str()) == word)?;
        Some(match done {
            Notice::Forward => texts.t("migration-done-forward"),
            Notice::OverrideAsked => texts.t("migration-done-override-asked"),
            Notice::Started => texts.t("migration-done-started"),
            Notice::ImportBegun => texts.t("migration-done-import-begun"),
            Notice::Paused => texts.t("migration-done-paused"),
            Notice::Resumed => texts.t("migration-done-resumed"),
            Notice::Stopped => texts.t("migration-done-stopped"),
            Notice::Throttled => texts.t("migration-done-throttled"),
            Notice::Imported => texts.t("migration-done-imported"),
            Notice::StillQuarantined => texts.t("migration-done-still-quarantined"),
            Notice::NowDivergent => texts.t("migration-done-now-divergent"),
            Notice::SetAside => texts.t("migration-done-set-aside"),
            Notice::Settled => texts.t("migration-done-settled"),
            Notice::AddressesOpened => texts.t("migration-done-addresses-opened"),
            Notice::AddressesClosed => texts.t("migration-done-addresses-closed"),
            Notice::KeyRevoked => texts.t("migration-done-key-revoked"),
        })
    }

    /// On to the page that says so, at the place that it is about.
    pub fn at(self, page: &str, anchor: &str) -> Redirect {
        Redirect::to(format!("{page}?done={}#{anchor}", self.as_str()))
    }
}

/// An error for the page that comes back with everything that was entered.
#[derive(Clone, Debug, Default)]
pub struct ControlError {
    /// The control that it is about.
    pub at: String,
    pub sentence: String,
    pub typed: Vec<(&'static str, String)>,
}

impl ControlError {
    pub fn new(at: impl Into<String>, sentence: impl Into<String>) -> ControlError {
        ControlError { at: at.into(), sentence: sentence.into(), typed: Vec::new() }
    }

    /// What was typed in this control; empty if nothing was, or nothing was refused.
    pub fn typed(refusal: Option<&ControlError>, name: &str) -> String {
        let typed = refusal.and_then(|refusal| refusal.typed.iter().find(|(other, _)| *other == name));
        typed.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// The sentence, if it is about this control.
    pub fn sentence_at(refusal: Option<&ControlError>, at: &str) -> Option<String> {
        refusal.filter(|refusal| refusal.at == at).map(|refusal| refusal.sentence.clone())
    }
}

/// A problem that is shown at a control of the page. Errors of the server have the general error page.
pub fn at_control(problem: Problem, operator: &Operator, at: &str) -> Result<(Status, ControlError), ErrorResponse> {
    let context = &operator.context;
    match &problem {
        Problem::Invalid(_) | Problem::Conflict(_) | Problem::Unsupported(_) => {
            Ok((problem::status(&problem), ControlError::new(at, Texts::of(context.lang).problem(&problem))))
        }
        _ => Err(problem.into()),
    }
}

/// An error of the page itself, by the key of its text.
pub fn refuse(operator: &Operator, at: &str, key: &'static str) -> (Status, ControlError) {
    let texts = Texts::of(operator.context.lang);
    (Status::UnprocessableEntity, ControlError::new(at, texts.t(key)))
}
