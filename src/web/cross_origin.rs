//! Keeps other sites out. A browser sends a person's requests for any page that asks it to, so a request that changes
//! something must come from our own pages, and every request must be meant for this host (a foreign `Host` is a page
//! elsewhere that pointed its own name at our address).
//!
//! A request that comes with a session has to show the form token of that session too: as a header, or as the first
//! field of its body (`csrf_token`).
//!
//! A fairing cannot answer. It notes the refusal and gives the request a method that no route has; the catcher finds
//! the note and answers with it.

use super::{
    concurrency_limit::{self, ConcurrencyLimiter, Overloaded},
    context::RequestContext,
    csrf,
    rate_limit::{self, RequestRateLimiter},
};
use rocket::{
    Data, Request, Response,
    fairing::{Fairing, Info, Kind},
    http::{HeaderMap, Method, Status},
};

/// Why a request is turned away at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRejection {
    /// Another site made the browser send it.
    OtherSite,
    /// It asks for a host that we are not.
    OtherHost,
    /// A form field changed its method on the way in.
    ChangedMethod,
    /// It comes with a session, and without the token that the forms of this session carry.
    WithoutToken,
    /// It has a token in its address, where others may read it.
    TokenInAddress,
    /// It began and did not go on.
    TooSlow,
    /// Its address asks too often, and may again after so many seconds.
    TooOften(u64),
    /// Too much is going on already.
    Overloaded(Overloaded),
}

impl RequestRejection {
    /// What the fairing noted about a request.
    pub fn noted(request: &Request<'_>) -> Option<RequestRejection> {
        *request.local_cache(|| None)
    }

    pub fn status(self) -> Status {
        match self {
            RequestRejection::OtherSite | RequestRejection::WithoutToken => Status::Forbidden,
            RequestRejection::TokenInAddress => Status::BadRequest,
            RequestRejection::TooSlow => Status::RequestTimeout,
            RequestRejection::OtherHost => Status::MisdirectedRequest,
            RequestRejection::ChangedMethod => Status::MethodNotAllowed,
            RequestRejection::TooOften(_) | RequestRejection::Overloaded(Overloaded::FromThisClient) => {
                Status::TooManyRequests
            }
            RequestRejection::Overloaded(Overloaded::Total) => Status::ServiceUnavailable,
        }
    }
}

/// The fairing at the door.
pub struct CrossOriginGuard {
    /// The host that people reach us under, as it stands in a `Host` header.
    public_host: Option<String>,
}

impl CrossOriginGuard {
    /// `public_url` is `https://host[:port]`.
    pub fn new(public_url: &str) -> CrossOriginGuard {
        CrossOriginGuard { public_host: public_url.split_once("://").map(|(_, rest)| authority(rest)) }
    }

    fn judge(&self, method: Method, headers: &HeaderMap<'_>) -> Option<RequestRejection> {
        // Browsers always name one host; what names none is no browser and has no person's session.
        let hosts: Vec<String> = headers.get("Host").map(authority).collect();
        if !hosts.iter().all(|host| self.is_ours(host)) {
            return Some(RequestRejection::OtherHost);
        }
        if matches!(method, Method::Get | Method::Head | Method::Options) {
            return None;
        }
        // Rocket turns a POST with the field `_method` into that method before anybody is asked. No page of ours does
        // this, and no browser sends a form by any method but POST.
        let form = headers.get_one("Content-Type").unwrap_or_default().trim_start().to_ascii_lowercase();
        if method != Method::Post && form.starts_with("application/x-www-form-urlencoded") {
            return Some(RequestRejection::ChangedMethod);
        }
        let own = match (headers.get_one("Sec-Fetch-Site"), headers.get_one("Origin")) {
            (Some(site), _) => site == "same-origin" || site == "none",
            (None, Some(origin)) => match origin.split_once("://") {
                Some((_, sender)) => {
                    let sender = authority(sender);
                    hosts.contains(&sender) || self.public_host.as_ref() == Some(&sender)
                }
                None => false,
            },
            // No browser: a program says what it wants itself.
            (None, None) => true,
        };
        if own { None } else { Some(RequestRejection::OtherSite) }
    }

    /// Loopback names count at any port: a tunnel from a phone or laptop often ends at another one, and no foreign
    /// site can have such a name.
    fn is_ours(&self, host: &str) -> bool {
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

/// `host[:port]` in one spelling: lower case, without what follows it and without a port that goes without saying.
fn authority(text: &str) -> String {
    let text = text.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    match text.strip_suffix(":443").or_else(|| text.strip_suffix(":80")) {
        Some(host) => host.to_owned(),
        None => text,
    }
}

/// Counts a request, and gives it a place among those that are worked on. What the program says about itself is
/// never refused.
fn too_much(request: &Request<'_>) -> Option<RequestRejection> {
    let class = rate_limit::class_of(request.method(), request.uri().path().as_str())?;
    let sender = RequestContext::of(request).actor.ip;
    let (counters, crowd) =
        (request.rocket().state::<RequestRateLimiter>()?, request.rocket().state::<ConcurrencyLimiter>()?);
    if let Some(Err(seconds)) = sender.map(|address| counters.address(class, address)) {
        return Some(RequestRejection::TooOften(seconds));
    }
    let has_body = !matches!(request.method(), Method::Get | Method::Head | Method::Options);
    match crowd.acquire(sender, has_body) {
        Ok(permit) => {
            concurrency_limit::hold(request, permit);
            None
        }
        Err(full) => Some(RequestRejection::Overloaded(full)),
    }
}

#[rocket::async_trait]
impl Fairing for CrossOriginGuard {
    fn info(&self) -> Info {
        Info { name: "door", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, data: &mut Data<'_>) {
        let mut turned_away = self.judge(request.method(), request.headers());
        // What the answer and the log say of the request must be what was asked.
        if RequestContext::of(request).token_shown {
            turned_away = Some(RequestRejection::TokenInAddress);
        }
        if turned_away.is_none() {
            turned_away = too_much(request);
        }
        if turned_away.is_none() {
            turned_away = csrf::verify(request, data).await;
        }
        if turned_away.is_some() {
            request.set_method(Method::Connect);
        }
        request.local_cache(|| turned_away);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, _response: &mut Response<'r>) {
        concurrency_limit::release(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::http::Header;

    fn judge(method: Method, headers: &[(&'static str, &'static str)]) -> Option<RequestRejection> {
        let mut map = HeaderMap::new();
        headers.iter().for_each(|(name, value)| map.add(Header::new(*name, *value)));
        CrossOriginGuard::new("https://forms.example.ae").judge(method, &map)
    }

    #[test]
    fn cross_origin_requests_are_rejected() {
        let site = |site| [("Host", "localhost:8000"), ("Sec-Fetch-Site", site)];
        let origin = |origin| [("Host", "localhost:8000"), ("Origin", origin)];
        for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
            for ours in ["same-origin", "none"] {
                assert_eq!(judge(method, &site(ours)), None, "{method} {ours}");
            }
            for other in ["cross-site", "same-site", "", "Same-Origin"] {
                assert_eq!(judge(method, &site(other)), Some(RequestRejection::OtherSite), "{method} {other}");
            }
            for ours in ["http://localhost:8000", "http://LOCALHOST:8000", "https://forms.example.ae"] {
                assert_eq!(judge(method, &origin(ours)), None, "{method} {ours}");
            }
            for other in
                ["null", "", "http://localhost:3000", "https://evil.example", "http://localhost:8000.evil.example"]
            {
                assert_eq!(judge(method, &origin(other)), Some(RequestRejection::OtherSite), "{method} {other}");
            }
            assert_eq!(judge(method, &[("Host", "localhost:8000")]), None, "{method} of a program");
        }
        // What the browser says of itself counts more than what a page can make it say.
        assert_eq!(
            judge(
                Method::Post,
                &[("Host", "localhost"), ("Origin", "http://localhost"), ("Sec-Fetch-Site", "cross-site")]
            ),
            Some(RequestRejection::OtherSite)
        );
        for method in [Method::Get, Method::Head, Method::Options] {
            assert_eq!(judge(method, &site("cross-site")), None, "{method}: links from elsewhere may lead here");
        }
    }

    #[test]
    fn foreign_host_headers_are_rejected() {
        for host in
            ["localhost", "localhost:8000", "LocalHost:9000", "127.0.0.1:8000", "[::1]:8000", "forms.example.ae:443"]
        {
            assert_eq!(judge(Method::Get, &[("Host", host)]), None, "{host}");
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
            assert_eq!(judge(Method::Get, &[("Host", host)]), expected, "{host}");
        }
        assert_eq!(judge(Method::Get, &[]), None);
        let two = [("Host", "localhost"), ("Host", "evil.example")];
        assert_eq!(judge(Method::Get, &two), Some(RequestRejection::OtherHost));
    }

    #[test]
    fn a_form_cannot_change_its_method() {
        let form = [("Host", "localhost"), ("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=utf-8")];
        assert_eq!(judge(Method::Delete, &form), Some(RequestRejection::ChangedMethod));
        assert_eq!(judge(Method::Post, &form), None);
    }
}
