//! Putting a form of an organisation into use, out of use, and into use again.
//!
//! Input: the form as an administrator saw it. Each step is one transaction with its audit row, and raises the
//! `forms_version` of the organisation, so that every process loads the forms again.
//!
//! Invariants: a version never changes once it is published; two administrators at once make one version, and the second
//! is told that the form has changed.

use super::{
    draft::{find, next_version},
    is_taken,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        form_mistake::DefinitionError,
        ids::ModuleSlug,
        problem::{Conflict, Problem},
    },
    forms::{Forms, identity::Identity},
    services::actor::Actor,
    store::{self, organisation_forms::SeenForm},
};
use diesel_async::AsyncConnection;
use serde_json::json;

/// Why a draft cannot be published.
#[derive(Debug, PartialEq, Eq)]
pub enum PublishRefusal {
    /// There is no draft.
    NoDraft,
    /// This program does not understand the draft, which another version of it did.
    Broken(Vec<DefinitionError>),
    /// The installation got a form of this name meanwhile.
    NameTaken,
}

/// Makes the draft the newest version; its number. A retired form is in use again.
pub async fn publish(
    app: &App,
    actor: &Actor,
    module: &ModuleSlug,
    row_version: i32,
) -> Result<Result<i32, PublishRefusal>, Problem> {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let row = find(&mut conn, organisation, module).await?;
    let Some(draft) = row.draft else { return Ok(Err(PublishRefusal::NoDraft)) };
    let number = next_version(&mut conn, organisation, module).await?;
    if number == 1 && is_taken(app, &mut conn, organisation, module).await? {
        return Ok(Err(PublishRefusal::NameTaken));
    }
    let definition = Identity { module: Some(module), version: Some(number), title: None }.put_into(&draft);
    match Forms::parse(&definition, "") {
        Ok(def) if def.module == *module && def.version == number => {}
        Ok(_) => return Ok(Err(PublishRefusal::Broken(Vec::new()))),
        Err(errors) => return Ok(Err(PublishRefusal::Broken(errors.0))),
    }
    let seen = SeenForm { id: row.id, row_version };
    let details = json!({ "module": module, "version": number });
    let audit = actor.audit_of("form", Some(row.id), AuditAction::FormPublished, details, now);
    conn.transaction(async |conn| {
        if !store::organisation_forms::put_into_use(conn, organisation, seen, now).await? {
            return Err(Problem::Conflict(Conflict::FormChanged));
        }
        store::organisation_forms::add_version(conn, organisation, module, (number, &definition), now).await?;
        store::organisation_forms::raise_forms_version(conn, organisation).await?;
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    Ok(Ok(number))
}

/// Takes a form out of use, or brings it back: what was sent stays, and nothing new is accepted meanwhile.
pub async fn retire(
    app: &App,
    actor: &Actor,
    module: &ModuleSlug,
    row_version: i32,
    is_retired: bool,
) -> Result<(), Problem> {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let row = find(&mut conn, organisation, module).await?;
    if row.retired_at.is_some() == is_retired {
        return Ok(());
    }
    if store::organisation_forms::newest_version(&mut conn, organisation, module).await?.is_none() {
        return Err(Problem::Conflict(Conflict::FormChanged));
    }
    let seen = SeenForm { id: row.id, row_version };
    let action = if is_retired { AuditAction::FormRetired } else { AuditAction::FormBroughtBack };
    let audit = actor.audit_of("form", Some(row.id), action, json!({ "module": module }), now);
    let retired_at = is_retired.then_some(now);
    conn.transaction(async |conn| {
        if !store::organisation_forms::set_retired(conn, organisation, seen, retired_at, now).await? {
            return Err(Problem::Conflict(Conflict::FormChanged));
        }
        store::organisation_forms::raise_forms_version(conn, organisation).await?;
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}
