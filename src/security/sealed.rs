//! Sealed values: what the database stores of a secret is of no use without a key of the ring, which is not in it.
//!
//! Format of both versions: 12 random bytes (the nonce), then the encrypted secret, then 16 bytes of authentication
//! (ChaCha20-Poly1305). The context, such as the id of the owner, is authenticated and not stored: a sealed value that
//! is moved to another row does not open. The versions differ in the key only (`keyring`).

use super::keyring::{Key, KeyPurpose, Keyring};
use rand::Rng;
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    error::Unspecified,
};

/// A secret that was opened.
#[derive(Debug, PartialEq, Eq)]
pub struct OpenedSecret {
    pub secret: Vec<u8>,
    /// It was sealed with another key than the one that writes now, so it should be sealed again.
    pub is_outdated: bool,
}

/// Seals with the newest key. The error, which `ring` gives no reason for, never comes for short secrets.
pub fn seal(keyring: &Keyring, purpose: KeyPurpose, context: &[u8], secret: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let mut nonce = [0u8; NONCE_LEN];
    rand::rng().fill_bytes(&mut nonce);
    let mut sealed = secret.to_vec();
    cipher(&keyring.newest_key(purpose))?.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(context),
        &mut sealed,
    )?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens with any key of the ring; none if no key opens it.
pub fn open(keyring: &Keyring, purpose: KeyPurpose, context: &[u8], sealed: &[u8]) -> Option<OpenedSecret> {
    let secret_of = |key: Key| open_with(&key, context, sealed);
    let mut tried = keyring.keys(purpose).map(secret_of).enumerate();
    tried.find_map(|(number, secret)| secret.map(|secret| OpenedSecret { secret, is_outdated: number > 0 }))
}

fn open_with(key: &Key, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut rest = rest.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let secret = cipher(key).ok()?.open_in_place(nonce, Aad::from(context), &mut rest).ok()?;
    Some(secret.to_vec())
}

fn cipher(key: &Key) -> Result<LessSafeKey, Unspecified> {
    UnboundKey::new(&CHACHA20_POLY1305, key).map(LessSafeKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
    const OTHER: &[u8] = b"another key, as long as the first";
    const PURPOSE: KeyPurpose = KeyPurpose::AuthenticatorSecret;

    /// Sealed by version 0.1.0 with [`KEY`], for person 7.
    const VERSION_1: &str = "000102030405060708090a0b26afa674891231a9ffb80e71228e3948670c87348d1d573d0939";

    fn ring() -> Keyring {
        Keyring::new(KEY, [])
    }

    fn owner(user: i64) -> [u8; 8] {
        user.to_be_bytes()
    }

    fn opened(ring: &Keyring, user: i64, sealed: &[u8]) -> Option<Vec<u8>> {
        open(ring, PURPOSE, &owner(user), sealed).map(|opened| opened.secret)
    }

    #[test]
    fn a_sealed_secret_opens_for_its_owner_and_key_only() {
        let sealed = seal(&ring(), PURPOSE, &owner(7), b"the secret").unwrap();
        assert_eq!(opened(&ring(), 7, &sealed).unwrap(), b"the secret");
        assert!(opened(&ring(), 8, &sealed).is_none(), "the row of another person");
        assert!(opened(&Keyring::new(OTHER, []), 7, &sealed).is_none(), "another server");
        assert!(open(&ring(), KeyPurpose::AuditRow, &owner(7), &sealed).is_none(), "another purpose");
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(opened(&ring(), 7, &changed).is_none(), "byte {index}");
        }
        for length in 0..sealed.len() {
            assert!(opened(&ring(), 7, &sealed[..length]).is_none(), "{length} bytes");
        }
    }

    #[test]
    fn sealing_twice_gives_different_bytes() {
        let sealed = || seal(&ring(), PURPOSE, &owner(7), b"the secret").unwrap();
        assert_ne!(sealed(), sealed());
        assert!(!sealed().windows(6).any(|part| part == b"secret"));
    }

    #[test]
    fn a_value_sealed_with_a_previous_key_is_outdated() {
        let sealed = seal(&ring(), PURPOSE, &owner(7), b"the secret").unwrap();
        let rotated = Keyring::new(OTHER, [KEY]);
        let found = open(&rotated, PURPOSE, &owner(7), &sealed).unwrap();
        assert_eq!(found, OpenedSecret { secret: b"the secret".to_vec(), is_outdated: true });
        let again = seal(&rotated, PURPOSE, &owner(7), &found.secret).unwrap();
        let found = open(&Keyring::new(OTHER, []), PURPOSE, &owner(7), &again).unwrap();
        assert_eq!(found, OpenedSecret { secret: b"the secret".to_vec(), is_outdated: false });
    }

    #[test]
    fn a_value_of_version_1_is_outdated() {
        let sealed = hex::decode(VERSION_1).unwrap();
        let found = open(&ring(), PURPOSE, &owner(7), &sealed).unwrap();
        assert_eq!(found, OpenedSecret { secret: b"the secret".to_vec(), is_outdated: true });
        assert!(opened(&Keyring::new(OTHER, []), 7, &sealed).is_none());
        assert!(opened(&Keyring::new(OTHER, [KEY]), 7, &sealed).is_some());
    }
}
