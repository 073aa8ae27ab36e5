//! The client of a request, from what Rocket knows of it. `security::client_ip` decides which header counts.

use crate::{
    config::TrustedProxies,
    security::client_ip::{ProxyHeaders, client_ip},
};
use rocket::http::HeaderMap;
use std::net::IpAddr;

/// The address of the client. `X-Forwarded-For` and `Forwarded` are the only headers that are read, and only if a
/// trusted proxy opened the connection.
pub fn of(connection: IpAddr, headers: &HeaderMap<'_>, trusted: &TrustedProxies) -> IpAddr {
    let (x_forwarded_for, forwarded): (Vec<&str>, Vec<&str>) =
        (headers.get("X-Forwarded-For").collect(), headers.get("Forwarded").collect());
    let headers = ProxyHeaders { x_forwarded_for: &x_forwarded_for, forwarded: &forwarded };
    client_ip(connection, headers, |address| trusted.includes(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::http::Header;

    fn asks(connection: &str, headers: &[(&'static str, &'static str)]) -> String {
        let mut map = HeaderMap::new();
        headers.iter().for_each(|(name, value)| map.add(Header::new(*name, *value)));
        let trusted = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8, fd00::/8").unwrap_or_default();
        connection.parse().map(|connection| of(connection, &map, &trusted).to_string()).unwrap_or_default()
    }

    #[test]
    fn forwarded_headers_count_from_trusted_proxies_only() {
        for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP"] {
            for value in ["203.0.113.9", "for=203.0.113.9", "127.0.0.1", "10.0.0.1, 203.0.113.9"] {
                assert_eq!(asks("192.0.2.7", &[(name, value)]), "192.0.2.7", "{name}: {value}");
            }
        }
        assert_eq!(asks("127.0.0.1", &[("X-Real-IP", "203.0.113.9")]), "127.0.0.1");
        assert_eq!(asks("::ffff:192.0.2.7", &[]), "192.0.2.7");
    }

    #[test]
    fn headers_of_trusted_proxies_are_parsed() {
        assert_eq!(asks("127.0.0.1", &[("X-Forwarded-For", "1.1.1.1, 203.0.113.9")]), "203.0.113.9");
        let two = [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "203.0.113.9")];
        assert_eq!(asks("127.0.0.1", &two), "203.0.113.9");
        assert_eq!(asks("127.0.0.1", &[("forwarded", "for=203.0.113.9")]), "203.0.113.9");
        assert_eq!(asks("127.0.0.1", &[("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=1.1.1.1")]), "127.0.0.1");
    }
}
