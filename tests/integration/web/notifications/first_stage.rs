//! The job that notifies the reviewers of a new submission.

use super::{Member, key, one_reviewer};
use crate::support::{
    app::{TestApp, hvac},
    forms::complete_hvac,
};
use rocket::http::Status;

const WAITING: &str = "SELECT count(*)::text FROM jobs WHERE kind = 'notify_reviewers' AND finished_at IS NULL";

/// With photos a submission is saved in several statements, without them in one.
#[rocket::async_test]
async fn the_job_is_saved_with_a_submission_that_needs_an_approval() {
    let test = TestApp::new().await;
    let reviewer = Member::new(&test, "reviewer").await;
    test.submit("hvac_mep", &hvac(&key(1))).await;
    assert_eq!(test.sql(WAITING).await, "0", "the form has no approval");
    one_reviewer(&test, "reviewer").await;
    for (n, form) in [hvac(&key(2)), complete_hvac(&key(3)).form].iter().enumerate() {
        test.submit("hvac_mep", form).await;
        assert_eq!(test.sql(WAITING).await, (n + 1).to_string());
    }
    assert_eq!(reviewer.told(&test).await, "");
    test.run_jobs().await;
    assert_eq!(reviewer.told(&test).await, "decision_wanted decision_wanted");
    assert_eq!(test.sql(WAITING).await, "0");
}

#[rocket::async_test]
async fn nobody_is_notified_of_a_stage_that_has_ended() {
    let test = TestApp::new().await;
    let (inspector, reviewer) = (Member::new(&test, "inspector").await, Member::new(&test, "reviewer").await);
    one_reviewer(&test, "reviewer").await;
    let id = test.submit("hvac_mep", &hvac(&key(1))).await.to_string();
    assert_eq!(reviewer.decide(&id, "approve", 0, 0).await, Status::SeeOther);
    test.run_jobs().await;
    assert_eq!(reviewer.told(&test).await, "");
    assert_eq!(inspector.told(&test).await, "");
    let failed = "SELECT count(*)::text FROM jobs WHERE failed_at IS NOT NULL";
    assert_eq!(test.sql(failed).await, "0");
}

/// The forms of the application have one group at the first stage; stored flows can have more.
#[rocket::async_test]
async fn the_groups_that_have_not_approved_are_notified() {
    let test = TestApp::new().await;
    let (reviewer, manager) = (Member::new(&test, "reviewer").await, Member::new(&test, "manager").await);
    one_reviewer(&test, "reviewer").await;
    test.execute(
        "UPDATE approval_flows SET first_waits = '{role:reviewer,role:manager}', flow = jsonb_set(flow,
             '{stages,0,groups,1}', '{\"name\": \"Managers\", \"who\": {\"role\": \"manager\"}, \"signature\": false}')",
    )
    .await;
    let id = test.submit("hvac_mep", &hvac(&key(1))).await.to_string();
    assert_eq!(reviewer.decide(&id, "approve", 0, 0).await, Status::SeeOther);
    test.run_jobs().await;
    assert_eq!((reviewer.told(&test).await.as_str(), manager.told(&test).await.as_str()), ("", "decision_wanted"));
}
