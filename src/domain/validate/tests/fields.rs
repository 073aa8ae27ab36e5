//! Text, numbers, dates and choices: entries 12 to 62 of the corpus of bad input.

use super::*;
use crate::domain::answers::Answer;

#[test]
fn text_is_kept_exactly_as_typed() {
    for kept in [
        "  Marina Tower  ",
        "Tower\tB",
        "Café",
        "Cafe\u{301}",
        "\u{202e}rewoT",
        "برج المارينا",
        "👨‍👩‍👧‍👦 🇦🇪",
        "<script>alert(1)",
        "\"><img src=x>",
        "{{7*7}} ${7*7}",
        "#read(\"/etc\") $x$",
        "=1+1",
        "@SUM(A1)",
        "00123",
        "_x0041_",
        "'; DROP TABLE x",
        "%_",
        "javascript:alert(1)",
        "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}",
        "\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\
         \u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}",
    ] {
        let answers = validated(&[("site_name", kept)]).unwrap_or_else(|errors| panic!("{kept:?}: {errors:?}"));
        assert_eq!(answers.get("site_name"), Some(&Answer::Text(kept.into())));
    }
}

#[test]
fn lines_are_kept_and_crlf_becomes_lf() {
    let answers = validated(&[("notes", "one\r\ntwo\n\tthree\r\n")]).unwrap();
    assert_eq!(answers.get("notes"), Some(&Answer::Text("one\ntwo\n\tthree\n".into())));
    assert_eq!(error_codes(&[("site_name", "one\r\ntwo")]), ["site_name line_break"]);
}

#[test]
fn invisible_text_is_blank() {
    for blank in ["", " ", "\u{a0}\t\r\n", "\u{200b}", "\u{3164}\u{3164}", "\u{2800}", "\u{feff}\u{2060}", "\u{ad}"] {
        assert_eq!(error_codes(&[("site_name", blank)]), ["site_name missing"], "{blank:?}");
        assert_eq!(validated(&[("notes", blank)]).unwrap().get("notes"), None, "{blank:?}");
    }
}

#[test]
fn length_is_counted_in_characters() {
    for letter in ["x", "م", "👷"] {
        assert!(error_codes(&[("site_name", &letter.repeat(19))]).is_empty());
        assert!(error_codes(&[("site_name", &letter.repeat(20))]).is_empty());
        assert_eq!(error_codes(&[("site_name", &letter.repeat(21))]), ["site_name too_long"]);
    }
    assert_eq!(error_codes(&[("notes", &"n".repeat(1_000_000))]), ["notes too_long"]);
    assert!(
        error_codes(&[("notes", &"\r\n".repeat(39).replacen("\r\n", "x\r\n", 1))]).is_empty(),
        "CRLF is one character"
    );
}

#[test]
fn characters_that_no_text_has_are_refused() {
    for (text, code) in [
        ("a\0b", "control_character"),
        ("a\u{1b}[31m", "control_character"),
        ("a\rb", "control_character"),
        ("a\u{7f}", "control_character"),
        ("a\u{85}b", "control_character"),
        ("a\u{fffe}", "not_a_character"),
        ("a\u{ffff}", "not_a_character"),
        ("a\u{fdd0}", "not_a_character"),
        ("a\u{10ffff}", "not_a_character"),
    ] {
        assert_eq!(error_codes(&[("site_name", text)]), [format!("site_name {code}")], "{text:?}");
        assert_eq!(error_codes(&[("notes", text)]), [format!("notes {code}")], "{text:?}");
    }
}

#[test]
fn numbers_are_exact_or_refused() {
    for (typed, kept) in
        [("0", "0"), ("12.50", "12.5"), (" 7 ", "7"), ("٣٫٥", "3.5"), ("۱۲", "12"), ("1000", "1000"), ("007", "7")]
    {
        let answers = validated(&[("price", typed)]).unwrap();
        assert_eq!(answers.get("price"), Some(&Answer::Number(kept.parse().unwrap())), "{typed:?}");
    }
    for (typed, code) in [
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("-0", "not_a_number"),
        ("-0.00", "not_a_number"),
        ("1e309", "not_a_number"),
        ("1,5", "not_a_number"),
        ("1,000", "not_a_number"),
        ("twelve", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("9007199254740993", "too_many_digits"),
        ("12345678901234567890123", "too_many_digits"),
        ("2147483648", "above_maximum"),
        ("1000.01", "above_maximum"),
        ("-1", "below_minimum"),
        ("-0.01", "below_minimum"),
        ("1.125", "too_many_decimals"),
    ] {
        assert_eq!(error_codes(&[("price", typed)]), [format!("price {code}")], "{typed:?}");
    }
}

#[test]
fn days_have_one_spelling_and_are_in_the_calendar() {
    assert!(error_codes(&[("visit_date", "2024-02-29")]).is_empty());
    assert!(error_codes(&[("visit_date", "1900-01-01"), ("next_visit", "2100-12-31")]).is_empty());
    for (typed, code) in [
        ("31/12/2024", "not_a_date"),
        ("12/31/2024", "not_a_date"),
        ("31-12-2025", "not_a_date"),
        ("soon", "not_a_date"),
        ("2024-1-2", "not_a_date"),
        ("٢٠٢٤-٠١-٠٢", "not_a_date"),
        ("20240102", "not_a_date"),
        ("2024-01-02T10:00:60Z", "not_a_date"),
        ("294277-01-01", "not_a_date"),
        ("2024-02-30", "no_such_day"),
        ("2023-02-29", "no_such_day"),
        ("2024-13-01", "no_such_day"),
        ("0000-00-00", "no_such_day"),
        ("0001-01-01", "day_out_of_range"),
        ("1899-12-31", "day_out_of_range"),
        ("9999-01-01", "day_out_of_range"),
        ("2026-03-15", "future_day"),
        ("2031-01-01", "future_day"),
    ] {
        assert_eq!(error_codes(&[("visit_date", typed)]), [format!("visit_date {code}")], "{typed:?}");
    }
    assert_eq!(error_codes(&[("next_visit", "2101-01-01")]), ["next_visit day_out_of_range"]);
}

#[test]
fn only_listed_choices_are_taken() {
    assert_eq!(validated(&[("grade", "Poor")]).unwrap().get("grade"), Some(&Answer::Choice("Poor".into())));
    assert_eq!(validated(&[]).unwrap().get("grade"), None, "a default is what a page offers, not an answer");
    for bad in ["poor", "Poor ", "Excellent", "0", "HVAC"] {
        assert_eq!(error_codes(&[("grade", bad)]), ["grade not_a_choice"], "{bad}");
    }
}

#[test]
fn a_checkbox_is_true_or_false() {
    for (sent, yes) in [("yes", true), ("on", true), ("True", true), ("no", false), ("false", false), ("", false)] {
        assert_eq!(validated(&[("locked", sent)]).unwrap().get("locked"), Some(&Answer::Bool(yes)), "{sent:?}");
    }
    assert_eq!(validated(&[]).unwrap().get("locked"), Some(&Answer::Bool(false)), "no tick is sent as nothing");
    assert_eq!(error_codes(&[("locked", "maybe")]), ["locked not_yes_or_no"]);
}

#[test]
fn unknown_and_repeated_fields_are_rejected() {
    assert_eq!(error_codes(&[("site_name", "A"), ("site_name", "B")]), ["site_name duplicate_field"]);
    assert_eq!(error_codes(&[("locked", "on"), ("locked", "on")]), ["locked duplicate_field"]);
    assert_eq!(
        error_codes(&[("nickname", ""), ("items.0.nickname", "x"), ("items.0", "x"), ("things.0.asset", "HVAC")]),
        [
            "nickname unknown_field",
            "items.0.nickname unknown_field",
            "items.0 unknown_field",
            "things.0.asset unknown_field"
        ]
    );
    assert_eq!(error_codes(&[("grade_typed", "x")]), ["grade_typed unknown_field"]);
}

#[test]
fn all_errors_are_reported_at_once_in_form_order() {
    let parts = [
        ("wrong", "x"),
        ("tech_signature_typed", "a\u{1}"),
        ("items.2.asset", "Pumps"),
        ("price", "-1"),
        ("visit_date", ""),
        ("site_name", ""),
    ];
    let expected = [
        "site_name missing",
        "visit_date missing",
        "price below_minimum",
        "items.2.asset not_a_choice",
        "items.2.system missing",
        "items.2.description missing",
        "tech_signature_typed control_character",
        "wrong unknown_field",
    ];
    assert_eq!(error_codes(&parts), expected);
    let mut turned = parts;
    turned.reverse();
    assert_eq!(error_codes(&turned), expected);
}

#[test]
fn unknown_fields_are_kept_as_text_or_rejected_by_name() {
    let further = |parts: &[(&str, &str)]| {
        let further = parts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        validate(&form(), &RawForm { further, ..post(&[]) }, PostContext::on(TODAY))
    };
    let kept = further(&[("items.0.item_number", "7"), ("remarks", "two\r\nlines\tand a tab"), ("blank", "")]).unwrap();
    let expected = [("items.0.item_number", "7"), ("remarks", "two\nlines\tand a tab"), ("blank", "")];
    assert_eq!(kept.further, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert_eq!(Answers::from_json(&form(), &kept.to_json()), kept);

    let long = "x".repeat(20_001);
    for (parts, code) in [
        (&[("a", "nul \0")][..], "control_character"),
        (&[("na\0me", "x")], "control_character"),
        (&[("two\nlines", "x")], "line_break"),
        (&[(&long[..201], "x")], "too_long"),
        (&[("a", &long)], "too_long"),
        (&[("a", "x"), ("a", "y")], "duplicate_field"),
    ] {
        let errors = further(parts).expect_err("a complaint");
        assert_eq!(errors.iter().map(|e| e.complaint.code()).collect::<Vec<_>>(), [code], "{parts:?}");
    }
}
