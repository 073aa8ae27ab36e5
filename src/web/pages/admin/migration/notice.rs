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
pub enum Done {
    Forward,
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
}

impl Done {
    const ALL: [Done; 12] = [
        Done::Forward,
        Done::Started,
        Done::ImportBegun,
        Done::Paused,
        Done::Resumed,
        Done::Stopped,
        Done::Throttled,
        Done::Imported,
        Done::StillQuarantined,
        Done::NowDivergent,
        Done::SetAside,
        Done::Settled,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Done::Forward => "forward",
            Done::Started => "started",
            Done::ImportBegun => "import",
            Done::Paused => "paused",
            Done::Resumed => "resumed",
            Done::Stopped => "stopped",
            Done::Throttled => "throttled",
            Done::Imported => "imported",
            Done::StillQuarantined => "quarantined",
            Done::NowDivergent => "divergent",
            Done::SetAside => "set_aside",
            Done::Settled => "settled",
        }
    }

    /// The sentence for a word of an address; a word that is none of ours says nothing.
    pub fn sentence(word: Option<&str>, texts: Texts) -> Option<&'static str> {
        let done = Done::ALL.into_iter().find(|done| Some(done.as_str()) == word)?;
        Some(match done {
            Done::Forward => texts.t("migration-done-forward"),
            Done::Started => texts.t("migration-done-started"),
            Done::ImportBegun => texts.t("migration-done-import-begun"),
            Done::Paused => texts.t("migration-done-paused"),
            Done::Resumed => texts.t("migration-done-resumed"),
            Done::Stopped => texts.t("migration-done-stopped"),
            Done::Throttled => texts.t("migration-done-throttled"),
            Done::Imported => texts.t("migration-done-imported"),
            Done::StillQuarantined => texts.t("migration-done-still-quarantined"),
            Done::NowDivergent => texts.t("migration-done-now-divergent"),
            Done::SetAside => texts.t("migration-done-set-aside"),
            Done::Settled => texts.t("migration-done-settled"),
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
