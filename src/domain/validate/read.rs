//! The first pass over a form post: each question is read by itself, without the rules of the form.

use super::{
    Part, ValidationCode,
    cascade::{CascadeLevels, LevelAnswer, NoLevelAnswer},
    files::{self, UsedUploads},
    place::GroupPosition,
    position,
    post::{FieldParts, PostedParts},
    question::TYPED,
    text::{self, LineLimit},
    value::{self, NumberRule},
};
use crate::domain::{
    answers::{Answer, Signature},
    form::{Field, FieldKind, FormDef},
    form_rules::defaults::offered,
    position::Coordinate,
};
use time::Date;

/// What was sent for one question.
#[derive(Default)]
pub(super) struct FieldRead {
    pub answer: Option<Answer>,
    /// A missing answer is no error: the level above has no choices, or an error already.
    pub is_excused: bool,
    pub wrong: Vec<(Part, ValidationCode)>,
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

pub(super) struct FieldReader<'a> {
    pub def: &'a FormDef,
    pub latest_day: Date,
    pub post: &'a PostedParts<'a>,
    /// Whether calculations and fixed answers replace what was sent.
    pub has_given: bool,
    pub seen: UsedUploads<'a>,
}

impl<'a> FieldReader<'a> {
    pub fn group(&mut self, fields: &'a [Field], place: &GroupPosition) -> Vec<FieldRead> {
        let mut steps = CascadeLevels::default();
        fields.iter().map(|field| self.field(field, place, &mut steps)).collect()
    }

    fn field(&mut self, field: &'a Field, place: &GroupPosition, steps: &mut CascadeLevels<'a>) -> FieldRead {
        if self.has_given && field.rules.is_given() {
            return self.given(field);
        }
        let sent = self.post.get(&place.name(&field.name));
        let mut wrong: Vec<(Part, ValidationCode)> = sent.refused.iter().map(|c| (Part::Whole, (*c).clone())).collect();
        let mut is_excused = false;
        let mut answer = match self.answer(field, sent, steps) {
            Ok(answer) => answer,
            Err(without) => {
                match without {
                    NoAnswer::Invalid(complaint) => wrong.push((Part::Whole, complaint)),
                    NoAnswer::NotRequired => is_excused = true,
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
        if field.kind == FieldKind::Geopoint {
            let part =
                |coordinate: Coordinate| self.post.get(&place.name(&format!("{}{}", field.name, coordinate.suffix())));
            let (found, complaints) = position::position(sent, part);
            answer = found.map(Answer::Position);
            wrong.extend(complaints);
        }
        if let FieldKind::Cascade { tree, .. } = &field.kind {
            let taken = match &answer {
                Some(Answer::Choice(value)) => LevelAnswer::Chosen(value.clone()),
                _ if is_excused => LevelAnswer::NotRequired,
                _ if wrong.is_empty() => LevelAnswer::Empty,
                _ => LevelAnswer::Invalid,
            };
            steps.push(tree, field, taken);
        }
        FieldRead { answer, is_excused, wrong }
    }

    /// What the form answers itself: a fixed answer, or later a calculation.
    fn given(&self, field: &Field) -> FieldRead {
        let texts = if field.rules.calculation.is_some() { Vec::new() } else { offered(field) };
        let sent = FieldParts { texts, ..FieldParts::default() };
        let answer = plain(field, &sent, self.latest_day).and_then(|read| read.ok().flatten());
        FieldRead { answer, ..FieldRead::default() }
    }

    fn answer(
        &mut self,
        field: &Field,
        sent: &FieldParts<'a>,
        steps: &CascadeLevels,
    ) -> Result<Option<Answer>, NoAnswer> {
        if let Some(read) = plain(field, sent, self.latest_day) {
            return Ok(read?);
        }
        Ok(match &field.kind {
            FieldKind::Cascade { tree, .. } => steps.next(self.def, tree, files::typed(sent)?)?.map(Answer::Choice),
            FieldKind::Photos { max } => {
                let photos = files::photos(sent, *max, &mut self.seen)?;
                (!photos.is_empty()).then_some(Answer::Photos(photos))
            }
            FieldKind::File => files::file(sent, &mut self.seen)?.map(Answer::File),
            _ => files::drawing(sent, &mut self.seen)?
                .map(|id| Answer::Signature(Signature { drawn: Some(id), name: None })),
        })
    }
}

/// The answer to a question whose value depends on no other; `None` for other kinds.
fn plain(field: &Field, sent: &FieldParts, latest_day: Date) -> Option<Result<Option<Answer>, ValidationCode>> {
    let typed = || files::typed(sent);
    let read =
        |read: &dyn Fn(&str) -> Result<Answer, ValidationCode>| typed().and_then(|sent| sent.map(read).transpose());
    Some(match &field.kind {
        FieldKind::Text { max, .. } => read(&|sent| text::text(sent, *max, LineLimit::One).map(Answer::Text)),
        FieldKind::LongText { max } => read(&|sent| text::text(sent, *max, LineLimit::Many).map(Answer::Text)),
        FieldKind::Number { min, max, decimals, .. } => {
            let rule = NumberRule { min: *min, max: *max, decimals: *decimals, scale: field.rules.scale.as_ref() };
            read(&|sent| value::number(sent, &rule).map(Answer::Number))
        }
        FieldKind::Date { future } => read(&|sent| value::day(sent, (!future).then_some(latest_day)).map(Answer::Date)),
        FieldKind::Time { min, max } => read(&|sent| value::time(sent, *min, *max).map(Answer::Time)),
        FieldKind::Choice { choices, .. } => read(&|sent| value::choice(sent, choices).map(Answer::Choice)),
        FieldKind::SelectMultiple { choices, min, max, .. } => match sent.uploads.is_empty() {
            true => value::choices(&sent.texts, choices, *min, *max).map(|values| values.map(Answer::Choices)),
            false => Err(ValidationCode::TextExpected),
        },
        // Browsers send nothing for an unticked checkbox.
        FieldKind::Checkbox { .. } => typed().and_then(|sent| {
            let yes = sent.map_or(Ok(false), value::tick)?;
            Ok((yes || !field.required).then_some(Answer::Bool(yes)))
        }),
        // A position is read with its parts.
        FieldKind::Note | FieldKind::Geopoint => Ok(None),
        FieldKind::Cascade { .. } | FieldKind::Photos { .. } | FieldKind::Signature | FieldKind::File => return None,
    })
}
