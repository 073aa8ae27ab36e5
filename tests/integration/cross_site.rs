//! CSRF: no other site can change anything through a member's browser. At every state-changing address, every attack
//! gets 403 and changes nothing; and no GET changes anything.

use crate::support::{
    accounts::{self, SignedIn},
    app::{Browser, TestApp, hvac},
    pictures,
};
use injaaz::web::auth::permissions::path_of;
use rocket::http::{Accept, ContentType, Header, Method, Status};
use std::collections::BTreeMap;

/// A request as another site, or an outdated page, would send it.
struct ForgedRequest {
    name: &'static str,
    headers: Vec<(&'static str, String)>,
    content_type: ContentType,
    body: String,
}

fn tricks(own: &SignedIn, other: &SignedIn, stale: &str) -> Vec<ForgedRequest> {
    let trick = |name, headers: &[(&'static str, &str)], body: &str| ForgedRequest {
        name,
        headers: headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        content_type: ContentType::Form,
        body: body.to_owned(),
    };
    let token = ("X-Form-Token", own.form_token.as_str());
    let field = |token: &str| format!("form_token={token}&reason=because");
    let boundary = "--x\r\nContent-Disposition: form-data; name=";
    let parts = format!("{boundary}\"a\"\r\n\r\nb\r\n{boundary}\"form_token\"\r\n\r\n{}\r\n--x--\r\n", own.form_token);
    let multipart = ContentType::new("multipart", "form-data").with_params(("boundary", "x"));
    vec![
        trick("another site", &[token, ("Sec-Fetch-Site", "cross-site")], &field(&own.form_token)),
        trick("a neighbour below the same domain", &[token, ("Sec-Fetch-Site", "same-site")], &field(&own.form_token)),
        trick("a foreign origin", &[token, ("Origin", "https://evil.example")], &field(&own.form_token)),
        trick("no origin", &[token, ("Origin", "null")], &field(&own.form_token)),
        trick("no token", &[], "reason=because"),
        trick("an empty token", &[], "form_token="),
        trick("no body", &[], ""),
        trick("a token of somebody else", &[("X-Form-Token", &other.form_token)], &field(&own.form_token)),
        trick("a field of somebody else", &[], &field(&other.form_token)),
        trick("a token from before the last sign-in", &[], &field(stale)),
        trick("a token that is not first", &[], &format!("reason=because&form_token={}", own.form_token)),
        trick("a token in the address", &[], "reason=because"),
        ForgedRequest { content_type: multipart, ..trick("a part that is not first", &[], &parts) },
        ForgedRequest { content_type: ContentType::JSON, ..trick("JSON", &[], "{\"form_token\":\"x\"}") },
        ForgedRequest { content_type: ContentType::Plain, ..trick("plain text", &[], "{\"a\":1}") },
    ]
}

/// A digest of the rows of every table, except for what reading changes: the audit log, when a session was last seen,
/// and how often a link was opened.
async fn fingerprint(test: &TestApp) -> BTreeMap<String, String> {
    let tables = "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'audit\\_%'
        AND relname NOT LIKE '\\_\\_diesel%' AND relname <> 'sessions'";
    let mut found = BTreeMap::new();
    for table in test.sql(tables).await.split(',') {
        let rows = format!(
            "SELECT md5(coalesce(string_agg(row, '|' ORDER BY row), ''))
             FROM (SELECT (to_jsonb(t) - ARRAY['opened_count', 'last_opened_at', 'last_used_at', 'uses'])::text AS row FROM {table} t) r"
        );
        found.insert(table.to_owned(), test.sql(&rows).await);
    }
    assert!(found.len() > 10, "{found:?}");
    found
}

fn filled(path: &str, words: &[(&str, &str)]) -> String {
    let mut path = path.to_owned();
    for (word, value) in words {
        path = path.replace(word, value);
    }
    path.split('/').map(|word| if word.starts_with('<') { "1" } else { word }).collect::<Vec<_>>().join("/")
}

/// The form token of an earlier session of the same person.
async fn older_token(test: &TestApp, own: &SignedIn) -> String {
    let before = SignedIn { token: "0".repeat(64), ..own.clone() };
    test.execute(&format!(
        "INSERT INTO sessions (token_hash, user_id, organisation_id, created_at, last_seen_at, confirmed_at, expires_at)
         SELECT sha256('{}'), user_id, organisation_id, created_at, last_seen_at, confirmed_at, expires_at
         FROM sessions WHERE token_hash = sha256('{}')",
        before.token, own.token
    ))
    .await;
    accounts::form_token_of(&before.token)
}

#[rocket::async_test]
async fn no_other_site_changes_anything() {
    let test = TestApp::new().await;
    let own = accounts::sign_in(&test.url, "administrator", test.now()).await;
    let other = accounts::sign_in(&test.url, "administrator", test.now()).await;
    let stale = older_token(&test, &own).await;
    let client = Browser::new(&test.app, Some(own.clone())).await;
    let before = fingerprint(&test).await;
    let audited = test.count("audit_logs").await;
    let mut tried = 0;
    for route in client.rocket_client().rocket().routes() {
        if matches!(route.method, Method::Get | Method::Head | Method::Options) {
            continue;
        }
        let path = filled(path_of(route), &[("<module>", "hvac_mep")]);
        for trick in tricks(&own, &other, &stale) {
            let address = match trick.name {
                "a token in the address" => format!("{path}?form_token={}", own.form_token),
                _ => path.clone(),
            };
            let request = client.rocket_client().req(route.method, address).cookie(("session", own.token.clone()));
            let mut request = request.header(trick.content_type).body(&trick.body);
            request.add_header(Header::new("Host", "localhost"));
            for (name, value) in trick.headers {
                request.add_header(Header::new(name, value));
            }
            let answer = request.dispatch().await;
            assert_eq!(answer.status().code, 403, "{} {path}: {}", route.method, trick.name);
            tried += 1;
        }
    }
    assert!(tried > 25 * 15, "{tried}");
    assert_eq!(fingerprint(&test).await, before);
    assert_eq!(test.count("audit_logs").await, audited);
}

#[rocket::async_test]
async fn the_method_cannot_be_changed_on_the_way() {
    let test = TestApp::new().await;
    let before = fingerprint(&test).await;
    for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
        for path in ["/forms/hvac_mep", "/admin/migration/verify", "/submissions"] {
            let answer = test.client.get(path).header(Header::new(name, "POST")).dispatch().await;
            assert_ne!(answer.status().code, 303, "{name} {path}");
        }
    }
    for method in ["put", "delete", "patch", "get"] {
        let request = test.client.post("/admin/migration/verify").header(ContentType::Form);
        let answer = request.body(format!("_method={method}")).dispatch().await;
        assert!((400..500).contains(&answer.status().code), "{method}: {}", answer.status());
    }
    for path in ["/", "/submissions", "/health/live"] {
        assert_eq!(test.client.req(Method::Trace, path).dispatch().await.status().code, 404, "{path}");
    }
    assert_eq!(fingerprint(&test).await, before);
}

#[rocket::async_test]
async fn get_requests_change_nothing() {
    let test = TestApp::new().await;
    let form = hvac("0123456789abcdef0123456789abcdef").jpeg("items.0.photos", &pictures::jpeg(64, 48, 1));
    let id = test.submit("hvac_mep", &form).await.to_string();
    test.run_jobs().await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let job = submission["job_id"].as_str().expect("a job").to_owned();
    let report = submission["reports"]["pdf_url"].as_str().expect("a report").to_owned();
    let report = report.split("://").last().and_then(|rest| rest.split_once('/')).expect("an address").1.to_owned();
    let upload = test.sql("SELECT upload_id FROM uploaded_files LIMIT 1").await;
    let before = fingerprint(&test).await;
    let mut found = 0;
    for route in test.client.rocket_client().rocket().routes().filter(|route| route.method == Method::Get) {
        let path = path_of(route);
        if path.ends_with("/events") {
            continue;
        }
        let id = if path.starts_with("/jobs") || path.contains("status") { &job } else { &id };
        let id = if path.starts_with("/uploads") { &upload } else { id };
        let path = match path {
            "/reports/<token>/<_name>" => format!("/{report}"),
            path => filled(path, &[("<id>", id), ("<module>", "hvac_mep")]),
        };
        for method in [Method::Get, Method::Head] {
            let answer = test.client.req(method, path.clone()).dispatch().await;
            found += usize::from(answer.status().code < 400);
            drop(answer.into_bytes().await);
            let after = fingerprint(&test).await;
            let changed: Vec<_> = after.iter().filter(|(table, rows)| before.get(*table) != Some(*rows)).collect();
            assert!(changed.is_empty(), "{method} {path} changed {changed:?}");
        }
    }
    assert!(found > 30, "only {found} answered");
}

#[rocket::async_test]
async fn each_response_masks_the_token_of_its_forms_differently() {
    let test = TestApp::new().await;
    let own = accounts::sign_in(&test.url, "administrator", test.now()).await;
    let client = Browser::new(&test.app, Some(own.clone())).await;
    let raw = accounts::csrf_token_of(&own.token);
    let mut masked = Vec::new();
    for _ in 0..2 {
        let page = client.get("/account").dispatch().await.into_string().await.expect("a page");
        assert!(!page.contains(&raw), "a page contains the unmasked token");
        let token = page.split("name=\"form_token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        masked.push(token.expect("a form token").to_owned());
    }
    assert_ne!(masked[0], masked[1]);
    let end_others = |token: &str| {
        let post = client.rocket_client().post("/account/sessions/end-others").cookie(("session", own.token.clone()));
        post.header(ContentType::Form).body(format!("form_token={token}"))
    };
    for token in &masked {
        assert_eq!(end_others(token).dispatch().await.status(), Status::SeeOther);
    }
    assert_eq!(end_others(&raw).dispatch().await.status(), Status::Forbidden, "the unmasked token");
}

/// The compressed pages too: the mask makes their size independent of the token.
#[rocket::async_test]
async fn no_response_contains_the_token_itself() {
    let test = TestApp::new().await;
    let own = accounts::sign_in(&test.url, "administrator", test.now()).await;
    let client = Browser::new(&test.app, Some(own.clone())).await;
    let raw = accounts::csrf_token_of(&own.token);
    let mut with_token = 0;
    for route in client.rocket_client().rocket().routes().filter(|route| route.method == Method::Get) {
        let path = filled(path_of(route), &[("<module>", "hvac_mep")]);
        let mut masked = Vec::new();
        for accept in [Accept::HTML, Accept::HTML, Accept::JSON] {
            let answer = client.get(path.clone()).header(accept).dispatch().await;
            let headers = format!("{:?}", answer.headers());
            let body = String::from_utf8_lossy(&answer.into_bytes().await.unwrap_or_default()).into_owned();
            assert!(!body.contains(&raw) && !headers.contains(&raw), "{path} contains the unmasked token");
            let found = body.split("name=\"form_token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            // A form that is kept on a device has zeros, the token of no session.
            let found = found.filter(|token| token.bytes().any(|digit| digit != b'0'));
            masked.extend(found.map(str::to_owned));
        }
        assert!(masked.len() < 2 || masked[0] != masked[1], "{path} repeats a token");
        with_token += usize::from(masked.len() >= 2);
    }
    assert!(with_token > 20, "{with_token}");
}
