//! What is wrong with an expression: where, and what to write instead.

use crate::domain::{edit_distance::distance, message::Message};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The character at which it is, from 1.
    pub at: usize,
    /// One sentence without a full stop.
    pub reason: Message,
}

impl RuleError {
    pub fn new(at: usize, reason: Message) -> RuleError {
        RuleError { at, reason }
    }
}

/// "character 7: a ) is missing here".
impl From<RuleError> for Message {
    fn from(error: RuleError) -> Message {
        Message::new("expression-at").with("at", error.at.to_string()).with("reason", error.reason)
    }
}

/// "did you mean x?" or the known words, after a word that is unknown.
pub fn suggestion<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Message {
    let known: Vec<&str> = known.collect();
    let near = known.iter().map(|k| (distance(word, k), *k)).min().filter(|(d, k)| *d <= 1 + k.len() / 4);
    match near {
        Some((_, near)) => Message::new("expression-near").with("near", near),
        None => Message::new("expression-known").with("known", known.join(", ")),
    }
}
