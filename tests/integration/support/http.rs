//! The HTTP client for a running program.

use super::accounts::{self, SignedIn};
use reqwest::{
    Client, ClientBuilder,
    header::{COOKIE, HeaderMap, HeaderName, HeaderValue},
};

/// Without a proxy. The client has no default cryptography and cannot be built without a provider, although no test
/// uses TLS.
pub fn builder() -> ClientBuilder {
    // Only the first call installs it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

/// A client with the session of [`accounts::everywhere`].
pub fn client() -> Client {
    signed_in(&accounts::everywhere()).build().expect("a client")
}

/// A client with the session of this person.
pub fn signed_in(person: &SignedIn) -> ClientBuilder {
    let header = |text: &str| HeaderValue::from_str(text).expect("a header");
    let headers = [(COOKIE, header(&person.cookie())), (FORM_TOKEN, header(&person.form_token))];
    builder().default_headers(HeaderMap::from_iter(headers))
}

const FORM_TOKEN: HeaderName = HeaderName::from_static("x-form-token");
