//! The actions of the demo: about a few submissions, in every status, one of them overdue, and one about a finding that
//! recurs.

use crate::{
    app::App,
    domain::{
        action::{ActionGroup, ActionStep},
        answers,
        ids::SubmissionKey,
    },
    services::{
        actions::{self, ActionInput, ActionNote, ActionTarget, list},
        actor::Actor,
        users::plain,
    },
    store,
};
use anyhow::Context;
use time::{Date, Duration};

struct DemoAction {
    /// The number of the submission.
    about: u32,
    /// The question of the first item that it is about; none: the whole submission.
    question: Option<&'static str>,
    title: &'static str,
    severity: &'static str,
    /// Days from today; none: as the severity asks.
    due_in: Option<i64>,
    steps: &'static [(ActionStep, &'static str)],
}

const ACTIONS: [DemoAction; 7] = [
    // The same pump at the same site as in the next one, which therefore recurs.
    DemoAction {
        about: 18,
        question: Some("comments"),
        title: "Grease the bearing of the secondary pump",
        severity: "medium",
        due_in: None,
        steps: &[(ActionStep::Finish, "Greased. It runs cool."), (ActionStep::Verify, "")],
    },
    DemoAction {
        about: 0,
        question: Some("comments"),
        title: "Replace the bearing of the secondary pump",
        severity: "high",
        due_in: Some(-2),
        steps: &[(ActionStep::Start, "")],
    },
    DemoAction {
        about: 9,
        question: None,
        title: "Renew the batteries of two emergency lights",
        severity: "critical",
        due_in: None,
        steps: &[],
    },
    DemoAction {
        about: 6,
        question: None,
        title: "ضبط اتزان مروحة الشفط",
        severity: "medium",
        due_in: None,
        steps: &[(ActionStep::Finish, "تم ضبط الاتزان والاهتزاز ضمن الحد المسموح.")],
    },
    DemoAction {
        about: 3,
        question: None,
        title: "Treat the drain pan of the fan coil unit again",
        severity: "low",
        due_in: None,
        steps: &[(ActionStep::Finish, "Treated and flushed."), (ActionStep::Verify, "")],
    },
    DemoAction {
        about: 15,
        question: None,
        title: "Fit a second pressure gauge at the booster pumps",
        severity: "low",
        due_in: None,
        steps: &[(ActionStep::Decline, "The building management system reads the pressure.")],
    },
    DemoAction {
        about: 1,
        question: None,
        title: "Ask for a quotation for the retaining wall",
        severity: "medium",
        due_in: Some(5),
        steps: &[],
    },
];

/// Makes them once. The inspector works on them, the reviewer decides. `key_of` gives the key of the submission with a
/// number.
pub(super) async fn prepare(
    app: &App,
    inspector: &Actor,
    key_of: impl Fn(u32) -> anyhow::Result<SubmissionKey>,
    today: Date,
) -> anyhow::Result<()> {
    let everything = list::Filter { group: Some(ActionGroup::All), ..list::Filter::default() };
    if !list::page(app, inspector, &everything, today).await.map_err(plain)?.rows.is_empty() {
        return Ok(());
    }
    let mut conn = inspector.connection(&app.pool).await.map_err(plain)?;
    let reviewer = store::users::by_email(&mut conn, "reviewer@demo.example").await?;
    let owner = store::users::by_email(&mut conn, "inspector@demo.example").await?;
    drop(conn);
    let reviewer = Actor { user_id: reviewer.map(|user| user.id), ..inspector.clone() };
    let owner = owner.map(|user| user.public_id.to_string()).unwrap_or_default();
    for action in ACTIONS {
        let mut conn = inspector.connection(&app.pool).await.map_err(plain)?;
        let row = store::submissions::by_key(&mut conn, inspector.organisation_id, &key_of(action.about)?).await?;
        drop(conn);
        let submission = row.context("a demo submission is missing")?.submission_id;
        let due_on = action.due_in.map(|days| answers::iso(today + Duration::days(days))).unwrap_or_default();
        let input =
            ActionInput { title: action.title, severity: action.severity, owner: &owner, due_on: &due_on, details: "" };
        let target = ActionTarget {
            submission,
            item: action.question.map(|_| "items.0".to_owned()),
            question: action.question.map(str::to_owned),
            photo: None,
            read_on: None,
        };
        let id = actions::make(app, &reviewer, &target, &input, today).await.map_err(plain)?;
        for (step, text) in action.steps {
            let actor = if step.is_decision() { &reviewer } else { inspector };
            actions::take_step(app, actor, &id, *step, ActionNote { text, photos: &[] }).await.map_err(plain)?;
        }
    }
    Ok(())
}
