//! The contents of `locales/`, read by Fluent's own parser.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// One text of one language.
#[derive(Debug, Default)]
pub struct Text {
    /// The name of its file, without the extension.
    pub area: String,
    pub variables: BTreeSet<String>,
    /// Other texts that it contains.
    pub references: BTreeSet<String>,
    /// The plural forms of each selection by a number: its variants by category.
    pub plurals: Vec<BTreeSet<String>>,
}

pub type Texts = BTreeMap<String, Text>;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")
}

/// The tags of the built-in languages.
pub fn tags() -> Vec<String> {
    let entries = fs::read_dir(root()).expect("locales");
    let mut tags: Vec<String> =
        entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    tags.sort();
    tags
}

/// The files of a language: name and content.
pub fn files(tag: &str) -> BTreeMap<String, String> {
    fs::read_dir(root().join(tag))
        .expect("a language")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("readable"))
        })
        .collect()
}

/// All texts of a language; duplicate keys and syntax errors are added to `wrong`.
pub fn texts(tag: &str, wrong: &mut Vec<String>) -> Texts {
    let mut all = Texts::new();
    for (name, source) in files(tag) {
        let resource = fluent_syntax::parser::parse(source.as_str()).unwrap_or_else(|(resource, errors)| {
            wrong.extend(errors.iter().map(|error| format!("{tag}/{name}: {error}")));
            resource
        });
        let area = name.trim_end_matches(".ftl").to_owned();
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name.to_owned();
            let mut text = Text { area: area.clone(), ..Text::default() };
            match &message.value {
                Some(pattern) => read(pattern, &mut text),
                None => wrong.push(format!("{tag}/{name}: {key} has no text")),
            }
            if all.insert(key.clone(), text).is_some() {
                wrong.push(format!("{tag}/{name}: {key} is defined twice"));
            }
        }
    }
    all
}

fn read(pattern: &Pattern<&str>, text: &mut Text) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expression_of(expression, text);
        }
    }
}

fn expression_of(expression: &Expression<&str>, text: &mut Text) {
    match expression {
        Expression::Inline(inline) => inline_of(inline, text),
        Expression::Select { selector, variants } => {
            inline_of(selector, text);
            let names: BTreeSet<String> = variants
                .iter()
                .filter_map(|variant| match variant.key {
                    VariantKey::Identifier { name } => Some(name.to_owned()),
                    VariantKey::NumberLiteral { .. } => None,
                })
                .collect();
            let categories = ["zero", "one", "two", "few", "many", "other"];
            if names.iter().all(|name| categories.contains(&name.as_str())) && !names.is_empty() {
                text.plurals.push(names);
            }
            variants.iter().for_each(|variant| read(&variant.value, text));
        }
    }
}

fn inline_of(inline: &InlineExpression<&str>, text: &mut Text) {
    match inline {
        InlineExpression::VariableReference { id } => {
            text.variables.insert(id.name.to_owned());
        }
        InlineExpression::MessageReference { id, .. } => {
            text.references.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => expression_of(expression, text),
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| inline_of(argument, text));
        }
        _ => {}
    }
}
