//! Keys, arguments and plural forms of all languages agree with each other and with their uses, in both directions.

use super::{
    catalogue::{self, Texts},
    sources::{self, Source, Use},
};
use injaaz::web::view::script_texts;
use std::collections::{BTreeMap, BTreeSet};

/// Prefixes of keys that are built at run time. Each prefix is a literal in the program.
const BUILT_KEYS: &[&str] = &["api-operation-", "api-parameter-", "api-status-"];

/// Keys that only `src/i18n` reads, at start.
const READ_BY_I18N: &str = "language-";

/// Literals that look like keys but are not.
const NO_KEYS: &[&str] =
    &["error-summary", "form-data", "password-reset", "webhook-id", "webhook-signature", "webhook-timestamp"];

#[test]
fn all_languages_have_the_same_keys_with_the_same_variables() {
    let mut wrong = Vec::new();
    let english = catalogue::texts("en", &mut wrong);
    for (key, text) in &english {
        if !key.starts_with(&format!("{}-", text.area)) {
            wrong.push(format!("en/{}.ftl: {key} does not begin with the name of its file", text.area));
        }
    }
    for tag in catalogue::tags() {
        let texts = catalogue::texts(&tag, &mut wrong);
        let forms = texts["language-plural-category"].plurals.first().cloned().unwrap_or_default();
        for (key, text) in &texts {
            match english.get(key) {
                None => wrong.push(format!("{tag}: {key} is not in English")),
                Some(other) if other.variables != text.variables => {
                    wrong.push(format!("{tag}: {key} has {:?}, English has {:?}", text.variables, other.variables));
                }
                Some(other) if other.area != text.area => {
                    wrong.push(format!("{tag}: {key} is in {}.ftl, in English in {}.ftl", text.area, other.area));
                }
                Some(other) if other.plurals.len() > text.plurals.len() => {
                    wrong.push(format!("{tag}: {key} has fewer selections by number than in English"));
                }
                Some(_) => {}
            }
            for found in text.plurals.iter().filter(|found| **found != forms) {
                wrong.push(format!("{tag}: {key} has the plural forms {found:?}, the language has {forms:?}"));
            }
        }
        wrong.extend(
            english.keys().filter(|key| !texts.contains_key(*key)).map(|key| format!("{tag}: {key} is missing")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_key_that_is_used_exists_and_every_key_is_used() {
    let mut wrong = Vec::new();
    let texts = catalogue::texts("en", &mut wrong);
    let rust = sources::sources("src", "rs");
    let templates = sources::sources("templates", "html");
    let scripts = sources::sources("static/js", "js");
    let pages: Vec<Use> = rust.iter().chain(&templates).flat_map(sources::uses).collect();
    let said: Vec<Use> = scripts.iter().flat_map(sources::script_uses).collect();
    for used in pages.iter().chain(&said) {
        check(used, &texts, &mut wrong);
    }
    let mut named: BTreeSet<String> = pages.iter().chain(&said).map(|used| used.key.clone()).collect();
    for source in rust.iter().chain(&templates) {
        for literal in sources::literals(source) {
            if texts.contains_key(&literal) {
                named.insert(literal);
            } else if looks_like_a_key(&literal, &texts, source) {
                wrong.push(format!("{}: there is no text {literal}", source.path));
            }
        }
    }
    named.extend(texts.values().flat_map(|text| text.references.iter().cloned()));
    let all: String = rust.iter().map(|source| source.code.as_str()).collect();
    for beginning in BUILT_KEYS {
        if !all.contains(&format!("\"{beginning}\"")) {
            wrong.push(format!("no key is put together from {beginning}"));
        }
    }
    let built =
        |key: &str| BUILT_KEYS.iter().any(|beginning| key.starts_with(beginning)) || key.starts_with(READ_BY_I18N);
    wrong.extend(
        texts.keys().filter(|key| !named.contains(*key) && !built(key)).map(|key| format!("{key} is not used")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(used: &Use, texts: &Texts, wrong: &mut Vec<String>) {
    match (texts.get(&used.key), &used.arguments) {
        (None, _) => wrong.push(format!("{}: there is no text {}", used.place, used.key)),
        (Some(text), Some(arguments)) if *arguments != text.variables => wrong.push(format!(
            "{}: {} gets {arguments:?} and has the variables {:?}",
            used.place, used.key, text.variables
        )),
        _ => {}
    }
}

/// A literal with the form of a key: in Rust keys are also chosen by `match`, where no call precedes them.
fn looks_like_a_key(literal: &str, texts: &Texts, source: &Source) -> bool {
    let areas: BTreeSet<&str> = texts.values().map(|text| text.area.as_str()).collect();
    let begins = areas.iter().any(|area| literal.starts_with(&format!("{area}-")));
    begins && source.path.ends_with(".rs") && !NO_KEYS.contains(&literal)
}

#[test]
fn pages_carry_exactly_the_texts_that_their_scripts_say() {
    let entries = [
        ("form.js", script_texts::FORM),
        ("home.js", script_texts::HOME),
        ("job.js", script_texts::JOB),
        ("signed_form.js", script_texts::SIGNATURE),
        ("device.js", script_texts::SHELL),
        ("outbox_page.js", script_texts::OUTBOX),
    ];
    for (entry, listed) in entries {
        let listed: BTreeSet<String> = listed.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(listed, sources::script_keys(entry), "{entry}");
    }
    // The page of a correction has the texts of the form as well.
    let beside: BTreeSet<String> = script_texts::CORRECTION.iter().map(|key| (*key).to_owned()).collect();
    let of_form = sources::script_keys("form.js");
    let of_correction: BTreeSet<String> = sources::script_keys("correction.js").difference(&of_form).cloned().collect();
    assert_eq!(beside, of_correction, "correction.js");
    // Other scripts use no texts of the page.
    let mut reached: BTreeSet<String> = entries.iter().flat_map(|(entry, _)| sources::script_keys(entry)).collect();
    reached.extend(of_correction);
    for used in sources::sources("static/js", "js").iter().flat_map(sources::script_uses) {
        assert!(reached.contains(&used.key), "{}: {} is not in the page", used.place, used.key);
    }
}

/// Tests of the checks themselves.
#[test]
fn a_planted_fault_is_found() {
    let mut wrong = Vec::new();
    let texts = catalogue::texts("en", &mut wrong);
    let faults = [
        (r#"texts.t("common-no-such-text")"#, "there is no text"),
        (r#"texts.t("format-date")"#, "has the variables"),
        (r#"texts.with("format-bytes", &[("amounts", 1.into())])"#, "has the variables"),
        (r#"layout.with("common-error-title", "name", x)"#, "has the variables"),
        (r#"Message::new("format-bytes").with("bytes", f(1, 2))"#, "has the variables"),
    ];
    for (code, expected) in faults {
        let found = sources::uses(&Source { path: "x.rs".into(), code: code.into() });
        let mut wrong = Vec::new();
        found.iter().for_each(|used| check(used, &texts, &mut wrong));
        assert!(wrong.len() == 1 && wrong[0].contains(expected), "{code}: {wrong:?}");
    }
    let scripts = BTreeMap::from([
        (r#"text("script-draft-saved", { times })"#, 1),
        (r#"text("script-draft-saved", { time: clock(a, b) })"#, 0),
        (r#"context("nothing")"#, 0),
    ]);
    for (code, expected) in scripts {
        let mut wrong = Vec::new();
        let source = Source { path: "x.js".into(), code: code.into() };
        sources::script_uses(&source).iter().for_each(|used| check(used, &texts, &mut wrong));
        assert_eq!(wrong.len(), expected, "{code}: {wrong:?}");
    }
}
