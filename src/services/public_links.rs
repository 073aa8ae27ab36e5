//! Public links: forms that can be filled in without an account, by anyone who has the address.
//!
//! The token (`security::signed_token`) is derived from the link's id and the server's key. So it can be printed again
//! at any time, for example for a QR code on site, and a copy of the database does not reveal it. A leaked link is
//! revoked and replaced by another one.

use super::{actor::Actor, forms};
use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        audit::actions::AuditAction,
        form::{FieldKind, FormDef},
        ids::{ModuleSlug, PublicLinkId},
        pasted,
        problem::{Problem, Resource},
        time_zone::TimeZone,
        validate::{FieldError, Subject, ValidationCode},
    },
    forms::Forms,
    security::{KeyPurpose, signed_token},
    store::{
        self,
        error::cross_tenant_connection,
        public_links::{NewPublicLink, PublicLinkRow},
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use std::sync::Arc;
use time::OffsetDateTime;

/// Maximum length of the name of a link and of its site, in characters.
const NAME_CHARS: usize = 100;
pub const DAILY_CAP: i32 = 100;
pub const LARGEST_CAP: i32 = 10_000;
/// Maximum number of listed links.
const SHOWN: i64 = 200;

/// A public link that is open.
#[derive(Clone, Debug)]
pub struct PublicLink {
    pub(super) key: i64,
    pub id: PublicLinkId,
    pub organisation_id: i64,
    pub organisation: String,
    /// The zone of the organisation.
    pub zone: TimeZone,
    pub module: ModuleSlug,
    pub name: String,
    /// The site, if it is preset and cannot be changed.
    pub site_name: Option<String>,
    pub token: String,
    /// The forms of the organisation; the form of the link is offered among them.
    pub forms: Arc<Forms>,
}

impl PublicLink {
    /// The sender of the form: an actor without an account that sees no submissions, also if the request has a session.
    pub fn actor(&self, asked: &Actor) -> Actor {
        let reach = SubmissionScope::Within { own: None, scopes: Vec::new() };
        Actor { organisation_id: self.organisation_id, user_id: None, reach, ..asked.clone() }
    }
}

/// A link in the organisation's list.
pub struct ListedPublicLink {
    pub id: PublicLinkId,
    pub module: ModuleSlug,
    pub name: String,
    pub site_name: Option<String>,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
    pub daily_cap: i32,
    pub received: i64,
    pub is_open: bool,
    pub token: String,
}

/// The form for a new link, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PublicLinkRequest {
    pub module: String,
    pub name: String,
    pub site_name: String,
    /// The last day on which it is open; empty for no end.
    pub until: String,
    pub daily_cap: String,
}

pub async fn all(app: &App, actor: &Actor) -> Result<Vec<ListedPublicLink>, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::public_links::all(&mut conn, actor.organisation_id, SHOWN).await?;
    Ok(rows.into_iter().map(|row| listed(app, row, now)).collect())
}

/// One of the organisation's links, open or not.
pub async fn one(app: &App, actor: &Actor, id: &PublicLinkId) -> Result<ListedPublicLink, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::public_links::find(&mut conn, id).await?;
    let row = row.filter(|row| row.organisation_id == actor.organisation_id);
    Ok(listed(app, row.ok_or(Problem::NotFound(Resource::PublicLink))?, app.clock.now()))
}

fn listed(app: &App, row: PublicLinkRow, now: OffsetDateTime) -> ListedPublicLink {
    ListedPublicLink {
        is_open: is_open(&row, now),
        token: token(app, &row.link_id),
        id: row.link_id,
        module: row.module,
        name: row.name,
        site_name: row.site_name,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        daily_cap: row.daily_cap,
        received: row.received,
    }
}

fn is_open(row: &PublicLinkRow, now: OffsetDateTime) -> bool {
    row.revoked_at.is_none() && row.expires_at.is_none_or(|expires_at| now < expires_at)
}

/// Creates a link for a module.
pub async fn make(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    wanted: &PublicLinkRequest,
) -> Result<PublicLinkId, Problem> {
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let zone = store::organisations::time_zone_of(&mut conn, organisation).await?;
    let checked = check(forms, wanted, zone, now)?;
    let id = PublicLinkId::random();
    conn.transaction::<_, DbError, _>(async |conn| {
        let row = NewPublicLink {
            link_id: &id,
            organisation_id: organisation,
            module: &checked.def.module,
            name: &checked.name,
            site_name: checked.site_name.as_deref(),
            created_by: actor.user_id,
            created_at: now,
            expires_at: checked.expires_at,
            daily_cap: checked.daily_cap,
        };
        let key = store::public_links::add(conn, &row).await?;
        let details = json!({ "link": id, "module": checked.def.module, "name": checked.name,
            "site_name": checked.site_name, "daily_cap": checked.daily_cap });
        let audit = actor.audit_of("public_link", Some(key), AuditAction::PublicLinkMade, details, now);
        store::audit::add(conn, &audit).await
    })
    .await?;
    Ok(id)
}

/// Revokes a link. A form that is open in a browser can then no longer be sent.
pub async fn revoke(app: &App, actor: &Actor, id: &PublicLinkId) -> Result<(), Problem> {
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let known = store::public_links::find(&mut conn, id).await?;
    if known.is_none_or(|row| row.organisation_id != organisation) {
        return Err(Problem::NotFound(Resource::PublicLink));
    }
    conn.transaction::<_, DbError, _>(async |conn| {
        // A repeated revocation changes nothing and adds no audit row.
        if let Some(key) = store::public_links::revoke(conn, organisation, id, now).await? {
            let audit =
                actor.audit_of("public_link", Some(key), AuditAction::PublicLinkRevoked, json!({ "link": id }), now);
            store::audit::add(conn, &audit).await?;
        }
        Ok(())
    })
    .await?;
    Ok(())
}

/// The open form of a token. The answer is the same for revoked, expired, changed and unknown tokens.
pub async fn open(app: &App, token_: &str) -> Result<PublicLink, Problem> {
    let none = || Problem::NotFound(Resource::PublicLink);
    let id = verify(app, token_).ok_or_else(none)?;
    // The organisation is known only from the link.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let row = store::public_links::find(&mut conn, &id).await?.ok_or_else(none)?;
    if !is_open(&row, app.clock.now()) {
        return Err(none());
    }
    let organisation = store::organisations::public_facts(&mut conn, row.organisation_id).await?;
    // A connection that sees one organisation only.
    drop(conn);
    let forms = forms::at_version(app, row.organisation_id, organisation.forms_version).await?;
    forms.offered(&row.module).ok_or_else(none)?;
    Ok(PublicLink {
        organisation: organisation.name,
        zone: organisation.time_zone,
        forms,
        key: row.id,
        organisation_id: row.organisation_id,
        module: row.module,
        name: row.name,
        site_name: row.site_name,
        token: token(app, &id),
        id,
    })
}

struct CheckedRequest<'a> {
    def: &'a FormDef,
    name: String,
    site_name: Option<String>,
    expires_at: Option<OffsetDateTime>,
    daily_cap: i32,
}

/// Checks the form and returns all errors at once. The last day ends with the day of the organisation.
fn check<'a>(
    forms: &'a Forms,
    wanted: &PublicLinkRequest,
    zone: TimeZone,
    now: OffsetDateTime,
) -> Result<CheckedRequest<'a>, Problem> {
    let mut errors = Vec::new();
    let mut wrong = |name: &str, label: &'static str, complaint| {
        errors.push(FieldError::of(name, Subject::Control(label), complaint));
    };
    let def = wanted.module.parse().ok().and_then(|module: ModuleSlug| forms.offered(&module));
    if def.is_none() {
        wrong("module", "validation-label-form", ValidationCode::Missing);
    }
    let name = pasted::name(&wanted.name);
    if name.is_empty() {
        wrong("name", "validation-label-name", ValidationCode::Missing);
    } else if name.chars().count() > NAME_CHARS {
        wrong(
            "name",
            "validation-label-name",
            ValidationCode::TooLong { limit: NAME_CHARS, found: name.chars().count() },
        );
    }
    let site = Some(pasted::name(&wanted.site_name)).filter(|site| !site.is_empty());
    if let (Some(site), Some(def)) = (&site, def)
        && !def.fields().any(|field| field.name == def.site_field && takes(&field.kind, site))
    {
        wrong("site_name", "validation-label-site", ValidationCode::NotAChoice);
    }
    let until = Some(pasted::date(&wanted.until)).filter(|until| !until.is_empty());
    let last_day = until.as_deref().map(crate::domain::answers::parse_iso);
    let expires_at = match last_day {
        None => None,
        Some(Some(day)) if day >= zone.date_of(now) => Some(zone.end_of_day(day)),
        Some(day) => {
            let complaint = if day.is_some() { ValidationCode::PastDay } else { ValidationCode::NotADate };
            wrong("until", "validation-label-last-day", complaint);
            None
        }
    };
    let daily_cap = match wanted.daily_cap.trim() {
        "" => Some(DAILY_CAP),
        typed => typed.parse().ok().filter(|cap| (1..=LARGEST_CAP).contains(cap)),
    };
    if daily_cap.is_none() {
        wrong("daily_cap", "validation-label-daily-limit", ValidationCode::NotANumber);
    }
    match (def, daily_cap) {
        (Some(def), Some(daily_cap)) if errors.is_empty() => {
            Ok(CheckedRequest { def, name, site_name: site, expires_at, daily_cap })
        }
        _ => Err(Problem::Invalid(errors)),
    }
}

/// Whether the site field accepts this value.
fn takes(kind: &FieldKind, site: &str) -> bool {
    match kind {
        FieldKind::Text { max, .. } | FieldKind::LongText { max } => site.chars().count() <= *max,
        FieldKind::Choice { choices, .. } => choices.iter().any(|choice| choice.value == site),
        _ => false,
    }
}

fn token(app: &App, id: &PublicLinkId) -> String {
    signed_token::sign(&app.keyring, KeyPurpose::PublicForm, id.as_str().trim_start_matches("pub_"))
}

fn verify(app: &App, token: &str) -> Option<PublicLinkId> {
    let digits = signed_token::verify(&app.keyring, KeyPurpose::PublicForm, token)?;
    format!("pub_{digits}").parse().ok()
}
