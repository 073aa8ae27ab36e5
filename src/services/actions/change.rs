//! Changing what an action says, who owns it and until when it is due.

use super::{
    check::{self, ActionInput},
    entry::record,
    make::OWNERS,
    reports::make_reports_again,
    show::find,
};
use crate::{
    app::App,
    domain::{
        action::ActionEntryKind,
        answers,
        audit::actions::AuditAction,
        ids::ActionId,
        job::Lane,
        problem::{Conflict, Problem},
    },
    services::{
        actor::Actor,
        notifications::tell,
        webhooks::events::{self, ActionFacts},
    },
    store::{
        self,
        actions::{ActionChange, ActionRow, PossibleOwner},
    },
};
use diesel_async::AsyncConnection;
use serde_json::{Value, json};
use time::Date;

/// Changes what an action says, who owns it and until when it is due. `version` is the one that the actor has seen.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: &ActionId,
    version: i32,
    input: &ActionInput<'_>,
    today: Date,
) -> Result<(), Problem> {
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let (row, submission) = find(actor, &mut conn, id).await?;
    let owners = store::actions::possible_owners(&mut conn, organisation, OWNERS).await?;
    let owner = match row.owner_id {
        Some(owner) => store::actions::person(&mut conn, owner).await?.map(|(public, _)| (owner, public)),
        None => None,
    };
    let checked = check::check(input, &owners, owner.as_ref(), today).map_err(Problem::Invalid)?;
    let changes = differences(&row, &checked, &owners);
    if changes.as_object().is_none_or(|changes| changes.is_empty()) {
        return Ok(());
    }
    let saving = conn.transaction::<_, Problem, _>(async |conn| {
        if !store::actions::change(conn, organisation, row.id, version, &checked, now).await? {
            return Err(Problem::Conflict(Conflict::ActionChanged));
        }
        if row.owner_id != checked.owner_id {
            tell::action_settled(conn, actor, row.id, now).await?;
            let about = (row.submission_id, row.id);
            tell::assigned(app, conn, actor, about, checked.owner_id, version + 1, now).await?;
        }
        let (severity, due_on) = (checked.severity, checked.due_on);
        let facts = ActionFacts { id, severity, status: row.status, due_on };
        let deliveries = events::action_changed(conn, actor, row.submission_id, facts, now).await?;
        record(conn, actor, row.id, ActionEntryKind::Changed, (None, &[]), Some(changes.clone()), now).await?;
        let details = json!({ "action": id, "changes": changes });
        let audit = actor.audit_of("action", Some(row.id), AuditAction::ActionChanged, details, now);
        store::audit::add(conn, &audit).await?;
        make_reports_again(conn, actor, &submission, now).await?;
        Ok(deliveries)
    });
    saving.await?.wake(app);
    app.jobs.wake(Lane::Reports);
    Ok(())
}

/// The new values of what differs.
fn differences(row: &ActionRow, new: &ActionChange, owners: &[PossibleOwner]) -> Value {
    let mut changes = serde_json::Map::new();
    let mut note = |name: &str, differs: bool, value: Value| {
        if differs {
            changes.insert(name.to_owned(), value);
        }
    };
    note("title", row.title != new.title, json!(new.title));
    note("details", row.details != new.details, json!(true));
    note("severity", row.severity != new.severity, json!(new.severity));
    note("due_on", row.due_on != new.due_on, json!(answers::iso(new.due_on)));
    let owner = new.owner_id.and_then(|id| owners.iter().find(|owner| owner.id == id)).map(|owner| &owner.public_id);
    note("owner", row.owner_id != new.owner_id, json!(owner));
    Value::Object(changes)
}
