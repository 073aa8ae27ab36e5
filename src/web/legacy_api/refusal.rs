//! A refusal as clients of the old app read it: JSON with a sentence under `error`, and a status that says what kind.

use crate::{
    domain::{
        form::FormDef,
        problem::Problem,
        validate::{FieldError, ValidationCode},
    },
    web::{context::RequestContext, error},
};
use rocket::{
    Request, Response,
    http::{ContentType, Header, Status},
    response::Responder,
};
use serde_json::{Value, json};
use std::io::Cursor;

/// A request of the old app that was not done.
pub struct OldRefusal {
    status: Status,
    body: Value,
    retry: bool,
}

impl OldRefusal {
    /// A sentence of the old app.
    pub fn said(status: Status, sentence: &str) -> OldRefusal {
        OldRefusal { status, body: json!({ "error": sentence }), retry: false }
    }

    /// A problem in general.
    pub fn new(problem: &Problem, context: &RequestContext) -> OldRefusal {
        OldRefusal::with(problem, context, problem.sentence(super::LANG))
    }

    /// A form that was not taken, in the old app's own words where it had any.
    pub fn of_form(problem: &Problem, context: &RequestContext, def: &FormDef) -> OldRefusal {
        let sentence = match problem {
            Problem::Invalid(errors) => old_words(def, errors).or_else(|| Some(errors.first()?.message(super::LANG))),
            _ => None,
        };
        OldRefusal::with(problem, context, sentence.unwrap_or_else(|| problem.sentence(super::LANG)))
    }

    fn with(problem: &Problem, context: &RequestContext, sentence: String) -> OldRefusal {
        error::log(problem, context);
        let status = match problem {
            // The old app knew no other code for an answer that it did not like.
            Problem::Invalid(_) => Status::BadRequest,
            other => error::status(other),
        };
        let mut body = json!({ "error": sentence, "request_id": context.request_id });
        if let (Problem::Invalid(errors), Value::Object(body)) = (problem, &mut body) {
            let fields = errors.iter().map(|e| json!({ "message": e.message(super::LANG), "name": e.name }));
            body.insert("fields".into(), fields.collect());
        }
        OldRefusal { status, body, retry: matches!(problem, Problem::Unavailable(_) | Problem::Unconfirmed(_)) }
    }

    /// With the key by which the upload of a photo says that it failed.
    pub fn not_a_success(mut self) -> OldRefusal {
        if let Value::Object(body) = &mut self.body {
            body.insert("success".into(), Value::Bool(false));
        }
        self
    }
}

/// What the old app said about fields that it required, and about its date.
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

impl<'r> Responder<'r, 'static> for OldRefusal {
    fn respond_to(self, _request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let body = self.body.to_string();
        let mut response = Response::build();
        response.status(self.status).header(ContentType::JSON).sized_body(body.len(), Cursor::new(body));
        if self.retry {
            response.header(Header::new("Retry-After", error::RETRY_AFTER_SECONDS.to_string()));
        }
        response.ok()
    }
}
