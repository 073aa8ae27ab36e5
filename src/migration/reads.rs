//! Reads while two stores exist: fallback to the file, import of what was found, and shadow reads.
//!
//! Stores are compared by the visible values: answers, site and date. A record that this program wrote must also be
//! byte for byte unchanged, because its own copy of the answers would hide a change in the part that the legacy app
//! reads.

use super::{
    difference::{Difference, between},
    import, legacy_store,
};
use crate::{
    app::App,
    domain::{
        answers::{Answers, iso},
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        local_zone::LocalZone,
        migration::Phase,
        problem::Problem,
        submission::Submission,
    },
    legacy::{self, Context, OldSubmission, document::Document},
    services::{actor::Actor, storage_problem},
    store::{
        self,
        error::{cross_tenant_connection, tenant_connection},
        migration::{
            migration_phases::{Counter, count},
            written_records::RecordLocation,
        },
        pool::Connection,
        submissions::SubmissionRow,
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{io::ErrorKind, sync::Arc};
use time::OffsetDateTime;

/// The maximum record size of the importer.
const LARGEST: u64 = 32 * 1024 * 1024;

/// Looks for a submission that the database lacks in the legacy store, if a phase falls back to it, and imports it.
/// True if the database has it now.
pub async fn import_missing(app: &App, organisation: i64, id: &SubmissionId) -> Result<bool, Problem> {
    // The folder belongs to the default organisation and must not be disclosed to another one.
    if app.organisation_id() != Some(organisation) {
        return Ok(false);
    }
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    let phases = store::migration::migration_phases::all(&mut conn, organisation).await?;
    let falls_back = |phase: &str| Phase::parse(phase).is_some_and(Phase::falls_back);
    if !phases.iter().any(|row| falls_back(&row.phase)) {
        return Ok(false);
    }
    drop(conn);
    if !import::import_one(app, &Actor::system(app, organisation), &app.config.old_store, id).await? {
        return Ok(false);
    }
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    let found = store::submissions::saved(&mut conn, organisation, id).await?;
    if let Some(found) = &found {
        count(&mut conn, organisation, found.module.as_str(), Counter::Fallbacks).await?;
        tracing::info!(submission = %id, "{id} was only in the legacy store and has been imported");
    }
    Ok(found.is_some())
}

/// Applies the module's phase to a submission that is about to be shown: schedules a shadow read and, where the legacy
/// store is trusted, takes the values of its file.
pub(super) async fn apply_phase(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    def: &FormDef,
    key: i64,
    submission: &mut Submission,
) -> Result<(), Problem> {
    let row = store::migration::migration_phases::of(conn, organisation, submission.module.as_str()).await?;
    let Some(phase) = row.and_then(|row| Phase::parse(&row.phase)).filter(|phase| phase.falls_back()) else {
        return Ok(());
    };
    app.shadow_reads.add(&submission.id);
    // The file of a correction is written after its commit.
    let is_behind = submission.revision > 1 && store::migration::old_store_outbox::waits(conn, key).await?;
    if phase.trusts_files() && !is_behind {
        match read(app, conn, organisation, key, &submission.id, &submission.module).await {
            Ok(LegacyRecordFile { record: Ok(old), .. }) => replace_answers(def, submission, old),
            Ok(_) => {}
            // The page shows the database's values; the shadow read will report the file.
            Err(problem) => {
                tracing::warn!(submission = %submission.id, "{}: cannot read its file: {problem:?}", submission.id)
            }
        }
    }
    Ok(())
}

fn replace_answers(def: &FormDef, submission: &mut Submission, old: OldSubmission) {
    let form_data = old.answers.to_json();
    if !between(&submission.form_data, &form_data).is_empty() {
        submission.answers = Answers::from_json(def, &form_data);
        submission.form_data = form_data;
    }
    submission.site_name = old.site_name;
    submission.visit_date = old.visit_date;
}

/// Compares both stores about a submission and stores the differences.
pub async fn compare(app: &App, id: &SubmissionId) -> Result<(), Problem> {
    let Some(organisation) = app.organisation_id() else { return Ok(()) };
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let Some(row) = store::submissions::by_id(&mut conn, organisation, id).await? else { return Ok(()) };
    let phase = store::migration::migration_phases::of(&mut conn, organisation, row.module.as_str()).await?;
    if !phase.and_then(|row| Phase::parse(&row.phase)).is_some_and(Phase::falls_back) {
        return Ok(());
    }
    let filed = read(app, &mut conn, organisation, row.id, id, &row.module).await?;
    let is_behind = filed.bytes.is_none() || row.revision > 1;
    if is_behind && store::migration::old_store_outbox::waits(&mut conn, row.id).await? {
        // The file is still in the outbox, so there is nothing to compare yet.
        return Ok(());
    }
    let differences = differences(&row, &filed);
    record_differences(app, &mut conn, &row, &differences).await
}

async fn record_differences(
    app: &App,
    conn: &mut Connection,
    row: &SubmissionRow,
    differences: &[Difference],
) -> Result<(), Problem> {
    let (organisation, module, now) = (row.organisation_id, row.module.as_str(), app.clock.now());
    let details = json!(differences);
    let kept = conn.transaction::<_, DbError, _>(async |conn| {
        count(conn, organisation, module, Counter::ShadowReads).await?;
        if differences.is_empty() {
            store::migration::shadow_differences::settle_agreed(
                conn,
                row.id,
                "comparison",
                "both stores agree again",
                now,
            )
            .await?;
        } else if store::migration::shadow_differences::add(conn, organisation, module, row.id, &details, now).await? {
            count(conn, organisation, module, Counter::Differences).await?;
        }
        Ok(())
    });
    Ok(kept.await?)
}

/// The legacy store's file of a submission.
struct LegacyRecordFile {
    place: Option<RecordLocation>,
    bytes: Option<Vec<u8>>,
    /// The parsed record, or why it cannot be parsed.
    record: Result<OldSubmission, String>,
}

async fn read(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    key: i64,
    id: &SubmissionId,
    module: &ModuleSlug,
) -> Result<LegacyRecordFile, Problem> {
    let source = legacy_store::source(conn, app, organisation).await?;
    let place = store::migration::written_records::location(conn, source, key).await?;
    let listed = place.as_ref().map_or_else(|| format!("submissions/{id}.json"), |place| place.name.clone());
    let def = app.forms.installed().get(module).cloned();
    let local_zone = app.config.old_time_zone;
    let (folder, id, module) = (legacy_store::folder(app), id.clone(), module.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let bytes = match folder.find(&listed).and_then(|entry| folder.read(&entry, LARGEST)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok((None, Err("-".to_owned()))),
            Err(error) => return Err(error),
        };
        let record = understand(&bytes, &id, &module, def, local_zone);
        Ok((Some(bytes), record))
    });
    let (bytes, record) =
        reading.await.map_err(|stopped| Problem::Internal(stopped.into()))?.map_err(storage_problem)?;
    Ok(LegacyRecordFile { place, bytes, record })
}

/// Parses a record. The module is known, so the job is not needed; creation time and status are not compared.
fn understand(
    bytes: &[u8],
    id: &SubmissionId,
    module: &ModuleSlug,
    def: Option<Arc<FormDef>>,
    local_zone: LocalZone,
) -> Result<OldSubmission, String> {
    let context = Context {
        stem: id.as_str(),
        job: None,
        assigned: Some(module),
        modified_at: OffsetDateTime::UNIX_EPOCH,
        local_zone,
        forms: &|asked| def.clone().filter(|_| asked == module),
    };
    let record = Document::parse(bytes).and_then(|document| legacy::submission::read(&document, &context));
    record.map_err(|refusal| format!("{:?} {}", refusal.why, refusal.detail))
}

fn differences(row: &SubmissionRow, filed: &LegacyRecordFile) -> Vec<Difference> {
    let whole = |file: &str| Difference { path: "-".to_owned(), database: None, file: Some(file.to_owned()) };
    let (Some(bytes), record) = (&filed.bytes, &filed.record) else {
        return vec![Difference { file: None, database: Some(row.submission_id.to_string()), ..whole("") }];
    };
    let old = match record {
        Ok(old) => old,
        Err(why) => return vec![whole(why)],
    };
    let head = |site: &str, day: Option<time::Date>| json!({ "site_name": site, "visit_date": day.map(iso) });
    let mut found = between(&head(&row.site_name, row.visit_date), &head(&old.site_name, old.visit_date));
    for difference in between(&row.form_data, &old.answers.to_json()) {
        if found.iter().all(|known| known.path != difference.path) {
            found.push(difference);
        }
    }
    let changed = filed.place.as_ref().is_some_and(|place| {
        place.state == "written" && place.sha256.as_deref() != Some(Sha256::digest(bytes).as_slice())
    });
    if found.is_empty() && changed {
        found.push(whole("changed since it was written"));
    }
    found
}
