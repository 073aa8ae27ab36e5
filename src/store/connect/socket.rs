//! The socket to a database server. On TCP, the kernel ends a connection whose peer does not confirm what was sent, or
//! does not answer while nothing is sent.

use rustix::net::sockopt;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, UnixStream},
};
use tokio_postgres::{Config, config::Host};

/// How long sent bytes may stay unconfirmed, unless the URL says otherwise (`tcp_user_timeout`).
const USER_TIMEOUT: Duration = Duration::from_secs(8);
/// An idle connection is examined after this, unless the URL says otherwise (`keepalives_idle`), then at intervals.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(15);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_COUNT: u32 = 3;
/// The library's default of `keepalives_idle`, which is too long to notice anything.
const LIBRARY_IDLE: Duration = Duration::from_secs(2 * 60 * 60);

/// A connected socket.
pub enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Socket {
    pub async fn connect(config: &Config, (host, port): (Host, u16)) -> io::Result<Socket> {
        match host {
            Host::Tcp(name) => {
                let stream = TcpStream::connect((name, port)).await?;
                stream.set_nodelay(true)?;
                watch_peer(config, &stream)?;
                Ok(Socket::Tcp(stream))
            }
            Host::Unix(folder) => UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.map(Socket::Unix),
        }
    }
}

fn watch_peer(config: &Config, stream: &TcpStream) -> io::Result<()> {
    let timeout = config.get_tcp_user_timeout().copied().unwrap_or(USER_TIMEOUT);
    sockopt::set_tcp_user_timeout(stream, u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX))?;
    if config.get_keepalives() {
        let idle = Some(config.get_keepalives_idle()).filter(|idle| *idle != LIBRARY_IDLE);
        sockopt::set_socket_keepalive(stream, true)?;
        sockopt::set_tcp_keepidle(stream, idle.unwrap_or(KEEPALIVE_IDLE))?;
        sockopt::set_tcp_keepintvl(stream, config.get_keepalives_interval().unwrap_or(KEEPALIVE_INTERVAL))?;
        sockopt::set_tcp_keepcnt(stream, config.get_keepalives_retries().unwrap_or(KEEPALIVE_COUNT))?;
    }
    Ok(())
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Socket::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
            Socket::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Socket::Tcp(stream) => Pin::new(stream).poll_write(cx, bytes),
            Socket::Unix(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Socket::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            Socket::Unix(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Socket::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            Socket::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
