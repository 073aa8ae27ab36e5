//! The body of `POST /api/v1/submissions/<module>`, parsed.
//!
//! Input: a JSON object whose `form_data` has the shape in which a submission is stored and shown, so what was read
//! can be sent again. Output: the raw form that the page of the form also produces, with the errors of values of a
//! wrong type. The same rules validate both.

use crate::{
    domain::{
        form::{FieldKind, FormDef},
        ids::{SubmissionId, SubmissionKey},
        lang::Lang,
        position::Coordinate,
        problem::Problem,
        raw::{RawForm, RawValue},
        upload::{FileType, Upload},
        validate::{FieldError, Part, Question, Subject, ValidationCode},
    },
    i18n,
    web::forms::multipart::{limits, too_many},
};
use serde_json::{Map, Value};

/// The parsed body. The answers are not validated yet.
#[derive(Debug, Default)]
pub struct SubmissionBody {
    pub key: Option<SubmissionKey>,
    pub lang: Option<Lang>,
    /// The submission that it inspects again.
    pub reinspects: Option<SubmissionId>,
    pub raw: RawForm,
    /// Complaints that only the reading can make: values of the wrong kind.
    pub errors: Vec<FieldError>,
}

const ANSWERS: &str = "form_data";
const KEY: &str = "submission_key";
const LANGUAGE: &str = "language";
pub const REINSPECTS: &str = "reinspects";

impl SubmissionBody {
    pub fn read(def: &FormDef, body: Map<String, Value>) -> Result<SubmissionBody, Problem> {
        let mut posted = SubmissionBody::default();
        for (name, value) in body {
            match (name.as_str(), value) {
                (KEY, Value::String(key)) => posted.key = key.parse().ok(),
                (KEY, _) => {}
                (LANGUAGE, Value::Null) => {}
                (LANGUAGE, value) => match value.as_str().and_then(i18n::supported) {
                    Some(lang) => posted.lang = Some(lang),
                    None => posted.errors.push(top(LANGUAGE, ValidationCode::NotAChoice)),
                },
                (REINSPECTS, Value::Null) => {}
                (REINSPECTS, value) => match value.as_str().and_then(|id| id.parse().ok()) {
                    Some(id) => posted.reinspects = Some(id),
                    None => posted.errors.push(no_earlier_submission()),
                },
                (ANSWERS, Value::Object(answers)) => posted.answers(def, answers),
                (ANSWERS, _) => posted.errors.push(top(ANSWERS, ValidationCode::Missing)),
                _ => posted.errors.push(top(&name, ValidationCode::UnknownField)),
            }
        }
        if posted.key.is_none() {
            posted.errors.insert(0, top(KEY, ValidationCode::Missing));
        }
        if posted.raw.parts.len() > limits::TEXTS { Err(too_many()) } else { Ok(posted) }
    }

    fn answers(&mut self, def: &FormDef, answers: Map<String, Value>) {
        for (name, value) in answers {
            match (def.items_named(&name), value) {
                (Some(_), Value::Array(items)) => {
                    for (index, item) in items.into_iter().enumerate() {
                        match item {
                            Value::Object(fields) => fields
                                .into_iter()
                                .for_each(|(field, value)| self.answer(def, &format!("{name}.{index}.{field}"), value)),
                            _ => self.add_error(def, &format!("{name}.{index}"), ValidationCode::UnknownField),
                        }
                    }
                }
                (Some(_), Value::Null) => {}
                (_, value) => self.answer(def, &name, value),
            }
        }
    }

    fn answer(&mut self, def: &FormDef, name: &str, value: Value) {
        let Some(question) = Question::find(def, name) else {
            return self.add_error(def, name, ValidationCode::UnknownField);
        };
        match (&question.field.kind, question.part, value) {
            (_, _, Value::Null) => {}
            (FieldKind::Photos { .. }, _, Value::Array(ids)) => {
                ids.into_iter().for_each(|id| self.upload(def, name, id));
            }
            (FieldKind::Signature, Part::Whole, Value::Object(signature)) => {
                for (key, value) in signature {
                    match (key.as_str(), value) {
                        (_, Value::Null) => {}
                        ("name", Value::String(text)) => self.text(&format!("{name}_typed"), &text),
                        ("drawn", id) => self.upload(def, name, id),
                        _ => self.add_error(def, name, ValidationCode::UnknownField),
                    }
                }
            }
            (FieldKind::File, _, id @ Value::String(_)) => self.upload(def, name, id),
            (FieldKind::Photos { .. } | FieldKind::Signature | FieldKind::File, Part::Whole, _) => {
                self.add_error(def, name, ValidationCode::FileExpected);
            }
            (FieldKind::SelectMultiple { .. }, _, Value::Array(values)) => {
                for value in values {
                    match value {
                        Value::String(text) => self.text(name, &text),
                        _ => self.add_error(def, name, ValidationCode::NotAChoice),
                    }
                }
            }
            (FieldKind::Geopoint, Part::Whole, Value::Object(position)) => {
                for (key, value) in position {
                    self.coordinate(def, name, &key, value);
                }
            }
            (FieldKind::Geopoint, Part::Whole, _) => self.add_error(def, name, ValidationCode::NotAPosition),
            (_, _, Value::String(text)) => self.text(name, &text),
            // Numbers that a program's number would round are texts by now: exact either way.
            (FieldKind::Number { .. }, _, Value::Number(number)) => self.text(name, &number.to_string()),
            (FieldKind::Number { .. }, _, _) => self.add_error(def, name, ValidationCode::NotANumber),
            (FieldKind::Checkbox { .. }, _, Value::Bool(yes)) => self.text(name, if yes { "yes" } else { "no" }),
            (FieldKind::Checkbox { .. }, _, _) => self.add_error(def, name, ValidationCode::NotYesOrNo),
            (FieldKind::Time { .. }, _, _) => self.add_error(def, name, ValidationCode::NotATime),
            (FieldKind::Date { .. }, _, _) => self.add_error(def, name, ValidationCode::NotADate),
            (FieldKind::Choice { .. } | FieldKind::SelectMultiple { .. } | FieldKind::Cascade { .. }, _, _) => {
                self.add_error(def, name, ValidationCode::NotAChoice);
            }
            _ => self.add_error(def, name, ValidationCode::TextExpected),
        }
    }

    /// A number of a position.
    fn coordinate(&mut self, def: &FormDef, name: &str, key: &str, value: Value) {
        let Some(coordinate) = Coordinate::ALL.into_iter().find(|coordinate| coordinate.key() == key) else {
            return self.add_error(def, name, ValidationCode::NotAPosition);
        };
        let name = format!("{name}{}", coordinate.suffix());
        match value {
            Value::Null => {}
            Value::Number(number) => self.text(&name, &number.to_string()),
            Value::String(number) => self.text(&name, &number),
            _ => self.add_error(def, &name, ValidationCode::NotANumber),
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        self.raw.text(name, text.replace("\r\n", "\n"));
    }

    fn upload(&mut self, def: &FormDef, name: &str, id: Value) {
        match id.as_str().and_then(|id| id.parse().ok()) {
            Some(id) => self.raw.upload(name, id),
            None => self.add_error(def, name, ValidationCode::FileGone),
        }
    }

    fn add_error(&mut self, def: &FormDef, name: &str, complaint: ValidationCode) {
        self.errors.push(FieldError::at(def, name, complaint));
    }

    /// Files stand where their kind belongs: a photo is no signature.
    pub fn compare(&mut self, def: &FormDef, known: &[Upload]) {
        let misplaced = |name: &str, kind: FileType| {
            let wanted = Question::find(def, name).and_then(|q| q.field.kind.upload_type());
            wanted.is_some_and(|wanted| wanted != kind)
        };
        let wrong: Vec<String> = known
            .iter()
            .flat_map(|upload| {
                let parts = self.raw.parts.iter().filter(move |part| part.value == RawValue::Upload(upload.id.clone()));
                parts.filter(|part| misplaced(&part.name, upload.file_type)).map(|part| part.name.clone())
            })
            .collect();
        wrong.iter().for_each(|name| self.add_error(def, name, ValidationCode::FileExpected));
    }
}

/// The submission that is to be inspected again is not there for the sender.
pub fn no_earlier_submission() -> FieldError {
    top(REINSPECTS, ValidationCode::NoSuchSubmission)
}

/// A complaint about the message around the answers.
fn top(name: &str, complaint: ValidationCode) -> FieldError {
    let label = match name {
        KEY => Subject::Control("form-submission-key"),
        ANSWERS => Subject::Control("api-field-answers"),
        LANGUAGE => Subject::Control("api-field-language"),
        REINSPECTS => Subject::Control("api-field-reinspects"),
        other => Subject::Name(other.to_owned()),
    };
    FieldError::of(name, label, complaint)
}
