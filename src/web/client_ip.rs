//! The client of a request, from what Rocket knows of it. `security::client_ip` decides which header counts.

use super::listen::Peers;
use crate::{
    app::App,
    config::TrustedProxies,
    security::client_ip::{ProxyHeaders, client_ip, is_internal},
};
use rocket::{Request, http::HeaderMap};
use std::{
    net::IpAddr,
    sync::atomic::{AtomicBool, Ordering},
};

/// The address at the other end of the connection, also if the connection was passed on by the relay.
pub fn connection(request: &Request<'_>) -> Option<IpAddr> {
    let remote = request.remote()?;
    let relayed = request.rocket().state::<Peers>().and_then(|peers| peers.behind(remote));
    Some(relayed.unwrap_or(remote).ip())
}

/// The address of the client. `X-Forwarded-For` and `Forwarded` are the only headers that are read, and only if a
/// trusted proxy opened the connection.
pub fn of(connection: IpAddr, headers: &HeaderMap<'_>, trusted: &TrustedProxies) -> IpAddr {
    let (x_forwarded_for, forwarded): (Vec<&str>, Vec<&str>) =
        (headers.get("X-Forwarded-For").collect(), headers.get("Forwarded").collect());
    let headers = ProxyHeaders { x_forwarded_for: &x_forwarded_for, forwarded: &forwarded };
    client_ip(connection, headers, |address| trusted.includes(address))
}

/// Reports the first request of this process whose header is not believed, because the address of the connection is not
/// a trusted proxy. Behind a proxy that is not in the settings, all clients have one address and share its limits.
#[derive(Debug, Default)]
pub struct UntrustedProxyWarning(AtomicBool);

impl UntrustedProxyWarning {
    pub fn check(&self, app: &App, connection: IpAddr, headers: &HeaderMap<'_>) {
        let forwarded = ["X-Forwarded-For", "Forwarded"].iter().any(|name| headers.contains(name));
        if !forwarded || app.config.trusted_proxies.includes(connection) || self.0.swap(true, Ordering::Relaxed) {
            return;
        }
        let address = connection.to_canonical();
        tracing::warn!(
            "X-Forwarded-For from {address} is not believed, because INJAAZ_TRUSTED_PROXIES does not include that \
             address. If it is your reverse proxy, all its clients count as one address: they share its limits, and \
             wrong passwords of one make all others wait. Set INJAAZ_TRUSTED_PROXIES={address} then"
        );
        // Anybody could send the header from outside; a proxy is on this machine or in its own network.
        if is_internal(address) {
            let files = app.files.clone();
            tokio::task::spawn_blocking(move || {
                if let Err(error) = files.note_untrusted_proxy(address) {
                    tracing::warn!("cannot note that for `injaaz doctor`: {error}");
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::http::Header;

    fn client(connection: &str, headers: &[(&'static str, &'static str)]) -> String {
        let mut map = HeaderMap::new();
        headers.iter().for_each(|(name, value)| map.add(Header::new(*name, *value)));
        let trusted = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8, fd00::/8").unwrap_or_default();
        connection.parse().map(|connection| of(connection, &map, &trusted).to_string()).unwrap_or_default()
    }

    #[test]
    fn forwarded_headers_count_from_trusted_proxies_only() {
        for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP"] {
            for value in ["203.0.113.9", "for=203.0.113.9", "127.0.0.1", "10.0.0.1, 203.0.113.9"] {
                assert_eq!(client("192.0.2.7", &[(name, value)]), "192.0.2.7", "{name}: {value}");
            }
        }
        assert_eq!(client("127.0.0.1", &[("X-Real-IP", "203.0.113.9")]), "127.0.0.1");
        assert_eq!(client("::ffff:192.0.2.7", &[]), "192.0.2.7");
    }

    #[test]
    fn headers_of_trusted_proxies_are_parsed() {
        assert_eq!(client("127.0.0.1", &[("X-Forwarded-For", "1.1.1.1, 203.0.113.9")]), "203.0.113.9");
        let two = [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "203.0.113.9")];
        assert_eq!(client("127.0.0.1", &two), "203.0.113.9");
        assert_eq!(client("127.0.0.1", &[("forwarded", "for=203.0.113.9")]), "203.0.113.9");
        assert_eq!(
            client("127.0.0.1", &[("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=1.1.1.1")]),
            "127.0.0.1"
        );
    }
}
