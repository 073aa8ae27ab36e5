//! The phase `files`: a submission is in the legacy store before it is acknowledged.

use super::{
    expected_files::{LegacyFileSet, generate},
    folder::{blocking, folder, source},
    put::{self, LARGEST},
    stored_files,
};
use crate::{
    app::{App, SavedSubmission, WriteThrough},
    files::OldStore,
    store,
};
use diesel::result::Error as DbError;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use std::io;

/// Writes a submission as the last step of its transaction, which holds its key, so no other transaction writes the
/// same one. An existing file of ours was left by an attempt that crashed before its commit and was never acknowledged.
/// After an error, all its files are removed again.
pub(in crate::migration) async fn write_now(
    app: &App,
    conn: &mut AsyncPgConnection,
    saved: &SavedSubmission<'_>,
) -> Result<WriteThrough, DbError> {
    let (store, files) = (folder(app), app.files.clone());
    let (submission, uploads) = (saved.read_back)();
    let (own, module) = (app.files.clone(), submission.module.clone());
    let stored = match blocking(move || Ok(stored_files::read(&own, &module, uploads))).await {
        Ok(stored) => stored,
        Err(error) => return Ok(WriteThrough::Failed(error)),
    };
    let wanted = generate(app, &store, saved.organisation, saved.key, saved.def, &submission, &stored);
    let writes = blocking(move || {
        if !clear(&store, &wanted)? {
            return Ok(None);
        }
        let rows = put::write_files(&store, &files, &wanted);
        if rows.is_err() {
            wanted.names().for_each(|name| drop(store.find(&name).and_then(|entry| store.remove(&entry))));
        }
        rows.map(Some)
    });
    let rows = match writes.await {
        Ok(Some(rows)) => rows,
        Ok(None) => return Ok(WriteThrough::IdTaken),
        Err(error) => return Ok(WriteThrough::Failed(error)),
    };
    let source = source(conn, app, saved.organisation).await?;
    store::migration::written_records::save(conn, source, &rows, submission.created_at).await?;
    Ok(WriteThrough::Written)
}

/// Removes such a leftover record; false if a file exists that we did not write.
fn clear(store: &OldStore, wanted: &LegacyFileSet) -> io::Result<bool> {
    let record = &wanted.record;
    match store.read_named(record.folder, &record.name, LARGEST) {
        Ok(found) => {
            let found: Option<Value> = serde_json::from_slice(&found).ok();
            if found.is_none_or(|found| found.get("injaaz").is_none()) {
                return Ok(false);
            }
            store.remove(&store.find(&record.listed())?)?;
            store.sync(record.folder)?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}
