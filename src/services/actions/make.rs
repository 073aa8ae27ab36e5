//! Making an action.

use super::{
    check::{self, ActionInput},
    entry::record,
    recurrence::recurs,
    reports::make_reports_again,
    subject::{ActionSubject, ActionTarget, find_subject},
};
use crate::{
    app::App,
    domain::{
        action::{ActionEntryKind, ActionStatus},
        answers,
        audit::actions::AuditAction,
        ids::ActionId,
        job::Lane,
        problem::{Conflict, Problem},
        recurrence::FindingPlace,
    },
    services::{
        actor::Actor,
        corrections::followed_items::MOST_TRIES,
        notifications::tell,
        search_terms,
        webhooks::events::{self, ActionFacts, Deliveries},
    },
    store::{
        self,
        actions::{ActionChange, NewAction, PossibleOwner},
        pool::Connection,
    },
};
use diesel_async::AsyncConnection;
use serde_json::json;
use time::Date;

/// The most members that are offered as owners.
pub(super) const OWNERS: i64 = 500;

/// The members who can own an action.
pub async fn possible_owners(app: &App, actor: &Actor) -> Result<Vec<PossibleOwner>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::actions::possible_owners(&mut conn, actor.organisation_id, OWNERS).await?)
}

/// Makes an action. `today` is the day of the reader, from which the day counts until when it is due. If a correction is
/// saved at the same time, it is made for the revision after that.
pub async fn make(
    app: &App,
    actor: &Actor,
    target: &ActionTarget,
    input: &ActionInput<'_>,
    today: Date,
) -> Result<ActionId, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let mut target = target.clone();
    for _ in 0..MOST_TRIES {
        let subject = find_subject(app, actor, &mut conn, &target).await?;
        let owners = store::actions::possible_owners(&mut conn, actor.organisation_id, OWNERS).await?;
        let checked = check::check(input, &owners, None, today).map_err(Problem::Invalid)?;
        if let Some((id, deliveries)) = save(app, &mut conn, actor, &subject, &checked).await? {
            deliveries.wake(app);
            app.jobs.wake(Lane::Reports);
            return Ok(id);
        }
        target = subject.target;
    }
    Err(Problem::Conflict(Conflict::CorrectedMeanwhile))
}

/// Saves an action about this revision; none if it is not the newest one any more.
async fn save(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    subject: &ActionSubject,
    checked: &ActionChange,
) -> Result<Option<(ActionId, Deliveries)>, Problem> {
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let target = &subject.target;
    let id = ActionId::random();
    let site_key = search_terms::site_key(&subject.site_name);
    let (item, question) = (target.item.as_deref(), target.question.as_deref());
    let finding = FindingPlace::of(&subject.def, &subject.answers, &site_key, item, question).map(|place| place.key());
    let saving = conn.transaction::<_, Problem, _>(async |conn| {
        let recurs = match &finding {
            Some(finding) => recurs(conn, organisation, subject.key, finding, now).await?,
            None => false,
        };
        let row = NewAction {
            action_id: &id,
            organisation_id: organisation,
            submission_id: subject.key,
            module: &subject.module,
            site_name: &subject.site_name,
            site_key: &site_key,
            item,
            question,
            title: &checked.title,
            details: checked.details.as_deref(),
            severity: checked.severity,
            owner_id: checked.owner_id,
            due_on: checked.due_on,
            created_by: actor.user_id,
            created_at: now,
            updated_at: now,
            finding_key: finding.as_ref().map(|finding| finding.as_slice()),
            recurs,
            upload_id: subject.photo.as_ref().map(|(key, _)| *key),
        };
        let key = store::actions::add(conn, &row).await?;
        let details = json!({ "action": id, "submission_id": target.submission, "severity": checked.severity,
            "due_on": answers::iso(checked.due_on) });
        tell::assigned(app, conn, actor, (subject.key, key), checked.owner_id, 1, now).await?;
        let (severity, due_on) = (checked.severity, checked.due_on);
        let facts = ActionFacts { id: &id, severity, status: ActionStatus::Open, due_on };
        let deliveries = events::action_created(conn, actor, subject.key, facts, now).await?;
        record(conn, actor, key, ActionEntryKind::Created, (None, &[]), None, now).await?;
        let audit = actor.audit_of("action", Some(key), AuditAction::ActionMade, details, now);
        store::audit::add(conn, &audit).await?;
        make_reports_again(conn, actor, &target.submission, now).await?;
        match store::submission_revisions::is_newest(conn, organisation, subject.key, subject.revision).await? {
            true => Ok(deliveries),
            false => Err(Problem::Conflict(Conflict::CorrectedMeanwhile)),
        }
    });
    match saving.await {
        Ok(deliveries) => Ok(Some((id, deliveries))),
        Err(Problem::Conflict(Conflict::CorrectedMeanwhile)) => Ok(None),
        Err(problem) => Err(problem),
    }
}
