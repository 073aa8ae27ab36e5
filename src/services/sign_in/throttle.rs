//! Guessing is slow: tries are counted for the address of e-mail that is given, and for the peer that asks.
//!
//! Nobody is locked out for ever, neither by somebody who guesses nor by their own hand: a wait ends after a quarter of
//! an hour at the latest, and from where somebody has signed in before, they are counted apart from the rest of the
//! world. What a header says of the peer counts only if a proxy that we trust said it (`Actor::ip`).

use crate::{
    security::client_ip::rate_limit_key,
    store::sign_in_throttles::{self as throttles, Rule},
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use time::{Duration, OffsetDateTime};

/// Five tries, then waits of 1, 2, 4 … seconds up to 15 minutes; after a day without a try it begins anew.
const ACCOUNT: Rule = Rule { free: 5, forgotten_after: 24 * 60 * 60, longest: 15 * 60 };

/// Many people may share a peer, such as the router of an office.
const PEER: Rule = Rule { free: 40, forgotten_after: 60 * 60, longest: 15 * 60 };

/// How long it is remembered that somebody signed in from somewhere.
pub const REMEMBERED: Duration = Duration::days(30);

/// What a try is counted for.
pub struct Subjects {
    peer: Option<[u8; 32]>,
    account: [u8; 32],
    /// The account together with its peer.
    known: Option<[u8; 32]>,
}

impl Subjects {
    pub fn of(email: &str, ip: Option<IpAddr>) -> Subjects {
        let email = email.trim().to_lowercase();
        // An address that many people share is one peer, and so is a network of IPv6.
        let peer = ip.map(|ip| rate_limit_key(ip).to_string());
        Subjects {
            peer: peer.as_ref().map(|peer| digest(&["peer", peer])),
            known: peer.as_ref().map(|peer| digest(&["known", peer, &email])),
            account: digest(&["account", &email]),
        }
    }
}

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Counts a try. Answers how long it has to wait; none: it may go on.
pub async fn take(
    conn: &mut AsyncPgConnection,
    subjects: &Subjects,
    now: OffsetDateTime,
) -> QueryResult<Option<Duration>> {
    if let Some(peer) = &subjects.peer
        && let Some(until) = throttles::take(conn, peer, PEER, now).await?
    {
        return Ok(Some(until - now));
    }
    let account = counted_for(conn, subjects).await?;
    Ok(throttles::take(conn, account, ACCOUNT, now).await?.map(|until| until - now))
}

/// The try went well: it counts for nothing, and from here this account is counted by itself.
pub async fn went_well(conn: &mut AsyncPgConnection, subjects: &Subjects, now: OffsetDateTime) -> QueryResult<()> {
    if let Some(peer) = &subjects.peer {
        throttles::give_back(conn, peer, now).await?;
    }
    throttles::clear(conn, &subjects.account).await?;
    match &subjects.known {
        Some(known) => throttles::know(conn, known, now).await,
        None => Ok(()),
    }
}

async fn counted_for<'a>(conn: &mut AsyncPgConnection, subjects: &'a Subjects) -> QueryResult<&'a [u8; 32]> {
    match &subjects.known {
        Some(known) if throttles::is_known(conn, known).await? => Ok(known),
        _ => Ok(&subjects.account),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throttle_subjects_are_normalised() {
        let of = |email, ip: &str| Subjects::of(email, ip.parse().ok());
        let (one, other) = (of("A@example.org", "2001:db8::1"), of(" a@EXAMPLE.org", "2001:db8::2"));
        assert_eq!((one.account, one.peer, one.known), (other.account, other.peer, other.known));
        assert_ne!(one.peer, of("a@example.org", "2001:db8:0:1::1").peer);
        assert_ne!(of("a", "10.0.0.1").peer, of("a", "10.0.0.2").peer);
        assert_eq!(of("a", "10.0.0.1").peer, of("b", "::ffff:10.0.0.1").peer);
    }
}
