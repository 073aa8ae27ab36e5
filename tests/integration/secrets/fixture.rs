//! The program under test, and every secret that it was given or has made.

use super::FORM;
use crate::{
    crash::{client::once, process_fixture::ProcessFixture},
    support::{
        accounts::{self, SignedIn},
        http,
    },
};
use reqwest::{Client, header::SET_COOKIE, redirect::Policy};

/// A response: status, redirect, session, and page.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) session: Option<String>,
    pub(super) page: String,
}

/// The program, and every secret so far with its kind.
pub(super) struct SecretsFixture {
    pub(super) place: ProcessFixture,
    pub(super) secrets: Vec<(&'static str, String)>,
}

impl SecretsFixture {
    pub(super) async fn request(&self, request: reqwest::RequestBuilder) -> Answer {
        let answer = request.header("Accept", "text/html").send().await.expect("an answer");
        let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut given =
            cookies.filter_map(|cookie| cookie.strip_prefix("session=")?.split(';').next().map(str::to_owned));
        let session = given.rfind(|token| token.len() == 64);
        Answer { status: answer.status().as_u16(), session, page: answer.text().await.expect("a page") }
    }

    pub(super) async fn get(&self, client: &Client, path: &str) -> Answer {
        self.request(client.get(format!("{}{path}", self.place.base()))).await
    }

    pub(super) async fn post(&self, client: &Client, path: &str, form: &str) -> Answer {
        let post = client.post(format!("{}{path}", self.place.base())).header("Content-Type", FORM);
        self.request(post.body(form.to_owned())).await
    }

    /// Records a secret and returns it.
    pub(super) fn note(&mut self, what: &'static str, secret: impl Into<String>) -> String {
        let secret = secret.into();
        assert!(secret.len() >= 12, "{what} {secret:?} is too short to search for");
        self.secrets.push((what, secret.clone()));
        secret
    }

    /// A client with the session of a response.
    pub(super) fn signed_in(&mut self, answer: &Answer) -> Client {
        let token = answer.session.clone().unwrap_or_else(|| panic!("no session: {} {}", answer.status, answer.page));
        let person = SignedIn::with_token(&self.note("a session", token));
        self.note("a form token", person.form_token.clone());
        self.note("a CSRF token", accounts::csrf_token_of(&person.token));
        quiet(http::signed_in(&person))
    }

    /// Requests an address that contains a secret, and variants of it.
    pub(super) async fn opened(&self, path: &str, status: u16) {
        let stranger = stranger();
        assert_eq!(self.get(&stranger, path).await.status, status, "{path}");
        for odd in [format!("{path}/x"), format!("{path}0"), format!("{path}?q={path}"), format!("/nowhere{path}")] {
            self.get(&stranger, &odd).await;
            self.post(&stranger, &odd, "a=b").await;
        }
        let told = stranger.get(format!("{}/sign-in", self.place.base())).header("Referer", path);
        self.request(told.header("User-Agent", path).header("Cookie", format!("session={path}"))).await;
    }

    /// Searches everything that was written for all secrets.
    pub(super) fn nothing_tells(&self, filter: &str, said: &str) {
        let mut written = vec![
            ("the log".to_owned(), String::from_utf8_lossy(&self.place.whole_log()).into_owned()),
            ("standard output".to_owned(), said.to_owned()),
        ];
        let jobs = std::fs::read_dir(self.place.generated().join("jobs")).expect("a folder").flatten();
        written.extend(jobs.map(|file| {
            let text = std::fs::read(file.path()).unwrap_or_default();
            (format!("the job file {:?}", file.file_name()), String::from_utf8_lossy(&text).into_owned())
        }));
        for (place, text) in &written {
            for (what, secret) in &self.secrets {
                // Also as a list of bytes, as a database driver may print it.
                let bytes: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
                let bytes = bytes.join(", ");
                let line = text.lines().find(|line| line.contains(secret.as_str()) || line.contains(&bytes));
                assert!(line.is_none(), "{filter}: {place} contains {what}: {line:?}");
            }
        }
    }
}

/// Without redirects, because the responses with redirects set sessions.
pub(super) fn quiet(builder: reqwest::ClientBuilder) -> Client {
    once(builder.redirect(Policy::none()))
}

pub(super) fn stranger() -> Client {
    quiet(http::builder())
}

/// The part of a page between two texts.
pub(super) fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before}: {page}"));
    &rest[..rest.find(after).expect("its end")]
}

/// The path of a link that a page shows once.
pub(super) fn one_time_path(answer: &Answer) -> String {
    let url = between(&answer.page, "id=\"one-time-link\" value=\"", "\"");
    format!("/{}", url.splitn(4, '/').nth(3).expect("a path"))
}
