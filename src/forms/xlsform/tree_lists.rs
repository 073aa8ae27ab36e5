//! Trees of choices: a tree `equipment` is in the lists `equipment_0`, `equipment_1`, … of the sheet `choices`, one for each
//! level. Columns of the same names have the choices above: a row of `equipment_2` has the columns `equipment_0` and
//! `equipment_1`, by which the `choice_filter` of Kobo and ODK finds it.

use super::{
    choice_lists::{ChoiceLists, ListedChoice},
    messages::{CellPlace, Messages},
    toml_text::{TomlText, key, quoted},
};
use crate::domain::message::Message;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most levels of a tree.
pub const MOST_LEVELS: usize = 10;

pub fn level_list(tree: &str, level: usize) -> String {
    format!("{tree}_{level}")
}

/// What the choice_filter of a level is, given the names of the questions of the levels above, the first one first.
pub fn level_filter(tree: &str, above: &[&str]) -> String {
    let part = |(level, name): (usize, &&str)| format!("{} = ${{{name}}}", level_list(tree, level));
    above.iter().enumerate().map(part).collect::<Vec<_>>().join(" and ")
}

struct Node<'a> {
    value: &'a str,
    place: CellPlace,
    children: Vec<Node<'a>>,
}

type Rows<'l, 'a> = HashMap<(usize, Vec<&'a str>), Vec<&'l ListedChoice<'a>>>;

/// Writes the trees that questions use, each with a place where it is used.
pub fn write(trees: &BTreeMap<String, CellPlace>, lists: &ChoiceLists, out: &mut TomlText, messages: &mut Messages) {
    for (tree, place) in trees {
        let mut rows: Rows = HashMap::new();
        let mut words: BTreeMap<&str, (&str, CellPlace)> = BTreeMap::new();
        for level in 0..MOST_LEVELS {
            let Some(list) = lists.get(&level_list(tree, level)) else { break };
            let columns: Vec<String> = (0..level).map(|above| level_list(tree, above)).collect();
            columns.iter().for_each(|column| lists.use_column(column.clone()));
            for choice in list {
                let path = columns.iter().map(|column| choice.further(column).unwrap_or_default()).collect();
                rows.entry((level, path)).or_default().push(choice);
                word(choice, &mut words, messages);
            }
        }
        let roots = take(&mut rows, 0, &mut Vec::new(), messages);
        for choice in rows.values().flatten() {
            let name = format!("{:?}", choice.name);
            messages.mistake(choice.place, Message::new("spreadsheet-tree-no-choice-above").with("choice", name));
        }
        let header = format!("trees.{}", key(tree));
        if roots.is_empty() {
            messages.mistake(*place, Message::new("spreadsheet-no-list").with("list", level_list(tree, 0)));
        }
        table(&format!("{header}.values"), &roots, *place, out);
        out.begin(&format!("[{header}.ar]"), *place);
        for (value, (ar, place)) in words {
            out.needed(&key(value), &quoted(ar), place);
        }
    }
}

/// A word of a tree has one Arabic label, wherever it stands.
fn word<'a>(
    choice: &'a ListedChoice<'a>,
    words: &mut BTreeMap<&'a str, (&'a str, CellPlace)>,
    messages: &mut Messages,
) {
    if choice.texts.en != choice.name {
        let label = format!("{:?}", choice.texts.en);
        messages.mistake(choice.place, Message::new("spreadsheet-tree-english-label").with("label", label));
    }
    let (ar, place) = words.entry(choice.name).or_insert((&choice.texts.ar, choice.place));
    if *ar != choice.texts.ar {
        let message = Message::new("spreadsheet-tree-arabic-label")
            .with("choice", format!("{:?}", choice.name))
            .with("row", place.row.to_string());
        messages.mistake(choice.place, message);
    }
}

fn take<'l, 'a>(
    rows: &mut Rows<'l, 'a>,
    level: usize,
    path: &mut Vec<&'a str>,
    messages: &mut Messages,
) -> Vec<Node<'a>> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut met = BTreeSet::new();
    for choice in rows.remove(&(level, path.clone())).unwrap_or_default() {
        if !met.insert(choice.name) {
            let name = format!("{:?}", choice.name);
            messages.mistake(choice.place, Message::new("spreadsheet-tree-choice-twice").with("choice", name));
            continue;
        }
        path.push(choice.name);
        let children = take(rows, level + 1, path, messages);
        path.pop();
        nodes.push(Node { value: choice.name, place: choice.place, children });
    }
    nodes
}

/// A table for each branch whose choices all branch again; the last two levels on one line for each choice.
fn table(header: &str, nodes: &[Node], place: CellPlace, out: &mut TomlText) {
    let branches_again = |node: &Node| node.children.iter().any(|child| !child.children.is_empty());
    if !nodes.is_empty() && nodes.iter().all(branches_again) {
        for node in nodes {
            table(&format!("{header}.{}", key(node.value)), &node.children, node.place, out);
        }
        return;
    }
    out.begin(&format!("[{header}]"), place);
    for node in nodes {
        out.needed(&key(node.value), &inline(&node.children), node.place);
    }
}

fn inline(nodes: &[Node]) -> String {
    let is_list = nodes.iter().all(|node| node.children.is_empty());
    let part = |node: &Node| match is_list {
        true => quoted(node.value),
        false => format!("{} = {}", key(node.value), inline(&node.children)),
    };
    let parts: Vec<String> = nodes.iter().map(part).collect();
    if is_list { format!("[{}]", parts.join(", ")) } else { format!("{{ {} }}", parts.join(", ")) }
}
