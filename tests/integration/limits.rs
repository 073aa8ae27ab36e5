//! Rate limits: how often each client may send requests, and that headers cannot evade the limits.

use crate::support::{
    accounts,
    app::{Browser, TestApp, hvac},
};
use injaaz::web::{auth::permissions, limits::rate};
use rocket::{
    http::{Accept, Header, Status},
    local::asynchronous::LocalResponse,
};
use std::net::SocketAddr;

fn retry_after(answer: &LocalResponse<'_>) -> u64 {
    answer.headers().get_one("Retry-After").and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// The status of a page requested from this address with these headers.
async fn page(browser: &Browser, from: &str, headers: &[(&'static str, &str)]) -> u16 {
    let from: SocketAddr = from.parse().unwrap();
    let mut request = browser.get("/nowhere").remote(from);
    for (name, value) in headers {
        request.add_header(Header::new(*name, (*value).to_owned()));
    }
    request.dispatch().await.status().code
}

async fn post(browser: &Browser, accept: Accept) -> LocalResponse<'_> {
    browser.post("/forms/nowhere").header(accept).dispatch().await
}

#[rocket::async_test]
async fn a_rate_limited_member_gets_retry_after() {
    let test = TestApp::with(&[("INJAAZ_RATES", "posts=1/h+2")]).await;
    let manager = test.signed_in("manager").await;
    let before = test.count("audit_logs").await;
    for _ in 0..2 {
        assert_eq!(post(&test.client, Accept::HTML).await.status(), Status::NotFound);
    }
    let refused = post(&test.client, Accept::HTML).await;
    assert_eq!(refused.status(), Status::TooManyRequests);
    assert!((3_000..=3_600).contains(&retry_after(&refused)), "{:?}", refused.headers());
    let words = refused.into_string().await.unwrap();
    assert!(words.contains("Too many requests were sent from your address"), "{words}");
    let refused = post(&test.client, Accept::JSON).await;
    assert_eq!(refused.status(), Status::TooManyRequests);
    let refused: serde_json::Value = refused.into_json().await.unwrap();
    assert!(refused["error"].as_str().unwrap().starts_with("Too many requests"), "{refused}");
    let arabic = test.client.post("/forms/nowhere?lang=ar").dispatch().await.into_string().await.unwrap();
    assert!(arabic.contains("عدد كبير من الطلبات"), "{arabic}");
    assert_eq!(test.count("audit_logs").await, before);
    // Other people and other routes are not affected.
    assert_eq!(post(&manager, Accept::HTML).await.status(), Status::NotFound);
    assert_eq!(test.get("/").await.status(), Status::Ok);
}

#[rocket::async_test]
async fn attempts_are_counted_per_address_before_sign_in() {
    let test = TestApp::with(&[("INJAAZ_RATES", "pages=1/h+2")]).await;
    let stranger = test.stranger().await;
    // The limit of an address is five times that of a person, for offices.
    for _ in 0..10 {
        assert_eq!(page(&stranger, "192.0.2.7:4000", &[]).await, 404);
    }
    assert_eq!(page(&stranger, "192.0.2.7:4001", &[]).await, 429);
    for name in ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP"] {
        for value in ["203.0.113.1", "for=203.0.113.2", "127.0.0.1", "junk", "10.0.0.1, 203.0.113.3"] {
            assert_eq!(page(&stranger, "192.0.2.7:4002", &[(name, value)]).await, 429, "{name}: {value}");
        }
    }
    assert_eq!(page(&stranger, "192.0.2.8:4000", &[]).await, 404, "another address");
    // Health checks and static files are not limited.
    for path in ["/health/live", "/robots.txt"] {
        let from: SocketAddr = "192.0.2.7:4000".parse().unwrap();
        assert_eq!(stranger.get(path).remote(from).dispatch().await.status(), Status::Ok, "{path}");
    }
    // An IPv6 network counts as one client.
    for n in 0..10 {
        assert_eq!(page(&stranger, &format!("[2001:db8::{n}]:4000"), &[]).await, 404);
    }
    assert_eq!(page(&stranger, "[2001:db8::ffff]:4000", &[]).await, 429);
    assert_eq!(page(&stranger, "[2001:db8:0:1::]:4000", &[]).await, 404);
}

#[rocket::async_test]
async fn headers_of_a_trusted_proxy_are_used() {
    let settings = [("INJAAZ_RATES", "pages=1/h+1"), ("INJAAZ_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")];
    let test = TestApp::with(&settings).await;
    let stranger = test.stranger().await;
    let proxy = "127.0.0.1:4000";
    for _ in 0..5 {
        assert_eq!(page(&stranger, proxy, &[("X-Forwarded-For", "1.1.1.1, 203.0.113.1, 10.0.0.2")]).await, 404);
    }
    for made_up in ["2.2.2.2, 203.0.113.1", "203.0.113.1", "9.9.9.9:1, 203.0.113.1:99, 10.1.1.1"] {
        assert_eq!(page(&stranger, proxy, &[("X-Forwarded-For", made_up)]).await, 429, "{made_up}");
    }
    assert_eq!(page(&stranger, proxy, &[("X-Forwarded-For", "203.0.113.2")]).await, 404);
    assert_eq!(page(&stranger, proxy, &[("Forwarded", "for=\"[2001:db8::1]:80\"")]).await, 404);
}

#[rocket::async_test]
async fn the_audit_log_records_the_client_ip() {
    let settings = [("INJAAZ_TRUSTED_PROXIES", "127.0.0.1")];
    for (settings, from, address) in [
        (&settings[..0], "192.0.2.7:4000", "192.0.2.7/32"),
        (&settings[..0], "127.0.0.1:4000", "127.0.0.1/32"),
        (&settings[..], "192.0.2.7:4000", "192.0.2.7/32"),
        (&settings[..], "127.0.0.1:4000", "203.0.113.9/32"),
    ] {
        let test = TestApp::with(settings).await;
        let form = hvac("0123456789abcdef0123456789abcdef");
        let post = test.client.post("/forms/hvac_mep").header(form.content_type()).body(form.body());
        let post = post.remote(from.parse().unwrap()).header(Header::new("X-Forwarded-For", "1.1.1.1, 203.0.113.9"));
        let answer = post.header(Header::new("X-Real-IP", "198.51.100.1")).dispatch().await;
        assert!(answer.status().code < 400, "{:?}", answer.status());
        let kept = test.sql("SELECT ip_address::inet::text FROM audit_logs WHERE ip_address IS NOT NULL").await;
        assert_eq!(kept.trim_end_matches("/32"), address.trim_end_matches("/32"), "{from}");
    }
}

#[test]
fn every_address_with_its_own_rate_exists() {
    for (method, path, _) in rate::TABLE {
        let exists = permissions::lines().any(|(other, route, _)| {
            (other, *route) == (method, *path) || other == method && route.starts_with(&format!("{path}/"))
        });
        assert!(exists, "{method} {path}");
    }
}

/// The limit of an account applies to all addresses and sessions.
#[rocket::async_test]
async fn a_member_is_rate_limited_across_client_addresses() {
    let test = TestApp::with(&[("INJAAZ_RATES", "exports=1/h+1")]).await;
    let session = accounts::sign_in(&test.url, "manager", test.now()).await;
    let ask = async |from: &str| {
        let browser = Browser::new(&test.app, Some(session.clone())).await;
        let from: SocketAddr = from.parse().unwrap();
        browser.get("/submissions.csv").remote(from).dispatch().await.status().code
    };
    assert_eq!(ask("192.0.2.7:4000").await, 200);
    // A new test browser has a server with new counters; this one keeps its counters.
    let browser = Browser::new(&test.app, Some(session.clone())).await;
    let mut seen = Vec::new();
    for from in ["192.0.2.7:4000", "192.0.2.8:4000", "198.51.100.9:4000"] {
        seen.push(browser.get("/submissions.csv").remote(from.parse().unwrap()).dispatch().await.status().code);
    }
    assert_eq!(seen, [200, 429, 429]);
}
