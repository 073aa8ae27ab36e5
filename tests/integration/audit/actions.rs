//! Every action of `domain::audit::actions` is recorded by some code, and code names actions by that enumeration only,
//! so pages have a text for each.

use injaaz::domain::audit::actions::AuditAction;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The folders whose code writes to the audit log.
const FOLDERS: [&str; 2] = ["src/services", "src/migration"];

/// String literals in a line that are an action or look like one: `submission.created`.
fn actions_in<'a>(line: &'a str, prefixes: &BTreeSet<&str>) -> Vec<&'a str> {
    let is_action = |text: &&str| {
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        text.split_once('.').is_some_and(|(prefix, rest)| prefixes.contains(prefix) && plain(rest))
            || AuditAction::parse(text).is_some()
    };
    line.split('"').skip(1).step_by(2).filter(is_action).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn recorded_actions_are_those_of_the_enumeration() {
    let prefixes: BTreeSet<&str> =
        AuditAction::ALL.iter().filter_map(|action| Some(action.as_str().split_once('.')?.0)).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| rust_files(&root.join(folder), &mut files));
    let (mut recorded, mut literal) = (BTreeSet::new(), Vec::new());
    for file in files {
        let code = fs::read_to_string(&file).unwrap();
        // Names of fail points look the same.
        for line in code.lines().filter(|line| !line.contains("fail_point!")) {
            literal.extend(actions_in(line, &prefixes).iter().map(|text| format!("{}: {text}", file.display())));
            let named = line.split("AuditAction::").skip(1);
            recorded.extend(named.map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned()));
        }
    }
    assert!(literal.is_empty(), "actions as texts:\n{}", literal.join("\n"));
    let all: BTreeSet<String> = AuditAction::ALL.iter().map(|action| format!("{action:?}")).collect();
    assert_eq!(recorded, all);
}

#[test]
fn an_action_as_a_text_is_found() {
    let prefixes = BTreeSet::from(["report"]);
    assert_eq!(actions_in(r#"audit(app, "report.burned", json!({ "a": "x.y" }))"#, &prefixes), ["report.burned"]);
    assert_eq!(actions_in(r#"actor.audit_of("user", id, "signout", json!({}), now)"#, &prefixes), ["signout"]);
}
