//! The token in the address of a report (`security::signed_token`).
//!
//! A link of an API response contains its expiry, so the same day gives the same token. A link that a member shares
//! contains none: its row has the expiry, which can be changed while the address stays the same.

use crate::{
    domain::ids::LinkId,
    security::{KeyPurpose, Keyring, signed_token},
};
use time::OffsetDateTime;

/// What a verified token refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenTarget {
    /// A link of an API response, which has not expired.
    Report(LinkId),
    /// A shared link; its row decides whether it still works.
    Shared(LinkId),
}

/// The token of a link in an API response.
pub fn of_report(keyring: &Keyring, link: &LinkId, expires_at: OffsetDateTime) -> String {
    signed_token::sign_until(keyring, KeyPurpose::ReportLink, digits(link), expires_at)
}

/// The token of a shared link.
pub fn of_shared(keyring: &Keyring, link: &LinkId) -> String {
    signed_token::sign(keyring, KeyPurpose::SharedLink, digits(link))
}

/// The link of a token, if a key of the ring signed it and it has not expired.
pub fn read(keyring: &Keyring, token: &str, now: OffsetDateTime) -> Option<TokenTarget> {
    let link = |digits: &str| format!("lnk_{digits}").parse::<LinkId>().ok();
    match signed_token::verify(keyring, KeyPurpose::SharedLink, token) {
        Some(digits) => link(digits).map(TokenTarget::Shared),
        None => {
            let digits = signed_token::verify_until(keyring, KeyPurpose::ReportLink, token, now)?;
            link(digits).map(TokenTarget::Report)
        }
    }
}

fn digits(link: &LinkId) -> &str {
    link.as_str().trim_start_matches("lnk_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn ring() -> Keyring {
        Keyring::new(b"0123456789abcdef0123456789abcdef", [])
    }

    fn target(ring: &Keyring, token: &str, now: OffsetDateTime) -> Option<TokenTarget> {
        read(ring, token, now)
    }

    fn tokens(link: &LinkId) -> [String; 2] {
        [of_report(&ring(), link, START + Duration::days(30)), of_shared(&ring(), link)]
    }

    #[test]
    fn a_token_works_until_it_expires_and_not_if_a_character_is_changed() {
        let link = LinkId::random();
        let [report, shared] = tokens(&link);
        assert_eq!(target(&ring(), &report, START + Duration::days(29)), Some(TokenTarget::Report(link.clone())));
        assert_eq!(target(&ring(), &report, START + Duration::days(30)), None);
        assert_eq!(target(&ring(), &shared, START + Duration::days(3000)), Some(TokenTarget::Shared(link)));
        let other = Keyring::new(b"another key, as long as the first", []);
        for token in [report, shared] {
            assert_eq!(target(&other, &token, START), None);
            for index in 0..token.len() {
                for other in ['0', 'f', 'A', '.', '/'] {
                    let mut changed: Vec<char> = token.chars().collect();
                    if changed[index] != other {
                        changed[index] = other;
                        let changed = changed.iter().collect::<String>();
                        assert_eq!(target(&ring(), &changed, START), None, "{index} {other}");
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
        assert_eq!(target(&ring(), &format!("{digits}.{tag}"), START), None);
        let (digits, tag) = shared.rsplit_once('.').unwrap();
        assert_eq!(target(&ring(), &format!("{digits}.ffffffff.{tag}"), START), None);
        for junk in ["", ".", "..", "a.b.c", "0.0.0", "é.é.é", "0.0"] {
            assert_eq!(target(&ring(), junk, START), None, "{junk}");
        }
    }
}
