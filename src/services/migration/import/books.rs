//! The database as one pass of the importer sees it: one source, and, for a dry run, tables of the connection's own
//! over the real ones.

use super::sources::Source;
use crate::{
    app::App,
    domain::problem::Problem,
    legacy::job::OldJob,
    services::caller::Caller,
    store::{
        self,
        error::connection,
        imported::{Existing, Taken},
        legacy_records::{Known, Origin},
        pool::apart,
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::HashMap;

/// Whose records, and who writes them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Books {
    pub organisation: i64,
    pub source: i64,
    /// The run that writes, if there is a row of it.
    pub run: Option<i64>,
    dry: bool,
}

/// The key of a source that has none; nothing belongs to it.
const NO_SOURCE: i64 = -1;

impl Books {
    /// For what changes the database, with a connection of its own.
    pub async fn open(
        app: &App,
        caller: &Caller,
        source: &dyn Source,
        run: Option<i64>,
    ) -> Result<(Books, AsyncPgConnection), Problem> {
        let mut conn = apart(connection(&app.pool).await?);
        let (organisation, kind) = (caller.organisation_id, source.kind().as_str());
        let source = store::legacy_sources::ensure(&mut conn, organisation, kind, source.place()).await?;
        Ok((Books { organisation, source, run, dry: false }, conn))
    }

    /// For what must change nothing.
    pub async fn dry(
        app: &App,
        caller: &Caller,
        source: &dyn Source,
    ) -> Result<(Books, AsyncPgConnection), Problem> {
        let mut conn = apart(connection(&app.pool).await?);
        let organisation = caller.organisation_id;
        let known = store::legacy_sources::find(&mut conn, organisation, source.place()).await?;
        store::dry_run::begin(&mut conn).await?;
        Ok((Books { organisation, source: known.unwrap_or(NO_SOURCE), run: None, dry: true }, conn))
    }

    /// What the ledger has of these names.
    pub async fn known(&self, conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<HashMap<String, Known>> {
        let Books { organisation, source, .. } = *self;
        let rows = self.ask(conn, async |conn| store::legacy_records::known(conn, organisation, source, names).await);
        // What a dry run wrote itself hides what the database has.
        Ok(rows.await?.into_iter().map(|known| (known.name.clone(), known)).collect())
    }

    /// What the jobs say about these submissions.
    pub async fn jobs(
        &self,
        conn: &mut AsyncPgConnection,
        submissions: &[&str],
    ) -> QueryResult<HashMap<String, OldJob>> {
        let organisation = self.organisation;
        let rows = self.ask(conn, async |conn| {
            store::legacy_records::jobs_about(conn, organisation, submissions).await
        });
        let read = |(about, facts)| Some((about, serde_json::from_value(facts).ok()?));
        Ok(rows.await?.into_iter().filter_map(read).collect())
    }

    pub async fn existing(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<Vec<Existing>> {
        let organisation = self.organisation;
        self.ask(conn, async |conn| store::imported::existing(conn, organisation, ids).await).await
    }

    pub async fn taken(
        &self,
        conn: &mut AsyncPgConnection,
        ids: &[&str],
        keys: &[&str],
        jobs: &[&str],
    ) -> QueryResult<Vec<Taken>> {
        let organisation = self.organisation;
        self.ask(conn, async |conn| store::imported::taken(conn, organisation, ids, keys, jobs).await).await
    }

    pub async fn origins(&self, conn: &mut AsyncPgConnection, ids: &[&str]) -> QueryResult<Vec<Origin>> {
        let organisation = self.organisation;
        self.ask(conn, async |conn| store::legacy_records::origins(conn, organisation, ids).await).await
    }

    /// Which of these names of uploads an imported record names.
    pub async fn named(&self, conn: &mut AsyncPgConnection, names: &[&str]) -> QueryResult<Vec<String>> {
        let organisation = self.organisation;
        self.ask(conn, async |conn| store::legacy_media::named(conn, organisation, names).await).await
    }

    /// Asks the database, and in a dry run the tables over it as well.
    async fn ask<T>(
        &self,
        conn: &mut AsyncPgConnection,
        query: impl AsyncFn(&mut AsyncPgConnection) -> QueryResult<Vec<T>>,
    ) -> QueryResult<Vec<T>> {
        let mut found = Vec::new();
        if self.dry {
            store::dry_run::look_at_real(conn).await?;
            found = query(conn).await?;
            store::dry_run::look_at_own(conn).await?;
        }
        found.extend(query(conn).await?);
        Ok(found)
    }
}
