//! Which questions of a stored submission apply. A question that does not apply is not among those without an answer.

use super::{
    compute::{Calculations, Computed, compute},
    order::{QuestionPlace, Step, nodes},
    values::of_answers,
};
use crate::domain::{answers::Answers, form::FormDef};
use std::collections::HashSet;
use time::macros::datetime;

/// What does not apply.
#[derive(Debug, Default)]
pub struct NotApplicable {
    /// Questions by group, item and name.
    questions: HashSet<(Option<(String, usize)>, String)>,
    groups: HashSet<String>,
}

impl NotApplicable {
    pub fn of(def: &FormDef, answers: &Answers) -> NotApplicable {
        if !def.has_conditions() {
            return NotApplicable::default();
        }
        // No condition reads the clock: what applies to stored answers does not change with time.
        let computed = compute(def, of_answers(def, answers), datetime!(2000 - 01 - 01 00:00), Calculations::Stored);
        let (mut found, mut groups) = (HashSet::new(), HashSet::new());
        for node in nodes(def) {
            let place = match node.step {
                Step::Field(place) => place,
                Step::Group(group) => {
                    groups.extend((!computed.is_group_relevant(group)).then(|| node.name.to_owned()));
                    continue;
                }
            };
            let group = place.group.and_then(|group| def.items().nth(group));
            match group {
                None if !computed.is_relevant(place, None) => {
                    found.insert((None, node.name.to_owned()));
                }
                None => {}
                Some(items) => {
                    let count = answers.items_of(&items.name).len();
                    let hidden = (0..count).filter(|item| !is_asked(&computed, place, *item));
                    found.extend(hidden.map(|item| (Some((items.name.clone(), item)), node.name.to_owned())));
                }
            }
        }
        NotApplicable { questions: found, groups }
    }

    pub fn has_group(&self, group: &str) -> bool {
        self.groups.contains(group)
    }

    /// `item`: the group and the place of the item.
    pub fn contains(&self, item: Option<(&str, usize)>, field: &str) -> bool {
        let item = item.map(|(group, item)| (group.to_owned(), item));
        !self.questions.is_empty() && self.questions.contains(&(item, field.to_owned()))
    }
}

fn is_asked(computed: &Computed, place: QuestionPlace, item: usize) -> bool {
    place.group.is_none_or(|group| computed.is_group_relevant(group)) && computed.is_relevant(place, Some(item))
}
