//! Ports for servers of tests.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU16, Ordering},
};

/// A port on which nothing listens. It is below the range from which systems take ports for outgoing connections, so no
/// connection takes it before a server listens there, or while a test has stopped its server.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const FIRST: u16 = 20_000;
    const COUNT: u32 = 12_000;
    loop {
        // Programs that run at the same time begin at different ports.
        let offset = (std::process::id().wrapping_mul(97) + u32::from(NEXT.fetch_add(1, Ordering::Relaxed))) % COUNT;
        let port = FIRST + u16::try_from(offset).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
