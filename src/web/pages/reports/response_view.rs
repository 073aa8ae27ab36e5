//! The part of a shared report in which its client responds: what was entered, what is wrong with it, and what the client
//! said before.

use crate::{domain::problem::Problem, i18n::Texts, web::view::client_response::ClientResponseView};
use std::collections::BTreeMap;

/// The form as it was entered.
#[derive(Clone, Default)]
pub struct ResponseForm {
    /// What the page carried.
    pub permit: String,
    pub key: String,
    pub kind: String,
    pub name: String,
    pub comment: String,
    /// The data URL of the drawn signature; empty if there is none.
    pub signature: String,
}

pub struct ResponseView {
    pub lead: String,
    pub typed: ResponseForm,
    /// Why it was not saved.
    pub refused: Option<String>,
    /// What is wrong, by the name of the field.
    errors: BTreeMap<String, String>,
    pub earlier: Vec<ClientResponseView>,
}

impl ResponseView {
    pub fn new(
        texts: Texts,
        organisation: &str,
        typed: ResponseForm,
        earlier: Vec<ClientResponseView>,
    ) -> ResponseView {
        ResponseView {
            lead: texts.with("client-response-lead", &[("organisation", organisation.into())]),
            typed,
            refused: None,
            errors: BTreeMap::new(),
            earlier,
        }
    }

    /// The same with what was entered, and what is wrong with it. The permit is that of this page, for the revision that
    /// it shows; the key is the one that the client has used.
    pub fn refused_for(self, typed: ResponseForm, problem: &Problem, texts: Texts) -> ResponseView {
        let (errors, sentence) = match problem {
            Problem::Invalid(errors) => (
                errors.iter().map(|error| (error.name.clone(), texts.field_error(error))).collect(),
                texts.t("client-response-not-sent").to_owned(),
            ),
            other => (BTreeMap::new(), texts.problem(other)),
        };
        let typed = ResponseForm { permit: self.typed.permit, ..typed };
        ResponseView { typed, refused: Some(sentence), errors, ..self }
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }

    pub fn chose(&self, kind: &str) -> bool {
        self.typed.kind == kind
    }

    /// The signature that was drawn, if the response was refused with it.
    pub fn drawn(&self) -> Option<&str> {
        Some(self.typed.signature.as_str()).filter(|url| !url.is_empty() && self.error("signature").is_none())
    }
}
