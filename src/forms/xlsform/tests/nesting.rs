//! Groups within groups and repeats become sections and questions with the conditions of all that is around them.

use super::{super::write::write, Converted, lines, mistakes, read, right, survey};
use crate::domain::form::{FormDef, Items, Section, SectionBody};

#[track_caller]
fn converted(rows: &[&str]) -> Converted {
    right(survey(rows))
}

/// Of each section its id, English title, condition and the names of its questions.
fn sections(def: &FormDef) -> Vec<(&str, &str, &str, Vec<&str>)> {
    let mut found = Vec::new();
    for Section { id, title, relevant, body, .. } in &def.sections {
        let (SectionBody::Fields(fields) | SectionBody::Items(Items { fields, .. })) = body;
        let names = fields.iter().map(|field| field.name.as_str()).collect();
        found.push((id.as_str(), title.en.as_str(), relevant.as_ref().map_or("", |rule| &rule.source), names));
    }
    found
}

/// Those about the survey: no question uses the list of the tests.
fn notices(converted: &Converted) -> Vec<String> {
    let of_survey: Vec<_> = converted.notices.iter().filter(|notice| notice.sheet == "survey").cloned().collect();
    lines(&of_survey)
}

#[test]
fn a_group_within_a_group_is_a_section_with_the_conditions_of_both() {
    let converted = converted(&[
        "begin_group|plant|Plant|المحطة||${site} != 'a' or ${site} = 'b'",
        "integer|first|First|الأول",
        "begin_group|pumps|Pumps|المضخات||${first} > 1",
        "integer|second|Second|الثاني",
        "begin_group|motor|Motor|المحرك||${second} > 2",
        "integer|third|Third|الثالث",
        "end_group",
        "end_group",
        "integer|fourth|Fourth|الرابع",
        "end_group",
    ]);
    let outer = "${site} != 'a' or ${site} = 'b'";
    assert_eq!(
        sections(&converted.def)[1..],
        [
            ("plant", "Plant", outer, vec!["first"]),
            ("pumps", "Plant – Pumps", "(${site} != 'a' or ${site} = 'b') and (${first} > 1)", vec!["second"]),
            (
                "motor",
                "Plant – Pumps – Motor",
                "(${site} != 'a' or ${site} = 'b') and (${first} > 1) and (${second} > 2)",
                vec!["third"]
            ),
            // What stands behind the inner groups goes on with the outer one.
            ("plant_2", "Plant", outer, vec!["fourth"]),
        ]
    );
    assert_eq!(converted.def.sections[2].title.ar, "المحطة – المضخات");
    assert_eq!(
        notices(&converted),
        [
            "survey, row 6, column A (type): the group within the group of row 4 is a section of its own here, with the \
             conditions of both",
            "survey, row 8, column A (type): the group within the group of row 6 is a section of its own here, with the \
             conditions of both",
        ]
    );
    // What was made of it is an ordinary form, which comes back as it is.
    let again = read(&write(&converted.toml).unwrap(), "p.xlsx").unwrap();
    assert_eq!((again.def, again.notices), (converted.def, Vec::new()));
}

/// Groups that only hold others together have no section, and need no label.
#[test]
fn a_group_without_questions_of_its_own_gives_its_title_and_condition() {
    let converted = converted(&[
        "begin_group|plant|Plant|المحطة||${site} = 'a'",
        "begin_group|only_condition||||${site} != 'b'",
        "begin_group|pumps|Pumps|المضخات",
        "integer|first|First|الأول",
        "end_group",
        "end_group",
        "end_group",
        "begin_group|bare",
        "begin_group|tanks|Tanks|الخزانات",
        "integer|second|Second|الثاني",
        "end_group",
        "end_group",
    ]);
    assert_eq!(
        sections(&converted.def)[1..],
        [
            ("pumps", "Plant – Pumps", "(${site} = 'a') and (${site} != 'b')", vec!["first"]),
            ("tanks", "Tanks", "", vec!["second"]),
        ]
    );
}

#[test]
fn a_repeat_within_a_group_has_the_condition_of_the_group() {
    let converted = converted(&[
        "begin_group|plant|Plant|المحطة||${site} = 'a'",
        "begin_repeat|pumps|Pump|المضخة",
        "integer|hours|Hours|الساعات",
        "end_repeat",
        "end_group",
    ]);
    assert_eq!(sections(&converted.def)[1..], [("pumps", "Plant – Pump", "${site} = 'a'", vec!["hours"])]);
    let items = converted.def.items().next().unwrap();
    assert_eq!((items.name.as_str(), items.singular.en.as_str()), ("pumps", "Pump"));
}

#[test]
fn questions_of_a_group_within_a_repeat_have_the_condition_of_the_group() {
    let converted = converted(&[
        "begin_repeat|pumps|Pump|المضخة||${site} = 'a'",
        "integer|hours|Hours|الساعات",
        "begin_group|motor|Motor|المحرك||${hours} > 1",
        "integer|load|Load|الحمل",
        "begin_group|heat|Heat|الحرارة||${load} > 2",
        "integer|degrees|Degrees|الدرجات||${load} < 9",
        "end_group",
        "end_group",
        "text|remark|Remark|ملاحظة",
        "end_repeat",
    ]);
    let items = converted.def.items().next().unwrap();
    let rules: Vec<(&str, &str)> = (items.fields.iter())
        .map(|field| (field.name.as_str(), field.rules.relevant.as_ref().map_or("", |rule| &rule.source)))
        .collect();
    assert_eq!(
        rules,
        [
            ("hours", ""),
            ("load", "${hours} > 1"),
            ("degrees", "(${hours} > 1) and (${load} > 2) and (${load} < 9)"),
            ("remark", ""),
        ]
    );
    assert_eq!(sections(&converted.def).len(), 2);
    assert_eq!(
        notices(&converted),
        [
            "survey, row 6, column A (type): the group is not shown: its questions stand in the repeat of row 4, each with the \
          condition of the group"
        ]
    );
}

#[test]
fn what_cannot_be_nested_is_told_at_its_cell() {
    let in_repeat = [
        "begin_repeat|pumps|Pump|المضخة",
        "begin_group|motor|Motor|المحرك",
        "begin_repeat|parts|Part|القطعة",
        "integer|load|Load|الحمل",
        "end_repeat",
        "end_group",
        "end_repeat",
    ];
    assert_eq!(
        mistakes(survey(&in_repeat)),
        [
            "survey, row 6, column A (type): a repeat within the repeat of row 4 is not supported; end that one first, and ask in \
          the second one what it belongs to"
        ]
    );
    let empty = ["begin_group|a|A|أ", "begin_group|b|B|ب", "end_group", "end_group"];
    assert_eq!(
        mistakes(survey(&empty)),
        ["survey, row 5, column B (name): there is no question in it; delete it, or add one"]
    );
    let open = ["begin_group|a|A|أ", "begin_group|b|B|ب", "integer|n|N|ن", "end_group"];
    assert_eq!(
        mistakes(survey(&open)),
        ["survey, row 4, column A (type): the group is not ended; write end_group below its last question"]
    );
}

/// An error in a condition that was joined is told at the cell that it stands in, with the character in that cell.
#[test]
fn a_wrong_condition_of_a_group_is_told_at_its_own_cell() {
    let told = |outer: &str, inner: &str, own: &str| {
        let plant = format!("begin_group|plant|Plant|المحطة||{outer}");
        let pumps = format!("begin_group|pumps|Pumps|المضخات||{inner}");
        let list = format!("begin_repeat|list|Pump|المضخة||{own}");
        let rows = [&plant, &pumps, &list, "integer|load|Load|الحمل", "end_repeat", "end_group", "end_group"];
        mistakes(survey(&rows))
    };
    let (good, wrong) = ("${site} = 'a'", "'a' = ${sit}");
    for (row, conditions) in [(4, [wrong, good, good]), (5, [good, wrong, good]), (6, [good, good, wrong])] {
        let [outer, inner, own] = conditions;
        let expected = format!(
            "survey, row {row}, column F (relevant): character 7: the form has no question sit; did you mean site?"
        );
        assert_eq!(told(outer, inner, own), [expected]);
    }
    // A condition that cannot be read by itself, too, whatever the joined ones would mean.
    for broken in ["${site} = ", "${site} = 'a') or (${site} = 'b'"] {
        let found = told(good, broken, good);
        assert!(found.len() == 1 && found[0].starts_with("survey, row 5, column F (relevant): "), "{found:?}");
    }
}
