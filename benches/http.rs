//! A minimal HTTP/1.1 client for a known server, so that the client leaves most of the CPU to the server.

use super::{load::Request, session};
use anyhow::{Context, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection that is kept for consecutive requests.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(port: u16) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, read: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads the complete response.
    pub async fn request(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        let head = self.send(request).await?;
        let body = match head.length {
            Some(length) => {
                while self.read.len() < length {
                    self.more().await?;
                }
                self.read.drain(..length).collect()
            }
            None => self.chunks().await?,
        };
        Ok(Answer { status: head.status, body })
    }

    /// Sends a request and reads until this many lines have arrived. The connection cannot be used afterwards.
    pub async fn ask_for_lines(mut self, request: &[u8], lines: usize) -> anyhow::Result<u16> {
        let head = self.send(request).await?;
        let mut seen = 0;
        while seen < lines {
            seen += self.read.iter().filter(|byte| **byte == b'\n').count();
            self.read.clear();
            self.more().await?;
        }
        Ok(head.status)
    }

    async fn send(&mut self, request: &[u8]) -> anyhow::Result<ResponseHead> {
        self.read.clear();
        self.stream.write_all(request).await?;
        loop {
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                let head: Vec<u8> = self.read.drain(..end + 4).collect();
                return ResponseHead::parse(&head);
            }
            self.more().await?;
        }
    }

    async fn chunks(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let Some(line) = find(&self.read, b"\r\n") else {
                self.more().await?;
                continue;
            };
            let size = self.read.get(..line).and_then(|text| std::str::from_utf8(text).ok()).context("a chunk")?;
            let size = usize::from_str_radix(size, 16)?;
            let whole = line + 2 + size + 2;
            while self.read.len() < whole {
                self.more().await?;
            }
            body.extend(self.read.drain(..whole).skip(line + 2).take(size));
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the server closed the connection");
        Ok(())
    }
}

struct ResponseHead {
    status: u16,
    /// None for a chunked response.
    length: Option<usize>,
}

impl ResponseHead {
    fn parse(head: &[u8]) -> anyhow::Result<ResponseHead> {
        let head = std::str::from_utf8(head)?;
        let status = head.split(' ').nth(1).context("an answer without status")?.parse()?;
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse())
        });
        Ok(ResponseHead { status, length: length.transpose()? })
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// A GET request for a page or for JSON.
pub fn get(path: &str, accept: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nUser-Agent: {AGENT}\r\n{}\r\n",
        session::headers()
    )
    .into_bytes()
}

/// A page that is requested repeatedly.
#[derive(Clone)]
pub struct Page(Vec<u8>);

impl Page {
    pub fn at(path: &str) -> Page {
        Page(get(path, "text/html"))
    }
}

impl Request for Page {
    const STATUS: u16 = 200;

    fn next_request(&mut self) -> &[u8] {
        &self.0
    }
}

/// A `User-Agent` of realistic length, because it is stored with every submission.
pub const AGENT: &str = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 \
                         Mobile Safari/537.36";
