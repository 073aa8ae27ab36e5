//! The forms that this process has loaded: those of the installation, those of organisations, and stored versions.
//!
//! Input: what `services::forms` has read. Output: the forms of an organisation, as long as they are current.
//!
//! Invariants:
//! - Every change of the forms of an organisation raises its `forms_version`, which each look-up of a member returns. A
//!   set is used only for a version that is not newer than its own, so a change is in force as soon as a member is
//!   looked up again (`member_cache` says when), without a query in the meantime.
//! - A version of a form never changes, so it is kept without a check. Its key has the organisation, because two
//!   organisations can have forms of one name.

use crate::{
    domain::{form::FormDef, ids::ModuleSlug},
    forms::Forms,
};
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// The most organisations whose forms are kept in memory.
const MOST_SETS: usize = 500;

/// The most stored versions that are kept in memory.
const MOST_VERSIONS: usize = 1_000;

/// Which version of a form of which organisation.
pub type VersionKey = (i64, ModuleSlug, i32);

pub struct LoadedForms {
    installed: Arc<Forms>,
    /// By organisation, with the `forms_version` that was current before they were read.
    sets: Mutex<HashMap<i64, (i64, Arc<Forms>)>>,
    versions: Mutex<HashMap<VersionKey, Arc<FormDef>>>,
    /// Names that organisations gave to forms of their own before the installation had forms of these names. Read at the
    /// start; a new form cannot take a name of the installation.
    own_before: OnceLock<HashSet<(i64, ModuleSlug)>>,
}

impl LoadedForms {
    pub fn new(installed: Forms) -> LoadedForms {
        LoadedForms {
            installed: Arc::new(installed),
            sets: Mutex::default(),
            versions: Mutex::default(),
            own_before: OnceLock::new(),
        }
    }

    /// The forms of the installation, which every organisation has.
    pub fn installed(&self) -> &Arc<Forms> {
        &self.installed
    }

    /// Says which names of the installation organisations have for forms of their own. Further calls have no effect.
    pub fn are_own_before(&self, names: HashSet<(i64, ModuleSlug)>) {
        let _ = self.own_before.set(names);
    }

    /// Whether this name stands for a form of the installation in this organisation.
    pub fn is_installed(&self, organisation: i64, module: &ModuleSlug) -> bool {
        let is_own = || {
            self.own_before
                .get()
                .is_some_and(|names| !names.is_empty() && names.contains(&(organisation, module.clone())))
        };
        self.installed.get(module).is_some() && !is_own()
    }

    /// The forms of an organisation, if those in memory are at least of this version.
    pub fn of(&self, organisation: i64, forms_version: i64) -> Option<Arc<Forms>> {
        if forms_version == 0 {
            return Some(Arc::clone(&self.installed));
        }
        let sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, forms) = sets.get(&organisation)?;
        (*known >= forms_version).then(|| Arc::clone(forms))
    }

    /// Keeps the forms of an organisation that were read when this version was current.
    pub fn keep(&self, organisation: i64, forms_version: i64, forms: &Arc<Forms>) {
        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        if sets.get(&organisation).is_none_or(|(known, _)| *known < forms_version) {
            insert(&mut sets, MOST_SETS, organisation, (forms_version, Arc::clone(forms)));
        }
    }

    pub fn version(&self, key: &VersionKey) -> Option<Arc<FormDef>> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub fn keep_version(&self, key: VersionKey, def: &Arc<FormDef>) {
        insert(&mut self.versions.lock().unwrap_or_else(PoisonError::into_inner), MOST_VERSIONS, key, Arc::clone(def));
    }
}

/// A full map begins anew: what is in use is read again.
fn insert<K: Eq + Hash, V>(map: &mut HashMap<K, V>, most: usize, key: K, value: V) {
    if map.len() >= most && !map.contains_key(&key) {
        map.clear();
    }
    map.insert(key, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_used_until_a_newer_version_is_asked_for() {
        let loaded = LoadedForms::new(Forms::load(&[]).unwrap());
        let (old, new) = (Arc::new(Forms::default()), Arc::new(Forms::default()));
        assert!(loaded.of(7, 0).is_some_and(|forms| Arc::ptr_eq(&forms, loaded.installed())));
        assert!(loaded.of(7, 1).is_none());
        loaded.keep(7, 2, &new);
        // Read before, finished after.
        loaded.keep(7, 1, &old);
        assert!(loaded.of(7, 1).is_some_and(|forms| Arc::ptr_eq(&forms, &new)));
        assert!(loaded.of(7, 3).is_none() && loaded.of(8, 1).is_none());
    }

    #[test]
    fn a_version_belongs_to_one_organisation() {
        let loaded = LoadedForms::new(Forms::default());
        let def = Arc::new(FormDef::unreadable("garden".parse().unwrap(), 1));
        let key = |organisation| (organisation, def.module.clone(), 1);
        loaded.keep_version(key(7), &def);
        assert!(loaded.version(&key(7)).is_some() && loaded.version(&key(8)).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let mut map = HashMap::new();
        (0..100).for_each(|number| insert(&mut map, 10, number, ()));
        assert_eq!(map.len(), 10);
    }
}
