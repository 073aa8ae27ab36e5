//! Who may name whom: the storeys of the house, held by a test because the compiler does not.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Each room with the rooms that it may name. A room that is not listed fails.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("i18n", &["domain"]),
    ("config", &[]),
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
    ("jobs", &["domain", "i18n", "app", "services"]),
    ("web", &["domain", "i18n", "config", "security", "forms", "app", "services"]),
    ("cli", &["domain", "i18n", "config", "forms", "store", "files", "mail", "app", "services", "jobs", "web"]),
];

/// Crates that belong to some rooms only.
const CRATES: &[(&str, &[&str])] = &[
    ("diesel", &["store", "services"]),
    ("diesel_async", &["store", "services"]),
    ("rocket", &["web", "cli", "config"]),
    ("rocket_db_pools", &["store"]),
    ("askama", &["web"]),
    ("askama_web", &["web"]),
    ("rust_xlsxwriter", &["reports"]),
    ("krilla", &["reports"]),
    ("parley", &["reports"]),
    ("image", &["reports"]),
    ("multer", &["web"]),
    ("utoipa", &["web"]),
    ("fluent_bundle", &["i18n"]),
    ("unic_langid", &["i18n"]),
    ("lettre", &["mail", "config"]),
    ("ring", &["security", "domain", "services"]),
    ("qrcode", &["domain", "services"]),
];

#[test]
fn calls_only_go_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let inside = file.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        let room = inside.split(['/', '.']).next().expect("a first part").to_owned();
        if matches!(room.as_str(), "lib" | "main") {
            continue;
        }
        let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{inside}: the room {room} is not in the table"));
            continue;
        };
        let text = fs::read_to_string(&file).expect("readable");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for named in named_rooms(&code) {
            if named != room && !may.contains(&named.as_str()) {
                wrong.push(format!("{inside} names crate::{named}"));
            }
        }
        for (name, rooms) in CRATES {
            if names_crate(&code, name) && !rooms.contains(&room.as_str()) {
                wrong.push(format!("{inside} names the crate {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "calls that go up or sideways:\n{}", wrong.join("\n"));
}

/// Rocket's guards for bodies wait for ever; those of `web::body` and `web::multipart` do not.
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
            // Ours has the same name, and is meant.
            let ours = code.lines().filter(|line| line.contains(name)).all(|line| line.contains("body::Form"));
            assert!(ours, "{} reads a body by {name}", path.display());
        }
        for named in code.split("data = \"<").skip(1).filter_map(|rest| rest.split('>').next()) {
            assert!(!code.contains(&format!("{named}: Json<")), "{} reads {named} by Rocket's guard", path.display());
        }
        assert!(!code.contains("FromData"), "{} reads a body by a guard of its own", path.display());
    }
}

/// Every `x` of `crate::x` and of `crate::{x, y::…}`.
fn named_rooms(code: &str) -> Vec<String> {
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
