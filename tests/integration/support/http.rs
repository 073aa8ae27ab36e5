//! A client for the servers of tests.

use reqwest::{Client, ClientBuilder};

/// One that talks to no proxy. The program's own client brings TLS without choosing an implementation, so whoever makes
/// the first client of a process has to.
pub fn builder() -> ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

pub fn client() -> Client {
    builder().build().expect("a client")
}
