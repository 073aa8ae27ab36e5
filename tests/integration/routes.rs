//! Every route of Rocket, requested with every role: the reviewed table `tests/fixtures/routes.txt` states who has
//! access, and whatever belongs to another organisation gets exactly the answer for something that does not exist.
//!
//! `REVIEW_ROUTES=1 cargo test --test integration routes::` writes the table, to be reviewed before it is committed.

mod ids;
mod offered;

use crate::support::{
    accounts,
    app::{Browser, TestApp},
    db,
};
use ids::RouteIds;
use injaaz::{
    domain::access::Role,
    web::auth::permissions::{self, Access},
};
use rocket::{
    Route,
    http::{Accept, ContentType, Method, Status},
};
use std::{collections::BTreeSet, fs, path::Path};

const REVIEWED: &str = "tests/fixtures/routes.txt";

fn routes(browser: &Browser) -> Vec<Route> {
    browser.rocket_client().rocket().routes().cloned().collect()
}

async fn request(browser: &Browser, method: Method, address: &str) -> (Status, Vec<String>, String) {
    // A JSON route answers a form only with "not JSON".
    let json = address.contains("/passkeys/") || address.contains("/passkey/") || address.starts_with("/api/");
    let kind = if json { ContentType::JSON } else { ContentType::Form };
    let answer = browser.req(method, address).header(Accept::HTML).header(kind).dispatch().await;
    let headers = answer.headers().iter().filter(|header| header.name() != "x-request-id").map(|h| h.to_string());
    let mut headers: Vec<String> = headers.collect();
    headers.sort();
    let status = answer.status();
    let number = answer.headers().get_one("X-Request-Id").unwrap_or("(none)").to_owned();
    let body = answer.into_string().await.unwrap_or_default().replace(&number, "(number)");
    (status, headers, without_form_tokens(&body))
}

/// Replaces the form tokens, which differ in every response.
fn without_form_tokens(page: &str) -> String {
    let mut parts = page.split("name=\"form_token\" value=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (token, rest) = part.split_once('"').unwrap_or((part, ""));
        assert_eq!(token.len(), 64, "a form token");
        out.push_str("(form token)");
        out.push_str(rest);
    }
    out
}

/// Whether the request was authorized: every other status is an answer of the handler.
fn is_let_in(status: Status, headers: &[String]) -> bool {
    let to_sign_in = headers.iter().any(|header| header.to_lowercase().starts_with("location: /sign-in?next="));
    !matches!(status.code, 401 | 403) && !to_sign_in
}

#[tokio::test]
async fn every_route_has_its_line_and_every_line_its_route() {
    let test = TestApp::new().await;
    let known: BTreeSet<(String, String)> = routes(&test.client)
        .iter()
        .map(|route| (route.method.to_string(), permissions::path_of(route).to_owned()))
        .collect();
    let listed: BTreeSet<(String, String)> =
        permissions::lines().map(|(method, path, _)| (method.to_string(), (*path).to_owned())).collect();
    assert_eq!(permissions::lines().count(), listed.len(), "a line is duplicated");
    assert_eq!(known, listed);
}

#[tokio::test]
async fn access_by_role_and_route_is_as_reviewed() {
    let test = TestApp::new().await;
    let things = RouteIds::of(&test).await;
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let mut askers: Vec<(&str, Browser)> = Vec::new();
    for role in Role::ALL {
        askers.push((role.as_str(), test.signed_in(role.as_str()).await));
    }
    askers.push(("stranger", test.stranger().await));
    let elsewhere = accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    askers.push(("administrator elsewhere", Browser::new(&test.app, Some(elsewhere)).await));

    let mut lines = BTreeSet::new();
    for route in routes(&test.client) {
        let path = permissions::path_of(&route).to_owned();
        // A missing resource is sufficient to see whether the request is authorized, and changes nothing.
        let (_, absent) = things.fill(&path).unwrap_or_else(|| panic!("{path}: define its parameter in Things::fill"));
        let mut authorize: Vec<&str> = Vec::new();
        for (name, browser) in &askers {
            // Signing out would end the session of the following requests.
            if path == "/sign-out" && *name != "stranger" {
                continue;
            }
            let (status, headers, _) = request(browser, route.method, &absent).await;
            if is_let_in(status, &headers) {
                authorize.push(*name);
            }
        }
        let need =
            permissions::access_of(&route).unwrap_or_else(|| panic!("{path} is missing in web::auth::permissions"));
        assert_eq!(
            authorize.contains(&"stranger"),
            need == Access::Public,
            "{path}: its handler takes no `RequestContext`"
        );
        lines.insert(format!("{path} {}: {}", route.method, authorize.join(", ")));
    }
    let found = lines.into_iter().collect::<Vec<_>>().join("\n") + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(REVIEWED);
    if std::env::var_os("REVIEW_ROUTES").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let reviewed = fs::read_to_string(&file).unwrap_or_default();
    for (found, reviewed) in found.lines().zip(reviewed.lines()) {
        assert_eq!(found, reviewed, "{REVIEWED} differs; REVIEW_ROUTES=1 rewrites it");
    }
    assert_eq!(found.lines().count(), reviewed.lines().count(), "{REVIEWED} has different lines");
}

#[tokio::test]
async fn resources_of_another_tenant_are_not_found() {
    let test = TestApp::new().await;
    let things = RouteIds::of(&test).await;
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let before = fingerprint(&test).await;
    for role in Role::ALL {
        let person = accounts::sign_in_to(&test.url, &other, role.as_str(), test.now()).await;
        let browser = Browser::new(&test.app, Some(person)).await;
        for route in routes(&test.client) {
            let path = permissions::path_of(&route).to_owned();
            // A report link is for anyone who has it.
            if !path.contains('<') || path.starts_with("/reports/") {
                continue;
            }
            let (there, absent) = things.fill(&path).unwrap_or_else(|| panic!("{path}"));
            // Common to all organisations.
            if there == absent {
                continue;
            }
            let (status, headers, body) = request(&browser, route.method, &there).await;
            let expected = request(&browser, route.method, &absent).await;
            // The page may contain the requested address.
            let plain = |text: &str, address: &str| {
                let escaped = rocket::http::RawStr::new(address).percent_encode().to_string();
                text.replace(address, "(address)").replace(&escaped, "(address)")
            };
            let same =
                |headers: &[String], address: &str| headers.iter().map(|h| plain(h, address)).collect::<Vec<_>>();
            assert_eq!(status, expected.0, "{role:?} {} {path}", route.method);
            assert_eq!(plain(&body, &there), plain(&expected.2, &absent), "{role:?} {} {path}", route.method);
            assert_eq!(same(&headers, &there), same(&expected.1, &absent), "{role:?} {} {path}", route.method);
        }
    }
    assert_eq!(fingerprint(&test).await, before, "another organisation changed something");
}

/// Everything of the home organisation that a request could change.
async fn fingerprint(test: &TestApp) -> String {
    let of = |table: &str| {
        format!(
            "(SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t WHERE organisation_id = (SELECT min(id) FROM organisations))"
        )
    };
    let tables = [
        "submissions",
        "uploaded_files",
        "report_links",
        "shared_links",
        "jobs",
        "memberships",
        "sessions",
        "actions",
        "action_entries",
        "webhooks",
        "webhook_deliveries",
        "audit_logs",
    ];
    db::text(&test.url, &format!("SELECT concat_ws(' ', {})", tables.map(of).join(", "))).await
}
