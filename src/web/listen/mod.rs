//! The sockets of the server, if Rocket does not open its own: those that systemd passes (`LISTEN_FDS`), or one that
//! other processes may listen on too (`SO_REUSEPORT`).
//!
//! Rocket 0.5 can only listen on a socket that it binds itself. In both cases it therefore listens on a free loopback
//! port, and `relay` passes each connection on to it; `peers` keeps from where they come.

mod peers;
mod relay;

use crate::config::Config;
use anyhow::{Context, anyhow};
use listenfd::ListenFd;
pub use peers::Peers;
pub use relay::{NewConnections, Relay};
use rustix::io::{FdFlags, fcntl_setfd};
use std::net::{SocketAddr, TcpListener};
use tokio::net::TcpSocket;

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// Opens the sockets; none if Rocket opens its own. Must be called on a runtime.
pub fn open(config: &Config) -> anyhow::Result<Option<Relay>> {
    let passed = passed_by_systemd()?;
    if !passed.is_empty() {
        let listeners = passed.into_iter().map(tokio::net::TcpListener::from_std).collect::<Result<_, _>>()?;
        return Ok(Some(Relay::new(listeners, false)));
    }
    if !config.reuse_port {
        return Ok(None);
    }
    let address = SocketAddr::new(config.address, config.port);
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    let cannot =
        |error| anyhow!("The server cannot listen: {error}. Free the port, or set another one in ROCKET_PORT.");
    socket.bind(address).map_err(cannot)?;
    Ok(Some(Relay::new(vec![socket.listen(BACKLOG).map_err(cannot)?], true)))
}

/// The sockets that the service manager opened for this process. They stay open while the service restarts.
fn passed_by_systemd() -> anyhow::Result<Vec<TcpListener>> {
    let mut passed = ListenFd::from_env();
    let mut listeners = Vec::new();
    for index in 0..passed.len() {
        let wrong = "systemd passed a socket that is not for TCP: use ListenStream= with a port";
        if let Some(listener) = passed.take_tcp_listener(index).context(wrong)? {
            // Child processes, such as the embedded database, must not keep the port open.
            fcntl_setfd(&listener, FdFlags::CLOEXEC)?;
            listener.set_nonblocking(true)?;
            listeners.push(listener);
        }
    }
    Ok(listeners)
}
