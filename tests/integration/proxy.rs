//! The packaged nginx configuration in front of the program: it adds what the program cannot do itself.

use crate::{
    browser::server::Server,
    support::{accounts, app::hvac, db},
};
use nginx::{Nginx, client, nginx};
use rocket::http::Status;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

mod nginx;
mod one_form;

async fn behind() -> (Server, Nginx, String) {
    let settings = [
        ("INJAAZ_PUBLIC_URL", "https://localhost"),
        ("INJAAZ_TRUSTED_PROXIES", "127.0.0.1"),
        ("INJAAZ_RATES", "pages=off, posts=off"),
    ];
    let server = Server::with(settings.map(|(name, value)| (name, value.to_owned())).to_vec()).await;
    let port = server.base.rsplit_once(':').unwrap().1.parse().unwrap();
    let nginx = nginx(port, None).await;
    let base = format!("https://localhost:{}", nginx.https);
    (server, nginx, base)
}

#[tokio::test]
async fn the_packaged_proxy_passes_on_what_is_true() {
    let (server, nginx, base) = behind().await;
    let session = accounts::sign_in(&server.database, "administrator", OffsetDateTime::now_utc()).await;
    let cookie = format!("__Host-session={}", session.token);
    // Without its port the name is that of the public URL.
    let ask = |request: reqwest::RequestBuilder| request.header("Host", "localhost").header("Cookie", cookie.clone());
    let page = ask(client().get(format!("{base}/"))).send().await.unwrap();
    assert_eq!(page.status(), Status::Ok.code);
    let strict: Vec<_> = page.headers().get_all("strict-transport-security").iter().collect();
    assert_eq!(strict, ["max-age=31536000; includeSubDomains"]);
    assert_eq!(page.headers().get("server").map(|name| name.as_bytes()), Some(&b"nginx"[..]), "no version");

    let form = hvac("0123456789abcdef0123456789abcdef");
    let post = ask(client().post(format!("{base}/forms/hvac_mep")))
        .header("Content-Type", form.content_type().to_string())
        .header("X-Form-Token", session.form_token.clone())
        .header("X-Forwarded-For", "203.0.113.9")
        .header("Forwarded", "for=203.0.113.9")
        .header("X-Real-IP", "203.0.113.9")
        .body(form.body());
    let answer = post.send().await.unwrap();
    assert!(answer.status().as_u16() < 400, "{}", answer.status());
    let from = "SELECT host(ip_address) FROM audit_logs WHERE ip_address IS NOT NULL LIMIT 1";
    assert_eq!(db::text(&server.database, from).await, "127.0.0.1");

    let plain = client().get(format!("http://127.0.0.1:{}/submissions?q=a", nginx.http)).send().await.unwrap();
    assert_eq!(plain.status(), 301);
    assert_eq!(plain.headers()["location"], "https://localhost/submissions?q=a");
}

/// An attack that the program itself cannot stop.
#[tokio::test]
async fn slow_headers_are_cut_off_by_the_proxy() {
    let (server, nginx, base) = behind().await;
    let session = accounts::sign_in(&server.database, "administrator", OffsetDateTime::now_utc()).await;
    let mut slow = JoinSet::new();
    for _ in 0..90 {
        let port = nginx.http;
        slow.spawn(async move {
            let begun = Instant::now();
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await.unwrap();
            let (mut reading, mut writing) = stream.split();
            let trickle = async {
                while writing.write_all(b"a").await.is_ok() {
                    sleep(Duration::from_millis(200)).await;
                }
            };
            let mut answer = [0; 1];
            tokio::select! {
                () = trickle => {}
                _ = reading.read(&mut answer) => {}
            }
            begun.elapsed()
        });
    }
    let mut slowest = Duration::ZERO;
    for _ in 0..20 {
        let begun = Instant::now();
        let page = client().get(format!("{base}/submissions")).header("Host", "localhost");
        let page = page.header("Cookie", format!("__Host-session={}", session.token)).send().await.unwrap();
        assert_eq!(page.status(), 200);
        slowest = slowest.max(begun.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    while let Some(took) = timeout(Duration::from_secs(20), slow.join_next()).await.expect("the connections are closed")
    {
        assert!(took.unwrap() < Duration::from_secs(10));
    }
}
