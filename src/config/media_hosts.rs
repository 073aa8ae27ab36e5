//! The hosts from which photos of imported records may be fetched, if an import requests it.

/// Which addresses of a host are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Public addresses only.
    Public,
    /// Any address. The host is listed with its scheme, which operators do for hosts of their own network.
    Anywhere,
}

/// A host of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Host {
    scheme: &'static str,
    name: String,
    port: u16,
    trust: Trust,
}

/// `res.cloudinary.com, http://10.0.0.5:8080`. A name without a scheme means https and public addresses only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaHosts(Vec<Host>);

impl MediaHosts {
    /// `None` if one of the entries is not a host.
    pub fn parse(text: &str) -> Option<MediaHosts> {
        let written = text.split([',', ' ']).filter(|host| !host.is_empty());
        written.map(host).collect::<Option<Vec<_>>>().map(MediaHosts)
    }

    /// The trust in this host and port; `None`: files must not be fetched from it.
    pub fn trust(&self, scheme: &str, name: &str, port: u16) -> Option<Trust> {
        let is_it = |host: &&Host| host.scheme == scheme && host.port == port && host.name.eq_ignore_ascii_case(name);
        self.0.iter().find(is_it).map(|host| host.trust)
    }

    /// The widest trust in any entry with this host name, for the resolver.
    pub fn trust_in_name(&self, name: &str) -> Option<Trust> {
        let mut named = self.0.iter().filter(|host| host.name.eq_ignore_ascii_case(name)).map(|host| host.trust);
        let first = named.next()?;
        Some(named.fold(first, |widest, next| if next == Trust::Anywhere { next } else { widest }))
    }
}

fn host(text: &str) -> Option<Host> {
    let (scheme, port, trust, rest) = match text.split_once("://") {
        None => ("https", 443, Trust::Public, text),
        Some(("https", rest)) => ("https", 443, Trust::Anywhere, rest),
        Some(("http", rest)) => ("http", 80, Trust::Anywhere, rest),
        Some(_) => return None,
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    // An IPv6 address is in brackets and contains colons.
    let (name, port) = match rest.rsplit_once(':') {
        Some((name, digits)) if !digits.ends_with(']') => (name, digits.parse().ok()?),
        _ => (rest, port),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':');
    (!name.is_empty() && name.chars().all(plain)).then(|| Host { scheme, name: name.to_owned(), port, trust })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_host_is_trusted_with_its_scheme_and_port() {
        let hosts = MediaHosts::parse("res.cloudinary.com, http://10.0.0.5:8080 https://files.lan,http://[::1]:81/");
        let trust = |scheme, name, port| hosts.as_ref().and_then(|hosts| hosts.trust(scheme, name, port));
        for (scheme, name, port, expected) in [
            ("https", "res.cloudinary.com", 443, Some(Trust::Public)),
            ("https", "RES.cloudinary.com", 443, Some(Trust::Public)),
            ("http", "res.cloudinary.com", 80, None),
            ("https", "res.cloudinary.com", 8443, None),
            ("https", "evil.res.cloudinary.com", 443, None),
            ("https", "res.cloudinary.com.evil.example", 443, None),
            ("http", "10.0.0.5", 8080, Some(Trust::Anywhere)),
            ("http", "10.0.0.5", 80, None),
            ("https", "files.lan", 443, Some(Trust::Anywhere)),
            ("http", "[::1]", 81, Some(Trust::Anywhere)),
        ] {
            assert_eq!(trust(scheme, name, port), expected, "{scheme}://{name}:{port}");
        }
    }

    #[test]
    fn invalid_media_hosts_are_rejected() {
        for text in ["ftp://x", "https://", "a b/c", "user@host", "host:70000", "http://host/path"] {
            assert_eq!(MediaHosts::parse(text), None, "{text}");
        }
        assert_eq!(MediaHosts::parse(""), Some(MediaHosts::default()));
    }
}
