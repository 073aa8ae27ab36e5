//! The authenticator data: the host, whether the user was present and verified, the signature counter, and the new key
//! at a registration (Web Authentication level 2, section 6.1).

use super::{CeremonyRejection, RelyingParty};
use ciborium::Value;
use ring::digest::{SHA256, digest};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// Longest credential id that the standard allows.
const LONGEST_ID: usize = 1023;

pub struct AuthenticatorData {
    pub sign_count: u32,
    pub backed_up: bool,
    /// The id of the credential and its public key, at a registration.
    pub credential: Option<(Vec<u8>, Vec<u8>)>,
}

/// The authenticator data inside an attestation object. The attestation statement is ignored, because none was
/// requested.
pub fn attested(object: &[u8]) -> Result<Vec<u8>, CeremonyRejection> {
    let mut rest = object;
    let value: Value = ciborium::from_reader(&mut rest).map_err(|_| CeremonyRejection::Unreadable)?;
    let map = value.into_map().map_err(|_| CeremonyRejection::Unreadable)?;
    let data =
        map.into_iter().find(|(key, _)| key.as_text() == Some("authData")).ok_or(CeremonyRejection::Unreadable)?;
    match (data.1.into_bytes(), rest) {
        (Ok(data), []) => Ok(data),
        _ => Err(CeremonyRejection::Unreadable),
    }
}

pub fn read(data: &[u8], party: &RelyingParty) -> Result<AuthenticatorData, CeremonyRejection> {
    let (party_hash, rest) = data.split_first_chunk::<32>().ok_or(CeremonyRejection::Unreadable)?;
    let ([flags], rest) = rest.split_first_chunk::<1>().ok_or(CeremonyRejection::Unreadable)?;
    let (count, mut rest) = rest.split_first_chunk::<4>().ok_or(CeremonyRejection::Unreadable)?;
    let has = |flag| flags & flag != 0;
    if party_hash.as_slice() != digest(&SHA256, party.id.as_bytes()).as_ref() {
        return Err(CeremonyRejection::OtherParty);
    }
    if !has(USER_PRESENT) || !has(USER_VERIFIED) {
        return Err(CeremonyRejection::NotVerified);
    }
    // The standard forbids a credential that is backed up but not eligible for backup.
    if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
        return Err(CeremonyRejection::Unreadable);
    }
    let credential = if has(HAS_CREDENTIAL) { Some(credential(&mut rest)?) } else { None };
    if has(HAS_EXTENSIONS) {
        ciborium::from_reader::<Value, _>(&mut rest).map_err(|_| CeremonyRejection::Unreadable)?;
    }
    if !rest.is_empty() {
        return Err(CeremonyRejection::Unreadable);
    }
    Ok(AuthenticatorData { sign_count: u32::from_be_bytes(*count), backed_up: has(BACKED_UP), credential })
}

fn credential(rest: &mut &[u8]) -> Result<(Vec<u8>, Vec<u8>), CeremonyRejection> {
    let unreadable = CeremonyRejection::Unreadable;
    // The model of the device (AAGUID) precedes it; it is not needed and not stored.
    let (_, after) = rest.split_first_chunk::<16>().ok_or(unreadable)?;
    let (length, after) = after.split_first_chunk::<2>().ok_or(unreadable)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > LONGEST_ID {
        return Err(unreadable);
    }
    let (id, after) = after.split_at_checked(length).ok_or(unreadable)?;
    let mut behind = after;
    ciborium::from_reader::<Value, _>(&mut behind).map_err(|_| unreadable)?;
    let key = after.get(..after.len() - behind.len()).ok_or(unreadable)?;
    *rest = behind;
    Ok((id.to_vec(), key.to_vec()))
}
