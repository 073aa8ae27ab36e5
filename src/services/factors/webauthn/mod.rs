//! Parses and checks the answers of passkeys (Web Authentication level 2, sections 7.1 and 7.2). Pure: no database, no
//! clock.
//!
//! An own implementation, because of the existing crates one needs OpenSSL and has another licence, and the others add
//! the crate `rsa` with a known weakness and about forty more crates. `ring`, which is used anyway, verifies the
//! signatures. Only what passkeys need is accepted: user verification on the device, no embedding page, and no
//! attestation.

mod authenticator;
mod client;
mod key;
mod model;
#[cfg(test)]
pub mod tests;

use ring::digest::{SHA256, digest};
use serde::Deserialize;

pub use key::ALGORITHMS;
pub use model::{CeremonyRejection, RelyingParty, decode, encode};

/// The browser's answer to a registration, in base64url.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    pub attestation_object: String,
}

/// The browser's answer to a signature request, in base64url.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assertion {
    pub id: String,
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    pub authenticator_data: String,
    pub signature: String,
    #[serde(default)]
    pub user_handle: Option<String>,
}

/// A registered passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredCredential {
    pub credential_id: Vec<u8>,
    /// As the device encoded it (COSE); verified to be of a supported kind.
    pub public_key: Vec<u8>,
    pub sign_count: u32,
    pub backed_up: bool,
}

/// The challenge that an answer refers to; nothing of the answer is verified yet.
pub fn challenge_of(client_data: &str) -> Option<Vec<u8>> {
    client::challenge_of(&decode(client_data)?)
}

/// Verifies that a passkey was registered for this site, for this challenge and with user verification.
pub fn verify_registration(
    party: &RelyingParty,
    challenge: &[u8],
    answer: &Registration,
) -> Result<RegisteredCredential, CeremonyRejection> {
    let client_data = decode(&answer.client_data).ok_or(CeremonyRejection::Unreadable)?;
    client::check(&client_data, "webauthn.create", challenge, party)?;
    let object = decode(&answer.attestation_object).ok_or(CeremonyRejection::Unreadable)?;
    let data = authenticator::attested(&object)?;
    let read = authenticator::read(&data, party)?;
    let (credential_id, public_key) = read.credential.ok_or(CeremonyRejection::Unreadable)?;
    key::parse(&public_key)?;
    Ok(RegisteredCredential { credential_id, public_key, sign_count: read.sign_count, backed_up: read.backed_up })
}

/// Verifies that a known passkey signed the challenge. Returns its signature counter.
pub fn verify_assertion(
    party: &RelyingParty,
    challenge: &[u8],
    public_key: &[u8],
    answer: &Assertion,
) -> Result<u32, CeremonyRejection> {
    let client_data = decode(&answer.client_data).ok_or(CeremonyRejection::Unreadable)?;
    client::check(&client_data, "webauthn.get", challenge, party)?;
    let data = decode(&answer.authenticator_data).ok_or(CeremonyRejection::Unreadable)?;
    let read = authenticator::read(&data, party)?;
    let signature = decode(&answer.signature).ok_or(CeremonyRejection::Unreadable)?;
    let signed = [data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
    key::parse(public_key)?.verify(&signed, &signature)?;
    Ok(read.sign_count)
}
