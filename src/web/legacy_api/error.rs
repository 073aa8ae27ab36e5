//! The error response for clients of the legacy app: a status, and JSON with a sentence under `error`.

use super::protocol::LANG;
use crate::{
    domain::{
        form::FormDef,
        problem::Problem,
        validate::{FieldError, ValidationCode},
    },
    i18n::Texts,
    web::{
        context::RequestContext,
        problem::{self, retry_after},
    },
};
use rocket::{
    Request, Response,
    http::{ContentType, Header, Status},
    response::Responder,
};
use serde_json::{Value, json};
use std::io::Cursor;

pub const NOT_JSON: &str =
    "The body is not a JSON object, so nothing was saved. Send the fields of the form as one JSON object.";

/// The error of a request of the legacy app.
pub struct LegacyError {
    status: Status,
    body: Value,
    retry_after: Option<u64>,
}

impl LegacyError {
    /// A sentence of the legacy app.
    pub fn sentence(status: Status, sentence: &str) -> LegacyError {
        LegacyError { status, body: json!({ "error": sentence }), retry_after: None }
    }

    /// A problem in general.
    pub fn new(problem: &Problem, context: &RequestContext) -> LegacyError {
        LegacyError::with(problem, context, Texts::of(LANG).problem(problem))
    }

    /// A form that was not taken, in the legacy app's own words where it had any.
    pub fn of_form(problem: &Problem, context: &RequestContext, def: &FormDef) -> LegacyError {
        let sentence = match problem {
            Problem::Invalid(errors) => {
                old_words(def, errors).or_else(|| Some(Texts::of(LANG).field_error(errors.first()?)))
            }
            _ => None,
        };
        LegacyError::with(problem, context, sentence.unwrap_or_else(|| Texts::of(LANG).problem(problem)))
    }

    fn with(problem: &Problem, context: &RequestContext, sentence: String) -> LegacyError {
        problem::log(problem, &context.request_id);
        let status = match problem {
            // The legacy app knew no other code for an answer that it did not like.
            Problem::Invalid(_) => Status::BadRequest,
            other => problem::status(other),
        };
        let mut body = json!({ "error": sentence, "request_id": context.request_id });
        if let (Problem::Invalid(errors), Value::Object(body)) = (problem, &mut body) {
            let fields = errors.iter().map(|e| json!({ "message": Texts::of(LANG).field_error(e), "name": e.name }));
            body.insert("fields".into(), fields.collect());
        }
        LegacyError { status, body, retry_after: retry_after(problem) }
    }

    /// With the key by which the upload of a photo says that it failed.
    pub fn not_a_success(mut self) -> LegacyError {
        if let Value::Object(body) = &mut self.body {
            body.insert("success".into(), Value::Bool(false));
        }
        self
    }
}

/// What the legacy app said about fields that it required, and about its date.
fn old_words(def: &FormDef, errors: &[FieldError]) -> Option<String> {
    let required: &[&str] = match def.module.as_str() {
        "hvac_mep" => &["site_name"],
        "civil" => &["project_name", "location", "date"],
        "cleaning" => &["client_name", "project_name", "date_of_visit"],
        _ => &[],
    };
    let is_missing = |name: &&&str| errors.iter().any(|e| e.name == ***name && e.complaint == ValidationCode::Missing);
    let missing: Vec<&str> = required.iter().filter(is_missing).copied().collect();
    if missing == ["site_name"] {
        return Some("Site name is required".to_owned());
    }
    if !missing.is_empty() {
        return Some(format!("Missing required fields: {}", missing.join(", ")));
    }
    errors.iter().find(|e| e.name == def.date_field).and_then(|error| match error.complaint {
        ValidationCode::NotADate | ValidationCode::NoSuchDay => Some("Invalid date format. Use YYYY-MM-DD".to_owned()),
        ValidationCode::FutureDay => Some("Visit date cannot be in the future".to_owned()),
        _ => None,
    })
}

impl<'r> Responder<'r, 'static> for LegacyError {
    fn respond_to(self, _request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let body = self.body.to_string();
        let mut response = Response::build();
        response.status(self.status).header(ContentType::JSON).sized_body(body.len(), Cursor::new(body));
        if let Some(seconds) = self.retry_after {
            response.header(Header::new("Retry-After", seconds.to_string()));
        }
        response.ok()
    }
}
