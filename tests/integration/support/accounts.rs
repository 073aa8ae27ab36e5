//! Fixtures: signed-in people, written directly to the database, for tests that need no password.

use super::db;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The session token of a browser, and the token of its forms.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub email: String,
    pub token: String,
    pub form_token: String,
}

impl SignedIn {
    /// From this session token.
    pub fn with_token(token: &str) -> SignedIn {
        SignedIn { email: String::new(), token: token.to_owned(), form_token: form_token_of(token) }
    }

    /// The `Cookie` header.
    pub fn cookie(&self) -> String {
        format!("session={}", self.token)
    }
}

/// The administrator in every database made by [`db::inhabited`], with a fixed session, so that it stays valid when the
/// program is restarted.
pub fn everywhere() -> SignedIn {
    signed_in("everywhere@example.org")
}

/// Adds the account and session of [`everywhere`], and an organisation if there is none.
pub async fn admit_everywhere(url: &str) {
    let organisation = "INSERT INTO organisations (name) SELECT 'Injaaz' WHERE NOT EXISTS (SELECT FROM organisations)";
    db::execute(url, organisation).await;
    admit(url, &everywhere(), "(SELECT min(id) FROM organisations)", "administrator", OffsetDateTime::now_utc()).await;
}

/// A new member with this role in the oldest organisation, signed in since `now`.
pub async fn sign_in(url: &str, role: &str, now: OffsetDateTime) -> SignedIn {
    sign_in_to(url, "(SELECT min(id) FROM organisations)", role, now).await
}

/// The same in the organisation given by an SQL expression.
pub async fn sign_in_to(url: &str, organisation: &str, role: &str, now: OffsetDateTime) -> SignedIn {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let email = format!("{role}-{number}@example.org");
    let person = signed_in(&email);
    admit(url, &person, organisation, role, now).await;
    person
}

fn signed_in(email: &str) -> SignedIn {
    let token = hex::encode(Sha256::digest(email.as_bytes()));
    SignedIn { email: email.to_owned(), ..SignedIn::with_token(&token) }
}

/// The CSRF token of a session, which no page contains.
pub fn csrf_token_of(token: &str) -> String {
    let digest = Sha256::new().chain_update(b"form token 1\n").chain_update(token.as_bytes()).finalize();
    hex::encode(&digest[..16])
}

/// The token as a page contains it: masked.
pub fn form_token_of(token: &str) -> String {
    injaaz::web::auth::csrf::mask(&csrf_token_of(token))
}

async fn admit(url: &str, person: &SignedIn, organisation: &str, role: &str, now: OffsetDateTime) {
    let SignedIn { email, token, .. } = person;
    let name = email.split('@').next().expect("a first part");
    let now = now.format(&Rfc3339).expect("a time");
    let statement = format!(
        "WITH u AS (INSERT INTO users (email, password_hash, full_name) VALUES ('{email}', '', '{name}') RETURNING id),
         m AS (INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation}, id, '{role}' FROM u)
         INSERT INTO sessions (token_hash, user_id, organisation_id, created_at, last_seen_at, confirmed_at, expires_at)
         SELECT sha256('{token}'), id, {organisation}, '{now}', later, '{now}', later
         FROM u, (SELECT '{now}'::timestamptz + interval '10 years') t (later)"
    );
    db::execute(url, &statement).await;
}
