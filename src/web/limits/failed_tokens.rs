//! The limit of invalid API tokens by client.
//!
//! Input: the address of a client whose token was invalid. Output: whether it is within the limit, or the seconds to
//! wait.
//!
//! Invariant: only failures count, and only the next failure is answered with the limit: others behind the same address
//! go on with their tokens.

use super::rate::KeyedRateLimiter;
use crate::security::client_ip::rate_limit_key;
use governor::{
    Quota,
    clock::{Clock, MonotonicClock},
    state::keyed::HashMapStateStore,
};
use std::{net::IpAddr, num::NonZeroU32};

/// Failures of one client within a minute.
const FAILURES: NonZeroU32 = NonZeroU32::new(30).expect("not zero");

/// The failures of this process.
pub struct FailedTokenLimiter<C: Clock = MonotonicClock>(
    KeyedRateLimiter<Option<IpAddr>, C, HashMapStateStore<Option<IpAddr>>>,
);

impl Default for FailedTokenLimiter {
    fn default() -> FailedTokenLimiter {
        FailedTokenLimiter::with_clock(&MonotonicClock)
    }
}

impl<C: Clock + Clone> FailedTokenLimiter<C> {
    fn with_clock(clock: &C) -> FailedTokenLimiter<C> {
        FailedTokenLimiter(KeyedRateLimiter::new(Quota::per_minute(FAILURES), HashMapStateStore::default(), clock))
    }

    /// Counts an invalid token of this client; the error is the number of seconds to wait.
    pub fn record_failure(&self, client: Option<IpAddr>) -> Result<(), u64> {
        self.0.count(client.map(rate_limit_key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::time::Duration;

    #[test]
    fn a_client_that_guesses_tokens_is_limited_and_others_are_not() {
        let clock = FakeRelativeClock::default();
        let limiter = FailedTokenLimiter::with_clock(&clock);
        let client = |text: &str| Some(text.parse().unwrap());
        for _ in 0..FAILURES.get() {
            assert_eq!(limiter.record_failure(client("2001:db8::1")), Ok(()));
        }
        assert_eq!(limiter.record_failure(client("2001:db8::ffff")), Err(2), "the same network");
        assert_eq!(limiter.record_failure(client("2001:db8:0:1::1")), Ok(()));
        assert_eq!((limiter.record_failure(client("192.0.2.7")), limiter.record_failure(None)), (Ok(()), Ok(())));
        clock.advance(Duration::from_secs(60));
        assert_eq!(limiter.record_failure(client("2001:db8::1")), Ok(()), "after a minute it may try again");
    }
}
