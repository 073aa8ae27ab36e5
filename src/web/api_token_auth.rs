//! `Authorization: Bearer inj_…`: a program that shows a token instead of a session.
//!
//! A token is good in this header and nowhere else. In an address it would end up in histories, logs and the pages of
//! others, so an address with one in it is turned away at the door, and is not repeated in the answer.

use super::context::{AccessDenied, RequestContext};
use crate::{
    app::App,
    services::{
        sessions::Member,
        tokens::{self, ApiToken},
    },
};
use rocket::{Request, http::RawStr};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// As many wrong tokens of one peer are looked up within [`WHILE`]; nobody guesses 256 bits, but each look-up costs a
/// query.
const GUESSES: u32 = 30;
const WHILE: Duration = Duration::from_secs(60);

/// As many peers are remembered at once.
const PEERS: usize = 10_000;

/// Whom the token of a request stands for. Asked only where a token is shown.
pub async fn member(request: &Request<'_>, app: &App, context: &RequestContext) -> Result<Member, AccessDenied> {
    let guesses = request.rocket().state::<Arc<FailedTokenLimiter>>();
    let peer = context.actor.ip;
    if guesses.is_some_and(|guesses| guesses.too_many(peer, Instant::now())) {
        return Err(AccessDenied::TooManyGuesses);
    }
    let found = match shown(request) {
        Some(token) => tokens::member(app, &token, &context.actor).await.map_err(|problem| {
            super::error::log(&problem, context);
            AccessDenied::Unavailable
        })?,
        None => None,
    };
    found.ok_or_else(|| {
        if let Some(guesses) = guesses {
            guesses.add(peer, Instant::now());
        }
        AccessDenied::BadToken
    })
}

fn shown(request: &Request<'_>) -> Option<ApiToken> {
    let mut headers = request.headers().get("Authorization");
    let (header, second) = (headers.next()?, headers.next());
    let (scheme, token) = header.trim().split_once(' ')?;
    let bearer = scheme.eq_ignore_ascii_case("bearer") && second.is_none();
    if bearer { token.trim().parse().ok() } else { None }
}

/// Whether a token stands in the address.
pub fn is_in_address(request: &Request<'_>) -> bool {
    let address = request.uri().to_string();
    ApiToken::stands_in(&RawStr::new(&address).percent_decode_lossy())
}

/// Wrong tokens of late, by peer.
#[derive(Default)]
pub struct FailedTokenLimiter(Mutex<HashMap<Option<IpAddr>, (Instant, u32)>>);

impl FailedTokenLimiter {
    fn too_many(&self, peer: Option<IpAddr>, now: Instant) -> bool {
        let peers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        peers.get(&network(peer)).is_some_and(|(since, count)| *count >= GUESSES && now - *since < WHILE)
    }

    fn add(&self, peer: Option<IpAddr>, now: Instant) {
        let mut peers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if peers.len() >= PEERS {
            peers.retain(|_, (since, _)| now - *since < WHILE);
        }
        // So many at once are no guesses of ours to count: the limits of the server as a whole hold them back.
        if peers.len() >= PEERS && !peers.contains_key(&network(peer)) {
            return;
        }
        let (since, count) = peers.entry(network(peer)).or_insert((now, 0));
        if now - *since >= WHILE {
            (*since, *count) = (now, 0);
        }
        *count += 1;
    }
}

/// Who has one address of IPv6 has all that share its first half.
fn network(peer: Option<IpAddr>) -> Option<IpAddr> {
    match peer {
        Some(IpAddr::V6(ip)) => Some(IpAddr::V6((u128::from(ip) >> 64 << 64).into())),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_guesses_tokens_is_limited_and_others_are_not() {
        let (guesses, start) = (FailedTokenLimiter::default(), Instant::now());
        let peer = |text: &str| Some(text.parse().unwrap());
        for _ in 0..GUESSES {
            assert!(!guesses.too_many(peer("2001:db8::1"), start));
            guesses.add(peer("2001:db8::1"), start);
        }
        assert!(guesses.too_many(peer("2001:db8::ffff"), start), "the same network");
        assert!(!guesses.too_many(peer("2001:db8:0:1::1"), start));
        assert!(!guesses.too_many(peer("192.0.2.7"), start) && !guesses.too_many(None, start));
        assert!(!guesses.too_many(peer("2001:db8::1"), start + WHILE), "after a while it may try again");
        guesses.add(peer("2001:db8::1"), start + WHILE);
        assert!(!guesses.too_many(peer("2001:db8::1"), start + WHILE));
    }
}
