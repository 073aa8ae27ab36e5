//! Webhooks: their pages, what is sent, and what becomes of it if the receiver does not take it.

mod absent;
mod delivery;
mod documented;
mod failures;
mod kinds;
mod pages;
mod password;
mod secrets;

use crate::support::{
    app::TestApp,
    receiver::{ReceivedEvent, Receiver},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::HmacOf;
use rocket::http::Status;

const DELIVER: &str = "webhooks.deliver";
const ALLOW: (&str, &str) = ("INJAAZ_WEBHOOK_PRIVATE_ADDRESSES", "allow");

/// A webhook as an administrator has it.
struct TestWebhook {
    /// The address of its page.
    page: String,
    /// `whsec_…`.
    secret: String,
}

impl TestWebhook {
    /// Adds a webhook for these kinds of events.
    async fn add(test: &TestApp, url: &str, kinds: &[&str]) -> TestWebhook {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("&kinds={kind}")).collect();
        let added = test.client.press("/webhooks", &format!("url={}{}", encoded(url), kinds.concat())).await;
        assert_eq!(added.status, Status::Created, "{}", added.page);
        // As if another server sent: the workers of a test that run other jobs leave the events to the test.
        test.execute(
            "INSERT INTO periodic_jobs (name, next_run_at, lease_token, lease_expires_at)
             VALUES ('webhooks.deliver', now(), 'another server', now() + interval '1 year') ON CONFLICT DO NOTHING",
        )
        .await;
        TestWebhook {
            page: between(&added.page, "href=\"/webhooks/", "\"", "/webhooks/"),
            secret: secret_of(&added.page),
        }
    }

    /// Whether an event is signed with the secret, by one of its signatures.
    fn has_signed(&self, event: &ReceivedEvent) -> bool {
        signed(&self.secret, event)
    }

    async fn press(&self, test: &TestApp, step: &str, form: &str) -> crate::support::page_requests::PageResponse {
        test.client.press(&format!("{}{step}", self.page), form).await
    }
}

/// The application that may send to receivers on this machine.
async fn app() -> TestApp {
    TestApp::with(&[ALLOW]).await
}

fn encoded(text: &str) -> String {
    rocket::http::RawStr::new(text).percent_encode().to_string()
}

/// What stands between two texts, after `prefix`.
fn between(page: &str, before: &str, after: &str, prefix: &str) -> String {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before}: {page}"));
    format!("{prefix}{}", rest.split(after).next().expect("a first part"))
}

fn secret_of(page: &str) -> String {
    between(page, "value=\"whsec_", "\"", "whsec_")
}

/// Computed here, without the code of the program.
fn signed(secret: &str, event: &ReceivedEvent) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a mark")).expect("base64");
    let text = [event.id().as_bytes(), b".", event.header("webhook-timestamp").as_bytes(), b".", &event.body].concat();
    let expected = format!("v1,{}", STANDARD.encode(HmacOf::sha256(&key, &text)));
    event.header("webhook-signature").split(' ').any(|signature| signature == expected)
}

/// HMAC-SHA-256 as RFC 2104 defines it.
mod hmac {
    use sha2::{Digest, Sha256};

    pub struct HmacOf;

    impl HmacOf {
        pub fn sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
            let mut block = [0u8; 64];
            block[..key.len()].copy_from_slice(key);
            let pad = |byte: u8| block.map(|b| b ^ byte).to_vec();
            let inner = Sha256::digest([pad(0x36).as_slice(), text].concat());
            Sha256::digest([pad(0x5c).as_slice(), inner.as_slice()].concat()).to_vec()
        }
    }
}

/// The log as it is in the database, oldest first: kind, state, attempts and why it failed.
async fn log(test: &TestApp) -> String {
    test.sql(
        "SELECT coalesce(string_agg(concat_ws(' ', kind, state, attempts, last_failure), E'\\n' ORDER BY id), '')
         FROM webhook_deliveries",
    )
    .await
}

/// The kinds of what has arrived.
fn kinds_of(receiver: &mut Receiver) -> Vec<String> {
    receiver.so_far().iter().map(ReceivedEvent::kind).collect()
}
