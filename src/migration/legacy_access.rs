//! Who may use the addresses of the old app without an account, for the time of the migration: everybody for a module
//! that an administrator opened, or the holder of a legacy API key.
//!
//! Input: the module of an address and what the request presents. Output: an [`Actor`] without a user, whose submission
//! scope is that module.
//!
//! Invariants: nothing is open unless an administrator opened it, and never for longer than [`DAYS`] allow. A key opens
//! one module. Both belong to the default organisation of the server, as the old store does.

use crate::{
    app::App,
    domain::{
        access::{Scope, SubmissionScope},
        audit::actions::AuditAction,
        ids::{LegacyKeyId, ModuleSlug},
        problem::{Problem, Resource},
    },
    security::bearer_secret::LegacyKey,
    services::actor::Actor,
    store::{
        self,
        error::tenant_connection,
        migration::legacy_access::{self as rows, AccessRow, KeyRow, NewKey},
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// For how long a module can be opened at a time.
pub const DAYS: [i64; 3] = [7, 30, 90];

/// The modules that the old app had: no other one has old addresses.
const MODULES: [&str; 3] = ["hvac_mep", "civil", "cleaning"];

/// Maximum number of listed keys.
const LISTED: i64 = 200;

/// `last_used_at` is updated at most this often, so that a request usually needs no write.
const USED_EVERY: Duration = Duration::minutes(1);

/// Who uses an old address without an account.
#[derive(Clone, Debug)]
pub enum LegacyClient {
    /// The holder of a key, by its row.
    Key(i64, Actor),
    /// Anybody, at an address that is open to everybody.
    Anyone(Actor),
}

/// The client of a key at an address of `module`; without a module, at an address of all of them. None: the key is
/// unknown, revoked, or of another module.
pub async fn of_key(
    app: &App,
    asked: &Actor,
    key: &LegacyKey,
    module: Option<&ModuleSlug>,
) -> Result<Option<LegacyClient>, Problem> {
    let organisation = asked.organisation_id;
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    let found = rows::of_hash(&mut conn, organisation, &key.hash()).await?;
    let Some(row) = found.filter(|row| module.is_none_or(|module| *module == row.module)) else { return Ok(None) };
    let actor = Actor { legacy_key: Some(row.key_id.clone()), ..within(asked, vec![row.module.clone()]) };
    let now = app.clock.now();
    if row.last_used_at.is_none_or(|at| now - at >= USED_EVERY) {
        let same_day = row.last_used_at.is_some_and(|at| at.date() == now.date());
        conn.transaction::<_, DbError, _>(async |conn| {
            rows::used(conn, organisation, row.id, now).await?;
            if same_day {
                return Ok(());
            }
            let details = json!({ "module": row.module, "name": row.name });
            let audit = actor.audit_of("legacy_key", Some(row.id), AuditAction::LegacyKeyUsed, details, now);
            store::audit::add(conn, &audit).await
        })
        .await?;
    }
    Ok(Some(LegacyClient::Key(row.id, actor)))
}

/// Anybody, if the module is open; without a module, with the scope of all that are. None: it is not open.
pub async fn of_anyone(app: &App, asked: &Actor, module: Option<&ModuleSlug>) -> Result<Option<LegacyClient>, Problem> {
    let mut conn = tenant_connection(&app.pool, asked.organisation_id).await?;
    let open = rows::open(&mut conn, asked.organisation_id, app.clock.now()).await?;
    let modules: Vec<ModuleSlug> =
        open.into_iter().map(|row| row.module).filter(|open| module.is_none_or(|module| module == open)).collect();
    Ok(if modules.is_empty() { None } else { Some(LegacyClient::Anyone(within(asked, modules))) })
}

/// The client as an actor without an account, who sees these modules only.
fn within(asked: &Actor, modules: Vec<ModuleSlug>) -> Actor {
    let scopes = modules.into_iter().map(|module| Scope { module: Some(module), site_key: None }).collect();
    Actor { user_id: None, token: None, reach: SubmissionScope::Within { own: None, scopes }, ..asked.clone() }
}

/// The access of all modules, for the console.
#[derive(Clone, Debug, Default)]
pub struct LegacyAccess {
    open: Vec<AccessRow>,
    keys: Vec<IssuedKey>,
}

/// A key that is valid, without its text.
#[derive(Clone, Debug)]
pub struct IssuedKey {
    pub id: LegacyKeyId,
    pub module: ModuleSlug,
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

impl From<KeyRow> for IssuedKey {
    fn from(row: KeyRow) -> IssuedKey {
        IssuedKey {
            id: row.key_id,
            module: row.module,
            name: row.name,
            prefix: row.prefix,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

impl LegacyAccess {
    /// Until when a module is open.
    pub fn open_until(&self, module: &ModuleSlug) -> Option<OffsetDateTime> {
        self.open.iter().find(|row| row.module == *module).map(|row| row.open_until)
    }

    /// The valid keys of a module.
    pub fn keys<'a>(&'a self, module: &'a ModuleSlug) -> impl Iterator<Item = &'a IssuedKey> {
        self.keys.iter().filter(move |key| key.module == *module)
    }
}

/// Whether the old app had this module, so that it has old addresses.
pub fn has_old_addresses(module: &ModuleSlug) -> bool {
    MODULES.contains(&module.as_str())
}

pub async fn all(app: &App, actor: &Actor) -> Result<LegacyAccess, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(LegacyAccess {
        open: rows::open(&mut conn, actor.organisation_id, app.clock.now()).await?,
        keys: rows::list(&mut conn, actor.organisation_id, LISTED).await?.into_iter().map(IssuedKey::from).collect(),
    })
}

/// Opens the old addresses of a module to everybody for one of [`DAYS`].
pub async fn open(app: &App, actor: &Actor, by: &str, module: &ModuleSlug, days: i64) -> Result<(), Problem> {
    let days = DAYS.into_iter().find(|offered| *offered == days).ok_or(Problem::NotFound(Resource::Page))?;
    set(app, actor, by, module, Duration::days(days), AuditAction::LegacyAccessOpened).await
}

/// Closes them again; a key or an account is required from the next request on.
pub async fn close(app: &App, actor: &Actor, by: &str, module: &ModuleSlug) -> Result<(), Problem> {
    set(app, actor, by, module, Duration::ZERO, AuditAction::LegacyAccessClosed).await
}

async fn set(
    app: &App,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    lasting: Duration,
    action: AuditAction,
) -> Result<(), Problem> {
    known(module)?;
    let now = app.clock.now();
    let row = AccessRow {
        organisation_id: actor.organisation_id,
        module: module.clone(),
        open_until: now + lasting,
        changed_at: now,
        changed_by: by.to_owned(),
    };
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        rows::set(conn, &row).await?;
        let details = json!({ "module": module, "open_until": row.open_until.unix_timestamp() });
        store::audit::add(conn, &actor.audit_of("module", None, action, details, now)).await
    })
    .await?;
    Ok(())
}

/// Makes a key for a client of a module. Only this value contains its text.
pub async fn make_key(
    app: &App,
    actor: &Actor,
    by: &str,
    module: &ModuleSlug,
    name: &str,
) -> Result<LegacyKey, Problem> {
    known(module)?;
    let (key, id, now) = (LegacyKey::random(), LegacyKeyId::random(), app.clock.now());
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        let row = NewKey {
            key_id: &id,
            organisation_id: actor.organisation_id,
            module,
            name,
            key_hash: &key.hash(),
            prefix: key.prefix(),
            created_at: now,
            created_by: by,
        };
        let number = rows::add(conn, &row).await?;
        let details = json!({ "key_id": id, "module": module, "name": name });
        let audit = actor.audit_of("legacy_key", Some(number), AuditAction::LegacyKeyMade, details, now);
        store::audit::add(conn, &audit).await
    })
    .await?;
    Ok(key)
}

/// Revokes a key. A second call finds none.
pub async fn revoke_key(app: &App, actor: &Actor, module: &ModuleSlug, id: &LegacyKeyId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let revoked = conn
        .transaction::<_, DbError, _>(async |conn| {
            let Some((number, name)) = rows::revoke(conn, actor.organisation_id, module, id, now).await? else {
                return Ok(false);
            };
            let details = json!({ "key_id": id, "module": module, "name": name });
            let audit = actor.audit_of("legacy_key", Some(number), AuditAction::LegacyKeyRevoked, details, now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if revoked { Ok(()) } else { Err(Problem::NotFound(Resource::LegacyKey)) }
}

fn known(module: &ModuleSlug) -> Result<(), Problem> {
    if has_old_addresses(module) { Ok(()) } else { Err(Problem::NotFound(Resource::Module)) }
}
