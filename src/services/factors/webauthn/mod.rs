//! What a passkey says, read and checked (Web Authentication level 2, sections 7.1 and 7.2). Pure: no database, no
//! clock.
//!
//! Our own, because of the crates that do it one needs OpenSSL and has another licence, and the others bring the crate
//! `rsa` with a known weakness and some forty crates more; the signatures themselves are checked by `ring`, which is
//! here anyway. It takes what a passkey needs and refuses the rest: the user is verified on the device, no other page
//! stands between, attestation is not asked for and not believed.

mod authenticator;
mod client;
mod key;
#[cfg(test)]
pub mod tests;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use serde::Deserialize;

pub use key::ALGORITHMS;

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

/// What a browser answers when a passkey was made, in base64url.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attested {
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    pub attestation_object: String,
}

/// What a browser answers when a passkey signed, in base64url.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asserted {
    pub id: String,
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    pub authenticator_data: String,
    pub signature: String,
    #[serde(default)]
    pub user_handle: Option<String>,
}

/// A passkey that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredCredential {
    pub credential_id: Vec<u8>,
    /// As the device wrote it (COSE), found to be one that we can check.
    pub public_key: Vec<u8>,
    pub sign_count: u32,
    pub backed_up: bool,
}

/// The challenge that an answer is about, before anything of it is believed.
pub fn challenge_of(client_data: &str) -> Option<Vec<u8>> {
    client::challenge_of(&decode(client_data)?)
}

/// Believes that a passkey was made for us, just now and by the person in front of the page, or says why not.
pub fn made(party: &Party, challenge: &[u8], answer: &Attested) -> Result<RegisteredCredential, Refusal> {
    let client_data = decode(&answer.client_data).ok_or(Refusal::Unreadable)?;
    client::check(&client_data, "webauthn.create", challenge, party)?;
    let object = decode(&answer.attestation_object).ok_or(Refusal::Unreadable)?;
    let data = authenticator::attested(&object)?;
    let read = authenticator::read(&data, party)?;
    let (credential_id, public_key) = read.credential.ok_or(Refusal::Unreadable)?;
    key::parse(&public_key)?;
    Ok(RegisteredCredential { credential_id, public_key, sign_count: read.sign_count, backed_up: read.backed_up })
}

/// Believes that a known passkey signed our challenge, or says why not. Answers its counter.
pub fn asserted(party: &Party, challenge: &[u8], public_key: &[u8], answer: &Asserted) -> Result<u32, Refusal> {
    let client_data = decode(&answer.client_data).ok_or(Refusal::Unreadable)?;
    client::check(&client_data, "webauthn.get", challenge, party)?;
    let data = decode(&answer.authenticator_data).ok_or(Refusal::Unreadable)?;
    let read = authenticator::read(&data, party)?;
    let signature = decode(&answer.signature).ok_or(Refusal::Unreadable)?;
    let signed = [data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
    key::parse(public_key)?.verify(&signed, &signature)?;
    Ok(read.sign_count)
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
