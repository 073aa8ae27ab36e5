//! The time of a stage: when it is due, who is told, and what is refused.

use super::{Reviewer, key, save_flow, state};
use crate::support::{
    app::{TestApp, hvac},
    forms::complete_hvac,
};
use rocket::http::Status;
use time::Duration;

/// A chain with two days for the first stage and five for the last one; every group is a role.
async fn save_chain(test: &TestApp, first: &str) -> (Status, String) {
    let mut fields = vec![("template", "chain".to_owned()), ("due[0]", first.to_owned()), ("due[2]", "5".to_owned())];
    for id in ["0.0", "1.0", "1.1", "2.0"] {
        fields.push(("name", format!("Group {id}")));
        fields.push(("who", format!("{id}={}", if id == "2.0" { "manager" } else { "reviewer" })));
    }
    save_flow(test, "hvac_mep", &fields).await
}

async fn days_left(test: &TestApp, id: &str) -> String {
    let due = format!(
        "SELECT coalesce((a.due_at - a.waiting_since)::text, 'none') FROM approvals a
         JOIN submissions s ON s.id = a.submission_id WHERE s.submission_id = '{id}'"
    );
    test.sql(&due).await
}

#[rocket::async_test]
async fn each_stage_is_due_after_its_days() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let reviewer = Reviewer::new(&test, "reviewer").await;
    let manager = Reviewer::new(&test, "manager").await;
    assert_eq!(save_chain(&test, "2").await.0, Status::SeeOther);
    // A form without files is saved in one statement, one with photos in several.
    let ids = [inspector.submit(&hvac(&key(1))).await, inspector.submit(&complete_hvac(&key(2)).form).await];
    for id in &ids {
        assert_eq!(days_left(&test, id).await, "2 days");
    }
    let id = &ids[0];
    for path in ["/review".to_owned(), format!("/submissions/{id}")] {
        let (_, page) = reviewer.page(&path).await;
        assert!(page.contains("Due:") && !page.contains("Overdue"), "{path}: {page}");
    }
    test.advance(Duration::days(2) + Duration::seconds(1));
    for path in ["/review".to_owned(), format!("/submissions/{id}")] {
        let (_, page) = reviewer.page(&path).await;
        assert!(page.contains("Overdue"), "{path}: {page}");
    }
    assert_eq!(reviewer.approve(id, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(days_left(&test, id).await, "none", "the second stage has no time");
    for group in [0, 1] {
        assert_eq!(reviewer.approve(id, 1, 1, group).await, Status::SeeOther);
    }
    assert_eq!(days_left(&test, id).await, "5 days");
    assert_eq!(manager.approve(id, 1, 2, 0).await, Status::SeeOther);
    assert_eq!((state(&test, id).await.as_str(), days_left(&test, id).await.as_str()), ("approved 2 1", "none"));
}

#[rocket::async_test]
async fn the_days_are_whole_numbers_within_limits() {
    let test = TestApp::new().await;
    for days in ["0", "91", "-1", "1.5", "soon", "999999999999"] {
        let (status, page) = save_chain(&test, days).await;
        assert_eq!(status, Status::UnprocessableEntity, "{days}");
        assert!(page.contains("from 1 to 90 for stage 1") && page.contains("Group 1.1"), "{days}: {page}");
    }
    assert_eq!(test.count("approval_flows").await, 0);
    // Digits as they are typed in Arabic.
    assert_eq!(save_chain(&test, " ٣ ").await.0, Status::SeeOther);
    assert_eq!(test.sql("SELECT first_due_days::text FROM approval_flows").await, "3");
    let administrator = Reviewer::new(&test, "administrator").await;
    let (_, page) = administrator.page("/organisation/approval/hvac_mep").await;
    for field in ["name=\"due[0]\" value=\"3\"", "name=\"due[1]\" value=\"\"", "name=\"due[2]\" value=\"5\""] {
        assert!(page.contains(field), "{field}: {page}");
    }
}

#[rocket::async_test]
async fn reviewers_are_told_once_when_their_time_has_passed() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let reviewer = Reviewer::new(&test, "reviewer").await;
    let manager = Reviewer::new(&test, "manager").await;
    assert_eq!(save_chain(&test, "2").await.0, Status::SeeOther);
    let id = inspector.submit(&hvac(&key(1))).await;
    let told = async || {
        let told = "SELECT coalesce(string_agg(user_id || CASE WHEN read_at IS NULL THEN '' ELSE ' read' END, ' '
            ORDER BY id), '') FROM notifications WHERE kind = 'decision_overdue'";
        test.sql(told).await
    };
    assert_eq!(test.run_periodic("notifications.stages").await, 0);
    test.advance(Duration::days(2) + Duration::seconds(1));
    assert_eq!(test.run_periodic("notifications.stages").await, 1);
    assert_eq!(test.run_periodic("notifications.stages").await, 0, "a repeated run tells nothing");
    assert_eq!(told().await, reviewer.user);
    let (_, page) = reviewer.page("/notifications").await;
    assert!(page.contains("Your decision is overdue") && page.contains(&id), "{page}");

    assert_eq!(reviewer.approve(&id, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(told().await, format!("{} read", reviewer.user), "nothing is left to decide");
    for group in [0, 1] {
        assert_eq!(reviewer.approve(&id, 1, 1, group).await, Status::SeeOther);
    }
    test.advance(Duration::days(6));
    assert_eq!(test.run_periodic("notifications.stages").await, 1);
    assert_eq!(told().await, format!("{} read {}", reviewer.user, manager.user), "the last stage has other reviewers");
    // What has been overdue for long is not told to those who become reviewers later.
    test.advance(Duration::days(60));
    Reviewer::new(&test, "manager").await;
    assert_eq!(test.run_periodic("notifications.stages").await, 0);
}
