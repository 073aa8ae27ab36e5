//! The result of one check.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Finding {
    pub check: &'static str,
    pub ok: bool,
    /// What was found, or what is wrong and how to correct it.
    pub says: String,
}

pub fn finding(check: &'static str, result: anyhow::Result<String>) -> Finding {
    match result {
        Ok(says) => Finding { check, ok: true, says },
        Err(error) => Finding { check, ok: false, says: format!("{error:#}") },
    }
}
