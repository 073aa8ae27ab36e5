//! What a correction changed, question by question.
//!
//! Input: the stored answers before and after. Output: one entry for each question whose answer differs, by its name in
//! a post. Photos are compared by their ids, so a photo that was kept does not count.

use super::super::{
    answers::{Answer, Answers, Group},
    form::{Field, FormDef, SectionBody},
};

/// A question with different answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<'a> {
    /// `site_name`, `items.0.asset`.
    pub name: String,
    pub field: &'a Field,
    /// The heading of an item and its number, counted from 1.
    pub item: Option<(&'a super::super::lang::Label, usize)>,
    pub before: Option<Answer>,
    pub after: Option<Answer>,
}

/// The differences in the order of the form.
pub fn differences<'a>(def: &'a FormDef, before: &Answers, after: &Answers) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    for section in &def.sections {
        match &section.body {
            SectionBody::Fields(fields) => {
                found.extend(
                    fields
                        .iter()
                        .filter_map(|field| between(field, field.name.clone(), None, &before.fields, &after.fields)),
                );
            }
            SectionBody::Items(items) => {
                let (old, new) = (before.items_of(&items.name), after.items_of(&items.name));
                let nothing = Group::new();
                for index in 0..old.len().max(new.len()) {
                    let (old, new) = (old.get(index).unwrap_or(&nothing), new.get(index).unwrap_or(&nothing));
                    found.extend(items.fields.iter().filter_map(|field| {
                        let name = format!("{}.{index}.{}", items.name, field.name);
                        between(field, name, Some((&items.singular, index + 1)), old, new)
                    }));
                }
            }
        }
    }
    found
}

fn between<'a>(
    field: &'a Field,
    name: String,
    item: Option<(&'a super::super::lang::Label, usize)>,
    before: &Group,
    after: &Group,
) -> Option<Difference<'a>> {
    let of = |group: &Group| super::super::answers::answer(group, &field.name).cloned();
    let (before, after) = (of(before), of(after));
    (before != after).then_some(Difference { name, field, item, before, after })
}
