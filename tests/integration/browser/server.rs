//! The program as `injaaz serve` runs it: a process with its own folder and database.

use crate::support::{
    accounts::{self, SignedIn},
    app, db,
    free_port::free_port,
    http, pictures,
};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

pub struct Server {
    /// Its base URL, without a trailing slash.
    pub base: String,
    pub database: String,
    port: u16,
    folder: TempDir,
    /// Settings besides those of every test server.
    settings: Vec<(&'static str, String)>,
    running: Option<(Child, BufReader<ChildStdout>)>,
}

impl Server {
    pub async fn start() -> Server {
        Server::with(Vec::new()).await
    }

    /// A server without accounts, and the path of the link that it prints.
    pub async fn first() -> (Server, String) {
        let mut server = Server::on(db::fresh().await, Vec::new());
        let (_, words) = server.running.as_mut().unwrap();
        let mut line = String::new();
        while !line.contains("/setup/") {
            line.clear();
            assert!(words.read_line(&mut line).unwrap() > 0, "no link");
        }
        let link = line.trim().strip_prefix(&server.base).unwrap().to_owned();
        (server, link)
    }

    /// With further settings from the environment.
    pub async fn with(settings: Vec<(&'static str, String)>) -> Server {
        Server::on(db::inhabited().await, settings)
    }

    fn on(database: String, settings: Vec<(&'static str, String)>) -> Server {
        let port = free_port();
        let folder = tempfile::tempdir().unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let mut server = Server { base, database, port, folder, settings, running: None };
        server.resume();
        server
    }

    /// Changes a setting for the next start; none removes it.
    pub fn set(&mut self, name: &'static str, value: Option<String>) {
        self.settings.retain(|(known, _)| *known != name);
        self.settings.extend(value.map(|value| (name, value)));
    }

    /// Starts it (again) at its address and waits until it answers. The wait blocks the thread, so whatever the server
    /// needs for its start, such as a proxy of the test, must run on another one.
    pub fn resume(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command
            .arg("serve")
            .env("DATABASE_URL", &self.database)
            .env("ROCKET_PORT", self.port.to_string())
            .env("INJAAZ_GENERATED", self.folder.path())
            .env("INJAAZ_JOBS", "2")
            .env("INJAAZ_LOG", "warn")
            .env("INJAAZ_POOL_SIZE", "6")
            // Tests send more requests than a person.
            .env("INJAAZ_RATES", "off")
            .envs(self.settings.iter().cloned())
            .current_dir(self.folder.path())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut words = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("Injaaz is ready") {
            line.clear();
            assert!(words.read_line(&mut line).unwrap() > 0, "the server ended: {:?}", child.wait());
            assert!(!line.starts_with("Injaaz is waiting"), "{line}");
        }
        self.running = Some((child, words));
    }

    pub fn pid(&self) -> u32 {
        self.running.as_ref().unwrap().0.id()
    }

    /// The number of files below a folder of its run-time data.
    pub fn files(&self, folder: &str) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
        }
        count(&self.folder.path().join(folder))
    }

    /// Kills it, as a power failure would.
    pub fn cut(&mut self) {
        if let Some((mut child, _)) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The bytes at an address.
    pub async fn download(&self, address: &str) -> Vec<u8> {
        let address = if address.starts_with('/') { format!("{}{address}", self.base) } else { address.to_owned() };
        let answer = http::client().get(address).send().await.unwrap().error_for_status().unwrap();
        answer.bytes().await.unwrap().to_vec()
    }

    /// A submission with its reports, created without the browser: the addresses of its page and of its job.
    pub async fn submitted(&self) -> (String, String) {
        self.submitted_by(&accounts::everywhere()).await
    }

    /// The same by this person.
    pub async fn submitted_by(&self, person: &SignedIn) -> (String, String) {
        self.submitted_as("0123456789abcdef0123456789abcdef", person).await
    }

    /// The same with a key of its own.
    pub async fn submitted_as(&self, key: &str, person: &SignedIn) -> (String, String) {
        let form = app::hvac(key).jpeg("items.0.photos", &pictures::jpeg(640, 480, 1));
        let ask = |request: reqwest::RequestBuilder| async {
            request.header("Accept", "application/json").send().await.unwrap().json::<Value>().await.unwrap()
        };
        let client = http::signed_in(person).build().unwrap();
        let post = client.post(format!("{}/forms/hvac_mep", self.base)).body(form.body());
        let receipt = ask(post.header("Content-Type", form.content_type().to_string())).await;
        let page = receipt["url"].as_str().unwrap().to_owned();
        let made = async {
            loop {
                let submission = ask(client.get(format!("{}{page}", self.base))).await;
                if submission["status"] == "completed" {
                    break format!("/jobs/{}", submission["job_id"].as_str().unwrap());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let job = tokio::time::timeout(Duration::from_secs(40), made).await.unwrap();
        (page, job)
    }

    /// The number of rows of a table.
    pub async fn count(&self, table: &str) -> u64 {
        db::text(&self.database, &format!("SELECT count(*)::text FROM {table}")).await.parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.cut();
    }
}
