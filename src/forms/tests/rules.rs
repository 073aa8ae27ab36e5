//! Forms with rules: what the loader refuses, and what a post of such a form becomes.

use super::{errors_of, lines, right};
use crate::{
    domain::{
        answers::Answers,
        form::FormDef,
        form_rules::{order::order, shown::NotApplicable},
        ids::UploadId,
        lang::Label,
        raw::RawForm,
        validate::{FieldError, PostContext, RuleUse, ValidationCode, validate},
    },
    forms::Forms,
};
use serde_json::{Value, json};
use time::macros::{date, datetime};

const VISIT: &str = include_str!("../../../tests/fixtures/forms/pump_visit.toml");

fn visit() -> FormDef {
    right(VISIT, "pump_visit.toml")
}

fn context(rules: RuleUse) -> PostContext {
    PostContext { latest_day: date!(2026 - 03 - 15), now: datetime!(2026 - 03 - 14 09:00), rules }
}

fn judged(parts: &[(&str, &str)], rules: RuleUse) -> Result<Answers, Vec<FieldError>> {
    let mut raw = RawForm::default();
    for (name, value) in [("site", "Marina"), ("day", "2026-03-14"), ("kind_of_visit", "Planned")] {
        if !parts.iter().any(|(other, _)| *other == name) {
            raw.text(name, value);
        }
    }
    for (name, value) in parts {
        match value.parse::<UploadId>() {
            Ok(id) => raw.upload(*name, id),
            Err(_) => raw.text(*name, *value),
        }
    }
    validate(&visit(), &raw, context(rules))
}

fn stored(parts: &[(&str, &str)]) -> Value {
    judged(parts, RuleUse::Enforced).unwrap_or_else(|errors| panic!("{errors:?}")).to_json()
}

/// The name and code of each error.
fn errors(parts: &[(&str, &str)]) -> Vec<(String, &'static str)> {
    let errors = judged(parts, RuleUse::Enforced).unwrap_err();
    errors.into_iter().map(|error| (error.name, error.complaint.code())).collect()
}

#[test]
fn what_does_not_apply_is_neither_required_nor_stored() {
    let all = json!({
        "site": "Marina", "day": "2026-03-14", "kind_of_visit": "Planned", "unit": "m3", "has_leak": false,
        "pumps": [], "pump_count": 0,
    });
    assert_eq!(stored(&[]), all);
    // Hidden answers are dropped with what is wrong about them, also photos.
    let photo = UploadId::random().to_string();
    let hidden = [("reason", "because"), ("leak_place", "Hall"), ("leak_photos", photo.as_str()), ("approval", "x\ny")];
    assert_eq!(stored(&hidden), all);
}

#[test]
fn what_applies_is_required_and_stored() {
    assert_eq!(errors(&[("kind_of_visit", "Other")]), [("reason".to_owned(), "missing")]);
    let found = stored(&[("kind_of_visit", "Other"), ("reason", "Noise")]);
    assert_eq!(found["reason"], "Noise");
    let missing = errors(&[("has_leak", "yes")]);
    assert_eq!(
        missing,
        [
            ("reading".to_owned(), "missing"),
            ("leak_place".to_owned(), "missing"),
            ("leak_photos".to_owned(), "missing")
        ]
    );
    let photo = UploadId::random().to_string();
    let found = stored(&[("has_leak", "yes"), ("reading", "7.5"), ("leak_place", "Hall"), ("leak_photos", &photo)]);
    assert_eq!((&found["leak_place"], &found["leak_photos"]), (&json!("Hall"), &json!([photo])));
}

#[test]
fn a_broken_constraint_has_the_words_of_the_form() {
    let broken = judged(&[("day", "2019-05-01"), ("next_day", "2019-04-01")], RuleUse::Enforced).unwrap_err();
    let own = Label::new("The pumps were built in 2020.", "بُنيت المضخات في عام 2020.");
    let complaints: Vec<_> = broken.into_iter().map(|error| (error.name, error.complaint)).collect();
    let constraint = |name: &str, message| (name.to_owned(), ValidationCode::Constraint(message));
    assert_eq!(complaints, [constraint("day", Some(own)), constraint("next_day", None)]);
    // Without an answer there is nothing to hold it against.
    assert!(judged(&[("next_day", "")], RuleUse::Enforced).is_ok());
}

#[test]
fn the_server_calculates_in_each_item_and_over_all() {
    let pumps = [
        ("pumps.0.hours", "10.5"),
        ("pumps.0.rate", "0.1"),
        ("pumps.2.hours", "3"),
        ("pumps.2.rate", "99.99"),
        ("pumps.3.hours", "7"),
    ];
    // What a client says about a calculation or a fixed answer does not count.
    let told = [("total", "1"), ("pumps.0.cost", "1000000"), ("unit", "gallons"), ("pump_count", "x")];
    let found = stored(&[&pumps[..], &told].concat());
    assert_eq!(
        found["pumps"],
        json!([{"hours": 10.5, "rate": 0.1, "cost": 1.05}, {"hours": 3, "rate": 99.99, "cost": 299.97}, {"hours": 7}])
    );
    assert_eq!((&found["total"], &found["pump_count"], &found["unit"]), (&json!(301.02), &json!(3), &json!("m3")));
    // What depends on a calculation applies as soon as it does.
    let much = [("pumps.0.hours", "100"), ("pumps.0.rate", "10.01")];
    assert_eq!(errors(&much), [("approval".to_owned(), "missing")]);
    assert_eq!(stored(&[&much[..], &[("approval", "Sara")]].concat())["approval"], "Sara");
    // A product that no answer can hold is an error of its question.
    let large = [("pumps.0.hours", "99999"), ("pumps.0.rate", "9999999999999.99"), ("approval", "Sara")];
    assert_eq!(errors(&large)[0], ("pumps.0.cost".to_owned(), "too_many_digits"));
}

#[test]
fn a_choice_that_its_filter_does_not_offer_is_refused() {
    let hall = |city, hall| judged(&[("pumps.0.city", city), ("pumps.0.hall", hall)], RuleUse::Enforced);
    assert!(hall("Dubai", "Marina hall").is_ok() && hall("Sharjah", "Mobile hall").is_ok());
    let refused = hall("Sharjah", "Marina hall").unwrap_err();
    assert_eq!((refused[0].name.as_str(), &refused[0].complaint), ("pumps.0.hall", &ValidationCode::NotAChoice));
}

#[test]
fn a_client_of_the_legacy_app_is_not_held_to_the_rules() {
    let sent = [("kind_of_visit", "Other"), ("leak_place", "Hall"), ("day", "2019-01-01"), ("total", "5")];
    let found = judged(&sent, RuleUse::AsSent).unwrap().to_json();
    assert_eq!(
        (&found["leak_place"], &found["day"], &found["total"]),
        (&json!("Hall"), &json!("2019-01-01"), &json!(5))
    );
}

#[test]
fn pages_and_reports_know_what_was_not_asked() {
    let def = visit();
    let answers = judged(&[("pumps.0.hours", "1")], RuleUse::Enforced).unwrap();
    let read = Answers::from_json(&def, &answers.to_json());
    let not_asked = NotApplicable::of(&def, &read);
    let names = ["reason", "leak_place", "approval", "next_day", "site"];
    assert_eq!(names.map(|name| not_asked.contains(None, name)), [true, true, true, false, false]);
    assert!(!not_asked.contains(Some(("pumps", 0)), "rate"));
}

#[test]
fn what_a_rule_reads_is_evaluated_before_it() {
    let def = visit();
    let names: Vec<&str> = order(&def).unwrap().iter().map(|node| node.name).collect();
    let place = |name: &str| names.iter().position(|known| *known == name).unwrap();
    assert!(place("hours") < place("cost") && place("cost") < place("total") && place("total") < place("approval"));
}

#[test]
fn every_mistake_in_a_rule_has_a_message_with_its_line() {
    let mut silent = Vec::new();
    for (from, to, sentence) in [
        (
            "${kind_of_visit} = 'Other'\"\nrequired",
            "${kind_of_vist} = 'Other'\"\nrequired",
            "pump_visit.toml:51: reason: relevant: character 1: the form has no question kind_of_vist; did you mean kind_of_visit?",
        ),
        (
            "relevant = \"${has_leak}\"",
            "relevant = \"${has_leak} = 'yes'\"",
            "section leak: relevant: character 13: a box is ticked or not",
        ),
        (
            "relevant = \"${has_leak}\"",
            "relevant = \"today() > date('2026-01-01') and ${has_leak}\"",
            "section leak: relevant: today() and now() are for default, constraint and required only",
        ),
        (
            "\"${hours} * ${rate}\"",
            "\"${hours} * ${city}\"",
            "pumps.cost: calculation: character 12: * takes a number, but this is a text; write number(…)",
        ),
        (
            "\"${hours} * ${rate}\"",
            "\"concat(${hours}, ${rate})\"",
            "pumps.cost: calculation: character 1: the result must be a number, but it is a text",
        ),
        (
            "\"${hours} * ${rate}\"",
            "\"${hours} * ${rate}\"\nrequired = true",
            "pumps.cost: a calculated question is never entered; leave required, default and read_only out",
        ),
        (
            "\"count(${pumps})\"",
            "\"count(${pump})\"",
            "pump_count: calculation: character 7: the form has no group of items pump; did you mean pumps?",
        ),
        (
            "\"sum(${cost})\"",
            "\"${cost}\"",
            "total: calculation: character 1: ${cost} is answered in each item; write sum(${cost})",
        ),
        (
            "calculation = \"${hours} * ${rate}\"",
            "calculation = \"${hours} * ${rate} + sum(${cost})\"",
            "these rules depend on each other in a circle: cost → cost; take one of them out",
        ),
        (
            "calculation = \"${hours} * ${rate}\"",
            "calculation = \"${hours} * ${total}\"",
            "depend on each other in a circle",
        ),
        (
            "default = { calculate = \"date(today() + 7)\" }",
            "default = { calculate = \"${day} + 7\" }",
            "next_day: default: a default cannot depend on ${day}",
        ),
        (
            "default = { calculate = \"date(today() + 7)\" }",
            "default = \"soon\"",
            "next_day: default must be a date such as \"2026-03-14\"",
        ),
        (
            "default = { calculate = \"date(today() + 7)\" }",
            "default = { calculate = \"now()\" }",
            "next_day: default: character 1: the result must be a date, but it is a date with a time; write date(…)",
        ),
        ("default = \"m3\"\n", "", "unit: a question that is read_only needs a default"),
        (
            "constraint = \". > ${day}\"",
            "constraint = \"${day} < .\"\nrelevant = \". > ${day}\"",
            "next_day: relevant: character 1: . stands for the answer in a constraint only",
        ),
        (
            "constraint = \". > ${day}\"",
            "constraint_message = { en = \"A\", ar = \"ا\" }",
            "next_day: constraint_message needs a constraint",
        ),
        (
            "city = ${city} or city = ''",
            "town = ${city}",
            "pumps.hall: choice_filter: character 1: the choices have no key town; known are city, name",
        ),
        (
            "city = ${city} or city = ''",
            "name != ${city}",
            "pumps.hall: the choice_filter does not use the key \"city\" of the choices",
        ),
        (
            "name = \"site\"\nkind = \"text\"",
            "name = \"site\"\nrelevant = \"${has_leak}\"\nkind = \"text\"",
            "site: the list of submissions needs this question, so it must always be asked",
        ),
        (
            "name = \"hours\"\nkind = \"number\"",
            "name = \"hours\"\nchoice_filter = \"1 = 1\"\nkind = \"number\"",
            "pumps.hours: choice_filter is for questions of the kinds choice and select_multiple",
        ),
        (
            "name = \"leak_photos\"\nkind = \"photos\"",
            "name = \"leak_photos\"\ndefault = \"x\"\nkind = \"photos\"",
            "leak_photos: default must be left out",
        ),
        (
            "name = \"leak_photos\"\nkind = \"photos\"\nrequired = true",
            "name = \"leak_photos\"\ncalculation = \"1\"\nkind = \"photos\"",
            "leak_photos: only a text, long_text, number or date can be calculated",
        ),
        (
            "name = \"hours\"",
            "name = \"hours\"\ndefault = { calculate = \"1\" }",
            "pumps.hours: default: the default of a question of items cannot be an expression",
        ),
        (
            "required = \"${kind_of_visit} = 'Other'\"",
            "required = 1",
            "reason: required must be true, false or an expression, not a number",
        ),
    ] {
        assert!(VISIT.contains(from), "the form has no {from:?}");
        let found = errors_of(&VISIT.replacen(from, to, 1), "pump_visit.toml");
        if !found.contains(sentence) {
            silent.push(format!("{to:?} should say\n  {sentence}\nbut says\n  {found}"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn all_mistakes_in_rules_are_reported_at_once() {
    let source = VISIT.replace("'Other'", "Other").replace("count(", "cont(").replace("* ${rate}", "*");
    let errors = Forms::parse(&source, "pump_visit.toml").unwrap_err();
    assert_eq!(errors.0.len(), 4, "{}", lines(&errors));
    assert!(errors.0.iter().all(|error| error.line > 1), "{}", lines(&errors));
}
