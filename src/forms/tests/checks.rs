//! Questions of the kind `check`, what a failure demands, and the score.

use super::{errors_of, right};
use crate::domain::{
    findings::findings,
    form::{FieldKind, FormDef},
    ids::UploadId,
    lang::Lang,
    raw::RawForm,
    score::{ScorePoints, score},
    validate::{PostContext, validate},
};
use time::macros::date;

const ROUND: &str = include_str!("../../../tests/fixtures/forms/safety_round.toml");

fn round() -> FormDef {
    right(ROUND, "safety_round.toml")
}

fn post(parts: &[(&str, &str)]) -> RawForm {
    let mut raw = RawForm::default();
    for (name, value) in [&[("site", "Marina"), ("day", "2026-03-14"), ("seen", "yes")], parts].concat() {
        match value.parse::<UploadId>() {
            Ok(id) => raw.upload(name, id),
            Err(_) => raw.text(name, value),
        }
    }
    raw
}

fn missing(parts: &[(&str, &str)]) -> Vec<String> {
    let judged = validate(&round(), &post(parts), PostContext::on(date!(2026 - 03 - 15)));
    judged
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|error| format!("{} {}", error.name, error.complaint.code()))
        .collect()
}

#[test]
fn a_failure_demands_its_photo_and_comment() {
    let none: [String; 0] = [];
    assert_eq!(missing(&[("extinguisher", "Pass")]), none);
    assert_eq!(missing(&[("extinguisher", "N/A")]), none);
    assert_eq!(missing(&[]), ["extinguisher missing"]);
    let demanded = ["extinguisher_comment missing", "extinguisher_photos missing", "rooms.0.door_comment missing"];
    assert_eq!(missing(&[("extinguisher", "Fail"), ("rooms.0.door", "Fail")]), demanded);
    let photo = UploadId::random().to_string();
    let complete =
        [("extinguisher", "Fail"), ("extinguisher_comment", "Empty"), ("extinguisher_photos", photo.as_str())];
    assert_eq!(missing(&complete), none);
    assert_eq!(missing(&[("extinguisher", "Maybe")]), ["extinguisher not_a_choice"]);
    // An acknowledgement is needed, and an integer has no decimals.
    let mut raw = post(&[("extinguisher", "Pass"), ("rooms.0.beds", "1.5")]);
    raw.parts.retain(|part| part.name != "seen");
    let errors = validate(&round(), &raw, PostContext::on(date!(2026 - 03 - 15))).unwrap_err();
    let codes: Vec<_> = errors.iter().map(|error| (error.name.as_str(), error.complaint.code())).collect();
    assert_eq!(codes, [("rooms.0.beds", "too_many_decimals"), ("seen", "missing")]);
}

#[test]
fn labels_of_a_check_can_be_renamed() {
    let def = round();
    let signs = def.field("exit_signs").unwrap();
    let labels = ["Pass", "Fail", "N/A"].map(|value| def.choice_label(signs, value, Lang::EN).to_owned());
    assert_eq!(labels, ["Lit", "Dark", "N/A"]);
    assert_eq!(def.choice_label(def.field("extinguisher").unwrap(), "Pass", Lang::AR), "مطابق");
    assert!(matches!(def.field("extinguisher_photos").unwrap().kind, FieldKind::Photos { .. }));
}

#[test]
fn the_score_counts_what_was_checked_by_its_weight() {
    let def = round();
    let photo = UploadId::random().to_string();
    let score_of = |parts: &[(&str, &str)]| {
        let answers = validate(&def, &post(parts), PostContext::on(date!(2026 - 03 - 15))).unwrap();
        let failed = findings(&def, &answers).iter().filter(|found| found.is_failed).count();
        let score = score(&def, &answers).unwrap();
        let sections: Vec<_> = score.sections.iter().map(|(title, points)| (title.en.clone(), *points)).collect();
        (score.all, score.all.percent(), score.has_passed(), sections, failed)
    };
    let points = |earned, of| ScorePoints { earned, of };
    let rooms = [("rooms.0.door", "Pass"), ("rooms.1.door", "Fail"), ("rooms.1.door_comment", "Boxes")];
    let (all, percent, passed, sections, failed) =
        score_of(&[&[("extinguisher", "Pass"), ("exit_signs", "N/A")], &rooms[..]].concat());
    assert_eq!((all, percent, passed, failed), (points(4, 5), Some(80), Some(true), 1));
    assert_eq!(sections, [("Fire safety".to_owned(), points(3, 3)), ("Rooms".to_owned(), points(1, 2))]);
    // Below the mark; and a critical check fails the whole.
    let (_, percent, passed, ..) =
        score_of(&[&[("extinguisher", "Pass"), ("exit_signs", "Fail")], &rooms[..]].concat());
    assert_eq!((percent, passed), (Some(67), Some(false)));
    let failed = [("extinguisher", "Fail"), ("extinguisher_comment", "Empty"), ("extinguisher_photos", photo.as_str())];
    assert_eq!(score_of(&failed).2, Some(false));
}

#[test]
fn mistakes_in_checks_have_messages() {
    for (from, to, sentence) in [
        ("weight = 3", "weight = 0", "extinguisher: weight must be from 1 to 1000, not 0"),
        ("photo = true", "foto = true", "extinguisher: on_fail: key \"foto\" is unknown; did you mean \"photo\"?"),
        ("labels = { pass", "labels = { good", "key \"good\" is unknown"),
        ("name = \"exit_signs\"", "name = \"extinguisher_photos\"", "there are two fields with this name"),
        ("pass_mark = 80", "pass_mark = 101", "report: pass_mark must be from 1 to 100, not 101"),
        ("kind = \"integer\"", "kind = \"integer\"\ndecimals = 2", "rooms.beds: key \"decimals\" is unknown"),
    ] {
        assert!(ROUND.contains(from), "{from}");
        let found = errors_of(&ROUND.replacen(from, to, 1), "safety_round.toml");
        assert!(found.contains(sentence), "{sentence}\n{found}");
    }
}
