//! Security headers of every response, at every address and for every error.

use crate::support::{
    accounts,
    app::{Browser, TestApp},
};
use rocket::{
    http::{Accept, Header, Method},
    local::asynchronous::LocalResponse,
};

/// The path of a route with values for its parameters.
fn path(route: &rocket::Route) -> String {
    let path = injaaz::web::auth::permissions::path_of(route);
    path.split('/').map(|word| if word.starts_with('<') { "x" } else { word }).collect::<Vec<_>>().join("/")
}

fn one<'a>(answer: &'a LocalResponse<'_>, name: &str, line: &str) -> &'a str {
    let values: Vec<&str> = answer.headers().get(name).collect();
    assert_eq!(values.len(), 1, "{line}: {name} {values:?}");
    values[0]
}

fn check(answer: &LocalResponse<'_>, https: bool, line: &str) {
    let policy = one(answer, "Content-Security-Policy", line);
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{line}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{line}: {policy}");
    assert_eq!(one(answer, "X-Content-Type-Options", line), "nosniff");
    // The address of a link is secret and must not be sent as a referrer. The page that asks for its password must be
    // able to send its form, so it states the origin.
    let referrer = one(answer, "Referrer-Policy", line);
    let secret = ["/reports/", "/public/"].iter().any(|place| line.contains(place));
    let allowed: &[&str] = if secret { &["no-referrer", "strict-origin", "same-origin"] } else { &["same-origin"] };
    assert!(allowed.contains(&referrer), "{line}: {referrer}");
    assert_eq!(one(answer, "Cross-Origin-Opener-Policy", line), "same-origin");
    assert_eq!(one(answer, "Cross-Origin-Resource-Policy", line), "same-origin");
    let permissions = one(answer, "Permissions-Policy", line);
    assert!(
        permissions.contains("geolocation=(self)") && permissions.contains("microphone=()"),
        "{line}: {permissions}"
    );
    let strict: Vec<&str> = answer.headers().get("Strict-Transport-Security").collect();
    assert_eq!(strict, if https { vec!["max-age=31536000; includeSubDomains"] } else { vec![] }, "{line}");
    for name in ["Server", "X-Powered-By", "Access-Control-Allow-Origin", "Via"] {
        assert!(!answer.headers().contains(name), "{line} says {name}");
    }
    let kept = one(answer, "Cache-Control", line);
    let fixed = line.contains(" /static/") || line.contains(" /api/v1/openapi.json") || line.contains(" /robots.txt");
    assert!(kept.contains("no-store") || fixed && answer.status().code < 400, "{line}: {kept}");
    let has_body = answer.body().preset_size() != Some(0) && !answer.body().is_none();
    let content_type = answer.headers().get_one("Content-Type").unwrap_or_default();
    assert!(!has_body || !content_type.is_empty(), "{line}: no type");
    // Scripts are UTF-8 by default.
    if content_type.starts_with("text/") && content_type != "text/javascript" {
        assert!(content_type.contains("charset=utf-8"), "{line}: {content_type}");
    }
    for cookie in answer.headers().get("Set-Cookie") {
        check_cookie(cookie, https, line);
    }
}

fn check_cookie(cookie: &str, https: bool, line: &str) {
    let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        let strict = attribute == "SameSite=Lax" && attributes.contains(&"SameSite=Strict");
        assert!(strict || attributes.contains(&attribute), "{line}: {attribute} is missing in {cookie}");
    }
    assert_eq!(attributes.contains(&"Secure"), https, "{line}: {cookie}");
    assert!(!attributes.iter().any(|attribute| attribute.starts_with("Domain")), "{line}: {cookie}");
    let name = cookie.split('=').next().unwrap();
    assert!(!https || name.starts_with("__Host-") || name == "lang", "{line}: {cookie}");
}

async fn crawl(test: &TestApp, browser: &Browser, https: bool, who: &str) {
    let routes: Vec<(Method, String)> =
        browser.rocket_client().rocket().routes().map(|route| (route.method, path(route))).collect();
    assert!(routes.len() > 50, "{routes:?}");
    let asset = injaaz::web::assets::url("robots.txt");
    let more = ["/nowhere", "/submissions/sub_000000000000", "/%ff", "/a%00b", &asset];
    let mishaps: [(&str, &str); 4] =
        [("Host", "evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Accept", "image/png"), ("Cookie", "session=x")];
    for (method, path) in routes.into_iter().chain(more.iter().map(|path| (Method::Get, (*path).to_owned()))) {
        // This response does not end by itself.
        if path.ends_with("/events") {
            continue;
        }
        for accept in [Accept::HTML, Accept::JSON] {
            let line = format!("{who}: {method} {path} ({accept})");
            let request = browser.req(method, format!("{path}?lang=ar")).header(accept);
            check(&request.dispatch().await, https, &line);
        }
        for (name, value) in mishaps {
            let line = format!("{who}: {method} {path} with {name}: {value}");
            let answer = browser.req(method, path.clone()).header(Header::new(name, value)).dispatch().await;
            check(&answer, https, &line);
        }
    }
    for method in [Method::Trace, Method::Connect, Method::Put, Method::Patch, Method::Delete, Method::Options] {
        let line = format!("{who}: {method} /");
        let answer = browser.req(method, "/").header(Header::new("X-Canary", "canary")).dispatch().await;
        check(&answer, https, &line);
        assert!((400..500).contains(&answer.status().code), "{line}: {}", answer.status());
        assert!(!answer.into_string().await.unwrap_or_default().contains("canary"), "{line}");
    }
    assert!(test.count("users").await > 0);
}

#[rocket::async_test]
async fn every_response_over_https_has_security_headers() {
    let test = TestApp::with(&[("INJAAZ_PUBLIC_URL", "https://localhost")]).await;
    let stranger = test.stranger().await;
    crawl(&test, &stranger, true, "a stranger").await;
    let session = accounts::sign_in(&test.url, "administrator", test.now()).await;
    let signed_in = Browser::over_https(&test.app, session.clone()).await;
    assert_eq!(signed_in.get("/").dispatch().await.status().code, 200, "the session counts");
    crawl(&test, &signed_in, true, "an administrator").await;
    // Over https the cookie of plain http is ignored, because another host of the same domain may set it.
    let plain = Browser::new(&test.app, Some(session)).await;
    assert_eq!(plain.get("/submissions").header(Accept::JSON).dispatch().await.status().code, 401);
}

#[rocket::async_test]
async fn every_response_over_http_has_security_headers() {
    let test = TestApp::new().await;
    crawl(&test, &test.client, false, "an administrator").await;
}
