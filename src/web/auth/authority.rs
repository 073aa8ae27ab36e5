//! A host with its port, as in the header `Host` and in an origin, parsed strictly: what is not exactly a host and an
//! optional port is none, so that no part of it can be overlooked.

use std::net::{IpAddr, Ipv6Addr};

/// A host in lower case, without a default port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// A name or an address, without brackets.
    name: String,
    port: Option<u16>,
}

impl Authority {
    /// `host`, `host:port`, `[address]` or `[address]:port`.
    pub fn parse(text: &str) -> Option<Authority> {
        let (name, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (address, port) = rest.split_once(']')?;
                (address.parse::<Ipv6Addr>().ok()?.to_string(), port)
            }
            None => {
                let end = text.find(':').unwrap_or(text.len());
                let (name, port) = text.split_at_checked(end)?;
                (is_name(name).then(|| name.to_ascii_lowercase())?, port)
            }
        };
        let port = match port {
            "" => None,
            port => Some(parse_port(port.strip_prefix(':')?)?),
        };
        // A proxy may pass on either default port, whatever the scheme is at this end.
        Some(Authority { name, port: port.filter(|port| ![80, 443].contains(port)) })
    }

    /// The authority of `scheme://host[:port]`.
    pub fn of_origin(origin: &str) -> Option<Authority> {
        Authority::parse(origin.split_once("://")?.1)
    }

    /// Whether this is a name or an address of this machine, at any port.
    pub fn is_loopback(&self) -> bool {
        self.name == "localhost"
            || self.name.ends_with(".localhost")
            || self.name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

fn is_name(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn parse_port(text: &str) -> Option<u16> {
    let digits = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_in_one_form() {
        let parse = |text: &str| Authority::parse(text);
        for (one, other) in [
            ("Forms.Example.AE", "forms.example.ae"),
            ("forms.example.ae:443", "forms.example.ae"),
            ("forms.example.ae:80", "forms.example.ae"),
            ("forms.example.ae:8080", "FORMS.example.ae:8080"),
            ("[::0001]:8000", "[::1]:8000"),
        ] {
            assert!(parse(one).is_some() && parse(one) == parse(other), "{one}");
        }
        assert_ne!(parse("forms.example.ae:8443"), parse("forms.example.ae"));
        assert_eq!(Authority::of_origin("https://forms.example.ae"), parse("forms.example.ae"));
        for local in ["localhost", "a.localhost:3000", "127.0.0.1:1", "127.9.9.9", "[::1]"] {
            assert!(parse(local).is_some_and(|host| host.is_loopback()), "{local}");
        }
    }

    #[test]
    fn anything_else_is_no_host() {
        for text in [
            "",
            ":",
            ":80",
            "localhost:",
            "localhost:0",
            "localhost:65536",
            "localhost:+80",
            "localhost:8 0",
            "localhost:80:80",
            "localhost:443:443",
            "localhost/",
            "localhost/@evil.example",
            "localhost#x",
            "localhost?x",
            "user@localhost",
            "localhost evil.example",
            "localhost,evil.example",
            "local\u{e9}host",
            "localhost.",
            "..localhost",
            ".localhost",
            "a..localhost",
            "[::1",
            "[::1]x",
            "[::1]:",
            "::1",
            "[127.0.0.1]",
            "[localhost]",
            "[fe80::1%eth0]",
            "localhost\0",
            " localhost",
            "localhost\t",
            "http://localhost",
            "*",
        ] {
            assert_eq!(Authority::parse(text), None, "{text:?}");
        }
        for origin in ["null", "", "localhost", "http://localhost/", "http://localhost/x", "file://"] {
            assert_eq!(Authority::of_origin(origin), None, "{origin:?}");
        }
    }
}
