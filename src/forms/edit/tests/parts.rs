use super::{super::editor::KINDS, *};
use crate::{
    domain::{
        form::{FieldKind, SectionBody},
        lang::Label,
    },
    forms::tests::generated::form_text,
};
use proptest::prelude::*;

/// Writes every part back as it was read.
fn write_all_back(text: &str) -> String {
    let mut editor = open(text);
    let heading = editor.heading();
    editor.change_heading(&heading);
    for section in editor.outline() {
        let entered = editor.section(&section.id).unwrap();
        editor.change_section(&section.id, &entered).unwrap();
        for question in section.questions {
            let at = place(&section.id, &question.name);
            let entered = editor.question(&at).unwrap();
            assert_eq!(editor.change_question(&at, &entered), Ok(at));
        }
    }
    editor.text()
}

#[test]
fn what_is_written_back_leaves_every_built_in_form_as_it_was() {
    let forms = Forms::load(&[]).unwrap();
    for source in forms.sources() {
        assert_eq!(write_all_back(&source.text), source.text);
    }
    assert_eq!(write_all_back(VISIT), VISIT);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_written_back_leaves_every_form_as_it_was(text in form_text()) {
        prop_assert_eq!(write_all_back(&text), text);
    }
}

#[test]
fn an_empty_form_is_a_form() {
    let text = FormEditor::empty_form(&"pool".parse().unwrap(), &Label::new("Pool \"A\"", "المسبح"));
    let def = Forms::parse(&text, "pool").unwrap();
    assert_eq!((def.module.as_str(), &def.title), ("pool", &Label::new("Pool \"A\"", "المسبح")));
    assert_eq!(def.fields().count(), 3);
}

#[test]
fn questions_of_every_kind_can_be_added_and_read_again() {
    let common = [("section", "visit"), ("label_en", "Another question"), ("label_ar", "سؤال آخر")];
    let choices = "Good | جيد\nbad | Not good | سيئ";
    let of_kinds: [(&str, &[(&str, &str)]); 19] = [
        ("text", &[("max", "20"), ("input", "tel"), ("default", "5"), ("read_only", "true")]),
        ("long_text", &[("required", "true"), ("hint_en", "Say all."), ("hint_ar", "قل كل شيء.")]),
        (
            "number",
            &[("min", "0.5"), ("max", "٩"), ("decimals", "2"), ("unit_en", "m"), ("unit_ar", "م"), ("default", "1")],
        ),
        (
            "integer",
            &[
                ("min", "-3"),
                ("constraint", ". != 0"),
                ("constraint_message_en", "Not 0."),
                ("constraint_message_ar", "ليس صفرًا."),
            ],
        ),
        ("range", &[("start", "0"), ("end", "5"), ("step", "1"), ("appearance", "rating")]),
        ("date", &[("future", "true"), ("default_rule", "today() + 1")]),
        ("time", &[("min", "07:30"), ("max", "18:00"), ("default", "08:00")]),
        ("choice", &[("choices", choices), ("default", "bad"), ("choice_filter", "name != ${park}")]),
        ("select_multiple", &[("choices", choices), ("min", "1"), ("max", "2"), ("chosen", "Good\nbad")]),
        ("checkbox", &[("ticked", "true")]),
        ("acknowledge", &[]),
        (
            "check",
            &[
                ("weight", "3"),
                ("critical", "true"),
                ("pass_en", "There"),
                ("pass_ar", "موجود"),
                ("photo", "true"),
                ("comment", "true"),
                ("comment_en", "What is missing"),
                ("comment_ar", "ما الناقص"),
            ],
        ),
        ("photos", &[("max", "4"), ("required_rule", "${park} = 'A'")]),
        ("signature", &[("relevant", "${park} != ''")]),
        ("file", &[]),
        ("geopoint", &[]),
        ("barcode", &[("max", "30")]),
        ("note", &[("relevant", "${state} = 'Poor'")]),
        ("cascade", &[("section", "plants"), ("tree", "flora"), ("level", "2")]),
    ];
    assert_eq!(of_kinds.iter().filter(|(kind, _)| KINDS.contains(kind)).count(), KINDS.len());
    for (kind, values) in of_kinds {
        let mut editor = open(VISIT);
        let mut question = entered(&common);
        question.set("kind", kind);
        values.iter().for_each(|(name, value)| question.set(name, value));
        let at = editor.add_question(None, &question).unwrap();
        if kind == "cascade" {
            assert!(mistakes(&mut editor).contains("tree flora has no level 2"));
            continue;
        }
        assert_eq!(at, place("visit", "another_question"));
        let def = parsed(&mut editor);
        assert!(def.field("another_question").is_some(), "{kind}");
        let again = open(&editor.text()).question(&at).unwrap();
        for (name, value) in common.iter().chain(values) {
            let expected = if *value == "٩" { "9" } else { value };
            assert_eq!(again.get(name), expected, "{kind}: {name}");
        }
    }
}

#[test]
fn choices_are_lines_that_can_have_any_text() {
    let lines = "a\\|b | A \\= \\\\ | أ | zone=x\\=y\nGood | جيد | zone=";
    let mut editor = open(VISIT);
    let at = place("visit", "state");
    let mut question = editor.question(&at).unwrap();
    assert_eq!(question.get("choices"), "Good | جيدة\nPoor | Needs care | سيئة");
    question.set("choices", lines);
    question.set("choice_filter", "zone = ${park}");
    editor.change_question(&at, &question).unwrap();
    let def = parsed(&mut editor);
    let Some(FieldKind::Choice { choices, .. }) = def.field("state").map(|field| &field.kind) else { panic!() };
    assert_eq!((choices[0].value.as_str(), choices[0].label.en.as_str()), ("a|b", "A = \\"));
    let columns = &def.field("state").unwrap().rules.choice_filter.as_ref().unwrap().columns;
    assert_eq!(columns[0][1], ("zone".to_owned(), "x=y".to_owned()));
    assert_eq!(open(&editor.text()).question(&at).unwrap().get("choices"), lines);
}

#[test]
fn a_choice_without_arabic_is_a_mistake() {
    let mut editor = open(VISIT);
    let at = place("visit", "state");
    let mut question = editor.question(&at).unwrap();
    question.set("choices", "Good");
    editor.change_question(&at, &question).unwrap();
    assert!(mistakes(&mut editor).contains("state: ar is empty"));
}

#[test]
fn another_kind_keeps_what_it_has_in_common_and_nothing_else() {
    let mut editor = open(VISIT);
    let at = place("plants", "height");
    let mut question = editor.question(&at).unwrap();
    question.set("required", "true");
    question.set("kind", "long_text");
    for name in ["min", "max", "decimals", "unit_en", "unit_ar"] {
        question.set(name, "");
    }
    editor.change_question(&at, &question).unwrap();
    let def = parsed(&mut editor);
    let field = def.items().flat_map(|items| &items.fields).find(|field| field.name == "height").unwrap();
    assert!(field.required && matches!(field.kind, FieldKind::LongText { max: 5000 }), "{field:?}");
}

#[test]
fn a_new_name_is_used_wherever_the_question_is_meant() {
    let rules = "name = \"state\"\nrelevant = \"${park} != '' and ${parks} = ''\"";
    let text = VISIT.replace("name = \"state\"", rules);
    let mut editor = open(&text);
    let at = place("visit", "park");
    let mut question = editor.question(&at).unwrap();
    question.set("name", "site");
    assert_eq!(editor.change_question(&at, &question), Ok(place("visit", "site")));
    let now = editor.text();
    assert!(now.contains("site_field = \"site\"") && now.contains("${site} != '' and ${parks} = ''"), "{now}");
}

/// The number of items keeps naming its question, and stays as it is where something else is changed.
#[test]
fn a_repeat_count_is_read_written_and_renamed() {
    let round = include_str!("../../../../tests/fixtures/forms/room_round.toml");
    let mut editor = open(round);
    let mut read = editor.section("rooms").unwrap();
    assert_eq!((read.get("repeat_count"), read.get("max")), ("${room_count}", "4"));
    read.set("max", "6");
    editor.change_section("rooms", &read).unwrap();
    let count = |editor: &mut FormEditor, group: &str| {
        let def = parsed(editor);
        let items = def.items_named(group).unwrap();
        (items.max, items.repeat_count.as_ref().map(|rule| rule.source.clone()))
    };
    assert_eq!(count(&mut editor, "rooms"), (6, Some("${room_count}".to_owned())));
    for (section, name, group, expected) in
        [("visit", "room_count", "rooms", "${how_many}"), ("rooms", "beds", "bed_list", "sum(${how_many})")]
    {
        let mut editor = open(round);
        let at = place(section, name);
        let mut question = editor.question(&at).unwrap();
        question.set("name", "how_many");
        editor.change_question(&at, &question).unwrap();
        assert_eq!(count(&mut editor, group).1.as_deref(), Some(expected));
    }
    read.set("repeat_count", "");
    editor.change_section("rooms", &read).unwrap();
    assert_eq!(count(&mut editor, "rooms"), (6, None));
}

#[test]
fn sections_are_added_with_a_question_and_can_repeat() {
    let mut editor = open(VISIT);
    let section = entered(&[("title_en", "Fire doors"), ("title_ar", "أبواب الحريق"), ("repeats", "true")]);
    let question = entered(&[("label_en", "Park"), ("label_ar", "المنتزه"), ("kind", "check")]);
    let id = editor.add_section(Some("visit"), &section, &question).unwrap();
    assert_eq!(id, "fire_doors");
    let def = parsed(&mut editor);
    let ids: Vec<&str> = def.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids, ["visit", "fire_doors", "plants"]);
    let SectionBody::Items(items) = &def.sections[1].body else { panic!() };
    assert_eq!((items.name.as_str(), items.min, items.max), ("items", 0, 200));
    assert_eq!((items.singular.en.as_str(), items.fields[0].name.as_str()), ("Fire doors", "park"));
    // A second group has a name of its own, and a section that is asked once has names that no other has.
    let id = editor.add_section(None, &section, &question).unwrap();
    assert_eq!(id, "fire_doors_2");
    let once = entered(&[("title_en", "3rd"), ("title_ar", "الثالث")]);
    assert_eq!(editor.add_section(None, &once, &question).unwrap(), "section_3rd");
    let def = parsed(&mut editor);
    assert_eq!(def.items().map(|items| items.name.as_str()).collect::<Vec<_>>(), ["items", "plants", "fire_doors_2"]);
    assert!(def.field("park_2").is_some());
    let mut read = editor.section("fire_doors").unwrap();
    assert!(read.is_ticked("repeats"));
    read.set("repeats", "");
    editor.change_section("fire_doors", &read).unwrap();
    assert!(mistakes(&mut editor).contains("there are two fields with this name"));
}
