//! A person at a browser who signs in with a password, with every cookie that the server sets and deletes.

use super::{app::TestApp, db};
use injaaz::{
    domain::access::Role,
    services::{
        sessions::Token,
        users::{self, NewAccount, Secret},
    },
};
use rocket::{
    http::{ContentType, Cookie, Header, Status},
    local::asynchronous::{Client, LocalRequest},
};
use std::sync::{Arc, Mutex};

pub const PASSWORD: &str = "four unrelated words here";

/// A response.
#[derive(Debug)]
pub struct PageResponse {
    pub status: Status,
    pub location: String,
    pub headers: Vec<(String, String)>,
    pub page: String,
}

impl PageResponse {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

pub struct Person {
    pub client: Client,
    /// A cookie that the test has set, until the server sets or deletes it.
    held: Mutex<Option<String>>,
}

impl Person {
    pub async fn at(test: &TestApp) -> Person {
        let client = Client::tracked(injaaz::web::rocket(Arc::clone(&test.app))).await.expect("a client");
        Person { client, held: Mutex::new(None) }
    }

    /// A member with [`PASSWORD`], at a browser that is not signed in.
    pub async fn member(test: &TestApp, email: &str, role: Role) -> Person {
        let new = NewAccount { email, name: Some("Aisha Khan"), role, organisation: None, scopes: &[] };
        users::add(&test.app, new, Secret::Password { text: PASSWORD, must_change: false }).await.expect("an account");
        Person::at(test).await
    }

    pub fn token(&self) -> Option<String> {
        let held = self.held.lock().expect("the cookie").clone();
        held.or_else(|| self.client.cookies().get("session").map(|cookie| cookie.value().to_owned()))
    }

    pub fn set_cookie(&self, token: &str) {
        *self.held.lock().expect("the cookie") = Some(token.to_owned());
    }

    pub async fn get(&self, path: &str) -> PageResponse {
        self.send(self.client.get(path.to_owned())).await
    }

    async fn send<'c>(&self, request: LocalRequest<'c>) -> PageResponse {
        let held = self.held.lock().expect("the cookie").clone();
        let request = match held {
            Some(token) => request.cookie(Cookie::new("session", token)),
            None => request,
        };
        let answered = read(request.header(rocket::http::Accept::HTML).dispatch().await).await;
        let sets =
            |(name, value): &(String, String)| name.eq_ignore_ascii_case("set-cookie") && value.starts_with("session=");
        if answered.headers.iter().any(sets) {
            *self.held.lock().expect("the cookie") = None;
        }
        answered
    }

    /// Posts a form of one of our pages.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> PageResponse {
        self.post_with(path, form, &[]).await
    }

    pub async fn post_with(&self, path: &str, form: &[(&str, &str)], headers: &[(&'static str, &str)]) -> PageResponse {
        let encode = |text: &str| rocket::http::RawStr::new(text).percent_encode().to_string();
        let mut pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if let Some(token) = self.token().and_then(|token| token.parse::<Token>().ok()) {
            pairs.insert(0, format!("form_token={}", injaaz::web::auth::csrf::mask(&token.csrf_token())));
        }
        let mut request = self.client.post(path.to_owned()).header(ContentType::Form);
        for (name, value) in headers {
            request = request.header(Header::new(*name, (*value).to_owned()));
        }
        self.send(request.body(pairs.join("&"))).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> PageResponse {
        self.post("/sign-in", &[("email", email), ("password", password)]).await
    }

    /// Whether the next request is signed in.
    pub async fn is_in(&self) -> bool {
        self.get("/account").await.status == Status::Ok
    }
}

async fn read(answer: rocket::local::asynchronous::LocalResponse<'_>) -> PageResponse {
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    let headers = answer.headers().iter().map(|it| (it.name().to_string(), it.value().to_owned())).collect();
    PageResponse { status: answer.status(), location, headers, page: answer.into_string().await.unwrap_or_default() }
}

/// The audit rows, the newest last: `action details`.
pub async fn audited(test: &TestApp, action: &str) -> Vec<String> {
    let query = format!(
        "SELECT coalesce(string_agg(details::text, E'\\n' ORDER BY id), '') FROM audit_logs WHERE action = '{action}'"
    );
    db::text(&test.url, &query).await.lines().map(str::to_owned).collect()
}
