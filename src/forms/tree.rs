//! Reads a tree of choices: nested tables of values, and one table with the Arabic label of each value.

use super::reader::{Reader, Span};
use crate::domain::{
    form::{Choice, Node, Tree},
    lang::Label,
};
use std::collections::HashSet;
use toml::de::{DeTable, DeValue};

pub(super) fn tree(mut reader: Reader) -> Option<Tree> {
    let values = reader.optional_table("values", |place| place);
    if values.is_none() && !reader.has("values") {
        reader.complain("values is missing");
    }
    let words = reader.value("ar").and_then(|(words, _)| words.as_table());
    if words.is_none() {
        reader.complain("ar must be a table with the Arabic word for each value");
    }
    let (values, span) = reader.value("values").and_then(|(value, span)| Some((value.as_table()?, span)))?;
    let mut growing = TreeBuilder { reader: &reader, words: words?, used: HashSet::new() };
    let roots = growing.nodes_of_table(values, &span);
    for (word, _) in growing.words.iter().filter(|(word, _)| !growing.used.contains(word.get_ref().as_ref())) {
        let reason = format!("ar has a word for {:?}, which is not a value of the tree", word.get_ref());
        reader.notes().note(&word.span(), &reader.place, reason);
    }
    reader.finish();
    Some(Tree { roots })
}

struct TreeBuilder<'r, 'a> {
    reader: &'r Reader<'a>,
    words: &'a DeTable<'a>,
    used: HashSet<&'a str>,
}

impl<'a> TreeBuilder<'_, 'a> {
    fn note(&self, span: &Span, reason: String) {
        self.reader.notes().note(span, &self.reader.place, reason);
    }

    fn nodes_of_table(&mut self, table: &'a DeTable<'a>, span: &Span) -> Vec<Node> {
        if table.is_empty() {
            self.note(span, "there is an empty table among the values".into());
        }
        let mut nodes = Vec::new();
        for (value, below) in table {
            // Pages name a branch by its values, joined with slashes.
            if value.get_ref().contains('/') {
                let reason = format!("{:?} has choices below it, so it may not contain a slash", value.get_ref());
                self.note(&value.span(), reason);
            }
            let children = match below.get_ref() {
                DeValue::Table(table) => self.nodes_of_table(table, &below.span()),
                DeValue::Array(leaves) => self.leaves(leaves),
                _ => {
                    self.note(&below.span(), format!("below {:?} must be a table or a list of texts", value.get_ref()));
                    Vec::new()
                }
            };
            nodes.extend(self.choice(value.get_ref(), &value.span()).map(|choice| Node { choice, children }));
        }
        nodes
    }

    fn leaves(&mut self, leaves: &'a [toml::Spanned<DeValue<'a>>]) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for leaf in leaves {
            let Some(value) = leaf.get_ref().as_str() else {
                self.note(&leaf.span(), "the last choices of a tree must be texts in quotes".into());
                continue;
            };
            if nodes.iter().any(|node| node.choice.value == value) {
                self.note(&leaf.span(), format!("{value:?} is in one list twice"));
                continue;
            }
            nodes.extend(self.choice(value, &leaf.span()).map(|choice| Node { choice, children: Vec::new() }));
        }
        nodes
    }

    fn choice(&mut self, value: &'a str, span: &Span) -> Option<Choice> {
        if value.trim().is_empty() {
            self.note(span, "a value is empty".into());
            return None;
        }
        self.used.insert(value);
        let word =
            self.words.get(value).and_then(|word| word.get_ref().as_str()).filter(|word| !word.trim().is_empty());
        if word.is_none() {
            self.note(span, format!("{value:?} has no Arabic word in ar"));
        }
        Some(Choice { value: value.to_owned(), label: Label::new(value, word?) })
    }
}
