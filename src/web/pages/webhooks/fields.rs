//! The form of a webhook: what was entered, and how it is shown.

use crate::{
    domain::{
        validate::FieldError,
        webhook::{EventKind, OffReason},
    },
    i18n::Texts,
    services::webhooks::{Webhook, WebhookRequest},
    web::view::field_sentences::FieldSentences,
};
use rocket::FromForm;

/// The form as it was sent. Fields that are missing are read as empty, and complained about.
#[derive(FromForm)]
pub struct WebhookForm {
    #[field(default = String::new())]
    url: String,
    #[field(default = String::new())]
    description: String,
    #[field(default = Vec::new())]
    kinds: Vec<String>,
    #[field(default = String::new())]
    password: String,
}

impl WebhookForm {
    /// What the webhook shall be, and the password.
    pub fn into_parts(self) -> (WebhookRequest, String) {
        let request = WebhookRequest { url: self.url, description: self.description, kinds: self.kinds };
        (request, self.password)
    }
}

/// The fields as they stand on the page.
pub struct WebhookFields {
    pub url: String,
    pub description: String,
    pub kinds: Vec<KindChoice>,
    /// Whether the password is asked for.
    pub asks_password: bool,
    pub refused: FieldSentences,
}

pub struct KindChoice {
    pub word: &'static str,
    pub label: &'static str,
    pub chosen: bool,
}

impl WebhookFields {
    pub fn new(texts: Texts, request: &WebhookRequest, errors: &[FieldError], asks_password: bool) -> WebhookFields {
        let mut refused = FieldSentences::default();
        for error in errors {
            if let Some(name) = ["url", "description", "kinds"].into_iter().find(|name| error.name == *name) {
                refused.add(name, texts.field_error(error));
            }
        }
        let choice = |kind: EventKind| KindChoice {
            word: kind.as_str(),
            label: texts.event_kind(kind),
            chosen: request.kinds.iter().any(|word| word == kind.as_str()),
        };
        WebhookFields {
            url: request.url.clone(),
            description: request.description.clone(),
            kinds: EventKind::offered().map(choice).collect(),
            asks_password,
            refused,
        }
    }

    /// The fields after the password was refused.
    pub fn with_refused_password(texts: Texts, request: &WebhookRequest, sentence: String) -> WebhookFields {
        let mut fields = WebhookFields::new(texts, request, &[], true);
        fields.refused.add("password", sentence);
        fields
    }
}

/// Whether a webhook is on.
pub struct WebhookStatus {
    pub label: &'static str,
    pub css: &'static str,
}

impl WebhookStatus {
    pub fn of(webhook: &Webhook, texts: Texts) -> WebhookStatus {
        let (key, css) = match (webhook.off.map(|(_, reason)| reason), webhook.failing_since) {
            (Some(OffReason::ByAdministrator), _) => ("webhook-off", ""),
            (Some(OffReason::Gone | OffReason::Failing), _) => ("webhook-off", "failed"),
            (None, Some(_)) => ("webhook-failing", "failed"),
            (None, None) => ("webhook-on", "completed"),
        };
        WebhookStatus { label: texts.t(key), css }
    }
}
