//! Accepts connections and passes them on to the loopback port of Rocket.
//!
//! Invariant: a connection ends when the server ends it, so that a stopping server closes idle connections at once. It
//! waits for those that were accepted a moment ago and have not sent their request yet ([`NewConnections`]).

use super::peers::Peers;
use futures::FutureExt;
use std::{future::pending, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// The pause after an error that is not of one connection, such as too many open files.
const PAUSE: Duration = Duration::from_millis(250);

/// How long a connection that was just accepted may take to send the first bytes of its request before a stopping
/// server closes it as idle.
const FIRST_BYTES: Duration = Duration::from_secs(2);

/// Counts the connections that were just accepted and have not sent anything yet.
#[derive(Clone, Default)]
pub struct NewConnections(watch::Sender<usize>);

impl NewConnections {
    fn add(&self) -> NewConnection {
        self.0.send_modify(|count| *count += 1);
        NewConnection(self.0.clone())
    }

    /// Completes once there are none.
    pub async fn none(&self) {
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

/// Counted until it is dropped.
struct NewConnection(watch::Sender<usize>);

impl Drop for NewConnection {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// Open sockets, not yet accepted from.
pub struct Relay {
    listeners: Vec<Arc<TcpListener>>,
    /// The sockets are closed at the stop, so what waits on them would be lost.
    closes: bool,
    peers: Peers,
    new: NewConnections,
}

impl Relay {
    pub(super) fn new(listeners: Vec<TcpListener>, closes: bool) -> Relay {
        Relay {
            listeners: listeners.into_iter().map(Arc::new).collect(),
            closes,
            peers: Peers::default(),
            new: NewConnections::default(),
        }
    }

    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }

    pub fn peers(&self) -> Peers {
        self.peers.clone()
    }

    pub fn new_connections(&self) -> NewConnections {
        self.new.clone()
    }

    /// Passes on connections to the server at `inner` until `stopping` becomes true. Connections that wait on a socket
    /// of systemd stay there for the next process; those on a socket of this process are still passed on.
    pub async fn run(self, inner: SocketAddr, stopping: watch::Receiver<bool>) {
        let mut accepting = JoinSet::new();
        for listener in self.listeners {
            let (peers, new, mut stopping, closes) =
                (self.peers.clone(), self.new.clone(), stopping.clone(), self.closes);
            accepting.spawn(async move {
                loop {
                    let accepted = tokio::select! {
                        biased;
                        () = async { drop(stopping.wait_for(|stopping| *stopping).await) } => break,
                        accepted = listener.accept() => accepted,
                    };
                    if !take(accepted, inner, &peers, &new) {
                        sleep(PAUSE).await;
                    }
                }
                while closes && let Some(accepted) = listener.accept().now_or_never() {
                    if !take(accepted, inner, &peers, &new) {
                        break;
                    }
                }
            });
        }
        while accepting.join_next().await.is_some() {}
    }
}

/// Starts to pass on a connection; false after an error that will not pass at once.
fn take(accepted: io::Result<(TcpStream, SocketAddr)>, inner: SocketAddr, peers: &Peers, new: &NewConnections) -> bool {
    match accepted {
        Ok((client, address)) => {
            let (peers, new) = (peers.clone(), new.add());
            tokio::spawn(async move {
                if let Err(error) = pass_on(client, address, inner, &peers, new).await {
                    tracing::debug!("a connection ended: {error}");
                }
            });
            true
        }
        Err(error) => {
            let of_one = [io::ErrorKind::ConnectionAborted, io::ErrorKind::ConnectionReset].contains(&error.kind());
            if !of_one {
                tracing::warn!("cannot accept a connection: {error}");
            }
            of_one
        }
    }
}

async fn pass_on(
    mut client: TcpStream,
    address: SocketAddr,
    inner: SocketAddr,
    peers: &Peers,
    new: NewConnection,
) -> io::Result<()> {
    let mut server = TcpStream::connect(inner).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let _recorded = peers.add(server.local_addr()?.port(), address);
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let up = async {
        let _ = timeout(FIRST_BYTES, from_client.peek(&mut [0])).await;
        drop(new);
        // The server notices the end of the client's data as on its own socket, and ends the connection.
        let _ = copy(&mut from_client, &mut to_server).await;
        let _ = to_server.shutdown().await;
        pending().await
    };
    let down = async {
        copy(&mut from_server, &mut to_client).await?;
        to_client.shutdown().await
    };
    tokio::select! {
        ended = down => ended,
        never = up => never,
    }
}
