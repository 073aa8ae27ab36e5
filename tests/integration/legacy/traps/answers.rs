//! Traps in answers: missing, unusual, or of questions that are no longer asked.

use super::{ID, civil, cleaning, further, hvac, noted, understood};
use crate::legacy::old_store::read;
use injaaz::domain::{
    answers::{Answer, Signature, answer, iso},
    decimal::Decimal,
};
use serde_json::{Value, json};

#[test]
fn a_site_without_a_name_has_none() {
    for name in [json!(null), json!(""), json!("   ")] {
        let old = understood(hvac(json!({ "site_name": name })));
        assert_eq!((old.site_name.as_str(), old.provenance.site_name.as_str()), ("", "nowhere"));
        assert_eq!(old.answers.get("site_name"), None);
    }
    let long = "x".repeat(5_000);
    assert_eq!(understood(hvac(json!({ "site_name": long }))).site_name, long);
}

#[test]
fn dates_of_all_kinds() {
    for (typed, date) in [
        ("2031-05-05", Some("2031-05-05")),
        ("31-12-2025", Some("2025-12-31")),
        ("20 Dec 2025", Some("2025-12-20")),
        ("soon", None),
        ("2024-13-01", None),
        ("2025-02-30", None),
    ] {
        let old = understood(hvac(json!({ "visit_date": typed })));
        assert_eq!(old.visit_date.map(iso).as_deref(), date, "{typed}");
        let plain = date == Some(typed);
        assert_eq!(noted(&old, typed), !plain, "{typed}: {:?}", old.notes);
        if date.is_none() {
            assert_eq!(old.answers.get("visit_date"), Some(&Answer::Text(typed.to_owned())));
        }
    }
    assert_eq!(understood(hvac(json!({ "visit_date": "" }))).visit_date, None);
}

#[test]
fn numbers_as_texts_as_numbers_and_as_neither() {
    let number = |text: &str| Answer::Number(text.parse::<Decimal>().unwrap());
    for (sent, kept, is_noted) in [
        (json!("12"), number("12"), false),
        (json!(12), number("12"), false),
        (json!(12.5), number("12.5"), false),
        (json!("450.50"), number("450.5"), false),
        (json!(" 7 "), number("7"), true),
        (json!("007"), number("7"), true),
        (json!("٣"), number("3"), true),
        (json!("about 12"), Answer::Text("about 12".into()), true),
        (json!("1,200"), Answer::Text("1,200".into()), true),
        (json!(true), Answer::Text("True".into()), true),
    ] {
        let old = understood(civil(json!({ "work_desc[]": "Paint", "work_qty[]": sent })));
        assert_eq!(answer(&old.answers.items_of("items")[0], "work_qty"), Some(&kept), "{sent}");
        assert_eq!(old.notes.len(), usize::from(is_noted), "{sent}: {:?}", old.notes);
    }
    let text = r#"{"id":"sub_0123456789ab","fields":{"location":"B","work_qty[]":12345678901234567890123},"files":[]}"#;
    let old = read(ID, text.as_bytes(), None).unwrap();
    let kept = Answer::Text("12345678901234567890123".into());
    assert_eq!(answer(&old.answers.items_of("items")[0], "work_qty"), Some(&kept));
}

#[test]
fn unknown_fields_are_kept_with_their_path() {
    let item = json!({ "item_number": 7, "description": "Tiles", "quantity": "9", "photos": [], "colour": { "name": "white", "codes": [1, "x"] } });
    let old = understood(
        json!({ "id": ID, "project_name": "V", "location": "L", "visit_date": "2025-12-17", "inspector_signature": "",
        "manager_name": "Mona", "work_items": [item, "loose"], "estimated_completion": "2 weeks", "weather": "hot", "base_url": "http://h" }),
    );
    assert_eq!(
        further(&old),
        [
            ("work_items.0.item_number", "7"),
            ("work_items.0.colour.name", "white"),
            ("work_items.0.colour.codes.0", "1"),
            ("work_items.0.colour.codes.1", "x"),
            ("work_items.1", "loose"),
            ("weather", "hot"),
        ]
    );
    assert_eq!(old.answers.get("estimated_time"), Some(&Answer::Text("2 weeks".into())));
    let signed = Signature { drawn: None, name: Some("Mona".into()) };
    assert_eq!(old.answers.get("op_signature"), Some(&Answer::Signature(signed)));
    assert_eq!(old.provenance.base_url, "http://h", "the base URL is provenance, not an answer");
}

#[test]
fn two_keys_that_make_one_path_are_both_kept() {
    let old = understood(hvac(json!({ "weather": { "now": "hot" }, "weather.now": "cold" })));
    assert_eq!(further(&old), [("weather.now", "hot"), ("weather.now (2)", "cold")]);
}

#[test]
fn two_names_for_one_question_are_both_kept_if_they_differ() {
    let place = |fields: Value| {
        let old = understood(civil(fields));
        (old.answers.get("location").cloned(), further(&old).first().map(|(path, text)| format!("{path}={text}")))
    };
    let text = |text: &str| Some(Answer::Text(text.to_owned()));
    assert_eq!(place(json!({ "location_name": "Barsha" })), (text("Barsha"), None));
    assert_eq!(place(json!({ "location": "", "location_name": "Barsha" })), (text("Barsha"), None));
    let both = place(json!({ "location": "Quoz", "location_name": "Barsha" }));
    assert_eq!(both, (text("Quoz"), Some("fields.location_name=Barsha".to_owned())));
}

#[test]
fn columns_become_one_row_or_several() {
    let old =
        understood(civil(json!({ "work_desc[]": ["Crack", "Paint"], "work_qty[]": ["1", ""], "labour[]": "2 men" })));
    let rows = old.answers.items_of("items");
    let text = |row: usize, name: &str| match answer(&rows[row], name) {
        Some(Answer::Text(text)) => text.as_str(),
        _ => "",
    };
    assert_eq!(
        (rows.len(), text(0, "work_desc"), text(1, "work_desc"), text(0, "labour")),
        (2, "Crack", "Paint", "2 men")
    );
    let empty = understood(civil(json!({ "work_desc[]": "", "work_qty[]": "" })));
    assert_eq!(empty.answers.items_of("items").len(), 0, "an empty first row is ignored");
    // The old server accepted these keys when the page sent no items.
    let single =
        json!({ "id": ID, "fields": { "site_name": "T", "asset": "HVAC", "item_1_asset": "Lights" }, "files": [] });
    let old = understood(single);
    assert_eq!(old.answers.items_of("items").len(), 2);
    let far = json!({ "id": ID, "fields": { "asset": "HVAC", "item_99999999_asset": "Lights" }, "files": [] });
    assert_eq!(further(&understood(far)), [("fields.item_99999999_asset", "Lights")]);
}

#[test]
fn boxes_and_choices_are_read_or_kept_as_they_are() {
    let old = understood(cleaning(json!({ "scope_offices": "True", "scope_kitchen": "False", "scope_exterior": false,
        "waste_general": "on", "waste_recycling": "perhaps", "deep_clean_required": "Maybe" })));
    assert_eq!(old.answers.get("scope_offices"), Some(&Answer::Bool(true)));
    assert_eq!(old.answers.get("scope_kitchen"), Some(&Answer::Bool(false)));
    assert_eq!(old.answers.get("scope_exterior"), Some(&Answer::Bool(false)));
    assert_eq!(old.answers.get("waste_general"), Some(&Answer::Bool(true)));
    assert_eq!(old.answers.get("waste_recycling"), Some(&Answer::Text("perhaps".into())));
    assert_eq!(old.answers.get("deep_clean_required"), Some(&Answer::Choice("Maybe".into())));
    assert!(noted(&old, "perhaps") && noted(&old, "Maybe"));
}
