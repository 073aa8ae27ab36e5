//! A mail server for one test: it accepts every e-mail and returns it.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::{Duration, timeout},
};

pub struct Smtp {
    pub url: String,
    letters: mpsc::UnboundedReceiver<String>,
    /// How many e-mails are still to be rejected.
    refusing: Arc<AtomicU32>,
}

impl Smtp {
    pub async fn start() -> Smtp {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (sender, letters) = mpsc::unbounded_channel();
        let refusing = Arc::new(AtomicU32::new(0));
        tokio::spawn({
            let refusing = Arc::clone(&refusing);
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    tokio::spawn(talk(socket, sender.clone(), Arc::clone(&refusing)));
                }
            }
        });
        Smtp { url, letters, refusing }
    }

    pub fn refuse(&self, letters: u32) {
        self.refusing.store(letters, Ordering::SeqCst);
    }

    /// The next e-mail, headers and body.
    pub async fn letter(&mut self) -> String {
        timeout(Duration::from_secs(30), self.letters.recv()).await.expect("an e-mail in time").expect("a letter")
    }

    /// Whether no further e-mail has arrived so far.
    pub fn is_quiet(&mut self) -> bool {
        self.letters.try_recv().is_err()
    }
}

/// The link in an e-mail.
pub fn link(letter: &str) -> String {
    let whole = letter.replace("=\r\n", "");
    let at = whole.find("http").expect("a link");
    let link = whole[at..].split_whitespace().next().expect("a link").to_owned();
    link.splitn(4, '/').nth(3).map(|path| format!("/{path}")).expect("a path")
}

async fn talk(socket: TcpStream, letters: mpsc::UnboundedSender<String>, refusing: Arc<AtomicU32>) {
    let (reading, mut writing) = socket.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 sink\r\n").await.unwrap();
    let mut addressee = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = match line.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await.unwrap();
                let mut letter = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.push_str(&line);
                    letter.push_str("\r\n");
                }
                let refused = refusing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
                if refused.is_ok() {
                    // Real servers repeat the address.
                    writing.write_all(format!("451 {addressee}: later\r\n").as_bytes()).await.unwrap();
                    continue;
                }
                let _ = letters.send(letter);
                b"250 taken\r\n"
            }
            "RCPT" => {
                addressee = line.split_once(':').map(|(_, address)| address.trim().to_owned()).unwrap_or_default();
                b"250 sink\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 sink\r\n",
        };
        if writing.write_all(answer).await.is_err() {
            return;
        }
    }
}
