//! The dependencies between files, and the cycles among them.
//!
//! An edge goes from a file to the file that defines what it names: re-exports and imports are followed to the
//! definition. `mod x;` is no edge, and neither are the re-exports of a file without other content.

use super::source::{self, Module};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum length of a chain of imports; a longer one is an error of the reader.
const MOST_STEPS: usize = 32;

/// Files (`store/links.rs`, relative to the root of the crate) and the files whose items they name.
pub type Edges = BTreeMap<String, BTreeSet<String>>;

/// The edges between files, given as pairs of path and text.
pub fn edges<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Edges {
    let mut graph = Crate::default();
    for (file, text) in files {
        for module in source::read(text) {
            let path = module_path(file).into_iter().chain(module.inline.iter().cloned()).collect();
            graph.modules.insert(path, (file.to_owned(), module));
        }
    }
    graph.edges()
}

/// Groups of files that depend on each other, each sorted; empty without cycles.
pub fn cycles(edges: &Edges) -> Vec<Vec<String>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|file| (file.as_str(), reached(edges, file))).collect();
    let mut groups = BTreeSet::new();
    for (file, reached) in &reach {
        if reached.contains(file) {
            let back = |other: &&&str| reach.get(**other).is_some_and(|from| from.contains(file));
            groups.insert(reached.iter().filter(back).map(|file| (*file).to_owned()).collect::<Vec<_>>());
        }
    }
    groups.into_iter().collect()
}

fn reached<'e>(edges: &'e Edges, from: &str) -> BTreeSet<&'e str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = vec![from];
    while let Some(file) = open.pop() {
        for next in edges.get(file).into_iter().flatten() {
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    seen
}

/// `store/links.rs` and `store/links/mod.rs` are `[store, links]`, `lib.rs` is the root.
fn module_path(file: &str) -> Vec<String> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

#[derive(Default)]
struct Crate {
    modules: BTreeMap<Vec<String>, (String, Module)>,
}

impl Crate {
    fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (at, (file, module)) in &self.modules {
            let found = edges.entry(file.clone()).or_default();
            for import in &module.imports {
                let only_passes_on = import.is_public && !self.has_items(file);
                let mut path = import.path.clone();
                if import.is_glob {
                    path.push("*".to_owned());
                }
                if !only_passes_on
                    && let Some(target) = self.absolute(at, &path, true).and_then(|path| self.file_of(&path, 0))
                {
                    found.insert(target);
                }
            }
            for path in &module.paths {
                if let Some(target) = self.absolute(at, path, false).and_then(|path| self.file_of(&path, 0)) {
                    found.insert(target);
                }
            }
            found.remove(file);
        }
        edges
    }

    fn has_items(&self, file: &str) -> bool {
        self.modules.values().any(|(of, module)| of == file && module.has_items)
    }

    /// The path from the root of the crate; none if it leads out of the crate.
    fn absolute(&self, at: &[String], path: &[String], is_import: bool) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let from = |base: &[String]| base.iter().chain(rest).cloned().collect::<Vec<_>>();
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some(from(at)),
            "super" => {
                let above = at.get(..at.len().checked_sub(1)?)?;
                match rest.first().is_some_and(|next| next == "super") {
                    true => self.absolute(above, rest, is_import),
                    false => Some(from(above)),
                }
            }
            name => {
                let child: Vec<String> = at.iter().cloned().chain([name.to_owned()]).collect();
                if self.modules.contains_key(&child) {
                    return Some(from(&child));
                }
                let (_, module) = self.modules.get(at)?;
                let import = module.imports.iter().find(|import| import.name.as_deref() == Some(name))?;
                if is_import && import.path == path {
                    return None;
                }
                let whole: Vec<String> = import.path.iter().chain(rest).cloned().collect();
                if import.path.first() == Some(first) { None } else { self.absolute(at, &whole, is_import) }
            }
        }
    }

    /// The file that defines a path; none for a path that names only a module.
    fn file_of(&self, path: &[String], steps: usize) -> Option<String> {
        if steps > MOST_STEPS {
            return None;
        }
        let depth = (0..=path.len()).rev().find(|depth| self.modules.contains_key(&path[..*depth]))?;
        let (at, rest) = path.split_at(depth);
        let (file, module) = self.modules.get(at)?;
        let name = rest.first()?;
        if name == "*" || module.defined.contains(name) {
            return Some(file.clone());
        }
        if let Some(import) = module.imports.iter().find(|import| import.name.as_ref() == Some(name)) {
            let whole: Vec<String> = import.path.iter().chain(&rest[1..]).cloned().collect();
            // Imports from other crates belong to no file.
            return self.file_of(&self.absolute(at, &whole, true)?, steps + 1);
        }
        let globs = module.imports.iter().filter(|import| import.is_glob);
        let through = globs.filter_map(|import| self.absolute(at, &import.path, true)).find_map(|base| {
            let (_, module) = self.modules.get(&base)?;
            let passes_on =
                module.defined.contains(name) || module.imports.iter().any(|i| i.name.as_ref() == Some(name));
            let path: Vec<String> = base.iter().chain(rest).cloned().collect();
            if passes_on { self.file_of(&path, steps + 1) } else { None }
        });
        through.or_else(|| Some(file.clone()))
    }
}
