//! The type of each `calculate` row: XLSForm does not state it, so it is that of its expression.

use crate::{
    domain::rules::{
        compile::compile,
        schema::{GroupSchema, Schema, Scope},
        value::Type,
    },
    forms::check::MAX_FIELDS,
};

/// Calculations may name later ones; more rounds than this are not worth their time.
const ROUNDS: usize = 8;

/// A question as rules see it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub name: String,
    /// The place of its repeat, from 0.
    pub repeat: Option<usize>,
    /// None: that of the calculation.
    pub found: Option<Type>,
    pub calculation: String,
}

/// Gives each calculation a type; a text if its expression cannot be read, which is told elsewhere.
pub fn find_types(answers: &mut [Answer], repeats: &[String]) {
    // A form with more questions is refused.
    let rounds = if answers.len() > MAX_FIELDS { 0 } else { ROUNDS };
    for _ in 0..rounds {
        let mut is_new = false;
        for at in 0..answers.len() {
            let Some(answer) = answers.get(at).filter(|answer| answer.found.is_none()).cloned() else { continue };
            let schema = schema(answers, repeats);
            let fits = |wanted: &Type| {
                let scope = Scope { result: Some(*wanted), ..Scope::of(&schema, answer.repeat) };
                compile(&answer.calculation, &scope).is_ok()
            };
            if let Some(found) = [Type::Number, Type::Date, Type::Text].into_iter().find(fits) {
                if let Some(answer) = answers.get_mut(at) {
                    answer.found = Some(found);
                }
                is_new = true;
            }
        }
        if !is_new {
            break;
        }
    }
    for answer in answers.iter_mut() {
        answer.found.get_or_insert(Type::Text);
    }
}

fn schema(answers: &[Answer], repeats: &[String]) -> Schema {
    let of = |repeat: Option<usize>| {
        let known = answers.iter().filter(move |answer| answer.repeat == repeat);
        known.filter_map(|answer| Some((answer.name.clone(), answer.found?))).collect::<Vec<_>>()
    };
    let group = |(at, name): (usize, &String)| GroupSchema { name: name.clone(), fields: of(Some(at)) };
    Schema { top: of(None), groups: repeats.iter().enumerate().map(group).collect() }
}
