//! Stored texts that this program does not understand as a whole.

use crate::{
    domain::{form::FormDef, ids::ModuleSlug},
    forms::Forms,
};

const TEXT: &str = r#"
module = "garden"
version = 3
title = { en = "Garden visit", ar = "زيارة الحديقة" }
short = { en = "Garden", ar = "الحديقة" }
about = { en = "A park.", ar = "منتزه." }
site_field = "park"
date_field = "day"
[[sections]]
id = "visit"
title = { en = "Visit", ar = "الزيارة" }
[[sections.fields]]
name = "park"
kind = "text"
required = true
label = { en = "Park", ar = "المنتزه" }
[[sections.fields]]
name = "day"
kind = "date"
required = true
label = { en = "Day", ar = "اليوم" }
[[sections.fields]]
name = "trees"
kind = "integer"
relevant = "${park} = 'Zabeel'"
label = { en = "Trees", ar = "الأشجار" }
"#;

fn read(text: &str) -> FormDef {
    Forms::readable(text, &"garden".parse::<ModuleSlug>().unwrap(), 3)
}

#[test]
fn what_is_correct_is_read_as_always() {
    assert_eq!(read(TEXT), Forms::parse(TEXT, "").unwrap());
    let own = Forms::own(TEXT, &"garden".parse().unwrap(), 3, true);
    assert!(own.is_offered && *own.def == read(TEXT));
}

#[test]
fn a_question_that_is_not_understood_takes_no_other_with_it() {
    for broken in [
        TEXT.replace("kind = \"integer\"", "kind = \"hologram\""),
        TEXT.replace("${park} = 'Zabeel'", "${tree} = 'Palm'"),
        TEXT.replace("date_field = \"day\"", "date_field = \"when\""),
        format!("newer_key = true\n{TEXT}"),
    ] {
        let module: ModuleSlug = "garden".parse().unwrap();
        assert!(Forms::parse(&broken, "").is_err(), "{broken}");
        let def = read(&broken);
        assert!(def.field("park").is_some_and(|field| field.label.en == "Park"), "{broken}");
        assert!(def.fields().all(|field| field.rules.is_empty()), "{broken}");
        assert_eq!(def.title.en, "Garden visit");
        assert!(!Forms::own(&broken, &module, 3, true).is_offered);
    }
}

#[test]
fn a_text_of_something_else_has_no_questions() {
    for text in ["", "no toml = ", "module = 7", &TEXT.replace("version = 3", "version = 4")] {
        let def = read(text);
        assert_eq!((def.module.as_str(), def.version, def.sections.len()), ("garden", 3, 0), "{text}");
    }
}
