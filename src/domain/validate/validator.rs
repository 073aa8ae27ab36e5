//! Walks through a form in its order and collects answers and errors.

use super::{
    FieldError, ItemNumber, Part, ValidationCode,
    cascade::{CascadeLevels, LevelAnswer, NoLevelAnswer},
    files::{self, UsedUploads},
    post::{FieldParts, PostedParts},
    question::{self, TYPED},
    text::{self, LineLimit},
    value::{self, NumberRule},
};
use crate::domain::{
    answers::{Answer, Answers, Group, Signature},
    form::{Field, FieldKind, FormDef, Items, SectionBody},
    raw::RawForm,
};
use std::collections::HashSet;
use time::Date;

pub(super) fn check_form(
    def: &FormDef,
    raw: &RawForm,
    latest_day: Date,
    refused: &[FieldError],
) -> (Answers, Vec<FieldError>) {
    let post = PostedParts::new(def, raw, refused);
    let mut judge = Validator { def, latest_day, post: &post, seen: UsedUploads::new(), errors: Vec::new() };
    let mut answers = Answers::default();
    for section in &def.sections {
        match &section.body {
            SectionBody::Fields(fields) => answers.fields.extend(judge.group(fields, &GroupPosition::Top)),
            SectionBody::Items(items) => answers.items.push((items.name.clone(), judge.items(items))),
        }
    }
    judge.unknown();
    answers.further = judge.further(&raw.further);
    (answers, judge.errors)
}

/// Limits, in characters, for answers that the form does not have and for their names.
const MAX_FURTHER: usize = 20_000;
const MAX_FURTHER_NAME: usize = 200;

struct Validator<'a> {
    def: &'a FormDef,
    latest_day: Date,
    post: &'a PostedParts<'a>,
    seen: UsedUploads<'a>,
    errors: Vec<FieldError>,
}

/// The position of a group of fields: at the top level, or in an item.
enum GroupPosition<'a> {
    Top,
    Item {
        items: &'a Items,
        index: usize,
        /// The number of items before this one on the page.
        position: usize,
    },
}

impl GroupPosition<'_> {
    fn name(&self, field: &str) -> String {
        match self {
            GroupPosition::Top => field.to_owned(),
            GroupPosition::Item { items, index, .. } => format!("{}.{index}.{field}", items.name),
        }
    }

    fn error(&self, field: &Field, part: Part, complaint: ValidationCode) -> FieldError {
        let name = match part {
            Part::Whole => self.name(&field.name),
            Part::TypedName => self.name(&format!("{}{TYPED}", field.name)),
        };
        let item = match self {
            GroupPosition::Top => None,
            GroupPosition::Item { items, position, .. } => Some(ItemNumber::new(items, *position)),
        };
        FieldError { name, subject: question::subject(field, part), item, complaint }
    }
}

/// Why a question has no answer.
enum NoAnswer {
    Invalid(ValidationCode),
    /// No error is reported for it.
    NotRequired,
}

impl From<ValidationCode> for NoAnswer {
    fn from(complaint: ValidationCode) -> NoAnswer {
        NoAnswer::Invalid(complaint)
    }
}

impl From<NoLevelAnswer> for NoAnswer {
    fn from(no: NoLevelAnswer) -> NoAnswer {
        match no {
            NoLevelAnswer::Invalid(complaint) => NoAnswer::Invalid(complaint),
            NoLevelAnswer::NotRequired => NoAnswer::NotRequired,
        }
    }
}

impl<'a> Validator<'a> {
    fn items(&mut self, items: &'a Items) -> Vec<Group> {
        let filled: Vec<(usize, usize)> = (self.post.indexes(&items.name).enumerate())
            .filter(|(_, index)| !self.post.is_empty_item(items, *index))
            .collect();
        let found = filled.len();
        let complaint = if found < items.min {
            Some(ValidationCode::TooFewItems { limit: items.min })
        } else {
            (found > items.max).then_some(ValidationCode::TooManyItems { limit: items.max, found })
        };
        let error = |complaint| FieldError::of(&items.name, items.singular.clone(), complaint);
        self.errors.extend(complaint.map(error));
        let places = filled.into_iter().map(|(position, index)| GroupPosition::Item { items, index, position });
        places.map(|place| self.group(&items.fields, &place)).collect()
    }

    fn group(&mut self, fields: &'a [Field], place: &GroupPosition) -> Group {
        let mut steps = CascadeLevels::default();
        fields.iter().filter_map(|field| Some((field.name.clone(), self.field(field, place, &mut steps)?))).collect()
    }

    fn field(&mut self, field: &'a Field, place: &GroupPosition, steps: &mut CascadeLevels<'a>) -> Option<Answer> {
        let sent = self.post.get(&place.name(&field.name));
        let mut wrong: Vec<(Part, ValidationCode)> = sent.refused.iter().map(|c| (Part::Whole, (*c).clone())).collect();
        let mut excused = false;
        let mut answer = match self.answer(field, sent, steps) {
            Ok(answer) => answer,
            Err(without) => {
                match without {
                    NoAnswer::Invalid(complaint) => wrong.push((Part::Whole, complaint)),
                    NoAnswer::NotRequired => excused = true,
                }
                None
            }
        };
        if field.kind == FieldKind::Signature {
            let typed = self.post.get(&place.name(&format!("{}{TYPED}", field.name)));
            wrong.extend(typed.refused.iter().map(|c| (Part::TypedName, (*c).clone())));
            match files::signer(typed) {
                Ok(name) => answer = files::sign(answer, name),
                Err(complaint) => wrong.push((Part::TypedName, complaint)),
            }
        }
        if let FieldKind::Cascade { tree, .. } = &field.kind {
            let taken = match &answer {
                Some(Answer::Choice(value)) => LevelAnswer::Chosen(value.clone()),
                _ if excused => LevelAnswer::NotRequired,
                _ if wrong.is_empty() => LevelAnswer::Empty,
                _ => LevelAnswer::Invalid,
            };
            steps.push(tree, field, taken);
        }
        if answer.is_none() && wrong.is_empty() && field.required && !excused {
            wrong.push((Part::Whole, left_out(&field.kind)));
        }
        self.errors.extend(wrong.into_iter().map(|(part, complaint)| place.error(field, part, complaint)));
        answer
    }

    fn answer(
        &mut self,
        field: &Field,
        sent: &FieldParts<'a>,
        steps: &CascadeLevels,
    ) -> Result<Option<Answer>, NoAnswer> {
        let typed = || files::typed(sent);
        Ok(match &field.kind {
            FieldKind::Text { max, .. } => {
                typed()?.map(|sent| text::text(sent, *max, LineLimit::One)).transpose()?.map(Answer::Text)
            }
            FieldKind::LongText { max } => {
                typed()?.map(|sent| text::text(sent, *max, LineLimit::Many)).transpose()?.map(Answer::Text)
            }
            FieldKind::Number { min, max, decimals, .. } => {
                let rule = NumberRule { min: *min, max: *max, decimals: *decimals };
                typed()?.map(|sent| value::number(sent, &rule)).transpose()?.map(Answer::Number)
            }
            FieldKind::Date { future } => {
                let latest = (!future).then_some(self.latest_day);
                typed()?.map(|sent| value::day(sent, latest)).transpose()?.map(Answer::Date)
            }
            FieldKind::Choice { choices, .. } => {
                typed()?.map(|sent| value::choice(sent, choices)).transpose()?.map(Answer::Choice)
            }
            FieldKind::Cascade { tree, .. } => steps.next(self.def, tree, typed()?)?.map(Answer::Choice),
            FieldKind::Checkbox { .. } => {
                // Browsers send nothing for an unticked checkbox.
                let yes = typed()?.map_or(Ok(false), value::tick)?;
                (yes || !field.required).then_some(Answer::Bool(yes))
            }
            FieldKind::Photos { max } => {
                let photos = files::photos(sent, *max, &mut self.seen)?;
                (!photos.is_empty()).then_some(Answer::Photos(photos))
            }
            FieldKind::Signature => files::drawing(sent, &mut self.seen)?
                .map(|id| Answer::Signature(Signature { drawn: Some(id), name: None })),
        })
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

    fn unknown(&mut self) {
        for name in &self.post.unknown {
            let refused = &self.post.get(name).refused;
            let unknown = refused.is_empty().then_some(ValidationCode::UnknownField);
            let complaints = refused.iter().map(|c| (*c).clone()).chain(unknown);
            self.errors.extend(complaints.map(|complaint| FieldError::at(self.def, name, complaint)));
        }
    }
}

/// The error for a required field without an answer.
fn left_out(kind: &FieldKind) -> ValidationCode {
    match kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Number { .. } | FieldKind::Date { .. } => {
            ValidationCode::Missing
        }
        FieldKind::Choice { .. } | FieldKind::Cascade { .. } => ValidationCode::NotChosen,
        FieldKind::Checkbox { .. } => ValidationCode::NotTicked,
        FieldKind::Photos { .. } => ValidationCode::NoPhoto,
        FieldKind::Signature => ValidationCode::NotSigned,
    }
}
