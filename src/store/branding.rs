//! The branding of organisations: colour, lines, paper, currency, and the logo.

use super::schema::organisation_branding;
use crate::domain::{branding::Paper, money::Currency};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organisation_branding, treat_none_as_null = true)]
pub struct BrandingRow {
    pub accent: String,
    pub header_line: Option<String>,
    pub footer_line: Option<String>,
    pub legal_line: Option<String>,
    pub paper: Paper,
    pub currency: Currency,
}

/// A logo as it is stored: PNG, with its size in pixels and the hash of its bytes.
#[derive(Clone, Debug, Default, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organisation_branding, treat_none_as_null = true)]
pub struct LogoRow {
    pub logo: Option<Vec<u8>>,
    pub logo_width: Option<i32>,
    pub logo_height: Option<i32>,
    pub logo_sha256: Option<Vec<u8>>,
}

/// The branding and the hash of the logo; `None` if nothing was ever chosen.
pub async fn of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
) -> QueryResult<Option<(BrandingRow, Option<Vec<u8>>)>> {
    organisation_branding::table
        .find(organisation)
        .select((BrandingRow::as_select(), organisation_branding::logo_sha256))
        .first(conn)
        .await
        .optional()
}

pub async fn logo_of(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Option<LogoRow>> {
    organisation_branding::table.find(organisation).select(LogoRow::as_select()).first(conn).await.optional()
}

/// Saves the branding; `logo`: the new one, or none in its place. `None` keeps the logo.
pub async fn set(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    row: &BrandingRow,
    logo: Option<&LogoRow>,
    now: OffsetDateTime,
) -> QueryResult<()> {
    use organisation_branding::{organisation_id, updated_at};
    diesel::insert_into(organisation_branding::table)
        .values((organisation_id.eq(organisation), row, updated_at.eq(now)))
        .on_conflict(organisation_id)
        .do_update()
        .set((row, updated_at.eq(now)))
        .execute(conn)
        .await?;
    if let Some(logo) = logo {
        diesel::update(organisation_branding::table.find(organisation)).set(logo).execute(conn).await?;
    }
    Ok(())
}
