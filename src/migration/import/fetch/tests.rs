//! Tests of the client against a local host with every kind of bad behaviour.

use super::client::{Fetcher, Limits, NotFetched};
use crate::config::MediaHosts;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\n";

/// Serves each connection according to its path until the test ends.
async fn host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    address
}

async fn answer(mut stream: TcpStream) {
    let mut request = vec![0; 4_096];
    let read = stream.read(&mut request).await.unwrap_or(0);
    let request = String::from_utf8_lossy(&request[..read]).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let redirect = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let text = match path.as_str() {
        "/photo" => format!("{HEAD}Content-Length: 5\r\n\r\nbytes"),
        // A compressed body is not unpacked.
        "/packed" => format!("{HEAD}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nbytes"),
        "/empty" => format!("{HEAD}Content-Length: 0\r\n\r\n"),
        "/gone" => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "/busy" => "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "/huge" => format!("{HEAD}Content-Length: 1000000000\r\n\r\n"),
        "/near" => redirect("/photo"),
        "/round" => redirect("/round"),
        "/inside" => redirect("http://169.254.169.254/latest/meta-data"),
        "/file" => redirect("file:///etc/passwd"),
        "/endless" => {
            let _ = stream.write_all(format!("{HEAD}\r\n").as_bytes()).await;
            while stream.write_all(&[b'x'; 8_192]).await.is_ok() {}
            return;
        }
        "/slow" => {
            let _ = stream.write_all(format!("{HEAD}Content-Length: 5\r\n\r\nb").as_bytes()).await;
            // Keeps the connection open until the client closes it.
            while stream.read(&mut [0; 16]).await.is_ok_and(|read| read > 0) {}
            return;
        }
        "/cut" => format!("{HEAD}Content-Length: 5\r\n\r\nby"),
        _ => "not HTTP at all\r\n\r\n".to_owned(),
    };
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn fetcher(hosts: &str, limits: Limits) -> Fetcher {
    Fetcher::new(&MediaHosts::parse(hosts).expect("hosts"), limits).expect("a client")
}

fn refused(reason: &str) -> Result<Vec<u8>, NotFetched> {
    Err(NotFetched::Refused(reason.to_owned()))
}

#[tokio::test]
async fn media_downloads_follow_the_host_rules() {
    let host = host().await;
    let fetcher = fetcher(&format!("http://{host}"), Limits { bytes: 100_000, ..Limits::default() });
    let unreachable = |why| Err(NotFetched::Unreachable(why));
    for (path, expected) in [
        ("/photo", Ok(b"bytes".to_vec())),
        ("/packed", Ok(b"bytes".to_vec())),
        ("/empty", Ok(Vec::new())),
        ("/near", Ok(b"bytes".to_vec())),
        ("/gone", refused("http_404")),
        ("/busy", unreachable("busy")),
        ("/huge", refused("too_large")),
        ("/endless", refused("too_large")),
        ("/round", refused("redirect_not_allowed")),
        ("/inside", refused("redirect_not_allowed")),
        ("/file", refused("http_302")),
        ("/cut", unreachable("not_reached")),
        ("/nonsense", unreachable("not_reached")),
    ] {
        assert_eq!(fetcher.fetch(&format!("http://{host}{path}")).await, expected, "{path}");
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let host = host().await;
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    let fetcher = fetcher(&format!("http://{host}"), limits);
    let fetched = fetcher.fetch(&format!("http://{host}/slow")).await;
    assert_eq!(fetched, Err(NotFetched::Unreachable("timed_out")));
}

#[tokio::test]
async fn only_allowed_hosts_are_contacted() {
    let host = host().await;
    let port = host.rsplit(':').next().unwrap_or_default().to_owned();
    let not_allowed = Err(NotFetched::NotAllowed);
    let by_default = fetcher("res.cloudinary.com", Limits::default());
    for address in [
        format!("http://{host}/photo"),
        "http://res.cloudinary.com/a.jpg".to_owned(),
        "https://res.cloudinary.com:8443/a.jpg".to_owned(),
        "https://res.cloudinary.com.evil.example/a.jpg".to_owned(),
        "https://res.cloudinary.com@evil.example/a.jpg".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        assert_eq!(by_default.fetch(&address).await, not_allowed, "{address}");
    }
    assert_eq!(by_default.fetch("no address").await, refused("not_an_address"));
    // A host listed without a scheme must be public, whether it is an IP address or a name.
    let plain = fetcher(&format!("127.0.0.1:{port},localhost:{port}"), Limits::default());
    assert_eq!(plain.fetch(&format!("https://127.0.0.1:{port}/photo")).await, not_allowed);
    assert_eq!(plain.fetch(&format!("https://localhost:{port}/photo")).await, refused("address_not_public"));
    let trusted = fetcher(&format!("http://localhost:{port}"), Limits::default());
    assert_eq!(trusted.fetch(&format!("http://localhost:{port}/photo")).await, Ok(b"bytes".to_vec()));
}
