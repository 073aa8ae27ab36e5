//! Findings of a verify: the first 10,000 are listed, all are counted.

/// A record that differs from what was stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bad {
    /// The id of the submission, job or upload.
    pub id: Option<String>,
    pub file: Option<String>,
    pub reason: String,
}

const NAMED: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Findings {
    pub checked: u64,
    pub bad: Vec<Bad>,
    pub bad_count: u64,
}

impl Findings {
    pub fn add(&mut self, bad: Bad) {
        self.bad_count += 1;
        if self.bad.len() < NAMED {
            self.bad.push(bad);
        }
    }

    pub fn extend(&mut self, bad: impl IntoIterator<Item = Bad>) {
        bad.into_iter().for_each(|bad| self.add(bad));
    }
}

impl Bad {
    pub(super) fn new(id: Option<&str>, file: Option<&str>, reason: impl Into<String>) -> Bad {
        Bad { id: id.map(str::to_owned), file: file.map(str::to_owned), reason: reason.into() }
    }
}
