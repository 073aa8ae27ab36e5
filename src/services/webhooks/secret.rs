//! Secrets of webhooks as the database stores them: sealed for their webhook.

use crate::{
    app::App,
    domain::{ids::WebhookId, problem::Problem},
    security::{KeyPurpose, sealed, webhook_secret::WebhookSecret},
};
use anyhow::anyhow;

/// A secret that was opened.
pub(super) struct OpenedSecret {
    pub secret: WebhookSecret,
    /// It was sealed with a previous key of the server.
    pub is_outdated: bool,
}

/// The webhook is part of the authenticated data: a secret that is moved to another row does not open.
pub(super) fn seal(app: &App, id: &WebhookId, secret: &WebhookSecret) -> Result<Vec<u8>, Problem> {
    sealed::seal(&app.keyring, KeyPurpose::WebhookSecret, id.as_str().as_bytes(), secret.as_bytes())
        .map_err(|_| Problem::Internal(anyhow!("a secret cannot be sealed")))
}

/// `None` if no key of the server opens it.
pub(super) fn open(app: &App, id: &WebhookId, sealed: &[u8]) -> Option<OpenedSecret> {
    let opened = sealed::open(&app.keyring, KeyPurpose::WebhookSecret, id.as_str().as_bytes(), sealed)?;
    Some(OpenedSecret { secret: WebhookSecret::from_bytes(opened.secret), is_outdated: opened.is_outdated })
}
