//! The stop of the server, and a restart that loses no request: readiness before the port closes, idle connections,
//! requests in progress, sockets of systemd, and a port that two processes share.

use crate::support::{db, free_port::free_port, http};
use std::{
    io::{BufRead, BufReader},
    net::{IpAddr, TcpListener},
    os::fd::OwnedFd,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::{sleep, timeout},
};

const PATIENCE: Duration = Duration::from_secs(90);

/// A database and a folder, which several processes share.
struct SharedFolder {
    database: String,
    folder: TempDir,
}

impl SharedFolder {
    async fn new() -> SharedFolder {
        SharedFolder { database: db::inhabited().await, folder: tempfile::tempdir().unwrap() }
    }
}

/// A running program.
struct Program {
    child: Child,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// With these settings, and a socket that it gets as systemd passes one.
    fn start(place: &SharedFolder, settings: &[(&str, &str)], socket: Option<&TcpListener>) -> Program {
        let folder = place.folder.path();
        let mut command = match socket {
            Some(socket) => {
                let mut shell = Command::new("sh");
                let script = "exec 3<&0 </dev/null; export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$0\" serve";
                shell.args(["-c", script, env!("CARGO_BIN_EXE_injaaz")]);
                shell.stdin(Stdio::from(OwnedFd::from(socket.try_clone().unwrap())));
                shell
            }
            None => Command::new(env!("CARGO_BIN_EXE_injaaz")),
        };
        command
            .current_dir(folder)
            .env("INJAAZ_GENERATED", folder)
            .env("INJAAZ_SECRET_KEY", "0123456789abcdef0123456789abcdef")
            .env("INJAAZ_RATES", "off")
            .env("INJAAZ_LOG", "warn")
            .env("INJAAZ_POOL_SIZE", "4")
            .env("DATABASE_URL", &place.database)
            .envs(settings.iter().copied())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("Injaaz is ready")));
        assert!(ready.is_some(), "the program ended");
        std::thread::spawn(move || lines.for_each(drop));
        Program { child }
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits for its end: how it ended, and how long that took.
    async fn ended(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, begun.elapsed());
            }
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn ready(port: u16) -> Result<(u16, String), reqwest::Error> {
    let address = format!("http://127.0.0.1:{port}/health/ready");
    let answer = http::client().get(address).send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

#[tokio::test]
async fn idle_connections_do_not_delay_the_stop() {
    let (place, port) = (SharedFolder::new().await, free_port());
    let port_text = port.to_string();
    let settings = [("ROCKET_PORT", port_text.as_str()), ("INJAAZ_STOP_SECONDS", "0")];
    let mut program = Program::start(&place, &settings, None);
    let connect = || TcpStream::connect(("127.0.0.1", port));
    let mut silent = connect().await.unwrap();
    let mut kept = connect().await.unwrap();
    kept.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert!(kept.read(&mut [0; 4096]).await.unwrap() > 0);
    let mut half = connect().await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: local").await.unwrap();
    sleep(Duration::from_millis(200)).await;

    program.signal("-TERM");
    for idle in [&mut silent, &mut kept] {
        let closed = timeout(Duration::from_secs(20), idle.read(&mut [0; 4096])).await;
        assert!(matches!(closed, Ok(Ok(0) | Err(_))), "an idle connection is closed at once: {closed:?}");
    }
    let (status, took) = program.ended().await;
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[tokio::test]
async fn a_stopping_server_says_so_before_its_port_closes() {
    let (place, port) = (SharedFolder::new().await, free_port());
    let port_text = port.to_string();
    let settings = [("ROCKET_PORT", port_text.as_str()), ("INJAAZ_STOP_SECONDS", "2")];
    let mut program = Program::start(&place, &settings, None);
    assert_eq!(ready(port).await.unwrap().0, 200);
    program.signal("-TERM");
    sleep(Duration::from_millis(1200)).await;
    // The result of a check is given out for a second; the stop is seen at once.
    let (status, body) = ready(port).await.unwrap();
    assert_eq!((status, body.as_str()), (503, r#"{"status":"stopping","database":"ok","files":"ok"}"#));
    let page = http::client().get(format!("http://127.0.0.1:{port}/submissions")).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["connection"], "close");
    let (status, _) = program.ended().await;
    assert!(status.success(), "{status}");
    assert!(ready(port).await.is_err(), "the port is closed");

    // Ctrl-C does not wait, and a second signal ends the wait.
    for signals in [&["-INT"][..], &["-TERM", "-TERM"]] {
        let port_text = free_port().to_string();
        let settings = [("ROCKET_PORT", port_text.as_str()), ("INJAAZ_STOP_SECONDS", "100")];
        let mut program = Program::start(&place, &settings, None);
        for signal in signals {
            program.signal(signal);
            sleep(Duration::from_millis(300)).await;
        }
        let (status, took) = program.ended().await;
        assert!(status.success() && took < Duration::from_secs(20), "{status} {took:?}");
    }
}

#[tokio::test]
async fn a_request_in_progress_is_answered() {
    let (place, port) = (SharedFolder::new().await, free_port());
    let port_text = port.to_string();
    let settings = [("ROCKET_PORT", port_text.as_str()), ("INJAAZ_STOP_SECONDS", "0")];
    let mut program = Program::start(&place, &settings, None);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let body = "email=nobody%40example.org&password=a+wrong+password";
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let (first, rest) = body.split_at(20);
    stream.write_all(format!("{head}{first}").as_bytes()).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    program.signal("-TERM");
    sleep(Duration::from_secs(2)).await;
    assert!(program.child.try_wait().unwrap().is_none(), "it waits for the request");
    stream.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 4") && answer.contains("</html>"), "{answer}");
    let (status, _) = program.ended().await;
    assert!(status.success(), "{status}");
}

/// Clients that ask again and again, each time on a new connection.
struct Clients {
    stop: Arc<AtomicBool>,
    all: Vec<JoinHandle<(usize, Vec<String>)>>,
}

impl Clients {
    fn start(port: u16) -> Clients {
        let stop = Arc::new(AtomicBool::new(false));
        let ask = |stop: Arc<AtomicBool>| async move {
            let client = http::builder().pool_max_idle_per_host(0).build().unwrap();
            let (mut answered, mut failed) = (0, Vec::new());
            while !stop.load(Ordering::Relaxed) {
                let sent = client.get(format!("http://127.0.0.1:{port}/health/live")).send();
                match timeout(PATIENCE, sent).await {
                    Ok(Ok(answer)) if answer.status() == 200 => answered += 1,
                    other => failed.push(format!("{other:?}")),
                }
                sleep(Duration::from_millis(3)).await;
            }
            (answered, failed)
        };
        let all = (0..4).map(|_| tokio::spawn(ask(Arc::clone(&stop)))).collect();
        Clients { stop, all }
    }

    /// Every request was answered.
    async fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        let mut total = 0;
        for client in self.all {
            let (answered, failed) = client.await.unwrap();
            assert!(failed.is_empty(), "{} of {} failed: {failed:#?}", failed.len(), answered + failed.len());
            total += answered;
        }
        assert!(total > 50, "only {total} requests");
    }
}

#[tokio::test]
async fn a_restart_with_a_socket_of_systemd_loses_no_request() {
    let place = SharedFolder::new().await;
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    let start = || Program::start(&place, &[("INJAAZ_STOP_SECONDS", "0")], Some(&socket));
    let mut program = start();
    assert_eq!(ready(port).await.unwrap().0, 200);
    let clients = Clients::start(port);
    for _ in 0..2 {
        sleep(Duration::from_millis(500)).await;
        program.signal("-TERM");
        let (status, _) = program.ended().await;
        assert!(status.success(), "{status}");
        program = start();
    }
    sleep(Duration::from_millis(500)).await;
    clients.end().await;
}

#[tokio::test]
async fn a_connection_that_was_just_accepted_may_send_its_request() {
    let (place, port) = (SharedFolder::new().await, free_port());
    let port_text = port.to_string();
    let settings = [("ROCKET_PORT", port_text.as_str()), ("INJAAZ_STOP_SECONDS", "0"), ("INJAAZ_REUSE_PORT", "on")];
    let mut program = Program::start(&place, &settings, None);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    program.signal("-TERM");
    sleep(Duration::from_millis(700)).await;
    assert!(program.child.try_wait().unwrap().is_none(), "it waits for the request");
    stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (status, _) = program.ended().await;
    assert!(status.success(), "{status}");

    // One that sends nothing does not keep the server.
    let mut program = Program::start(&place, &settings, None);
    let _silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    program.signal("-TERM");
    let (status, took) = program.ended().await;
    assert!(status.success() && took < Duration::from_secs(20), "{status} {took:?}");
}

#[tokio::test]
async fn two_processes_share_a_port_and_one_can_go() {
    let (place, port) = (SharedFolder::new().await, free_port());
    let port_text = port.to_string();
    let settings = [("ROCKET_PORT", port_text.as_str()), ("INJAAZ_STOP_SECONDS", "1"), ("INJAAZ_REUSE_PORT", "on")];
    let mut old = Program::start(&place, &settings, None);
    let clients = Clients::start(port);
    let _new = Program::start(&place, &settings, None);
    sleep(Duration::from_millis(500)).await;
    old.signal("-TERM");
    let (status, _) = old.ended().await;
    assert!(status.success(), "{status}");
    sleep(Duration::from_millis(500)).await;
    clients.end().await;
}

/// Behind the relay a client keeps its own address, for limits and the audit log.
#[tokio::test]
async fn the_address_of_a_client_passes_the_relay() {
    let (place, port) = (SharedFolder::new().await, free_port());
    let port_text = port.to_string();
    let settings = [
        ("ROCKET_ADDRESS", "0.0.0.0"),
        ("ROCKET_PORT", port_text.as_str()),
        ("INJAAZ_STOP_SECONDS", "0"),
        ("INJAAZ_REUSE_PORT", "on"),
        ("INJAAZ_RATES", "sign-in=1/h+2"),
    ];
    let _program = Program::start(&place, &settings, None);
    // All of 127.0.0.0/8 is this machine.
    let sign_in = async |from: &str| {
        let client = http::builder().local_address(from.parse::<IpAddr>().unwrap()).build().unwrap();
        let request = client.post(format!("http://127.0.0.1:{port}/sign-in"));
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        let answer = request.body("email=nobody%40example.org&password=a+wrong+password").send().await.unwrap();
        answer.status().as_u16()
    };
    let mut seen = Vec::new();
    for from in ["127.0.0.7", "127.0.0.7", "127.0.0.7", "127.0.0.8"] {
        seen.push(sign_in(from).await);
    }
    assert!(seen[0] != 429 && seen[1] != 429 && seen[2] == 429 && seen[3] != 429, "{seen:?}");
}
