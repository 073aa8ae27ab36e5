//! The client that asks a running program.

use reqwest::{Client, ClientBuilder};

/// No proxy stands between us and this machine. A client brings no cryptography of its own, and is not built without
/// any, though nothing here is encrypted.
pub fn builder() -> ClientBuilder {
    // Only the first one counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

pub fn client() -> Client {
    builder().build().expect("a client")
}
