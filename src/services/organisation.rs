//! What an organisation is called and decides for itself. Each change stands in the audit log as it was before and after.

use super::{caller::Caller, invitations, sessions::Token};
use crate::{
    app::App,
    domain::{
        access::{Reach, Role},
        problem::Problem,
    },
    store::{self, error::unwalled, organisation_settings::SettingsRow, pool::Connection},
};
use diesel_async::AsyncConnection;
use invitations::{Invitee, Made};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;
use time::OffsetDateTime;

/// The settings of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub name: String,
    /// How long links to its reports work.
    pub link_days: i32,
    /// After how long without a request a session ends.
    pub idle_minutes: i32,
    pub require_second_factor: bool,
    /// How long submissions are kept; none: for good.
    pub keep_submission_days: Option<i32>,
}

pub const LINK_DAYS: RangeInclusive<i32> = 1..=3650;
pub const IDLE_MINUTES: RangeInclusive<i32> = 5..=10_080;
pub const KEEP_SUBMISSION_DAYS: RangeInclusive<i32> = 30..=36_500;

/// As they are now; an organisation that chose nothing has the server's.
pub async fn settings(app: &App, caller: &Caller) -> Result<Settings, Problem> {
    let mut conn = caller.connection(&app.pool).await?;
    read(app, &mut conn, caller).await
}

async fn read(app: &App, conn: &mut Connection, caller: &Caller) -> Result<Settings, Problem> {
    let organisation = caller.organisation_id;
    let name = store::organisations::name_of(conn, organisation).await?;
    let row = store::organisation_settings::of(conn, organisation).await?.unwrap_or(SettingsRow {
        link_days: i32::try_from(app.config.link_days).unwrap_or(30),
        idle_minutes: 720,
        require_second_factor: false,
        keep_submission_days: None,
    });
    Ok(Settings {
        name,
        link_days: row.link_days,
        idle_minutes: row.idle_minutes,
        require_second_factor: row.require_second_factor,
        keep_submission_days: row.keep_submission_days,
    })
}

/// Keeps new settings; nothing happens if they are the old ones.
pub async fn save(app: &App, caller: &Caller, new: &Settings) -> Result<(), Problem> {
    let (mut conn, now, organisation) = (caller.connection(&app.pool).await?, app.clock.now(), caller.organisation_id);
    let old = read(app, &mut conn, caller).await?;
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
        store::organisation_settings::set(conn, organisation, &row, now).await?;
        let audit =
            caller.audit_of("organisation", Some(organisation), "organisation.changed", Value::Object(changes), now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// What differs, as `{name: {before, after}}`.
fn changes(old: &Settings, new: &Settings) -> Map<String, Value> {
    let pairs = [
        ("name", json!(old.name), json!(new.name)),
        ("link_days", json!(old.link_days), json!(new.link_days)),
        ("idle_minutes", json!(old.idle_minutes), json!(new.idle_minutes)),
        ("require_second_factor", json!(old.require_second_factor), json!(new.require_second_factor)),
        ("keep_submission_days", json!(old.keep_submission_days), json!(new.keep_submission_days)),
    ];
    let differs = pairs.into_iter().filter(|(_, before, after)| before != after);
    differs.map(|(name, before, after)| (name.to_owned(), json!({ "before": before, "after": after }))).collect()
}

/// An organisation as the operator's list has it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: String,
    pub name: String,
    pub created_at: OffsetDateTime,
    pub members: i64,
}

/// Every organisation of the server, for its operator.
pub async fn all(app: &App) -> Result<Vec<Listed>, Problem> {
    let mut conn = unwalled(&app.pool).await?;
    let rows = store::organisation_settings::organisations(&mut conn).await?;
    let listed = |(id, name, created_at, members): (_, _, _, Option<i64>)| Listed {
        id,
        name,
        created_at,
        members: members.unwrap_or(0),
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Makes a further organisation, for the operator; answers the link that makes its first administrator.
pub async fn add(app: &App, name: &str, email: &str) -> Result<Made, Problem> {
    let (mut conn, now, token) = (unwalled(&app.pool).await?, app.clock.now(), Token::random());
    conn.transaction(async |conn| {
        let organisation_id = store::organisation_settings::add_organisation(conn, name, now).await?;
        let caller = Caller { reach: Reach::Everything, ..Caller::system(app, organisation_id) };
        let audit =
            caller.audit_of("organisation", Some(organisation_id), "organisation.made", json!({ "name": name }), now);
        store::audit::add(conn, &audit).await?;
        let invitee = Invitee { email: email.to_owned(), role: Role::Administrator, scopes: Vec::new() };
        invitations::make(conn, &caller, &invitee, &token, now).await
    })
    .await?;
    let url = format!("{}/join/{}", app.config.public_url, token.as_str());
    Ok(Made { url, expires_at: now + invitations::VALID, mailed: false })
}
