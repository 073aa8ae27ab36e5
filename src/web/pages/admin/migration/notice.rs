//! What a page of the console says about the button that was just pressed.

use super::super::Operator;
use crate::{
    domain::problem::Problem,
    web::{
        error::{self, Failed},
        view::words::{Words, migration::Migration},
    },
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
    pub fn sentence(word: Option<&str>, words: &Migration) -> Option<&'static str> {
        let done = Done::ALL.into_iter().find(|done| Some(done.as_str()) == word)?;
        Some(match done {
            Done::Forward => words.done.forward,
            Done::Started => words.done.started,
            Done::ImportBegun => words.done.import_begun,
            Done::Paused => words.done.paused,
            Done::Resumed => words.done.resumed,
            Done::Stopped => words.done.stopped,
            Done::Throttled => words.done.throttled,
            Done::Imported => words.done.imported,
            Done::StillQuarantined => words.done.still_quarantined,
            Done::NowDivergent => words.done.now_divergent,
            Done::SetAside => words.done.set_aside,
            Done::Settled => words.done.settled,
        })
    }

    /// On to the page that says so, at the place that it is about.
    pub fn at(self, page: &str, anchor: &str) -> Redirect {
        Redirect::to(format!("{page}?done={}#{anchor}", self.as_str()))
    }
}

/// What was not done, for the page that comes back with everything that was typed.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The control that it is about.
    pub at: String,
    pub sentence: String,
    pub typed: Vec<(&'static str, String)>,
}

impl Refusal {
    pub fn new(at: impl Into<String>, sentence: impl Into<String>) -> Refusal {
        Refusal { at: at.into(), sentence: sentence.into(), typed: Vec::new() }
    }

    /// What was typed in this control; empty if nothing was, or nothing was refused.
    pub fn typed(refusal: Option<&Refusal>, name: &str) -> String {
        let typed = refusal.and_then(|refusal| refusal.typed.iter().find(|(other, _)| *other == name));
        typed.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// The sentence, if it is about this control.
    pub fn sentence_at(refusal: Option<&Refusal>, at: &str) -> Option<String> {
        refusal.filter(|refusal| refusal.at == at).map(|refusal| refusal.sentence.clone())
    }
}

/// A problem that stands at a control of the page. What is nobody's fault who reads it has the page of every error.
pub fn at_control(problem: Problem, operator: &Operator, at: &str) -> Result<(Status, Refusal), Failed> {
    let context = &operator.context;
    match &problem {
        Problem::Invalid(_) | Problem::Conflict(_) | Problem::Unsupported(_) if !context.wants_json => {
            Ok((error::status(&problem), Refusal::new(at, problem.sentence(context.lang))))
        }
        _ => Err(Failed::new(problem, context)),
    }
}

/// A refusal of the console itself.
pub fn refuse(operator: &Operator, at: &str, sentence: impl FnOnce(&Migration) -> &'static str) -> (Status, Refusal) {
    let words = Words::of(operator.context.lang);
    (Status::UnprocessableEntity, Refusal::new(at, sentence(&words.migration)))
}
