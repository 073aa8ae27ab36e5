//! What all responses have in common.

use super::{assets, context::RequestContext, error::ErrorResponse, params::IdParam, with_fairings};
use crate::domain::{
    ids::{JobId, UploadId},
    problem::{Conflict, Problem, TooLarge},
    validate::{FieldError, Subject, ValidationCode},
};
use rocket::{
    get,
    http::{Accept, ContentType, Header, Status},
    local::asynchronous::{Client, LocalRequest, LocalResponse},
    post, routes,
};

#[get("/jobs/<id>")]
fn job(id: IdParam<JobId>) -> String {
    id.0.to_string()
}

#[get("/uploads/<id>")]
fn upload(id: IdParam<UploadId>) -> String {
    id.0.to_string()
}

#[get("/panics")]
fn panics() -> String {
    panic!("a defect with details that nobody may read")
}

#[get("/asked")]
fn context(context: RequestContext) -> String {
    format!("{} {:?} {}", context.lang.code(), context.actor.ip, context.path_and_query)
}

#[post("/saved")]
fn saved() -> &'static str {
    "saved"
}

#[get("/fails/<how>")]
fn fails(how: &str, _context: RequestContext) -> ErrorResponse {
    let cause = || anyhow::anyhow!("password=hunter2 at 10.0.0.7");
    let problem = match how {
        "storage" => Problem::StorageFull(cause()),
        "unavailable" => Problem::Unavailable(cause()),
        "conflict" => Problem::Conflict(Conflict::KeyUsed),
        "named" => {
            Problem::Invalid(vec![FieldError::of("x", Subject::Name("<1>".to_owned()), ValidationCode::Missing)])
        }
        "large" => Problem::TooLarge(TooLarge::Request { megabytes: 1 }),
        "slow" => Problem::TimedOut,
        _ => Problem::Internal(cause()),
    };
    problem.into()
}

async fn client() -> Client {
    let rocket = rocket::custom(rocket::Config { log_level: rocket::config::LogLevel::Off, ..Default::default() });
    let rocket = with_fairings(rocket, "https://forms.example.ae")
        .mount("/", routes![job, upload, panics, context, saved, fails]);
    Client::untracked(rocket).await.expect("a rocket that starts")
}

async fn body(response: LocalResponse<'_>) -> String {
    response.into_string().await.unwrap_or_default()
}

fn header<'a>(response: &'a LocalResponse<'_>, name: &str) -> &'a str {
    response.headers().get_one(name).unwrap_or_default()
}

#[rocket::async_test]
async fn every_answer_carries_the_security_headers() {
    let client = client().await;
    let foreign = || client.get("/asked").header(Header::new("Host", "evil.example"));
    for request in [
        client.get("/asked"),
        client.get("/nowhere"),
        client.get("/panics"),
        client.get("/fails/internal"),
        client.head("/asked"),
        client.get(assets::url("robots.txt")),
        client.post("/saved").header(Header::new("Origin", "null")),
        foreign(),
    ] {
        let line = format!("{}", request.inner());
        let response = request.dispatch().await;
        assert!(header(&response, "Content-Security-Policy").contains("default-src 'none'"), "{line}");
        assert_eq!(header(&response, "X-Content-Type-Options"), "nosniff", "{line}");
        assert_eq!(header(&response, "Referrer-Policy"), "same-origin", "{line}");
        assert_eq!(header(&response, "Cross-Origin-Opener-Policy"), "same-origin", "{line}");
        assert_eq!(header(&response, "Cross-Origin-Resource-Policy"), "same-origin", "{line}");
        assert_eq!(header(&response, "X-Request-Id").len(), 16, "{line}");
        assert_eq!(response.headers().get("Content-Security-Policy").count(), 1, "{line}");
        assert!(!header(&response, "Cache-Control").is_empty(), "{line}");
    }
    assert_eq!(header(&client.get("/asked").dispatch().await, "Cache-Control"), "no-store");
}

#[rocket::async_test]
async fn an_error_has_the_requested_format() {
    let client = client().await;
    for (path, status) in [
        ("/nowhere", 404),
        ("/jobs/-1", 404),
        ("/jobs/9223372036854775808", 404),
        ("/uploads/%2e%2e", 404),
        ("/uploads/upl_0123456789abcdef012G", 404),
        ("/panics", 500),
        ("/fails/internal", 500),
        ("/fails/storage", 507),
        ("/fails/unavailable", 503),
        ("/fails/conflict", 409),
        ("/fails/large", 413),
        ("/fails/slow", 408),
    ] {
        let page = client.get(path).header(Accept::HTML).dispatch().await;
        assert_eq!(page.status().code, status, "{path}");
        assert_eq!(page.content_type(), Some(ContentType::HTML), "{path}");
        let id = header(&page, "X-Request-Id").to_owned();
        let page = body(page).await;
        // The request id is shown where the cause is in the log.
        assert_eq!(page.contains(&id), status >= 500, "{path}: {page}");
        let json = client.get(path).header(Accept::JSON).dispatch().await;
        assert_eq!(json.status().code, status, "{path}");
        assert_eq!(json.content_type(), Some(ContentType::JSON), "{path}");
        let json = body(json).await;
        let refusal: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert!(refusal["error"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{path}: {json}");
        assert_eq!(refusal["fields"], serde_json::json!([]), "{path}");
        assert_eq!(refusal["request_id"].as_str().map(str::len), Some(16), "{path}");
        for text in [page, json] {
            for secret in ["Rocket", "hunter2", "details", "panicked"] {
                assert!(!text.contains(secret), "{path} tells {secret}: {text}");
            }
        }
    }
}

#[rocket::async_test]
async fn a_sentence_is_text_on_the_page() {
    let page = body(client().await.get("/fails/named").header(Accept::HTML).dispatch().await).await;
    assert!(page.contains("&lt;1&gt;") || page.contains("&#60;1&#62;"), "{page}");
}

#[rocket::async_test]
async fn an_unavailable_response_has_retry_after() {
    let client = client().await;
    assert_eq!(header(&client.get("/fails/unavailable").dispatch().await, "Retry-After"), "5");
    assert_eq!(header(&client.get("/fails/internal").dispatch().await, "Retry-After"), "");
}

#[rocket::async_test]
async fn other_sites_and_hosts_are_rejected() {
    let client = client().await;
    let post = |name: &'static str, value: &'static str| {
        client.post("/saved").header(Header::new("Host", "localhost:8000")).header(Header::new(name, value))
    };
    let host = |host: &'static str| client.get("/asked").header(Header::new("Host", host));
    let form = |body: &'static str| client.post("/saved").header(ContentType::Form).body(body);
    let cases: [(LocalRequest<'_>, u16); 12] = [
        (post("Sec-Fetch-Site", "same-origin"), 200),
        (post("Sec-Fetch-Site", "none"), 200),
        (post("Sec-Fetch-Site", "same-site"), 403),
        (post("Sec-Fetch-Site", "cross-site"), 403),
        (post("Origin", "http://localhost:8000"), 200),
        (post("Origin", "https://evil.example"), 403),
        (post("User-Agent", "curl"), 200),
        (host("forms.example.ae"), 200),
        (host("evil.example"), 421),
        (form(""), 200),
        (form("_method=delete"), 405),
        (form("_method=get"), 404),
    ];
    for (request, status) in cases {
        let line = format!("{:?}", request.inner().headers());
        assert_eq!(request.dispatch().await.status().code, status, "{line}");
    }
    // The header that some frameworks obey changes nothing here.
    let trick = client.post("/saved").header(Header::new("X-HTTP-Method-Override", "DELETE")).dispatch().await;
    assert_eq!(trick.status(), Status::Ok);
    // The method that `request_guard` gives to rejected requests has no route.
    assert_eq!(client.req(rocket::http::Method::Connect, "/saved").dispatch().await.status().code, 404);
    assert_eq!(client.req(rocket::http::Method::Trace, "/saved").dispatch().await.status().code, 404);
}

#[rocket::async_test]
async fn language_comes_from_address_cookie_or_browser() {
    let client = client().await;
    let accept = || Header::new("Accept-Language", "ar-AE,ar;q=0.9,en;q=0.1");
    assert!(body(client.get("/asked").dispatch().await).await.starts_with("en"));
    assert!(body(client.get("/asked").header(accept()).dispatch().await).await.starts_with("ar"));
    let cookie = client.get("/asked").header(accept()).cookie(("lang", "en"));
    assert!(body(cookie.dispatch().await).await.starts_with("en"));
    let context = client.get("/asked?lang=ar").cookie(("lang", "en")).dispatch().await;
    let set = header(&context, "Set-Cookie").to_owned();
    assert!(set.starts_with("lang=ar;") && set.contains("SameSite=Lax") && set.contains("Max-Age=31536000"), "{set}");
    assert!(body(context).await.starts_with("ar"));
    for junk in ["/asked?lang=xx", "/asked?lang=", "/asked?lang"] {
        let response = client.get(junk).dispatch().await;
        assert_eq!(header(&response, "Set-Cookie"), "", "{junk}");
    }
    assert!(body(client.get("/nowhere?lang=ar").dispatch().await).await.contains("dir=\"rtl\""));
}

#[rocket::async_test]
async fn clients_cannot_spoof_their_address() {
    let client = client().await;
    let forged = client
        .get("/asked")
        .remote(([192, 0, 2, 7], 4000).into())
        .header(Header::new("X-Real-IP", "203.0.113.9"))
        .header(Header::new("X-Forwarded-For", "203.0.113.9"))
        .header(Header::new("Forwarded", "for=203.0.113.9"));
    assert!(body(forged.dispatch().await).await.contains("192.0.2.7"));
}

#[rocket::async_test]
async fn assets_are_kept_for_good_under_their_hash_only() {
    let client = client().await;
    let response = client.get(assets::url("robots.txt")).dispatch().await;
    assert_eq!(response.status(), Status::Ok);
    assert_eq!(header(&response, "Cache-Control"), "public, max-age=31536000, immutable");
    for path in ["/static/robots.txt", "/static/00000000/robots.txt", "/static", "/static/", "/static/../Cargo.toml"] {
        assert_eq!(client.get(path).dispatch().await.status().code, 404, "{path}");
    }
    let up = format!("{}/../../../../etc/passwd", assets::url("js"));
    assert_eq!(client.get(up).dispatch().await.status().code, 404);
}
