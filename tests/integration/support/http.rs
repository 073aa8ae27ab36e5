//! The client that asks a running program.

use super::accounts::{self, SignedIn};
use reqwest::{
    Client, ClientBuilder,
    header::{COOKIE, HeaderMap, HeaderName, HeaderValue},
};

/// No proxy stands between us and this machine. A client brings no cryptography of its own, and is not built without
/// any, though nothing here is encrypted.
pub fn builder() -> ClientBuilder {
    // Only the first one counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

/// A client that asks as [`accounts::everywhere`].
pub fn client() -> Client {
    signed_in(&accounts::everywhere()).build().expect("a client")
}

/// A client that asks as this person.
pub fn signed_in(person: &SignedIn) -> ClientBuilder {
    let header = |text: &str| HeaderValue::from_str(text).expect("a header");
    let headers = [(COOKIE, header(&person.cookie())), (FORM_TOKEN, header(&person.form_token))];
    builder().default_headers(HeaderMap::from_iter(headers))
}

const FORM_TOKEN: HeaderName = HeaderName::from_static("x-form-token");
