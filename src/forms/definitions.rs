//! A set of current definitions: those of the installation, or those that one organisation has.

use crate::domain::{form::FormDef, ids::ModuleSlug};
use std::{collections::HashSet, sync::Arc};

/// All current definitions, in the order in which they are offered.
#[derive(Debug, Default)]
pub struct Forms {
    pub(super) defs: Vec<Arc<FormDef>>,
    /// The text of each definition of the installation, in the same order.
    pub(super) sources: Vec<Source>,
    /// Forms that take no submissions any more, so that those that were made with them keep their titles.
    pub(super) withdrawn: Vec<Arc<FormDef>>,
}

/// The text of a definition, stored beside the submissions that were made with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub module: ModuleSlug,
    pub version: i32,
    pub text: String,
    /// SHA-256 of the text, in lower-case hex.
    pub sha256: String,
    /// It is in the folder of the operator.
    pub from_operator: bool,
}

/// The newest version of a form of an organisation.
#[derive(Clone, Debug)]
pub struct OwnForm {
    pub def: Arc<FormDef>,
    /// Forms are offered in ascending order.
    pub order: i64,
    /// It takes submissions.
    pub is_offered: bool,
}

impl Forms {
    /// What one organisation has: the forms of the installation, then its own. An own form takes the place of one of the
    /// installation that got the same name later, because its submissions were made with it.
    pub fn of_organisation(installed: &Forms, mut own: Vec<OwnForm>) -> Forms {
        own.sort_by(|a, b| (a.order, &a.def.module).cmp(&(b.order, &b.def.module)));
        let names: HashSet<&ModuleSlug> = own.iter().map(|form| &form.def.module).collect();
        let others = |defs: &[Arc<FormDef>]| -> Vec<Arc<FormDef>> {
            defs.iter().filter(|def| !names.contains(&def.module)).cloned().collect()
        };
        let (mut defs, mut withdrawn) = (others(&installed.defs), others(&installed.withdrawn));
        for form in &own {
            let list = if form.is_offered { &mut defs } else { &mut withdrawn };
            list.push(Arc::clone(&form.def));
        }
        Forms { defs, sources: Vec::new(), withdrawn }
    }

    /// The forms that can be filled in.
    pub fn all(&self) -> &[Arc<FormDef>] {
        &self.defs
    }

    /// All forms that submissions may be of: those that can be filled in, and those that could be.
    pub fn known(&self) -> impl Iterator<Item = &Arc<FormDef>> {
        self.defs.iter().chain(&self.withdrawn)
    }

    /// A form, also if it takes no submissions any more.
    pub fn get(&self, module: &ModuleSlug) -> Option<&Arc<FormDef>> {
        self.known().find(|def| def.module == *module)
    }

    /// A form that can be filled in.
    pub fn offered(&self, module: &ModuleSlug) -> Option<&Arc<FormDef>> {
        self.defs.iter().find(|def| def.module == *module)
    }

    /// The texts of all definitions of the installation, in the order in which they are offered.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub fn source(&self, module: &ModuleSlug) -> Option<&Source> {
        self.sources.iter().find(|source| source.module == *module)
    }
}
