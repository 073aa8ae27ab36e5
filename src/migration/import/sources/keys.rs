//! Names of documents in the ledger: their keys, escaped, with a number if several documents have the same key.

use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

/// Maximum length of a name, for the index on it.
const LONGEST: usize = 1_000;

/// Counts how often each key was seen. It stores one number per key, so that a million keys need little memory.
#[derive(Default)]
pub(super) struct KeyOccurrences(HashMap<u64, i64>);

impl KeyOccurrences {
    /// How many documents with the same key came before.
    pub fn before(&mut self, key: &[String]) -> i64 {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let count = self.0.entry(hasher.finish()).or_default();
        *count += 1;
        *count - 1
    }
}

/// The parts of a key separated by slashes and, after a tilde, the number of earlier documents with this key; special
/// characters are escaped. None if it is too long.
pub(super) fn name(key: &[String], before: i64) -> Option<String> {
    let parts: Vec<String> = key.iter().map(|part| escaped(part)).collect();
    let name = parts.join("/");
    let name = if before > 0 { format!("{name}~{}", before + 1) } else { name };
    (name.len() <= LONGEST).then_some(name)
}

/// The name of a record whose key is too long.
pub(super) fn digest_name(key: &[String], before: i64) -> String {
    format!("~{}~{}", hex::encode(Sha256::digest(key.join("/"))), before + 1)
}

/// The inverse of [`name`].
pub(super) fn read(name: &str) -> (Vec<String>, i64) {
    let counted = name.rsplit_once('~').and_then(|(key, count)| Some((key, count.parse::<i64>().ok()?)));
    let (key, before) = counted.map_or((name, 0), |(key, count)| (key, count - 1));
    (key.split('/').map(unescaped).collect(), before)
}

fn escaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    for c in part.chars() {
        match c {
            '%' | '/' | '~' => text.push_str(&format!("%{:02x}", u32::from(c))),
            c if c.is_control() => text.push_str(&format!("%{:02x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text
}

fn unescaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let code = after.get(..2).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match code {
            Some(c) => text.push(c),
            None => text.push('%'),
        }
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_key() {
        for key in
            [vec!["65f1"], vec!["a/b", "c%d"], vec!["x~2"], vec!["line\nbreak"], vec!["بناية"], vec![""], vec!["é%"]]
        {
            let key: Vec<String> = key.into_iter().map(str::to_owned).collect();
            for before in [0, 1, 41] {
                let name = name(&key, before).unwrap_or_default();
                assert!(!name.contains('\n'), "{name}");
                assert_eq!(read(&name), (key.clone(), before), "{name}");
            }
        }
        assert_eq!(name(&["x".repeat(2_000)], 0), None);
        let (mut keys, key) = (KeyOccurrences::default(), ["a".to_owned()]);
        assert_eq!([keys.before(&key), keys.before(&key), keys.before(&["b".to_owned()])], [0, 1, 0]);
    }
}
