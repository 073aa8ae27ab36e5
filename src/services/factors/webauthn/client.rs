//! The client data, which the browser adds: the ceremony, the challenge, and the origin of the page.

use super::{CeremonyRejection, RelyingParty, decode};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    /// Present only if a page of another origin embeds ours in a frame.
    top_origin: Option<String>,
}

pub fn challenge_of(bytes: &[u8]) -> Option<Vec<u8>> {
    decode(&serde_json::from_slice::<ClientData>(bytes).ok()?.challenge)
}

pub fn check(bytes: &[u8], ceremony: &str, challenge: &[u8], party: &RelyingParty) -> Result<(), CeremonyRejection> {
    let data: ClientData = serde_json::from_slice(bytes).map_err(|_| CeremonyRejection::Unreadable)?;
    if data.ceremony != ceremony {
        return Err(CeremonyRejection::OtherCeremony);
    }
    if decode(&data.challenge).as_deref() != Some(challenge) {
        return Err(CeremonyRejection::OtherChallenge);
    }
    if data.origin != party.origin || data.cross_origin || data.top_origin.is_some() {
        return Err(CeremonyRejection::OtherOrigin);
    }
    Ok(())
}
