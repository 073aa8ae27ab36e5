//! A form that is written as a spreadsheet and read again is the same form.

use super::{super::write::write, lines, read};
use crate::forms::{Forms, parse::parse, tests};

/// The forms of the tests, which have every kind of question and rule.
const FIXTURES: [&str; 5] = [
    include_str!("../../../../tests/fixtures/forms/handover.toml"),
    include_str!("../../../../tests/fixtures/forms/plant_tour.toml"),
    include_str!("../../../../tests/fixtures/forms/pump_visit.toml"),
    include_str!("../../../../tests/fixtures/forms/room_round.toml"),
    include_str!("../../../../tests/fixtures/forms/safety_round.toml"),
];

fn assert_round_trip(source: &str) {
    let before = parse(source, "before").unwrap_or_else(|errors| panic!("{}", tests::lines(&errors)));
    let bytes = write(source).unwrap_or_else(|error| panic!("{error}"));
    let after =
        read(&bytes, "form.xlsx").unwrap_or_else(|found| panic!("{}\n{source}", lines(&found.mistakes).join("\n")));
    assert_eq!(after.def, before.def, "{}", after.toml);
    assert!(after.notices.is_empty(), "{:?}", after.notices);
    // What is converted is a form file, with the order among the modules.
    let again =
        parse(&after.toml, "after").unwrap_or_else(|errors| panic!("{}\n{}", tests::lines(&errors), after.toml));
    assert_eq!((again.def, again.order), (before.def, before.order));
}

#[test]
fn every_built_in_form_comes_back_as_it_was() {
    let forms = Forms::load(&[]).unwrap();
    assert_eq!(forms.sources().len(), 3);
    forms.sources().iter().for_each(|source| assert_round_trip(&source.text));
}

#[test]
fn every_kind_of_question_and_rule_comes_back_as_it_was() {
    FIXTURES.iter().for_each(|source| assert_round_trip(source));
}

/// One field of each kind with all its keys, which no other form has.
#[test]
fn rare_keys_come_back_as_they_were() {
    let fields = [
        "kind = \"text\"\nmax = 20\ninput = \"tel\"\ndefault = \"today()\"",
        "kind = \"text\"\ninput = \"email\"\ndefault = { calculate = \"concat('a', 'b')\" }",
        "kind = \"date\"\nfuture = true\ndefault = { calculate = \"today()\" }",
        "kind = \"number\"\ndecimals = 6\nmin = -5.25\nmax = 1000000\ndefault = 2.5",
        "kind = \"number\"\ndefault = { calculate = \"2 + 3\" }",
        "kind = \"time\"\nmin = \"06:00\"\ndefault = \"07:30\"\nread_only = true",
        "kind = \"checkbox\"\ndefault = true",
        "kind = \"checkbox\"\nrequired = \"${site} = 'x'\"",
        "kind = \"acknowledge\"",
        "kind = \"photos\"\nmax = 3",
        "kind = \"long_text\"\nmax = 10\nhint = { en = \"Two\\nlines, \\\"quoted\\\" \\\\ and more\", ar = \"سطران\" }",
        "kind = \"select_multiple\"\nmin = 1\nmax = 2\ndefault = [\"In place\", \"b\"]\nchoices = [{ value = \"b\", ar = \"ب\" }, { value = \"In place\", en = \"There\", ar = \"م\" }]",
        "kind = \"choice\"\nchoice_filter = \"a = '' and name != 'z'\"\nchoices = [{ value = \"x\", ar = \"س\", a = \"\" }, { value = \"y\", ar = \"ص\", a = \"\" }]",
        "kind = \"choice\"\nchoices = [{ value = \"= 1 + 1\", ar = \"س\" }, { value = \"007\", ar = \"ص\" }]",
        "kind = \"range\"\nstart = 0\nend = 1\nstep = 0.125\nunit = { en = \"bar\", ar = \"بار\" }",
    ];
    let mut source = String::from(
        r#"
module = "rare"
version = 2147483647
title = { en = "Rare", ar = "نادر" }
short = { en = "R", ar = "ن" }
about = { en = "About.", ar = "حول." }
site_field = "site"
date_field = "day"
inspector_field = "site"

[totals]
items = "lines"
parts = [{ label = { en = "Labour", ar = "العمالة" }, amount = "cost" }]

[report]
cover = true
unanswered = "left_out"
columns = ["cost"]

[[sections]]
id = "first"
title = { en = "First", ar = "الأول" }

[[sections.fields]]
name = "site"
kind = "text"
required = true
label = { en = "Site", ar = "الموقع" }

[[sections.fields]]
name = "day"
kind = "date"
label = { en = "Day", ar = "اليوم" }
"#,
    );
    for (number, keys) in fields.iter().enumerate() {
        source.push_str(&format!(
            "\n[[sections.fields]]\nname = \"f{number}\"\n{keys}\nlabel = {{ en = \"Q {number}\", ar = \"س {number}\" }}\n"
        ));
    }
    source.push_str(
        r#"
[[sections]]
id = "the_lines"
title = { en = "Lines", ar = "البنود" }
relevant = "${f0} != ''"
items = { name = "lines", singular = { en = "Line", ar = "بند" }, min = 2, max = 500 }

[[sections.fields]]
name = "cost"
kind = "number"
decimals = 2
label = { en = "Cost", ar = "التكلفة" }

[[sections.fields]]
name = "kind_of_plant"
kind = "cascade"
tree = "plants"
level = 0
relevant = "${cost} > 1"
label = { en = "Kind", ar = "النوع" }

[[sections.fields]]
name = "plant"
kind = "cascade"
tree = "plants"
level = 1
label = { en = "Plant", ar = "النبتة" }

[trees.plants.values]
"Palms, tall" = ["Date / palm", "Doum"]
Lichen = []
Trees = { Oak = ["Old"], Fig = [] }

[trees.plants.ar]
"Palms, tall" = "النخيل"
"Date / palm" = "نخلة"
Doum = "الدوم"
Lichen = "الأشنات"
Trees = "الأشجار"
Oak = "البلوط"
Old = "قديم"
Fig = "تين"
"#,
    );
    assert_round_trip(&source);
}
