//! Lists of choices and trees as rows of the sheet `choices`.

use super::{
    cells::{Cells, cell, texts},
    choice_lists::EMPTY,
    tree_lists::level_list,
};
use crate::domain::form::{Choice, FormDef, Node};
use std::collections::BTreeSet;

type Columns = Vec<Vec<(String, String)>>;

/// The lists that the questions use. Questions with the same choices share one.
pub(super) struct ListWriter {
    lists: Vec<(String, Vec<Choice>, Columns)>,
    names: BTreeSet<String>,
}

impl ListWriter {
    /// The names of the lists of trees are taken.
    pub fn new(def: &FormDef) -> ListWriter {
        let of_tree = |(name, tree): (&String, &crate::domain::form::Tree)| {
            let levels = 0..tree.counts().len();
            levels.map(|level| level_list(name, level)).collect::<Vec<_>>()
        };
        ListWriter { lists: Vec::new(), names: def.trees.iter().flat_map(of_tree).collect() }
    }

    /// The name of the list with these choices; `wanted` if it is a new one and the name is free.
    pub fn list(&mut self, wanted: &str, choices: &[Choice], columns: &[Vec<(String, String)>]) -> String {
        let known = self.lists.iter().find(|(_, known, further)| known == choices && further == columns);
        if let Some((name, _, _)) = known {
            return name.clone();
        }
        let numbered = (2..).map(|number: u32| format!("{wanted}_list_{number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        let name = names.find(|name| !self.names.contains(name)).unwrap_or_default();
        self.names.insert(name.clone());
        self.lists.push((name.clone(), choices.to_vec(), columns.to_vec()));
        name
    }

    pub fn finish(self, def: &FormDef) -> Vec<Cells> {
        let mut rows = Vec::new();
        for (name, choices, columns) in &self.lists {
            for (at, choice) in choices.iter().enumerate() {
                let further = columns.get(at).map(Vec::as_slice).unwrap_or_default();
                rows.push(row(name, choice, further));
            }
        }
        for (name, tree) in &def.trees {
            let mut levels: Vec<Vec<Cells>> = Vec::new();
            nodes(name, &tree.roots, &mut Vec::new(), &mut levels);
            rows.extend(levels.into_iter().flatten());
        }
        if rows.is_empty() {
            // The sheet has its headings also in a form without choices.
            rows.push(vec![
                cell("list_name", ""),
                cell("name", ""),
                cell("label::English (en)", ""),
                cell("label::Arabic (ar)", ""),
            ]);
        }
        rows
    }
}

fn row(list: &str, choice: &Choice, further: &[(String, String)]) -> Cells {
    let mut cells = vec![cell("list_name", list), cell("name", choice.value.as_str())];
    cells.extend(texts("label", &choice.label));
    let further = further.iter().filter(|(key, _)| key != "name");
    let (empty, filled): (Vec<_>, Vec<_>) = further.partition(|(_, value)| value.is_empty());
    cells.extend(filled.into_iter().map(|(key, value)| cell(key, value.as_str())));
    if !empty.is_empty() {
        let keys: Vec<&str> = empty.iter().map(|(key, _)| key.as_str()).collect();
        cells.extend(keys.iter().map(|key| cell(key, "")));
        cells.push(cell(EMPTY, keys.join(" ")));
    }
    cells
}

/// One list for each level, with the choices above each choice in columns.
fn nodes(tree: &str, siblings: &[Node], above: &mut Vec<String>, levels: &mut Vec<Vec<Cells>>) {
    let level = above.len();
    for node in siblings {
        let further = above.iter().enumerate().map(|(at, value)| (level_list(tree, at), value.clone()));
        let further: Vec<(String, String)> = further.collect();
        if levels.len() <= level {
            levels.push(Vec::new());
        }
        if let Some(rows) = levels.get_mut(level) {
            rows.push(row(&level_list(tree, level), &node.choice, &further));
        }
        above.push(node.choice.value.clone());
        nodes(tree, &node.children, above, levels);
        above.pop();
    }
}
