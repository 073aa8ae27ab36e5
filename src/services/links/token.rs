//! What stands in the address of a report.
//!
//! A link that answers of the program carry is `<link digits>.<expiry, hex seconds>.<mac>`: the same day gives the
//! same token, and the expiry is signed. One that somebody made for a client is `<link digits>.<mac>`: its row says
//! how long it works, so that this can be changed while the address stays as it was sent.
//!
//! The kind of link is signed too, so that neither can be made of the other. While a key is being replaced, tokens of
//! the one before still count; new ones are signed with the new one.

use crate::{config::Config, domain::ids::LinkId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::OffsetDateTime;

/// 128 bits are beyond guessing and keep the address short.
const MAC_BYTES: usize = 16;

const REPORT: &[u8] = b"report link 1\n";
const SHARED: &[u8] = b"shared link 1\n";

/// What somebody holds who has a token that we made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// A link of the program's own answers, which has not expired.
    Report(LinkId),
    /// A link that somebody made, which may have.
    Shared(LinkId),
}

/// A token of the program's own answers.
pub fn of_report(config: &Config, link: &LinkId, expires_at: OffsetDateTime) -> String {
    signed(config.secret_key.as_bytes(), REPORT, format!("{}.{:x}", digits(link), expires_at.unix_timestamp()))
}

/// A token for a client.
pub fn of_shared(config: &Config, link: &LinkId) -> String {
    signed(config.secret_key.as_bytes(), SHARED, digits(link).to_owned())
}

/// What a token opens, if it was made with one of our keys and has not expired.
pub fn read(config: &Config, token: &str, now: OffsetDateTime) -> Option<Held> {
    config.verifying_keys().find_map(|key| held(key.as_bytes(), token, now))
}

fn held(key: &[u8], token: &str, now: OffsetDateTime) -> Option<Held> {
    let (what, tag) = token.rsplit_once('.')?;
    let bytes = hex::decode(tag).ok().filter(|bytes| bytes.len() == MAC_BYTES && hex::encode(bytes) == tag)?;
    let is_signed = |kind| mac(key, kind, what).verify_truncated_left(&bytes).is_ok();
    let link = |digits: &str| format!("lnk_{digits}").parse::<LinkId>().ok();
    match what.split_once('.') {
        None if is_signed(SHARED) => link(what).map(Held::Shared),
        Some((digits, expiry)) if is_signed(REPORT) => {
            let expires_at = OffsetDateTime::from_unix_timestamp(i64::from_str_radix(expiry, 16).ok()?).ok()?;
            link(digits).filter(|_| now < expires_at).map(Held::Report)
        }
        _ => None,
    }
}

fn digits(link: &LinkId) -> &str {
    link.as_str().trim_start_matches("lnk_")
}

fn signed(key: &[u8], kind: &[u8], what: String) -> String {
    let tag = mac(key, kind, &what).finalize().into_bytes();
    format!("{what}.{}", hex::encode(tag.get(..MAC_BYTES).unwrap_or_default()))
}

fn mac(key: &[u8], kind: &[u8], what: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length, so the fallback is never reached.
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap_or_else(|_| KeyInit::new(&Default::default()));
    mac.update(kind);
    mac.update(what.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
    const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn tokens(link: &LinkId) -> [String; 2] {
        let expiry = (START + Duration::days(30)).unix_timestamp();
        [signed(KEY, REPORT, format!("{}.{expiry:x}", digits(link))), signed(KEY, SHARED, digits(link).to_owned())]
    }

    #[test]
    fn a_token_works_until_it_expires_and_not_if_a_character_is_changed() {
        let link = LinkId::random();
        let [report, shared] = tokens(&link);
        assert_eq!(held(KEY, &report, START + Duration::days(29)), Some(Held::Report(link.clone())));
        assert_eq!(held(KEY, &report, START + Duration::days(30)), None);
        assert_eq!(held(KEY, &shared, START + Duration::days(3000)), Some(Held::Shared(link)));
        for token in [report, shared] {
            assert_eq!(held(b"another key, as long as the first", &token, START), None);
            for index in 0..token.len() {
                for other in ['0', 'f', 'A', '.', '/'] {
                    let mut changed: Vec<char> = token.chars().collect();
                    if changed[index] != other {
                        changed[index] = other;
                        assert_eq!(held(KEY, &changed.iter().collect::<String>(), START), None, "{index} {other}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_kind_of_token_cannot_be_used_as_another() {
        let [report, shared] = tokens(&LinkId::random());
        let (what, tag) = report.rsplit_once('.').unwrap();
        let (digits, _) = what.split_once('.').unwrap();
        assert_eq!(held(KEY, &format!("{digits}.{tag}"), START), None);
        let (digits, tag) = shared.rsplit_once('.').unwrap();
        assert_eq!(held(KEY, &format!("{digits}.ffffffff.{tag}"), START), None);
        for junk in ["", ".", "..", "a.b.c", "0.0.0", "é.é.é", "0.0"] {
            assert_eq!(held(KEY, junk, START), None, "{junk}");
        }
    }
}
