//! Forms that an organisation opens to everybody who holds their address.
//!
//! A token (`security::signed_token`) follows from the link's id and the server's key. So it can be printed again at
//! any time, which a code on a wall needs, and whoever reads the database, or a copy of it, holds no address. A link
//! that fell into wrong hands is closed, and another one is made.

use super::actor::Actor;
use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        form::{FieldKind, FormDef},
        ids::{ModuleSlug, PublicLinkId},
        problem::{Problem, Resource},
        validate::{FieldError, Subject, ValidationCode},
    },
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
use time::{Date, Duration, OffsetDateTime};

/// Longest name of a link, and of the site that it is for.
const NAME_CHARS: usize = 100;
pub const DAILY_CAP: i32 = 100;
pub const LARGEST_CAP: i32 = 10_000;
/// As many as a page shows.
const SHOWN: i64 = 200;

/// A public form that is open.
#[derive(Clone, Debug)]
pub struct PublicLink {
    pub(super) key: i64,
    pub id: PublicLinkId,
    pub organisation_id: i64,
    pub organisation: String,
    pub module: ModuleSlug,
    pub name: String,
    /// The site that is filled in already and cannot be changed.
    pub site_name: Option<String>,
    pub token: String,
}

impl PublicLink {
    /// Whoever sends the form, whoever else they may be: somebody without an account, who sees nothing.
    pub fn actor(&self, asked: &Actor) -> Actor {
        let reach = SubmissionScope::Within { own: None, scopes: Vec::new() };
        Actor { organisation_id: self.organisation_id, user_id: None, reach, ..asked.clone() }
    }
}

/// A link as the organisation sees it.
pub struct Listed {
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

/// What a new link is to be.
#[derive(Clone, Debug, Default)]
pub struct PublicLinkRequest {
    pub module: String,
    pub name: String,
    pub site_name: String,
    /// The last day on which it is open; for good if there is none.
    pub until: String,
    pub daily_cap: String,
}

pub async fn all(app: &App, actor: &Actor) -> Result<Vec<Listed>, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::public_links::all(&mut conn, actor.organisation_id, SHOWN).await?;
    Ok(rows.into_iter().map(|row| listed(app, row, now)).collect())
}

/// One of the caller's own links, open or not.
pub async fn one(app: &App, actor: &Actor, id: &PublicLinkId) -> Result<Listed, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::public_links::find(&mut conn, id).await?;
    let row = row.filter(|row| row.organisation_id == actor.organisation_id);
    Ok(listed(app, row.ok_or(Problem::NotFound(Resource::PublicLink))?, app.clock.now()))
}

fn listed(app: &App, row: PublicLinkRow, now: OffsetDateTime) -> Listed {
    Listed {
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

/// Opens a module to whoever will hold the address.
pub async fn make(app: &App, actor: &Actor, wanted: &PublicLinkRequest) -> Result<PublicLinkId, Problem> {
    let now = app.clock.now();
    let checked = check(app, wanted, now.date())?;
    let id = PublicLinkId::random();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
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
        let audit = actor.audit_of("public_link", Some(key), "public_link.made", details, now);
        store::audit::add(conn, &audit).await
    })
    .await?;
    Ok(id)
}

/// Closes a link for good. Whoever has the form open can send it no more.
pub async fn revoke(app: &App, actor: &Actor, id: &PublicLinkId) -> Result<(), Problem> {
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let known = store::public_links::find(&mut conn, id).await?;
    if known.is_none_or(|row| row.organisation_id != organisation) {
        return Err(Problem::NotFound(Resource::PublicLink));
    }
    conn.transaction::<_, DbError, _>(async |conn| {
        // A second click finds it closed, and says nothing new.
        if let Some(key) = store::public_links::revoke(conn, organisation, id, now).await? {
            let audit = actor.audit_of("public_link", Some(key), "public_link.revoked", json!({ "link": id }), now);
            store::audit::add(conn, &audit).await?;
        }
        Ok(())
    })
    .await?;
    Ok(())
}

/// The open form behind a token. Closed, expired, changed by a letter or never made: all the same answer.
pub async fn open(app: &App, token_: &str) -> Result<PublicLink, Problem> {
    let none = || Problem::NotFound(Resource::PublicLink);
    let id = verify(app, token_).ok_or_else(none)?;
    // Whose it is, is what we are about to find out.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let row = store::public_links::find(&mut conn, &id).await?.ok_or_else(none)?;
    if !is_open(&row, app.clock.now()) {
        return Err(none());
    }
    app.forms.get(&row.module).ok_or_else(none)?;
    Ok(PublicLink {
        organisation: store::organisations::name_of(&mut conn, row.organisation_id).await?,
        key: row.id,
        organisation_id: row.organisation_id,
        module: row.module,
        name: row.name,
        site_name: row.site_name,
        token: token(app, &id),
        id,
    })
}

struct Checked<'a> {
    def: &'a FormDef,
    name: String,
    site_name: Option<String>,
    expires_at: Option<OffsetDateTime>,
    daily_cap: i32,
}

/// What is wrong with a wish, all of it at once.
fn check<'a>(app: &'a App, wanted: &PublicLinkRequest, today: Date) -> Result<Checked<'a>, Problem> {
    let mut errors = Vec::new();
    let mut wrong = |name: &str, label: &'static str, complaint| {
        errors.push(FieldError::of(name, Subject::Control(label), complaint));
    };
    let def = wanted.module.parse().ok().and_then(|module: ModuleSlug| app.forms.get(&module));
    if def.is_none() {
        wrong("module", "validation-label-form", ValidationCode::Missing);
    }
    let name = wanted.name.trim();
    if name.is_empty() {
        wrong("name", "validation-label-name", ValidationCode::Missing);
    } else if name.chars().count() > NAME_CHARS {
        wrong(
            "name",
            "validation-label-name",
            ValidationCode::TooLong { limit: NAME_CHARS, found: name.chars().count() },
        );
    }
    let site = Some(wanted.site_name.trim()).filter(|site| !site.is_empty());
    if let (Some(site), Some(def)) = (site, def)
        && !def.fields().any(|field| field.name == def.site_field && takes(&field.kind, site))
    {
        wrong("site_name", "validation-label-site", ValidationCode::NotAChoice);
    }
    let until = Some(wanted.until.trim()).filter(|until| !until.is_empty());
    let last_day = until.map(crate::domain::answers::parse_iso);
    let expires_at = match last_day {
        None => None,
        Some(Some(day)) if day >= today => Some(day.midnight().assume_utc() + Duration::DAY),
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
            Ok(Checked { def, name: name.to_owned(), site_name: site.map(str::to_owned), expires_at, daily_cap })
        }
        _ => Err(Problem::Invalid(errors)),
    }
}

/// Whether a site may be answered with this.
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
