//! The concurrency limit: requests in progress, request bodies in progress, and bodies of one client.
//!
//! Input: the client address and whether the request may have a body. Output: a permit that is released when the
//! response begins, or the limit that is exhausted. Excess requests are refused at once, before they cost anything.

use crate::{config::Config, security::client_ip::rate_limit_key};
use rocket::Request;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limits of this process.
pub struct ConcurrencyLimiter {
    requests: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    clients: Arc<Clients>,
}

/// The bodies in progress of each client that sends one.
struct Clients {
    limit: usize,
    semaphores: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

/// Which limit is exhausted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overloaded {
    /// The limit of the server.
    Total,
    /// The limit of this client.
    FromThisClient,
}

impl ConcurrencyLimiter {
    pub fn new(config: &Config) -> ConcurrencyLimiter {
        ConcurrencyLimiter::with_limits(config.requests_at_once, config.bodies_at_once)
    }

    /// One client may take a quarter of the bodies.
    fn with_limits(requests: usize, bodies: usize) -> ConcurrencyLimiter {
        ConcurrencyLimiter {
            requests: Arc::new(Semaphore::new(requests)),
            bodies: Arc::new(Semaphore::new(bodies)),
            clients: Arc::new(Clients { limit: (bodies / 4).max(1), semaphores: Mutex::default() }),
        }
    }

    /// A permit for a request, and for its body if it may have one.
    pub fn acquire(&self, client: Option<IpAddr>, has_body: bool) -> Result<Permit, Overloaded> {
        let acquire = |semaphore: &Arc<Semaphore>| Arc::clone(semaphore).try_acquire_owned();
        let request = acquire(&self.requests).map_err(|_| Overloaded::Total)?;
        if !has_body {
            return Ok(Permit { _request: request, _body: None, _client: None });
        }
        let body = acquire(&self.bodies).map_err(|_| Overloaded::Total)?;
        let client = match client.map(rate_limit_key) {
            Some(address) => Some(self.clients.acquire(address).ok_or(Overloaded::FromThisClient)?),
            None => None,
        };
        Ok(Permit { _request: request, _body: Some(body), _client: client })
    }
}

impl Clients {
    fn acquire(self: &Arc<Self>, address: IpAddr) -> Option<ClientPermit> {
        let mut semaphores = self.semaphores.lock().unwrap_or_else(PoisonError::into_inner);
        let semaphore = semaphores.entry(address).or_insert_with(|| Arc::new(Semaphore::new(self.limit)));
        let permit = Arc::clone(semaphore).try_acquire_owned().ok()?;
        Some(ClientPermit { clients: Arc::clone(self), address, permit: Some(permit) })
    }
}

/// Held while a request is in progress; dropping it releases all that was acquired.
pub struct Permit {
    _request: OwnedSemaphorePermit,
    _body: Option<OwnedSemaphorePermit>,
    _client: Option<ClientPermit>,
}

struct ClientPermit {
    clients: Arc<Clients>,
    address: IpAddr,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for ClientPermit {
    fn drop(&mut self) {
        // Under the lock, so that no other request acquires from a semaphore that is being removed.
        let mut semaphores = self.clients.semaphores.lock().unwrap_or_else(PoisonError::into_inner);
        self.permit.take();
        if semaphores.get(&self.address).is_some_and(|held| held.available_permits() == self.clients.limit) {
            semaphores.remove(&self.address);
        }
    }
}

/// The permit of a request. It is released when the response begins, and at the latest with the request.
#[derive(Default)]
struct RequestPermit(Mutex<Option<Permit>>);

/// Keeps the permit for as long as the request is in progress.
pub fn attach(request: &Request<'_>, permit: Permit) {
    *request.local_cache(RequestPermit::default).0.lock().unwrap_or_else(PoisonError::into_inner) = Some(permit);
}

/// Releases the permit: sending the response takes no work.
pub fn release(request: &Request<'_>) {
    request.local_cache(RequestPermit::default).0.lock().unwrap_or_else(PoisonError::into_inner).take();
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
        let limiter = ConcurrencyLimiter::with_limits(4, 100);
        let permits: Vec<_> = (0..4).map(|_| limiter.acquire(from(1), false)).collect();
        assert!(permits.iter().all(Result::is_ok));
        assert_eq!(limiter.acquire(from(2), false).err(), Some(Overloaded::Total));
        drop(permits);
        assert!(limiter.acquire(from(2), false).is_ok());
    }

    #[test]
    fn one_client_gets_a_quarter_of_the_permits() {
        let limiter = ConcurrencyLimiter::with_limits(100, 8);
        let mut permits = Vec::new();
        for client in 0..4 {
            permits.extend((0..2).map(|_| limiter.acquire(from(client), true)));
            let more = limiter.acquire(from(client), true).err();
            assert_eq!(more, Some(if client < 3 { Overloaded::FromThisClient } else { Overloaded::Total }), "{client}");
        }
        assert!(permits.iter().all(Result::is_ok));
        assert_eq!(limiter.acquire(from(9), true).err(), Some(Overloaded::Total));
        assert!(limiter.acquire(from(9), false).is_ok(), "pages have a limit of their own");
        drop(permits);
        assert_eq!(limiter.requests.available_permits(), 100);
        assert_eq!(limiter.bodies.available_permits(), 8);
        assert!(limiter.clients.semaphores.lock().unwrap_or_else(PoisonError::into_inner).is_empty());
    }
}
