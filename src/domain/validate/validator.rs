//! Walks through a form in its order and collects answers and errors.
//!
//! Three passes: every question is read by itself; the rules of the form say which questions apply and calculate; what
//! applies is judged by what is required and by its constraint.

use super::{
    FieldError, ValidationCode,
    context::{PostContext, RuleUse},
    decide::{Decision, decide},
    files::UsedUploads,
    place::GroupPosition,
    post::PostedParts,
    read::{FieldRead, FieldReader},
    text::{self, LineLimit},
};
use crate::domain::{
    answers::{Answers, Group},
    form::{Field, FormDef, Items, SectionBody},
    form_rules::{
        compute::{Calculations, Computed, compute},
        order::QuestionPlace,
        values::value_of,
    },
    raw::RawForm,
    rules::eval::Values,
};
use std::collections::HashSet;

pub(super) fn check_form(
    def: &FormDef,
    raw: &RawForm,
    context: PostContext,
    refused: &[FieldError],
) -> (Answers, Vec<FieldError>) {
    let post = PostedParts::new(def, raw, refused);
    let has_rules = context.rules == RuleUse::Enforced && def.has_rules();
    let latest_day = context.latest_day;
    let mut reader = FieldReader { def, latest_day, post: &post, has_given: has_rules, seen: UsedUploads::new() };
    let mut read: Vec<SectionRead> =
        def.sections.iter().map(|section| section_read(&mut reader, &section.body)).collect();
    let computed = has_rules.then(|| compute(def, values(&read), context.now, Calculations::Make));
    let mut judge =
        Validator { def, context, computed: computed.as_ref(), is_section_conditional: false, errors: Vec::new() };
    let mut answers = Answers::default();
    let (mut top, mut groups) = (0, 0);
    for (section, read) in def.sections.iter().zip(&mut read) {
        judge.is_section_conditional = section.relevant.is_some();
        match (&section.body, read) {
            (SectionBody::Fields(fields), SectionRead::Fields(read)) => {
                answers.fields.extend(judge.group(fields, read, &GroupPosition::Top, top, None));
                top += fields.len();
            }
            (SectionBody::Items(items), SectionRead::Items(read)) => {
                answers.items.push((items.name.clone(), judge.items(items, read, groups)));
                groups += 1;
            }
            _ => {}
        }
    }
    judge.unknown(&post);
    answers.further = judge.further(&raw.further);
    (answers, judge.errors)
}

/// Limits, in characters, for answers that the form does not have and for their names.
const MAX_FURTHER: usize = 20_000;
const MAX_FURTHER_NAME: usize = 200;

/// What was sent for a section.
enum SectionRead {
    Fields(Vec<FieldRead>),
    /// The items that are not empty.
    Items(Vec<ItemRead>),
}

struct ItemRead {
    /// The index in the post, and the number of items before it on the page.
    index: usize,
    position: usize,
    fields: Vec<FieldRead>,
}

fn section_read<'a>(reader: &mut FieldReader<'a>, body: &'a SectionBody) -> SectionRead {
    match body {
        SectionBody::Fields(fields) => SectionRead::Fields(reader.group(fields, &GroupPosition::Top)),
        SectionBody::Items(items) => {
            let indexes = reader.post.indexes(&items.name).enumerate();
            let filled: Vec<(usize, usize)> =
                indexes.filter(|(_, index)| !reader.post.is_empty_item(items, *index)).collect();
            let item = |(position, index)| {
                let fields = reader.group(&items.fields, &GroupPosition::Item { items, index, position });
                ItemRead { index, position, fields }
            };
            SectionRead::Items(filled.into_iter().map(item).collect())
        }
    }
}

fn values(read: &[SectionRead]) -> Values {
    let of_group = |fields: &[FieldRead]| fields.iter().map(|read| value_of(read.answer.as_ref())).collect::<Vec<_>>();
    let mut values = Values::default();
    for section in read {
        match section {
            SectionRead::Fields(fields) => values.top.extend(of_group(fields)),
            SectionRead::Items(items) => values.groups.push(items.iter().map(|item| of_group(&item.fields)).collect()),
        }
    }
    values
}

struct Validator<'a> {
    def: &'a FormDef,
    context: PostContext,
    /// What the rules say; `None` if there are none, or if they do not count.
    computed: Option<&'a Computed>,
    /// Of the section that is judged.
    is_section_conditional: bool,
    errors: Vec<FieldError>,
}

impl Validator<'_> {
    fn items(&mut self, items: &Items, read: &mut [ItemRead], group: usize) -> Vec<Group> {
        if self.computed.is_some_and(|computed| !computed.is_group_relevant(group)) {
            return Vec::new();
        }
        let found = read.len();
        let may_not_apply = self.computed.is_none() && self.is_section_conditional;
        let wanted = self.computed.and_then(|computed| computed.item_count(items, self.context.now));
        let complaint = match wanted {
            _ if found > items.max => Some(ValidationCode::TooManyItems { limit: items.max, found }),
            Some(wanted) => (found != wanted).then_some(ValidationCode::ItemCount { wanted, found }),
            None if found < items.min && !may_not_apply => Some(ValidationCode::TooFewItems { limit: items.min }),
            None => None,
        };
        let error = |complaint| FieldError::of(&items.name, items.singular.clone(), complaint);
        self.errors.extend(complaint.map(error));
        let mut groups = Vec::new();
        for (number, item) in read.iter_mut().enumerate() {
            let place = GroupPosition::Item { items, index: item.index, position: item.position };
            groups.push(self.group(&items.fields, &mut item.fields, &place, 0, Some((group, number))));
        }
        groups
    }

    /// `first`: the place of the first field in the form or in its group; `item`: the places of the group and the item.
    fn group(
        &mut self,
        fields: &[Field],
        read: &mut [FieldRead],
        position: &GroupPosition,
        first: usize,
        item: Option<(usize, usize)>,
    ) -> Group {
        let mut group = Group::new();
        for ((field, read), number) in fields.iter().zip(read).zip(first..) {
            let place = QuestionPlace { group: item.map(|(group, _)| group), field: number };
            let decision = Decision {
                field,
                place,
                item: item.map(|(_, item)| item),
                computed: self.computed,
                is_section_conditional: self.is_section_conditional,
                now: self.context.now,
            };
            let (answer, wrong) = decide(&decision, std::mem::take(read));
            self.errors.extend(wrong.into_iter().map(|(part, complaint)| position.error(field, part, complaint)));
            group.extend(answer.map(|answer| (field.name.clone(), answer)));
        }
        group
    }

    /// Checks the texts of answers that the form does not have, and keeps them unchanged. Duplicate names are refused,
    /// because the stored JSON could hold only one of them.
    fn further(&mut self, sent: &[(String, String)]) -> Vec<(String, String)> {
        let (mut kept, mut met) = (Vec::new(), HashSet::new());
        for (name, text) in sent {
            let twice = !met.insert(name);
            let judged = text::text(name, MAX_FURTHER_NAME, LineLimit::One)
                .and_then(|name| Ok((name, text::text(text, MAX_FURTHER, LineLimit::Many)?)))
                .and_then(|answer| if twice { Err(ValidationCode::DuplicateField) } else { Ok(answer) });
            match judged {
                Ok(answer) => kept.push(answer),
                Err(complaint) => self.errors.push(FieldError::at(self.def, name, complaint)),
            }
        }
        kept
    }

    fn unknown(&mut self, post: &PostedParts) {
        for name in &post.unknown {
            let refused = &post.get(name).refused;
            let unknown = refused.is_empty().then_some(ValidationCode::UnknownField);
            let complaints = refused.iter().map(|c| (*c).clone()).chain(unknown);
            self.errors.extend(complaints.map(|complaint| FieldError::at(self.def, name, complaint)));
        }
    }
}
