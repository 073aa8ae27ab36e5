//! The choices of a form in the shape of the legacy app's `/dropdowns`.

use crate::{
    app::App,
    domain::{form::Node, ids::ModuleSlug},
};
use serde_json::{Value, json};

/// The choices of a form that depend on each other, from the first level down: `{"HVAC": {"Extract Fans": [...]}}`.
pub fn dependent_choices(app: &App, module: &str) -> Value {
    let slug: Option<ModuleSlug> = module.parse().ok();
    let tree = slug.and_then(|slug| app.forms.installed().get(&slug)).and_then(|def| def.trees.values().next());
    tree.map_or_else(|| json!({}), |tree| below(&tree.roots))
}

/// Choices with what is below each; those of the last level as a list.
fn below(nodes: &[Node]) -> Value {
    let name = |node: &Node| node.choice.value.clone();
    if nodes.iter().all(|node| node.children.is_empty()) {
        return nodes.iter().map(name).collect();
    }
    nodes.iter().map(|node| (name(node), below(&node.children))).collect()
}
