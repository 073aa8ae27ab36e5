//! The answers of a submission as its page shows them: every question, also those without an answer.

use super::picture::Picture;
use crate::{
    domain::{
        answers::{Answer, Answers, FURTHER, Group, answer},
        extra_answers,
        form::{Field, FieldKind, FormDef, SectionBody},
        ids::UploadId,
        lang::Lang,
        upload::Upload,
    },
    i18n::Texts,
    services::{
        pending_submissions::PendingSubmission,
        submissions::{OldMedia, SubmissionDetails},
    },
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
    Photos(Vec<AnswerPicture>),
    Signature { name: Option<String>, drawn: Option<AnswerPicture> },
}

/// A picture that an answer names, or the gap where it should be.
pub enum AnswerPicture {
    Picture(Picture),
    /// A sentence that says why it is not shown.
    MediaUnavailable(String),
    Missing,
}

/// What all facts of one page have in common.
struct Reader<'a> {
    def: &'a FormDef,
    uploads: &'a [Upload],
    /// Uploads whose files are missing.
    missing: &'a [UploadId],
    media: &'a [OldMedia],
    /// Below which address the pictures are.
    pictures_at: &'a str,
    /// Below which address each picture has a page.
    pages_at: Option<&'a str>,
    lang: Lang,
    texts: Texts,
}

/// The sections of a submission in the order of its form, and behind them what an old record answered besides.
pub fn sections(shown: &SubmissionDetails, lang: Lang) -> Vec<SectionView> {
    if shown.answers_hidden {
        return Vec::new();
    }
    let SubmissionDetails { def, submission, uploads, missing, media, further_photos, .. } = shown;
    let pages_at = format!("/submissions/{}/photos", submission.id);
    let pages_at = Some(pages_at.as_str());
    let (pictures_at, texts) = ("/uploads", Texts::of(lang));
    let reader = Reader { def, uploads, missing, media, pictures_at, pages_at, lang, texts };
    reader.sections(&submission.answers, further_photos)
}

/// The sections of what waits for a decision; its pictures are shown to those who decide.
pub fn sections_waiting(waiting: &PendingSubmission, lang: Lang) -> Vec<SectionView> {
    let PendingSubmission { def, uploads, answers, .. } = waiting;
    let pictures_at = "/pending-submissions/uploads";
    Reader { def, uploads, missing: &[], media: &[], pictures_at, pages_at: None, lang, texts: Texts::of(lang) }
        .sections(answers, &[])
}

impl Reader<'_> {
    fn sections(&self, answers: &Answers, further_photos: &[UploadId]) -> Vec<SectionView> {
        let (reader, lang) = (self, self.lang);
        let section = |section: &crate::domain::form::Section| SectionView {
            id: section.id.clone(),
            title: section.title.get(lang).to_owned(),
            body: match &section.body {
                SectionBody::Fields(fields) => BodyView::Facts(reader.facts(fields, &answers.fields)),
                SectionBody::Items(items) => BodyView::Items {
                    singular: items.singular.get(lang).to_owned(),
                    items: answers.items_of(&items.name).iter().map(|g| reader.facts(&items.fields, g)).collect(),
                },
            },
        };
        let further = reader.further(answers, further_photos);
        self.def.sections.iter().map(section).chain(further).collect()
    }

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
            Answer::Date(date) => Value::Text(Texts::of(self.lang).date(*date)),
            Answer::Choice(value) => Value::Text(self.def.choice_label(field, value, self.lang).to_owned()),
            Answer::Bool(true) => Value::Text(self.texts.t("common-yes").to_owned()),
            Answer::Bool(false) => Value::Text(self.texts.t("common-no").to_owned()),
            Answer::Photos(ids) if ids.is_empty() => Value::Unanswered,
            Answer::Photos(ids) => Value::Photos(ids.iter().map(|id| self.shown(id)).collect()),
            Answer::Signature(signature) => Value::Signature {
                name: signature.name.clone(),
                drawn: signature.drawn.as_ref().map(|id| self.shown(id)),
            },
        }
    }

    fn shown(&self, id: &UploadId) -> AnswerPicture {
        if self.missing.contains(id) {
            return AnswerPicture::Missing;
        }
        if let Some(upload) = self.uploads.iter().find(|upload| upload.id == *id) {
            return AnswerPicture::Picture(
                Picture::new(upload, self.lang).at(self.pictures_at).with_page(self.pages_at),
            );
        }
        let why = self.media.iter().find(|media| media.id == *id).and_then(|media| media.not_shown.as_ref());
        why.map_or(AnswerPicture::Missing, |why| {
            AnswerPicture::MediaUnavailable(Texts::of(self.lang).media_unavailable(why))
        })
    }

    fn further(&self, answers: &Answers, photos: &[UploadId]) -> Option<SectionView> {
        let answers = answers.further.iter().map(|(path, text)| Fact {
            label: extra_answers::label(path, self.def, self.lang),
            value: Value::Text(text.clone()),
        });
        let photos = (!photos.is_empty()).then(|| Fact {
            label: self.texts.t("common-photos").to_owned(),
            value: Value::Photos(photos.iter().map(|id| self.shown(id)).collect()),
        });
        let facts: Vec<Fact> = answers.chain(photos).collect();
        let title = self.texts.t("imported-additional").to_owned();
        (!facts.is_empty()).then(|| SectionView { id: FURTHER.to_owned(), title, body: BodyView::Facts(facts) })
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
