//! Reads a tree of choices: nested tables of values, and one table with the Arabic label of each value.

use super::reader::{Reader, Span};
use crate::domain::{
    form::{Choice, Node, Tree},
    lang::Label,
    message::Message,
};
use std::collections::HashSet;
use toml::de::{DeTable, DeValue};

pub(super) fn tree(mut reader: Reader) -> Option<Tree> {
    let values = reader.optional_table("values", |place| place);
    if values.is_none() && !reader.has("values") {
        reader.complain(Message::new("definition-missing").with("key", "values"));
    }
    let words = reader.value("ar").and_then(|(words, _)| words.as_table());
    if words.is_none() {
        reader.complain(Message::new("definition-tree-without-words"));
    }
    let (values, span) = reader.value("values").and_then(|(value, span)| Some((value.as_table()?, span)))?;
    let mut growing = TreeBuilder { reader: &reader, words: words?, used: HashSet::new() };
    let roots = growing.nodes_of_table(values, &span);
    for (word, _) in growing.words.iter().filter(|(word, _)| !growing.used.contains(word.get_ref().as_ref())) {
        let reason = Message::new("definition-tree-word-without-value").with("value", quoted(word.get_ref()));
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
    fn note(&self, span: &Span, reason: Message) {
        self.reader.notes().note(span, &self.reader.place, reason);
    }

    fn nodes_of_table(&mut self, table: &'a DeTable<'a>, span: &Span) -> Vec<Node> {
        if table.is_empty() {
            self.note(span, Message::new("definition-tree-table-empty"));
        }
        let mut nodes = Vec::new();
        for (value, below) in table {
            // Pages name a branch by its values, joined with slashes.
            if value.get_ref().contains('/') {
                self.note(&value.span(), Message::new("definition-tree-slash").with("value", quoted(value.get_ref())));
            }
            let children = match below.get_ref() {
                DeValue::Table(table) => self.nodes_of_table(table, &below.span()),
                DeValue::Array(leaves) => self.leaves(leaves),
                _ => {
                    let value = quoted(value.get_ref());
                    self.note(&below.span(), Message::new("definition-tree-below").with("value", value));
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
                self.note(&leaf.span(), Message::new("definition-tree-last-choices"));
                continue;
            };
            if nodes.iter().any(|node| node.choice.value == value) {
                self.note(&leaf.span(), Message::new("definition-tree-value-twice").with("value", quoted(value)));
                continue;
            }
            nodes.extend(self.choice(value, &leaf.span()).map(|choice| Node { choice, children: Vec::new() }));
        }
        nodes
    }

    fn choice(&mut self, value: &'a str, span: &Span) -> Option<Choice> {
        if value.trim().is_empty() {
            self.note(span, Message::new("definition-tree-value-empty"));
            return None;
        }
        self.used.insert(value);
        let word =
            self.words.get(value).and_then(|word| word.get_ref().as_str()).filter(|word| !word.trim().is_empty());
        if word.is_none() {
            self.note(span, Message::new("definition-tree-value-without-word").with("value", quoted(value)));
        }
        Some(Choice { value: value.to_owned(), label: Label::new(value, word?) })
    }
}

/// A value in quotation marks, with its control characters escaped.
fn quoted(value: &str) -> String {
    format!("{value:?}")
}
