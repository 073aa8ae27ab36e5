//! Questions of the kinds `select_multiple`, `time`, `range`, `geopoint`, `barcode` and `note`.

use super::{errors_of, right};
use crate::domain::{
    answers::{Answer, Answers, iso},
    form::{FieldKind, FormDef, TextInput},
    lang::Lang,
    raw::RawForm,
    raw_answers::raw_answers,
    validate::{PostContext, validate},
};
use serde_json::{Value, json};
use time::macros::date;

const TOUR: &str = include_str!("../../../tests/fixtures/forms/plant_tour.toml");

fn tour() -> FormDef {
    right(TOUR, "plant_tour.toml")
}

/// A valid post with these parts added; a part takes the place of all usual ones of its name.
fn post(parts: &[(&str, &str)]) -> RawForm {
    let usual = [
        ("site", "Marina"),
        ("day", "2026-03-14"),
        ("trades", "HVAC"),
        ("arrived", "07:20"),
        ("drift", "0.25"),
        ("gps_lat", "25.204849"),
        ("gps_lon", "55.270783"),
    ];
    let mut raw = RawForm::default();
    for (name, value) in usual.iter().filter(|(name, _)| !parts.iter().any(|(other, _)| other == name)).chain(parts) {
        raw.text(*name, *value);
    }
    raw
}

fn stored(parts: &[(&str, &str)]) -> Value {
    let answers = validate(&tour(), &post(parts), PostContext::on(date!(2026 - 03 - 15)));
    answers.unwrap_or_else(|errors| panic!("{errors:?}")).to_json()
}

fn wrong(parts: &[(&str, &str)]) -> Vec<String> {
    let judged = validate(&tour(), &post(parts), PostContext::on(date!(2026 - 03 - 15)));
    let errors = judged.err().unwrap_or_default();
    errors.iter().map(|error| format!("{} {}", error.name, error.complaint.code())).collect()
}

#[test]
fn kinds_are_other_kinds_with_a_rule_more() {
    let def = tour();
    let item = |name: &str| def.items_named("units").unwrap().fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!(item("tag").kind, FieldKind::Text { max: 40, input: TextInput::Barcode });
    let grade = item("grade");
    assert_eq!(grade.rules.scale.as_ref().map(|scale| (scale.count(), scale.is_rating)), Some((4, true)));
    let drift = def.field("drift").unwrap();
    let numbers = drift.rules.scale.iter().flat_map(|scale| scale.numbers());
    assert_eq!(numbers.map(|number| number.to_string()).collect::<Vec<_>>(), ["-0.5", "-0.25", "0", "0.25", "0.5"]);
    assert!(matches!(drift.kind, FieldKind::Number { decimals: 2, .. }));
    let trades = def.field("trades").unwrap();
    let values = ["HVAC".to_owned(), "Gone".to_owned()];
    assert_eq!(def.choice_labels(trades, &values, Lang::EN), ["Cooling", "Gone"]);
    assert_eq!(def.choice_labels(trades, &values, Lang::AR), ["التكييف", "Gone"]);
}

#[test]
fn several_choices_are_kept_in_the_order_of_the_form() {
    let two = stored(&[("trades", "Lifts"), ("trades", "Civil"), ("trades", "Lifts"), ("trades", "")]);
    assert_eq!(two["trades"], json!(["Civil", "Lifts"]));
    assert_eq!(wrong(&[("trades", "")]), ["trades missing"]);
    assert_eq!(wrong(&[("trades", "Gardens")]), ["trades not_a_choice"]);
    let all = ["Civil", "Power, low voltage", "HVAC", "Lifts"].map(|value| ("trades", value));
    assert_eq!(wrong(&all), ["trades too_many_choices"]);
    // The filter holds for each of them.
    let areas = [("areas", "Roof"), ("areas", "Lift shaft")];
    assert_eq!(wrong(&areas), ["areas not_a_choice"]);
    assert_eq!(stored(&[&areas[..], &[("trades", "Lifts")]].concat())["areas"], json!(["Roof", "Lift shaft"]));
    // What does not apply is dropped.
    assert_eq!(stored(&[("many_trades", "Sara")])["many_trades"], Value::Null);
    let three = [("trades", "Civil"), ("trades", "HVAC"), ("trades", "Lifts"), ("many_trades", "Sara")];
    assert_eq!(stored(&three)["many_trades"], "Sara");
}

#[test]
fn times_are_compared_and_subtracted() {
    let known = stored(&[("arrived", " 7:20 "), ("left", "16:05:00")]);
    assert_eq!((&known["arrived"], &known["left"], &known["hours"]), (&json!("07:20"), &json!("16:05"), &json!(8.75)));
    for (part, code) in [
        (("arrived", "5:59"), "arrived too_early"),
        (("arrived", "20:01"), "arrived too_late"),
        (("arrived", "7.20"), "arrived not_a_time"),
        (("arrived", "25:00"), "arrived not_a_time"),
        (("arrived", ""), "arrived missing"),
        (("left", "07:20"), "left constraint"),
    ] {
        assert_eq!(wrong(&[part]), [code], "{part:?}");
    }
}

#[test]
fn a_number_of_a_scale_is_exact() {
    assert_eq!(stored(&[("drift", "-0.5")])["drift"], json!(-0.5));
    assert_eq!(stored(&[("drift", "0.50"), ("order", ""), ("load", "95")])["load"], json!(95));
    for (part, code) in [
        (("drift", "0.3"), "drift not_on_scale"),
        (("drift", "0.75"), "drift above_maximum"),
        (("drift", ""), "drift missing"),
        (("order", "0"), "order below_minimum"),
        (("load", "7"), "load not_on_scale"),
        (("load", "5.000001"), "load not_on_scale"),
    ] {
        assert_eq!(wrong(&[part]), [code], "{part:?}");
    }
}

#[test]
fn a_position_has_two_numbers_within_the_bounds_of_the_earth() {
    let known = stored(&[("gps_lat", "-33.8688"), ("gps_lon", "151"), ("gps_accuracy", "4.5")]);
    assert_eq!(known["gps"], json!({ "lat": -33.8688, "lon": 151, "accuracy": 4.5 }));
    assert_eq!(stored(&[])["gps"], json!({ "lat": 25.204849, "lon": 55.270783 }));
    for (parts, codes) in [
        (&[("gps_lat", ""), ("gps_lon", "")][..], &["gps missing"][..]),
        (&[("gps_lat", "")], &["gps_lat missing"]),
        (&[("gps_lat", "90.1"), ("gps_lon", "-180.5")], &["gps_lat above_maximum", "gps_lon below_minimum"]),
        (&[("gps_lat", "25.1234567")], &["gps_lat too_many_decimals"]),
        (&[("gps_lat", "north")], &["gps_lat not_a_number"]),
        (&[("gps_accuracy", "-1")], &["gps_accuracy below_minimum"]),
        (&[("gps", "25 55")], &["gps not_a_position"]),
        (&[("units.0.place_lon", "55")], &["units.0.place_lat missing"]),
    ] {
        assert_eq!(wrong(parts), codes, "{parts:?}");
    }
}

#[test]
fn a_note_has_no_answer() {
    assert_eq!(wrong(&[("lift_note", "x")]), ["lift_note unknown_field"]);
    let known = stored(&[("trades", "Lifts"), ("units.0.tag", "A-1")]);
    assert_eq!((&known["lift_note"], &known["units"]), (&Value::Null, &json!([{ "tag": "A-1" }])));
}

#[test]
fn answers_come_back_as_they_were_sent() {
    let def = tour();
    let sent = post(&[
        ("trades", "Civil"),
        ("trades", "Lifts"),
        ("left", "16:05"),
        ("gps_accuracy", "4.5"),
        ("units.0.faults", "Leak"),
        ("units.0.faults", "Rust"),
        ("units.0.place_lat", "1"),
        ("units.0.place_lon", "-2.5"),
        ("units.1.checked_at", "08:00"),
    ]);
    let context = PostContext::on(date!(2026 - 03 - 15));
    let answers = validate(&def, &sent, context).unwrap();
    assert_eq!(Answers::from_json(&def, &answers.to_json()), answers);
    assert_eq!(validate(&def, &raw_answers(&def, &answers), context).unwrap(), answers);
    assert!(matches!(answers.get("day"), Some(Answer::Date(day)) if iso(*day) == "2026-03-14"));
    // What no longer fits is read as a text, so that it is shown.
    let odd = json!({ "trades": "Civil", "arrived": "noon", "gps": { "lat": 1 } });
    let odd = Answers::from_json(&def, &odd);
    assert!(odd.fields.iter().all(|(_, answer)| matches!(answer, Answer::Text(_))), "{odd:?}");
}

#[test]
fn untouched_items_are_left_out() {
    let nothing = [("units.0.tag", ""), ("units.0.checked_at", ""), ("units.0.place_lat", ""), ("units.0.grade", "")];
    assert_eq!(stored(&nothing)["units"], json!([]));
    for touched in [("units.0.faults", "Rust"), ("units.0.grade", "4"), ("units.0.checked_at", "08:00")] {
        assert_eq!(stored(&[&nothing[..1], &[touched]].concat())["units"].as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn mistakes_in_kinds_have_messages() {
    for (from, to, sentence) in [
        ("max = 3\n", "max = 5\n", "trades: max must be from 1 to 4, not 5"),
        ("min = 1\nmax = 3\n", "min = 3\nmax = 2\n", "trades: min 3 is above max 2"),
        ("default = [\"Roof\"]", "default = \"Roof\"", "areas: default must be a list of texts in quotes, not a text"),
        ("default = [\"Roof\"]", "default = [\"Attic\"]", "areas: default \"Attic\" is not among the choices"),
        ("min = \"06:00\"", "min = \"6 am\"", "arrived: min must be a time such as \"07:30\", not \"6 am\""),
        ("min = \"06:00\"", "min = \"21:00\"", "arrived: min 21:00 is after max 20:00"),
        ("max = \"20:00\"", "max = \"20:00\"\ndefault = 8", "arrived: default must be a time such as \"14:30\""),
        ("step = 0.25", "step = 0.3", "drift: from start -0.5, steps of 0.3 do not lead to end 0.5"),
        ("step = 0.25", "step = 0", "drift: step 0 must be above 0"),
        ("start = -0.5", "start = 0.5", "drift: start 0.5 must be below end 0.5"),
        ("start = -0.5", "min = -0.5", "drift: key \"min\" is unknown"),
        ("end = 5\n", "end = 50\n", "order: a rating has at most 10 stars, not 50; leave appearance out"),
        ("\"rating\"", "\"stars\"", "order: appearance \"stars\" is unknown; known are rating"),
        ("name = \"hours\"", "name = \"gps_lat\"", "gps: another field has the name gps_lat"),
        ("kind = \"geopoint\"\n", "kind = \"geopoint\"\ndefault = \"x\"\n", "this kind of question has no default"),
        (
            "kind = \"note\"\n",
            "kind = \"note\"\nrequired = true\n",
            "lift_note: a note has no answer; leave required out",
        ),
        ("> ${arrived}", "> '19'", "'19' is not a time; write it as '14:30'"),
        ("${gps} != ''", "${lift_note} = ''", "gate_photo_note: relevant: ${lift_note} is a note, which has no answer"),
        ("${gps} != ''", "${gps} = 'x'", "a file or position cannot be compared with a text"),
        ("selected(${trades}, 'Lifts')", "${trades} = 'Lifts'", "write selected(${…}, 'value')"),
        ("kind = \"barcode\"", "kind = \"qrcode\"", "kind \"qrcode\" is unknown; did you mean \"barcode\"?"),
    ] {
        assert!(TOUR.contains(from), "{from}");
        let found = errors_of(&TOUR.replacen(from, to, 1), "plant_tour.toml");
        assert!(found.contains(sentence), "{sentence}\n{found}");
    }
}
