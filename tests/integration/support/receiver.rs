//! A program that receives webhooks, for one test: it keeps every request and answers as it is told.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
    time::{Duration, timeout},
};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct ReceivedEvent {
    /// The names in lower case.
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl ReceivedEvent {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().expect("a type").to_owned()
    }
}

/// What the receiver answers from now on.
#[derive(Clone, Debug)]
pub enum Reply {
    Status(u16, &'static str),
    /// To another address.
    Redirect(String),
    /// Nothing, while the test runs.
    Never,
}

pub struct Receiver {
    pub url: String,
    pub port: u16,
    events: mpsc::UnboundedReceiver<ReceivedEvent>,
    reply: Arc<Mutex<Reply>>,
    listening: JoinHandle<()>,
}

impl Receiver {
    pub async fn start() -> Receiver {
        Receiver::start_at(0).await
    }

    /// At a port that was in use before.
    pub async fn start_at(port: u16) -> Receiver {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (sender, events) = mpsc::unbounded_channel();
        let reply = Arc::new(Mutex::new(Reply::Status(200, "thanks")));
        let listening = tokio::spawn({
            let reply = Arc::clone(&reply);
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    tokio::spawn(answer(socket, sender.clone(), Arc::clone(&reply)));
                }
            }
        });
        Receiver { url: format!("http://127.0.0.1:{port}/hook"), port, events, reply, listening }
    }

    pub fn reply(&self, reply: Reply) {
        *self.reply.lock().expect("the reply") = reply;
    }

    /// The next event.
    pub async fn event(&mut self) -> ReceivedEvent {
        timeout(Duration::from_secs(60), self.events.recv()).await.expect("an event in time").expect("an event")
    }

    /// The events that have arrived so far.
    pub fn so_far(&mut self) -> Vec<ReceivedEvent> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }

    /// Stops listening; returns the port.
    pub async fn stop(self) -> u16 {
        self.listening.abort();
        let _ = self.listening.await;
        self.port
    }
}

async fn answer(socket: TcpStream, events: mpsc::UnboundedSender<ReceivedEvent>, reply: Arc<Mutex<Reply>>) {
    let (reading, mut writing) = socket.into_split();
    let mut reading = BufReader::new(reading);
    let mut headers = HashMap::new();
    let mut line = String::new();
    while reading.read_line(&mut line).await.is_ok_and(|length| length > 2) {
        if let Some((name, value)) = line.trim_end().split_once(": ") {
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        line.clear();
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    let mut body = vec![0; length];
    if reading.read_exact(&mut body).await.is_err() {
        return;
    }
    let _ = events.send(ReceivedEvent { headers, body });
    let reply = reply.lock().expect("the reply").clone();
    let (head, text) = match &reply {
        Reply::Status(status, text) => (format!("HTTP/1.1 {status} Said\r\n"), *text),
        Reply::Redirect(target) => (format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\n"), ""),
        Reply::Never => {
            // Until the other side gives up.
            let _ = reading.read(&mut [0]).await;
            return;
        }
    };
    let response = format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len());
    let _ = writing.write_all(response.as_bytes()).await;
}
