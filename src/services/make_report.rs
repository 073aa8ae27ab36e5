//! The report job: reads the submission, builds and writes both reports, and records them.
//!
//! Reports are published before the transaction that records them, under a new id each time. So a job that runs again
//! after a crash never changes a report that is being downloaded; replaced reports are removed after the commit.

use super::{
    jobs::{self, Claim},
    links, pictures as stored_pictures, records,
    submissions::{self, OldMedia},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        form::FormDef,
        ids::{LinkId, ModuleSlug, ReportCode, SubmissionId, UploadId},
        problem::{Problem, Resource},
        report::{Picture, ReportDoc},
        submission::{Status, Submission},
        upload::{FileType, Upload},
    },
    files::{Files, Rendition},
    i18n::Texts,
    reports::{
        build::{BuildInput, StoredPicture, build},
        pdf::pdf,
        pictures,
        xlsx::xlsx,
    },
    store::{
        self,
        error::{cross_tenant_connection, lost_connection},
        pool::Connection,
        report_versions::NewVersion,
        uploads::NewUpload,
    },
};
use anyhow::Context;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};

/// Makes both reports of a submission and records them.
pub async fn make_report(app: &Arc<App>, claim: &Claim, id: &SubmissionId) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let source = read(app, &mut conn, claim.tenant()?, id).await?;
    drop(conn);
    jobs::progress(app, claim, 10);
    // The verification code is printed on the reports, so it is chosen first.
    let version = Version {
        submission: source.key,
        code: ReportCode::random(),
        module: source.submission.module.clone(),
        visit_date: source.submission.visit_date,
    };
    let genuine = format!("{}/verify/{}", app.config.public_url, version.code);
    let doc = Arc::new(blocking(app, move |app| Ok(document(app, source, genuine))).await?);
    jobs::progress(app, claim, 20);
    let excel = publish(app, &doc, FileType::ReportExcel, xlsx).await?;
    fail::fail_point!("job.excel_published");
    jobs::progress(app, claim, 50);
    let pdf = publish(app, &doc, FileType::ReportPdf, pdf).await?;
    fail::fail_point!("job.pdf_published");
    jobs::progress(app, claim, 90);
    record(app, claim, &version, [excel, pdf]).await?;
    fail::fail_point!("job.recorded");
    jobs::write_done(app, claim);
    Ok(())
}

/// Everything that a report contains.
struct Source {
    key: i64,
    submission: Submission,
    def: Arc<FormDef>,
    organisation: String,
    uploads: Vec<Upload>,
    /// The photos and signatures that an imported record names.
    media: Vec<OldMedia>,
}

async fn read(app: &App, conn: &mut Connection, organisation: i64, id: &SubmissionId) -> Result<Source, Problem> {
    let row = store::submissions::by_id(conn, organisation, id).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    let key = row.id;
    let def = records::definition(app, conn, &row.module, row.form_version).await?;
    let files = store::uploads::of_submission(conn, organisation, key).await?;
    let media = match records::is_imported(&row) {
        true => submissions::media(conn, organisation, key).await?,
        false => Vec::new(),
    };
    Ok(Source {
        key,
        submission: records::submission(row, &def),
        def,
        organisation: store::organisations::name_of(conn, organisation).await?,
        uploads: files.into_iter().map(Upload::from).collect(),
        media,
    })
}

fn document(app: &App, source: Source, genuine: String) -> ReportDoc {
    let texts = Texts::of(source.submission.lang);
    let mut pictures = read_pictures(&app.files, &source.uploads);
    for media in &source.media {
        let note = media.not_shown.as_ref().map(|why| texts.media_unavailable(why));
        pictures.entry(media.id.clone()).or_default().note = note;
    }
    let further_photos = submissions::further_photos(&source.submission, &source.media);
    let upload_url = |id: &UploadId| links::photo_url(app, id);
    build(BuildInput {
        form: &source.def,
        submission: &source.submission,
        organisation: &source.organisation,
        pictures: &pictures,
        further_photos: &further_photos,
        upload_url: &upload_url,
        genuine: Some(genuine),
    })
}

fn read_pictures(files: &Files, all: &[Upload]) -> HashMap<UploadId, StoredPicture> {
    let picture = |upload: &Upload, rendition| {
        let bytes = stored_pictures::read_rendition(files, upload, rendition)?;
        let (width, height) = pictures::size(&bytes)?;
        Some(Picture { bytes, width, height })
    };
    all.iter()
        .filter(|upload| matches!(upload.file_type, FileType::Photo | FileType::Signature))
        .map(|upload| {
            let (large, thumb) = (picture(upload, Rendition::Large), picture(upload, Rendition::Thumb));
            (upload.id.clone(), StoredPicture { large, thumb, note: None })
        })
        .collect()
}

/// One version of both reports, with the code that verifies it.
struct Version {
    submission: i64,
    code: ReportCode,
    module: ModuleSlug,
    visit_date: Option<time::Date>,
}

impl Version {
    /// The row with which report verification later recognises the file.
    fn row<'a>(&'a self, report: &'a Published, organisation_id: i64, now: time::OffsetDateTime) -> NewVersion<'a> {
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
        }
    }
}

/// A report that is durable on disk and has no row yet.
struct Published {
    id: UploadId,
    kind: FileType,
    size: i64,
    sha256: [u8; 32],
}

async fn publish(
    app: &Arc<App>,
    doc: &Arc<ReportDoc>,
    kind: FileType,
    render: fn(&ReportDoc) -> anyhow::Result<Vec<u8>>,
) -> Result<Published, Problem> {
    let doc = Arc::clone(doc);
    blocking(app, move |app| {
        let bytes = render(&doc).map_err(Problem::Internal)?;
        let id = UploadId::random();
        app.files.publish_report(&id, kind, &bytes).map_err(super::storage_problem)?;
        Ok(Published { id, kind, size: bytes.len() as i64, sha256: Sha256::digest(&bytes).into() })
    })
    .await
}

/// Runs CPU-bound work on the blocking pool.
async fn blocking<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || work(&app))
        .await
        .context("making a report stopped")
        .map_err(Problem::Internal)?
}

async fn record(app: &App, claim: &Claim, version: &Version, reports: [Published; 2]) -> Result<(), Problem> {
    let (now, submission, organisation) = (app.clock.now(), version.submission, claim.tenant()?);
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let replaced = conn
        .transaction::<_, DbError, _>(async |conn| {
            // First, because a worker that lost the lease must not change anything.
            if !store::jobs::finish(conn, claim.id, &claim.token).await? {
                return Err(DbError::RollbackTransaction);
            }
            let mut replaced = Vec::new();
            for report in &reports {
                let row = row(report, organisation, submission, now);
                replaced.extend(store::uploads::replace_report(conn, &row).await?);
                store::links::ensure(conn, organisation, submission, row.file_type, &LinkId::random()).await?;
            }
            let versions = reports.each_ref().map(|report| version.row(report, organisation, now));
            store::report_versions::add(conn, &versions, now).await?;
            let completed = Status::Completed;
            store::submissions::set_status(conn, organisation, submission, completed, now).await?;
            app.legacy_store.job_ended(conn, organisation, submission, now).await?;
            let details = json!({ "job_id": claim.job_id, "attempt": claim.attempt });
            store::audit::add(conn, &jobs::audit(app, claim, organisation, AuditAction::ReportMade, details, now))
                .await?;
            fail::fail_point!("job.before_commit");
            Ok(replaced)
        })
        .await;
    match replaced {
        Ok(before) => {
            before.iter().for_each(|id| app.files.remove_report(id));
            Ok(())
        }
        // The commit may have succeeded; then these files are the reports. Otherwise the clean-up removes them.
        Err(error) if lost_connection(&error) => Err(error.into()),
        Err(error) => {
            reports.iter().for_each(|report| app.files.remove_report(&report.id));
            Err(match error {
                DbError::RollbackTransaction => claim.lost(),
                other => other.into(),
            })
        }
    }
}

fn row(report: &Published, organisation_id: i64, submission: i64, now: time::OffsetDateTime) -> NewUpload {
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
