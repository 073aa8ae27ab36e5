//! Which client a request comes from, by the address of its connection and what reverse proxies wrote into its headers;
//! and what counts as one client for limits.
//!
//! The address of the connection is a fact. A header that names another address is a claim, and counts only as far as
//! a trusted proxy wrote it.

use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The values of the two headers in which proxies say on whose behalf they ask, in the order of the request.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProxyHeaders<'h> {
    /// `X-Forwarded-For`
    pub x_forwarded_for: &'h [&'h str],
    /// `Forwarded` (RFC 7239)
    pub forwarded: &'h [&'h str],
}

/// The address of the client. Behind trusted proxies it is the rightmost address of the chain that is none of them:
/// what stands further left was written by the client.
///
/// Proxies write `X-Forwarded-For` or `Forwarded`, and pass on the other one as it came. If both are there and differ,
/// one was made up, and it is not known which: then the proxy's own address is the answer.
pub fn client_ip(connection: IpAddr, headers: ProxyHeaders<'_>, is_trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let connection = connection.to_canonical();
    if !is_trusted(connection) {
        return connection;
    }
    let client = |lines: &[&str], address: fn(&str) -> Option<IpAddr>| {
        let elements: Vec<&str> = lines.iter().flat_map(|line| line.split(',')).collect();
        (!elements.is_empty()).then(|| nearest_untrusted(connection, &elements, address, &is_trusted))
    };
    match (client(headers.x_forwarded_for, address_of), client(headers.forwarded, address_of_element)) {
        (Some(one), Some(other)) if one != other => connection,
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => connection,
    }
}

/// Goes from the server towards the client. An element that is no address ends the way: no proxy answers for what
/// stands further left.
fn nearest_untrusted(
    connection: IpAddr,
    elements: &[&str],
    address: fn(&str) -> Option<IpAddr>,
    is_trusted: &impl Fn(IpAddr) -> bool,
) -> IpAddr {
    let mut reached = connection;
    for element in elements.iter().rev() {
        let Some(next) = address(element) else { break };
        reached = next;
        if !is_trusted(next) {
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

/// Whether an address is of this machine or of a private network.
pub fn is_internal(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// The network that counts as one client: an IPv4 address, or the /64 of an IPv6 address, all of which one customer of
/// a provider gets.
pub fn client_network(address: IpAddr) -> IpNet {
    match address.to_canonical() {
        address @ IpAddr::V4(_) => IpNet::from(address),
        address @ IpAddr::V6(_) => IpNet::new(address, 64).map_or(IpNet::from(address), |network| network.trunc()),
    }
}

/// The same as the address that stands for the whole network, for counters.
pub fn rate_limit_key(address: IpAddr) -> IpAddr {
    client_network(address).addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_trusted(address: IpAddr) -> bool {
        ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
            .iter()
            .any(|network| network.parse::<IpNet>().unwrap().contains(&address))
    }

    fn client(connection: &str, headers: &[(&str, &str)]) -> String {
        let named = |wanted: &str| -> Vec<&str> {
            headers.iter().filter(|(name, _)| *name == wanted).map(|(_, value)| *value).collect()
        };
        let (x_forwarded_for, forwarded) = (named("X-Forwarded-For"), named("Forwarded"));
        let headers = ProxyHeaders { x_forwarded_for: &x_forwarded_for, forwarded: &forwarded };
        client_ip(connection.parse().unwrap(), headers, is_trusted).to_string()
    }

    #[test]
    fn forwarded_headers_count_from_trusted_proxies_only() {
        for name in ["X-Forwarded-For", "Forwarded"] {
            for value in ["203.0.113.9", "for=203.0.113.9", "127.0.0.1", "10.0.0.1, 203.0.113.9"] {
                assert_eq!(client("192.0.2.7", &[(name, value)]), "192.0.2.7", "{name}: {value}");
            }
        }
        assert_eq!(client("::ffff:192.0.2.7", &[]), "192.0.2.7");
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
            // No address: the last one that a proxy answers for.
            ("203.0.113.9, junk", "127.0.0.1"),
            ("203.0.113.9, junk, 10.0.0.8", "10.0.0.8"),
            ("203.0.113.9, ", "127.0.0.1"),
            ("unknown", "127.0.0.1"),
            ("", "127.0.0.1"),
            ("203.0.113.9.5", "127.0.0.1"),
            ("0x7f.1", "127.0.0.1"),
        ] {
            assert_eq!(client("127.0.0.1", &[("X-Forwarded-For", value)]), from, "{value}");
        }
        let two = [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "203.0.113.9")];
        assert_eq!(client("127.0.0.1", &two), "203.0.113.9");
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
            assert_eq!(client("127.0.0.1", &[("Forwarded", value)]), from, "{value}");
        }
    }

    #[test]
    fn contradictory_forwarded_headers_are_ignored() {
        let both = |one, other| client("127.0.0.1", &[("X-Forwarded-For", one), ("Forwarded", other)]);
        assert_eq!(both("203.0.113.9", "for=203.0.113.9"), "203.0.113.9");
        assert_eq!(both("203.0.113.9", "for=1.1.1.1"), "127.0.0.1");
    }

    #[test]
    fn addresses_of_private_networks_are_internal() {
        for address in ["127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "192.168.0.1", "172.31.0.1", "::1", "fd00::1"] {
            assert!(address.parse().is_ok_and(is_internal), "{address}");
        }
        for address in ["203.0.113.9", "172.32.0.1", "2001:db8::7", "0.0.0.0"] {
            assert!(!address.parse().is_ok_and(is_internal), "{address}");
        }
    }

    #[test]
    fn an_ipv6_network_counts_as_one_client() {
        for (address, key, network) in [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7/32"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.7/32"),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(rate_limit_key(address).to_string(), key);
            assert_eq!(client_network(address).to_string(), network);
        }
    }
}
