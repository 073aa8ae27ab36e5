//! Notifications: who is told what and how often, in the application and by e-mail.

mod absences;
mod actions;
mod approval;
mod digest;
mod email;
mod first_stage;
mod list;
mod preferences;
mod without_members;

use crate::support::{
    accounts,
    app::{Browser, Multipart, TestApp},
    smtp::Smtp,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rocket::http::{Accept, ContentType, RawStr, Status};

/// A member with the keys of their account.
struct Member {
    browser: Browser,
    email: String,
    user: String,
    /// The public id.
    id: String,
}

impl Member {
    async fn new(test: &TestApp, role: &str) -> Member {
        let signed_in = accounts::sign_in(&test.url, role, test.now()).await;
        Member::signed_in(test, signed_in).await
    }

    async fn signed_in(test: &TestApp, signed_in: accounts::SignedIn) -> Member {
        let email = signed_in.email.clone();
        let user = test.sql(&format!("SELECT id::text FROM users WHERE email = '{email}'")).await;
        let id = test.sql(&format!("SELECT public_id FROM users WHERE email = '{email}'")).await;
        Member { browser: Browser::new(&test.app, Some(signed_in)).await, email, user, id }
    }

    /// The name by which a comment mentions the member.
    fn name(&self) -> &str {
        self.email.split('@').next().unwrap_or_default()
    }

    /// Sends a form that must be accepted, and runs its jobs; its id.
    async fn submit(&self, test: &TestApp, form: &Multipart) -> String {
        let request = self.browser.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON);
        let receipt: serde_json::Value = request.body(form.body()).dispatch().await.into_json().await.expect("JSON");
        test.run_jobs().await;
        receipt["submission_id"].as_str().unwrap_or_else(|| panic!("{receipt}")).to_owned()
    }

    async fn decide(&self, id: &str, decision: &str, stage: usize, group: usize) -> Status {
        let form = Multipart::new()
            .text("decision", decision)
            .text("revision", "1")
            .text("stage", stage.to_string())
            .text("group", group.to_string())
            .text("reason", if decision == "approve" { "" } else { "The floor is missing" });
        let request = self.browser.post(format!("/review/{id}")).header(form.content_type()).header(Accept::HTML);
        request.body(form.body()).dispatch().await.status()
    }

    async fn comment(&self, id: &str, body: &str) -> Status {
        let body = format!("body={}", RawStr::new(body).percent_encode());
        let request = self.browser.post(format!("/comments/{id}")).header(ContentType::Form).header(Accept::HTML);
        request.body(body).dispatch().await.status()
    }

    /// The kinds of what the member was told, the oldest first; those that were read in brackets.
    async fn told(&self, test: &TestApp) -> String {
        test.sql(&format!(
            "SELECT coalesce(string_agg(CASE WHEN read_at IS NULL THEN kind ELSE '(' || kind || ')' END, ' ' ORDER BY id), '')
             FROM notifications WHERE user_id = {}",
            self.user
        ))
        .await
    }

    /// The number beside the bell.
    async fn unread(&self) -> Option<u32> {
        let page = self.browser.open("/more").await.page;
        let (_, bell) = page.split_once("class=\"bell\"").unwrap_or_else(|| panic!("no bell: {page}"));
        let (bell, _) = bell.split_once("</a>").expect("its end");
        let (_, count) = bell.split_once("class=\"count\">")?;
        count.split('<').next().and_then(|count| count.parse().ok())
    }
}

/// Puts a flow of one stage into use whose group is a role.
async fn one_reviewer(test: &TestApp, role: &str) {
    let body = format!("template=one_reviewer&name=Reviewer&who=0.0%3D{role}");
    let saved = test.client.press("/organisation/approval/hvac_mep", &body).await;
    assert_eq!(saved.status, Status::SeeOther, "{}", saved.page);
}

/// The application with a mail server.
async fn with_mail() -> (TestApp, Smtp) {
    let mail = Smtp::start().await;
    let settings = [("INJAAZ_SMTP_URL", mail.url.as_str()), ("INJAAZ_MAIL_FROM", "Injaaz <forms@example.org>")];
    let test = TestApp::with(&settings).await;
    (test, mail)
}

/// A key of a submission.
fn key(n: u32) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

/// The text of an e-mail, which is sent as it is, in base64 or in quoted-printable.
fn text(letter: &str) -> String {
    let (head, body) = letter.split_once("\r\n\r\n").expect("a head");
    let encoding = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-transfer-encoding"));
    match encoding {
        Some(line) if line.contains("base64") => {
            let packed: String = body.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(packed).expect("base64")).expect("a text")
        }
        Some(line) if line.contains("quoted-printable") => {
            let mut parts = body.replace("=\r\n", "").split('=').map(str::to_owned).collect::<Vec<_>>().into_iter();
            let mut bytes = parts.next().unwrap_or_default().into_bytes();
            for part in parts {
                let (code, rest) = part.split_at(2);
                bytes.push(u8::from_str_radix(code, 16).expect("two digits"));
                bytes.extend(rest.bytes());
            }
            String::from_utf8(bytes).expect("a text")
        }
        _ => body.to_owned(),
    }
}
