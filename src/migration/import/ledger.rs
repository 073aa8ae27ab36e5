//! The database as one pass of the importer sees it: one source, and, for a dry run, tables of the connection's own
//! over the real ones.

use super::sources::Source;
use crate::{
    app::App,
    domain::{ids::UploadId, problem::Problem},
    legacy::job::OldJob,
    services::actor::Actor,
    store::{
        legacy_media,
        migration::{
            dry_run,
            imported::{self, Existing, Taken},
            legacy_records::{self, Known, Origin},
            legacy_reports::{self, Named},
            legacy_sources,
        },
        pool::detach,
        uploads,
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::HashMap;

/// Asks the database, and in a dry run the tables over it as well.
macro_rules! both {
    ($ledger:ident, $conn:ident, $query:expr) => {{
        let mut found = Vec::new();
        if $ledger.dry {
            dry_run::look_at_real($conn).await?;
            found = $query.await?;
            dry_run::look_at_own($conn).await?;
        }
        found.extend($query.await?);
        found
    }};
}

/// Whose records, and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ledger {
    pub organisation: i64,
    pub source: i64,
    dry: bool,
}

/// The key of a source that has none; nothing belongs to it.
const NO_SOURCE: i64 = -1;

impl Ledger {
    /// For what changes the database, with a connection of its own.
    pub async fn open(app: &App, actor: &Actor, source: &dyn Source) -> Result<(Ledger, AsyncPgConnection), Problem> {
        let mut conn = detach(actor.connection(&app.pool).await?);
        let (organisation, kind) = (actor.organisation_id, source.kind().as_str());
        let source = legacy_sources::ensure(&mut conn, organisation, kind, source.place()).await?;
        Ok((Ledger { organisation, source, dry: false }, conn))
    }

    /// For what must change nothing.
    pub async fn dry(app: &App, actor: &Actor, source: &dyn Source) -> Result<(Ledger, AsyncPgConnection), Problem> {
        let mut conn = detach(actor.connection(&app.pool).await?);
        let organisation = actor.organisation_id;
        let known = legacy_sources::find(&mut conn, organisation, source.place()).await?;
        dry_run::begin(&mut conn).await?;
        Ok((Ledger { organisation, source: known.unwrap_or(NO_SOURCE), dry: true }, conn))
    }

    /// What the ledger has of these names.
    pub async fn known(&self, conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<HashMap<String, Known>> {
        let rows = both!(self, conn, legacy_records::known(conn, self.organisation, self.source, names));
        // What a dry run wrote itself hides what the database has.
        Ok(rows.into_iter().map(|known| (known.name.clone(), known)).collect())
    }

    /// What the jobs say about these submissions.
    pub async fn jobs(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<HashMap<String, OldJob>> {
        let rows = both!(self, conn, legacy_records::jobs_about(conn, self.organisation, ids));
        let read = |(about, facts)| Some((about, serde_json::from_value(facts).ok()?));
        Ok(rows.into_iter().filter_map(read).collect())
    }

    pub async fn existing(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<Vec<Existing>> {
        Ok(both!(self, conn, imported::existing(conn, self.organisation, ids)))
    }

    pub async fn taken(
        &self,
        conn: &mut AsyncPgConnection,
        ids: &[&str],
        keys: &[&str],
        jobs: &[&str],
    ) -> QueryResult<Vec<Taken>> {
        Ok(both!(self, conn, imported::taken(conn, self.organisation, ids, keys, jobs)))
    }

    pub async fn origins(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<Vec<Origin>> {
        Ok(both!(self, conn, legacy_records::origins(conn, self.organisation, ids)))
    }

    /// Which of these names of uploads an imported record names.
    pub async fn named(&self, conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<Vec<String>> {
        Ok(both!(self, conn, legacy_media::named(conn, self.organisation, names)))
    }

    /// What the jobs of this source say about report files of these names.
    pub async fn reports(&self, conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<Vec<Named>> {
        Ok(both!(self, conn, legacy_reports::named(conn, self.organisation, self.source, names)))
    }

    /// Which of these ids of uploads are ours.
    pub async fn ours(&self, conn: &mut AsyncPgConnection, ids: &[UploadId]) -> QueryResult<Vec<UploadId>> {
        Ok(both!(self, conn, uploads::known(conn, ids)))
    }
}
