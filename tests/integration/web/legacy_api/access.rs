//! Who may use the old addresses: members, also from a page of the legacy app that is still open; for the time of the
//! migration holders of a key, and everybody where an administrator opened a form.

use crate::support::{
    accounts,
    app::{Browser, Multipart, TestApp, hvac},
    pictures,
};
use rocket::{
    http::{Accept, ContentType, Header, Method, Status},
    local::asynchronous::LocalRequest,
};
use serde_json::{Value, json};

const OPEN: &str = "/admin/migration/modules/hvac_mep/open";
const CLOSE: &str = "/admin/migration/modules/hvac_mep/close";
const KEYS: &str = "/admin/migration/modules/hvac_mep/keys";

fn visit() -> Multipart {
    Multipart::new()
        .text("site_name", "Marina Tower")
        .text("visit_date", "2026-03-13")
        .text("item_0_asset", "Lights")
        .text("item_0_system", "Lamps")
        .text("item_0_description", "Lamps")
}

fn cleaning() -> Value {
    json!({ "client_name": "c", "project_name": "p", "date_of_visit": "2025-08-01", "photos": [], "tech_signature": "", "contact_signature": "" })
}

async fn answered(request: LocalRequest<'_>) -> (Status, Value) {
    let answer = request.dispatch().await;
    let status = answer.status();
    assert!(answer.content_type().is_some_and(|kind| kind.is_json()), "{status}: {:?}", answer.content_type());
    (status, answer.into_json().await.expect("JSON"))
}

async fn send(browser: &Browser, path: &str, form: &Multipart) -> (Status, Value) {
    answered(browser.post(path).header(form.content_type()).body(form.body())).await
}

async fn press(test: &TestApp, path: &str, fields: &str) -> (Status, String) {
    let answer = test.client.post(path).header(ContentType::Form).header(Accept::HTML).body(fields).dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

#[rocket::async_test]
async fn a_page_of_the_old_app_that_is_still_open_sends_its_form_when_signed_in() {
    let test = TestApp::new().await;
    let person = accounts::sign_in(&test.url, "inspector", test.now()).await;
    let client = Browser::new(&test.app, None).await;
    let post = |headers: &[(&'static str, &'static str)]| {
        let request = client.rocket_client().post("/cleaning/submit").cookie(("session", person.token.clone()));
        let request = request.header(ContentType::JSON).header(Header::new("Host", "localhost"));
        headers.iter().fold(request.body(cleaning().to_string()), |request, (name, value)| {
            request.header(Header::new(*name, *value))
        })
    };
    for own in
        [&[("Origin", "http://localhost"), ("Sec-Fetch-Site", "same-origin")][..], &[("Origin", "http://localhost")]]
    {
        let (status, answer) = answered(post(own)).await;
        assert_eq!((status, &answer["status"]), (Status::Accepted, &json!("queued")), "{answer}");
    }
    for other in [
        &[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")][..],
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        // No browser says where it comes from.
        &[],
    ] {
        let (status, answer) = answered(post(other)).await;
        assert_eq!(status, Status::Forbidden, "{answer}");
        assert!(answer["error"].is_string());
    }
    assert_eq!(test.count("submissions").await, 1, "the same form within ten minutes is one submission");
}

#[rocket::async_test]
async fn without_an_account_the_answer_is_json_and_says_what_to_do() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    for (method, path) in [
        (Method::Post, "/cleaning/submit"),
        (Method::Post, "/hvac-mep/submit"),
        (Method::Post, "/civil/submit-with-urls"),
        (Method::Post, "/civil/save-draft"),
        (Method::Post, "/hvac-mep/upload-photo"),
        (Method::Get, "/cleaning/job-status/job_000000000000"),
        (Method::Get, "/hvac-mep/status/job_000000000000"),
    ] {
        for accept in [Accept::Any, Accept::HTML] {
            let (status, answer) = answered(stranger.req(method, path).header(accept)).await;
            assert_eq!(status, Status::Unauthorized, "{path}");
            let said = answer["error"].as_str().expect("a sentence");
            assert!(said.contains("sign in to this site in another tab"), "{said}");
            assert_eq!(answer.get("success").is_some(), path.ends_with("upload-photo"), "{answer}");
        }
    }
    // A person who opens an old link signs in; a script must not save that page as a workbook.
    let (status, _) = answered(stranger.get("/generated/x.xlsx").header(Accept::Any)).await;
    assert_eq!(status, Status::Unauthorized);
    let page = stranger.get("/generated/x.xlsx").header(Accept::HTML).dispatch().await;
    assert_eq!(page.headers().get_one("Location"), Some("/sign-in?next=%2Fgenerated%2Fx.xlsx"));
    assert_eq!(test.count("submissions").await, 0);
}

#[rocket::async_test]
async fn a_form_that_is_open_takes_everybody_until_it_is_closed() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    assert_eq!(send(&stranger, "/hvac-mep/submit", &visit()).await.0, Status::Unauthorized, "off by default");
    assert_eq!(press(&test, OPEN, "days=8").await.0, Status::NotFound, "only the offered times");
    assert_eq!(press(&test, OPEN, "days=7").await.0, Status::SeeOther);
    let console = test.get("/admin/migration").await.into_string().await.expect("a page");
    assert!(console.contains("Open to everyone</span>") && console.contains("Risk:"), "the console shows the risk");

    let photo = Multipart::new().jpeg("photo", &pictures::jpeg(64, 64, 1));
    assert_eq!(send(&stranger, "/hvac-mep/upload-photo", &photo).await.0, Status::Ok);
    let (status, answer) = send(&stranger, "/hvac-mep/submit", &visit()).await;
    assert_eq!(status, Status::Ok, "{answer}");
    test.run_jobs().await;
    let job = format!("/hvac-mep/status/{}", answer["job_id"].as_str().expect("a job"));
    let (_, done) = answered(stranger.get(&job)).await;
    let report = done["results"]["pdf_url"].as_str().and_then(|url| url.strip_prefix("http://127.0.0.1:8000"));
    assert_eq!(stranger.get(report.expect("a link")).dispatch().await.status(), Status::Ok);
    let sender = "SELECT count(*)::text FROM submissions WHERE user_id IS NULL";
    assert_eq!(test.sql(sender).await, "1");

    // Only this form, and only these addresses.
    assert_eq!(send(&stranger, "/civil/submit", &visit()).await.0, Status::Unauthorized);
    let civil = job.replace("/hvac-mep/", "/civil/");
    assert_eq!(answered(stranger.get(&civil)).await.0, Status::Unauthorized);
    let page = format!("/submissions/{}", answer["submission_id"].as_str().expect("an id"));
    assert_eq!(stranger.get(&page).header(Accept::JSON).dispatch().await.status(), Status::Unauthorized);
    assert_eq!(stranger.get("/forms/hvac_mep").header(Accept::JSON).dispatch().await.status(), Status::Unauthorized);

    assert_eq!(press(&test, CLOSE, "").await.0, Status::SeeOther);
    assert_eq!(answered(stranger.get(&job)).await.0, Status::Unauthorized);
    assert_eq!(press(&test, OPEN, "days=7").await.0, Status::SeeOther);
    assert_eq!(answered(stranger.get(&job)).await.0, Status::Ok);
    test.advance(time::Duration::days(7));
    assert_eq!(answered(stranger.get(&job)).await.0, Status::Unauthorized, "it ends by itself");
    let told = "SELECT string_agg(action || ' ' || (details ->> 'module'), ', ' ORDER BY id)
        FROM audit_logs WHERE action LIKE 'legacy_access.%'";
    assert_eq!(
        test.sql(told).await,
        "legacy_access.opened hvac_mep, legacy_access.closed hvac_mep, legacy_access.opened hvac_mep"
    );
}

#[rocket::async_test]
async fn everybody_is_limited_by_address() {
    let test = TestApp::with(&[("INJAAZ_RATES", "public=1/min+2")]).await;
    assert_eq!(press(&test, OPEN, "days=7").await.0, Status::SeeOther);
    let stranger = test.stranger().await;
    let mut seen = Vec::new();
    for from in ["198.51.100.7:1", "198.51.100.7:2", "198.51.100.7:3", "198.51.100.8:1"] {
        let form = visit();
        let post = stranger.post("/hvac-mep/submit").remote(from.parse().expect("an address"));
        let (status, answer) = answered(post.header(form.content_type()).body(form.body())).await;
        assert!(status == Status::Ok || answer["error"].is_string(), "{answer}");
        seen.push(status.code);
    }
    assert_eq!(seen, [200, 200, 429, 200]);
}

/// Makes a key for the HVAC form; returns it as the page shows it.
async fn key(test: &TestApp, name: &str) -> String {
    let (status, page) = press(test, KEYS, &format!("name={name}")).await;
    assert_eq!(status, Status::Created);
    let key = page.split("id=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
    key.to_owned()
}

#[rocket::async_test]
async fn a_key_fits_old_calls_in_a_header_or_in_the_address() {
    let test = TestApp::new().await;
    let client = test.stranger().await;
    let key = key(&test, "Night+script").await;
    let in_address = format!("/hvac-mep/submit?api_key={key}");
    let (status, answer) = send(&client, &in_address, &visit()).await;
    assert_eq!(status, Status::Ok, "{answer}");
    let job = format!("/hvac-mep/status/{}", answer["job_id"].as_str().expect("a job"));
    assert_eq!(answered(client.get(&job).header(Header::new("X-Api-Key", key.clone()))).await.0, Status::Ok);
    assert_eq!(answered(client.get(format!("{job}?api_key={key}"))).await.0, Status::Ok);

    // Each submission names the key, never its text.
    let made = "SELECT ((details ->> 'legacy_key') = (SELECT key_id FROM legacy_keys))::text FROM audit_logs
        WHERE action = 'submission.created'";
    assert_eq!(test.sql(made).await, "true");
    assert_eq!(test.sql("SELECT count(*)::text FROM audit_logs WHERE action = 'legacy_key.used'").await, "1");
    let everything = "SELECT count(*)::text FROM audit_logs WHERE details::text LIKE '%injl_%'";
    assert_eq!(test.sql(everything).await, "0");

    // One form only: neither another form's addresses nor another form's submissions.
    let elsewhere = format!("/civil/submit?api_key={key}");
    let (status, refusal) = send(&client, &elsewhere, &visit()).await;
    assert_eq!(status, Status::Unauthorized);
    assert!(refusal["error"].as_str().is_some_and(|said| said.contains("legacy key")), "{refusal}");
    let civil = Multipart::new().text("project_name", "P").text("location", "L").text("date", "2026-03-13");
    let civil = civil.text("work_desc[]", "Painting").text("work_qty[]", "1");
    let (_, of_civil) = send(&test.client, "/civil/submit", &civil).await;
    let foreign = format!("/hvac-mep/status/{}?api_key={key}", of_civil["job_id"].as_str().expect("a job"));
    assert_eq!(answered(client.get(&foreign)).await.0, Status::NotFound);
    // Nothing else of the site.
    let forms = client.get("/forms/hvac_mep").header(Accept::JSON).header(Header::new("X-Api-Key", key.clone()));
    assert_eq!(forms.dispatch().await.status(), Status::Unauthorized);

    let id = test.sql("SELECT key_id FROM legacy_keys").await;
    let revoke = format!("{KEYS}/{id}/revoke");
    assert_eq!(press(&test, &revoke.replace("hvac_mep", "civil"), "").await.0, Status::NotFound);
    assert_eq!(press(&test, &revoke, "").await.0, Status::SeeOther);
    assert_eq!(send(&client, &in_address, &visit()).await.0, Status::Unauthorized);
    assert_eq!(press(&test, &revoke, "").await.0, Status::NotFound);
    // A wrong key is refused also where the form is open.
    assert_eq!(press(&test, OPEN, "days=7").await.0, Status::SeeOther);
    assert_eq!(send(&client, &in_address, &visit()).await.0, Status::Unauthorized);
    assert_eq!(send(&client, "/hvac-mep/submit", &visit()).await.0, Status::Ok);
}

#[rocket::async_test]
async fn a_key_is_shown_once_has_a_name_and_asks_for_the_password() {
    let test = TestApp::new().await;
    let (status, page) = press(&test, KEYS, "name=++").await;
    assert!(status == Status::UnprocessableEntity && page.contains("Enter the name of the client"));
    let key = key(&test, "Tablet+of+Al+Noor").await;
    let console = test.get("/admin/migration").await.into_string().await.expect("a page");
    assert!(console.contains("Tablet of Al Noor") && console.contains(&key[..12]) && !console.contains(&key));
    for role in ["manager", "inspector"] {
        let other = test.signed_in(role).await;
        let post = other.post(KEYS).header(ContentType::Form).body("name=x");
        assert_eq!(post.dispatch().await.status(), Status::Forbidden, "{role}");
    }
    test.advance(time::Duration::hours(2));
    for (path, fields) in [(KEYS, "name=x"), (OPEN, "days=7")] {
        let post = test.client.post(path).header(ContentType::Form).header(Accept::HTML).body(fields);
        let answer = post.dispatch().await;
        assert_eq!(answer.headers().get_one("Location"), Some("/account/confirm?next=/admin/migration"), "{path}");
    }
    assert_eq!(test.count("legacy_keys").await, 1);
    assert_eq!(test.count("legacy_access").await, 0);
}

#[rocket::async_test]
async fn many_wrong_keys_make_a_client_wait() {
    let test = TestApp::new().await;
    let client = test.stranger().await;
    let from = "198.51.100.7:1";
    let mut seen = Vec::new();
    for _ in 0..31 {
        let ask = client.get("/civil/status/job_000000000000?api_key=injl_0").remote(from.parse().expect("an address"));
        seen.push(answered(ask).await.0.code);
    }
    assert_eq!((seen[0], seen[29], seen[30]), (401, 401, 429));
}

#[rocket::async_test]
async fn an_urlencoded_form_is_taken_like_a_multipart_one() {
    let test = TestApp::new().await;
    let body = "site_name=Deira+1+%E2%80%93+%D8%A8%D8%B1%D8%AC&visit_date=2026-03-13&items_count=1&item_0_asset=Lights\
        &item_0_system=Lamps&item_0_description=Lamps&remarks=a%26b";
    let (status, answer) = test.send("/hvac-mep/submit", ContentType::Form, body).await;
    assert_eq!((status, &answer["items"]), (Status::Ok, &json!(1)), "{answer}");
    let stored = test.stored(&answer).await;
    assert_eq!((&stored["site_name"], &stored["further"]), (&json!("Deira 1 – برج"), &json!({ "remarks": "a&b" })));
    let rows = "project_name=P&location_name=L&date=2026-03-13&work_desc%5B%5D=Painting&work_qty%5B%5D=2\
        &work_desc%5B%5D=Repair&work_qty%5B%5D=3";
    let (status, answer) = test.send("/civil/submit", ContentType::Form, rows).await;
    assert_eq!(status, Status::Ok, "{answer}");
    assert_eq!(test.stored(&answer).await["items"][1]["work_desc"], "Repair");
    for (path, body, said) in [
        ("/hvac-mep/submit", "site_name=", "Site name is required"),
        ("/hvac-mep/submit", "site_name=%FF&visit_date=2026-03-13", "Site"),
        ("/civil/upload-photo", "photo=x", "No photo file provided"),
    ] {
        let (status, refusal) = test.send(path, ContentType::Form, body).await;
        assert_eq!(status, Status::BadRequest, "{path} {refusal}");
        assert!(refusal["error"].as_str().is_some_and(|sentence| sentence.contains(said)), "{refusal}");
    }
}

#[rocket::async_test]
async fn members_are_not_affected_by_what_is_open() {
    let test = TestApp::new().await;
    let sent = test.submit("hvac_mep", &hvac("0123456789abcdef")).await;
    assert_eq!(press(&test, OPEN, "days=7").await.0, Status::SeeOther);
    let viewer = test.signed_in("viewer").await;
    assert_eq!(send(&viewer, "/hvac-mep/submit", &visit()).await.0, Status::Forbidden, "a role is not widened");
    let inspector = test.signed_in("inspector").await;
    let job = test.sql(&format!("SELECT job_id FROM submissions WHERE submission_id = '{sent}'")).await;
    let (status, _) = answered(inspector.get(format!("/hvac-mep/status/{job}"))).await;
    assert_eq!(status, Status::NotFound, "of somebody else");
}
