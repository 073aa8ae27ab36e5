//! The real app for one test: with its own database, folder and clock, called through Rocket's local client.

pub use super::multipart::{Multipart, hvac};

use super::{
    accounts::{self, SignedIn},
    db,
};
use injaaz::{
    app::{App, Clock},
    config::Config,
    domain::ids::SubmissionId,
    jobs::{Runner, SCHEDULE},
    services::{self, actor::Actor},
};
use rocket::{
    http::{Accept, ContentType, Header, Method, Status},
    local::asynchronous::{Client, LocalRequest, LocalResponse},
};
use serde_json::Value;
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;
use time::OffsetDateTime;

pub struct TestApp {
    pub app: Arc<App>,
    /// Signed in as an administrator.
    pub client: Browser,
    pub url: String,
    pub dir: TempDir,
    time: Arc<Mutex<OffsetDateTime>>,
}

impl TestApp {
    pub async fn new() -> TestApp {
        TestApp::with(&[]).await
    }

    /// With further settings from the environment.
    pub async fn with(settings: &[(&str, &str)]) -> TestApp {
        TestApp::on(db::fresh().await, settings).await
    }

    /// On an existing database, as after a restart. The folder is empty, and has the id of the one before.
    pub async fn on(url: String, settings: &[(&str, &str)]) -> TestApp {
        let dir = tempfile::tempdir().expect("a folder");
        let id = db::text(&url, "SELECT max(folder_id) FROM data_folders").await;
        if !id.is_empty() {
            std::fs::write(dir.path().join("folder_id"), id).expect("an id");
        }
        TestApp::in_folder(url, dir, settings, time::macros::datetime!(2026-03-14 09:30:00 UTC)).await
    }

    /// On a database and data folder that an earlier version may have made, at a given time.
    pub async fn in_folder(url: String, dir: TempDir, settings: &[(&str, &str)], now: OffsetDateTime) -> TestApp {
        let generated = dir.path().to_string_lossy().into_owned();
        let fixed = [
            ("INJAAZ_GENERATED", generated.as_str()),
            ("DATABASE_URL", &url),
            ("INJAAZ_POOL_SIZE", "6"),
            // Tests send requests faster than people.
            ("INJAAZ_RATES", "off"),
            // Tests change members in the database and look at once; `session_cache` tests the cache itself.
            ("INJAAZ_SESSION_CACHE", "off"),
            // Tests of other things compare times with their clock.
            ("INJAAZ_TIME_ZONE", "UTC"),
        ];
        let config = Config::from_vars(fixed.into_iter().chain(settings.iter().copied())).expect("settings");
        let time = Arc::new(Mutex::new(now));
        let app = services::start::open(config, Clock::Fixed(Arc::clone(&time)), injaaz::migration::port)
            .await
            .expect("an app");
        // Tests sign in often, and their passwords protect nothing.
        app.hashing.take_memory_kib(64);
        app.pictures.use_program(Path::new(env!("CARGO_BIN_EXE_injaaz")));
        let administrator = accounts::sign_in(&url, "administrator", now).await;
        let client = Browser::new(&app, Some(administrator)).await;
        TestApp { app, client, url, dir, time }
    }

    /// The same database and folder after a restart with other settings. The clock continues at the current time.
    pub async fn restarted(&self, settings: &[(&str, &str)]) -> TestApp {
        let generated = self.dir.path().to_string_lossy().into_owned();
        let settings: Vec<(&str, &str)> = settings.iter().copied().chain([("INJAAZ_GENERATED", &*generated)]).collect();
        let unused = tempfile::tempdir().expect("a folder");
        TestApp::in_folder(self.url.clone(), unused, &settings, self.now()).await
    }

    /// A browser of a new member with this role in the same organisation.
    pub async fn signed_in(&self, role: &str) -> Browser {
        Browser::new(&self.app, Some(accounts::sign_in(&self.url, role, self.now()).await)).await
    }

    /// A browser of a new viewer who may see the reports of this module.
    pub async fn viewer_of(&self, module: &str) -> Browser {
        let browser = self.signed_in("viewer").await;
        let scope = format!(
            "INSERT INTO membership_scopes (organisation_id, membership_id, module)
             SELECT organisation_id, id, '{module}' FROM memberships WHERE role = 'viewer' ORDER BY id DESC LIMIT 1"
        );
        self.execute(&scope).await;
        browser
    }

    /// A browser that is not signed in.
    pub async fn stranger(&self) -> Browser {
        Browser::new(&self.app, None).await
    }

    pub fn actor(&self) -> Actor {
        let organisation_id = self.app.organisation_id().expect("an app that is prepared");
        Actor::system(&self.app, organisation_id)
    }

    pub fn now(&self) -> OffsetDateTime {
        *self.time.lock().expect("the clock")
    }

    pub fn advance(&self, by: time::Duration) {
        *self.time.lock().expect("the clock") += by;
    }

    /// Runs jobs until none is due.
    pub async fn run_jobs(&self) {
        let runner = Runner::start(&self.app);
        let due = "SELECT count(*)::text FROM jobs WHERE failed_at IS NULL AND finished_at IS NULL
            AND control IS DISTINCT FROM 'pause'";
        tokio::time::timeout(Duration::from_secs(240), async {
            while db::text(&self.url, due).await != "0" {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await
        .expect("jobs end");
        runner.stop().await;
    }

    /// Runs a periodic job once, whether it is due or not; returns its count.
    pub async fn run_periodic(&self, name: &str) -> usize {
        let job =
            SCHEDULE.iter().find(|job| job.name == name).unwrap_or_else(|| panic!("{name} is not in the schedule"));
        job.run(Arc::clone(&self.app)).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
    }

    pub async fn get<'c>(&'c self, path: &'c str) -> LocalResponse<'c> {
        self.client.get(path.to_owned()).header(Accept::HTML).dispatch().await
    }

    pub async fn get_json(&self, path: &str) -> (Status, Value) {
        let answer = self.client.get(path.to_owned()).header(Accept::JSON).dispatch().await;
        let status = answer.status();
        (status, answer.into_json().await.unwrap_or(Value::Null))
    }

    /// Posts a form and reads the response as JSON.
    pub async fn post_json(&self, path: &str, form: &Multipart) -> (Status, Value) {
        let answer = self.post(path, form, Accept::JSON).await;
        let status = answer.status();
        (status, answer.into_json().await.unwrap_or(Value::Null))
    }

    /// Posts JSON without an `Accept` header, as clients of the legacy app do.
    pub async fn send_json(&self, path: &str, body: &Value) -> (Status, Value) {
        self.send(path, ContentType::JSON, body.to_string()).await
    }

    /// Posts a body without an `Accept` header.
    pub async fn send(&self, path: &str, content_type: ContentType, body: impl AsRef<[u8]>) -> (Status, Value) {
        let request = self.client.post(path.to_owned()).header(content_type);
        let answer = request.body(body).dispatch().await;
        let status = answer.status();
        (status, answer.into_json().await.unwrap_or(Value::Null))
    }

    /// The stored answers of a submission.
    pub async fn stored(&self, answer: &Value) -> Value {
        let id = answer["submission_id"].as_str().expect("an id");
        let (status, submission) = self.get_json(&format!("/submissions/{id}")).await;
        assert_eq!(status, Status::Ok, "{id}");
        submission["form_data"].clone()
    }

    pub async fn post<'c>(&'c self, path: &str, form: &Multipart, accept: Accept) -> LocalResponse<'c> {
        self.client.post(path.to_owned()).header(form.content_type()).header(accept).body(form.body()).dispatch().await
    }

    /// Submits a form that must be accepted; returns its id.
    pub async fn submit(&self, module: &str, form: &Multipart) -> SubmissionId {
        let (status, answer) = self.post_json(&format!("/forms/{module}"), form).await;
        assert_eq!(status, Status::Created, "{answer}");
        answer["submission_id"].as_str().expect("an id").parse().expect("a submission id")
    }
}

/// A browser: with a session from the start, whose posts contain the form token like those of the pages; or without,
/// which gets a session only by signing in.
pub struct Browser {
    client: Client,
    session: Option<SignedIn>,
    /// The name of its session cookie.
    cookie: &'static str,
}

impl Browser {
    pub async fn new(app: &Arc<App>, session: Option<SignedIn>) -> Browser {
        let client = Client::tracked(injaaz::web::rocket(Arc::clone(app))).await.expect("a client");
        Browser { client, session, cookie: "session" }
    }

    /// The same over https.
    pub async fn over_https(app: &Arc<App>, session: SignedIn) -> Browser {
        Browser { cookie: "__Host-session", ..Browser::new(app, Some(session)).await }
    }

    pub fn req<'c>(&'c self, method: Method, path: impl Into<String>) -> LocalRequest<'c> {
        let request = self.client.req(method, path.into());
        let Some(token) = self.token() else { return request };
        let form_token = Header::new("X-Form-Token", accounts::form_token_of(&token));
        let request = request.cookie((self.cookie, token));
        match method {
            Method::Get | Method::Head | Method::Options => request,
            _ => request.header(form_token),
        }
    }

    /// The current session: the last one that the server set, or else the initial one.
    pub fn token(&self) -> Option<String> {
        let given = self.client.cookies().get(self.cookie).map(|cookie| cookie.value().to_owned());
        given.or_else(|| self.session.as_ref().map(|session| session.token.clone()))
    }

    pub fn get<'c>(&'c self, path: impl Into<String>) -> LocalRequest<'c> {
        self.req(Method::Get, path)
    }

    pub fn head<'c>(&'c self, path: impl Into<String>) -> LocalRequest<'c> {
        self.req(Method::Head, path)
    }

    pub fn post<'c>(&'c self, path: impl Into<String>) -> LocalRequest<'c> {
        self.req(Method::Post, path)
    }

    /// Rocket's client, with the cookies that were set.
    pub fn rocket_client(&self) -> &Client {
        &self.client
    }
}
