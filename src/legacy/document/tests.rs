//! Tests of the parser: accepted, noted and refused input, and equality with serde_json where both accept the input.

use super::{
    parser::{MAX_DEPTH, MAX_KEYS, MAX_VALUES},
    *,
};
use proptest::{prelude::*, sample::Index, test_runner::RngSeed};
use serde_json::json;
use std::{
    fs,
    time::{Duration, Instant},
};

fn refused(text: impl AsRef<[u8]>) -> (QuarantineReason, String) {
    let refusal = Document::parse(text.as_ref()).unwrap_err();
    (refusal.why, refusal.detail)
}

#[test]
fn damaged_documents_are_rejected_with_the_position() {
    for (text, why, detail) in [
        ("", QuarantineReason::Empty, "0 bytes"),
        (" \r\n\t ", QuarantineReason::Empty, "5 bytes"),
        ("\0\0\0", QuarantineReason::Truncated, "3 bytes, all of them zero"),
        ("{\"a\": 1", QuarantineReason::Truncated, "line 1, column 8"),
        (
            "{\"a\": 1, \"b\": 2, \"a\": 3}",
            QuarantineReason::DuplicateKey,
            "line 1, column 18: the key \"a\" occurs twice",
        ),
        (
            "{\"a\": {\"b\": 1,\n\"b\": 1}}",
            QuarantineReason::DuplicateKey,
            "line 2, column 1: the key \"b\" occurs twice",
        ),
        ("{\"a\": 1,}", QuarantineReason::Syntax, "line 1, column 9: expected a key in quotes"),
        ("{\"a\": [1,]}", QuarantineReason::Syntax, "line 1, column 10: expected a value"),
        ("{'a': 1}", QuarantineReason::Syntax, "line 1, column 2: expected a key in quotes"),
        ("{\n  // no\n}", QuarantineReason::Syntax, "line 2, column 3: expected a key in quotes"),
        ("{\"a\" 1}", QuarantineReason::Syntax, "line 1, column 6: expected a colon"),
        ("{\"a\": 1 \"b\": 2}", QuarantineReason::Syntax, "line 1, column 9: expected a comma or }"),
        ("{\"a\": True}", QuarantineReason::Syntax, "line 1, column 7: expected a value"),
        ("{\"a\": 012}", QuarantineReason::Syntax, "line 1, column 8: expected a comma or }"),
        ("{\"a\": 1.}", QuarantineReason::Syntax, "line 1, column 9: expected a digit"),
        ("{\"ع\": \"\\x\"}", QuarantineReason::Syntax, "line 1, column 8: invalid escape sequence"),
        ("{\"a\": \"1\n2\"}", QuarantineReason::Syntax, "line 1, column 9: a control character in a text"),
        ("{\"a\": \"\\u12G4\"}", QuarantineReason::Syntax, "line 1, column 8: invalid escape sequence"),
        ("hello", QuarantineReason::Syntax, "line 1, column 1: expected a value"),
        ("{}{}", QuarantineReason::TrailingData, "line 1, column 3"),
        ("{}\n\0", QuarantineReason::TrailingData, "line 2, column 1"),
        ("[1, 2]", QuarantineReason::NotAnObject, "it is a list"),
        ("\"sub\"", QuarantineReason::NotAnObject, "it is a text"),
        ("null", QuarantineReason::NotAnObject, "it is nothing (null)"),
        ("12", QuarantineReason::NotAnObject, "it is a number"),
    ] {
        assert_eq!(refused(text), (why, detail.to_owned()), "{text:?}");
    }
    assert_eq!(refused(b"{\"a\": \"caf\xe9 \"}"), (QuarantineReason::NotUtf8, "byte 10".to_owned()));
    assert_eq!(refused(b"{\"a\": \"caf\xc3").0, QuarantineReason::Truncated);
    assert_eq!(refused([0xff, 0xfe, b'{']).0, QuarantineReason::Truncated);
}

#[test]
fn irregular_values_are_accepted_with_a_note() {
    for (text, value, note) in [
        ("\u{feff}{\"a\": 1}", json!({"a": 1}), "byte order mark"),
        ("{\"a\": NaN}", json!({"a": null}), "NaN or Infinity at line 1, column 7"),
        ("{\"a\": [Infinity, -Infinity]}", json!({"a": [null, null]}), "2 times, first at line 1, column 8"),
        ("{\"a\": \"\\u0000b\"}", json!({"a": "\u{fffd}b"}), "a zero character at line 1, column 8"),
        ("{\"\\u0000\": 1}", json!({"\u{fffd}": 1}), "a zero character"),
        ("{\"a\": \"\\ud83d.\"}", json!({"a": "\u{fffd}."}), "lone surrogate"),
        ("{\"a\": \"\\udc00\\ud83d\\u0041\"}", json!({"a": "\u{fffd}\u{fffd}A"}), "lone surrogate) 2 times"),
        ("{\"a\": 12345678901234567890123}", json!({"a": "12345678901234567890123"}), "kept as text"),
        ("{\"a\": 1.10}", json!({"a": "1.10"}), "kept as text"),
        ("{\"a\": 1e400}", json!({"a": "1e400"}), "kept as text"),
        ("{\"a\": -0}", json!({"a": "-0"}), "kept as text"),
    ] {
        let document = Document::parse(text.as_bytes()).unwrap();
        assert_eq!(document.value, value, "{text:?}");
        assert!(matches!(document.notes.as_slice(), [one] if one.contains(note)), "{text:?}: {:?}", document.notes);
    }
}

#[test]
fn utf_16_is_read_in_both_orders() {
    let text = "{\"site\": \"برج 🏗\"}";
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect();
        let document = Document::parse(&bytes).unwrap();
        assert_eq!(document.value, json!({"site": "برج 🏗"}));
        assert_eq!(document.notes, ["the file is in UTF-16; read as such"]);
    }
}

#[test]
fn ordinary_values_need_no_note() {
    let text = r#" {"a": [1, -1, 1.5, -0.0, 18446744073709551615, 1795223665.5, true, false, null, "", {}, []],
        "b": "\"\\\/\b\f\n\r\t \ud83c\udfd7 \u0641"} "#;
    let document = Document::parse(text.as_bytes()).unwrap();
    assert_eq!(document.value, serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(document.notes, [""; 0]);
}

#[test]
fn depth_and_size_have_limits() {
    let nested = |depth: usize, end: &str| format!("{{\"a\":{}{}}}", "[".repeat(depth), end.repeat(depth));
    assert!(Document::parse(nested(MAX_DEPTH - 1, "]").as_bytes()).is_ok());
    assert_eq!(refused(nested(MAX_DEPTH, "]")).0, QuarantineReason::TooDeep);
    assert_eq!(refused(nested(10_000, "]")).0, QuarantineReason::TooDeep);
    assert_eq!(refused(nested(1_000_000, "")).0, QuarantineReason::TooDeep);
    assert_eq!(refused("[".repeat(1_000_000)).0, QuarantineReason::TooDeep);

    let keys = |count: usize| {
        let keys: Vec<String> = (0..count).map(|i| format!("\"{i}\":0")).collect();
        format!("{{{}}}", keys.join(","))
    };
    assert!(Document::parse(keys(MAX_KEYS).as_bytes()).is_ok());
    assert_eq!(refused(keys(MAX_KEYS + 1)), (QuarantineReason::TooLarge, "more than 100000 keys".to_owned()));
    assert_eq!(refused(format!("{{\"a\":[{}0]}}", "0,".repeat(MAX_VALUES))).0, QuarantineReason::TooLarge);
}

#[test]
fn every_beginning_of_a_real_file_is_truncated() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/legacy/generated");
    let mut files = 0;
    for folder in [format!("{folder}/submissions"), format!("{folder}/jobs")] {
        for entry in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            assert_eq!(Document::parse(&bytes).unwrap().notes, [""; 0]);
            // Every prefix of a short file. A long file is mostly picture data, so only prefixes near its two ends.
            let whole = bytes.len();
            for end in (0..whole).filter(|end| *end < 1_500 || whole - end < 500) {
                let (why, _) = refused(&bytes[..end]);
                assert!(
                    matches!(why, QuarantineReason::Truncated | QuarantineReason::Empty),
                    "{end} of {whole} bytes: {why:?}"
                );
            }
            files += 1;
        }
    }
    assert!(files > 100, "only {files} files");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(|text| Value::from(text.replace('\0', ""))),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[^\u{0}]{0,8}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn agrees_with_serde_json(value in any_json(), pretty in any::<bool>()) {
        let object = json!({ "value": value });
        let text = if pretty { serde_json::to_string_pretty(&object) } else { serde_json::to_string(&object) }.unwrap();
        let document = Document::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(document.value, object);
        prop_assert_eq!(document.notes, Vec::<String>::new());
    }

    #[test]
    fn every_beginning_of_a_document_is_truncated(value in any_json()) {
        let text = json!({ "value": value }).to_string();
        for end in 0..text.len() {
            let refusal = Document::parse(&text.as_bytes()[..end]).unwrap_err();
            prop_assert!(matches!(refusal.why, QuarantineReason::Truncated | QuarantineReason::Empty), "{end}: {refusal:?}");
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:0-9eE.+\\-u\\\\NaInfty ]{0,60}") {
        let _ = Document::parse(&bytes);
        let _ = Document::parse(text.as_bytes());
    }

    #[test]
    fn a_number_is_never_changed(text in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,12})?([eE][+-]?[0-9]{1,4})?") {
        let document = Document::parse(format!("{{\"n\": {text}}}").as_bytes()).unwrap();
        let kept = match &document.value["n"] { Value::String(text) => text.clone(), other => other.to_string() };
        prop_assert_eq!(kept, text);
    }
}

/// A mutation of one piece of a record.
#[derive(Clone, Debug)]
enum Change {
    Remove,
    Double,
    Exchange(Index),
    Replace(&'static str),
    Deepen(u16),
}

fn changes() -> impl Strategy<Value = Vec<(Index, Change)>> {
    let odd =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\u0000", "1e999", "-", "NaN", "\u{feff}", "\0"];
    let change = prop_oneof![
        Just(Change::Remove),
        Just(Change::Double),
        any::<Index>().prop_map(Change::Exchange),
        prop::sample::select(odd.to_vec()).prop_map(Change::Replace),
        (1..200u16).prop_map(Change::Deepen),
    ];
    prop::collection::vec((any::<Index>(), change), 1..8)
}

/// Splits a record at its punctuation.
fn pieces(record: &str) -> Vec<String> {
    record.split_inclusive(|c| "{}[],:\"\\".contains(c)).map(str::to_owned).collect()
}

fn changed(mut pieces: Vec<String>, changes: Vec<(Index, Change)>) -> String {
    for (at, change) in changes {
        let at = at.index(pieces.len());
        match change {
            Change::Remove if pieces.len() > 1 => drop(pieces.remove(at)),
            Change::Remove => {}
            Change::Double => pieces.insert(at, pieces[at].clone()),
            Change::Exchange(other) => {
                let other = other.index(pieces.len());
                pieces.swap(at, other);
            }
            Change::Replace(odd) => pieces[at] = odd.to_owned(),
            Change::Deepen(by) => pieces[at] = "[".repeat(usize::from(by)) + &pieces[at],
        }
    }
    pieces.concat()
}

/// The twelve shortest records of the fixtures.
fn records() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/legacy/generated/submissions");
    let mut records: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    records.sort_by_key(String::len);
    records.truncate(12);
    records
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(38), failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    /// The seed is fixed, so every run tests the same mutated records.
    #[test]
    fn a_mutated_record_is_read_or_refused_in_bounded_time(which in any::<Index>(), changes in changes()) {
        let records = records();
        let text = changed(pieces(which.get::<String>(&records)), changes);
        let started = Instant::now();
        let read = Document::parse(text.as_bytes());
        prop_assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
        if let Ok(document) = read {
            // A parsed value is itself a valid document with the same value.
            let again = Document::parse(document.value.to_string().as_bytes());
            prop_assert_eq!(again.map(|again| again.value).ok(), Some(document.value));
        }
    }
}
