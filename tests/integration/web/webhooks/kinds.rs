//! Every kind of event, with what it says.

use super::{DELIVER, TestWebhook, app};
use crate::{
    support::{
        app::{Browser, Multipart, TestApp, hvac},
        forms::complete_hvac,
        receiver::Receiver,
    },
    web::{
        links::{link, responses},
        public,
    },
};
use futures::FutureExt;
use injaaz::{domain::webhook::EventKind, jobs::Runner};
use rocket::http::{Accept, Status};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// The members of an inspection that goes through everything.
struct KindsFixture {
    test: TestApp,
    receiver: Receiver,
    webhook: TestWebhook,
    inspector: Browser,
    reviewer: Browser,
}

impl KindsFixture {
    async fn new() -> KindsFixture {
        let test = app().await;
        let receiver = Receiver::start().await;
        let kinds: Vec<&str> = EventKind::offered().map(EventKind::as_str).collect();
        let webhook = TestWebhook::add(&test, &receiver.url, &kinds).await;
        let (inspector, reviewer) = (test.signed_in("inspector").await, test.signed_in("reviewer").await);
        test.execute("UPDATE users SET full_name = 'Sara Al Mansoori' WHERE email LIKE 'inspector-%'").await;
        KindsFixture { test, receiver, webhook, inspector, reviewer }
    }

    async fn send(&self, by: &Browser, path: &str, form: &Multipart) -> Value {
        let request = by.post(path.to_owned()).header(form.content_type()).header(Accept::JSON);
        request.body(form.body()).dispatch().await.into_json().await.unwrap_or_default()
    }

    async fn submit(&self, key: &str) -> String {
        let receipt = self.send(&self.inspector, "/forms/hvac_mep", &hvac(key)).await;
        receipt["submission_id"].as_str().unwrap_or_else(|| panic!("{receipt}")).to_owned()
    }

    async fn decide(&self, id: &str, decision: &str, revision: i32) {
        let form = Multipart::new()
            .text("decision", decision)
            .text("revision", revision.to_string())
            .text("stage", "0")
            .text("group", "0")
            .text("reason", if decision == "approve" { "" } else { "The floor is missing" });
        let request = self.reviewer.post(format!("/review/{id}")).header(form.content_type()).header(Accept::HTML);
        assert_eq!(request.body(form.body()).dispatch().await.status(), Status::SeeOther, "{decision}");
    }

    /// That the act before has woken the delivery, without waiting for the next run of the periodic job.
    fn assert_woken(&self, act: &str) {
        assert!(is_woken(&self.test), "{act}");
    }

    /// What is sent now.
    async fn sent(&mut self) -> Vec<Value> {
        self.test.run_periodic(DELIVER).await;
        let events = self.receiver.so_far();
        assert!(events.iter().all(|event| self.webhook.has_signed(event)));
        events.iter().map(|event| event.json()).collect()
    }
}

/// Whether a run of the delivery was requested; the requests are taken.
fn is_woken(test: &TestApp) -> bool {
    let next = || test.app.jobs.next_requested(&HashSet::new()).now_or_never();
    std::iter::from_fn(next).collect::<Vec<_>>().contains(&DELIVER)
}

/// One event of every kind, as it was sent.
pub(super) async fn one_of_each() -> BTreeMap<String, Value> {
    let by_kind = |event: Value| (event["type"].as_str().expect("a type").to_owned(), event);
    everything().await.into_iter().map(by_kind).collect()
}

/// Events of every kind as they were sent, those of each inspection in their order.
async fn everything() -> Vec<Value> {
    let mut fixture = KindsFixture::new().await;
    let flow = "template=one_reviewer&name=Reviewer&who=0.0%3Dreviewer";
    fixture.test.client.press("/organisation/approval/hvac_mep", flow).await;
    assert!(!is_woken(&fixture.test), "nothing has happened");
    let id = fixture.submit("webhook-kinds-01").await;
    fixture.assert_woken("a submission in one statement");
    fixture.test.run_jobs().await;
    fixture.decide(&id, "return", 1).await;
    fixture.assert_woken("a decision");
    let correction = hvac("webhook-kinds-02").text("items.0.brand", "Wilo").text("correction_reason", "Wrong brand");
    let corrected =
        fixture.send(&fixture.inspector, &format!("/submissions/{id}/revisions/1/correct"), &correction).await;
    assert_eq!(corrected["submission_id"], id, "{corrected}");
    fixture.assert_woken("a correction");
    assert_eq!(fixture.reviewer.press(&format!("/comments/{id}"), "body=Private+words").await.status, Status::SeeOther);
    fixture.assert_woken("a comment");
    fixture.decide(&id, "approve", 2).await;
    fixture.assert_woken("the last decision");
    let action = format!("submission={id}&action.title=Private+words&action.severity=low&action.due_on=2026-06-01");
    let action = fixture.test.client.press("/actions", &action).await.location;
    let action = action.split('?').next().expect("an address").to_owned();
    fixture.assert_woken("a new action");
    let step = Multipart::new().text("step", "start").text("note", "");
    let begun = fixture.inspector.post(format!("{action}/work")).header(step.content_type()).header(Accept::HTML);
    assert_eq!(begun.body(step.body()).dispatch().await.status(), Status::SeeOther);
    fixture.assert_woken("a step of an action");
    let changed = "version=2&action.title=Private+words&action.severity=high&action.due_on=2026-06-01";
    assert_eq!(fixture.test.client.press(&action, changed).await.status, Status::SeeOther);
    fixture.assert_woken("a changed action");
    fixture.test.run_jobs().await;
    let shared = link(&fixture.test, &id.parse().expect("an id"), responses::OPEN).await;
    let stranger = fixture.test.stranger().await;
    let page = responses::read(&stranger, &shared).await;
    let response = responses::response(&page, "disputed", "Private words", "Private words");
    assert_eq!(responses::respond(&stranger, &shared, &response).await.0, Status::Ok);
    fixture.assert_woken("a response of a client");
    let rejected = fixture.submit("webhook-kinds-03").await;
    fixture.decide(&rejected, "reject", 1).await;
    fixture.assert_woken("a rejection");
    fixture.webhook.press(&fixture.test, "/test", "").await;
    let events = fixture.sent().await;
    for event in &events {
        assert!(!event.to_string().contains("Private words"), "texts of members are not sent: {event}");
    }
    events
}

#[rocket::async_test]
async fn every_kind_is_sent_with_what_it_says() {
    let events = everything().await;
    let by_kind = |event: &Value| (event["type"].as_str().expect("a type").to_owned(), event.clone());
    let all: BTreeMap<String, Value> = events.iter().map(by_kind).collect();
    let kinds: Vec<&str> = all.keys().map(String::as_str).collect();
    let mut expected: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(kinds, expected);
    let fact = |kind: &str, name: &str| all[kind]["data"][name].clone();
    assert_eq!(fact("client.responded", "response"), "disputed");
    assert_eq!(fact("client.responded", "read_revision"), 2);
    assert_eq!(fact("client.responded", "actor"), Value::Null);
    assert_eq!(fact("submission.corrected", "revision"), 2);
    assert_eq!(fact("submission.corrected", "reopened"), false);
    assert_eq!(fact("submission.corrected", "actor"), "Sara Al Mansoori");
    assert_eq!(fact("submission.created", "approval"), "in_review");
    assert_eq!(fact("submission.created", "site_name"), "Marina Tower");
    assert_eq!(fact("report.ready", "status"), "completed");
    assert_eq!(fact("report.ready", "actor"), Value::Null);
    assert_eq!(fact("submission.approved", "approval"), "approved");
    assert_eq!(fact("submission.rejected", "approval"), "rejected");
    let decided = |id: Value| -> Vec<&str> {
        let steps = events.iter().filter(|event| event["type"] == "approval.step");
        let own = steps.filter(|event| event["data"]["submission_id"] == id);
        own.filter_map(|event| event["data"]["decision"].as_str()).collect()
    };
    assert_eq!(decided(fact("submission.approved", "submission_id")), ["returned", "approved"]);
    assert_eq!(decided(fact("submission.rejected", "submission_id")), ["rejected"]);
    assert_eq!((fact("approval.step", "stage"), fact("approval.step", "reviewers")), (1.into(), "Reviewer".into()));
    assert_eq!(
        (fact("action.changed", "severity"), fact("action.changed", "action_status")),
        ("high".into(), "in_progress".into())
    );
    assert_eq!(fact("action.created", "due_on"), "2026-06-01");
    let (url, id) = (fact("report.ready", "pdf_url"), fact("report.ready", "submission_id"));
    let path = format!("/api/v1/submissions/{}/reports/pdf", id.as_str().unwrap_or_default());
    assert!(url.as_str().is_some_and(|url| url.starts_with("http://") && url.ends_with(&path)), "{url}");
}

/// A name that is erased before an event is sent is not sent.
#[rocket::async_test]
async fn the_name_is_that_of_the_account_when_it_is_sent() {
    let mut fixture = KindsFixture::new().await;
    fixture.submit("webhook-names-01").await;
    fixture.test.execute("UPDATE users SET full_name = '–' WHERE email LIKE 'inspector-%'").await;
    let sent = fixture.sent().await;
    assert_eq!((sent[0]["type"].as_str(), sent[0]["data"]["actor"].as_str()), (Some("submission.created"), Some("–")));
}

/// What a refused step would have said is not sent.
#[rocket::async_test]
async fn a_step_that_is_rolled_back_is_no_event() {
    let mut fixture = KindsFixture::new().await;
    let id = fixture.submit("webhook-rollback-01").await;
    fixture
        .test
        .execute("ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_closed CHECK (action <> 'comment.added')")
        .await;
    let refused = fixture.reviewer.press(&format!("/comments/{id}"), "body=Words").await;
    assert_eq!(refused.status, Status::InternalServerError);
    assert_eq!(fixture.test.sql("SELECT string_agg(kind, ' ') FROM webhook_deliveries").await, "submission.created");
    fixture.test.execute("ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_closed").await;
    assert_eq!(fixture.sent().await.len(), 1);
}

#[rocket::async_test]
async fn what_was_sent_through_a_public_link_is_an_event_when_it_is_accepted() {
    let mut fixture = KindsFixture::new().await;
    let address = public::hvac_link(&fixture.test).await;
    let stranger = fixture.test.stranger().await;
    let (status, receipt) = public::send(&stranger, &address, &complete_hvac(public::KEY).form).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert!(fixture.sent().await.is_empty());
    let id = fixture.test.sql("SELECT submission_id FROM pending_submissions").await;
    let accepted = fixture.test.client.press(&format!("/pending-submissions/{id}/accept"), "").await;
    assert_eq!(accepted.status, Status::SeeOther, "{}", accepted.page);
    let sent = fixture.sent().await;
    assert_eq!((sent.len(), sent[0]["type"].as_str()), (1, Some("submission.created")));
    let whose = "SELECT count(*)::text FROM webhook_deliveries d JOIN users u ON u.id = d.caused_by
        WHERE u.email LIKE 'administrator-%'";
    assert_eq!(fixture.test.sql(whose).await, "1", "who accepted it");
}

#[rocket::async_test]
async fn only_events_that_a_webhook_asks_for_wake_the_delivery() {
    let (test, receiver) = (app().await, Receiver::start().await);
    let id = test.submit("hvac_mep", &hvac("webhook-wake-01")).await;
    test.submit("hvac_mep", &complete_hvac("webhook-wake-02").form).await;
    assert!(!is_woken(&test), "there is no webhook");
    TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    assert_eq!(test.client.press(&format!("/comments/{id}"), "body=Look").await.status, Status::SeeOther);
    assert!(!is_woken(&test), "comments are not asked for");
    // With files it is a transaction of several statements.
    test.submit("hvac_mep", &complete_hvac("webhook-wake-03").form).await;
    assert!(is_woken(&test));
}

/// The periodic run is not due for a year, so only the wake-up can send the event.
#[rocket::async_test]
async fn reports_wake_the_delivery_of_the_process_that_made_them() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &["report.ready"]).await;
    test.execute(
        "UPDATE periodic_jobs SET next_run_at = now() + interval '1 year', lease_token = NULL, lease_expires_at = NULL",
    )
    .await;
    test.submit("hvac_mep", &hvac("webhook-wake-04")).await;
    let runner = Runner::start(&test.app);
    assert_eq!(receiver.event().await.kind(), "report.ready");
    runner.stop().await;
}
