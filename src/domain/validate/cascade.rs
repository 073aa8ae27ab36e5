//! Cascades: the allowed values of a level depend on the values of the levels above in the same group of fields.

use super::ValidationCode;
use crate::domain::form::{Field, FormDef, Node};

/// The cascade levels of one group of fields that were checked so far.
#[derive(Default)]
pub(super) struct CascadeLevels<'a> {
    taken: Vec<CascadeLevel<'a>>,
}

struct CascadeLevel<'a> {
    tree: &'a str,
    field: &'a Field,
    value: LevelAnswer,
}

/// The result of a level.
pub(super) enum LevelAnswer {
    Chosen(String),
    Empty,
    /// An error was already reported for it.
    Invalid,
    /// It was excused, so the levels below are excused too.
    NotRequired,
}

/// Why a level has no answer.
pub(super) enum NoLevelAnswer {
    Invalid(ValidationCode),
    /// Not an error of this level: the level above is invalid, or has no choices below it.
    NotRequired,
}

impl<'a> CascadeLevels<'a> {
    pub fn push(&mut self, tree: &'a str, field: &'a Field, value: LevelAnswer) {
        self.taken.push(CascadeLevel { tree, field, value });
    }

    /// Checks the next level. `sent` is `None` if nothing was chosen.
    pub fn next(&self, def: &FormDef, tree: &str, sent: Option<&str>) -> Result<Option<String>, NoLevelAnswer> {
        let mut path = Vec::new();
        for step in self.taken.iter().filter(|step| step.tree == tree) {
            match (&step.value, sent) {
                (LevelAnswer::Chosen(value), _) => path.push(value.as_str()),
                (LevelAnswer::Empty | LevelAnswer::Invalid, None) => return Ok(None),
                (LevelAnswer::Empty, Some(_)) if !step.field.required => {
                    return Err(NoLevelAnswer::Invalid(ValidationCode::NotBelow(step.field.label.clone().into())));
                }
                _ => return Err(NoLevelAnswer::NotRequired),
            }
        }
        let nodes: &[Node] = def.trees.get(tree).and_then(|tree| tree.below(&path)).unwrap_or_default();
        match sent {
            None if nodes.is_empty() => Err(NoLevelAnswer::NotRequired),
            None => Ok(None),
            Some(value) if nodes.iter().any(|node| node.choice.value == value) => Ok(Some(value.to_owned())),
            Some(_) => Err(NoLevelAnswer::Invalid(match self.taken.iter().rfind(|step| step.tree == tree) {
                Some(step) => ValidationCode::NotBelow(step.field.label.clone().into()),
                None => ValidationCode::NotAChoice,
            })),
        }
    }
}
