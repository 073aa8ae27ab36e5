//! Who asks, why an answer is not believed, and how bytes are written.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Who asks a device for its signature: our host, and the page it must be asked from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    pub id: String,
    pub origin: String,
}

impl Party {
    /// From the address that is configured. Browsers make passkeys over https, and on the machine itself for the name
    /// `localhost`; never for a bare number.
    pub fn of(public_url: &str) -> Option<Party> {
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
        is_name.then(|| Party { id: host.to_owned(), origin: format!("{scheme}://{host}{port}") })
    }
}

/// Why something that a device said is not believed. For the log; people are told one and the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be taken apart.
    Unreadable,
    /// It answers another question, such as a registration where a sign-in was asked for.
    OtherCeremony,
    OtherChallenge,
    OtherOrigin,
    /// Signed for another host.
    OtherParty,
    /// Nobody touched the device, or it did not check who did.
    NotVerified,
    /// A kind of key that we did not ask for.
    UnknownKey,
    BadSignature,
}

impl Refusal {
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::Unreadable => "unreadable",
            Refusal::OtherCeremony => "other_ceremony",
            Refusal::OtherChallenge => "other_challenge",
            Refusal::OtherOrigin => "other_origin",
            Refusal::OtherParty => "other_party",
            Refusal::NotVerified => "not_verified",
            Refusal::UnknownKey => "unknown_key",
            Refusal::BadSignature => "bad_signature",
        }
    }
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
