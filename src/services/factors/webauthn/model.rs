//! The relying party, the reasons for a rejection, and the base64url encoding.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The relying party: our host, and the origin of the page that must ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    pub id: String,
    pub origin: String,
}

impl RelyingParty {
    /// From the configured address. Browsers make passkeys over https, and over http for the name `localhost`; never
    /// for an IP address.
    pub fn of(public_url: &str) -> Option<RelyingParty> {
        let (scheme, authority) = public_url.split_once("://")?;
        let (scheme, authority) = (scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority.as_str(), None),
        };
        let is_name = !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            && host.parse::<std::net::Ipv4Addr>().is_err();
        let usual = match scheme.as_str() {
            "https" => "443",
            "http" if host == "localhost" => "80",
            _ => return None,
        };
        let port = port.filter(|port| *port != usual).map(|port| format!(":{port}")).unwrap_or_default();
        is_name.then(|| RelyingParty { id: host.to_owned(), origin: format!("{scheme}://{host}{port}") })
    }
}

/// Why an answer of a device is rejected. For the log; people get the same answer for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyRejection {
    /// It cannot be parsed.
    Unreadable,
    /// It answers another request, such as a registration instead of a sign-in.
    OtherCeremony,
    OtherChallenge,
    OtherOrigin,
    /// Signed for another host.
    OtherParty,
    /// The user was not present, or the device did not verify the user.
    NotVerified,
    /// A kind of key that we did not ask for.
    UnknownKey,
    BadSignature,
}

impl CeremonyRejection {
    pub fn as_str(self) -> &'static str {
        match self {
            CeremonyRejection::Unreadable => "unreadable",
            CeremonyRejection::OtherCeremony => "other_ceremony",
            CeremonyRejection::OtherChallenge => "other_challenge",
            CeremonyRejection::OtherOrigin => "other_origin",
            CeremonyRejection::OtherParty => "other_party",
            CeremonyRejection::NotVerified => "not_verified",
            CeremonyRejection::UnknownKey => "unknown_key",
            CeremonyRejection::BadSignature => "bad_signature",
        }
    }
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
