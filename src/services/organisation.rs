//! Name and settings of an organisation. Each change is recorded in the audit log with the values before and after.

use super::{actor::Actor, invitations, sessions::Token};
use crate::{
    app::App,
    domain::{
        access::{Role, SubmissionScope},
        audit::actions::AuditAction,
        problem::Problem,
        time_zone::TimeZone,
    },
    store::{self, error::cross_tenant_connection, organisation_settings::SettingsRow, pool::Connection},
};
use diesel_async::AsyncConnection;
use invitations::{CreatedLink, Invitee};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;
use time::OffsetDateTime;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub name: String,
    /// In which its members read times, and in which times stand in its reports.
    pub time_zone: TimeZone,
    /// How many days report links work.
    pub link_days: i32,
    /// After how many minutes without a request a session ends.
    pub idle_minutes: i32,
    pub require_second_factor: bool,
    /// Retention period of submissions in days; none keeps them forever.
    pub keep_submission_days: Option<i32>,
}

pub const LINK_DAYS: RangeInclusive<i32> = 1..=3650;
pub const IDLE_MINUTES: RangeInclusive<i32> = 5..=10_080;
pub const KEEP_SUBMISSION_DAYS: RangeInclusive<i32> = 30..=36_500;

/// The current settings; the server's defaults if the organisation has saved none.
pub async fn settings(app: &App, actor: &Actor) -> Result<Settings, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    read(app, &mut conn, actor).await
}

async fn read(app: &App, conn: &mut Connection, actor: &Actor) -> Result<Settings, Problem> {
    let organisation = actor.organisation_id;
    let name = store::organisations::name_of(conn, organisation).await?;
    let time_zone = store::organisations::time_zone_of(conn, organisation).await?;
    let row = store::organisation_settings::of(conn, organisation).await?.unwrap_or(SettingsRow {
        link_days: i32::try_from(app.config.link_days).unwrap_or(30),
        idle_minutes: 720,
        require_second_factor: false,
        keep_submission_days: None,
    });
    Ok(Settings {
        name,
        time_zone,
        link_days: row.link_days,
        idle_minutes: row.idle_minutes,
        require_second_factor: row.require_second_factor,
        keep_submission_days: row.keep_submission_days,
    })
}

/// Saves new settings; does nothing if they are unchanged.
pub async fn save(app: &App, actor: &Actor, new: &Settings) -> Result<(), Problem> {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let old = read(app, &mut conn, actor).await?;
    let changes = changes(&old, new);
    if changes.is_empty() {
        return Ok(());
    }
    let row = SettingsRow {
        link_days: new.link_days,
        idle_minutes: new.idle_minutes,
        require_second_factor: new.require_second_factor,
        keep_submission_days: new.keep_submission_days,
    };
    conn.transaction(async |conn| {
        store::organisations::rename(conn, organisation, &new.name).await?;
        store::organisations::set_time_zone(conn, organisation, new.time_zone).await?;
        store::organisation_settings::set(conn, organisation, &row, now).await?;
        let audit = actor.audit_of(
            "organisation",
            Some(organisation),
            AuditAction::OrganisationChanged,
            Value::Object(changes),
            now,
        );
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// The differences as `{name: {before, after}}`.
fn changes(old: &Settings, new: &Settings) -> Map<String, Value> {
    let pairs = [
        ("name", json!(old.name), json!(new.name)),
        ("time_zone", json!(old.time_zone.name()), json!(new.time_zone.name())),
        ("link_days", json!(old.link_days), json!(new.link_days)),
        ("idle_minutes", json!(old.idle_minutes), json!(new.idle_minutes)),
        ("require_second_factor", json!(old.require_second_factor), json!(new.require_second_factor)),
        ("keep_submission_days", json!(old.keep_submission_days), json!(new.keep_submission_days)),
    ];
    let differs = pairs.into_iter().filter(|(_, before, after)| before != after);
    differs.map(|(name, before, after)| (name.to_owned(), json!({ "before": before, "after": after }))).collect()
}

/// An organisation in the operator's list.
#[derive(Clone, Debug)]
pub struct ListedOrganisation {
    pub id: String,
    pub name: String,
    pub time_zone: TimeZone,
    pub created_at: OffsetDateTime,
    pub members: i64,
}

/// All organisations of the server, for the operator.
pub async fn all(app: &App) -> Result<Vec<ListedOrganisation>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let rows = store::organisation_settings::organisations(&mut conn).await?;
    let listed = |(id, name, time_zone, created_at, members): (_, _, _, _, Option<i64>)| ListedOrganisation {
        id,
        name,
        time_zone,
        created_at,
        members: members.unwrap_or(0),
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Creates an organisation, for the operator. Returns the invitation link of its first administrator.
pub async fn add(app: &App, name: &str, email: &str, zone: TimeZone) -> Result<CreatedLink, Problem> {
    let (mut conn, now, token) = (cross_tenant_connection(&app.pool).await?, app.clock.now(), Token::random());
    conn.transaction(async |conn| {
        let organisation_id = store::organisation_settings::add_organisation(conn, name, zone, now).await?;
        let actor = Actor { reach: SubmissionScope::Everything, ..Actor::system(app, organisation_id) };
        let audit = actor.audit_of(
            "organisation",
            Some(organisation_id),
            AuditAction::OrganisationMade,
            json!({ "name": name, "time_zone": zone.name() }),
            now,
        );
        store::audit::add(conn, &audit).await?;
        let invitee = Invitee { email: email.to_owned(), role: Role::Administrator, scopes: Vec::new() };
        invitations::make(conn, &actor, &invitee, &token, now).await
    })
    .await?;
    let url = format!("{}/join/{}", app.config.public_url, token.as_str());
    Ok(CreatedLink { url, expires_at: now + invitations::VALID, mailed: false })
}
