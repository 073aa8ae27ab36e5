//! How often something may be asked for, by address and by person. Kept in the memory of this process: several
//! instances count each for itself, and a new start begins anew. Guessing at one account is slowed down in the database
//! besides.
//!
//! An address is counted at the door, before anything is looked up; a person once the session says who it is. No route
//! can be forgotten: one that the table does not name counts as a page, or as a post.

use super::peer;
use crate::config::{PEOPLE_AT_AN_ADDRESS, RateClass, Rates};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use rocket::http::Method;
use std::{
    hash::Hash,
    net::IpAddr,
    sync::atomic::{AtomicU32, Ordering},
};

use {Method::*, RateClass::*};

/// What is counted otherwise than as a page or a post: a method, the beginning of a path as the routes write it, and its
/// class. The first line that fits counts.
pub const TABLE: &[(Method, &str, RateClass)] = &[
    (Post, "/sign-in", SignIn),
    (Post, "/account/confirm", SignIn),
    (Post, "/account/password", SignIn),
    (Get, "/setup/<token>", SignIn),
    (Post, "/setup/<token>", SignIn),
    (Post, "/forgotten", SignIn),
    (Get, "/join/<token>", SignIn),
    (Post, "/join/<token>", SignIn),
    (Get, "/reset/<token>", SignIn),
    (Post, "/reset/<token>", SignIn),
    // The password of a link, and the code of a report.
    (Post, "/reports/<token>/<name>", SignIn),
    (Post, "/genuine/<code>", SignIn),
    (Get, "/submissions.csv", Exports),
    (Get, "/audit.csv", Exports),
    (Get, "/audit.jsonl", Exports),
    (Post, "/privacy/export", Exports),
    (Post, "/privacy/people/<person>/export", Exports),
    (Get, "/reports/<token>", Links),
    (Get, "/genuine/<code>", Links),
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

/// What is not counted: files of the program itself, and whether it is alive.
const FREE: [&str; 3] = ["/static", "/health", "/robots.txt"];

/// The class of a request; none: it is not counted.
pub fn class_of(method: Method, path: &str) -> Option<RateClass> {
    if FREE.iter().any(|free| begins(path, free)) {
        return None;
    }
    let looks = matches!(method, Get | Head | Options);
    // What is asked for without its content costs the same.
    let method = if method == Head { Get } else { method };
    let listed = TABLE.iter().find(|(listed, pattern, _)| *listed == method && begins(path, pattern));
    Some(listed.map_or(if looks { Pages } else { Posts }, |(_, _, class)| *class))
}

/// Whether a path is the one of a pattern, or below it.
fn begins(path: &str, pattern: &str) -> bool {
    let mut words = path.split('/').filter(|word| !word.is_empty());
    let mut wanted = pattern.split('/').filter(|word| !word.is_empty());
    wanted.all(|wanted| words.next().is_some_and(|word| wanted == word || wanted.starts_with('<')))
}

/// The counters of this process.
pub struct RequestRateLimiter<C: Clock = MonotonicClock>(Vec<(RateClass, Counter<C>)>);

struct Counter<C: Clock> {
    addresses: Keyed<IpAddr, C>,
    people: Keyed<i64, C>,
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
                    let addresses = Keyed::new(quota(rate.times(people))?, clock);
                    Some((class, Counter { addresses, people: Keyed::new(quota(rate)?, clock) }))
                })
                .collect(),
        )
    }

    /// Counts a request of an address. When it is too often: after how many seconds it will not be.
    pub fn address(&self, class: RateClass, address: IpAddr) -> Result<(), u64> {
        self.counter(class).map_or(Ok(()), |counter| counter.addresses.count(peer::counted(address)))
    }

    /// The same of somebody who is signed in.
    pub fn person(&self, class: RateClass, user_id: i64) -> Result<(), u64> {
        self.counter(class).map_or(Ok(()), |counter| counter.people.count(user_id))
    }

    fn counter(&self, class: RateClass) -> Option<&Counter<C>> {
        self.0.iter().find(|(other, _)| *other == class).map(|(_, counter)| counter)
    }
}

/// Keys and how often each came, as long as that matters.
struct Keyed<K: Hash + Eq + Clone, C: Clock> {
    limiter: RateLimiter<K, HashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    counted: AtomicU32,
}

/// After so many requests the keys that have been quiet are forgotten. What is kept in memory is thereby what came
/// lately, whatever addresses somebody comes from.
const SWEEP_EVERY: u32 = 1024;

impl<K: Hash + Eq + Clone, C: Clock + Clone> Keyed<K, C> {
    fn new(quota: Quota, clock: &C) -> Keyed<K, C> {
        Keyed {
            limiter: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
            clock: clock.clone(),
            counted: AtomicU32::new(0),
        }
    }

    fn count(&self, key: K) -> Result<(), u64> {
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
