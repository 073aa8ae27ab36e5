//! People who are signed in, made behind the app's back: tests of something else need no password.

use super::db;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// What a browser holds, and what its forms carry.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub email: String,
    pub token: String,
    pub form_token: String,
}

impl SignedIn {
    /// As a `Cookie` header.
    pub fn cookie(&self) -> String {
        format!("session={}", self.token)
    }
}

/// Somebody new with this role in the oldest organisation, signed in since `now`.
pub async fn sign_in(url: &str, role: &str, now: OffsetDateTime) -> SignedIn {
    sign_in_to(url, "(SELECT min(id) FROM organisations)", role, now).await
}

/// The same in the organisation that an expression of SQL answers.
pub async fn sign_in_to(url: &str, organisation: &str, role: &str, now: OffsetDateTime) -> SignedIn {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let email = format!("{role}-{number}@example.org");
    let token = hex::encode(Sha256::digest(email.as_bytes()));
    let now = now.format(&Rfc3339).expect("a time");
    let statement = format!(
        "WITH u AS (INSERT INTO users (email, password_hash, full_name) VALUES ('{email}', '', '{role} {number}') RETURNING id),
         m AS (INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation}, id, '{role}' FROM u)
         INSERT INTO sessions (token_hash, user_id, organisation_id, created_at, last_seen_at, confirmed_at, expires_at)
         SELECT sha256('{token}'), id, {organisation}, '{now}', later, '{now}', later
         FROM u, (SELECT '{now}'::timestamptz + interval '10 years') t (later)"
    );
    db::execute(url, &statement).await;
    let form_token = form_token_of(&token);
    SignedIn { email, token, form_token }
}

/// What the forms of a session carry.
pub fn form_token_of(token: &str) -> String {
    let digest = Sha256::new().chain_update(b"form token 1\n").chain_update(token.as_bytes()).finalize();
    hex::encode(&digest[..16])
}
