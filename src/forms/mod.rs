//! The modules as data: one TOML file each, loaded and checked as a whole at the start.
//!
//! A new `.toml` file in this folder is a new module; no other change is needed. An operator adds modules, or replaces
//! a built-in one by a higher version of it, with files of the same format. `docs/forms.md` describes the format.
//!
//! - `load` combines all files; `parse` reads one;
//! - `reader`, `field` and `tree` turn TOML into the types of `domain::form`;
//! - `check` finds contradictions; `complaints` reports all errors at once.

mod check;
mod complaints;
mod field;
mod load;
mod parse;
mod reader;
#[cfg(test)]
mod tests;
mod tree;

pub use complaints::{Complaint, Complaints};

use crate::domain::{form::FormDef, ids::ModuleSlug};
use std::sync::Arc;

/// All current definitions, in the order in which they are offered.
#[derive(Debug)]
pub struct Forms {
    defs: Vec<Arc<FormDef>>,
    /// The text of each definition, in the same order.
    sources: Vec<Source>,
}

/// The text of a definition, stored beside the submissions that were made with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub module: ModuleSlug,
    pub version: i32,
    pub text: String,
    /// SHA-256 of the text, in lower-case hex.
    pub sha256: String,
}

impl Forms {
    /// The built-in modules and those of an operator, given as pairs of file name and content.
    pub fn load(extra: &[(String, String)]) -> Result<Forms, Complaints> {
        load::load(extra)
    }

    /// Parses a single definition, such as a stored earlier version. `origin` names it in errors.
    pub fn parse(source: &str, origin: &str) -> Result<FormDef, Complaints> {
        parse::parse(source, origin).map(|parsed| parsed.def)
    }

    pub fn all(&self) -> &[Arc<FormDef>] {
        &self.defs
    }

    pub fn get(&self, module: &ModuleSlug) -> Option<&Arc<FormDef>> {
        self.defs.iter().find(|def| def.module == *module)
    }

    /// The texts of all current definitions, in the order in which they are offered.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub fn source(&self, module: &ModuleSlug) -> Option<&Source> {
        self.sources.iter().find(|source| source.module == *module)
    }
}
