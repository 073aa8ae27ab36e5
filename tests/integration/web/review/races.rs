//! Several people at once, over real transactions: one outcome, and a complete history.

use super::{Chain, Reviewer, key, save_flow, state, steps};
use crate::support::app::{Multipart, TestApp, hvac};
use futures::future::join_all;
use injaaz::domain::approval::{
    flow::ApprovalFlow,
    progress::{Decision, Event, Progress},
    step::StepKind,
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use rocket::http::Status;

#[rocket::async_test]
async fn a_double_click_is_one_step() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    let clicks = join_all((0..5).map(|_| chain.operations.approve(&id, 1, 0, 0))).await;
    assert_eq!(clicks, [Status::SeeOther; 5]);
    assert_eq!(steps(&chain.test, &id).await, "approved 1 0 Operations manager");
    let same = hvac(&key(2)).text("correction_reason", "Twice");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let sent = join_all((0..4).map(|_| chain.inspector.send(&path, &same))).await;
    let created = sent.iter().filter(|(status, _)| *status == Status::Created).count();
    assert_eq!((created, sent.iter().filter(|(status, _)| *status == Status::Ok).count()), (1, 3), "{sent:?}");
    assert_eq!(chain.test.count("submission_revisions").await, 1);
}

#[rocket::async_test]
async fn both_of_a_parallel_pair_count_when_they_decide_at_once() {
    let chain = Chain::new().await;
    for n in 1..=8 {
        let id = chain.inspector.submit(&hvac(&key(n))).await;
        chain.operations.approve(&id, 1, 0, 0).await;
        let (first, second) =
            futures::join!(chain.business.approve(&id, 1, 1, 0), chain.procurement.approve(&id, 1, 1, 1));
        assert_eq!([first, second], [Status::SeeOther; 2]);
        assert_eq!(chain.state(&id).await, "in_review 2 1");
    }
}

/// Two reviewers of one group, the two of the other group, and corrections, all at once and in random order, many times.
#[rocket::async_test]
async fn random_interleavings_have_one_outcome_and_a_complete_history() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let (first, second) = (Reviewer::new(&test, "reviewer").await, Reviewer::new(&test, "reviewer").await);
    let managers = [Reviewer::new(&test, "manager").await, Reviewer::new(&test, "manager").await];
    let mut fields = vec![("template", "chain".to_owned()), ("rule", "1=all".to_owned())];
    for (id, role) in [("0.0", "reviewer"), ("1.0", "reviewer"), ("1.1", "manager"), ("2.0", "manager")] {
        fields.push(("name", format!("Group {id}")));
        fields.push(("who", format!("{id}={role}")));
    }
    assert_eq!(save_flow(&test, "hvac_mep", &fields).await.0, Status::SeeOther);
    let flow = test.sql("SELECT flow::text FROM approval_flows").await;
    let flow: ApprovalFlow = serde_json::from_str(&flow).expect("a flow");
    let mut random = StdRng::seed_from_u64(7);
    let mut next_key = 100_000;
    for n in 1..=25 {
        let id = inspector.submit(&hvac(&key(n))).await;
        for _ in 0..8 {
            let now = test.sql(&format!("SELECT revision::text FROM submissions WHERE submission_id = '{id}'")).await;
            let revision: i32 = now.parse().expect("a number");
            let mut acts = Vec::new();
            for reviewer in [&first, &second, &managers[0], &managers[1]] {
                let group = (revision, random.random_range(0..3), random.random_range(0..2));
                let decision =
                    ["approve", "approve", "approve", "approve", "return", "reject"][random.random_range(0..6)];
                acts.push(Act::Decide(reviewer, decision, group));
            }
            next_key += 1;
            acts.push(Act::Correct(&inspector, revision, next_key));
            acts.shuffle(&mut random);
            acts.truncate(random.random_range(1..=5));
            join_all(acts.iter().map(|act| act.run(&id))).await;
        }
        check(&test, &flow, &id).await;
    }
}

enum Act<'a> {
    Decide(&'a Reviewer, &'static str, (i32, usize, usize)),
    Correct(&'a Reviewer, i32, u32),
}

impl Act<'_> {
    async fn run(&self, id: &str) {
        let status = match self {
            Act::Decide(reviewer, decision, at) => {
                reviewer.decide(id, decision, *at, Multipart::new().text("reason", "Look again")).await
            }
            Act::Correct(inspector, revision, number) => {
                let form = hvac(&key(*number)).text("items.0.brand", number.to_string());
                let form = form.text("correction_reason", "Another brand");
                inspector.send(&format!("/submissions/{id}/revisions/{revision}/correct"), &form).await.0
            }
        };
        assert!([Status::SeeOther, Status::Created, Status::Conflict].contains(&status), "{status}");
    }
}

/// The recorded steps, replayed by the state machine, lead to the stored state; and every correction has its revision.
async fn check(test: &TestApp, flow: &ApprovalFlow, id: &str) {
    let recorded = test
        .sql(&format!(
            "SELECT coalesce(string_agg(concat_ws(' ', t.kind, t.round, t.stage, coalesce(t.reviewers, -1), t.revision), ',' ORDER BY t.id), '')
             FROM approval_steps t JOIN submissions s ON s.id = t.submission_id WHERE s.submission_id = '{id}'"
        ))
        .await;
    let (mut at, mut revision) = (Progress::begin(), 1);
    for step in recorded.split(',').filter(|step| !step.is_empty()) {
        let parts: Vec<&str> = step.split(' ').collect();
        let number = |n: usize| parts[n].parse::<i64>().expect("a number");
        let decide = |decision| Event::Decided { group: usize::try_from(number(3)).expect("a group"), decision };
        let event = match StepKind::parse(parts[0]).expect("a kind") {
            StepKind::Approved => decide(Decision::Approve),
            StepKind::Returned => decide(Decision::Return),
            StepKind::Rejected => decide(Decision::Reject),
            StepKind::Closed => Event::Closed,
            StepKind::Corrected => Event::Corrected,
            StepKind::Reopened => Event::Reopened,
        };
        let next = at.after(flow, event).unwrap_or_else(|why| panic!("{why:?} at {step} of {recorded}"));
        if event == Event::Corrected {
            revision += 1;
        } else {
            assert_eq!(number(2), i64::try_from(at.stage).expect("a stage"), "{step} of {recorded}");
        }
        assert_eq!(number(4), revision, "{step} of {recorded}");
        at = next;
    }
    assert_eq!(state(test, id).await, format!("{} {} {}", at.state, at.stage, at.round), "{recorded}");
    let kept = test
        .sql(&format!(
            "SELECT s.revision || ' ' || (SELECT count(*) FROM submission_revisions r WHERE r.submission_id = s.id)
             || ' ' || (SELECT count(*) FROM audit_logs a WHERE a.resource_id = s.id AND a.action LIKE 'approval.%')
             FROM submissions s WHERE submission_id = '{id}'"
        ))
        .await;
    let decisions = recorded.split(',').filter(|step| !step.is_empty() && !step.starts_with("corrected")).count();
    assert_eq!(kept, format!("{revision} {} {decisions}", revision - 1));
    let reports = "SELECT coalesce(max(n), 0)::text
        FROM (SELECT count(*) n FROM jobs WHERE kind = 'make_report' GROUP BY submission_id) j";
    let jobs = test.sql(reports).await;
    assert!(jobs == "0" || jobs == "1", "one report job for each submission");
}
