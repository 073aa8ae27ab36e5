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
pub struct Crowd(Arc<Rooms>);

struct Rooms {
    requests: Room,
    bodies: Room,
    /// Bodies from each address that sends one now.
    senders: Mutex<HashMap<IpAddr, usize>>,
    from_one_sender: usize,
}

struct Room {
    most: usize,
    taken: AtomicUsize,
}

impl Room {
    fn new(most: usize) -> Room {
        Room { most, taken: AtomicUsize::new(0) }
    }

    fn enter(&self) -> bool {
        let more = |taken| (taken < self.most).then_some(taken + 1);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    fn leave(&self) {
        self.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Why nobody else gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// All of it.
    Everywhere,
    /// What one address may take.
    ForThisSender,
}

impl Crowd {
    pub fn new(config: &Config) -> Crowd {
        Crowd::of(config.requests_at_once, config.bodies_at_once)
    }

    fn of(requests: usize, bodies: usize) -> Crowd {
        Crowd(Arc::new(Rooms {
            requests: Room::new(requests),
            bodies: Room::new(bodies),
            senders: Mutex::default(),
            from_one_sender: (bodies / 4).max(1),
        }))
    }

    /// A place for a request, and one for its body if it may have one.
    pub fn enter(&self, sender: Option<IpAddr>, has_body: bool) -> Result<Place, Full> {
        let rooms = &self.0;
        if !rooms.requests.enter() {
            return Err(Full::Everywhere);
        }
        // From here on dropping the place gives back what has been taken.
        let mut place = Place { rooms: Arc::clone(rooms), body: false, sender: None };
        if has_body {
            place.body = rooms.bodies.enter();
            if !place.body {
                return Err(Full::Everywhere);
            }
            if let Some(sender) = sender.map(peer::counted) {
                let mut senders = rooms.senders.lock().unwrap_or_else(PoisonError::into_inner);
                let taken = senders.entry(sender).or_default();
                if *taken >= rooms.from_one_sender {
                    drop(senders);
                    return Err(Full::ForThisSender);
                }
                *taken += 1;
                place.sender = Some(sender);
            }
        }
        Ok(place)
    }
}

/// A place that is taken until this is dropped.
pub struct Place {
    rooms: Arc<Rooms>,
    body: bool,
    sender: Option<IpAddr>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.rooms.requests.leave();
        if self.body {
            self.rooms.bodies.leave();
        }
        if let Some(sender) = self.sender {
            let mut senders = self.rooms.senders.lock().unwrap_or_else(PoisonError::into_inner);
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
struct Held(Mutex<Option<Place>>);

/// Keeps a place for as long as a request is worked on.
pub fn hold(request: &Request<'_>, place: Place) {
    *request.local_cache(Held::default).0.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
}

/// The answer is there: what is left is sending it, which takes no work.
pub fn leave(request: &Request<'_>) {
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
    fn what_is_full_is_refused_and_what_leaves_makes_room() {
        let crowd = Crowd::of(4, 100);
        let places: Vec<_> = (0..4).map(|_| crowd.enter(from(1), false)).collect();
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(crowd.enter(from(2), false).err(), Some(Full::Everywhere));
        drop(places);
        assert!(crowd.enter(from(2), false).is_ok());
    }

    #[test]
    fn one_sender_takes_a_quarter_and_all_together_the_whole() {
        let crowd = Crowd::of(100, 8);
        let mut places = Vec::new();
        for sender in 0..4 {
            places.extend((0..2).map(|_| crowd.enter(from(sender), true)));
            let more = crowd.enter(from(sender), true).err();
            assert_eq!(more, Some(if sender < 3 { Full::ForThisSender } else { Full::Everywhere }), "{sender}");
        }
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(crowd.enter(from(9), true).err(), Some(Full::Everywhere));
        assert!(crowd.enter(from(9), false).is_ok(), "pages have room of their own");
        drop(places);
        assert_eq!(crowd.0.requests.taken.load(Ordering::Relaxed), 0);
        assert_eq!(crowd.0.bodies.taken.load(Ordering::Relaxed), 0);
        assert!(crowd.0.senders.lock().unwrap_or_else(PoisonError::into_inner).is_empty());
    }
}
