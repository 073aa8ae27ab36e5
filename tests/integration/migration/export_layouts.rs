//! Exports whose documents lie otherwise than one on each line: imported completely, or refused as a whole before
//! anything is taken, with the remedy.

use super::old::{Old, options, run};
use crate::support::app::TestApp;
use injaaz::{
    domain::{
        lang::Lang,
        migration::{Counts, SourceKind},
        problem::Problem,
    },
    i18n::Texts,
    migration::import::{self, Options},
};
use serde_json::{Value, json};

const MAPPING: &str = "name = \"layouts\"\nmodule = \"hvac_mep\"\nid = \"_id\"\n[fields]\nsite_name = \"place\"\n";

fn documents() -> Vec<Value> {
    (1..=5)
        .map(|n| json!({ "_id": format!("number {n}"), "place": format!("برج {n} é"), "note": "a } in a text" }))
        .collect()
}

fn lines() -> String {
    documents().iter().map(|document| format!("{document}\n")).collect()
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).expect("JSON") + "\n"
}

fn export(bytes: &[u8]) -> (Old, Options) {
    let old = Old::empty();
    old.put("export.json", bytes);
    old.put("export.toml", MAPPING.as_bytes());
    let mapping = Some(old.path().join("export.toml"));
    let options = Options { kind: SourceKind::Mongo, mapping, ..options(&old.path().join("export.json"), false) };
    (old, options)
}

#[rocket::async_test]
async fn every_layout_of_json_text_is_imported() {
    let array = Value::Array(documents());
    let each_pretty: String = documents().iter().map(pretty).collect();
    for (layout, text) in [
        ("lines", lines()),
        ("a byte order mark", format!("\u{feff}{}", lines().replace('\n', "\r\n"))),
        ("an array on one line", array.to_string()),
        ("a pretty array", format!("\u{feff}{}", pretty(&array))),
        ("pretty documents", each_pretty),
    ] {
        let test = TestApp::new().await;
        let (_old, options) = export(text.as_bytes());
        let counts = run(&test, options.clone()).await.view.counts;
        assert_eq!(counts, Counts { seen: 5, imported: 5, ..Counts::default() }, "{layout}");
        assert_eq!(test.sql("SELECT max(site_name) FROM submissions").await, "برج 5 é", "{layout}");
        let again = run(&test, options).await.view.counts;
        assert_eq!(again, Counts { seen: 5, already_there: 5, ..Counts::default() }, "{layout}");
        let whole = "SELECT bool_and(sha256(content) = sha256)::text FROM legacy_records WHERE kind = 'submission'";
        assert_eq!(test.sql(whole).await, "true", "{layout}");
    }
}

#[rocket::async_test]
async fn a_damaged_document_of_an_array_waits_for_a_person() {
    let test = TestApp::new().await;
    let text = pretty(&documents()).replacen("\"number 2\"", "\"number 2\", \"_id\": 7", 1);
    let (_old, options) = export(text.as_bytes());
    let counts = run(&test, options).await.view.counts;
    assert_eq!(counts, Counts { seen: 5, imported: 4, quarantined: 1, ..Counts::default() });
    let named = "SELECT concat_ws(' ', name, reason) FROM legacy_records WHERE state = 'quarantined'";
    assert_eq!(test.sql(named).await, "~document 2 duplicate_key");
}

#[rocket::async_test]
async fn other_formats_are_refused_as_a_whole_with_the_remedy() {
    let test = TestApp::new().await;
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(lines().encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, remedy) in [
        (wide.as_slice(), "iconv -f UTF-16"),
        (&wide[2..], "iconv -f UTF-16"),
        (b"\x1f\x8b\x08\x00\x00", "gunzip"),
        (b"\x16\x00\x00\x00\x02a\x00\x06\x00\x00\x00hello\x00\x00", "mongoexport"),
        (b"SQLite format 3\x00", ".sqlite"),
        (b"1\n2\n3\n", "whole documents"),
        (b"_id,place\n1,Villa\n", "whole documents"),
    ] {
        let (_old, options) = export(bytes);
        for dry_run in [true, false] {
            let options = Options { dry_run, ..options.clone() };
            match import::import_now(&test.app, &test.actor(), "test", options, &|_| {}).await {
                Err(problem @ Problem::Unsupported(_)) => {
                    let sentence = Texts::of(Lang::EN).problem(&problem);
                    assert!(sentence.contains(remedy), "{sentence}");
                }
                other => panic!("{remedy}: {other:?}"),
            }
        }
    }
    assert_eq!((test.count("legacy_records").await, test.count("import_runs").await), (0, 0));
}
