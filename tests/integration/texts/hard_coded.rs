//! Pages have no texts of their own: every page in the pseudo-locale, with data of each kind, shows nothing outside of
//! its marks but user input and labels of forms.

use super::html::{self, VisibleText};
use crate::{
    migration::old::Old,
    support::{
        app::{Browser, TestApp},
        db,
        forms::{complete_civil, complete_cleaning, complete_hvac},
        pseudo_locale::{self, TAG},
    },
    web::public,
};
use injaaz::{
    domain::{ids::SubmissionId, time_zone::TimeZone},
    jobs::Runner,
};
use rocket::http::{Accept, ContentType, Method, Status};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};

/// Proper names, formats, units and addresses that are the same in every language.
const NAMES: &[&str] = &["Injaaz", "Excel", "PDF", "CSV", "JSON", "IPv4", "GET", "POST", "UTC", "English", "العربية"];

/// Input of the fixtures that a page shows unmarked.
const ENTERED: &[&str] = &[
    "Marina Tower",
    "Reception",
    "Basement",
    "Other",
    "Waterproofing",
    "Warehouse export",
    // A kind of event, in the details of the audit log.
    "report.ready",
    "everywhere@example.org",
    "Injaaz",
];

struct Pages {
    test: TestApp,
    /// Labels of form definitions.
    labels: BTreeSet<String>,
    wrong: Vec<String>,
    seen: usize,
}

#[rocket::async_test]
async fn every_text_of_every_page_comes_from_the_language_folder() {
    let locales = pseudo_locale::folder();
    let old = Old::of(4);
    old.put("submissions/sub_00000000dead.json", b"{\"id\": \"sub_00000000dead\", ");
    let settings = [
        ("INJAAZ_LOCALES", locales.path().to_string_lossy().into_owned()),
        ("INJAAZ_OLD_STORE", old.path().to_string_lossy().into_owned()),
        ("INJAAZ_SHADOW_READS", "1".to_owned()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let test = TestApp::with(&settings).await;
    let mut pages = Pages { labels: labels(&test).await, test, wrong: Vec::new(), seen: 0 };

    let submissions = pages.fill().await;
    pages.look_at_everything(&submissions).await;
    pages.look_at_refusals(&submissions).await;
    let wrong: BTreeSet<String> = pages.wrong.into_iter().collect();
    assert!(wrong.is_empty(), "not in locales/:\n{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    assert!(pages.seen > 40, "only {} pages were looked at", pages.seen);
}

/// All strings of all form definitions, and the places of the IANA time zones.
async fn labels(test: &TestApp) -> BTreeSet<String> {
    let all = db::text(&test.url, "SELECT json_agg(definition)::text FROM form_versions").await;
    let places = TimeZone::all().filter_map(|zone| zone.region_and_place());
    let mut labels: BTreeSet<String> = places.map(|(_, place)| place.replace('_', " ")).collect();
    let definitions: Vec<String> = serde_json::from_str(&all).expect("a list of definitions");
    for definition in definitions {
        strings(&toml::from_str(&definition).expect("a definition"), &mut labels);
    }
    labels
}

fn strings(value: &Value, all: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            all.insert(text.clone());
            all.insert(text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        }
        Value::Array(values) => values.iter().for_each(|value| strings(value, all)),
        Value::Object(values) => values.iter().for_each(|(name, value)| {
            all.insert(name.clone());
            strings(value, all);
        }),
        _ => {}
    }
}

impl Pages {
    /// Creates data of each kind; returns the submissions.
    async fn fill(&mut self) -> Vec<SubmissionId> {
        let mut submissions = Vec::new();
        for complete in [
            complete_hvac("texts-hvac-0001"),
            complete_civil("texts-civil-0001"),
            complete_cleaning("texts-cleaning-1"),
        ] {
            submissions.push(self.test.submit(complete.module, &complete.form).await);
        }
        self.test.run_jobs().await;
        let first = submissions[0].clone();
        self.post(&format!("/submissions/{first}/links"), "files=both&name=&days=30&openings=&password=").await;
        self.post("/people/invitations", "email=new%40example.org&role=viewer").await;
        self.post("/tokens", "name=Warehouse+export&permissions=submissions.read&days=30").await;
        self.post("/webhooks", "url=https%3A%2F%2Fexample.org%2Fwarehouse&kinds=report.ready").await;
        self.post("/forms/manage/copy", "original=civil&module=own_form&title_en=Site+Inspection+Report+-+Civil&title_ar=Site+Inspection+Report+-+Civil").await;
        self.post("/privacy/export", "").await;
        let address = public::hvac_link(&self.test).await;
        let stranger = self.test.stranger().await;
        for key in [public::KEY, "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a11"] {
            let (status, receipt) = public::send(&stranger, &address, &complete_hvac(key).form).await;
            assert_eq!(status, Status::Created, "{receipt}");
        }
        let public = format!("{address}?lang={TAG}");
        self.look(&stranger, &public).await;
        let pending = db::text(&self.test.url, "SELECT max(submission_id) FROM pending_submissions").await;
        self.post(&format!("/pending-submissions/{pending}/refuse"), "reason=spam").await;
        for (path, body) in
            [("/imports", ""), ("/verify", "module="), ("/archives", "module=hvac_mep"), ("/modules/civil/enter", "")]
        {
            self.post(&format!("/admin/migration{path}"), body).await;
            self.until_idle().await;
        }
        submissions
    }

    async fn until_idle(&self) {
        let runner = Runner::start(&self.test.app);
        let open = "SELECT count(*)::text FROM import_runs WHERE state = 'running'";
        let done = async {
            while db::text(&self.test.url, open).await != "0" {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), done).await.expect("the import ends");
        runner.stop().await;
    }

    async fn look_at_everything(&mut self, submissions: &[SubmissionId]) {
        let sql = async |sql: &str| db::text(&self.test.url, sql).await;
        let mut paths: Vec<String> = [
            "/",
            "/forms",
            "/more",
            "/account",
            "/account/absence",
            "/account/confirm",
            "/account/factors",
            "/account/password",
            "/account/sessions",
            "/account/signed-in",
            "/admin/migration",
            "/admin/migration/review",
            "/admin/migration/now",
            "/api",
            "/audit",
            "/forms/hvac_mep",
            "/forms/civil",
            "/forms/cleaning",
            "/forms/manage",
            "/forms/manage/own_form",
            "/forms/manage/own_form/preview",
            "/pending-submissions",
            "/offline",
            "/organisation",
            "/outbox",
            "/people",
            "/privacy",
            "/public-links",
            "/submissions",
            "/submissions?q=nothing&status=failed",
            "/submissions?from=yesterday",
            "/tokens",
            "/webhooks",
            "/audit?from=x&ip=1",
            "/audit?who=no-such-person",
            "/people?q=no-such-person",
            "/no-such-page",
        ]
        .map(str::to_owned)
        .into();
        for submission in submissions {
            paths.push(format!("/submissions/{submission}"));
            paths.push(format!("/submissions/{submission}/erase"));
        }
        paths.push(format!("/jobs/{}", sql("SELECT min(job_id) FROM submissions").await));
        paths.push(format!("/people/{}", sql("SELECT min(public_id) FROM users").await));
        paths.push(format!("/people/{}/absence", sql("SELECT min(public_id) FROM users").await));
        paths.push(format!("/privacy/people/{}", sql("SELECT min(public_id) FROM users").await));
        paths.push(format!("/pending-submissions/{}", sql("SELECT min(submission_id) FROM pending_submissions").await));
        let webhook = sql("SELECT min(webhook_id) FROM webhooks").await;
        self.post(&format!("/webhooks/{webhook}/test"), "").await;
        paths.push(format!("/webhooks/{webhook}"));
        paths.push(format!("/public-links/{}", sql("SELECT min(link_id) FROM public_links").await));
        paths.push(format!(
            "/admin/migration/review/{}",
            sql("SELECT min(id)::text FROM legacy_records WHERE state = 'quarantined'").await
        ));
        for path in paths {
            let path = with_lang(&path);
            let browser = Browser::new(&self.test.app, None).await;
            let _ = browser;
            self.look_as_member(&path).await;
        }
        let stranger = self.test.stranger().await;
        for path in [
            "/sign-in",
            "/password-reset",
            "/sign-in?done=signed-out",
            "/sign-in?done=form-kept",
            "/reports/0.0",
            "/public/0.0",
        ] {
            self.look(&stranger, &with_lang(path)).await;
        }
    }

    /// Checks pages that answer an invalid post.
    async fn look_at_refusals(&mut self, submissions: &[SubmissionId]) {
        let first = &submissions[0];
        for (path, body) in [
            ("/forms/hvac_mep".to_owned(), ""),
            ("/account/password".to_owned(), "current=x&new=y"),
            ("/account/confirm".to_owned(), "password=x"),
            ("/organisation".to_owned(), "name=&link_days=x&idle_minutes=x&keep_submission_days=x"),
            ("/people/invitations".to_owned(), "email=x&role="),
            ("/public-links".to_owned(), "module=x&name=&until=x&daily_cap=x"),
            ("/tokens".to_owned(), "name=&days=x"),
            ("/webhooks".to_owned(), "url=http%3A%2F%2Fexample.org%2F&kinds=x"),
            ("/forms/manage/copy".to_owned(), "original=x&module=X&title_en=&title_ar="),
            (format!("/submissions/{first}/links"), "files=&name=&days=0&openings=0&password=x"),
            (format!("/submissions/{first}/erase"), "confirm=x&reason="),
            ("/admin/migration/imports".to_owned(), "place=/nowhere&rate=x"),
            ("/admin/migration/modules/civil/override".to_owned(), "reason=x"),
            ("/admin/migration/modules/civil/keys".to_owned(), "name="),
        ] {
            let path = with_lang(&path);
            let request = self.test.client.post(path.clone()).header(ContentType::Form).header(Accept::HTML);
            let answer = request.body(body).dispatch().await;
            assert!(answer.status().code >= 400, "{path}: {}", answer.status());
            let page = answer.into_string().await.unwrap_or_default();
            self.check(&format!("POST {path}"), &page);
        }
        let stranger = self.test.stranger().await;
        let request = stranger.post(with_lang("/sign-in")).header(ContentType::Form).header(Accept::HTML);
        let page = request.body("email=x&password=y").dispatch().await.into_string().await.unwrap_or_default();
        self.check("POST /sign-in", &page);
    }

    async fn post(&self, path: &str, body: &str) {
        let request = self.test.client.post(path.to_owned()).header(ContentType::Form).header(Accept::HTML);
        let answer = request.body(body).dispatch().await;
        assert!(
            answer.status().code < 400,
            "{path}: {} {}",
            answer.status(),
            answer.into_string().await.unwrap_or_default()
        );
    }

    async fn look_as_member(&mut self, path: &str) {
        let answer = self.test.client.get(path.to_owned()).header(Accept::HTML).dispatch().await;
        let page = answer.into_string().await.unwrap_or_default();
        self.check(path, &page);
    }

    async fn look(&mut self, browser: &Browser, path: &str) {
        let answer = browser.req(Method::Get, path).header(Accept::HTML).dispatch().await;
        let page = answer.into_string().await.unwrap_or_default();
        self.check(path, &page);
    }

    fn check(&mut self, path: &str, page: &str) {
        // The part "now" of the console is not a complete page.
        assert!(page.contains(&format!("lang=\"{TAG}\"")) || path.contains("/now"), "{path} is not in the language");
        self.seen += 1;
        for VisibleText { place, text } in html::shown(page) {
            for piece in pseudo_locale::outside(&text) {
                if !self.is_data(&piece) && !is_identifier(path, &place, &piece) {
                    self.wrong.push(format!("{path}: {place}: {piece}"));
                }
            }
        }
    }

    /// Whether a text is the label of a form, a name, a number with its unit, or input of the fixtures.
    fn is_data(&self, piece: &str) -> bool {
        let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let number = piece.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let offset = piece.trim_start_matches("UTC").trim_start_matches(['+', '-']);
        !offset.chars().any(char::is_alphabetic)
            || self.labels.contains(piece)
            || self.labels.contains(number)
            || NAMES.contains(&piece)
            || ENTERED.contains(&piece)
            || is_id(piece)
            || piece.split(" · ").count() > 1 && piece.split(" · ").all(|part| self.is_data(part))
    }
}

/// Ids, hashes, e-mail addresses, IP addresses, names of files and settings.
fn is_id(piece: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.@/:%".contains(c);
    piece.chars().all(plain) && (piece.contains(['_', '@', '/']) || piece.len() >= 32)
}

fn with_lang(path: &str) -> String {
    format!("{path}{}lang={TAG}", if path.contains('?') { '&' } else { '?' })
}

/// Whether a piece is an identifier of the API: fields of audit details and of the API, its addresses and examples, and
/// the number of the next item in a template.
fn is_identifier(path: &str, place: &str, piece: &str) -> bool {
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c));
    (place == "text of <dt>" && is_name(piece))
        || (path.starts_with("/api")
            && (piece.starts_with("/api/")
                || place.starts_with("placeholder")
                || (place == "text of <label>" && is_name(piece))))
        || piece == "__n__"
}
