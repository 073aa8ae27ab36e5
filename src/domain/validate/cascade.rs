//! Cascades: the allowed values of a level depend on the values of the levels above in the same group of fields.

use super::ValidationCode;
use crate::domain::form::{Field, FormDef, Node};

/// The cascade levels of one group of fields that were checked so far.
#[derive(Default)]
pub(super) struct Steps<'a> {
    taken: Vec<Step<'a>>,
}

struct Step<'a> {
    tree: &'a str,
    field: &'a Field,
    value: Taken,
}

/// The result of a level.
pub(super) enum Taken {
    Chosen(String),
    Nothing,
    /// An error was already reported for it.
    Wrong,
    /// It was excused, so the levels below are excused too.
    NotAsked,
}

/// Why a level has no answer.
pub(super) enum NoStep {
    Wrong(ValidationCode),
    /// Not an error of this level: the level above is invalid, or has no choices below it.
    Excused,
}

impl<'a> Steps<'a> {
    pub fn take(&mut self, tree: &'a str, field: &'a Field, value: Taken) {
        self.taken.push(Step { tree, field, value });
    }

    /// Checks the next level. `sent` is `None` if nothing was chosen.
    pub fn next(&self, def: &FormDef, tree: &str, sent: Option<&str>) -> Result<Option<String>, NoStep> {
        let mut path = Vec::new();
        for step in self.taken.iter().filter(|step| step.tree == tree) {
            match (&step.value, sent) {
                (Taken::Chosen(value), _) => path.push(value.as_str()),
                (Taken::Nothing | Taken::Wrong, None) => return Ok(None),
                (Taken::Nothing, Some(_)) if !step.field.required => {
                    return Err(NoStep::Wrong(ValidationCode::NotBelow(step.field.label.clone().into())));
                }
                _ => return Err(NoStep::Excused),
            }
        }
        let nodes: &[Node] = def.trees.get(tree).and_then(|tree| tree.below(&path)).unwrap_or_default();
        match sent {
            None if nodes.is_empty() => Err(NoStep::Excused),
            None => Ok(None),
            Some(value) if nodes.iter().any(|node| node.choice.value == value) => Ok(Some(value.to_owned())),
            Some(_) => Err(NoStep::Wrong(match self.taken.iter().rfind(|step| step.tree == tree) {
                Some(step) => ValidationCode::NotBelow(step.field.label.clone().into()),
                None => ValidationCode::NotAChoice,
            })),
        }
    }
}
