//! The request rate limiter: how often each client address and each member may use a class of addresses.
//!
//! Input: the class of a request by its method and path, the address or the member. Output: whether the request is
//! within the limit, or the seconds to wait. An address is counted before routing, a member once the session is known.
//!
//! Invariants: a route that the table does not name counts as a page or a post, so none is unlimited. State is in the
//! memory of this process: each instance counts for itself, and a restart begins anew. Failed sign-ins of one account
//! are limited in the database as well.

use crate::{
    config::{PEOPLE_AT_AN_ADDRESS, RateClass, Rates},
    security::client_ip::rate_limit_key,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::{
        StateStore,
        keyed::{HashMapStateStore, ShrinkableKeyedStateStore},
    },
};
use rocket::http::Method;
use std::{
    hash::Hash,
    net::IpAddr,
    sync::atomic::{AtomicU32, Ordering},
};

use {Method::*, RateClass::*};

/// Requests that are not of the class of pages or posts: method, beginning of the path as the routes write it, class.
/// The first matching line applies.
pub const TABLE: &[(Method, &str, RateClass)] = &[
    (Post, "/sign-in", SignIn),
    (Post, "/account/confirm", SignIn),
    (Post, "/account/password", SignIn),
    (Get, "/setup/<token>", SignIn),
    (Post, "/setup/<token>", SignIn),
    (Post, "/password-reset", SignIn),
    (Get, "/join/<token>", SignIn),
    (Post, "/join/<token>", SignIn),
    (Get, "/password-reset/<token>", SignIn),
    (Post, "/password-reset/<token>", SignIn),
    (Post, "/reports/<token>/response", Public),
    // The password of a link, and the code of a report.
    (Post, "/reports/<token>/<name>", SignIn),
    (Post, "/verify/<code>", SignIn),
    (Get, "/submissions.csv", Exports),
    (Get, "/audit.csv", Exports),
    (Get, "/admin/migration/review.csv", Exports),
    (Get, "/audit.jsonl", Exports),
    (Post, "/privacy/export", Exports),
    (Post, "/privacy/people/<person>/export", Exports),
    // A page shows many photos at once.
    (Get, "/reports/<token>/photos/<photo>", Pages),
    (Get, "/reports/<token>", Links),
    (Get, "/photos/<token>", Links),
    (Get, "/verify/<code>", Links),
    (Get, "/privacy/exports/<token>", Links),
    (Get, "/public/<token>", Links),
    (Get, "/generated/<name>", Links),
    (Get, "/hvac-mep/generated/<name>", Links),
    (Post, "/public/<token>/uploads", Uploads),
    (Post, "/public/<token>", Public),
    (Post, "/api/v1/uploads", Uploads),
    (Post, "/api/v1/submissions/<id>/reports", Reports),
    (Get, "/api", Api),
    (Post, "/api", Api),
    (Post, "/uploads", Uploads),
    (Post, "/hvac-mep/upload-photo", Uploads),
    (Post, "/cleaning/upload-photo", Uploads),
    (Post, "/civil/upload-photo", Uploads),
    (Post, "/submissions/<id>/reports", Reports),
    (Post, "/jobs/<id>/retry", Reports),
];

/// Paths without a limit: embedded files, what browsers load by themselves, and health checks.
const FREE: [&str; 5] = ["/static", "/service-worker.js", "/app.webmanifest", "/health", "/robots.txt"];

/// The class of a request; none if it has no limit.
pub fn class_of(method: Method, path: &str) -> Option<RateClass> {
    if FREE.iter().any(|free| is_at_or_below(path, free)) {
        return None;
    }
    let is_read = matches!(method, Get | Head | Options);
    // A HEAD request costs as much as a GET request.
    let method = if method == Head { Get } else { method };
    let listed = TABLE.iter().find(|(listed, pattern, _)| *listed == method && is_at_or_below(path, pattern));
    Some(listed.map_or(if is_read { Pages } else { Posts }, |(_, _, class)| *class))
}

/// Whether a path equals a pattern or is below it.
pub(super) fn is_at_or_below(path: &str, pattern: &str) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let mut expected = pattern.split('/').filter(|segment| !segment.is_empty());
    expected.all(|expected| segments.next().is_some_and(|found| expected == found || expected.starts_with('<')))
}

/// The limits of all classes.
pub struct RequestRateLimiter<C: Clock = MonotonicClock>(Vec<(RateClass, Counter<C>)>);

struct Counter<C: Clock> {
    addresses: KeyedRateLimiter<IpAddr, C, HashMapStateStore<IpAddr>>,
    members: KeyedRateLimiter<i64, C, HashMapStateStore<i64>>,
}

impl RequestRateLimiter {
    pub fn new(rates: &Rates) -> RequestRateLimiter {
        RequestRateLimiter::with_clock(rates, &MonotonicClock)
    }
}

impl<C: Clock + Clone> RequestRateLimiter<C> {
    fn with_clock(rates: &Rates, clock: &C) -> RequestRateLimiter<C> {
        let counted = RateClass::ALL.into_iter().filter_map(|class| Some((class, rates.of(class)?)));
        RequestRateLimiter(
            counted
                .filter_map(|(class, rate)| {
                    let people = if class.by_person() { PEOPLE_AT_AN_ADDRESS } else { 1 };
                    let quota =
                        |rate: crate::config::Rate| Some(Quota::with_period(rate.every)?.allow_burst(rate.burst));
                    let addresses =
                        KeyedRateLimiter::new(quota(rate.times(people))?, HashMapStateStore::default(), clock);
                    let members = KeyedRateLimiter::new(quota(rate)?, HashMapStateStore::default(), clock);
                    Some((class, Counter { addresses, members }))
                })
                .collect(),
        )
    }

    /// Counts a request of an address; the error is the number of seconds to wait.
    pub fn address(&self, class: RateClass, address: IpAddr) -> Result<(), u64> {
        self.counter(class).map_or(Ok(()), |counter| counter.addresses.count(rate_limit_key(address)))
    }

    /// Counts a request of a member.
    pub fn person(&self, class: RateClass, user_id: i64) -> Result<(), u64> {
        self.counter(class).map_or(Ok(()), |counter| counter.members.count(user_id))
    }

    fn counter(&self, class: RateClass) -> Option<&Counter<C>> {
        self.0.iter().find(|(other, _)| *other == class).map(|(_, counter)| counter)
    }
}

/// A rate limiter by key that forgets quiet keys.
pub(super) struct KeyedRateLimiter<K, C, S>
where
    C: Clock,
    S: StateStore<Key = K>,
{
    limiter: RateLimiter<K, S, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    counted: AtomicU32,
}

/// Requests after which quiet keys are removed, so that memory holds recent clients only, however many there are.
const SWEEP_EVERY: u32 = 1024;

impl<K, C, S> KeyedRateLimiter<K, C, S>
where
    K: Hash + Eq + Clone,
    C: Clock + Clone,
    S: StateStore<Key = K> + ShrinkableKeyedStateStore<K>,
{
    pub(super) fn new(quota: Quota, store: S, clock: &C) -> KeyedRateLimiter<K, C, S> {
        KeyedRateLimiter {
            limiter: RateLimiter::new(quota, store, clock.clone()),
            clock: clock.clone(),
            counted: AtomicU32::new(0),
        }
    }

    /// Counts a request of a key; the error is the number of seconds to wait, rounded up.
    pub(super) fn count(&self, key: K) -> Result<(), u64> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key).map_err(|not_yet| {
            let wait = not_yet.wait_time_from(self.clock.now());
            wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::{net::Ipv6Addr, time::Duration};

    fn counters(rates: &str) -> (RequestRateLimiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (RequestRateLimiter::with_clock(&Rates::parse(rates).unwrap_or_default(), &clock), clock)
    }

    #[test]
    fn a_burst_is_allowed_then_the_rate_applies() {
        let (counters, clock) = counters("posts=1/min+3");
        for _ in 0..3 {
            assert_eq!(counters.person(Posts, 7), Ok(()));
        }
        assert_eq!(counters.person(Posts, 7), Err(60));
        assert_eq!(counters.person(Posts, 8), Ok(()), "somebody else");
        assert_eq!(counters.person(Pages, 7), Ok(()), "something else");
        clock.advance(Duration::from_secs(59));
        assert_eq!(counters.person(Posts, 7), Err(1));
        clock.advance(Duration::from_secs(1));
        assert_eq!(counters.person(Posts, 7), Ok(()));
    }

    #[test]
    fn members_behind_one_address_have_a_higher_limit_than_strangers() {
        let (counters, _) = counters("posts=1/min+3, sign-in=1/min+3");
        let address: IpAddr = Ipv6Addr::LOCALHOST.into();
        let taken = |class| (0..100).take_while(|_| counters.address(class, address).is_ok()).count();
        assert_eq!((taken(Posts), taken(SignIn)), (15, 3));
    }

    #[test]
    fn addresses_of_one_network_share_a_limit() {
        let (counters, _) = counters("sign-in=1/min+3");
        let taken = (0..100u16)
            .filter(|n| counters.address(SignIn, Ipv6Addr::new(0x2001, 0xdb8, 0, 0, *n, 0, 0, *n).into()).is_ok())
            .count();
        assert_eq!(taken, 3);
    }

    #[test]
    fn idle_clients_are_removed_from_the_limiter() {
        let (counters, clock) = counters("sign-in=1/s+3");
        for n in 0..10 * SWEEP_EVERY {
            clock.advance(Duration::from_millis(10));
            assert_eq!(counters.address(SignIn, std::net::Ipv4Addr::from_bits(n).into()), Ok(()));
        }
        let kept = counters.counter(SignIn).map(|counter| counter.addresses.limiter.len());
        assert!(kept.is_some_and(|kept| kept < 2 * SWEEP_EVERY as usize), "{kept:?}");
    }

    #[test]
    fn unlisted_routes_fall_into_the_default_rate_class() {
        for (method, path, class) in [
            (Get, "/", Some(Pages)),
            (Get, "/nowhere", Some(Pages)),
            (Post, "/nowhere", Some(Posts)),
            (Delete, "/submissions.csv", Some(Posts)),
            (Get, "/submissions.csv", Some(Exports)),
            (Head, "/submissions.csv", Some(Exports)),
            (Get, "//submissions.csv/", Some(Exports)),
            (Get, "/submissions", Some(Pages)),
            (Post, "/submissions/sub_1/reports", Some(Reports)),
            (Post, "/uploads", Some(Uploads)),
            (Get, "/static/abc/app.css", None),
            (Get, "/health/live", None),
            (Get, "/robots.txt", None),
            (Get, "/statics", Some(Pages)),
        ] {
            assert_eq!(class_of(method, path), class, "{method} {path}");
        }
    }
}
