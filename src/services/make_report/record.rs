//! Recording the files of a report: one transaction, valid only with the lease of the job.

use super::super::{
    jobs::{self, Claim},
    links,
    webhooks::events,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{LinkId, ModuleSlug, ReportCode, UploadId},
        problem::Problem,
        upload::FileType,
    },
    store::{
        self,
        error::{cross_tenant_connection, lost_connection},
        report_versions::NewVersion,
        uploads::NewUpload,
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

/// One version of the reports, with the code that verifies it.
pub(super) struct Version {
    pub submission: i64,
    pub code: ReportCode,
    pub module: ModuleSlug,
    pub visit_date: Option<time::Date>,
    pub revision: i32,
}

impl Version {
    /// The row with which report verification later recognises the file.
    fn row<'a>(
        &'a self,
        report: &'a PublishedReport,
        organisation_id: i64,
        now: time::OffsetDateTime,
    ) -> NewVersion<'a> {
        NewVersion {
            organisation_id,
            submission_id: self.submission,
            code: &self.code,
            file_type: report.kind,
            module: &self.module,
            visit_date: self.visit_date,
            sha256: &report.sha256,
            file_size: report.size,
            made_at: now,
            revision: self.revision,
        }
    }
}

/// A report that is durable on disk and has no row yet.
pub(super) struct PublishedReport {
    pub id: UploadId,
    pub kind: FileType,
    pub size: i64,
    pub sha256: [u8; 32],
}

/// Records the files of a report, which are durable, and ends the job.
pub(super) async fn record(
    app: &App,
    claim: &Claim,
    version: &Version,
    reports: &[PublishedReport],
    missing_files: i32,
) -> Result<(), Problem> {
    let (now, submission, organisation) = (app.clock.now(), version.submission, claim.tenant()?);
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let replaced = conn
        .transaction::<_, DbError, _>(async |conn| {
            // First, because a worker that lost the lease must not change anything.
            if !store::jobs::finish(conn, claim.id, &claim.token).await? {
                return Err(DbError::RollbackTransaction);
            }
            let rows: Vec<NewUpload> =
                reports.iter().map(|report| row(report, organisation, submission, now)).collect();
            let replaced =
                store::uploads::reports::replace(conn, organisation, submission, &rows, version.revision).await?;
            for row in &rows {
                store::links::ensure(conn, organisation, submission, row.file_type, &LinkId::random()).await?;
            }
            let versions: Vec<NewVersion<'_>> =
                reports.iter().map(|report| version.row(report, organisation, now)).collect();
            store::report_versions::add(conn, &versions, now).await?;
            store::submissions::complete(conn, organisation, submission, missing_files, now).await?;
            let deliveries = events::report_ready(conn, organisation, submission, now).await?;
            app.legacy_store.job_ended(conn, organisation, submission, now).await?;
            let mut details = json!({ "job_id": claim.job_id, "attempt": claim.attempt });
            if let (true, Some(details)) = (missing_files > 0, details.as_object_mut()) {
                details.insert("missing_files".to_owned(), json!(missing_files));
            }
            store::audit::add(conn, &jobs::audit(app, claim, organisation, AuditAction::ReportMade, details, now))
                .await?;
            fail::fail_point!("job.before_commit");
            Ok((replaced, deliveries))
        })
        .await;
    match replaced {
        Ok((before, deliveries)) => {
            deliveries.wake(app);
            before.iter().for_each(|id| app.files.remove_report(id));
            Ok(())
        }
        // The commit may have succeeded; then these files are the reports. Otherwise the clean-up removes them.
        Err(error) if lost_connection(&error) => Err(error.into()),
        Err(error) => {
            reports.iter().for_each(|report| app.files.remove_report(&report.id));
            Err(match error {
                DbError::RollbackTransaction => claim.lease_lost(),
                other => other.into(),
            })
        }
    }
}

fn row(report: &PublishedReport, organisation_id: i64, submission: i64, now: time::OffsetDateTime) -> NewUpload {
    let name = links::extension(report.kind);
    NewUpload {
        upload_id: report.id.clone(),
        organisation_id,
        submission_id: Some(submission),
        file_type: report.kind,
        field: name.to_owned(),
        // After all files of the form.
        position: i32::MAX,
        original_filename: format!("{}.{name}", report.id),
        content_type: links::mime(report.kind).to_owned(),
        file_size: report.size,
        sha256: report.sha256,
        width: 0,
        height: 0,
        uploaded_at: now,
        expires_at: None,
    }
}
