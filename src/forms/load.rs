//! Combines all definitions: the built-in ones and those of an operator.

use super::{
    definitions::{Forms, OwnForm, Source},
    parse::{Parsed, parse, parse_leniently},
};
use crate::domain::{
    form::FormDef,
    form_mistake::{DefinitionError, DefinitionErrors},
    ids::ModuleSlug,
    message::Message,
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The definitions in this folder at build time.
#[derive(RustEmbed)]
#[folder = "../../src/forms/"]
#[include = "*.toml"]
struct BuiltIn;

/// One definition that was read, with its source.
struct LoadedDefinition {
    origin: String,
    from_operator: bool,
    text: String,
    parsed: Parsed,
}

impl Forms {
    /// The built-in modules and those of an operator, given as pairs of file name and content.
    pub fn load(extra: &[(String, String)]) -> Result<Forms, DefinitionErrors> {
        load(extra)
    }

    /// Parses a single definition, such as a stored earlier version. `origin` names it in errors.
    pub fn parse(source: &str, origin: &str) -> Result<FormDef, DefinitionErrors> {
        parse(source, origin).map(|parsed| parsed.def)
    }

    /// The newest version of a form of an organisation. If this program cannot read it, which a newer or older one could,
    /// it is not offered, and what can be read of it still names the answers of its submissions.
    pub fn own(source: &str, module: &ModuleSlug, version: i32, is_offered: bool) -> OwnForm {
        match parse(source, module.as_str()) {
            Ok(Parsed { def, order }) => OwnForm { def: Arc::new(def), order, is_offered },
            Err(_) => {
                let def = Arc::new(Forms::readable(source, module, version));
                OwnForm { def, order: i64::from(i32::MAX), is_offered: false }
            }
        }
    }

    /// A stored version, to read submissions with: without rules, and without the questions that this program does not
    /// understand, if it is not a correct form for it.
    pub fn readable(source: &str, module: &ModuleSlug, version: i32) -> FormDef {
        let parsed = parse(source, module.as_str()).ok().or_else(|| parse_leniently(source));
        match parsed {
            Some(parsed) if parsed.def.module == *module && parsed.def.version == version => parsed.def,
            _ => FormDef::unreadable(module.clone(), version),
        }
    }
}

fn load(extra: &[(String, String)]) -> Result<Forms, DefinitionErrors> {
    let mut complaints = Vec::new();
    let built_in = BuiltIn::iter().filter_map(|name| {
        let bytes = BuiltIn::get(&name)?.data;
        Some((name.to_string(), String::from_utf8_lossy(&bytes).into_owned()))
    });
    let mut all = read(built_in, false, &mut complaints);
    for loaded in read(extra.iter().cloned(), true, &mut complaints) {
        complaints.extend(add(&mut all, loaded));
    }
    if !complaints.is_empty() {
        return Err(DefinitionErrors(complaints));
    }
    // Modules of the same order are sorted by name, so that the list is the same at each start.
    all.sort_by(|a, b| (a.parsed.order, &a.parsed.def.module).cmp(&(b.parsed.order, &b.parsed.def.module)));
    let sources = all.iter().map(source).collect();
    let defs = all.into_iter().map(|loaded| Arc::new(loaded.parsed.def)).collect();
    Ok(Forms { defs, sources, ..Forms::default() })
}

fn read(
    files: impl Iterator<Item = (String, String)>,
    from_operator: bool,
    complaints: &mut Vec<DefinitionError>,
) -> Vec<LoadedDefinition> {
    let mut read = Vec::new();
    for (origin, text) in files {
        match parse(&text, &origin) {
            Ok(parsed) => read.push(LoadedDefinition { origin, from_operator, text, parsed }),
            Err(found) => complaints.extend(found.0),
        }
    }
    read
}

/// An operator's file adds a module, or replaces a built-in one of a lower version.
fn add(all: &mut Vec<LoadedDefinition>, new: LoadedDefinition) -> Option<DefinitionError> {
    let Some(old) = all.iter_mut().find(|old| old.parsed.def.module == new.parsed.def.module) else {
        all.push(new);
        return None;
    };
    let (module, version) = (&old.parsed.def.module, old.parsed.def.version);
    let reason = if old.from_operator {
        Message::new("definition-module-twice").with("module", module.as_str()).with("file", &old.origin)
    } else if new.parsed.def.version <= version {
        Message::new("definition-module-version").with("module", module.as_str()).with("version", version.to_string())
    } else {
        *old = new;
        return None;
    };
    Some(DefinitionError { origin: new.origin, line: 0, place: String::new(), key: String::new(), reason })
}

fn source(loaded: &LoadedDefinition) -> Source {
    Source {
        module: loaded.parsed.def.module.clone(),
        version: loaded.parsed.def.version,
        text: loaded.text.clone(),
        sha256: hex::encode(Sha256::digest(loaded.text.as_bytes())),
        from_operator: loaded.from_operator,
    }
}
