//! Generated forms come back from a spreadsheet as they were.

use super::{super::write::write, read};
use crate::forms::parse::parse;
use proptest::{collection::vec, option, prelude::*};

/// The kinds with some of their keys; `@` stands for the number of the question.
const KINDS: [&str; 20] = [
    "kind = \"text\"",
    "kind = \"text\"\nmax = 7\ninput = \"tel\"",
    "kind = \"long_text\"\ndefault = \"a (b)\"",
    "kind = \"integer\"\nmin = -3\nmax = 12",
    "kind = \"number\"\ndecimals = 3\nunit = { en = \"m\", ar = \"م\" }",
    "kind = \"range\"\nstart = 0\nend = 8\nstep = 2",
    "kind = \"date\"",
    "kind = \"date\"\nfuture = true\nconstraint = \". > date('2020-02-29')\"",
    "kind = \"time\"\nmax = \"23:59\"",
    "kind = \"choice\"\ndefault = \"b c\"\nchoices = [{ value = \"a\", ar = \"أ\" }, { value = \"b c\", en = \"B\", ar = \"ب\" }]",
    "kind = \"choice\"\nchoice_filter = \"zone@ = ${site} or name = 'a'\"\nchoices = [{ value = \"a\", ar = \"أ\", zone@ = \"x\" }, { value = \"b\", ar = \"ب\" }]",
    "kind = \"select_multiple\"\nmax = 1\nchoices = [{ value = \"a\", ar = \"أ\" }, { value = \"b\", ar = \"ب\" }]",
    "kind = \"check\"\nweight = 4\ncritical = true\non_fail = { photo = true, comment = true }",
    "kind = \"checkbox\"\ndefault = true",
    "kind = \"acknowledge\"",
    "kind = \"photos\"\nmax = 9",
    "kind = \"signature\"",
    "kind = \"geopoint\"",
    "kind = \"barcode\"\nmax = 30\nconstraint = \"regex(., '[A-Z]+')\"\nconstraint_message = { en = \"Letters.\", ar = \"حروف.\" }",
    "kind = \"text\"\nrelevant = \"${site} != ''\"",
];

fn text() -> impl Strategy<Value = String> {
    // No control characters; a spreadsheet has no spaces around its texts.
    "\\PC{1,24}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a text", |text| !text.is_empty() && !text.contains("${"))
}

fn label(en: &str, ar: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    format!("{{ en = {}, ar = {} }}", quoted(en), quoted(ar))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_form_comes_back_as_it_was(
        title in (text(), text()),
        version in 1..i32::MAX,
        sections in vec((any::<bool>(), text(), vec((0..KINDS.len(), text(), text(), option::of(text()), any::<bool>()), 1..6)), 0..4),
    ) {
        let mut source = format!(
            "module = \"generated\"\nversion = {version}\ntitle = {title}\nshort = {title}\nabout = {title}\nsite_field = \"site\"\n\
             date_field = \"day\"\n[[sections]]\nid = \"first\"\ntitle = {title}\n\
             [[sections.fields]]\nname = \"site\"\nkind = \"text\"\nrequired = true\nlabel = {title}\n\
             [[sections.fields]]\nname = \"day\"\nkind = \"date\"\nlabel = {title}\n",
            title = label(&title.0, &title.1),
        );
        for (number, (is_repeated, heading, fields)) in sections.iter().enumerate() {
            let heading = label(heading, heading);
            source.push_str(&format!("[[sections]]\nid = \"s{number}\"\ntitle = {heading}\n"));
            if *is_repeated {
                source.push_str(&format!("items = {{ name = \"r{number}\", singular = {heading}, min = 0, max = {} }}\n", number + 1));
            }
            for (at, (kind, en, ar, hint, is_required)) in fields.iter().enumerate() {
                let name = format!("q{number}_{at}");
                let keys = KINDS.get(*kind).copied().unwrap_or_default().replace('@', &name);
                source.push_str(&format!("[[sections.fields]]\nname = \"{name}\"\n{keys}\nlabel = {}\n", label(en, ar)));
                if let Some(hint) = hint {
                    source.push_str(&format!("hint = {}\n", label(hint, hint)));
                }
                if *is_required && !keys.contains("acknowledge") {
                    source.push_str("required = true\n");
                }
            }
        }
        let before = parse(&source, "before").map_err(|errors| TestCaseError::fail(format!("{errors}\n{source}")))?;
        let bytes = write(&source).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let after = read(&bytes, "form.xlsx").map_err(|mistakes| TestCaseError::fail(format!("{mistakes}\n{source}")))?;
        prop_assert_eq!(&after.def, &before.def, "{}", after.toml);
    }

    /// Whatever is in the cells, there is an answer, and a form that is accepted is a form file.
    #[test]
    fn any_cells_are_answered(rows in vec(vec("[ a-z_$({.)}0-9،ا\u{200f}]{0,12}|text|site|select_one x|begin_group|end_group|calculate", 0..8), 0..12)) {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join("|")).collect();
        let mut rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        rows.insert(0, super::HEADINGS);
        let book = super::workbook(&[("survey", &rows), ("choices", &rows), ("settings", super::SETTINGS)]);
        match read(&book, "any.xlsx") {
            Ok(converted) => prop_assert!(parse(&converted.toml, "after").is_ok()),
            Err(found) => prop_assert!(!found.mistakes.is_empty()),
        }
    }
}
