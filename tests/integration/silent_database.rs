//! A database server that falls silent without closing its connections, as when a cable is pulled: every request is
//! answered with 503 within ten seconds, a posted form comes back complete, and afterwards all goes on by itself.

use crate::{
    browser::server::Server,
    support::{app::hvac, db, http, pictures},
};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, UnixStream},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_postgres::{Config, config::Host};

/// The required limit.
const LIMIT: Duration = Duration::from_secs(20);
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A TCP proxy in front of a database server that can stop forwarding.
struct Proxy {
    url: String,
    silent: Arc<AtomicBool>,
}

impl Proxy {
    async fn before(database: &str) -> Proxy {
        let config: Config = database.parse().unwrap();
        let Some(Host::Unix(folder)) = config.get_hosts().first() else { panic!("{database} has no unix socket") };
        let socket = folder.join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (user, name) = (config.get_user().unwrap(), config.get_dbname().unwrap());
        let url = format!("postgres://{user}@127.0.0.1:{}/{name}", listener.local_addr().unwrap().port());
        let silent = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&silent);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&socket).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::spawn(forward(from_client, to_server, Arc::clone(&shared)));
                tokio::spawn(forward(from_server, to_client, Arc::clone(&shared)));
            }
        });
        Proxy { url, silent }
    }

    fn silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::Relaxed);
    }
}

async fn forward(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, silent: Arc<AtomicBool>) {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let count = from.read(&mut bytes).await.unwrap_or(0);
        while silent.load(Ordering::Relaxed) {
            sleep(Duration::from_millis(20)).await;
        }
        if count == 0 || to.write_all(&bytes[..count]).await.is_err() {
            let _ = to.shutdown().await;
            return;
        }
    }
}

/// The values of the hidden fields of this name.
fn hidden<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let field = format!("name=\"{name}\" value=\"");
    page.split(&field).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

// The proxy must run while the start of the server is waited for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_answered_within_ten_seconds_and_a_form_comes_back() {
    let database = db::inhabited().await;
    let proxy = Proxy::before(&database).await;
    let server = Server::with(vec![("DATABASE_URL", proxy.url.clone())]).await;
    let client = http::client();
    let page = |path: &str| client.get(format!("{}{path}", server.base)).header("Accept", "text/html").send();
    assert_eq!(page("/submissions").await.unwrap().status(), 200);

    proxy.silent(true);
    // The first round meets connections that were just used, the second one connections that were idle.
    for pause in [Duration::ZERO, Duration::from_secs(2)] {
        sleep(pause).await;
        let mut asking = JoinSet::new();
        for path in ["/", "/submissions", "/forms/hvac_mep", "/health/ready", "/submissions/sub_0123456789ab"] {
            for _ in 0..3 {
                let (client, address) = (client.clone(), format!("{}{path}", server.base));
                asking.spawn(async move {
                    let begun = Instant::now();
                    let answer = client.get(&address).header("Accept", "text/html").send().await.unwrap();
                    (address, answer.status(), begun.elapsed())
                });
            }
        }
        for (address, status, took) in asking.join_all().await {
            assert_eq!(status, 503, "{address}");
            assert!(took < LIMIT, "{address}: {took:?}");
        }
    }

    let form =
        hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(320, 240, 1)).text("items.0.comments", "Bearing is worn");
    let post = |form: &crate::support::app::Multipart, accept: &'static str| {
        let request = client.post(format!("{}/forms/hvac_mep", server.base)).header("Accept", accept);
        request.header("Content-Type", form.content_type().to_string()).body(form.body()).send()
    };
    let begun = Instant::now();
    let answer = post(&form, "text/html").await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    let page_again = answer.text().await.unwrap();
    for kept in ["Marina Tower", "Bearing is worn", "cannot reach its database or disk at the moment", KEY] {
        assert!(page_again.contains(kept), "{kept} is not on the page");
    }
    let (held, photos) = (hidden(&page_again, "held_file"), hidden(&page_again, "items.0.photos"));
    assert_eq!((held.len(), photos.len()), (1, 1), "{page_again}");

    proxy.silent(false);
    let healed = async {
        while ready(&server).await != 200 {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_secs(15), healed).await.expect("it recovers without a restart");
    // What a browser sends with the button of that page.
    let again = hvac(KEY).text("items.0.comments", "Bearing is worn").text("items.0.photos", photos[0]);
    let again = again.text("held_file", held[0]);
    let answer = post(&again, "application/json").await.unwrap();
    assert_eq!(answer.status(), 201);
    let receipt: Value = answer.json().await.unwrap();
    assert_eq!(receipt["files"][0]["upload_id"], photos[0], "{receipt}");
    // The same page sent once more.
    assert_eq!(post(&again, "application/json").await.unwrap().status(), 200);
    let photo = page(&format!("/uploads/{}", photos[0])).await.unwrap();
    assert_eq!(photo.status(), 200);
}

async fn ready(server: &Server) -> u16 {
    http::client().get(format!("{}/health/ready", server.base)).send().await.unwrap().status().as_u16()
}
