//! Forms whose numbers of items are given by rules: what the loader refuses, and what a post may have.

use super::right;
use crate::domain::{
    form::FormDef,
    lang::Label,
    raw::RawForm,
    validate::{FieldError, PostContext, RuleUse, ValidationCode, validate},
};
use time::macros::{date, datetime};

const ROUND: &str = include_str!("../../../tests/fixtures/forms/room_round.toml");

fn round() -> FormDef {
    right(ROUND, "room_round.toml")
}

/// The errors of a post with so many rooms, beds of the first room and entries of beds.
fn errors_of(count: &str, rooms: usize, beds: &str, entries: usize, rules: RuleUse) -> Vec<FieldError> {
    let mut raw = RawForm::default();
    for (name, value) in [("site", "Marina"), ("day", "2026-03-14"), ("has_rooms", "yes"), ("room_count", count)] {
        raw.text(name, value);
    }
    raw.text("rooms.0.beds", beds);
    (0..rooms).for_each(|room| raw.text(format!("rooms.{room}.room"), "Ward"));
    // An item in which nothing was entered does not count.
    raw.text("rooms.9.room", " ");
    (0..entries).for_each(|bed| raw.text(format!("bed_list.{bed}.bed"), "12"));
    let now = datetime!(2026 - 03 - 14 09:00);
    validate(&round(), &raw, PostContext { latest_day: date!(2026 - 03 - 15), now, rules }).err().unwrap_or_default()
}

fn rooms(count: &str, rooms: usize) -> Vec<ValidationCode> {
    let errors = errors_of(count, rooms, "", 0, RuleUse::Enforced);
    errors.into_iter().map(|error| error.complaint).collect()
}

#[test]
fn there_are_as_many_items_as_the_rule_asks_for() {
    for (count, found) in [("0", 0), ("1", 1), ("3", 3), ("2.9", 2), ("-2", 0), ("", 1), ("", 3), ("900", 4)] {
        assert_eq!(rooms(count, found), [], "{count:?} with {found}");
    }
    let wrong = |wanted, found| vec![ValidationCode::ItemCount { wanted, found }];
    assert_eq!(rooms("3", 2), wrong(3, 2));
    assert_eq!(rooms("2", 3), wrong(2, 3));
    assert_eq!(rooms("0", 1), wrong(0, 1));
    // The limits of the group: above all, and where the rule asks for nothing.
    assert_eq!(rooms("900", 3), wrong(4, 3));
    assert_eq!(rooms("900", 5), [ValidationCode::TooManyItems { limit: 4, found: 5 }]);
    assert_eq!(rooms("", 0), [ValidationCode::TooFewItems { limit: 1 }]);
}

#[test]
fn a_rule_may_read_the_items_of_another_group() {
    let beds = |beds, entries| errors_of("1", 1, beds, entries, RuleUse::Enforced);
    assert_eq!(beds("2", 2), []);
    let errors = beds("2", 1);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!((errors[0].name.as_str(), errors[0].complaint.code()), ("bed_list", "item_count"));
}

#[test]
fn a_client_of_the_legacy_app_is_not_held_to_it() {
    assert_eq!(errors_of("3", 1, "5", 0, RuleUse::AsSent), []);
}

#[test]
fn every_mistake_in_it_has_a_message_with_its_line() {
    for (rule, sentence) in [
        (
            "${rooms}",
            "section rooms: items: repeat_count: character 1: ${rooms} is a group of items; write count(${rooms})",
        ),
        ("${site}", "section rooms: items: repeat_count: character 1: the result must be a number, but it is a text"),
        (
            "${missing}",
            "room_round.toml:43: section rooms: items: repeat_count: character 1: the form has no question missing",
        ),
        (
            "3 + 1",
            "section rooms: items: repeat_count: repeat_count must name a question; write a fixed number of items",
        ),
        ("sum(${beds})", "depend on each other in a circle: rooms → beds → rooms; take one of them out"),
        ("count(${rooms}) + 1", "depend on each other in a circle: rooms → rooms; take one of them out"),
        ("if(today() > ${day}, ${room_count}, 1)", "today() and now() are for default, constraint and required only"),
    ] {
        let source = ROUND.replacen("repeat_count = \"${room_count}\"", &format!("repeat_count = \"{rule}\""), 1);
        let errors = super::errors_of(&source, "room_round.toml");
        assert!(errors.contains(sentence), "{rule} should say\n  {sentence}\nbut says\n  {errors}");
    }
}

#[test]
fn the_sentence_names_the_singular_of_the_group() {
    let errors = errors_of("3", 1, "", 0, RuleUse::Enforced);
    let expected =
        FieldError::of("rooms", Label::new("Room", "الغرفة"), ValidationCode::ItemCount { wanted: 3, found: 1 });
    assert_eq!(errors, [expected]);
}
