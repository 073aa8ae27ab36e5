//! The answers of a submission as its page shows them: every question, also those that nobody answered.

use super::{format, picture::Picture, words::Words};
use crate::domain::{
    answers::{Answer, Group, answer},
    form::{Field, FieldKind, FormDef, SectionBody},
    ids::UploadId,
    lang::Lang,
    submission::Submission,
    upload::Upload,
};

pub struct SectionView {
    pub id: String,
    pub title: String,
    pub body: BodyView,
}

pub enum BodyView {
    Facts(Vec<Fact>),
    Items { singular: String, items: Vec<Vec<Fact>> },
}

/// A question with its answer.
pub struct Fact {
    pub label: String,
    pub value: Value,
}

pub enum Value {
    Unanswered,
    Text(String),
    Photos(Vec<Pictured>),
    Signature { name: Option<String>, drawn: Option<Pictured> },
}

/// A picture that an answer names, or the gap where it should be.
pub enum Pictured {
    Picture(Picture),
    Missing,
}

/// What all facts of one page have in common.
struct Reader<'a> {
    def: &'a FormDef,
    uploads: &'a [Upload],
    lang: Lang,
    words: &'static Words,
}

/// The sections of a submission in the order of its form.
pub fn sections(def: &FormDef, submission: &Submission, uploads: &[Upload], lang: Lang) -> Vec<SectionView> {
    let reader = Reader { def, uploads, lang, words: Words::of(lang) };
    let section = |section: &crate::domain::form::Section| SectionView {
        id: section.id.clone(),
        title: section.title.get(lang).to_owned(),
        body: match &section.body {
            SectionBody::Fields(fields) => BodyView::Facts(reader.facts(fields, &submission.answers.fields)),
            SectionBody::Items(items) => BodyView::Items {
                singular: items.singular.get(lang).to_owned(),
                items: submission
                    .answers
                    .items_of(&items.name)
                    .iter()
                    .map(|g| reader.facts(&items.fields, g))
                    .collect(),
            },
        },
    };
    def.sections.iter().map(section).collect()
}

impl Reader<'_> {
    fn facts(&self, fields: &[Field], group: &Group) -> Vec<Fact> {
        let fact = |field: &Field| Fact {
            label: field.label.get(self.lang).to_owned(),
            value: answer(group, &field.name).map_or(Value::Unanswered, |answer| self.value(field, answer)),
        };
        fields.iter().map(fact).collect()
    }

    fn value(&self, field: &Field, answer: &Answer) -> Value {
        match answer {
            Answer::Text(text) => Value::Text(text.clone()),
            Answer::Number(number) => Value::Text(match &field.kind {
                FieldKind::Number { unit: Some(unit), .. } => format!("{number} {}", unit.get(self.lang)),
                _ => number.to_string(),
            }),
            Answer::Date(date) => Value::Text(format::date(*date, self.lang)),
            Answer::Choice(value) => Value::Text(self.def.choice_label(field, value, self.lang).to_owned()),
            Answer::Bool(true) => Value::Text(self.words.common.yes.to_owned()),
            Answer::Bool(false) => Value::Text(self.words.common.no.to_owned()),
            Answer::Photos(ids) if ids.is_empty() => Value::Unanswered,
            Answer::Photos(ids) => Value::Photos(ids.iter().map(|id| self.shown(id)).collect()),
            Answer::Signature(signature) => Value::Signature {
                name: signature.name.clone(),
                drawn: signature.drawn.as_ref().map(|id| self.shown(id)),
            },
        }
    }

    fn shown(&self, id: &UploadId) -> Pictured {
        let upload = self.uploads.iter().find(|upload| upload.id == *id);
        upload.map_or(Pictured::Missing, |upload| Pictured::Picture(Picture::new(upload, self.lang)))
    }
}

impl Fact {
    /// Pictures and long texts take the whole line.
    pub fn wide(&self) -> bool {
        match &self.value {
            Value::Unanswered => false,
            Value::Text(text) => text.chars().count() > 60 || text.contains('\n'),
            Value::Photos(_) | Value::Signature { .. } => true,
        }
    }
}
