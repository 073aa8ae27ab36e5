//! The name, version and title in the text of a definition, changed without touching anything else of it.
//!
//! Input: TOML that is a correct definition. Output: the same text with other values; comments and layout stay.

use super::xlsform::toml_text::{label, quoted};
use crate::domain::{ids::ModuleSlug, lang::Label};
use std::{cmp::Reverse, ops::Range};
use toml::de::DeTable;

/// What is to stand in the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity<'a> {
    pub module: Option<&'a ModuleSlug>,
    pub version: Option<i32>,
    pub title: Option<&'a Label>,
}

impl Identity<'_> {
    /// The text with these values; those that are none stay. A key that is not in the text is not added.
    pub fn put_into(self, source: &str) -> String {
        let (document, _) = DeTable::parse_recoverable(source);
        let title = self.title.map(|title| label(&title.en, &title.ar));
        let values = [
            ("module", self.module.map(|module| quoted(module.as_str()))),
            ("version", self.version.map(|version| version.to_string())),
            // With a title of its own, a copy is told apart in narrow columns, too.
            ("title", title.clone()),
            ("short", title),
        ];
        let mut changes: Vec<(Range<usize>, String)> = values
            .into_iter()
            .filter_map(|(key, value)| Some((document.get_ref().get(key)?.span(), value?)))
            // A label can also be a table of its own, whose place is its heading; such a title stays.
            .filter(|(span, value)| {
                source.get(span.clone()).is_some_and(|old| old.starts_with('{') == value.starts_with('{'))
            })
            .collect();
        changes.sort_by_key(|(span, _)| Reverse(span.start));
        let mut text = source.to_owned();
        changes.into_iter().for_each(|(span, value)| text.replace_range(span, &value));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;

    #[test]
    fn a_copy_differs_from_its_original_in_its_identity_alone() {
        let forms = Forms::load(&[]).unwrap();
        let (module, title) = ("garden".parse().unwrap(), Label::new("Garden \"visit\"", "زيارة الحديقة"));
        for source in forms.sources() {
            let identity = Identity { module: Some(&module), version: Some(17), title: Some(&title) };
            let copy = Forms::parse(&identity.put_into(&source.text), "copy").unwrap();
            let original = Forms::parse(&source.text, "original").unwrap();
            assert_eq!(
                (copy.module.clone(), copy.version, &copy.title, &copy.short),
                (module.clone(), 17, &title, &title)
            );
            let (module, version) = (original.module.clone(), original.version);
            let back = crate::domain::form::FormDef {
                module,
                version,
                title: original.title.clone(),
                short: original.short.clone(),
                ..copy
            };
            assert_eq!(back, original);
            assert_eq!(Identity::default().put_into(&source.text), source.text);
        }
    }

    #[test]
    fn what_stands_elsewhere_stays() {
        let text = "# version = 1\nmodule = 'a'\n[title]\nen = 'A'\n";
        let identity = Identity { version: Some(2), title: Some(&Label::new("B", "ب")), module: None };
        assert_eq!(identity.put_into(text), text);
        assert_eq!(identity.put_into("no toml ="), "no toml =");
    }
}
