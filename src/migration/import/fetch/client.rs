//! Fetches one file from another host. Only allowed hosts are contacted, also by redirects; names that resolve to
//! private addresses and proxies are not used.

use crate::{
    config::{MediaHosts, Trust},
    domain::public_address::is_public,
};
use anyhow::Context;
use reqwest::{
    Client, StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::{Attempt, Policy},
};
use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

const REDIRECTS: usize = 5;

/// Limits of one fetch.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Limits {
    pub bytes: u64,
    /// For the complete response.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 20 * 1024 * 1024, time: Duration::from_secs(30) }
    }
}

pub(in super::super) struct Fetcher {
    client: Client,
    hosts: Arc<MediaHosts>,
    limits: Limits,
}

/// Why a file was not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotFetched {
    /// The host is not allowed, so no request was sent.
    NotAllowed,
    /// A permanent failure; the code is stored with the photo.
    Refused(String),
    /// A temporary failure of the host.
    Unreachable(&'static str),
}

/// A forbidden target of a redirect or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Forbidden {
    Redirect,
    Address,
}

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Forbidden::Redirect => "a redirect to an address that is not allowed",
            Forbidden::Address => "a host name with an address that is not public",
        })
    }
}

impl std::error::Error for Forbidden {}

impl Fetcher {
    pub fn new(hosts: &MediaHosts, limits: Limits) -> anyhow::Result<Fetcher> {
        // Fails if a provider is installed already, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hosts = Arc::new(hosts.clone());
        let policy = Policy::custom({
            let hosts = Arc::clone(&hosts);
            move |attempt: Attempt<'_>| match allowed(&hosts, attempt.url()) && attempt.previous().len() <= REDIRECTS {
                true => attempt.follow(),
                false => attempt.error(Forbidden::Redirect),
            }
        });
        let client = Client::builder()
            .no_proxy()
            .referer(false)
            .redirect(policy)
            .dns_resolver(Arc::new(Checked(Arc::clone(&hosts))))
            .connect_timeout(limits.time)
            .timeout(limits.time)
            .user_agent(concat!("injaaz/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("no client for fetching photos")?;
        Ok(Fetcher { client, hosts, limits })
    }

    /// The bytes at an address; the content type in the response is ignored.
    pub(super) async fn fetch(&self, address: &str) -> Result<Vec<u8>, NotFetched> {
        let url = Url::parse(address).map_err(|_| NotFetched::Refused("not_an_address".to_owned()))?;
        if !allowed(&self.hosts, &url) {
            return Err(NotFetched::NotAllowed);
        }
        let mut answer = self.client.get(url).send().await.map_err(|error| fetch_error(&error))?;
        let status = answer.status();
        if status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT) {
            return Err(NotFetched::Unreachable("busy"));
        }
        if status != StatusCode::OK {
            return Err(NotFetched::Refused(format!("http_{}", status.as_u16())));
        }
        let too_large = || NotFetched::Refused("too_large".to_owned());
        if answer.content_length().is_some_and(|length| length > self.limits.bytes) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| fetch_error(&error))? {
            if (bytes.len() + chunk.len()) as u64 > self.limits.bytes {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// The host of an address, to count failures by host.
pub(super) fn host_of(address: &str) -> String {
    Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Whether the list of allowed hosts contains scheme, host and port. An IP address literal is never resolved, so it is
/// checked here.
fn allowed(hosts: &MediaHosts, url: &Url) -> bool {
    let (Some(name), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
    let in_numbers = || name.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    match hosts.trust(url.scheme(), name, port) {
        None => false,
        Some(Trust::Anywhere) => true,
        Some(Trust::Public) => in_numbers().is_none_or(is_public),
    }
}

/// A resolver that returns only addresses that may be connected to.
struct Checked(Arc<MediaHosts>);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let hosts = Arc::clone(&self.0);
        Box::pin(async move {
            let trust = hosts.trust_in_name(name.as_str());
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let usable: Vec<_> = found
                .filter(|address| match trust {
                    None => false,
                    Some(Trust::Anywhere) => true,
                    Some(Trust::Public) => is_public(address.ip()),
                })
                .collect();
            if usable.is_empty() {
                return Err(Forbidden::Address.into());
            }
            let addresses: Addrs = Box::new(usable.into_iter());
            Ok(addresses)
        })
    }
}

fn fetch_error(error: &reqwest::Error) -> NotFetched {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        match error.downcast_ref() {
            Some(Forbidden::Redirect) => return NotFetched::Refused("redirect_not_allowed".to_owned()),
            Some(Forbidden::Address) => return NotFetched::Refused("address_not_public".to_owned()),
            None => cause = error.source(),
        }
    }
    NotFetched::Unreachable(if error.is_timeout() { "timed_out" } else { "not_reached" })
}
