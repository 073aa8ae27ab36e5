//! What a person may ask about what is kept of them: a copy of everything, or its end.
//!
//! Both are jobs. A copy is a file that only the person, and whoever asked on their behalf, can take, by a signed link,
//! for a week. What somebody submitted is the organisation's record and survives them, without their account on it.

mod erase;
mod export;

pub use erase::erase_person;
pub use export::export_person;

use super::{
    actor::Actor,
    administrators,
    uploads::{OpenFile, open_file},
};
use crate::{
    app::App,
    domain::{
        ids::{JobId, PrivacyRequestId, UserId},
        job::JobPayload,
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
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// How long a copy is kept.
pub(super) const KEPT_FOR: Duration = Duration::days(7);
const PURPOSE: KeyPurpose = KeyPurpose::PersonalDataExport;
const SHOWN: i64 = 20;

/// One request, and where its copy is.
pub struct Request {
    pub kind: PrivacyKind,
    pub state: PrivacyState,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub file_size: Option<i64>,
    pub url: Option<String>,
}

/// A person, and what was asked about them.
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
        let mine = actor.user_id.is_some_and(|me| me == row.user_id || me == row.requested_by);
        Request {
            kind: row.kind,
            state: row.state,
            created_at: row.created_at,
            expires_at: until,
            file_size: row.file_size,
            url: until.filter(|_| mine).map(|at| format!("/privacy/exports/{}", token(app, &row.request_id, at))),
        }
    };
    Ok(Overview { requests: rows.into_iter().map(request).collect(), person })
}

/// Asks for a copy, or for the end. What cannot be taken back is asked for by typing the person's address.
pub async fn ask(
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
    let payload = json!(match kind {
        PrivacyKind::Export => JobPayload::ExportPerson { request_id: request.clone() },
        PrivacyKind::Erase => JobPayload::ErasePerson { request_id: request.clone() },
    });
    let asked = conn
        .transaction::<_, DbError, _>(async |conn| {
            if kind == PrivacyKind::Erase && administrators::is_last(conn, organisation, person.id).await? {
                return Ok(false);
            }
            // Asked for twice, it is done once. A second request at the same moment waits for the lock above.
            if kind == PrivacyKind::Erase && store::privacy_requests::erase_waits(conn, organisation, person.id).await?
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
            store::privacy_requests::add(conn, &row, &JobId::random(), &payload).await?;
            let action = match kind {
                PrivacyKind::Export => "person.export_requested",
                PrivacyKind::Erase => "person.erase_requested",
            };
            let audit = actor.audit_of("user", Some(person.id), action, json!({ "request": request }), now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if !asked {
        return Err(Problem::Conflict(Conflict::LastAdministrator));
    }
    app.work.notify_one();
    Ok(())
}

/// Opens a copy for the person, or for whoever asked for it.
pub async fn open(app: &App, actor: &Actor, token: &str) -> Result<OpenFile, Problem> {
    let none = || Problem::NotFound(Resource::PrivacyRequest);
    let now = app.clock.now();
    let id = verify(app, token, now).ok_or_else(none)?;
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::privacy_requests::by_id(&mut conn, actor.organisation_id, &id).await?;
    let row = row.filter(|row| row.state == PrivacyState::Done && row.expires_at.is_some_and(|at| now < at));
    let row = row.filter(|row| actor.user_id.is_some_and(|me| me == row.user_id || me == row.requested_by));
    let row = row.ok_or_else(none)?;
    let file = app.files.open_export(&id).map_err(|_| none())?;
    let audit = actor.audit_of("user", Some(row.user_id), "person.export_opened", json!({ "request": id }), now);
    store::audit::add(&conn, &audit).await?;
    open_file(file, "application/zip")
}

/// Takes copies away whose time is over; answers how many.
pub(super) async fn expire(app: &App) -> Result<usize, Problem> {
    let mut conn = store::error::cross_tenant_connection(&app.pool).await?;
    let expired = store::privacy_requests::expire(&mut conn, app.clock.now()).await?;
    drop(conn);
    expired.iter().for_each(|id| app.files.remove_export(id));
    app.files.sweep_exports().map_err(super::storage_problem)?;
    Ok(expired.len())
}

fn token(app: &App, id: &PrivacyRequestId, until: OffsetDateTime) -> String {
    signed_token::sign_until(&app.keyring, PURPOSE, id.as_str().trim_start_matches("prv_"), until)
}

fn verify(app: &App, token: &str, now: OffsetDateTime) -> Option<PrivacyRequestId> {
    let digits = signed_token::verify_until(&app.keyring, PURPOSE, token, now)?;
    format!("prv_{digits}").parse().ok()
}
