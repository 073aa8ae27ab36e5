//! Tests of the built-in definitions, and of every error that the loader reports.

mod built_in;
mod checks;
mod complaints;
pub(super) mod generated;
mod item_counts;
mod kinds;
mod operator;
mod raw_answers;
mod readable;
mod rules;

use crate::{
    domain::{form::FormDef, form_mistake::DefinitionErrors, lang::Lang},
    forms::Forms,
    i18n::Texts,
};

/// A form that must be right.
fn right(source: &str, origin: &str) -> FormDef {
    Forms::parse(source, origin).unwrap_or_else(|errors| panic!("{}", lines(&errors)))
}

/// The errors of a form as an operator reads them; empty if there are none.
fn errors_of(source: &str, origin: &str) -> String {
    Forms::parse(source, origin).map_or_else(|errors| lines(&errors), |_| String::new())
}

/// Errors as an operator reads them.
pub(super) fn lines(errors: &DefinitionErrors) -> String {
    Texts::of(Lang::EN).definition_errors(errors)
}

/// A small form without errors; tests put one error at a time into it.
pub(super) const VISIT: &str = r#"
module = "garden"
version = 3
title = { en = "Garden visit", ar = "زيارة الحديقة" }
short = { en = "Garden", ar = "الحديقة" }
about = { en = "Trees and paths.", ar = "الأشجار والممرات." }
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
label = { en = "Day", ar = "اليوم" }

[[sections.fields]]
name = "state"
kind = "choice"
default = "Good"
label = { en = "State", ar = "الحالة" }
choices = [{ value = "Good", ar = "جيدة" }, { value = "Poor", en = "Needs care", ar = "سيئة" }]

[[sections]]
id = "plants"
title = { en = "Plants", ar = "النباتات" }
items = { name = "plants", singular = { en = "Plant", ar = "نبتة" }, min = 1, max = 20 }

[[sections.fields]]
name = "family"
kind = "cascade"
tree = "flora"
level = 0
required = true
label = { en = "Family", ar = "الفصيلة" }

[[sections.fields]]
name = "species"
kind = "cascade"
tree = "flora"
level = 1
required = true
label = { en = "Species", ar = "النوع" }

[[sections.fields]]
name = "height"
kind = "number"
min = 0
max = 120.5
decimals = 1
unit = { en = "m", ar = "م" }
label = { en = "Height", ar = "الارتفاع" }

[trees.flora.values]
Palms = ["Date palm", "Doum palm"]
Lichen = []

[trees.flora.ar]
Palms = "النخيل"
Lichen = "الأشنات"
"Date palm" = "نخلة التمر"
"Doum palm" = "نخلة الدوم"
"#;
