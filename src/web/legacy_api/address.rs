//! The address of this server as the client sees it: responses of the legacy app contain absolute addresses, and its
//! clients send them back.

use crate::{app::App, domain::ids::UploadId};
use rocket::{
    Request,
    request::{FromRequest, Outcome},
};
use std::{convert::Infallible, sync::Arc};

/// `https://host[:port]`. The host of the request if it names one, since foreign hosts are rejected and a
/// tunnel often ends at another port; the public one otherwise.
#[derive(Clone, Debug)]
pub struct OwnAddress {
    base: String,
    public: String,
}

impl OwnAddress {
    fn new(host: Option<&str>, public: &str) -> OwnAddress {
        let is_public = |host: &str| public.split_once("://").is_some_and(|(_, ours)| ours.eq_ignore_ascii_case(host));
        let base = match host {
            Some(host) if !is_public(host) => format!("http://{host}"),
            _ => public.to_owned(),
        };
        OwnAddress { base, public: public.to_owned() }
    }

    /// The absolute address of a path.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The file behind an address that we have given to a client, whole or without the host; also its bare id. An
    /// address elsewhere is none of ours, whatever its path.
    pub fn upload(&self, url: &str) -> Option<UploadId> {
        let path = [&self.base, &self.public].iter().find_map(|base| url.strip_prefix(base.as_str())).unwrap_or(url);
        path.strip_prefix("/uploads/").unwrap_or(path).parse().ok()
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for OwnAddress {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<OwnAddress, Infallible> {
        let public = request.rocket().state::<Arc<App>>().map_or("", |app| app.config.public_url.as_str());
        Outcome::Success(OwnAddress::new(request.headers().get_one("Host"), public))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://forms.example.ae";

    #[test]
    fn absolute_addresses_use_the_address_of_the_request() {
        for (host, base) in [
            (None, PUBLIC),
            (Some("forms.example.ae"), PUBLIC),
            (Some("Forms.Example.AE"), PUBLIC),
            (Some("localhost:9000"), "http://localhost:9000"),
        ] {
            assert_eq!(OwnAddress::new(host, PUBLIC).absolute("/x"), format!("{base}/x"));
        }
    }

    #[test]
    fn only_our_own_addresses_name_our_files() {
        let ours = OwnAddress::new(Some("localhost:9000"), PUBLIC);
        let id = "upl_0123456789abcdef0123";
        for url in [
            id.to_owned(),
            format!("/uploads/{id}"),
            format!("http://localhost:9000/uploads/{id}"),
            format!("{PUBLIC}/uploads/{id}"),
        ] {
            assert_eq!(ours.upload(&url), id.parse().ok(), "{url}");
        }
        for url in [
            String::new(),
            format!("https://evil.example/uploads/{id}"),
            format!("//uploads/{id}"),
            format!("/uploads/{id}/thumb"),
            format!("/uploads/../{id}"),
            format!("{PUBLIC}.evil.example/uploads/{id}"),
            "/generated/uploads/IMG_0201_4a25135f.jpg".to_owned(),
        ] {
            assert_eq!(ours.upload(&url), None, "{url}");
        }
    }
}
