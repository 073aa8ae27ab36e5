//! A browser for one test: headless Chromium with its own chromedriver, both stopped when the test ends. A failed test
//! saves a screenshot.

use super::accounts::{self, SignedIn};
use base64::{Engine, engine::general_purpose::STANDARD};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// Timeout for a page. Two cores may run several browsers.
const PATIENCE: Duration = Duration::from_secs(90);
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// The simulated device.
#[derive(Clone, Copy)]
pub struct Device {
    pub width: u32,
    pub height: u32,
    pub touch: bool,
    pub scripts: bool,
}

pub const PHONE: Device = Device { width: 390, height: 844, touch: true, scripts: true };
/// As narrow as the narrowest phones in use.
pub const NARROW_PHONE: Device = Device { width: 360, height: 740, ..PHONE };
pub const PLAIN_PHONE: Device = Device { scripts: false, ..PHONE };

pub struct Browser {
    pub page: Client,
    /// Whether pages may run scripts.
    pub scripts: bool,
    /// The base URL of the app, without a trailing slash.
    base: String,
    /// The session at chromedriver.
    session: String,
    /// The process id of Chromium.
    process: u64,
    _driver: Driver,
    _profile: Option<TempDir>,
}

impl Browser {
    /// A browser with a new profile.
    pub async fn open(device: Device, base: &str) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Browser::with_profile(device, base, profile.path()).await;
        browser._profile = Some(profile);
        browser
    }

    /// A browser with this profile, which keeps its data.
    pub async fn with_profile(device: Device, base: &str, profile: &Path) -> Browser {
        let driver = Driver::start();
        let driver_url = format!("http://127.0.0.1:{}", driver.port);
        let wanted = capabilities(device, profile).as_object().unwrap().clone();
        let page = ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&driver_url).await.unwrap();
        let session = format!("{driver_url}/session/{}", page.session_id().await.unwrap().unwrap());
        let process = page.capabilities().unwrap()["goog:processID"].as_u64().unwrap();
        let scripts = device.scripts;
        Browser { page, scripts, base: base.to_owned(), session, process, _driver: driver, _profile: None }
    }

    /// Signs it in as [`accounts::everywhere`].
    pub async fn signed_in(self) -> Browser {
        self.signed_in_as(&accounts::everywhere()).await
    }

    /// Signs it in as this person.
    pub async fn signed_in_as(self, person: &SignedIn) -> Browser {
        let cookie =
            json!({ "name": "session", "value": person.token, "url": self.base, "httpOnly": true, "sameSite": "Lax" });
        self.devtools("Network.setCookie", cookie).await;
        self
    }

    pub async fn goto(&self, path: &str) {
        self.page.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    pub async fn path(&self) -> String {
        self.page.current_url().await.unwrap().path().to_owned()
    }

    /// The first element that matches, as soon as there is one.
    pub async fn find(&self, css: &str) -> Element {
        let wait = self.page.wait().at_most(PATIENCE).every(LOOK_AGAIN);
        match wait.for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\n{}", self.visible_text().await),
        }
    }

    /// The address and the visible text of the page, for the message of a failed test.
    async fn visible_text(&self) -> String {
        let read = "return `${location.href} ${document.documentElement.className}\n${document.body?.innerText}`";
        let text = self.page.execute(read, Vec::new()).await.ok();
        text.as_ref().and_then(Value::as_str).unwrap_or("the page cannot be read").chars().take(3000).collect()
    }

    pub async fn all(&self, css: &str) -> Vec<Element> {
        self.page.find_all(Locator::Css(css)).await.unwrap()
    }

    /// The text of the first element that matches. The page may replace the element after it was found; the new one is
    /// read then.
    pub async fn text(&self, css: &str) -> String {
        loop {
            match self.find(css).await.text().await {
                Err(error) if error.is_stale_element_reference() => {}
                text => break text.unwrap_or_else(|error| panic!("{css}: {error}")),
            }
        }
    }

    /// Runs a script in the page and returns its value. The page's content security policy does not apply.
    pub async fn run(&self, script: &str) -> Value {
        self.page.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, expression: &str) {
        let script = format!("return (async () => Boolean({expression}))()");
        let is_so = async {
            // Fails during a navigation.
            while self.page.execute(&script, Vec::new()).await.ok() != Some(Value::Bool(true)) {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        tokio::time::timeout(PATIENCE, is_so).await.unwrap_or_else(|_| panic!("still not true: {expression}"));
    }

    /// Waits until no element matches. Uses chromedriver, so that it works without scripts.
    pub async fn until_gone(&self, css: &str) {
        let is_gone = async {
            while !self.all(css).await.is_empty() {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        tokio::time::timeout(PATIENCE, is_gone).await.unwrap_or_else(|_| panic!("still present: {css}"));
    }

    /// Sends a command of the Chrome DevTools protocol.
    pub async fn devtools(&self, method: &str, params: Value) -> Value {
        self.command("goog/cdp/execute", json!({ "cmd": method, "params": params })).await
    }

    pub async fn colours(&self, scheme: &str) {
        // Reduced motion, because colours in a transition cannot be measured.
        let wishes = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
        let features = wishes.map(|(name, value)| json!({ "name": name, "value": value }));
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Asserts that the pages so far had no errors (violations of their policy, failed requests, exceptions) and sent
    /// no request to another host. `expected` are parts of the messages that the test provokes.
    pub async fn assert_quiet(&self, expected: &[&str]) {
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let log = self.command("se/log", json!({ "type": "browser" })).await;
        for entry in log.as_array().unwrap() {
            let said = text(entry, "message");
            let harmless = matches!(text(entry, "level").as_str(), "DEBUG" | "INFO");
            assert!(harmless || expected.iter().any(|part| said.contains(part)), "messages in the console: {said}");
        }
        let log = self.command("se/log", json!({ "type": "performance" })).await;
        for entry in log.as_array().unwrap() {
            let event: Value = serde_json::from_str(&text(entry, "message")).unwrap();
            let asked_for = event["message"]["params"]["request"]["url"].as_str().unwrap_or_default();
            // Chromium's own empty page is excluded.
            let foreign = ["http", "ws"].iter().any(|scheme| asked_for.starts_with(scheme));
            assert!(!foreign || asked_for.starts_with(&format!("{}/", self.base)), "{asked_for} is on another host");
        }
    }

    /// Kills it like a power failure: no handler of a page runs, and nothing is written.
    pub fn kill(self) {
        assert!(Command::new("kill").args(["-9", &self.process.to_string()]).status().unwrap().success());
    }

    async fn command(&self, endpoint: &'static str, body: Value) -> Value {
        self.page.issue_cmd(Extra { endpoint, body }).await.unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let session = self.session.clone();
        let failed =
            std::thread::panicking().then(|| std::thread::current().name().unwrap_or("test").replace("::", "-"));
        // On another thread, because the test's runtime may be shutting down.
        let end = std::thread::spawn(move || last_words(session, failed));
        let _ = end.join();
    }
}

/// Takes a screenshot if the test failed, and closes Chromium.
#[tokio::main(flavor = "current_thread")]
async fn last_words(session: String, failed: Option<String>) {
    let client = super::http::builder().timeout(Duration::from_secs(10)).build().unwrap();
    if let Some(test) = failed {
        let path = std::env::temp_dir().join(format!("injaaz-failed-{test}.png"));
        match keep_screen(&client, &session, &path).await {
            Some(()) => eprintln!("what was on the screen: {}", path.display()),
            None => eprintln!("nothing could be seen of the screen"),
        }
    }
    let _ = client.delete(session).send().await;
}

async fn keep_screen(client: &reqwest::Client, session: &str, path: &Path) -> Option<()> {
    let answer: Value = client.get(format!("{session}/screenshot")).send().await.ok()?.json().await.ok()?;
    std::fs::write(path, STANDARD.decode(answer["value"].as_str()?).ok()?).ok()
}

/// A chromedriver process. Killing it leaves Chromium running, so the session is closed before.
struct Driver {
    process: Child,
    port: u16,
    /// Kept open, because chromedriver continues to write.
    words: BufReader<ChildStdout>,
}

impl Driver {
    fn start() -> Driver {
        let mut command = Command::new("chromedriver");
        // The order in which a date is typed depends on the language.
        command.arg("--port=0").env("LANGUAGE", "en_US").stdout(Stdio::piped()).stderr(Stdio::null());
        // Names of files in Arabic are found in UTF-8 only, which is not the default everywhere.
        command.env("LC_ALL", "C.UTF-8");
        let mut process = command.spawn().expect("chromedriver: `make test` installs it");
        let words = BufReader::new(process.stdout.take().unwrap());
        let mut driver = Driver { process, port: 0, words };
        let mut line = String::new();
        while driver.port == 0 {
            line.clear();
            assert!(driver.words.read_line(&mut line).unwrap() > 0, "chromedriver ended");
            let port = line.trim_end().trim_end_matches('.').rsplit_once("successfully on port ");
            driver.port = port.map_or(0, |(_, port)| port.parse().unwrap());
        }
        driver
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn capabilities(device: Device, profile: &Path) -> Value {
    let Device { width, height, touch, scripts } = device;
    let mut chrome = json!({
        "binary": chromium(),
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-US",
            // Other hosts are not resolved.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            format!("--user-data-dir={}", profile.display()),
            format!("--window-size={width},{height}"),
        ],
        // 2 means "never".
        "prefs": { "profile.managed_default_content_settings.javascript": if scripts { 1 } else { 2 } },
    });
    if touch {
        chrome["mobileEmulation"] = json!({ "deviceMetrics": {
            "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true,
        }});
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": chrome,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    })
}

/// The path of the Chromium program, which differs between systems.
fn chromium() -> PathBuf {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&folders).flat_map(|folder| names.map(|name| folder.join(name)));
    places.find(|place| place.is_file()).expect("Chromium: `make test` installs it")
}

/// A chromedriver command with an address below the session's.
#[derive(Debug)]
struct Extra {
    endpoint: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.endpoint))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
