//! The uses of texts: the keys and arguments in Rust, templates and scripts.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A source file of the program.
pub struct Source {
    pub path: String,
    pub code: String,
}

/// All files below `folder` with this extension.
pub fn sources(folder: &str, extension: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join(folder), extension, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| Source {
            path: path.strip_prefix(root).expect("inside").to_string_lossy().into_owned(),
            code: fs::read_to_string(&path).expect("readable"),
        })
        .collect()
}

fn collect(folder: &Path, extension: &str, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, extension, paths);
        } else if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
}

/// The use of a text by its key, with its arguments; none if they are built elsewhere.
#[derive(Debug)]
pub struct Use {
    pub place: String,
    pub key: String,
    pub arguments: Option<BTreeSet<String>>,
}

/// Calls that take a key: the code before it, and the form of the arguments.
const CALLS: &[(&str, Arguments)] = &[
    (".t(", Arguments::None),
    ("labels::field(", Arguments::None),
    (".pattern(", Arguments::Elsewhere),
    ("texts.with(", Arguments::Pairs),
    ("Texts::of(lang).with(", Arguments::Pairs),
    ("Texts::of(context.lang).with(", Arguments::Pairs),
    ("layout.with(", Arguments::One),
    ("layout.with_isolated(", Arguments::One),
    ("Message::new(", Arguments::Chain),
];

#[derive(Clone, Copy)]
enum Arguments {
    None,
    /// `&[("name", value), …]`.
    Pairs,
    /// `"name", value`.
    One,
    /// `.with("name", value)…`.
    Chain,
    Elsewhere,
}

/// The uses in Rust and in templates.
pub fn uses(source: &Source) -> Vec<Use> {
    let mut all = Vec::new();
    for (call, arguments) in CALLS {
        for (at, _) in source.code.match_indices(call) {
            let behind = &source.code[at + call.len()..];
            let Some((key, rest)) = literal(behind) else { continue };
            if !is_key(&key) {
                continue;
            }
            let arguments = match arguments {
                Arguments::None => Some(BTreeSet::new()),
                Arguments::One => {
                    literal(rest.trim_start().trim_start_matches(',')).map(|(name, _)| BTreeSet::from([name]))
                }
                Arguments::Pairs => pairs(rest),
                Arguments::Chain => chain(rest),
                Arguments::Elsewhere => None,
            };
            let line = source.code[..at].matches('\n').count() + 1;
            all.push(Use { place: format!("{}:{line}", source.path), key, arguments });
        }
    }
    all
}

/// The string literal at the start of `code`, and the rest.
fn literal(code: &str) -> Option<(String, &str)> {
    let (text, rest) = code.trim_start().strip_prefix('"')?.split_once('"')?;
    Some((text.to_owned(), rest))
}

/// The names in `, &[("name", …), …]`.
fn pairs(rest: &str) -> Option<BTreeSet<String>> {
    let list = rest.trim_start().strip_prefix(',')?.trim_start().strip_prefix("&[")?;
    let list = &list[..end_of(list, ']')?];
    let mut names = BTreeSet::new();
    let mut depth = 0;
    for (at, c) in list.char_indices() {
        match c {
            '(' | '[' | '{' => {
                if depth == 0 && c == '(' {
                    names.insert(literal(&list[at + 1..])?.0);
                }
                depth += 1;
            }
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    Some(names)
}

/// The names in `).with("name", …).with(…)`. A message without any may get them later.
fn chain(rest: &str) -> Option<BTreeSet<String>> {
    let mut rest = rest.trim_start().strip_prefix(')')?.trim_start();
    let mut names = BTreeSet::new();
    while let Some(call) = rest.strip_prefix(".with(") {
        names.insert(literal(call)?.0);
        rest = call[end_of(call, ')')? + 1..].trim_start();
    }
    Some(names).filter(|names| !names.is_empty())
}

/// The position where the open bracket closes.
fn end_of(code: &str, close: char) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            c if depth == 0 && c == close => return Some(at),
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// All literals with the form of a key: lower-case letters and digits, separated by hyphens.
pub fn literals(source: &Source) -> BTreeSet<String> {
    source.code.split('"').filter(|text| is_key(text)).map(str::to_owned).collect()
}

fn is_key(text: &str) -> bool {
    let words: Vec<&str> = text.split('-').collect();
    let plain = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    words.len() > 1 && text.starts_with(|c: char| c.is_ascii_lowercase()) && words.iter().all(plain)
}

/// The uses in a script: `text("key", { name, other: value })`.
pub fn script_uses(source: &Source) -> Vec<Use> {
    let mut all = Vec::new();
    for (at, call) in source.code.match_indices("text(") {
        // `text` may be the end of another name.
        if source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.') {
            continue;
        }
        let Some((key, rest)) = literal(&source.code[at + call.len()..]) else { continue };
        let rest = rest.trim_start();
        let arguments = match rest.strip_prefix(',').map(str::trim_start) {
            None => Some(BTreeSet::new()),
            Some(object) => {
                object.strip_prefix('{').and_then(|object| Some(properties(&object[..end_of(object, '}')?])))
            }
        };
        let line = source.code[..at].matches('\n').count() + 1;
        all.push(Use { place: format!("{}:{line}", source.path), key, arguments });
    }
    all
}

/// The property names of an object literal.
fn properties(object: &str) -> BTreeSet<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in object.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            c => parts.last_mut().expect("a part").push(c),
        }
    }
    let name = |part: &String| part.split(':').next().unwrap_or_default().trim().to_owned();
    parts.iter().map(name).filter(|name| !name.is_empty()).collect()
}

/// The keys used by an entry script and its imports.
pub fn script_keys(entry: &str) -> BTreeSet<String> {
    let scripts: BTreeMap<String, Source> = sources("static/js", "js")
        .into_iter()
        .map(|source| (source.path.rsplit('/').next().unwrap_or_default().to_owned(), source))
        .collect();
    let (mut reached, mut open) = (BTreeSet::new(), vec![entry.to_owned()]);
    let mut keys = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !reached.insert(name.clone()) {
            continue;
        }
        let source = scripts.get(&name).unwrap_or_else(|| panic!("{name} is imported but missing"));
        keys.extend(script_uses(source).into_iter().map(|found| found.key));
        let imports = ["from \"./", "import(\"./"].into_iter().flat_map(|from| source.code.match_indices(from));
        let imports =
            imports.filter_map(|(at, from)| Some(source.code[at + from.len()..].split_once('"')?.0.to_owned()));
        open.extend(imports);
    }
    keys
}
