//! Connections to the database server.
//!
//! Input: the URL of the server. Output: a connection whose socket is watched: a server that owes an answer and stays
//! silent for too long counts as lost, so that no query waits without end (`silence`). The kernel notices a dead peer
//! (`socket`).

mod frames;
mod silence;
mod socket;

use diesel::{
    ConnectionError, ConnectionResult,
    connection::{Instrumentation, InstrumentationEvent, get_default_instrumentation},
    result::{DatabaseErrorKind, Error},
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures::{StreamExt, stream::poll_fn};
use silence::Watched;
pub use silence::{Link, Outage};
use socket::Socket;
use std::{io, sync::Arc, time::Duration};
use tokio_postgres::{
    AsyncMessage, Client, Config, NoTls, SimpleQueryMessage,
    config::{Host, TargetSessionAttrs},
};

/// How long a server may be silent while the connection is made.
const STARTUP: Duration = Duration::from_secs(5);

/// A connection for long work: after the start the server may be silent for any time.
pub async fn open(url: &str) -> ConnectionResult<AsyncPgConnection> {
    let (connection, link) = watched(url, STARTUP, &Arc::default()).await?;
    link.set_limit(Duration::ZERO);
    Ok(connection)
}

/// What is called for each notification of the server (`LISTEN`), before the answer to any later query arrives.
pub type OnNotification = Arc<dyn Fn() + Send + Sync>;

/// A connection for `LISTEN`, which is lost once the server owed an answer and was silent for `limit`.
pub async fn listening(
    url: &str,
    limit: Duration,
    on_notification: OnNotification,
) -> ConnectionResult<AsyncPgConnection> {
    Ok(to_any_host(url, limit, &Arc::default(), Some(on_notification)).await?.0)
}

/// A connection that is lost once the server owed an answer and was silent for `limit`; `outage` is told then.
pub async fn watched(
    url: &str,
    limit: Duration,
    outage: &Arc<Outage>,
) -> ConnectionResult<(AsyncPgConnection, Arc<Link>)> {
    to_any_host(url, limit, outage, None).await
}

async fn to_any_host(
    url: &str,
    limit: Duration,
    outage: &Arc<Outage>,
    on_notification: Option<OnNotification>,
) -> ConnectionResult<(AsyncPgConnection, Arc<Link>)> {
    let config: Config = url.parse().map_err(|error| failed(&error))?;
    let mut last = unreachable(&io::Error::from(io::ErrorKind::InvalidInput));
    for host in hosts(&config) {
        match connect(&config, host, limit, outage, on_notification.clone()).await {
            Ok((client, link)) => {
                let mut conn = AsyncPgConnection::try_from(client).await?;
                let mut instrumentation = get_default_instrumentation();
                instrumentation.on_connection_event(InstrumentationEvent::start_establish_connection(url));
                conn.set_instrumentation(instrumentation);
                return Ok((conn, link));
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The addresses of the URL, with their ports.
fn hosts(config: &Config) -> impl Iterator<Item = (Host, u16)> {
    let (names, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    (0..names.len().max(addresses.len())).filter_map(move |index| {
        let address = addresses.get(index).map(|address| Host::Tcp(address.to_string()));
        let host = address.or_else(|| names.get(index).cloned())?;
        Some((host, ports.get(index).or_else(|| ports.first()).copied().unwrap_or(5432)))
    })
}

async fn connect(
    config: &Config,
    host: (Host, u16),
    limit: Duration,
    outage: &Arc<Outage>,
    on_notification: Option<OnNotification>,
) -> ConnectionResult<(Client, Arc<Link>)> {
    let patience = config.get_connect_timeout().copied().unwrap_or(STARTUP);
    let connecting = tokio::time::timeout(patience, Socket::connect(config, host));
    let socket = connecting.await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    let socket = socket.map_err(|error| unreachable(&error))?;
    let link = Arc::new(Link::new(limit.min(STARTUP)));
    let watched = Watched::new(socket, Arc::clone(&link));
    let (client, mut connection) = config.connect_raw(watched, NoTls).await.map_err(|error| failed(&error))?;
    link.set_limit(limit);
    let (driven, outage) = (Arc::clone(&link), Arc::clone(outage));
    tokio::spawn(async move {
        let mut messages = poll_fn(move |cx| connection.poll_message(cx));
        while let Some(message) = tokio::select! {
            message = messages.next() => message,
            () = driven.disconnected() => None,
        } {
            if let (Ok(AsyncMessage::Notification(_)), Some(notify)) = (&message, &on_notification) {
                notify();
            }
            if let Err(error) = message {
                if driven.was_silent() {
                    tracing::warn!("the database server was silent for too long; the connection is given up");
                    outage.begin();
                } else {
                    tracing::debug!("a connection to the database ended: {error}");
                }
                break;
            }
        }
        driven.close();
    });
    require_session(config, &client).await?;
    Ok((client, link))
}

/// Refuses a server that is not what the URL asks for (`target_session_attrs`), so that the next one is tried.
async fn require_session(config: &Config, client: &Client) -> ConnectionResult<()> {
    let read_only = match config.get_target_session_attrs() {
        TargetSessionAttrs::ReadWrite => "off",
        TargetSessionAttrs::ReadOnly => "on",
        _ => return Ok(()),
    };
    let rows = client.simple_query("SHOW transaction_read_only").await.map_err(|error| failed(&error))?;
    let is = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => row.get(0) == Some(read_only),
        _ => false,
    };
    if rows.iter().any(is) { Ok(()) } else { Err(unreachable(&io::ErrorKind::PermissionDenied.into())) }
}

fn unreachable(error: &io::Error) -> ConnectionError {
    with(DatabaseErrorKind::UnableToSendCommand, format!("error connecting to server: {error}"))
}

/// The error in the words of diesel: an error of the server with its message, and any other as a lost connection.
fn failed(error: &tokio_postgres::Error) -> ConnectionError {
    match error.as_db_error() {
        Some(reason) => with(DatabaseErrorKind::Unknown, reason.message().to_owned()),
        None => with(DatabaseErrorKind::UnableToSendCommand, error.to_string()),
    }
}

fn with(kind: DatabaseErrorKind, text: String) -> ConnectionError {
    ConnectionError::CouldntSetupConfiguration(Error::DatabaseError(kind, Box::new(text)))
}
