//! The Fluent function `INLINE($label)`: a label within a sentence.

use fluent_bundle::{FluentArgs, FluentValue};

/// “Site name” becomes “site name”. “BMS panel” and “A/C” are unchanged, as are scripts without capitals.
pub(super) fn function<'a>(positional: &[FluentValue<'a>], _: &FluentArgs) -> FluentValue<'a> {
    match positional {
        [FluentValue::String(label)] => lowered(label).into(),
        [other] => other.clone(),
        _ => FluentValue::Error,
    }
}

fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_keep_their_capitals() {
        for (label, inline) in [
            ("Site name", "site name"),
            ("BMS panel", "BMS panel"),
            ("A/C", "A/C"),
            ("اسم الموقع", "اسم الموقع"),
            ("Éclairage", "éclairage"),
            ("", ""),
        ] {
            assert_eq!(lowered(label), inline);
        }
    }
}
