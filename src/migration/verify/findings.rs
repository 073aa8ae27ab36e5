//! Findings of a verify: the first 10,000 are listed, all are counted.

/// A record that differs from what was stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BadRecord {
    /// The id of the submission, job or upload.
    pub id: Option<String>,
    pub file: Option<String>,
    pub reason: String,
}

/// How many bad records the result and the manifest list.
pub const NAMED: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Findings {
    pub checked: u64,
    pub bad: Vec<BadRecord>,
    pub bad_count: u64,
}

impl Findings {
    pub fn add(&mut self, bad: BadRecord) {
        self.bad_count += 1;
        if self.bad.len() < NAMED {
            self.bad.push(bad);
        }
    }

    /// How many bad records were counted and not listed.
    pub fn unlisted(&self) -> u64 {
        self.bad_count - self.bad.len() as u64
    }

    pub fn extend(&mut self, bad: impl IntoIterator<Item = BadRecord>) {
        bad.into_iter().for_each(|bad| self.add(bad));
    }
}

impl BadRecord {
    pub(super) fn new(id: Option<&str>, file: Option<&str>, reason: impl Into<String>) -> BadRecord {
        BadRecord { id: id.map(str::to_owned), file: file.map(str::to_owned), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_first_are_listed() {
        let mut findings = Findings::default();
        findings.extend((0..NAMED + 3).map(|n| BadRecord::new(Some(&n.to_string()), None, "differs")));
        assert_eq!((findings.bad_count, findings.bad.len(), findings.unlisted()), (NAMED as u64 + 3, NAMED, 3));
        assert_eq!(findings.bad[NAMED - 1].id.as_deref(), Some((NAMED - 1).to_string().as_str()));
    }
}
