//! The signed-in account that sends forms and opens pages.

use super::bench_env::Database;
use sha2::{Digest, Sha256};

/// The session token; sufficient for a server that runs for seconds.
const TOKEN: &str = "5e55105e55105e55105e55105e55105e55105e55105e55105e55105e5510beef";

/// The header lines of a signed-in request.
pub fn headers() -> String {
    // Masked with zeros.
    headers_with(&format!("{}{}", "0".repeat(32), csrf_token()))
}

/// The same for a program that does not mask its form tokens yet.
pub fn headers_of_older_program() -> String {
    headers_with(&csrf_token())
}

fn headers_with(form_token: &str) -> String {
    format!("Cookie: session={TOKEN}\r\nX-Form-Token: {form_token}\r\n")
}

fn csrf_token() -> String {
    let digest = Sha256::new().chain_update(b"form token 1\n").chain_update(TOKEN.as_bytes()).finalize();
    hex::encode(digest).chars().take(32).collect()
}

/// Creates the account, as an administrator, and its session.
pub fn admit(database: &Database) -> anyhow::Result<()> {
    database.execute(&format!(
        "WITH u AS (INSERT INTO users (email, password_hash) VALUES ('bench@example.org', '')
                    ON CONFLICT DO NOTHING RETURNING id),
              o AS (SELECT min(id) AS id FROM organisations),
              m AS (INSERT INTO memberships (organisation_id, user_id, role) SELECT o.id, u.id, 'administrator' FROM u, o)
         INSERT INTO sessions (token_hash, user_id, organisation_id, expires_at)
         SELECT sha256('{TOKEN}'), u.id, o.id, now() + interval '1 day' FROM u, o"
    ))
}
