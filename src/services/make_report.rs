//! The report job: reads the submission, builds and writes the reports, and records them (`record`).
//!
//! Invariant: the memory is bounded whatever the form; `photos` gives each photo its share of bytes.
//!
//! Reports are published before the transaction that records them, under a new id each time. So a job that runs again
//! after a crash never changes a report that is being downloaded; replaced reports are removed after the commit.

mod actions;
mod photos;
mod record;
mod statements;

use super::{
    branding::{self, SavedBranding},
    jobs::{self, Claim},
    links, records, stored_files,
    submissions::{self, OldMedia},
};
use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        branding::Branding,
        form::FormDef,
        ids::{ReportCode, SubmissionId, UploadId},
        problem::{Problem, Resource},
        report::{Picture, ReportDoc},
        submission::Submission,
        time_zone::TimeZone,
        upload::{FileType, Upload},
    },
    files::Files,
    i18n::Texts,
    reports::{
        build::{BuildInput, ReportAction, ReportApproval, ReportClientResponse, StoredFile, build},
        pdf::{Part as PdfPart, pdf_with},
        xlsx::xlsx,
    },
    store::{self, error::cross_tenant_connection, pool::Connection},
};
use anyhow::Context;
use photos::ReportPhotos;
use record::{PublishedReport, Version};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};

/// A PDF above this size, in bytes, has its photos in a second file: what mail servers usually accept.
const MAX_PDF: usize = 25_000_000;

/// Makes the reports of a submission and records them.
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
        revision: source.submission.revision,
    };
    let genuine = format!("{}/verify/{}", app.config.public_url, version.code);
    let report = Report { source, genuine };
    let PublishedFiles { files, missing_files } = blocking(app, claim, report).await?;
    jobs::progress(app, claim, 90);
    record::record(app, claim, &version, &files, missing_files).await?;
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
    branding: Branding,
    logo: Option<Picture>,
    /// In which the times of the report are written.
    zone: TimeZone,
    uploads: Vec<Upload>,
    /// The photos and signatures that an imported record names.
    media: Vec<OldMedia>,
    /// Who approved it.
    approvals: Vec<ReportApproval>,
    /// What clients said about it.
    client_responses: Vec<ReportClientResponse>,
    /// What has to be done about it.
    actions: Vec<ReportAction>,
    /// The submission that it inspects again.
    reinspects: Option<SubmissionId>,
}

impl Source {
    /// The PDFs that were sent with the submission.
    fn files(&self, files: &Files) -> HashMap<UploadId, StoredFile> {
        let pdfs = self.uploads.iter().filter(|upload| upload.file_type == FileType::Pdf);
        let stored = |upload: &Upload| StoredFile {
            name: upload.original_filename.clone(),
            size: upload.file_size,
            is_missing: stored_files::is_gone(files, upload),
        };
        pdfs.map(|upload| (upload.id.clone(), stored(upload))).collect()
    }
}

async fn read(app: &App, conn: &mut Connection, organisation: i64, id: &SubmissionId) -> Result<Source, Problem> {
    let row = store::submissions::by_id(conn, organisation, id).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    let key = row.id;
    let reinspects = match row.reinspects_id {
        Some(earlier) => {
            let everything = SubmissionScope::Everything;
            store::submissions::reinspections::by_key(conn, organisation, &everything, earlier).await?
        }
        None => None,
    };
    let def = records::complete_definition(app, conn, organisation, &row.module, row.form_version).await?;
    let files = store::uploads::of_submission(conn, organisation, key).await?;
    let mut media = match records::is_imported(&row) {
        true => submissions::media(conn, organisation, key).await?,
        false => Vec::new(),
    };
    // What a correction has taken out is that of the record only.
    media.retain(|media| row.revision == 1 || files.iter().any(|file| file.upload_id == media.id));
    let context = store::report_context::of_submission(conn, organisation, key).await?;
    let zone = context.time_zone;
    let approvals = match context.has_approval {
        true => statements::approvals(conn, organisation, key, zone).await?,
        false => Vec::new(),
    };
    let client_responses = match context.has_client_responses {
        true => statements::client_responses(conn, organisation, key, zone).await?,
        false => Vec::new(),
    };
    let (actions, proof) = match context.has_actions {
        true => actions::actions(conn, organisation, id).await?,
        false => Default::default(),
    };
    let SavedBranding { branding, logo } = branding::read(conn, organisation).await?;
    let logo = match logo {
        Some(_) => branding::logo_of(conn, organisation).await?,
        None => None,
    };
    Ok(Source {
        approvals,
        client_responses,
        actions,
        reinspects: reinspects.map(|earlier| earlier.submission_id),
        key,
        submission: records::submission(row, &def),
        def,
        organisation: context.organisation,
        branding,
        logo: logo.map(|logo| logo.picture),
        zone,
        uploads: files.into_iter().map(Upload::from).chain(proof).collect(),
        media,
    })
}

/// The files of a report. Each is made and published before the next one is begun, and each reads its pictures anew, so
/// that one set of pictures is in memory at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Excel,
    Pdf,
}

struct Report {
    source: Source,
    /// The URL of the verification page.
    genuine: String,
}

impl Report {
    /// How many photos, signatures and PDFs the reports lack because the files are missing.
    fn missing_files(&self, app: &App) -> i32 {
        let source = &self.source;
        let photos = ReportPhotos::of(&app.files, &source.uploads, source.zone);
        let files = source.files(&app.files).into_values().filter(|file| file.is_missing).count();
        i32::try_from(photos.missing() + files).unwrap_or(i32::MAX)
    }

    fn document(&self, app: &App, part: Part) -> Result<ReportDoc, Problem> {
        let source = &self.source;
        let texts = Texts::of(source.submission.lang);
        let further_photos = submissions::further_photos(&source.submission, &source.media);
        let photos = ReportPhotos::of(&app.files, &source.uploads, source.zone);
        let mut pictures = if part == Part::Excel { photos.for_sheets()? } else { photos.for_pages()? };
        for media in &source.media {
            let note = media.not_shown.as_ref().map(|why| texts.media_unavailable(why));
            pictures.entry(media.id.clone()).or_default().note = note;
        }
        let upload_url = |id: &UploadId| links::photo_url(app, id);
        Ok(build(BuildInput {
            form: &source.def,
            submission: &source.submission,
            organisation: &source.organisation,
            branding: &source.branding,
            logo: source.logo.as_ref(),
            zone: source.zone,
            pictures: &pictures,
            files: &source.files(&app.files),
            further_photos: &further_photos,
            upload_url: &upload_url,
            genuine: Some(self.genuine.clone()),
            approvals: &source.approvals,
            client_responses: &source.client_responses,
            actions: &source.actions,
            reinspects: source.reinspects.as_ref(),
        }))
    }
}

struct PublishedFiles {
    files: Vec<PublishedReport>,
    /// How many photos and signatures the reports lack.
    missing_files: i32,
}

/// Makes and publishes all files on the blocking pool. It is one call, hence one thread: the memory that the first file
/// took is used again for the next one, which the allocator does within a thread only.
async fn blocking(app: &Arc<App>, claim: &Claim, report: Report) -> Result<PublishedFiles, Problem> {
    let (app, claim) = (Arc::clone(app), claim.clone());
    tokio::task::spawn_blocking(move || {
        let missing_files = report.missing_files(&app);
        jobs::progress(&app, &claim, 20);
        let mut files = vec![publish_excel(&app, &report)?];
        fail::fail_point!("job.excel_published");
        jobs::progress(&app, &claim, 50);
        files.extend(publish_pdf(&app, &report)?);
        fail::fail_point!("job.pdf_published");
        Ok(PublishedFiles { files, missing_files })
    })
    .await
    .context("making a report stopped")
    .map_err(Problem::Internal)?
}

fn publish_excel(app: &App, report: &Report) -> Result<PublishedReport, Problem> {
    let workbook = xlsx(&report.document(app, Part::Excel)?).map_err(Problem::Internal)?;
    write(app, FileType::ReportExcel, &workbook)
}

/// Makes the PDF report, and a photo appendix if it would be too large.
fn publish_pdf(app: &App, report: &Report) -> Result<Vec<PublishedReport>, Problem> {
    let doc = report.document(app, Part::Pdf)?;
    let render = |part| pdf_with(&doc, part, &app.report_fonts).map_err(Problem::Internal);
    if photos::bytes_of(&doc) < MAX_PDF {
        let whole = render(PdfPart::Whole)?;
        if whole.len() <= MAX_PDF {
            return Ok(vec![write(app, FileType::ReportPdf, &whole)?]);
        }
    }
    let main = write(app, FileType::ReportPdf, &render(PdfPart::WithoutPhotos)?)?;
    Ok(vec![main, write(app, FileType::ReportPhotos, &render(PdfPart::PhotoAppendix)?)?])
}

fn write(app: &App, kind: FileType, bytes: &[u8]) -> Result<PublishedReport, Problem> {
    let id = UploadId::random();
    app.files.publish_report(&id, kind, bytes).map_err(super::storage_problem)?;
    Ok(PublishedReport { id, kind, size: bytes.len() as i64, sha256: Sha256::digest(bytes).into() })
}
