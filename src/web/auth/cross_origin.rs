//! Which hosts and origins a request may name.
//!
//! A browser sends a person's cookies with requests that any other site causes, so a request that changes something
//! must come from this origin. A foreign `Host` header is a page elsewhere whose name points to this address (DNS
//! rebinding), so it is rejected for every method.
//!
//! Inputs: `Host`, `Sec-Fetch-Site`, `Origin`, `Content-Type`. Output: nothing, or the reason of the rejection.

use crate::web::rejection::RequestRejection;
use rocket::http::{HeaderMap, Method};

/// The check, for one public address.
pub struct CrossOrigin {
    /// The public host as it stands in a `Host` header.
    public_host: Option<String>,
}

impl CrossOrigin {
    /// `public_url` is `https://host[:port]`.
    pub fn new(public_url: &str) -> CrossOrigin {
        CrossOrigin { public_host: public_url.split_once("://").map(|(_, rest)| authority(rest)) }
    }

    pub fn check(&self, method: Method, headers: &HeaderMap<'_>) -> Option<RequestRejection> {
        // Browsers always send one Host header; a client without one is no browser and has no session.
        let hosts: Vec<String> = headers.get("Host").map(authority).collect();
        if !hosts.iter().all(|host| self.is_own_host(host)) {
            return Some(RequestRejection::OtherHost);
        }
        if matches!(method, Method::Get | Method::Head | Method::Options) {
            return None;
        }
        // Rocket changes a POST with the field `_method` into that method before any fairing runs. No page of this
        // application does that, and no browser sends a form by another method than POST.
        let form = headers.get_one("Content-Type").unwrap_or_default().trim_start().to_ascii_lowercase();
        if method != Method::Post && form.starts_with("application/x-www-form-urlencoded") {
            return Some(RequestRejection::ChangedMethod);
        }
        let same_origin = match (headers.get_one("Sec-Fetch-Site"), headers.get_one("Origin")) {
            (Some(site), _) => site == "same-origin" || site == "none",
            (None, Some(origin)) => match origin.split_once("://") {
                Some((_, sender)) => {
                    let sender = authority(sender);
                    hosts.contains(&sender) || self.public_host.as_ref() == Some(&sender)
                }
                None => false,
            },
            // No browser sent this, so no other site made it do so.
            (None, None) => true,
        };
        if same_origin { None } else { Some(RequestRejection::OtherSite) }
    }

    /// Whether this is a host of the application. Loopback names are accepted at any port: a tunnel from a phone or
    /// laptop often uses another one, and no other site can have such a name.
    fn is_own_host(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        let loopback = name == "localhost"
            || name.ends_with(".localhost")
            || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
        loopback || self.public_host.as_deref() == Some(host)
    }
}

/// `host[:port]` in its normal form: lower case, without a path and without a default port.
fn authority(text: &str) -> String {
    let text = text.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    match text.strip_suffix(":443").or_else(|| text.strip_suffix(":80")) {
        Some(host) => host.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::http::Header;

    fn check(method: Method, headers: &[(&'static str, &'static str)]) -> Option<RequestRejection> {
        let mut map = HeaderMap::new();
        headers.iter().for_each(|(name, value)| map.add(Header::new(*name, *value)));
        CrossOrigin::new("https://forms.example.ae").check(method, &map)
    }

    #[test]
    fn cross_origin_requests_are_rejected() {
        let site = |site| [("Host", "localhost:8000"), ("Sec-Fetch-Site", site)];
        let origin = |origin| [("Host", "localhost:8000"), ("Origin", origin)];
        for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
            for ours in ["same-origin", "none"] {
                assert_eq!(check(method, &site(ours)), None, "{method} {ours}");
            }
            for other in ["cross-site", "same-site", "", "Same-Origin"] {
                assert_eq!(check(method, &site(other)), Some(RequestRejection::OtherSite), "{method} {other}");
            }
            for ours in ["http://localhost:8000", "http://LOCALHOST:8000", "https://forms.example.ae"] {
                assert_eq!(check(method, &origin(ours)), None, "{method} {ours}");
            }
            for other in
                ["null", "", "http://localhost:3000", "https://evil.example", "http://localhost:8000.evil.example"]
            {
                assert_eq!(check(method, &origin(other)), Some(RequestRejection::OtherSite), "{method} {other}");
            }
            assert_eq!(check(method, &[("Host", "localhost:8000")]), None, "{method} of a program");
        }
        // What the browser says of itself counts more than what a page can make it say.
        assert_eq!(
            check(
                Method::Post,
                &[("Host", "localhost"), ("Origin", "http://localhost"), ("Sec-Fetch-Site", "cross-site")]
            ),
            Some(RequestRejection::OtherSite)
        );
        for method in [Method::Get, Method::Head, Method::Options] {
            assert_eq!(check(method, &site("cross-site")), None, "{method}: links from elsewhere may lead here");
        }
    }

    #[test]
    fn foreign_host_headers_are_rejected() {
        for host in
            ["localhost", "localhost:8000", "LocalHost:9000", "127.0.0.1:8000", "[::1]:8000", "forms.example.ae:443"]
        {
            assert_eq!(check(Method::Get, &[("Host", host)]), None, "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.5",
            "[::1",
            "",
        ] {
            let expected = if host == "[::1" { None } else { Some(RequestRejection::OtherHost) };
            assert_eq!(check(Method::Get, &[("Host", host)]), expected, "{host}");
        }
        assert_eq!(check(Method::Get, &[]), None);
        let two = [("Host", "localhost"), ("Host", "evil.example")];
        assert_eq!(check(Method::Get, &two), Some(RequestRejection::OtherHost));
    }

    #[test]
    fn a_form_cannot_change_its_method() {
        let form = [("Host", "localhost"), ("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=utf-8")];
        assert_eq!(check(Method::Delete, &form), Some(RequestRejection::ChangedMethod));
        assert_eq!(check(Method::Post, &form), None);
    }
}
