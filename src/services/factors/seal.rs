//! Secrets at rest: what the database keeps of them is of no use without the server's key, which is not in it.
//!
//! ChaCha20-Poly1305 under a key that follows from the server's (HKDF-like, one HMAC with a name of its own), with a
//! random nonce in front and the owner as associated data: a sealed secret that is moved to somebody else's row does
//! not open.

use anyhow::{Context, anyhow};
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;

pub fn seal(server_key: &[u8], user: i64, secret: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut nonce = [0u8; NONCE_LEN];
    rand::rng().fill_bytes(&mut nonce);
    let mut sealed = secret.to_vec();
    key(server_key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), owner(user), &mut sealed)
        .map_err(|_| anyhow!("a secret cannot be sealed"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub fn open(server_key: &[u8], user: i64, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().context("a sealed secret is too short")?;
    let mut rest = rest.to_vec();
    let secret = key(server_key)?
        .open_in_place(Nonce::assume_unique_for_key(*nonce), owner(user), &mut rest)
        .map_err(|_| anyhow!("the secret of person {user} does not open: was the server's key changed?"))?;
    Ok(secret.to_vec())
}

fn owner(user: i64) -> Aad<[u8; 8]> {
    Aad::from(user.to_be_bytes())
}

fn key(server_key: &[u8]) -> anyhow::Result<LessSafeKey> {
    // HMAC takes keys of any length.
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(server_key).map_err(|_| anyhow!("no key"))?;
    mac.update(b"secrets at rest 1\n");
    let derived = mac.finalize().into_bytes();
    let key = UnboundKey::new(&CHACHA20_POLY1305, &derived).map_err(|_| anyhow!("no key"))?;
    Ok(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

    #[test]
    fn a_sealed_secret_opens_for_its_owner_and_key_only() {
        let sealed = seal(KEY, 7, b"the secret").unwrap();
        assert_eq!(open(KEY, 7, &sealed).unwrap(), b"the secret");
        assert!(open(KEY, 8, &sealed).is_err(), "somebody else's row");
        assert!(open(b"another key, as long as the first", 7, &sealed).is_err(), "another server");
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(open(KEY, 7, &changed).is_err(), "byte {index}");
        }
        for length in 0..sealed.len() {
            assert!(open(KEY, 7, &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn sealing_twice_gives_different_bytes() {
        assert_ne!(seal(KEY, 7, b"the secret").unwrap(), seal(KEY, 7, b"the secret").unwrap());
        assert!(!seal(KEY, 7, b"the secret").unwrap().windows(6).any(|part| part == b"secret"));
    }
}
