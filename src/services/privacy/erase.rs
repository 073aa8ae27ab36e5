//! Erasure of a person, in one transaction: a crash leaves either everything or nothing of it done.

use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::PrivacyRequestId,
        privacy::PrivacyState,
        problem::{Problem, Resource},
    },
    services::{actor::Actor, administrators, email, jobs::Claim, remove_files},
    store::{self, error::cross_tenant_connection},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

pub async fn erase_person(app: &App, claim: &Claim, id: &PrivacyRequestId) -> Result<(), Problem> {
    let now = app.clock.now();
    let organisation = claim.tenant()?;
    // Other memberships decide whether the account is closed, and they are visible across tenants only.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let request = store::privacy_requests::by_id(&mut conn, organisation, id).await?;
    let request = request.ok_or(Problem::NotFound(Resource::PrivacyRequest))?;
    let system = Actor::system(app, organisation);
    let copies = conn
        .transaction::<_, DbError, _>(async |conn| {
            // First, because a worker that lost the lease must not change anything.
            if !store::jobs::finish(conn, claim.id, &claim.token).await? {
                return Err(DbError::RollbackTransaction);
            }
            if administrators::is_last(conn, organisation, request.user_id).await? {
                let refused = PrivacyState::Refused;
                store::privacy_requests::end(conn, organisation, request.id, refused, None, now).await?;
                let details = json!({ "request": id });
                let audit =
                    system.audit_of("user", Some(request.user_id), AuditAction::PersonEraseRefused, details, now);
                store::audit::add(conn, &audit).await?;
                return Ok(Vec::new());
            }
            let address = store::users::by_id(conn, request.user_id).await?.map(|user| user.email);
            let closed = store::personal_data::erase::erase(conn, organisation, request.user_id, now).await?;
            // Afterwards, because the erasure waits for a password reset that is being prepared.
            if let Some(address) = &address {
                email::withdraw(app, conn, Some(organisation), address).await?;
                // E-mails of the system concern the account, which lives on for other organisations.
                if closed {
                    email::withdraw(app, conn, None, address).await?;
                }
            }
            let copies = store::privacy_requests::withdraw_exports(conn, organisation, request.user_id, now).await?;
            let done = PrivacyState::Done;
            store::privacy_requests::end(conn, organisation, request.id, done, None, now).await?;
            let details = json!({ "request": id, "account_closed": closed });
            let audit = system.audit_of("user", Some(request.user_id), AuditAction::PersonErased, details, now);
            store::audit::add(conn, &audit).await?;
            fail::fail_point!("privacy.before_commit");
            Ok(copies)
        })
        .await
        .map_err(|error| match error {
            DbError::RollbackTransaction => claim.lease_lost(),
            other => other.into(),
        })?;
    // A crash before this leaves export files that no row refers to; the clean-up removes them.
    remove_files(app, move |files| copies.iter().for_each(|id| files.remove_export(id))).await
}
