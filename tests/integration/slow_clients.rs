//! Slow clients on real sockets: headers and bodies that trickle or stop, and responses that are not read. Meanwhile
//! other requests are served, and afterwards all resources are released.

use crate::{
    browser::server::Server,
    support::{
        accounts::{self, SignedIn},
        http,
    },
};
use injaaz::web::auth::permissions;
use rocket::http::Method;
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

/// The required limit.
const P99: Duration = Duration::from_secs(2);

async fn server(settings: &[(&'static str, &str)]) -> Server {
    let settings = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Server::with(settings).await
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap()
}

/// The head of a post with a body of 5000 bytes.
fn head(path: &str, content_type: &str, session: &SignedIn) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nX-Form-Token: {}\r\nContent-Type: {content_type}\r\n\
         Content-Length: 5000\r\n\r\n",
        session.cookie(),
        session.form_token
    )
}

const MULTIPART: &str = "multipart/form-data; boundary=x";
const PART: &str = "--x\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\nitems.0.photos\r\n--x\r\n\
    Content-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";

/// The status of the response; 0 if the connection is closed without one.
async fn status(stream: &mut TcpStream) -> u16 {
    let mut answer = vec![0; 64];
    let read = stream.read(&mut answer).await.unwrap_or(0);
    String::from_utf8_lossy(&answer[..read]).split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

fn descriptors(server: &Server) -> usize {
    fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().count()
}

fn memory_mib(server: &Server) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
}

/// Incomplete requests of every kind, kept open until stopped.
struct Slow {
    all: JoinSet<()>,
    stop: Arc<AtomicBool>,
}

impl Slow {
    fn new() -> Slow {
        Slow { all: JoinSet::new(), stop: Arc::default() }
    }

    /// Sends `begin`, and then one byte after the other.
    async fn trickle(&mut self, server: &Server, begin: String, byte: &'static [u8]) {
        let mut stream = connect(server).await;
        stream.write_all(begin.as_bytes()).await.unwrap();
        let stop = Arc::clone(&self.stop);
        self.all.spawn(async move {
            while !stop.load(Ordering::Relaxed) && stream.write_all(byte).await.is_ok() {
                sleep(Duration::from_millis(200)).await;
            }
        });
    }

    /// Requests large responses repeatedly and reads nothing.
    async fn never_read(&mut self, server: &Server, path: &str) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(server.base.trim_start_matches("http://").parse().unwrap()).await.unwrap();
        let asked = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(50);
        let stop = Arc::clone(&self.stop);
        self.all.spawn(async move {
            let _ = timeout(Duration::from_secs(1), stream.write_all(asked.as_bytes())).await;
            while !stop.load(Ordering::Relaxed) {
                sleep(Duration::from_millis(200)).await;
            }
        });
    }

    async fn end(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        while self.all.join_next().await.is_some() {}
    }
}

/// The response times of pages, the slowest last.
async fn pages(server: &Server, session: &SignedIn, people: usize, each: usize) -> Vec<Duration> {
    let mut asking = JoinSet::new();
    for _ in 0..people {
        let (base, cookie, client) = (server.base.clone(), session.cookie(), http::client());
        asking.spawn(async move {
            let mut took = Vec::new();
            for n in 0..each {
                let path = ["/", "/submissions", "/forms/cleaning"][n % 3];
                let begun = Instant::now();
                let answer = client.get(format!("{base}{path}")).header("Cookie", &cookie).send().await.unwrap();
                assert_eq!(answer.status(), 200, "{path}");
                answer.bytes().await.unwrap();
                took.push(begun.elapsed());
            }
            took
        });
    }
    let mut all: Vec<Duration> = asking.join_all().await.into_iter().flatten().collect();
    all.sort();
    all
}

#[tokio::test]
async fn two_hundred_slow_clients_do_not_delay_others() {
    let server = server(&[
        ("INJAAZ_RATES", "off"),
        ("INJAAZ_BODY_SECONDS", "20"),
        ("INJAAZ_BODIES_AT_ONCE", "400"),
        ("INJAAZ_POOL_SIZE", "16"),
    ])
    .await;
    let session = accounts::sign_in(&server.database, "administrator", OffsetDateTime::now_utc()).await;
    pages(&server, &session, 1, 3).await;
    let (descriptors_before, memory_before) = (descriptors(&server), memory_mib(&server));

    let mut slow = Slow::new();
    let css = injaaz::web::assets::url("css/injaaz.css");
    for n in 0..200 {
        match n % 4 {
            0 => slow.trickle(&server, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".to_owned(), b"a").await,
            1 => {
                let begin = format!("{}{PART}", head("/uploads", MULTIPART, &session));
                slow.trickle(&server, begin, b"\xff").await;
            }
            2 => {
                let begin = head("/admin/migration/verify", "application/x-www-form-urlencoded", &session) + "module=";
                slow.trickle(&server, begin, b"a").await;
            }
            _ => slow.never_read(&server, &css).await,
        }
    }
    // The connections arrive all at once; the measurement begins after that.
    let settled = async {
        while descriptors(&server) < descriptors_before + 150 {
            sleep(Duration::from_millis(50)).await;
        }
        let client = http::client();
        let ask = || client.get(format!("{}/submissions", server.base)).header("Cookie", session.cookie()).send();
        while ask().await.unwrap().status() != 200 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(20), settled).await.expect("pages are served");
    let took = pages(&server, &session, 4, 60).await;
    let p99 = took[took.len() * 99 / 100];
    let held = descriptors(&server) - descriptors_before.min(descriptors(&server));
    assert!(held >= 150, "only {held} connections were half-open");
    assert!(p99 < P99, "p99 {p99:?} beside 200 slow clients");
    let grown = memory_mib(&server).saturating_sub(memory_before);
    assert!(grown < 128, "{grown} MiB more");

    slow.end().await;
    let given_back = async {
        while descriptors(&server) > descriptors_before + 12 || server.files("uploads") > 0 {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_secs(20), given_back).await.expect("all resources are released");
    assert_eq!(server.count("uploaded_files").await, 0);
}

/// Every state-changing route is tested, so that no list of routes with bodies must be maintained.
#[tokio::test]
async fn every_body_has_its_deadline() {
    let server =
        server(&[("INJAAZ_RATES", "off"), ("INJAAZ_BODY_SECONDS", "1"), ("INJAAZ_BODIES_AT_ONCE", "4000")]).await;
    let session = accounts::sign_in(&server.database, "administrator", OffsetDateTime::now_utc()).await;
    let mut waiting = JoinSet::new();
    for (method, path, _) in permissions::lines().filter(|(method, ..)| *method == Method::Post) {
        let path = path.replace("<module>", "hvac_mep");
        let words: Vec<&str> = path.split('/').map(|word| if word.starts_with('<') { "1" } else { word }).collect();
        let path = words.join("/");
        for (content_type, begin) in [
            ("application/x-www-form-urlencoded", "reason=because+of+nothing"),
            (MULTIPART, PART),
            ("application/json", "{\"a\":\"because of nothing"),
        ] {
            let mut stream = connect(&server).await;
            let line = format!("{method} {path} ({content_type})");
            let begin = format!("{}{begin}", head(&path, content_type, &session));
            waiting.spawn(async move {
                stream.write_all(begin.as_bytes()).await.unwrap();
                let answered = timeout(Duration::from_secs(30), status(&mut stream)).await;
                (line, answered.ok())
            });
        }
    }
    let mut timed_out = 0;
    while let Some(answered) = waiting.join_next().await {
        let (line, answered) = answered.unwrap();
        let status = answered.unwrap_or_else(|| panic!("{line} waits without a limit"));
        assert!(matches!(status, 303 | 308) || (400..500).contains(&status), "{line}: {status}");
        timed_out += usize::from(status == 408);
    }
    assert!(timed_out > 20, "only {timed_out} requests timed out");
}

/// Nothing waits for a body that is announced as too large: the answer comes with its first bytes. Rocket reads those
/// before it answers.
#[tokio::test]
async fn a_body_that_is_announced_as_too_large_is_refused_by_its_header() {
    let server = server(&[]).await;
    let session = accounts::sign_in(&server.database, "administrator", OffsetDateTime::now_utc()).await;
    for (path, content_type, length) in [
        ("/forms/hvac_mep", MULTIPART, 400_000_000u64),
        ("/uploads", MULTIPART, 30_000_000),
        ("/people", "application/x-www-form-urlencoded", 2_000_000),
        ("/sign-in", "application/x-www-form-urlencoded", 1 << 60),
        ("/api/v1/submissions/hvac_mep", "application/json", 5_000_000),
    ] {
        let mut stream = connect(&server).await;
        let head =
            head(path, content_type, &session).replace("Content-Length: 5000", &format!("Content-Length: {length}"));
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&[b'x'; 4096]).await.unwrap();
        let answered = timeout(Duration::from_secs(2), status(&mut stream)).await;
        assert_eq!(answered.ok(), Some(413), "{path}");
    }
}

#[tokio::test]
async fn one_client_cannot_use_all_permits() {
    let server =
        server(&[("INJAAZ_RATES", "off"), ("INJAAZ_BODY_SECONDS", "15"), ("INJAAZ_BODIES_AT_ONCE", "16")]).await;
    let session = accounts::sign_in(&server.database, "administrator", OffsetDateTime::now_utc()).await;
    let begin = format!("{}{PART}", head("/uploads", MULTIPART, &session));
    let mut open = Vec::new();
    for _ in 0..4 {
        let mut stream = connect(&server).await;
        stream.write_all(begin.as_bytes()).await.unwrap();
        open.push(stream);
    }
    // The next one is refused at once; the server decides which one that is.
    let refused = async {
        loop {
            let mut stream = connect(&server).await;
            stream.write_all(begin.as_bytes()).await.unwrap();
            if let Ok(status) = timeout(Duration::from_millis(500), status(&mut stream)).await {
                break status;
            }
            open.push(stream);
        }
    };
    let status = timeout(Duration::from_secs(10), refused).await.expect("a refusal");
    assert_eq!(status, 429);
    assert!(pages(&server, &session, 1, 3).await.len() == 3, "pages are served as before");
}
