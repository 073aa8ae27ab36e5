//! Whether the address to listen on is free, before the start does anything else: a start that fails in the end must not
//! have created a database first.

use crate::config::Config;
use anyhow::anyhow;
use std::{
    env,
    net::{SocketAddr, TcpListener},
};

/// Listens for a moment. Another program may still take the port afterwards; the server then reports it.
pub fn require_free(config: &Config) -> anyhow::Result<()> {
    // Such a port is shared on purpose, or opened by the service manager.
    if config.reuse_port || env::var_os("LISTEN_FDS").is_some() {
        return Ok(());
    }
    let at = SocketAddr::new(config.address, config.port);
    TcpListener::bind(at).map(drop).map_err(|reason| cannot_listen(&format!("{at}: {reason}")))
}

pub fn cannot_listen(reason: &str) -> anyhow::Error {
    anyhow!("The server cannot listen: {reason}. Free the port, or set another one in ROCKET_PORT.")
}
