//! The form of a webhook, and its validation: address, description, kinds of events.

use crate::{
    app::{App, webhook_sender::BadUrl},
    domain::{
        pasted,
        validate::{FieldError, Subject, ValidationCode},
        webhook::EventKind,
    },
};

const DESCRIPTION_CHARS: usize = 200;

/// A webhook as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookRequest {
    pub url: String,
    pub description: String,
    pub kinds: Vec<String>,
}

pub(super) struct CheckedWebhook {
    pub url: String,
    pub description: String,
    pub kinds: Vec<EventKind>,
}

pub(super) fn check(app: &App, request: &WebhookRequest) -> Result<CheckedWebhook, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |name: &str, label: &'static str, complaint| {
        errors.push(FieldError::of(name, Subject::Control(label), complaint));
    };
    let typed = pasted::value(&request.url);
    let url = if typed.is_empty() {
        wrong("url", URL, ValidationCode::Missing);
        String::new()
    } else {
        app.webhook_sender.checked(&typed).unwrap_or_else(|bad| {
            let complaint = match bad {
                BadUrl::NoAddress => ValidationCode::NotAWebAddress,
                BadUrl::NotHttps => ValidationCode::NotHttps,
                BadUrl::Private => ValidationCode::PrivateAddress,
            };
            wrong("url", URL, complaint);
            String::new()
        })
    };
    let description = request.description.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = description.chars().count();
    if found > DESCRIPTION_CHARS {
        wrong("description", "webhook-description", ValidationCode::TooLong { limit: DESCRIPTION_CHARS, found });
    } else if let Some(control) = description.chars().find(|c| c.is_control()) {
        wrong("description", "webhook-description", ValidationCode::ControlCharacter(control));
    }
    let kinds: Vec<EventKind> =
        EventKind::offered().filter(|kind| request.kinds.iter().any(|word| word == kind.as_str())).collect();
    if request.kinds.iter().any(|word| EventKind::offered().all(|kind| word != kind.as_str())) {
        wrong("kinds", "webhook-kinds", ValidationCode::NotAChoice);
    } else if kinds.is_empty() {
        wrong("kinds", "webhook-kinds", ValidationCode::NotChosen);
    }
    if errors.is_empty() { Ok(CheckedWebhook { url, description, kinds }) } else { Err(errors) }
}

const URL: &str = "webhook-url";

/// The organisation has as many as it can have.
pub(super) fn too_many(limit: usize) -> FieldError {
    FieldError::of("url", Subject::Control(URL), ValidationCode::TooManyWebhooks { limit })
}
