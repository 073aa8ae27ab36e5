//! The branding of an organisation, for its administrators, its reports and its pages. Each change is recorded in the
//! audit log with the values before and after; a logo by its hash.

use super::actor::Actor;
use crate::{
    app::App,
    domain::{
        accent::Accent,
        audit::actions::AuditAction,
        branding::Branding,
        form::FormDef,
        money::Currency,
        problem::{Problem, Resource},
        report::Picture,
        upload::FileRefusal,
    },
    reports::pictures::{LOGO_BYTES, Purpose},
    store::{
        self,
        branding::{BrandingRow, LogoRow},
        pool::Connection,
    },
};
use bytes::Bytes;
use diesel_async::AsyncConnection;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The largest logo that is accepted, in bytes.
pub const MAX_LOGO: usize = 5_000_000;

/// The branding, and the hash of the logo in hex.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedBranding {
    pub branding: Branding,
    pub logo: Option<String>,
}

/// A decoded logo.
#[derive(Clone, Debug)]
pub struct Logo {
    pub picture: Picture,
    /// SHA-256 in hex.
    pub sha256: String,
}

/// What happens to the logo.
pub enum LogoChange {
    Keep,
    Remove,
    Set(Logo),
}

pub async fn branding(app: &App, actor: &Actor) -> Result<SavedBranding, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    read(&mut conn, actor.organisation_id).await
}

/// The branding of an organisation, or the default.
pub async fn read(conn: &mut Connection, organisation: i64) -> Result<SavedBranding, Problem> {
    let Some((row, logo)) = store::branding::of(conn, organisation).await? else {
        return Ok(SavedBranding::default());
    };
    let branding = Branding {
        // The column has a CHECK constraint, but not for the contrast.
        accent: Accent::parse(&row.accent).unwrap_or(Accent::DEFAULT),
        header_line: row.header_line,
        footer_line: row.footer_line,
        legal_line: row.legal_line,
        paper: row.paper,
        currency: row.currency,
    };
    Ok(SavedBranding { branding, logo: logo.map(hex::encode) })
}

/// The currency of the totals of a form; read only for a form that has some.
pub(crate) async fn currency_of(conn: &mut Connection, organisation: i64, def: &FormDef) -> Result<Currency, Problem> {
    match def.totals {
        Some(_) => Ok(read(conn, organisation).await?.branding.currency),
        None => Ok(Branding::default().currency),
    }
}

/// The logo of the actor's organisation, for pages.
pub async fn logo(app: &App, actor: &Actor) -> Result<Logo, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    logo_of(&mut conn, actor.organisation_id).await?.ok_or(Problem::NotFound(Resource::Upload))
}

pub async fn logo_of(conn: &mut Connection, organisation: i64) -> Result<Option<Logo>, Problem> {
    let row = store::branding::logo_of(conn, organisation).await?.unwrap_or_default();
    let (Some(bytes), Some(width), Some(height), Some(sha256)) =
        (row.logo, row.logo_width, row.logo_height, row.logo_sha256)
    else {
        return Ok(None);
    };
    let [width, height] = [width, height].map(|side| u32::try_from(side).unwrap_or(1));
    let picture = Picture { bytes: bytes.into(), width, height };
    Ok(Some(Logo { picture, sha256: hex::encode(sha256) }))
}

/// Decodes a logo in a child process, as every uploaded picture.
///
/// # Errors
/// The inner result: why the file is no logo.
pub async fn decode_logo(app: &App, file: Bytes) -> Result<Result<Logo, FileRefusal>, Problem> {
    let admission = match app.pictures.admit().await {
        Ok(admission) => admission,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let rendered = admission.render(Purpose::Logo, file).await.map_err(Problem::Internal)?;
    Ok(rendered.map(|renditions| {
        // A logo with very many details is kept in the smaller size.
        let large = renditions.large.bytes.len() <= LOGO_BYTES;
        let picture = if large { renditions.large } else { renditions.thumb };
        Logo { sha256: hex::encode(Sha256::digest(&picture.bytes)), picture }
    }))
}

/// Saves the branding; does nothing if it is unchanged.
pub async fn save(app: &App, actor: &Actor, new: &Branding, logo: LogoChange) -> Result<(), Problem> {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let old = read(&mut conn, organisation).await?;
    let after = match &logo {
        LogoChange::Keep => old.logo.clone(),
        LogoChange::Remove => None,
        LogoChange::Set(logo) => Some(logo.sha256.clone()),
    };
    let changes = changes(&old, &SavedBranding { branding: new.clone(), logo: after.clone() });
    if changes.is_empty() {
        return Ok(());
    }
    let row = BrandingRow {
        accent: new.accent.to_string(),
        header_line: new.header_line.clone(),
        footer_line: new.footer_line.clone(),
        legal_line: new.legal_line.clone(),
        paper: new.paper,
        currency: new.currency,
    };
    let logo = match logo {
        LogoChange::Keep => None,
        LogoChange::Remove => Some(LogoRow::default()),
        LogoChange::Set(Logo { picture, sha256 }) => Some(LogoRow {
            logo: Some(picture.bytes.to_vec()),
            logo_width: i32::try_from(picture.width).ok(),
            logo_height: i32::try_from(picture.height).ok(),
            logo_sha256: hex::decode(sha256).ok(),
        }),
    };
    conn.transaction(async |conn| {
        store::branding::set(conn, organisation, &row, logo.as_ref(), now).await?;
        let details = Value::Object(changes);
        let audit = actor.audit_of("organisation", Some(organisation), AuditAction::OrganisationChanged, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// The differences as `{name: {before, after}}`.
fn changes(old: &SavedBranding, new: &SavedBranding) -> Map<String, Value> {
    let values = |saved: &SavedBranding| {
        let Branding { accent, header_line, footer_line, legal_line, paper, currency } = &saved.branding;
        [
            ("accent", json!(accent.to_string())),
            ("header_line", json!(header_line)),
            ("footer_line", json!(footer_line)),
            ("legal_line", json!(legal_line)),
            ("paper", json!(paper.as_str())),
            ("currency", json!(currency.code())),
            ("logo_sha256", json!(saved.logo)),
        ]
    };
    let pairs = values(old).into_iter().zip(values(new));
    let differs = pairs.filter(|((_, before), (_, after))| before != after);
    differs.map(|((name, before), (_, after))| (name.to_owned(), json!({ "before": before, "after": after }))).collect()
}
