//! From where the connections come that the relay passes on.
//!
//! Invariant: an entry exists before the first byte of its connection reaches the server, and for as long as the
//! connection.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// The address of each client, by the loopback port from which its connection is passed on.
#[derive(Clone, Debug, Default)]
pub struct Peers(Arc<Mutex<HashMap<u16, SocketAddr>>>);

impl Peers {
    /// The client behind a connection of the relay; none if it is not one.
    pub fn behind(&self, connection: SocketAddr) -> Option<SocketAddr> {
        if !connection.ip().is_loopback() {
            return None;
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&connection.port()).copied()
    }

    /// Records a client until the value is dropped.
    pub(super) fn add(&self, port: u16, client: SocketAddr) -> Recorded {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(port, client);
        Recorded { peers: self.clone(), port }
    }
}

pub(super) struct Recorded {
    peers: Peers,
    port: u16,
}

impl Drop for Recorded {
    fn drop(&mut self) {
        self.peers.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.port);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_known_while_its_connection_lasts() {
        let peers = Peers::default();
        let address = |text: &str| text.parse::<SocketAddr>().ok();
        let (inner, client) = (address("127.0.0.1:4000"), address("203.0.113.9:5000"));
        let recorded = client.map(|client| peers.add(4000, client));
        assert_eq!(inner.and_then(|inner| peers.behind(inner)), client);
        for other in ["127.0.0.1:4001", "203.0.113.9:4000"] {
            assert_eq!(address(other).and_then(|other| peers.behind(other)), None);
        }
        drop(recorded);
        assert_eq!(inner.and_then(|inner| peers.behind(inner)), None);
    }
}
