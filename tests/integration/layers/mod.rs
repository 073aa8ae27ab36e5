//! The dependency rules of the design, which the compiler does not enforce: the layers, and no cycles between files.

mod cycles;
mod self_test;
mod source;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Each module with the modules that it may use. A module that is missing here fails the test.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("i18n", &["domain"]),
    ("config", &["domain"]),
    ("security", &[]),
    ("forms", &["domain"]),
    ("store", &["domain", "config"]),
    ("files", &["domain", "config"]),
    ("reports", &["domain", "i18n"]),
    ("legacy", &["domain", "i18n"]),
    ("mail", &["domain", "i18n", "config"]),
    ("app", &["domain", "i18n", "config", "security", "forms", "store", "files", "reports", "legacy", "mail"]),
    (
        "services",
        &["domain", "i18n", "config", "security", "forms", "store", "files", "reports", "legacy", "mail", "app"],
    ),
    (
        "migration",
        &[
            "domain", "i18n", "config", "security", "forms", "store", "files", "reports", "legacy", "mail", "app",
            "services",
        ],
    ),
    ("jobs", &["domain", "i18n", "app", "files", "services", "migration"]),
    ("web", &["domain", "i18n", "config", "security", "forms", "app", "services", "migration"]),
    (
        "cli",
        &["domain", "i18n", "config", "forms", "store", "files", "mail", "app", "services", "migration", "jobs", "web"],
    ),
];

/// Crates that only some modules may use.
const CRATES: &[(&str, &[&str])] = &[
    ("diesel", &["store", "services", "migration"]),
    ("diesel_async", &["store", "services", "migration"]),
    ("rocket", &["web", "cli", "config"]),
    ("rocket_db_pools", &["store"]),
    ("askama", &["web"]),
    ("askama_web", &["web"]),
    ("rust_xlsxwriter", &["reports", "forms"]),
    ("calamine", &["forms"]),
    ("krilla", &["reports"]),
    ("parley", &["reports"]),
    ("image", &["reports"]),
    ("multer", &["web"]),
    ("utoipa", &["web"]),
    ("fluent_bundle", &["i18n"]),
    ("unic_langid", &["i18n"]),
    ("lettre", &["mail", "config"]),
    ("ring", &["security", "domain", "services", "migration"]),
    ("fast_qr", &["domain"]),
    ("jiff", &["domain"]),
];

#[test]
fn calls_only_go_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let inside = relative(&file, &src);
        let module = inside.split(['/', '.']).next().expect("a first part").to_owned();
        if matches!(module.as_str(), "core" | "application" | "lib" | "main") {
            continue;
        }
        let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{inside}: the module {module} is not in the table"));
            continue;
        };
        let text = fs::read_to_string(&file).expect("readable");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for named in named_modules(&code) {
            let is_allowed = may.contains(&named.as_str()) || (named == "i18n" && is_test_file(&inside));
            if named != module && !is_allowed {
                wrong.push(format!("{inside} names crate::{named}"));
            }
        }
        for (name, modules) in CRATES {
            if names_crate(&code, name) && !modules.contains(&module.as_str()) {
                wrong.push(format!("{inside} names the crate {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "dependencies against the layers:\n{}", wrong.join("\n"));
}

/// Lower layers return a `Message`; their tests compare the sentence that `i18n` makes of it.
fn is_test_file(inside: &str) -> bool {
    inside.contains("/tests/") || inside.ends_with("/tests.rs")
}

/// The migration will be deleted as a whole one day, so no other module may use its queries.
#[test]
fn queries_of_the_migration_are_its_own() {
    let edges = edges_of_the_program();
    let mut wrong = Vec::new();
    for (file, named) in &edges {
        let is_migration = file.starts_with("migration/") || file.starts_with("store/migration/");
        let queries = named.iter().filter(|named| named.starts_with("store/migration/"));
        wrong.extend(queries.filter(|_| !is_migration).map(|named| format!("{file} names {named}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files are ordered: a change of one affects only those that depend on it.
#[test]
fn no_file_names_itself_through_others() {
    let edges = edges_of_the_program();
    let mut report = String::new();
    for cycle in cycles::cycles(&edges) {
        for file in &cycle {
            let named: Vec<&String> = edges[file].iter().filter(|named| cycle.contains(*named)).collect();
            report += &format!("{file} names {named:?}\n");
        }
    }
    assert!(report.is_empty(), "cycles between files:\n{report}");
}

/// The edges between the files of the program.
fn edges_of_the_program() -> cycles::Edges {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files: Vec<(String, String)> = rust_files(&src)
        .into_iter()
        .map(|path| (relative(&path, &src), fs::read_to_string(&path).expect("readable")))
        .filter(|(name, _)| !matches!(name.as_str(), "core.rs" | "application.rs" | "main.rs"))
        .collect();
    let edges = cycles::edges(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    assert!(edges.values().map(|named| named.len()).sum::<usize>() > files.len(), "the reader finds too few edges");
    edges
}

/// The files in which the feature `migration` decides what is compiled, one for each list of entries.
const CONDITIONAL: &[&str] = &[
    "application.rs",
    "cli/database.rs",
    "cli/mod.rs",
    "domain/access.rs",
    "jobs/mod.rs",
    "jobs/registry.rs",
    "jobs/runner.rs",
    "jobs/schedule.rs",
    "lib.rs",
    "services/schema_check.rs",
    "store/mod.rs",
    "web/api/document.rs",
    "web/api/mod.rs",
    "web/auth/legacy_client.rs",
    "web/auth/permissions.rs",
    "web/mod.rs",
    "web/pages/admin/mod.rs",
    "web/pages/tests/mod.rs",
];

#[test]
fn the_migration_is_conditional_in_few_places() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in rust_files(&src) {
        if fs::read_to_string(&path).expect("readable").contains("feature = \"migration\"") {
            found.push(relative(&path, &src));
        }
    }
    found.sort_unstable();
    assert_eq!(found, CONDITIONAL);
}

/// Rocket's own body guards wait without a time limit; those of `web::body` and `web::multipart` do not.
#[test]
fn every_body_is_read_within_a_deadline() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    let refused = ["form::Form,", "form::Form}", "form::Form;", "form::{Form,", "fs::TempFile", "Form<TempFile"];
    for path in rust_files(&root) {
        if path.ends_with("web/body.rs") {
            continue;
        }
        let code = fs::read_to_string(&path).expect("a file");
        for name in refused.into_iter().filter(|name| code.contains(name)) {
            // Our guard with the same name is allowed.
            let ours = code.lines().filter(|line| line.contains(name)).all(|line| line.contains("body::Form"));
            assert!(ours, "{} reads a body by {name}", path.display());
        }
        for named in code.split("data = \"<").skip(1).filter_map(|rest| rest.split('>').next()) {
            assert!(!code.contains(&format!("{named}: Json<")), "{} reads {named} by Rocket's guard", path.display());
        }
        assert!(!code.contains("FromData"), "{} reads a body by a guard of its own", path.display());
    }
}

/// Every `x` in `crate::x` and `crate::{x, y::…}`.
fn named_modules(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => names.push(word(rest)),
            Some(group) => {
                let (mut depth, mut start) = (0, true);
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        c if start && c.is_alphabetic() => {
                            names.push(word(&group[i..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        !(before.is_alphanumeric() || before == '_' || before == ':')
    })
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned()
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}
