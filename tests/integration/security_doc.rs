//! docs/security.md is correct: its tables equal those of the code, and the tests that it names exist.

use injaaz::{
    config::{PEOPLE_AT_AN_ADDRESS, RateClass, Rates},
    domain::access::{Permission, Role},
    web::limits::rate,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn document() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md")).unwrap()
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = vec!["---".to_owned(); head.len()].join("|");
    format!("{}|{rule}|\n{}", line(&head), rows.map(|cells| line(&cells)).collect::<String>())
}

#[test]
fn the_permission_table_in_the_documents_matches_the_code() {
    let head: Vec<&str> = std::iter::once("").chain(Role::ALL.iter().map(|role| role.as_str())).collect();
    let expected = table(
        &head,
        Permission::ALL.iter().map(|what| {
            let may = Role::ALL.iter().map(|role| if role.has_permission(*what) { "yes" } else { "" }.to_owned());
            std::iter::once(format!("`{}`", what.as_str())).chain(may).collect()
        }),
    );
    assert!(document().contains(&expected), "docs/security.md should have this table:\n{expected}");
}

#[test]
fn the_limits_are_those_of_the_code() {
    let parts: Vec<(&str, &str)> =
        Rates::DEFAULT.split(',').filter_map(|part| part.trim().split_once('=')).map(|(n, r)| (n, r.trim())).collect();
    let expected = table(
        &["class", "what", "one person", "one address"],
        RateClass::ALL.into_iter().map(|class| {
            let lines = rate::TABLE.iter().filter(|(.., other)| *other == class);
            let mut what: Vec<String> = lines.map(|(method, path, _)| format!("{method} `{path}`")).collect();
            match class {
                RateClass::Pages => what.push("every other GET".to_owned()),
                RateClass::Posts => what.push("every other request".to_owned()),
                _ => {}
            }
            let rate = parts.iter().find(|(name, _)| *name == class.as_str()).expect("a default").1;
            let address =
                if class.by_person() { format!("{PEOPLE_AT_AN_ADDRESS} times that") } else { "the same".to_owned() };
            vec![format!("`{}`", class.as_str()), what.join(", "), format!("`{rate}`"), address]
        }),
    );
    assert!(document().contains(&expected), "docs/security.md should have this table:\n{expected}");
}

/// A link to a test names its function: `file::function`.
#[test]
fn every_test_named_in_a_document_exists() {
    let (text, root) = (document(), Path::new(env!("CARGO_MANIFEST_DIR")).join("docs"));
    let mut named = 0;
    for link in text.split("[`").skip(1) {
        let Some((name, rest)) = link.split_once("`](") else { continue };
        let target = rest.split(')').next().unwrap();
        let code = fs::read_to_string(root.join(target)).unwrap_or_else(|_| panic!("{target} does not exist"));
        if let Some((_, function)) = name.rsplit_once("::") {
            assert!(code.contains(&format!("fn {function}(")), "{target} has no test {function}");
            named += 1;
        }
    }
    assert!(named > 40, "only {named} tests are named");
}

/// Each requirement states where it is met, or why it is not.
#[test]
fn every_requirement_has_an_answer() {
    let text = document();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.chars().nth(2).is_some_and(|c| c.is_ascii_digit()))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 60, "{}", rows.len());
    for row in rows {
        assert_eq!(row.len(), 3, "{row:?}");
        assert!(row[1..].iter().all(|cell| cell.len() > 10), "{row:?}");
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Dependencies may use MD5 (PostgreSQL's protocol does), but our code does not.
#[test]
fn no_other_cryptography_is_built_in() {
    let lock = read("Cargo.lock");
    for part in
        ["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys", "mbedtls", "boring", "libsodium-sys"]
    {
        assert!(!lock.contains(&format!("name = \"{part}\"\n")), "{part} is built in");
    }
    let code = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for path in code.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs")) {
        let text = fs::read_to_string(&path).unwrap().to_lowercase();
        assert!(!text.contains("md5"), "{}", path.display());
        assert!(!text.contains("sha1") || path.ends_with("services/factors/code.rs"), "{}", path.display());
    }
}

#[test]
fn crash_points_are_in_test_builds_only() {
    assert!(!read("Cargo.toml").lines().any(|line| line.starts_with("default =") && line.contains("failpoints")));
    let makefile = read("Makefile");
    let builds: Vec<&str> = makefile.lines().filter(|line| line.contains("cargo build")).collect();
    assert!(!builds.is_empty() && !builds.iter().any(|line| line.contains("features")), "{builds:?}");
}
