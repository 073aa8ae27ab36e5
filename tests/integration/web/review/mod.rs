//! What happens to a submission after it was sent: review, approval, correction.

mod absence_forms;
mod absences;
mod access;
mod chain;
mod corrections;
mod due_times;
mod flows;
mod races;
mod site_people;

use crate::support::{
    accounts,
    app::{Browser, Multipart, TestApp},
};
use rocket::http::{Accept, ContentType, RawStr, Status};

/// A member with the key of their account.
struct Reviewer {
    browser: Browser,
    user: String,
}

impl Reviewer {
    async fn new(test: &TestApp, role: &str) -> Reviewer {
        let signed_in = accounts::sign_in(&test.url, role, test.now()).await;
        let user = test.sql(&format!("SELECT id::text FROM users WHERE email = '{}'", signed_in.email)).await;
        Reviewer { browser: Browser::new(&test.app, Some(signed_in)).await, user }
    }

    async fn page(&self, path: &str) -> (Status, String) {
        let answer = self.browser.get(path.to_owned()).header(Accept::HTML).dispatch().await;
        (answer.status(), answer.into_string().await.unwrap_or_default())
    }

    /// Decides as the page of the submission does it, about this revision and stage.
    async fn decide(
        &self,
        id: &str,
        decision: &str,
        (revision, stage, group): (i32, usize, usize),
        more: Multipart,
    ) -> Status {
        let form = more
            .text("decision", decision)
            .text("revision", revision.to_string())
            .text("stage", stage.to_string())
            .text("group", group.to_string());
        let request = self.browser.post(format!("/review/{id}")).header(form.content_type()).header(Accept::HTML);
        request.body(form.body()).dispatch().await.status()
    }

    async fn approve(&self, id: &str, revision: i32, stage: usize, group: usize) -> Status {
        self.decide(id, "approve", (revision, stage, group), Multipart::new()).await
    }

    /// Sends a form as JSON clients do.
    async fn send(&self, path: &str, form: &Multipart) -> (Status, serde_json::Value) {
        let request = self.browser.post(path.to_owned()).header(form.content_type()).header(Accept::JSON);
        let answer = request.body(form.body()).dispatch().await;
        (answer.status(), answer.into_json().await.unwrap_or_default())
    }

    /// Sends a form that must be accepted; its id.
    async fn submit(&self, form: &Multipart) -> String {
        let (status, receipt) = self.send("/forms/hvac_mep", form).await;
        assert_eq!(status, Status::Created, "{receipt}");
        receipt["submission_id"].as_str().expect("an id").to_owned()
    }
}

/// The owner's chain with one person for each group.
struct Chain {
    test: TestApp,
    inspector: Reviewer,
    operations: Reviewer,
    business: Reviewer,
    procurement: Reviewer,
    general: Reviewer,
}

impl Chain {
    async fn new() -> Chain {
        let test = TestApp::new().await;
        let inspector = Reviewer::new(&test, "inspector").await;
        let operations = Reviewer::new(&test, "reviewer").await;
        let business = Reviewer::new(&test, "reviewer").await;
        let procurement = Reviewer::new(&test, "reviewer").await;
        let general = Reviewer::new(&test, "manager").await;
        let chain = Chain { test, inspector, operations, business, procurement, general };
        assert_eq!(chain.save_flow("same_stage").await, Status::SeeOther);
        chain
    }

    async fn save_flow(&self, after_return: &str) -> Status {
        let who = [
            ("0.0", "Operations manager", &self.operations),
            ("1.0", "Business development", &self.business),
            ("1.1", "Procurement", &self.procurement),
            ("2.0", "General manager", &self.general),
        ];
        let mut fields = vec![("template", "chain".to_owned()), ("after_return", after_return.to_owned())];
        for (id, name, person) in who {
            fields.push(("name", name.to_owned()));
            fields.push(("who", format!("{id}=members")));
            fields.push(("member", format!("{id}={}", person.user)));
        }
        save_flow(&self.test, "hvac_mep", &fields).await.0
    }

    async fn state(&self, id: &str) -> String {
        state(&self.test, id).await
    }
}

/// Posts the flow of a form as an administrator.
async fn save_flow(test: &TestApp, module: &str, fields: &[(&str, String)]) -> (Status, String) {
    let encode = |(name, value): &(&str, String)| format!("{name}={}", RawStr::new(value).percent_encode());
    let body: Vec<String> = fields.iter().map(encode).collect();
    let request = test.client.post(format!("/organisation/approval/{module}"));
    let request = request.header(ContentType::Form).header(Accept::HTML);
    let answer = request.body(body.join("&")).dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

/// State, stage and round of the approval of a submission.
async fn state(test: &TestApp, id: &str) -> String {
    test.sql(&format!(
        "SELECT coalesce((SELECT a.state || ' ' || a.stage || ' ' || a.round FROM approvals a
             JOIN submissions s ON s.id = a.submission_id WHERE s.submission_id = '{id}'), '')"
    ))
    .await
}

/// The steps of a submission, oldest first.
async fn steps(test: &TestApp, id: &str) -> String {
    test.sql(&format!(
        "SELECT coalesce(string_agg(t.kind || ' ' || t.revision || ' ' || t.stage || ' ' || coalesce(t.reviewers_name, '–'),
             E'\\n' ORDER BY t.id), '')
         FROM approval_steps t JOIN submissions s ON s.id = t.submission_id WHERE s.submission_id = '{id}'"
    ))
    .await
}

fn key(n: u32) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}
