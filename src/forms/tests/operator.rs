use super::{VISIT, lines};
use crate::{
    domain::{
        answers::Answers,
        raw::RawForm,
        validate::{PostContext, validate},
    },
    forms::Forms,
};
use serde_json::json;
use time::macros::date;

fn file(name: &str, source: &str) -> (String, String) {
    (name.to_owned(), source.to_owned())
}

fn errors(extra: &[(String, String)]) -> String {
    Forms::load(extra).map_or_else(|errors| lines(&errors), |_| String::new())
}

#[test]
fn a_fourth_module_needs_only_its_file() {
    let forms = Forms::load(&[file("garden.toml", VISIT)]).unwrap();
    let def = forms.get(&"garden".parse().unwrap()).unwrap();
    assert_eq!(forms.all().last(), Some(def));

    let mut raw = RawForm::default();
    raw.text("park", "Zabeel");
    raw.text("day", "2026-03-14");
    raw.text("plants.0.family", "Palms");
    raw.text("plants.0.species", "Date palm");
    raw.text("plants.0.height", "٧٫٥");
    // A short branch of the tree requires no further level.
    raw.text("plants.4.family", "Lichen");
    let answers = validate(def, &raw, PostContext::on(date!(2026 - 03 - 15))).unwrap();
    let stored = answers.to_json();
    assert_eq!(
        stored,
        json!({"park": "Zabeel", "day": "2026-03-14", "plants": [
            {"family": "Palms", "species": "Date palm", "height": 7.5},
            {"family": "Lichen"},
        ]})
    );
    assert_eq!(Answers::from_json(def, &stored), answers);
}

#[test]
fn a_built_in_module_is_replaced_by_a_higher_version_only() {
    let civil = VISIT.replace("\"garden\"", "\"civil\"");
    let forms = Forms::load(&[file("civil.toml", &civil)]).unwrap();
    let def = forms.get(&"civil".parse().unwrap()).unwrap();
    assert_eq!((def.version, forms.all().len()), (3, 3));

    let same = civil.replace("version = 3", "version = 2");
    let reasons = errors(&[file("mine.toml", &same)]);
    assert_eq!(reasons, "mine.toml: a form that replaces the built-in civil needs a version above 2");
}

#[test]
fn two_files_for_one_module_are_refused() {
    let reasons = errors(&[file("a.toml", VISIT), file("b.toml", VISIT)]);
    assert_eq!(reasons, "b.toml: module garden is already defined by a.toml");
}

#[test]
fn complaints_of_all_files_come_together() {
    let reasons = errors(&[file("a.toml", "x = 1"), file("b.toml", "= 2")]);
    assert!(
        reasons.contains("a.toml:1: module is missing") && reasons.contains("b.toml:1: not valid TOML"),
        "{reasons}"
    );
}

#[test]
fn the_example_of_the_handbook_is_right() {
    let handbook = include_str!("../../../docs/forms.md");
    let example = handbook.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert!(Forms::load(&[file("garden.toml", example)]).is_ok());
}
