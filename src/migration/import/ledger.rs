//! The ledger as one pass of the importer sees it: limited to one source. In a dry run, temporary tables of the
//! connection overlay the real ones.

use super::sources::Source;
use crate::{
    app::App,
    domain::{ids::UploadId, problem::Problem},
    legacy::job::OldJob,
    services::actor::Actor,
    store::{
        error::detached_tenant_connection,
        legacy_media,
        migration::{
            dry_run,
            imported::{self, Existing, UsedId},
            legacy_records::{self, KnownRecord, Origin},
            legacy_reports::{self, AssignedReport},
            legacy_sources,
        },
        uploads,
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::HashMap;

/// Runs a query on the database, and in a dry run on the temporary tables as well.
macro_rules! both {
    ($ledger:ident, $conn:ident, $query:expr) => {{
        let mut found = Vec::new();
        if $ledger.dry {
            dry_run::use_real_tables($conn).await?;
            found = $query.await?;
            dry_run::use_temporary_tables($conn).await?;
        }
        found.extend($query.await?);
        found
    }};
}

/// The organisation and the source of the records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ledger {
    pub organisation: i64,
    pub source: i64,
    dry: bool,
}

/// The key for a source without a row; no record has it.
const NO_SOURCE: i64 = -1;

impl Ledger {
    /// Opens the ledger for changes, with a connection of its own.
    pub async fn open(app: &App, actor: &Actor, source: &dyn Source) -> Result<(Ledger, AsyncPgConnection), Problem> {
        let mut conn = detached_tenant_connection(&app.pool, actor.organisation_id).await?;
        let (organisation, kind) = (actor.organisation_id, source.kind().as_str());
        let source = legacy_sources::ensure(&mut conn, organisation, kind, source.place()).await?;
        Ok((Ledger { organisation, source, dry: false }, conn))
    }

    /// Opens the ledger for a dry run, which changes nothing.
    pub async fn dry(app: &App, actor: &Actor, source: &dyn Source) -> Result<(Ledger, AsyncPgConnection), Problem> {
        let mut conn = detached_tenant_connection(&app.pool, actor.organisation_id).await?;
        let organisation = actor.organisation_id;
        let known = legacy_sources::find(&mut conn, organisation, source.place()).await?;
        dry_run::begin(&mut conn).await?;
        Ok((Ledger { organisation, source: known.unwrap_or(NO_SOURCE), dry: true }, conn))
    }

    /// The ledger rows of these names.
    pub async fn known(
        &self,
        conn: &mut AsyncPgConnection,
        names: &[&str],
    ) -> QueryResult<HashMap<String, KnownRecord>> {
        let rows = both!(self, conn, legacy_records::known(conn, self.organisation, self.source, names));
        // Rows of the dry run come last and replace those of the database.
        Ok(rows.into_iter().map(|known| (known.name.clone(), known)).collect())
    }

    /// What the jobs state about these submissions.
    pub async fn jobs(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<HashMap<String, OldJob>> {
        let rows = both!(self, conn, legacy_records::jobs_about(conn, self.organisation, ids));
        let read = |(about, facts)| Some((about, serde_json::from_value(facts).ok()?));
        Ok(rows.into_iter().filter_map(read).collect())
    }

    pub async fn existing(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<Vec<Existing>> {
        Ok(both!(self, conn, imported::existing(conn, self.organisation, ids)))
    }

    pub async fn used_ids(
        &self,
        conn: &mut AsyncPgConnection,
        ids: &[&str],
        keys: &[&str],
        jobs: &[&str],
    ) -> QueryResult<Vec<UsedId>> {
        Ok(both!(self, conn, imported::used_ids(conn, self.organisation, ids, keys, jobs)))
    }

    pub async fn origins(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<Vec<Origin>> {
        Ok(both!(self, conn, legacy_records::origins(conn, self.organisation, ids)))
    }

    /// Those of these upload names that an imported record refers to.
    pub async fn named(&self, conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<Vec<String>> {
        Ok(both!(self, conn, legacy_media::named(conn, self.organisation, names)))
    }

    /// What the jobs of this source state about report files of these names.
    pub async fn reports(&self, conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<Vec<AssignedReport>> {
        Ok(both!(self, conn, legacy_reports::named(conn, self.organisation, self.source, names)))
    }

    /// Those of these upload ids that exist here.
    pub async fn existing_uploads(&self, conn: &mut AsyncPgConnection, ids: &[UploadId]) -> QueryResult<Vec<UploadId>> {
        Ok(both!(self, conn, uploads::known(conn, ids)))
    }
}
