//! The limit of invalid API tokens by client. 256 bits cannot be guessed, but each look-up costs a query.
//!
//! Input: the address of a client, before a look-up and after a failed one. Output: whether the client must wait, and
//! for how many seconds.
//!
//! Invariant: only failures count; a check changes nothing.

use super::rate::Keyed;
use crate::security::client_ip::rate_limit_key;
use governor::{
    Quota,
    clock::{Clock, MonotonicClock},
    nanos::Nanos,
    state::{
        StateStore,
        keyed::{HashMapStateStore, ShrinkableKeyedStateStore},
    },
};
use std::{convert::Infallible, net::IpAddr, num::NonZeroU32};

/// Failures of one client within a minute.
const FAILURES: NonZeroU32 = NonZeroU32::new(30).expect("not zero");

/// The failures of this process.
pub struct FailedTokenLimiter<C: Clock = MonotonicClock>(Keyed<Attempt, C, FailureStore>);

impl Default for FailedTokenLimiter {
    fn default() -> FailedTokenLimiter {
        FailedTokenLimiter::with_clock(&MonotonicClock)
    }
}

impl<C: Clock + Clone> FailedTokenLimiter<C> {
    fn with_clock(clock: &C) -> FailedTokenLimiter<C> {
        FailedTokenLimiter(Keyed::new(Quota::per_minute(FAILURES), FailureStore::default(), clock))
    }

    /// Whether a token of this client may be looked up; otherwise the seconds after which it may.
    pub fn check(&self, client: Option<IpAddr>) -> Result<(), u64> {
        self.0.count(Attempt::Check(client.map(rate_limit_key)))
    }

    /// Counts an invalid token of this client.
    pub fn record_failure(&self, client: Option<IpAddr>) {
        // One failure more than allowed is refused by the next check.
        let _ = self.0.count(Attempt::Failure(client.map(rate_limit_key)));
    }
}

/// What is asked of the store about a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Attempt {
    Check(Option<IpAddr>),
    Failure(Option<IpAddr>),
}

/// The state of each client. A check is measured like a failure and not stored.
#[derive(Default)]
struct FailureStore(HashMapStateStore<Option<IpAddr>>);

impl StateStore for FailureStore {
    type Key = Attempt;

    fn measure_and_replace<T, F, E>(&self, key: &Attempt, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        match key {
            Attempt::Failure(client) => self.0.measure_and_replace(client, measure),
            Attempt::Check(client) => {
                let only_look = |state| Err::<(Infallible, Nanos), _>(measure(state).map(|(outcome, _)| outcome));
                match self.0.measure_and_replace(client, only_look) {
                    Ok(never) => match never {},
                    Err(outcome) => outcome,
                }
            }
        }
    }
}

impl ShrinkableKeyedStateStore<Attempt> for FailureStore {
    fn retain_recent(&self, drop_below: Nanos) {
        ShrinkableKeyedStateStore::retain_recent(&self.0, drop_below);
    }

    fn len(&self) -> usize {
        ShrinkableKeyedStateStore::len(&self.0)
    }

    fn is_empty(&self) -> bool {
        ShrinkableKeyedStateStore::is_empty(&self.0)
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
            assert_eq!(limiter.check(client("2001:db8::1")), Ok(()));
            limiter.record_failure(client("2001:db8::1"));
        }
        assert_eq!(limiter.check(client("2001:db8::ffff")), Err(2), "the same network");
        assert_eq!(limiter.check(client("2001:db8:0:1::1")), Ok(()));
        assert_eq!((limiter.check(client("192.0.2.7")), limiter.check(None)), (Ok(()), Ok(())));
        clock.advance(Duration::from_secs(60));
        assert_eq!(limiter.check(client("2001:db8::1")), Ok(()), "after a minute it may try again");
        limiter.record_failure(client("2001:db8::1"));
        assert_eq!(limiter.check(client("2001:db8::1")), Ok(()));
    }

    #[test]
    fn checks_alone_never_make_a_client_wait() {
        let limiter = FailedTokenLimiter::with_clock(&FakeRelativeClock::default());
        assert!((0..1_000).all(|_| limiter.check(None).is_ok()));
    }
}
