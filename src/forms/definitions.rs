//! All current definitions with their texts.

use crate::domain::{form::FormDef, ids::ModuleSlug};
use std::sync::Arc;

/// All current definitions, in the order in which they are offered.
#[derive(Debug)]
pub struct Forms {
    pub(super) defs: Vec<Arc<FormDef>>,
    /// The text of each definition, in the same order.
    pub(super) sources: Vec<Source>,
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
