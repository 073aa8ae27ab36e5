//! The body of errors in JSON: the sentence that pages show, and what is wrong with each field.

use crate::{
    domain::{lang::Lang, problem::Conflict, validate::FieldError},
    i18n::Texts,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The body of every response with a status of 400 and above.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// A sentence for people: what is wrong and what to do.
    pub error: String,
    /// Which state does not allow the request, with status 409: a code such as `corrected_meanwhile`, `locked` or `key_used`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub conflict: Option<Conflict>,
    /// What is wrong with each field, with status 422.
    pub fields: Vec<FieldMessage>,
    /// The number of the request, as in the header `X-Request-Id` and in the log of the server.
    pub request_id: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldMessage {
    /// The name of the field: `site_name`, `items.0.asset`.
    pub name: String,
    pub message: String,
}

impl FieldMessage {
    pub fn new(error: &FieldError, lang: Lang) -> FieldMessage {
        FieldMessage { name: error.name.clone(), message: Texts::of(lang).field_error(error) }
    }
}
