//! Evaluates which questions apply and what is calculated, each question once.

use super::{
    item_count::item_count,
    order::{Node, QuestionPlace, Step, order},
};
use crate::domain::{
    form::{FieldKind, FormDef, Items},
    rules::{
        eval::{Values, View},
        tree::Rule,
        value::Value,
    },
};
use time::PrimitiveDateTime;

/// What the rules of a form make of the answers.
#[derive(Debug, Default)]
pub struct Computed {
    /// The answers, without those that do not apply and with what was calculated.
    pub values: Values,
    /// Questions and groups that do not apply.
    top: Vec<bool>,
    items: Vec<Vec<Vec<bool>>>,
    groups: Vec<bool>,
}

/// Whether calculations are made, or were made and stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Calculations {
    Make,
    Stored,
}

pub fn compute(def: &FormDef, values: Values, now: PrimitiveDateTime, calculations: Calculations) -> Computed {
    // A form with a circle is never loaded.
    let order = order(def).unwrap_or_default();
    let mut computed = Computed {
        top: vec![true; values.top.len()],
        items: values.groups.iter().map(|items| items.iter().map(|item| vec![true; item.len()]).collect()).collect(),
        groups: vec![true; values.groups.len()],
        values,
    };
    for node in order.iter().filter(|node| node.rules().next().is_some()) {
        computed.step(node, now, calculations);
    }
    computed
}

impl Computed {
    /// Whether the question is asked, in this item of its group.
    pub fn is_relevant(&self, place: QuestionPlace, item: Option<usize>) -> bool {
        let found = match (place.group, item) {
            (None, _) => self.top.get(place.field),
            (Some(group), Some(item)) => self.items.get(group).and_then(|items| items.get(item)?.get(place.field)),
            (Some(group), None) => self.groups.get(group),
        };
        found.copied().unwrap_or(true)
    }

    pub fn is_group_relevant(&self, group: usize) -> bool {
        self.groups.get(group).copied().unwrap_or(true)
    }

    pub fn value(&self, place: QuestionPlace, item: Option<usize>) -> &Value {
        let found = match (place.group, item) {
            (None, _) => self.values.top.get(place.field),
            (Some(group), Some(item)) => {
                self.values.groups.get(group).and_then(|items| items.get(item)?.get(place.field))
            }
            (Some(_), None) => None,
        };
        found.unwrap_or(&Value::Blank)
    }

    /// How many items a group must have; `None` if its rule says nothing.
    pub fn item_count(&self, items: &Items, now: PrimitiveDateTime) -> Option<usize> {
        let view = View { values: &self.values, item: None, own: None, columns: &[], now };
        item_count(&view.value(&items.repeat_count.as_ref()?.expression), items.max)
    }

    fn step(&mut self, node: &Node, now: PrimitiveDateTime, calculations: Calculations) {
        match node.step {
            Step::Group(group) => {
                let view = View { values: &self.values, item: None, own: None, columns: &[], now };
                let applies = node.section.is_none_or(|rule| view.is_true(&rule.expression));
                if let (false, Some(known), Some(items)) =
                    (applies, self.groups.get_mut(group), self.values.groups.get_mut(group))
                {
                    *known = false;
                    items.clear();
                }
            }
            Step::Field(place) => match place.group {
                None => self.field(node, place, None, now, calculations),
                Some(group) => {
                    let count = self.values.groups.get(group).map_or(0, Vec::len);
                    (0..count).for_each(|item| self.field(node, place, Some(item), now, calculations));
                }
            },
        }
    }

    fn field(
        &mut self,
        node: &Node,
        place: QuestionPlace,
        item: Option<usize>,
        now: PrimitiveDateTime,
        calculations: Calculations,
    ) {
        let Some(field) = node.field else { return };
        let view = View { values: &self.values, item, own: None, columns: &[], now };
        let holds = |rule: Option<&Rule>| rule.is_none_or(|rule| view.is_true(&rule.expression));
        let applies = holds(node.section) && holds(field.rules.relevant.as_ref());
        let made = match &field.rules.calculation {
            _ if !applies => Some(Value::Blank),
            Some(rule) if calculations == Calculations::Make => {
                Some(rounded(&field.kind, view.value(&rule.expression)))
            }
            _ => None,
        };
        let (values, relevant) = match (place.group, item) {
            (Some(group), Some(item)) => (
                self.values.groups.get_mut(group).and_then(|items| items.get_mut(item)),
                self.items.get_mut(group).and_then(|items| items.get_mut(item)),
            ),
            _ => (Some(&mut self.values.top), Some(&mut self.top)),
        };
        if let Some(known) = relevant.and_then(|relevant| relevant.get_mut(place.field)) {
            *known = applies;
        }
        if let (Some(made), Some(value)) = (made, values.and_then(|values| values.get_mut(place.field))) {
            *value = made;
        }
    }
}

/// A calculated number as it is stored, so that other questions see what is stored.
fn rounded(kind: &FieldKind, value: Value) -> Value {
    match (kind, value) {
        (FieldKind::Number { decimals, .. }, Value::Number(number)) => {
            number.round(u32::from(*decimals)).map_or(Value::Blank, Value::Number)
        }
        (_, value) => value,
    }
}
