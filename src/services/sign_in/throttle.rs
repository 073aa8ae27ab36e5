//! Throttling of sign-in attempts, counted per e-mail address and per client.
//!
//! There is no permanent lock-out: a wait ends after at most 15 minutes, and a client from which a person has signed in
//! before is counted separately, so that attacks from elsewhere do not block it. Forwarded client addresses count only
//! if a trusted proxy set them (`Actor::ip`).

use crate::{
    security::client_ip::rate_limit_key,
    store::sign_in_throttles::{self as throttles, ThrottleRule},
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use time::{Duration, OffsetDateTime};

/// Five attempts, then waits of 1, 2, 4 … seconds up to 15 minutes; reset after a day without an attempt.
const ACCOUNT: ThrottleRule = ThrottleRule { free: 5, forgotten_after: 24 * 60 * 60, longest: 15 * 60 };

/// More attempts, because many people may share a client address, such as an office router.
const PEER: ThrottleRule = ThrottleRule { free: 40, forgotten_after: 60 * 60, longest: 15 * 60 };

/// How long a successful sign-in from a client is remembered.
pub const REMEMBERED: Duration = Duration::days(30);

/// The keys under which an attempt is counted.
pub struct ThrottleSubjects {
    peer: Option<[u8; 32]>,
    account: [u8; 32],
    /// The account together with its client.
    known: Option<[u8; 32]>,
}

impl ThrottleSubjects {
    pub fn of(email: &str, ip: Option<IpAddr>) -> ThrottleSubjects {
        let email = email.trim().to_lowercase();
        // An IPv6 network counts as one client.
        let peer = ip.map(|ip| rate_limit_key(ip).to_string());
        ThrottleSubjects {
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

/// Counts an attempt. Returns how long to wait; none if the attempt may proceed.
pub async fn count_attempt(
    conn: &mut AsyncPgConnection,
    subjects: &ThrottleSubjects,
    now: OffsetDateTime,
) -> QueryResult<Option<Duration>> {
    if let Some(peer) = &subjects.peer
        && let Some(until) = throttles::count_attempt(conn, peer, PEER, now).await?
    {
        return Ok(Some(until - now));
    }
    let account = account_subject(conn, subjects).await?;
    Ok(throttles::count_attempt(conn, account, ACCOUNT, now).await?.map(|until| until - now))
}

/// Records a successful attempt: it does not count, and from now on attempts from this client are counted separately.
pub async fn record_success(
    conn: &mut AsyncPgConnection,
    subjects: &ThrottleSubjects,
    now: OffsetDateTime,
) -> QueryResult<()> {
    if let Some(peer) = &subjects.peer {
        throttles::uncount_attempt(conn, peer, now).await?;
    }
    throttles::clear(conn, &subjects.account).await?;
    match &subjects.known {
        Some(known) => throttles::mark_known(conn, known, now).await,
        None => Ok(()),
    }
}

async fn account_subject<'a>(
    conn: &mut AsyncPgConnection,
    subjects: &'a ThrottleSubjects,
) -> QueryResult<&'a [u8; 32]> {
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
        let of = |email, ip: &str| ThrottleSubjects::of(email, ip.parse().ok());
        let (one, other) = (of("A@example.org", "2001:db8::1"), of(" a@EXAMPLE.org", "2001:db8::2"));
        assert_eq!((one.account, one.peer, one.known), (other.account, other.peer, other.known));
        assert_ne!(one.peer, of("a@example.org", "2001:db8:0:1::1").peer);
        assert_ne!(of("a", "10.0.0.1").peer, of("a", "10.0.0.2").peer);
        assert_eq!(of("a", "10.0.0.1").peer, of("b", "::ffff:10.0.0.1").peer);
    }
}
