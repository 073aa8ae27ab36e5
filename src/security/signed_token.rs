//! Signed tokens of addresses: a text that this server made, with a code that only its keys can make.
//!
//! Format of both versions: `<text>.<code>`, where the code is the first 16 bytes of HMAC-SHA-256 over the text, as 32
//! lower-case hex digits. A token that expires has the text `<id>.<seconds of its end since 1970, in hex>`; its end is
//! signed with it. The same text gives the same token as long as the key stays.
//!
//! Each kind of token has its own [`KeyPurpose`], so no kind can be made of another one. New tokens are made with the
//! newest key; those of every key of the ring count. The versions differ in the key only (`keyring`).

use super::keyring::{KeyPurpose, Keyring};
use time::OffsetDateTime;

/// 128 bits cannot be guessed, and keep an address short.
const CODE_BYTES: usize = 16;

/// A token with this text, without an end.
pub fn sign(keyring: &Keyring, purpose: KeyPurpose, text: &str) -> String {
    let code = keyring.newest_mac_key(purpose).code(text.as_bytes());
    format!("{text}.{}", hex::encode(code.get(..CODE_BYTES).unwrap_or_default()))
}

/// The text of a token, if a key of the ring made it for this purpose.
pub fn verify<'t>(keyring: &Keyring, purpose: KeyPurpose, token: &'t str) -> Option<&'t str> {
    let (text, digits) = token.rsplit_once('.')?;
    // One token has one notation: digits in capitals are refused.
    let code = hex::decode(digits).ok().filter(|code| code.len() == CODE_BYTES && hex::encode(code) == digits)?;
    keyring.mac_keys(purpose).any(|key| key.is_code(text.as_bytes(), &code)).then_some(text)
}

/// A token for this id that works until a moment, to the second.
pub fn sign_until(keyring: &Keyring, purpose: KeyPurpose, id: &str, until: OffsetDateTime) -> String {
    sign(keyring, purpose, &format!("{id}.{:x}", until.unix_timestamp()))
}

/// The id of a token that expires, if a key of the ring made it for this purpose and its end has not come.
pub fn verify_until<'t>(
    keyring: &Keyring,
    purpose: KeyPurpose,
    token: &'t str,
    now: OffsetDateTime,
) -> Option<&'t str> {
    let (id, until) = verify(keyring, purpose, token)?.split_once('.')?;
    let until = OffsetDateTime::from_unix_timestamp(i64::from_str_radix(until, 16).ok()?).ok()?;
    (now < until).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
    const OTHER: &[u8] = b"another key, as long as the first";
    const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    /// Made by version 0.1.0 with [`KEY`]; those with an end work until 2026-04-13 09:30 UTC.
    const VERSION_1: [(KeyPurpose, &str); 4] = [
        (KeyPurpose::ReportLink, "0a1b2c3d4e5f60718293a4b5.69dcb798.da30ec11dec4b8e375239b69b8723369"),
        (KeyPurpose::SharedLink, "0a1b2c3d4e5f60718293a4b5.3eed97332960dc177e2a8685cfcfd219"),
        (KeyPurpose::PublicForm, "0a1b2c3d4e5f60718293a4b5.5d78722c6dc23d89cf8a8e2ac3c164c3"),
        (KeyPurpose::PersonalDataExport, "0a1b2c3d4e5f60718293a4b5.69dcb798.1c2914156bc22d69e4916b19e673bceb"),
    ];

    fn ring() -> Keyring {
        Keyring::new(KEY, [])
    }

    #[test]
    fn a_token_is_valid_for_its_purpose_and_key_only() {
        for purpose in KeyPurpose::ALL {
            let token = sign(&ring(), purpose, "abc");
            assert_eq!(token, sign(&ring(), purpose, "abc"), "the same text gives the same token");
            for other in KeyPurpose::ALL {
                assert_eq!(
                    verify(&ring(), other, &token),
                    (other == purpose).then_some("abc"),
                    "{purpose:?} {other:?}"
                );
            }
            assert_eq!(verify(&Keyring::new(OTHER, []), purpose, &token), None);
            assert_eq!(verify(&Keyring::new(OTHER, [b"a third key".as_slice(), KEY]), purpose, &token), Some("abc"));
        }
    }

    #[test]
    fn a_modified_token_is_rejected() {
        let token = sign_until(&ring(), KeyPurpose::ReportLink, "00ff", START + Duration::days(30));
        for index in 0..token.len() {
            for other in ['0', 'f', 'A', '.', '/'] {
                let mut changed: Vec<char> = token.chars().collect();
                if changed[index] != other {
                    changed[index] = other;
                    let changed: String = changed.iter().collect();
                    assert_eq!(verify(&ring(), KeyPurpose::ReportLink, &changed), None, "{index} {other}");
                }
            }
            assert_eq!(verify(&ring(), KeyPurpose::ReportLink, &token[..index]), None, "{index} characters");
        }
        assert_eq!(verify(&ring(), KeyPurpose::ReportLink, &token.to_uppercase()), None);
        for junk in ["", ".", "..", "a.b.c", "0.0.0", "é.é.é", "0.0"] {
            assert_eq!(verify(&ring(), KeyPurpose::ReportLink, junk), None, "{junk}");
        }
    }

    #[test]
    fn a_token_expires() {
        let end = START + Duration::days(30);
        let token = sign_until(&ring(), KeyPurpose::ReportLink, "00ff", end);
        let at = |now| verify_until(&ring(), KeyPurpose::ReportLink, &token, now);
        assert_eq!((at(end - Duration::SECOND), at(end)), (Some("00ff"), None));
        for text in ["00ff", "00ff.", "00ff.no", "00ff.ffffffffffffffff"] {
            let token = sign(&ring(), KeyPurpose::ReportLink, text);
            assert_eq!(verify_until(&ring(), KeyPurpose::ReportLink, &token, START), None, "{text}");
        }
    }

    #[test]
    fn version_1_tokens_are_accepted_with_their_key() {
        for (purpose, token) in VERSION_1 {
            let (text, _) = token.rsplit_once('.').unwrap();
            assert_eq!(verify(&ring(), purpose, token), Some(text), "{purpose:?}");
            assert_eq!(verify(&Keyring::new(OTHER, [KEY]), purpose, token), Some(text), "{purpose:?}");
            assert_eq!(verify(&Keyring::new(OTHER, []), purpose, token), None, "{purpose:?}");
            assert_ne!(sign(&ring(), purpose, text), token, "{purpose:?}: new tokens have version 2");
            for other in KeyPurpose::ALL {
                assert_eq!(verify(&ring(), other, token).is_some(), other == purpose, "{purpose:?} {other:?}");
            }
        }
    }
}
