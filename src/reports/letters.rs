//! Names letters that cannot be printed by their code points.

use std::collections::BTreeSet;

/// The most letters that are named; the text says how many there are.
const NAMED: usize = 8;

/// `U+1780, U+1794, …`
pub fn named(letters: &BTreeSet<char>) -> String {
    let mut names: Vec<String> = letters.iter().take(NAMED).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    if letters.len() > NAMED {
        names.push("…".to_owned());
    }
    names.join(", ")
}
