//! A proxy between the program and its database that cuts the connection around a commit, so that its outcome is
//! unknown to the program.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
};

/// On which side of the commit the connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitSide {
    /// The server does not receive the commit.
    Before,
    /// The server has committed, but its reply is lost.
    After,
}

/// The proxy and its pending cut.
pub struct Proxy {
    pub url: String,
    wire: Arc<ProxyState>,
}

struct ProxyState {
    socket: PathBuf,
    cut: CommitSide,
    /// Part of the statement whose transaction is cut.
    statement: &'static str,
    /// The cut is still pending.
    armed: AtomicBool,
    /// New connections fail after the cut.
    closes: bool,
    closed: AtomicBool,
}

impl Proxy {
    /// Cuts once, at the commit after `statement`. With `closes`, all connections fail from then on.
    pub async fn open(database: &str, statement: &'static str, cut: CommitSide, closes: bool) -> Proxy {
        let (who, name) = database.rsplit_once('/').expect("an address with a database");
        let (user, socket) = who.rsplit_once('@').expect("an address with a user");
        let socket = PathBuf::from(socket.replace("%2F", "/")).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let flag = |on| AtomicBool::new(on);
        let wire = Arc::new(ProxyState { socket, cut, statement, armed: flag(true), closes, closed: flag(false) });
        tokio::spawn(accept(listener, Arc::clone(&wire)));
        Proxy { url: format!("{user}@127.0.0.1:{port}/{name}"), wire }
    }

    pub fn has_cut(&self) -> bool {
        !self.wire.armed.load(Ordering::SeqCst)
    }

    pub fn reopen(&self) {
        self.wire.closed.store(false, Ordering::SeqCst);
    }
}

async fn accept(listener: TcpListener, wire: Arc<ProxyState>) {
    while let Ok((client, _)) = listener.accept().await {
        let wire = Arc::clone(&wire);
        tokio::spawn(async move {
            if !wire.closed.load(Ordering::SeqCst) {
                // Either end may close at any time.
                let _ = carry(client, &wire).await;
            }
        });
    }
}

async fn carry(mut client: TcpStream, wire: &ProxyState) -> std::io::Result<()> {
    let mut server = UnixStream::connect(&wire.socket).await?;
    let (mut question, mut answer) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut marked = false;
    loop {
        tokio::select! {
            read = client.read(&mut question) => {
                let asked = &question[..read?];
                if asked.is_empty() || wire.closed.load(Ordering::SeqCst) {
                    return Ok(());
                }
                marked |= contains(asked, wire.statement);
                if marked && contains(asked, "COMMIT") && wire.armed.swap(false, Ordering::SeqCst) {
                    wire.closed.store(wire.closes, Ordering::SeqCst);
                    if wire.cut == CommitSide::After {
                        server.write_all(asked).await?;
                        // The reply means that the commit is done; it is not forwarded.
                        return server.read(&mut answer).await.map(drop);
                    }
                    return Ok(());
                }
                server.write_all(asked).await?;
            }
            read = server.read(&mut answer) => {
                let answered = &answer[..read?];
                if answered.is_empty() {
                    return Ok(());
                }
                client.write_all(answered).await?;
            }
        }
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
