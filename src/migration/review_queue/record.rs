//! The ledger row of a reviewed record, and its source.

use crate::{
    app::App,
    domain::{
        migration::SourceKind,
        problem::{Problem, Resource},
    },
    migration::import::sources::{self, Source},
    services::actor::Actor,
    store,
};
use anyhow::anyhow;
use diesel_async::AsyncPgConnection;
use std::{path::Path, sync::Arc};

pub(super) use store::migration::legacy_records::ReviewQueueRow as Row;

pub(super) async fn row(conn: &mut AsyncPgConnection, actor: &Actor, id: i64) -> Result<Row, Problem> {
    let row = store::migration::legacy_records::by_id(conn, actor.organisation_id, id).await?;
    row.ok_or(Problem::NotFound(Resource::Record))
}

/// Opens the source of a record as its newest run did.
pub(super) async fn reopen(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    row: &Row,
) -> Result<Arc<dyn Source>, Problem> {
    if row.source_kind == SourceKind::Folder.as_str() {
        return Ok(sources::folder(Path::new(&row.place)));
    }
    let options = store::migration::import_runs::newest_options(conn, actor.organisation_id, row.source_id).await?;
    let options = options.ok_or(Problem::NotFound(Resource::Source))?;
    let options = serde_json::from_value(options).map_err(|error| Problem::Internal(anyhow!(error)))?;
    sources::open(app, &options)
}
