//! The order of evaluation: what an expression reads comes before it.

use crate::domain::{
    form::{Field, FormDef, SectionBody},
    rules::tree::{Expression, Rule},
};
use std::collections::HashMap;

/// A question by its place in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QuestionPlace {
    /// The place of its repeating group; `None` if it is asked once.
    pub group: Option<usize>,
    pub field: usize,
}

/// What is evaluated at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Whether a repeating group applies.
    Group(usize),
    /// Whether a question applies, and what it is calculated to; in all items of its group.
    Field(QuestionPlace),
}

/// A question or group with the rules that decide about its answer.
#[derive(Clone, Copy)]
pub struct Node<'f> {
    pub step: Step,
    pub name: &'f str,
    /// The field; none for a group.
    pub field: Option<&'f Field>,
    /// The condition of the section.
    pub section: Option<&'f Rule>,
    /// How many items a group must have. It decides about no answer, but an item that comes for it must not change it.
    pub count: Option<&'f Rule>,
}

impl<'f> Node<'f> {
    /// The rules that decide about its answer.
    pub fn rules(&self) -> impl Iterator<Item = &'f Rule> + use<'f> {
        let of_field = |field: &'f Field| field.rules.relevant.iter().chain(&field.rules.calculation);
        self.section.into_iter().chain(self.field.map(of_field).into_iter().flatten())
    }

    fn reads(&self) -> Vec<Step> {
        let mut read = Vec::new();
        if let Step::Field(QuestionPlace { group: Some(group), .. }) = self.step {
            read.push(Step::Group(group));
        }
        for rule in self.rules().chain(self.count) {
            let fields = rule.expression.fields().into_iter();
            read.extend(fields.map(|field| Step::Field(QuestionPlace { group: field.group, field: field.field })));
            rule.expression.walk(&mut |expression| {
                if let Expression::Count { group, .. } = expression {
                    read.push(Step::Group(*group));
                }
            });
        }
        read
    }
}

/// All questions and groups, in the order of the form.
pub fn nodes(def: &FormDef) -> Vec<Node<'_>> {
    let (mut nodes, mut top, mut groups) = (Vec::new(), 0, 0);
    for section in &def.sections {
        let rule = section.relevant.as_ref();
        match &section.body {
            SectionBody::Fields(fields) => {
                for field in fields {
                    let step = Step::Field(QuestionPlace { group: None, field: top });
                    nodes.push(Node { step, name: &field.name, field: Some(field), section: rule, count: None });
                    top += 1;
                }
            }
            SectionBody::Items(items) => {
                let (step, count) = (Step::Group(groups), items.repeat_count.as_ref());
                nodes.push(Node { step, name: &items.name, field: None, section: rule, count });
                for (index, field) in items.fields.iter().enumerate() {
                    let step = Step::Field(QuestionPlace { group: Some(groups), field: index });
                    nodes.push(Node { step, name: &field.name, field: Some(field), section: None, count: None });
                }
                groups += 1;
            }
        }
    }
    nodes
}

/// Sorts the nodes so that each comes after what it reads. A circle is returned as the names in it.
pub fn order(def: &FormDef) -> Result<Vec<Node<'_>>, Vec<String>> {
    let nodes = nodes(def);
    let places: HashMap<Step, usize> = nodes.iter().enumerate().map(|(place, node)| (node.step, place)).collect();
    let reads: Vec<Vec<usize>> =
        nodes.iter().map(|node| node.reads().iter().filter_map(|step| places.get(step).copied()).collect()).collect();
    let mut visit = Visit { reads: &reads, state: vec![State::New; nodes.len()], sorted: Vec::new() };
    for start in 0..nodes.len() {
        if let Some(circle) = visit.from(start) {
            let name = |place: &usize| nodes.get(*place).map_or(String::new(), |node| node.name.to_owned());
            return Err(circle.iter().map(name).collect());
        }
    }
    Ok(visit.sorted.iter().filter_map(|place| nodes.get(*place).copied()).collect())
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

struct Visit<'r> {
    reads: &'r [Vec<usize>],
    state: Vec<State>,
    sorted: Vec<usize>,
}

impl Visit<'_> {
    /// Depth first, with a stack of its own. Returns the circle that it meets.
    fn from(&mut self, start: usize) -> Option<Vec<usize>> {
        if self.state.get(start) != Some(&State::New) {
            return None;
        }
        // Each entry is a node with how many of its reads were looked at.
        let mut path = vec![(start, 0)];
        self.set(start, State::Open);
        while let Some((place, next)) = path.last_mut() {
            let Some(read) = self.reads.get(*place).and_then(|reads| reads.get(*next)).copied() else {
                let place = *place;
                self.set(place, State::Done);
                self.sorted.push(place);
                path.pop();
                continue;
            };
            *next += 1;
            match self.state.get(read) {
                Some(State::New) => {
                    self.set(read, State::Open);
                    path.push((read, 0));
                }
                Some(State::Open) => {
                    let from = path.iter().position(|(place, _)| *place == read).unwrap_or_default();
                    return Some(path.iter().skip(from).map(|(place, _)| *place).chain([read]).collect());
                }
                Some(State::Done) | None => {}
            }
        }
        None
    }

    fn set(&mut self, place: usize, state: State) {
        if let Some(known) = self.state.get_mut(place) {
            *known = state;
        }
    }
}
