//! Sends one request to the address of a webhook.
//!
//! Invariants: the name of the host is resolved once for a request, every address that it has is checked, and the
//! connection goes to one of these addresses, so that another answer of the name server changes nothing. Redirects and
//! proxies are not used. An attempt takes no longer than the time limit, and of the answer only the beginning is read.

use crate::domain::{public_address::is_public, webhook::SendFailure};
use reqwest::{
    Client, Response, StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;

/// For the whole of a request and the beginning of its answer.
const TIME_LIMIT: Duration = Duration::from_secs(15);
/// How much of an answer is read.
const ANSWER_BYTES: usize = 64 * 1024;
/// How much of an answer is kept, in characters.
const ANSWER_CHARS: usize = 300;
/// The longest address, in characters.
pub const URL_CHARS: usize = 2000;

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// `None`: the receiver has accepted it.
    pub failure: Option<SendFailure>,
    pub status: Option<u16>,
    /// The beginning of the answer, on one line.
    pub answer: String,
}

/// Why an address cannot be that of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadUrl {
    /// It is no address with a scheme and a host, or it contains a password or a fragment.
    NoAddress,
    NotHttps,
    /// Its host is an address that is not public.
    Private,
}

pub struct WebhookSender {
    /// Without https and to private addresses, too.
    allows_private: bool,
    /// Made for the first request, because it reads the certificates of the machine.
    client: OnceLock<Option<Client>>,
    time_limit_ms: AtomicU64,
}

impl WebhookSender {
    pub fn new(allows_private: bool) -> WebhookSender {
        let time_limit_ms = AtomicU64::new(u64::try_from(TIME_LIMIT.as_millis()).unwrap_or(u64::MAX));
        WebhookSender { allows_private, client: OnceLock::new(), time_limit_ms }
    }

    /// Sets the time limit, for tests that would wait for it.
    pub fn take_time_limit(&self, limit: Duration) {
        self.time_limit_ms.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The address in its normal form. The addresses that the name of its host has are checked when something is sent.
    pub fn checked(&self, address: &str) -> Result<String, BadUrl> {
        self.url(address).map(String::from)
    }

    fn url(&self, address: &str) -> Result<Url, BadUrl> {
        let url = Url::parse(address.trim()).map_err(|_| BadUrl::NoAddress)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadUrl::NoAddress)?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if !is_plain || url.as_str().chars().count() > URL_CHARS {
            return Err(BadUrl::NoAddress);
        }
        match url.scheme() {
            "https" => {}
            "http" if self.allows_private => {}
            "http" => return Err(BadUrl::NotHttps),
            _ => return Err(BadUrl::NoAddress),
        }
        // An address in numbers is never resolved, so it is checked here.
        let in_numbers = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        if !self.allows_private && in_numbers.is_some_and(|address| !is_public(address)) {
            return Err(BadUrl::Private);
        }
        Ok(url)
    }

    /// Posts a body of JSON with these headers.
    pub async fn send(&self, address: &str, headers: &[(&'static str, String)], body: Vec<u8>) -> Sent {
        let failed = |failure| Sent { failure: Some(failure), status: None, answer: String::new() };
        let url = match self.url(address) {
            Ok(url) => url,
            Err(BadUrl::Private) => return failed(SendFailure::PrivateAddress),
            Err(BadUrl::NoAddress | BadUrl::NotHttps) => return failed(SendFailure::BadAddress),
        };
        let client = self.client.get_or_init(|| client(self.allows_private));
        let Some(client) = client else { return failed(SendFailure::NotReached) };
        let mut all = HeaderMap::new();
        all.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            let Ok(value) = HeaderValue::from_str(value) else { return failed(SendFailure::NotReached) };
            all.insert(HeaderName::from_static(name), value);
        }
        let limit = Duration::from_millis(self.time_limit_ms.load(Ordering::Relaxed));
        let deadline = tokio::time::Instant::now() + limit;
        match timeout(limit, client.post(url).headers(all).body(body).send()).await {
            Err(_) => failed(SendFailure::TimedOut),
            Ok(Err(error)) => failed(failure_of(&error)),
            Ok(Ok(response)) => {
                let status = response.status();
                let mut bytes = Vec::new();
                // The status has decided; what is missing of the answer changes nothing.
                let _ = tokio::time::timeout_at(deadline, read_beginning(response, &mut bytes)).await;
                Sent { failure: refused(status), status: Some(status.as_u16()), answer: one_line(&bytes) }
            }
        }
    }
}

fn refused(status: StatusCode) -> Option<SendFailure> {
    match status {
        status if status.is_success() => None,
        StatusCode::GONE => Some(SendFailure::Gone),
        status if status.is_redirection() => Some(SendFailure::Redirect),
        _ => Some(SendFailure::Status),
    }
}

async fn read_beginning(mut response: Response, bytes: &mut Vec<u8>) {
    while let Ok(Some(chunk)) = response.chunk().await {
        let left = ANSWER_BYTES - bytes.len();
        bytes.extend(chunk.iter().take(left));
        if bytes.len() >= ANSWER_BYTES {
            return;
        }
    }
}

/// The beginning of an answer without line breaks and other control characters.
fn one_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ANSWER_BYTES).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(ANSWER_CHARS).collect()
}

fn client(allows_private: bool) -> Option<Client> {
    // Fails if a provider is installed already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let built = Client::builder()
        .no_proxy()
        .referer(false)
        .redirect(Policy::none())
        .dns_resolver(Arc::new(Checked { allows_private }))
        // Receivers close idle connections when they like, and a request that meets this would fail for no reason.
        .pool_max_idle_per_host(0)
        .user_agent(concat!("injaaz/", env!("CARGO_PKG_VERSION")))
        .build();
    built.inspect_err(|error| tracing::error!("no client for webhooks: {error}")).ok()
}

/// A resolver that refuses names with an address that is not public.
struct Checked {
    allows_private: bool,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let allows_private = self.allows_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !may_connect(&found, allows_private) {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether every address of a name may be connected to. One private address among public ones is refused, too: the name
/// would lead there at times.
fn may_connect(addresses: &[SocketAddr], allows_private: bool) -> bool {
    allows_private || addresses.iter().all(|address| is_public(address.ip()))
}

/// The name has an address that is not public.
#[derive(Clone, Copy, Debug)]
struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host name with an address that is not public")
    }
}

impl std::error::Error for NotPublic {}

fn failure_of(error: &reqwest::Error) -> SendFailure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return SendFailure::PrivateAddress;
        }
        cause = error.source();
    }
    if error.is_timeout() { SendFailure::TimedOut } else { SendFailure::NotReached }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_addresses_are_addresses_of_webhooks() {
        let strict = WebhookSender::new(false);
        for (address, expected) in [
            ("https://example.org/hook?a=1", Ok("https://example.org/hook?a=1".to_owned())),
            (" HTTPS://Example.org ", Ok("https://example.org/".to_owned())),
            ("https://example.org:8443/x", Ok("https://example.org:8443/x".to_owned())),
            ("http://example.org/", Err(BadUrl::NotHttps)),
            ("https://user@example.org/", Err(BadUrl::NoAddress)),
            ("https://user:secret@example.org/", Err(BadUrl::NoAddress)),
            ("https://example.org/#part", Err(BadUrl::NoAddress)),
            ("ftp://example.org/", Err(BadUrl::NoAddress)),
            ("file:///etc/passwd", Err(BadUrl::NoAddress)),
            ("example.org", Err(BadUrl::NoAddress)),
            ("", Err(BadUrl::NoAddress)),
            ("https://", Err(BadUrl::NoAddress)),
            ("https://127.0.0.1/", Err(BadUrl::Private)),
            // Other ways to write 127.0.0.1.
            ("https://2130706433/", Err(BadUrl::Private)),
            ("https://0x7f.1/", Err(BadUrl::Private)),
            ("https://0177.0.0.1/", Err(BadUrl::Private)),
            ("https://[::1]/", Err(BadUrl::Private)),
            ("https://[::ffff:10.0.0.1]/", Err(BadUrl::Private)),
            ("https://169.254.169.254/latest/meta-data", Err(BadUrl::Private)),
            ("https://1.1.1.1/", Ok("https://1.1.1.1/".to_owned())),
        ] {
            assert_eq!(strict.checked(address), expected, "{address}");
        }
        let long = format!("https://example.org/{}", "x".repeat(URL_CHARS));
        assert_eq!(strict.checked(&long), Err(BadUrl::NoAddress));
        let open = WebhookSender::new(true);
        assert!(open.checked("http://127.0.0.1:8080/x").is_ok() && open.checked("https://[fd00::1]/").is_ok());
    }

    #[test]
    fn one_private_address_of_a_name_is_enough_to_refuse_it() {
        let at = |address: &str| SocketAddr::new(address.parse().unwrap(), 0);
        let (public, private) = (at("104.16.1.1"), at("10.0.0.7"));
        assert!(may_connect(&[public, at("2606:4700::1")], false));
        assert!(!may_connect(&[public, private], false));
        assert!(!may_connect(&[private, public], false));
        assert!(may_connect(&[private], true));
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_this_machine_is_refused() {
        let sent = WebhookSender::new(false).send("https://localhost:9/", &[], Vec::new()).await;
        assert_eq!(sent.failure, Some(SendFailure::PrivateAddress));
    }

    #[test]
    fn an_answer_is_kept_in_short_and_on_one_line() {
        assert_eq!(one_line(b"  no\r\n\tsuch\0order \xff"), "no such order \u{fffd}");
        assert_eq!(one_line("ش".repeat(1_000).as_bytes()).chars().count(), ANSWER_CHARS);
    }
}
