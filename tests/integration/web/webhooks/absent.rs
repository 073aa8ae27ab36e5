//! Events of what a delegate did for an absent member: they name both.

use super::{DELIVER, TestWebhook, app};
use crate::support::{
    app::{Browser, Multipart, TestApp, hvac},
    receiver::Receiver,
};
use rocket::http::{Accept, Status};
use serde_json::Value;

const KINDS: [&str; 5] =
    ["submission.created", "submission.corrected", "approval.step", "submission.approved", "submission.rejected"];
const TODAY: &str = "2026-03-14";

/// A reviewer with this name, and the key of their account.
async fn reviewer(test: &TestApp, name: &str) -> (Browser, String) {
    let browser = test.signed_in("reviewer").await;
    let user = test.sql("SELECT max(id)::text FROM users WHERE email LIKE 'reviewer-%'").await;
    test.execute(&format!("UPDATE users SET full_name = '{name}' WHERE id = {user}")).await;
    (browser, user)
}

async fn post(browser: &Browser, path: &str, form: &Multipart) -> (Status, Value) {
    let request = browser.post(path.to_owned()).header(form.content_type()).header(Accept::JSON);
    let answer = request.body(form.body()).dispatch().await;
    (answer.status(), answer.into_json().await.unwrap_or_default())
}

async fn decide(browser: &Browser, id: &str, decision: &str, revision: &str) -> Status {
    let form = Multipart::new()
        .text("decision", decision)
        .text("revision", revision)
        .text("stage", "0")
        .text("group", "0")
        .text("reason", "As agreed");
    let request = browser.post(format!("/review/{id}")).header(form.content_type()).header(Accept::HTML);
    request.body(form.body()).dispatch().await.status()
}

/// Kind, who acted, and for whom.
async fn sent(test: &TestApp, receiver: &mut Receiver) -> Vec<String> {
    test.run_periodic(DELIVER).await;
    let name = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    let line = |event: Value| {
        let data = &event["data"];
        let absent = data.get("for_name").map_or_else(|| "not said".to_owned(), name);
        format!("{} {} {absent}", name(&event["type"]), name(&data["actor"]))
    };
    receiver.so_far().iter().map(|event| line(event.json())).collect()
}

#[rocket::async_test]
async fn what_a_delegate_does_names_the_absent_member() {
    let (test, mut receiver) = (app().await, Receiver::start().await);
    TestWebhook::add(&test, &receiver.url, &KINDS).await;
    let ((absent_browser, absent), (delegate, _)) =
        (reviewer(&test, "Absent").await, reviewer(&test, "Delegate").await);
    let flow = format!("template=one_reviewer&name=Reviewer&who=0.0%3Dmembers&member=0.0%3D{absent}");
    test.client.press("/organisation/approval/hvac_mep", &flow).await;
    test.execute("UPDATE approval_flows SET flow = jsonb_set(flow, '{stages,0,groups,0,may_correct}', 'true')").await;
    let public = test.sql("SELECT public_id FROM users WHERE full_name = 'Delegate'").await;
    let away = format!("first_day={TODAY}&last_day={TODAY}&delegate={public}");
    let entered = absent_browser.press("/account/absence", &away).await;
    assert_eq!(entered.status, Status::SeeOther, "{}", entered.page);
    let mut ids = Vec::new();
    for number in 1..=3 {
        let (status, receipt) =
            post(&test.client, "/forms/hvac_mep", &hvac(&format!("webhook-absent-0{number}"))).await;
        assert_eq!(status, Status::Created, "{receipt}");
        ids.push(receipt["submission_id"].as_str().expect("an id").to_owned());
    }
    assert!(sent(&test, &mut receiver).await.iter().all(|line| line.ends_with(" not said")), "nobody is absent");

    let correction = hvac("webhook-absent-04").text("items.0.brand", "Wilo").text("correction_reason", "Wrong brand");
    let path = format!("/submissions/{}/revisions/1/correct", ids[0]);
    assert_eq!(post(&delegate, &path, &correction).await.0, Status::Created);
    assert_eq!(decide(&delegate, &ids[0], "approve", "2").await, Status::SeeOther);
    assert_eq!(decide(&delegate, &ids[1], "reject", "1").await, Status::SeeOther);
    assert_eq!(decide(&absent_browser, &ids[2], "approve", "1").await, Status::SeeOther);
    let mut events = sent(&test, &mut receiver).await;
    events.sort();
    let mut expected = [
        "submission.corrected Delegate Absent",
        "approval.step Delegate Absent",
        "submission.approved Delegate Absent",
        "approval.step Delegate Absent",
        "submission.rejected Delegate Absent",
        "approval.step Absent –",
        "submission.approved Absent –",
    ];
    expected.sort_unstable();
    assert_eq!(events, expected);

    // Names are those of the accounts when an event is sent.
    let copy = format!("SELECT count(*)::text FROM webhook_deliveries WHERE absent_id = {absent}");
    assert_eq!(test.sql(&copy).await, "5");
    test.execute("UPDATE users SET full_name = '–' WHERE full_name = 'Absent'").await;
    test.execute("UPDATE webhook_deliveries SET state = 'waiting', attempts = 0").await;
    let again = sent(&test, &mut receiver).await;
    assert!(again.iter().all(|line| !line.contains("Absent")), "{again:?}");
}
