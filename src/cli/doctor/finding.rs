//! The result of one check.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Finding {
    pub check: &'static str,
    /// Not a problem; a warning is ok.
    pub ok: bool,
    pub level: Level,
    /// What was found, or what is wrong and how to correct it.
    pub says: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Ok,
    /// The server works, but something should be done.
    Warning,
    /// A start fails, or data are at risk.
    Problem,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Problem => "problem",
        }
    }
}

impl Finding {
    pub fn new(check: &'static str, level: Level, says: impl Into<String>) -> Finding {
        Finding { check, ok: level != Level::Problem, level, says: says.into() }
    }
}

/// An error is a problem.
pub fn finding(check: &'static str, result: anyhow::Result<String>) -> Finding {
    match result {
        Ok(says) => Finding::new(check, Level::Ok, says),
        Err(error) => Finding::new(check, Level::Problem, format!("{error:#}")),
    }
}
