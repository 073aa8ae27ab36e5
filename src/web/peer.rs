//! Where a request really comes from. The peer of the socket is a fact; every header that names another address is a
//! claim, and counts only as far as one of our own proxies made it.

use crate::config::TrustedProxies;
use rocket::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The address that asks. Behind trusted proxies it is the rightmost address of the way that is none of them: what
/// stands further left was written by whoever asks.
///
/// Proxies write `X-Forwarded-For` or `Forwarded`, and pass on the other one as it came. If both are there and do not
/// agree, one was made up, and nobody can tell which: the proxy's own address is the last fact.
pub fn real(socket: IpAddr, headers: &HeaderMap<'_>, trusted: &TrustedProxies) -> IpAddr {
    let socket = socket.to_canonical();
    if !trusted.includes(socket) {
        return socket;
    }
    let way = |name, address: fn(&str) -> Option<IpAddr>| {
        let written: Vec<&str> = headers.get(name).flat_map(|line| line.split(',')).collect();
        (!written.is_empty()).then(|| nearest(socket, &written, address, trusted))
    };
    match (way("X-Forwarded-For", address_of), way("Forwarded", address_of_element)) {
        (Some(one), Some(other)) if one != other => socket,
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => socket,
    }
}

/// Walks from our own end of the way towards the sender's. Junk ends the walk: nobody vouches for what is behind it.
fn nearest(socket: IpAddr, written: &[&str], address: fn(&str) -> Option<IpAddr>, trusted: &TrustedProxies) -> IpAddr {
    let mut reached = socket;
    for step in written.iter().rev() {
        let Some(next) = address(step) else { break };
        reached = next;
        if !trusted.includes(next) {
            break;
        }
    }
    reached
}

/// `192.0.2.7`, `192.0.2.7:4000`, `2001:db8::7`, `[2001:db8::7]` or `[2001:db8::7]:4000`.
fn address_of(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|with_port| with_port.ip())).ok()?;
    Some(address.to_canonical())
}

/// The same in the notation of RFC 7239: `for="[2001:db8::7]:4000";proto=https`.
fn address_of_element(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    let value = value.trim();
    address_of(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
}

/// What is counted as one sender: an address, and of the newer kind the network that one customer gets.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::http::Header;

    fn asks(socket: &str, headers: &[(&'static str, &'static str)]) -> String {
        let mut map = HeaderMap::new();
        headers.iter().for_each(|(name, value)| map.add(Header::new(*name, *value)));
        let trusted = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8, fd00::/8").unwrap_or_default();
        socket.parse().map(|socket| real(socket, &map, &trusted).to_string()).unwrap_or_default()
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
    fn behind_proxies_the_rightmost_other_address_counts() {
        for (value, from) in [
            ("203.0.113.9", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
            ("1.1.1.1,203.0.113.9 ,10.1.2.3:80,fd00::1", "203.0.113.9"),
            ("203.0.113.9:4711", "203.0.113.9"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            // Only our own machines are on the way: the one that is furthest from here.
            ("10.0.0.9, 10.0.0.8", "10.0.0.9"),
            // Junk: the last one that somebody vouches for.
            ("203.0.113.9, junk", "127.0.0.1"),
            ("203.0.113.9, junk, 10.0.0.8", "10.0.0.8"),
            ("203.0.113.9, ", "127.0.0.1"),
            ("unknown", "127.0.0.1"),
            ("", "127.0.0.1"),
            ("203.0.113.9.5", "127.0.0.1"),
            ("0x7f.1", "127.0.0.1"),
        ] {
            assert_eq!(asks("127.0.0.1", &[("X-Forwarded-For", value)]), from, "{value}");
        }
        let two = [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "203.0.113.9")];
        assert_eq!(asks("127.0.0.1", &two), "203.0.113.9");
    }

    #[test]
    fn the_forwarded_header_is_parsed() {
        for (value, from) in [
            ("for=203.0.113.9", "203.0.113.9"),
            ("For=\"[2001:db8::7]:4711\";proto=https", "2001:db8::7"),
            ("for=1.1.1.1, proto=http;for=203.0.113.9;by=10.0.0.1", "203.0.113.9"),
            ("for=_hidden", "127.0.0.1"),
            ("for=unknown, for=10.0.0.1", "10.0.0.1"),
            ("by=203.0.113.9", "127.0.0.1"),
        ] {
            assert_eq!(asks("127.0.0.1", &[("Forwarded", value)]), from, "{value}");
        }
    }

    #[test]
    fn contradictory_forwarded_headers_are_ignored() {
        let both = |one, other| asks("127.0.0.1", &[("X-Forwarded-For", one), ("Forwarded", other)]);
        assert_eq!(both("203.0.113.9", "for=203.0.113.9"), "203.0.113.9");
        assert_eq!(both("203.0.113.9", "for=1.1.1.1"), "127.0.0.1");
    }

    #[test]
    fn an_ipv6_network_counts_as_one_client() {
        let counted = |text: &str| text.parse().map(|address| counted(address).to_string()).unwrap_or_default();
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(counted("2001:db8:1:2:ffff::"), "2001:db8:1:2::");
        assert_eq!(counted("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(counted("192.0.2.7"), "192.0.2.7");
    }
}
