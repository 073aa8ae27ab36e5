//! `/api/v1`. Every response that a test receives here is checked against the OpenAPI document.

mod bodies;
mod contract;
mod examples;
mod submissions;
mod tokens;

use crate::support::{
    app::{Browser, TestApp},
    db,
};
use rocket::http::{ContentType, Header, Status};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};
use time::format_description::well_known::Rfc3339;

/// All permissions that a token can have.
const ALL: &[&str] = &[
    "submit",
    "submissions.read",
    "reports.read",
    "reports.make",
    "reports.share",
    "submissions.export",
    "audit.read",
];

/// The oldest organisation, which the fixtures use unless stated otherwise.
const HOME: &str = "(SELECT min(id) FROM organisations)";

/// An API client with a token.
struct Program {
    browser: Browser,
    token: String,
}

impl Program {
    /// With the token of a new member with this role, in the oldest organisation.
    async fn of(test: &TestApp, role: &str, permissions: &[&str]) -> Program {
        Program::in_organisation(test, HOME, role, permissions).await
    }

    async fn in_organisation(test: &TestApp, organisation: &str, role: &str, permissions: &[&str]) -> Program {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let email = format!("program-{}@example.org", NEXT.fetch_add(1, Ordering::Relaxed));
        let token = format!("inj_{}", hex::encode(Sha256::digest(email.as_bytes())));
        let now = test.now().format(&Rfc3339).unwrap();
        let words = permissions.join(",");
        let statement = format!(
            "WITH u AS (INSERT INTO users (email, password_hash, full_name) VALUES ('{email}', '', '{role}') RETURNING id),
             m AS (INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation}, id, '{role}' FROM u)
             INSERT INTO api_tokens (token_id, organisation_id, user_id, name, token_hash, prefix, permissions, created_at, expires_at)
             SELECT 'tok_' || left(encode(sha256('{email}'), 'hex'), 12), {organisation}, id, '{email}', sha256('{token}'),
                 left('{token}', 12), string_to_array('{words}', ','), '{now}', '{now}'::timestamptz + interval '30 days'
             FROM u"
        );
        db::execute(&test.url, &statement).await;
        Program::with(test, &token).await
    }

    async fn with(test: &TestApp, token: &str) -> Program {
        Program { browser: test.stranger().await, token: token.to_owned() }
    }

    fn authorization(&self) -> Header<'static> {
        Header::new("Authorization", format!("Bearer {}", self.token))
    }

    async fn get(&self, path: &str) -> (Status, Value) {
        let answer = self.browser.get(path.to_owned()).header(self.authorization()).dispatch().await;
        let status = answer.status();
        assert_eq!(answer.content_type(), Some(ContentType::JSON), "{path}");
        let body = answer.into_json().await.expect("JSON");
        contract::check("get", path, status, &body);
        (status, body)
    }

    async fn bytes(&self, path: &str) -> (Status, String, Vec<u8>) {
        let answer = self.browser.get(path.to_owned()).header(self.authorization()).dispatch().await;
        let kind = answer.content_type().map(|kind| kind.to_string()).unwrap_or_default();
        (answer.status(), kind, answer.into_bytes().await.unwrap_or_default())
    }

    async fn post(&self, path: &str, body: &Value) -> (Status, Value) {
        self.send(path, ContentType::JSON, body.to_string()).await
    }

    async fn send(&self, path: &str, kind: ContentType, body: impl AsRef<[u8]>) -> (Status, Value) {
        let request = self.browser.post(path).header(self.authorization()).header(kind);
        let answer = request.body(body).dispatch().await;
        let status = answer.status();
        assert!(answer.headers().contains("X-Request-Id"), "{path}");
        let body = answer.into_json().await.expect("JSON");
        contract::check("post", path, status, &body);
        (status, body)
    }

    /// Submits a form that must be accepted.
    async fn submitted(&self, key: &str, site: &str) -> Value {
        let (status, receipt) = self.post("/api/v1/submissions/hvac_mep", &form(key, site)).await;
        assert_eq!(status, Status::Created, "{receipt}");
        receipt
    }
}

/// A complete HVAC form with one item.
fn form(key: &str, site: &str) -> Value {
    json!({ "submission_key": key, "form_data": {
        "site_name": site, "visit_date": "2026-03-14",
        "items": [{ "asset": "HVAC", "system": "Chiller Evaporator", "description": "Secondary Pump" }],
    }})
}

/// The names of the fields with errors in a refusal.
fn fields(refusal: &Value) -> Vec<&str> {
    refusal["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect()
}
