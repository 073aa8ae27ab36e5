//! Which hosts and origins a request may name.
//!
//! A browser sends a person's cookies with requests that any other site causes, so a request that changes something
//! must come from this origin. A foreign `Host` header is a page elsewhere whose name points to this address (DNS
//! rebinding), so it is rejected for every method.
//!
//! Inputs: `Host`, `Sec-Fetch-Site`, `Origin`, `Content-Type`. Output: nothing, or the reason of the rejection.

use super::authority::Authority;
use crate::web::rejection::RequestRejection;
use rocket::http::{HeaderMap, Method};

/// The check, for one public address.
pub struct CrossOrigin {
    public_host: Option<Authority>,
}

impl CrossOrigin {
    /// `public_url` is `https://host[:port]`.
    pub fn new(public_url: &str) -> CrossOrigin {
        CrossOrigin { public_host: Authority::of_origin(public_url) }
    }

    pub fn check(&self, method: Method, headers: &HeaderMap<'_>) -> Option<RequestRejection> {
        // Browsers always send one Host header; a client without one is no browser and has no session. Two could be
        // read differently by a proxy and by this program.
        let mut hosts = headers.get("Host").map(Authority::parse);
        let (host, second) = (hosts.next(), hosts.next());
        let own = match &host {
            None => true,
            Some(host) => host.as_ref().is_some_and(|host| self.is_own_host(host)),
        };
        if !own || second.is_some() {
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
            (None, Some(origin)) => {
                let sender = Authority::of_origin(origin);
                sender.is_some() && (host.flatten() == sender || self.public_host == sender)
            }
            // No browser sent this, so no other site made it do so.
            (None, None) => true,
        };
        if same_origin { None } else { Some(RequestRejection::OtherSite) }
    }

    /// Whether this is a host of the application. Loopback names are accepted at any port: a tunnel from a phone or
    /// laptop often uses another one, and no other site can have such a name.
    fn is_own_host(&self, host: &Authority) -> bool {
        host.is_loopback() || self.public_host.as_ref() == Some(host)
    }
}

/// Whether a browser says that a page sent the request. [`CrossOrigin::check`] has compared its origin with ours, so it
/// is a page of this origin.
pub fn browser_names_own_page(headers: &HeaderMap<'_>) -> bool {
    match headers.get_one("Sec-Fetch-Site") {
        Some(site) => site == "same-origin",
        None => headers.contains("Origin"),
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
    fn a_page_of_this_origin_is_named_by_the_browser_only() {
        for (headers, named) in [
            (&[("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost")][..], true),
            (&[("Origin", "http://localhost")], true),
            (&[("Sec-Fetch-Site", "none")], false),
            (&[("Sec-Fetch-Site", "none"), ("Origin", "http://localhost")], false),
            (&[], false),
        ] {
            let mut map = HeaderMap::new();
            headers.iter().for_each(|(name, value)| map.add(Header::new(*name, *value)));
            assert_eq!(browser_names_own_page(&map), named, "{headers:?}");
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
            "localhost/",
            "localhost/@evil.example",
            "localhost:443:443",
            "localhost:x",
            "evil.example#.localhost",
        ] {
            assert_eq!(check(Method::Get, &[("Host", host)]), Some(RequestRejection::OtherHost), "{host}");
        }
        assert_eq!(check(Method::Get, &[]), None);
        for second in ["evil.example", "localhost"] {
            let two = [("Host", "localhost"), ("Host", second)];
            assert_eq!(check(Method::Get, &two), Some(RequestRejection::OtherHost));
        }
    }

    #[test]
    fn a_form_cannot_change_its_method() {
        let form = [("Host", "localhost"), ("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=utf-8")];
        assert_eq!(check(Method::Delete, &form), Some(RequestRejection::ChangedMethod));
        assert_eq!(check(Method::Post, &form), None);
    }
}
