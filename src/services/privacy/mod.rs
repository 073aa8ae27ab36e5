//! Privacy requests of a person: an export of all data about them, or their erasure.
//!
//! Both are jobs. Only the person, and the member who requested it, can download an export, by a signed link, for a
//! week. Submissions are records of the organisation: they remain after an erasure, without the person's account.

mod erase;
mod export;

pub use erase::erase_person;
pub use export::export_person;

use super::{
    actor::Actor,
    administrators, blocking, jobs, opening_problem,
    uploads::{OpenFile, open_file},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{PrivacyRequestId, UserId},
        job::{ErasePerson, ExportPerson, Lane},
        privacy::{PrivacyKind, PrivacyState},
        problem::{Conflict, Problem, Resource},
        validate::{FieldError, Subject, ValidationCode},
    },
    security::{KeyPurpose, signed_token},
    store::{
        self,
        personal_data::Person,
        privacy_requests::{NewRequest, RequestRow},
    },
};
use diesel_async::AsyncConnection;
use serde_json::json;
use time::OffsetDateTime;

const PURPOSE: KeyPurpose = KeyPurpose::PersonalDataExport;
const SHOWN: i64 = 20;

/// A request, and the address of its export.
pub struct Request {
    pub kind: PrivacyKind,
    pub state: PrivacyState,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub file_size: Option<i64>,
    pub url: Option<String>,
}

/// A person, and the requests about them.
pub struct Overview {
    pub person: Person,
    pub requests: Vec<Request>,
}

pub async fn overview(app: &App, actor: &Actor, person: &UserId) -> Result<Overview, Problem> {
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let person = store::personal_data::person(&mut conn, organisation, person).await?;
    let person = person.ok_or(Problem::NotFound(Resource::Person))?;
    let rows = store::privacy_requests::about(&mut conn, organisation, person.id, SHOWN).await?;
    let request = |row: RequestRow| {
        let until = row.expires_at.filter(|at| row.state == PrivacyState::Done && now < *at);
        let is_own = actor.user_id.is_some_and(|me| me == row.user_id || me == row.requested_by);
        Request {
            kind: row.kind,
            state: row.state,
            created_at: row.created_at,
            expires_at: until,
            file_size: row.file_size,
            url: until.filter(|_| is_own).map(|at| format!("/privacy/exports/{}", token(app, &row.request_id, at))),
        }
    };
    Ok(Overview { requests: rows.into_iter().map(request).collect(), person })
}

/// Requests an export or an erasure. An erasure must be confirmed by typing the person's e-mail address.
pub async fn request(
    app: &App,
    actor: &Actor,
    person: &UserId,
    kind: PrivacyKind,
    typed: Option<&str>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let by = actor.user_id.ok_or(Problem::NotFound(Resource::Person))?;
    let mut conn = actor.connection(&app.pool).await?;
    let person = store::personal_data::person(&mut conn, organisation, person).await?;
    let person = person.ok_or(Problem::NotFound(Resource::Person))?;
    if kind == PrivacyKind::Erase && !typed.is_some_and(|typed| typed.trim().eq_ignore_ascii_case(&person.email)) {
        let label = Subject::Control("validation-label-confirmation");
        return Err(Problem::Invalid(vec![FieldError::of("confirm", label, ValidationCode::NotAChoice)]));
    }
    let request = PrivacyRequestId::random();
    let asked = conn
        .transaction::<_, Problem, _>(async |conn| {
            if kind == PrivacyKind::Erase && administrators::is_last(conn, organisation, person.id).await? {
                return Ok(false);
            }
            // A repeated request is ignored. A concurrent one waits for the lock of `is_last`.
            if kind == PrivacyKind::Erase
                && store::privacy_requests::has_pending_erasure(conn, organisation, person.id).await?
            {
                return Ok(true);
            }
            let row = NewRequest {
                request_id: &request,
                organisation_id: organisation,
                kind,
                user_id: person.id,
                requested_by: by,
                created_at: now,
            };
            store::privacy_requests::add(conn, &row).await?;
            let request_id = request.clone();
            match kind {
                PrivacyKind::Export => {
                    jobs::add(conn, Some(organisation), actor.user_id, &ExportPerson { request_id }, now).await?;
                }
                PrivacyKind::Erase => {
                    jobs::add(conn, Some(organisation), actor.user_id, &ErasePerson { request_id }, now).await?;
                }
            }
            let action = match kind {
                PrivacyKind::Export => AuditAction::PersonExportRequested,
                PrivacyKind::Erase => AuditAction::PersonEraseRequested,
            };
            let audit = actor.audit_of("user", Some(person.id), action, json!({ "request": request }), now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if !asked {
        return Err(Problem::Conflict(Conflict::LastAdministrator));
    }
    app.jobs.wake(Lane::Reports);
    Ok(())
}

/// Opens an export for the person or for the member who requested it.
pub async fn open(app: &App, actor: &Actor, token: &str) -> Result<OpenFile, Problem> {
    let none = || Problem::NotFound(Resource::PrivacyRequest);
    let now = app.clock.now();
    let id = verify(app, token, now).ok_or_else(none)?;
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::privacy_requests::by_id(&mut conn, actor.organisation_id, &id).await?;
    let row = row.filter(|row| row.state == PrivacyState::Done && row.expires_at.is_some_and(|at| now < at));
    let row = row.filter(|row| actor.user_id.is_some_and(|me| me == row.user_id || me == row.requested_by));
    let row = row.ok_or_else(none)?;
    let file = app.files.open_export(&id).map_err(|error| opening_problem(id.as_str(), error))?;
    let audit =
        actor.audit_of("user", Some(row.user_id), AuditAction::PersonExportOpened, json!({ "request": id }), now);
    store::audit::add(&conn, &audit).await?;
    open_file(file, "application/zip")
}

/// Removes expired exports, and files without a row; returns how many.
pub async fn expire(app: &App) -> Result<usize, Problem> {
    let mut conn = store::error::cross_tenant_connection(&app.pool).await?;
    let expired = store::privacy_requests::expire(&mut conn, app.clock.now()).await?;
    drop(conn);
    let files = app.files.clone();
    blocking(move || {
        expired.iter().for_each(|id| files.remove_export(id));
        files.sweep_exports()?;
        Ok(expired.len())
    })
    .await
}

fn token(app: &App, id: &PrivacyRequestId, until: OffsetDateTime) -> String {
    signed_token::sign_until(&app.keyring, PURPOSE, id.as_str().trim_start_matches("prv_"), until)
}

fn verify(app: &App, token: &str, now: OffsetDateTime) -> Option<PrivacyRequestId> {
    let digits = signed_token::verify_until(&app.keyring, PURPOSE, token, now)?;
    format!("prv_{digits}").parse().ok()
}
