//! The modules as data: one TOML file each, loaded and checked as a whole at start.

use crate::domain::{form::FormDef, ids::ModuleSlug};
use std::sync::Arc;

/// All current definitions, in the order in which they are offered.
pub struct Forms {
    defs: Vec<Arc<FormDef>>,
}

impl Forms {
    pub fn all(&self) -> &[Arc<FormDef>] {
        &self.defs
    }

    pub fn get(&self, module: &ModuleSlug) -> Option<&Arc<FormDef>> {
        self.defs.iter().find(|def| def.module == *module)
    }
}
