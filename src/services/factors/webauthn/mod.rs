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
mod model;
#[cfg(test)]
pub mod tests;

use ring::digest::{SHA256, digest};
use serde::Deserialize;

pub use key::ALGORITHMS;
pub use model::{Party, Refusal, decode, encode};

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
