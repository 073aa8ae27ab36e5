//! What is wrong with an expression: where, and what to write instead.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The character at which it is, from 1.
    pub at: usize,
    /// One sentence without a full stop.
    pub reason: String,
}

impl RuleError {
    pub fn new(at: usize, reason: impl Into<String>) -> RuleError {
        RuleError { at, reason: reason.into() }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.at, self.reason)
    }
}

/// ", did you mean x?" or the known words, after a word that is unknown.
pub fn suggestion<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.collect();
    let near = known.iter().map(|k| (distance(word, k), *k)).min().filter(|(d, k)| *d <= 1 + k.len() / 4);
    match near {
        Some((_, near)) => format!("did you mean {near}?"),
        None => format!("known are {}", known.join(", ")),
    }
}

/// The edit distance between two words.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((b, above), corner) in to.chars().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or_default();
            next.push((above + 1).min(left + 1).min(corner + usize::from(a != b)));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
