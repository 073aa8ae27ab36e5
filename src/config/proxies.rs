//! The reverse proxies whose forwarding headers are trusted.

use ipnet::IpNet;
use std::{fmt, net::IpAddr};

/// Addresses and networks: `127.0.0.1, 10.0.0.0/8, fd00::/8`. Empty by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// `None` if an entry is neither an address nor a network.
    pub fn parse(text: &str) -> Option<TrustedProxies> {
        let written = text.split([',', ' ']).filter(|one| !one.is_empty());
        written.map(network).collect::<Option<Vec<_>>>().map(TrustedProxies)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn includes(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks: Vec<String> = self.0.iter().map(IpNet::to_string).collect();
        f.write_str(&networks.join(", "))
    }
}

/// A network with prefix length 0 is refused, because every client could then forge its address.
fn network(text: &str) -> Option<IpNet> {
    let network = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address.to_canonical()),
        Err(_) => text.parse().ok()?,
    };
    (network.prefix_len() > 0).then_some(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        let trusted = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8 fd00::/8,::ffff:192.0.2.1").unwrap_or_default();
        for (address, included) in [
            ("127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("127.0.0.2", false),
            ("10.255.0.1", true),
            ("11.0.0.1", false),
            ("fd12::1", true),
            ("fe80::1", false),
            ("192.0.2.1", true),
        ] {
            assert_eq!(address.parse().map(|address| trusted.includes(address)), Ok(included), "{address}");
        }
    }

    #[test]
    fn invalid_networks_are_rejected() {
        for text in ["localhost", "10.0.0.0/33", "10.0.0", "*", "0.0.0.0/0", "::/0", "10.0.0.1:80"] {
            assert_eq!(TrustedProxies::parse(text), None, "{text}");
        }
        assert_eq!(TrustedProxies::parse(""), Some(TrustedProxies::default()));
    }
}
