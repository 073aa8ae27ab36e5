//! Signatures of webhooks, by the Standard Webhooks specification.
//!
//! A secret is random bytes; receivers get it as `whsec_` and base64. A signature is `v1,` and the base64 of HMAC-SHA-256
//! over the id of the event, the time of sending in seconds and the body, separated by dots.

use base64::{Engine, engine::general_purpose::STANDARD};
use rand::Rng;
use ring::hmac;
use std::fmt;

const MARK: &str = "whsec_";
const BYTES: usize = 32;

/// What deliveries to one webhook are signed with.
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    pub fn random() -> WebhookSecret {
        let mut bytes = vec![0u8; BYTES];
        rand::rng().fill_bytes(&mut bytes);
        WebhookSecret(bytes)
    }

    pub fn from_bytes(bytes: Vec<u8>) -> WebhookSecret {
        WebhookSecret(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the receiver checks signatures with.
    pub fn text(&self) -> String {
        format!("{MARK}{}", STANDARD.encode(&self.0))
    }

    /// The signature of a body that is sent with this id at this time, in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let mut context = hmac::Context::with_key(&key);
        context.update(format!("{id}.{timestamp}.").as_bytes());
        context.update(body);
        format!("v1,{}", STANDARD.encode(context.sign()))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let bytes = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let secret = WebhookSecret::from_bytes(bytes);
        assert_eq!(secret.text(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn another_id_time_body_or_secret_has_another_signature() {
        let (secret, other) = (WebhookSecret::random(), WebhookSecret::random());
        let signature = secret.sign("evt_1", 7, b"{}");
        for different in [
            secret.sign("evt_2", 7, b"{}"),
            secret.sign("evt_1", 8, b"{}"),
            secret.sign("evt_1", 7, b"{ }"),
            other.sign("evt_1", 7, b"{}"),
        ] {
            assert_ne!(signature, different);
        }
        assert_eq!(format!("{secret:?}"), "WebhookSecret(hidden)");
    }
}
