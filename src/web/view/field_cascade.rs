//! The choices of a cascade level on the page of a form, grouped by what is chosen above.

use super::{
    control::{CascadeGroup, ChoiceView},
    field::{Page, Scope},
};
use crate::domain::form::{Choice, Field, FieldKind, Node};

impl Page<'_> {
    /// Every group of a level. The answer is marked below the parents that were chosen with it; if it is not there
    /// (the parent was changed without JavaScript), wherever else it stands, so that nothing chosen gets lost.
    pub(super) fn cascade(&self, scope: &Scope<'_>, tree: &str, level: usize, value: &str) -> Vec<CascadeGroup> {
        let Some(roots) = self.def.trees.get(tree).map(|tree| tree.roots.as_slice()) else { return Vec::new() };
        let mut groups = Vec::new();
        self.collect(roots, level, &mut Vec::new(), &mut groups);
        let parents = self.parents(scope, tree, level);
        let place = |group: &CascadeGroup| group.choices.iter().position(|choice| choice.value == value);
        let home = groups.iter().position(|group| group.parent == parents && place(group).is_some());
        let group = home.or_else(|| groups.iter().position(|group| place(group).is_some()));
        if let Some(group) = group.and_then(|i| groups.get_mut(i))
            && let Some(choice) = group.choices.iter_mut().find(|choice| choice.value == value)
        {
            choice.chosen = !value.is_empty();
        }
        groups
    }

    fn collect<'n>(&self, nodes: &'n [Node], level: usize, path: &mut Vec<&'n Choice>, out: &mut Vec<CascadeGroup>) {
        if level > 0 {
            for node in nodes {
                path.push(&node.choice);
                self.collect(&node.children, level - 1, path, out);
                path.pop();
            }
        } else if !nodes.is_empty() {
            let join = |texts: Vec<&str>, between: &str| texts.join(between);
            out.push(CascadeGroup {
                parent: join(path.iter().map(|c| c.value.as_str()).collect(), "/"),
                label: join(path.iter().map(|c| c.label.get(self.lang)).collect(), " › "),
                choices: nodes.iter().map(|node| self.choice(&node.choice, "")).map(unchosen).collect(),
            });
        }
    }

    /// What was chosen at the levels above, joined as in [`CascadeGroup::parent`].
    fn parents(&self, scope: &Scope<'_>, tree: &str, level: usize) -> String {
        let at = |wanted: usize| {
            let is_it =
                |f: &&Field| matches!(&f.kind, FieldKind::Cascade { tree: t, level: l } if t == tree && *l == wanted);
            let field = scope.fields.iter().find(is_it)?;
            self.filled.raw.first_text(&format!("{}{}", scope.posted, field.name))
        };
        (0..level).map(|l| at(l).unwrap_or_default()).collect::<Vec<_>>().join("/")
    }
}

fn unchosen(choice: ChoiceView) -> ChoiceView {
    ChoiceView { chosen: false, ..choice }
}
