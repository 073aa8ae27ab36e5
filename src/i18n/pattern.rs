//! Texts for browser scripts, which fill in the arguments: patterns with variable names in braces.
//!
//! A text with plural forms becomes one pattern for each CLDR category. Invariant: the variable that selects the form
//! is called `count`.

use super::{Texts, catalogue};
use fluent_bundle::{FluentArgs, FluentValue, types::FluentNumber};
use serde::Serialize;
use std::collections::BTreeMap;

/// `Saved at {time}`, or `{one: "1 photo", other: "{count} photos"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Pattern {
    Text(String),
    Plural(BTreeMap<String, String>),
}

/// The variable that selects the plural form.
const COUNT: &str = "count";

/// Every plural category of every language occurs in this range.
const NUMBERS: std::ops::RangeInclusive<i64> = 0..=100;

impl Texts {
    /// The text of a key as a pattern.
    pub fn pattern(self, key: &'static str) -> Pattern {
        let variables = catalogue::variables(self.locale, key);
        if !variables.iter().any(|name| name == COUNT) {
            return Pattern::Text(self.formatted(key, &variables, None));
        }
        let mut forms = BTreeMap::new();
        for number in NUMBERS {
            let category = self.with("language-plural-category", &[(COUNT, number.into())]);
            forms.entry(category).or_insert_with(|| self.formatted(key, &variables, Some(number)));
        }
        Pattern::Plural(forms)
    }

    /// The text with each variable name in place of its value, in the plural form for `number`.
    fn formatted(self, key: &str, variables: &[String], number: Option<i64>) -> String {
        let mut args = FluentArgs::new();
        for name in variables {
            let placeholder = format!("{{{name}}}");
            let value = match number {
                Some(number) if name == COUNT => {
                    let mut value = FluentNumber::from(number);
                    // The formatter of the locale prints this option instead of the number.
                    value.options.currency = Some(placeholder);
                    FluentValue::Number(value)
                }
                _ => placeholder.into(),
            };
            args.set(name.clone(), value);
        }
        catalogue::text(self.locale, key, Some(&args)).into_owned()
    }
}
