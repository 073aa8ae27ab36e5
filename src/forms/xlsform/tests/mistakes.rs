//! Every mistake is told with its cell and what to write instead, all of them at once.

use super::{CHOICES, DAY, HEADINGS, SETTINGS, SITE, lines, mistakes, read, right, survey, workbook};

#[track_caller]
fn assert_mistakes(rows: &[&str], expected: &[&str]) {
    assert_eq!(mistakes(survey(rows)), expected);
}

#[test]
fn all_mistakes_of_a_form_are_told_at_once() {
    assert_mistakes(
        &[
            "geotrace|way|Way|الطريق",
            "txt|a|A|أ",
            "select_one colours|c|C|ج",
            "text||D|د",
            "text|site|E|ه",
            "integer|f|F|و|||${g} > 5",
            "integer|h|H|ح||${unknown} = 1",
            "text|i|I||",
            "decimal|k|K|ك||||pow(${f}, 2)",
            "text|bad name|L|ل",
        ],
        &[
            "survey, row 4, column A (type): the type geotrace is not supported; write geopoint for one position",
            "survey, row 5, column A (type): type \"txt\" is unknown; did you mean \"text\"?",
            "survey, row 6, column A (type): list \"colours\" is unknown; known are yes_no",
            "survey, row 7, column B (name): the question has no name",
            "survey, row 8, column B (name): the name site is used in row 2 already; write another one",
            "survey, row 9, column G (constraint): character 1: the form has no question g; did you mean a?",
            "survey, row 10, column F (relevant): character 1: the form has no question unknown; known are site, day, way, a, c, \
             unnamed_7, unnamed_8, f, h, i, k, unnamed_13",
            "survey, row 11, column D (label::Arabic (ar)): the text in Arabic (ar) is missing",
            "survey, row 12, column H (calculation): character 1: the function pow() is not supported; multiply the number with itself",
            "survey, row 13, column B (name): the name \"bad name\" must be at most 60 letters, digits and underscores, a letter first",
        ],
    );
}

#[test]
fn groups_have_to_fit() {
    assert_mistakes(
        &["begin_group|g|G|ج", "integer|a|A|أ", "begin repeat|r|R|ر", "integer|b|B|ب", "end group", "integer|c|C|ج"],
        &[
            "survey, row 4, column A (type): the group is not ended; write end_group below its last question",
            "survey, row 8, column A (type): this ends a group, but a repeat is open; write end_repeat",
        ],
    );
    assert_mistakes(
        &["begin_group|g|G|ج", "integer|a|A|أ"],
        &["survey, row 4, column A (type): the group is not ended; write end_group below its last question"],
    );
    assert_mistakes(
        &["end_group", "begin_group|g|G|ج", "end_group"],
        &[
            "survey, row 4, column A (type): there is no begin_group before this end_group",
            "survey, row 5, column B (name): there is no question in it; delete it, or add one",
        ],
    );
}

/// A repeat_count is a whole number or an expression, which is checked at its cell.
#[test]
fn a_repeat_count_is_told_at_its_cell() {
    let headings = format!("{HEADINGS}|repeat_count");
    let repeat = |count: &str| {
        let begin = format!("begin_repeat|rooms|Rooms|الغرف||||||||||||{count}");
        let rows = [&headings, SITE, DAY, "integer|n|Rooms|الغرف", &begin, "text|room|Room|الغرفة", "end_repeat"];
        read(&workbook(&[("survey", &rows), ("choices", CHOICES), ("settings", SETTINGS)]), "p.xlsx")
    };
    for (count, expected) in [
        ("${m}", "survey, row 5, column P (repeat_count): character 1: the form has no question m; did you mean n?"),
        ("${n} +", "survey, row 5, column P (repeat_count): "),
        (
            "${site}",
            "survey, row 5, column P (repeat_count): character 1: the result must be a number, but it is a text",
        ),
        ("2 + 2", "survey, row 5, column P (repeat_count): repeat_count must name a question"),
    ] {
        let found = mistakes(repeat(count));
        assert!(found.len() == 1 && found[0].starts_with(expected), "{count}: {found:?}");
    }
    let items = |count: &str| {
        let converted = right(repeat(count));
        let items = converted.def.items().next().unwrap();
        (items.min, items.max, items.repeat_count.as_ref().map(|rule| rule.source.clone()))
    };
    assert_eq!(items("3"), (3, 3, None));
    assert_eq!(items("${n}"), (0, 200, Some("${n}".to_owned())));
    assert_eq!(items("int(${n}) + 1"), (0, 200, Some("int(${n}) + 1".to_owned())));
}

#[test]
fn names_have_no_invisible_characters() {
    assert_mistakes(
        &["text|no\u{200f}te|Note|ملاحظة", "integer|a|A|أ"],
        &["survey, row 4, column B (name): the name contains the invisible character U+200F; type it again"],
    );
}

#[test]
fn expressions_are_checked_as_those_of_a_form_file() {
    let deep = format!("integer|deep|Deep|عميق|||{}1{} = 1", "(".repeat(10_000), ")".repeat(10_000));
    let found = mistakes(survey(&[&deep]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("survey, row 4, column G (constraint): "), "{found:?}");
    assert_mistakes(
        &["integer|a|A|أ||||${b} + 1", "integer|b|B|ب||||${a} + 1", "integer|c|C|ج||today() > ${day}"],
        &[
            "survey, row 4, column B (name): these rules depend on each other in a circle: a → b → a; take one of them out",
            "survey, row 6, column F (relevant): today() and now() are for default, constraint and required only, because a \
           form that is sent again must be the same; ask for the day in a question with the default today()",
        ],
    );
}

#[test]
fn a_value_without_a_meaning_is_told() {
    assert_mistakes(
        &[
            "text|a|A|أ|||||||||start=1|5",
            "range|b|B|ب||||||||stars|start=0 end=3 by=2",
            "note|c|C|ج|yes",
            "text|d|D ${site}|د",
            "image|e|E|ه|||||||||||none",
            "text|f|F|و||||||||search('x')",
        ],
        &[
            "survey, row 4, column N (injaaz::min): injaaz::min has no meaning for this type; leave the cell empty",
            "survey, row 5, column M (parameters): \"by=2\" is not supported; write start=1 end=10 step=1",
            "survey, row 6, column E (required): a note has no answer; leave required out",
            "survey, row 7, column C (label::English (en)): answers such as ${name} cannot stand in a text; write the words, or \
             a question with a calculation",
            "survey, row 8, column O (injaaz::max): \"none\" must be a number",
            "survey, row 9, column L (appearance): \"search('x')\" is not supported; write the choices into the sheet choices",
        ],
    );
}

#[test]
fn mistakes_of_every_sheet_are_told() {
    let settings = ["form_title|form_id|version|colour", "Pool|Pool Round-1|v2|red"];
    let choices =
        ["list_name|name|label::English (en)|label::Arabic (ar)", "yes_no|yes|Yes|نعم", "yes_no|yes|Yes|نعم", "|x|X|س"];
    let rows = [&format!("{HEADINGS}|mystery"), SITE, DAY, "select_one yes_no|a|A|أ||||||||||||5"];
    let found =
        mistakes(read(&workbook(&[("survey", &rows), ("choices", &choices), ("settings", &settings)]), "p.xlsx"));
    assert_eq!(
        found,
        [
            "settings, row 1, column D (colour): column \"colour\" is unknown; known are form_id, version, default_language, \
             form_title; or delete the column",
            "settings, row 2, column B (form_id): form_id \"Pool Round-1\" must be 2 to 40 lower-case letters, digits and \
             underscores, a letter first, such as pool_round_1",
            "settings, row 2, column C (version): version \"v2\" must be a whole number of at most 9 digits, such as 3 or 20260314",
            "survey, row 1, column P (mystery): column \"mystery\" is unknown; known are type, name, relevant, required, \
             constraint, calculation, choice_filter, default, read_only, appearance, parameters, repeat_count, label, hint, \
             constraint_message, required_message, guidance_hint; or delete the column",
            "choices, row 3, column B (name): the choice \"yes\" is in its list twice",
            "choices, row 4, column A (list_name): list_name is missing",
        ]
    );
}

#[test]
fn a_form_needs_a_site_and_a_day() {
    let found = mistakes(read(
        &workbook(&[
            ("survey", &[HEADINGS, "integer|a|A|أ"]),
            ("choices", CHOICES),
            ("settings", &["form_title|form_id|version", "Pool|pool|1"]),
        ]),
        "p.xlsx",
    ));
    assert_eq!(
        found,
        [
            "survey: the form needs a required question of the type text outside of repeats, without a condition, for the site of \
             a submission in lists",
            "survey: the form needs a question of the type date outside of repeats, without a condition, for the day of a \
             submission in lists",
        ]
    );
    let found = mistakes(read(&workbook(&[("survey", &[HEADINGS, SITE, DAY])]), "p.xlsx"));
    assert_eq!(
        found,
        [
            "settings: write the sheet settings with the columns form_title, form_id and version, and their values in row 2"
        ]
    );
}

/// What is different here without being wrong stands in notices.
#[test]
fn what_is_left_out_is_told() {
    let rows = [
        "type|name|label|label::French (fr)|required|media::image|appearance|calculation|$kuid",
        "start|start",
        "text|site|Site|Site|yes|a.png|w1|",
        "date|day|Day|Jour||||",
        "calculate|twice_as_much|||||||abc",
    ];
    let mut with_sum = rows;
    with_sum[4] = "calculate|twice_as_much||||||2 * 3|abc";
    let settings = ["form_title|form_id|version|style|default_language", "Pool|pool|1|pages|English (en)"];
    let book = workbook(&[("survey", &with_sum), ("settings", &settings), ("read me", &["x"])]);
    let converted = right(read(&book, "p.xlsx"));
    let notices = lines(&converted.notices);
    for part in [
        "the sheet \"read me\" is not read",
        "settings, row 1, column D (style): the column style is left out: it has no effect here",
        "settings, row 2: there is no injaaz::short, so the title is used for it",
        "settings, row 2: site is the site of a submission in lists; write another name into injaaz::site_field to change that",
        "survey, row 1, column D (label::French (fr)): the column label::French (fr) is left out: forms are in English (en) and Arabic (ar)",
        "survey, row 1, column F (media::image): the column media::image is left out: pictures and sounds of questions are not shown",
        "survey, row 1, column I ($kuid): the column $kuid is left out: it belongs to Kobo",
        "survey, row 2, column A (type): the row start is left out: Injaaz records by itself who sent a form and when",
        "survey, row 3, column G (appearance): the appearance w1 has no effect for this type",
        "there is no column label::Arabic (ar), so the texts of the other column are used for this language too",
        "a calculation is shown and printed here, so it needs a label; \"Twice as much\" is used",
    ] {
        assert!(notices.iter().any(|notice| notice.contains(part)), "{part} in {notices:#?}");
    }
    let field = converted.def.field("twice_as_much").unwrap();
    assert!(matches!(field.kind, crate::domain::form::FieldKind::Number { decimals: 6, .. }), "{field:?}");
}
