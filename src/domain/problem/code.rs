//! Problems reduced to a code and a cause, for storage in the database.

use super::{
    Conflict, Resource,
    model::{Malformed, Problem, Unsupported},
};
use serde::{Deserialize, Serialize};

/// The kind of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum ProblemCode {
    NotFound { resource: Resource },
    Invalid,
    Malformed { malformed: Malformed },
    TooLarge,
    Unsupported,
    Conflict { conflict: Conflict },
    Busy,
    DayFull,
    TimedOut,
    StorageFull,
    Unavailable,
    FileMissing,
    Unconfirmed,
    Internal,
}

/// A problem as it is stored in the database, for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredProblem {
    #[serde(flatten)]
    pub code: ProblemCode,
    /// The technical cause, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl Problem {
    pub fn code(&self) -> ProblemCode {
        match self {
            Problem::NotFound(resource) => ProblemCode::NotFound { resource: *resource },
            Problem::Invalid(_) => ProblemCode::Invalid,
            Problem::Malformed(malformed) => ProblemCode::Malformed { malformed: *malformed },
            Problem::TooLarge(_) => ProblemCode::TooLarge,
            Problem::Unsupported(_) => ProblemCode::Unsupported,
            Problem::Conflict(conflict) => ProblemCode::Conflict { conflict: *conflict },
            Problem::Busy(_) => ProblemCode::Busy,
            Problem::DayFull => ProblemCode::DayFull,
            Problem::TimedOut => ProblemCode::TimedOut,
            Problem::StorageFull(_) => ProblemCode::StorageFull,
            Problem::Unavailable(_) => ProblemCode::Unavailable,
            Problem::FileMissing(_) => ProblemCode::FileMissing,
            Problem::Unconfirmed(_) => ProblemCode::Unconfirmed,
            Problem::Internal(_) => ProblemCode::Internal,
        }
    }
}

impl StoredProblem {
    pub fn new(problem: &Problem) -> StoredProblem {
        let cause = match problem {
            Problem::Unsupported(Unsupported::Mapping { detail }) => Some(detail.clone()),
            _ => problem.cause().map(ToString::to_string),
        };
        StoredProblem { code: problem.code(), cause }
    }

    /// JSON: `{"problem":"unavailable","cause":"…"}`.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// `None` for a sentence that an older version stored.
    pub fn parse(text: &str) -> Option<StoredProblem> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_comes_back_as_it_was_stored() {
        let problem = Problem::StorageFull(anyhow::anyhow!("no space"));
        let stored = StoredProblem::new(&problem);
        assert_eq!(stored.to_text(), r#"{"problem":"storage_full","cause":"no space"}"#);
        assert_eq!(StoredProblem::parse(&stored.to_text()), Some(stored));

        let stored = StoredProblem::new(&Problem::NotFound(Resource::Source));
        assert_eq!(stored.to_text(), r#"{"problem":"not_found","resource":"source"}"#);
        assert_eq!(StoredProblem::parse(&stored.to_text()), Some(stored));
        assert_eq!(StoredProblem::parse("The disk was full."), None);
    }
}
