//! How much is done at the same time: requests as a whole, bodies that are on their way, and bodies from one address.
//! What is too much is refused at once, before it costs anything, so that the rest stays quick.

use super::peer;
use crate::config::Config;
use rocket::Request;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Who is in at the moment.
pub struct ConcurrencyLimiter(Arc<LimiterState>);

struct LimiterState {
    requests: Slots,
    bodies: Slots,
    /// Bodies from each address that sends one now.
    senders: Mutex<HashMap<IpAddr, usize>>,
    from_one_sender: usize,
}

struct Slots {
    most: usize,
    taken: AtomicUsize,
}

impl Slots {
    fn new(most: usize) -> Slots {
        Slots { most, taken: AtomicUsize::new(0) }
    }

    fn acquire(&self) -> bool {
        let more = |taken| (taken < self.most).then_some(taken + 1);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    fn release(&self) {
        self.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Why nobody else gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overloaded {
    /// All of it.
    Total,
    /// What one address may take.
    FromThisClient,
}

impl ConcurrencyLimiter {
    pub fn new(config: &Config) -> ConcurrencyLimiter {
        ConcurrencyLimiter::of(config.requests_at_once, config.bodies_at_once)
    }

    fn of(requests: usize, bodies: usize) -> ConcurrencyLimiter {
        ConcurrencyLimiter(Arc::new(LimiterState {
            requests: Slots::new(requests),
            bodies: Slots::new(bodies),
            senders: Mutex::default(),
            from_one_sender: (bodies / 4).max(1),
        }))
    }

    /// A place for a request, and one for its body if it may have one.
    pub fn acquire(&self, sender: Option<IpAddr>, has_body: bool) -> Result<Permit, Overloaded> {
        let state = &self.0;
        if !state.requests.acquire() {
            return Err(Overloaded::Total);
        }
        // From here on dropping the place gives back what has been taken.
        let mut permit = Permit { state: Arc::clone(state), body: false, sender: None };
        if has_body {
            permit.body = state.bodies.acquire();
            if !permit.body {
                return Err(Overloaded::Total);
            }
            if let Some(sender) = sender.map(peer::counted) {
                let mut senders = state.senders.lock().unwrap_or_else(PoisonError::into_inner);
                let taken = senders.entry(sender).or_default();
                if *taken >= state.from_one_sender {
                    drop(senders);
                    return Err(Overloaded::FromThisClient);
                }
                *taken += 1;
                permit.sender = Some(sender);
            }
        }
        Ok(permit)
    }
}

/// A place that is taken until this is dropped.
pub struct Permit {
    state: Arc<LimiterState>,
    body: bool,
    sender: Option<IpAddr>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.state.requests.release();
        if self.body {
            self.state.bodies.release();
        }
        if let Some(sender) = self.sender {
            let mut senders = self.state.senders.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(taken) = senders.get_mut(&sender) {
                *taken -= 1;
                if *taken == 0 {
                    senders.remove(&sender);
                }
            }
        }
    }
}

/// The place of a request. It is given back when the answer begins, and at the latest with the request.
#[derive(Default)]
struct Held(Mutex<Option<Permit>>);

/// Keeps a place for as long as a request is worked on.
pub fn hold(request: &Request<'_>, permit: Permit) {
    *request.local_cache(Held::default).0.lock().unwrap_or_else(PoisonError::into_inner) = Some(permit);
}

/// The answer is there: what is left is sending it, which takes no work.
pub fn release(request: &Request<'_>) {
    request.local_cache(Held::default).0.lock().unwrap_or_else(PoisonError::into_inner).take();
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn from(n: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(n).into())
    }

    #[test]
    fn permits_are_limited_and_returned() {
        let crowd = ConcurrencyLimiter::of(4, 100);
        let places: Vec<_> = (0..4).map(|_| crowd.acquire(from(1), false)).collect();
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(crowd.acquire(from(2), false).err(), Some(Overloaded::Total));
        drop(places);
        assert!(crowd.acquire(from(2), false).is_ok());
    }

    #[test]
    fn one_client_gets_a_quarter_of_the_permits() {
        let crowd = ConcurrencyLimiter::of(100, 8);
        let mut places = Vec::new();
        for sender in 0..4 {
            places.extend((0..2).map(|_| crowd.acquire(from(sender), true)));
            let more = crowd.acquire(from(sender), true).err();
            assert_eq!(more, Some(if sender < 3 { Overloaded::FromThisClient } else { Overloaded::Total }), "{sender}");
        }
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(crowd.acquire(from(9), true).err(), Some(Overloaded::Total));
        assert!(crowd.acquire(from(9), false).is_ok(), "pages have room of their own");
        drop(places);
        assert_eq!(crowd.0.requests.taken.load(Ordering::Relaxed), 0);
        assert_eq!(crowd.0.bodies.taken.load(Ordering::Relaxed), 0);
        assert!(crowd.0.senders.lock().unwrap_or_else(PoisonError::into_inner).is_empty());
    }
}
