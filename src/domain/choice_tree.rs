//! Trees of choices, in which the choices of each level depend on the one above.

use super::{field_kind::Choice, lang::Label};

/// The choices of the first level, each with those below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    pub roots: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub choice: Choice,
    pub children: Vec<Node>,
}

impl Tree {
    /// The choices below a path of values. `None` if the path is not in the tree.
    pub fn below(&self, path: &[&str]) -> Option<&[Node]> {
        let mut nodes = self.roots.as_slice();
        for value in path {
            nodes = &nodes.iter().find(|n| n.choice.value == *value)?.children;
        }
        Some(nodes)
    }

    /// The label of the first node with this value at this level.
    pub fn label(&self, value: &str, level: usize) -> Option<&Label> {
        fn find<'a>(nodes: &'a [Node], value: &str, level: usize) -> Option<&'a Label> {
            match level {
                0 => nodes.iter().find(|n| n.choice.value == value).map(|n| &n.choice.label),
                _ => nodes.iter().find_map(|n| find(&n.children, value, level - 1)),
            }
        }
        find(&self.roots, value, level)
    }

    /// The number of choices at each level.
    pub fn counts(&self) -> Vec<usize> {
        fn count(nodes: &[Node], level: usize, counts: &mut Vec<usize>) {
            if nodes.is_empty() {
                return;
            }
            if counts.len() <= level {
                counts.push(0);
            }
            if let Some(n) = counts.get_mut(level) {
                *n += nodes.len();
            }
            nodes.iter().for_each(|n| count(&n.children, level + 1, counts));
        }
        let mut counts = Vec::new();
        count(&self.roots, 0, &mut counts);
        counts
    }
}
