//! Texts in which only variables are replaced, taken apart once when a language is loaded.
//!
//! Most texts are of that kind. Fluent resolves each of them anew, with a scope, a list of errors and a lock for the
//! plural rules; a page of the list has some 120 such texts.
//!
//! Invariant: the result is that of Fluent. Texts with plural forms, functions or references have no template.

use fluent_bundle::FluentResource;
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    unicode::unescape_unicode_to_string,
};
use std::borrow::Cow;

pub(super) struct Template(Vec<Piece>);

enum Piece {
    Text(String),
    /// The name of a variable.
    Variable(String),
}

impl Template {
    /// The text with each variable replaced. `None` if one has no value.
    pub fn fill<'v>(&self, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> Option<String> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Variable(name) => text.push_str(&value(name)?),
            }
        }
        Some(text)
    }

    #[cfg(test)]
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Variable(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }
}

/// The texts of a file that have a template, by key.
pub(super) fn of_file(file: &FluentResource) -> Vec<(String, Template)> {
    let with_template = |entry: &Entry<&str>| {
        let Entry::Message(message) = entry else { return None };
        Some((message.id.name.to_owned(), of_pattern(message.value.as_ref()?)?))
    };
    file.entries().filter_map(with_template).collect()
}

fn of_pattern(pattern: &Pattern<&str>) -> Option<Template> {
    let piece = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
            InlineExpression::StringLiteral { value } => {
                Some(Piece::Text(unescape_unicode_to_string(value).into_owned()))
            }
            InlineExpression::VariableReference { id } => Some(Piece::Variable(id.name.to_owned())),
            _ => None,
        },
        PatternElement::Placeable { .. } => None,
    };
    pattern.elements.iter().map(piece).collect::<Option<Vec<_>>>().map(Template)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Arg, Texts, catalogue, languages};

    #[test]
    fn a_template_gives_what_fluent_gives() {
        let mut seen = 0;
        for texts in languages() {
            for (key, template) in texts.locale.templates() {
                for arg in [Arg::Text("«{ 5 }\u{2068}x».".to_owned()), Arg::Number(-1_234_567), Arg::Bytes(2_500_000)]
                {
                    let args: Vec<(&str, Arg)> = template.variables().map(|name| (name, arg.clone())).collect();
                    let by_fluent = args.iter().map(|(name, value)| (*name, texts.value(value))).collect();
                    let by_fluent = catalogue::text(texts.locale, key, Some(&by_fluent));
                    assert_eq!(texts.with(key, &args), by_fluent, "{}/{key}", texts.lang());
                }
                seen += usize::from(template.variables().next().is_some());
            }
        }
        assert!(seen > 200, "only {seen} texts have a template with variables");
    }

    #[test]
    fn texts_with_plural_forms_functions_or_references_have_none() {
        let source = "\
plain = Plain { \"{\" }
one = { $name } at { $time }
plural = { $count ->
    [one] one
   *[other] { $count }
}
function = { NUMBER($count) }
reference = { plain }
";
        let file = FluentResource::try_new(source.to_owned()).unwrap();
        let found = of_file(&file);
        assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["plain", "one"]);
        assert_eq!(found[0].1.fill(|_| None).as_deref(), Some("Plain {"));
        assert_eq!(found[1].1.fill(|name| Some(name.to_uppercase().into())).as_deref(), Some("NAME at TIME"));
        assert_eq!(found[1].1.fill(|_| None), None);
        assert_eq!(Texts::of(crate::domain::lang::Lang::EN).with("format-date", &[]), "{$day} {$month} {$year}");
    }
}
