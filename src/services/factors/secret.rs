//! Secrets of authenticator apps as the database stores them: sealed for their owner.

use crate::{
    app::App,
    domain::problem::Problem,
    security::{
        KeyPurpose,
        sealed::{self, OpenedSecret},
    },
};
use anyhow::anyhow;

/// The person is part of the authenticated data: a secret that is moved to another person's row does not open.
pub(super) fn seal(app: &App, user: i64, secret: &[u8]) -> Result<Vec<u8>, Problem> {
    sealed::seal(&app.keyring, KeyPurpose::AuthenticatorSecret, &user.to_be_bytes(), secret)
        .map_err(|_| Problem::Internal(anyhow!("a secret cannot be sealed")))
}

pub(super) fn open(app: &App, user: i64, sealed: &[u8]) -> Option<OpenedSecret> {
    sealed::open(&app.keyring, KeyPurpose::AuthenticatorSecret, &user.to_be_bytes(), sealed)
}
