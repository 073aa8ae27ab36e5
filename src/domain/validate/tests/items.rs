//! Repeating groups: cascades, gaps in the indexes, empty cards, minimum and maximum.

use super::*;
use crate::domain::answers::answer;
use serde_json::json;

const FAN: [(&str, &str); 3] = [("asset", "HVAC"), ("system", "Fans"), ("description", "Jet fan")];

fn fan(index: usize) -> Vec<(String, String)> {
    FAN.map(|(field, value)| (format!("items.{index}.{field}"), value.to_owned())).into()
}

/// The errors for an item with these answers.
fn error_codes_of_item(fields: &[(&str, &str)]) -> Vec<String> {
    let parts: Vec<(String, &str)> = fields.iter().map(|(field, value)| (format!("items.0.{field}"), *value)).collect();
    error_codes(&parts.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>())
}

#[test]
fn a_cascade_follows_the_tree() {
    assert!(error_codes_of_item(&FAN).is_empty());
    for (path, wrong) in [
        (["HVAC", "Fans", "Lamps"], "items.0.description not_below"),
        (["Boats", "Fans", "Jet fan"], "items.0.asset not_a_choice"),
        (["HVAC", "Lamps", "Lamps"], "items.0.system not_below"),
        (["HVAC", "Fans", ""], "items.0.description missing"),
        (["", "Fans", "Jet fan"], "items.0.asset missing"),
    ] {
        let fields: Vec<(&str, &str)> = FAN.iter().zip(path).map(|((field, _), value)| (*field, value)).collect();
        assert_eq!(error_codes_of_item(&fields), [wrong], "{path:?}");
    }
}

#[test]
fn a_short_branch_of_the_tree_requires_no_further_level() {
    assert!(error_codes_of_item(&[("asset", "Other")]).is_empty());
    assert_eq!(error_codes_of_item(&[("asset", "Other"), ("system", "Fans")])[0], "items.0.system not_below");
}

#[test]
fn an_optional_step_may_not_be_jumped_over() {
    let mut def = form();
    for section in &mut def.sections {
        if let SectionBody::Items(items) = &mut section.body {
            items.fields.iter_mut().for_each(|field| field.required = false);
        }
    }
    let errors = validate(&def, &post(&[("items.0.description", "Jet fan")]), PostContext::on(TODAY)).unwrap_err();
    assert_eq!(errors[0].complaint, ValidationCode::NotBelow(Label::new("Asset", "سؤال asset").into()));
    assert!(validate(&def, &post(&[("items.0.asset", "HVAC")]), PostContext::on(TODAY)).is_ok());
}

#[test]
fn gaps_close_but_complaints_keep_the_name_of_the_post() {
    let mut raw = post(&[("items.40.quantity", "-1")]);
    for (name, value) in [fan(40), fan(7)].concat() {
        raw.text(name, value);
    }
    let errors = validate(&form(), &raw, PostContext::on(TODAY)).unwrap_err();
    assert_eq!(errors[0].name, "items.40.quantity");
    assert_eq!(errors[0].item, Some(item(2)));
    assert_eq!(errors[0].subject, Subject::Question(Label::new("Quantity", "سؤال quantity")));
    assert_eq!(errors[0].complaint, ValidationCode::BelowMinimum("0".parse().unwrap()));

    raw.parts.retain(|part| part.name != "items.40.quantity");
    let items = validate(&form(), &raw, PostContext::on(TODAY)).unwrap();
    assert_eq!(items.items_of("items").len(), 2);
}

#[test]
fn an_empty_item_is_skipped_but_counted_on_the_page() {
    let mut raw = post(&[("items.0.asset", ""), ("items.0.quantity", " "), ("items.0.state", "Good")]);
    assert_eq!(validate(&form(), &raw, PostContext::on(TODAY)).unwrap().to_json()["items"], json!([]));

    raw.text("items.1.asset", "HVAC");
    let errors = validate(&form(), &raw, PostContext::on(TODAY)).unwrap_err();
    assert_eq!(errors[0].item, Some(item(2)));
    assert_eq!(errors[0].subject, Subject::Question(Label::new("System", "سؤال system")));
    assert_eq!(errors[0].complaint, ValidationCode::NotChosen);

    // A changed default or a photo counts as an entry.
    assert_eq!(error_codes_of_item(&[("state", "Poor")]).len(), 3);
    assert_eq!(error_codes_of_item(&[("photos", &upload(1))]).len(), 3);
}

#[test]
fn the_number_of_items_has_limits() {
    let mut def = form();
    for section in &mut def.sections {
        if let SectionBody::Items(items) = &mut section.body {
            items.min = 1;
        }
    }
    let mut raw = post(&[("items.0.asset", "")]);
    let errors = validate(&def, &raw, PostContext::on(TODAY)).unwrap_err();
    assert_eq!((errors[0].name.as_str(), &errors[0].complaint), ("items", &ValidationCode::TooFewItems { limit: 1 }));

    for index in 1..=3 {
        fan(index).into_iter().for_each(|(name, value)| raw.text(name, value));
    }
    let answers = validate(&def, &raw, PostContext::on(TODAY)).unwrap();
    let systems = answers.items_of("items").iter().filter_map(|item| answer(item, "system"));
    assert_eq!(systems.count(), 3);

    fan(999_999).into_iter().for_each(|(name, value)| raw.text(name, value));
    let errors = validate(&def, &raw, PostContext::on(TODAY)).unwrap_err();
    assert_eq!(errors[0].complaint, ValidationCode::TooManyItems { limit: 3, found: 4 });
}
