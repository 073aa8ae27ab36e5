//! Finding submissions again: the list with its filters and its export, and one submission with all that belongs to it.

mod history;
mod list;

pub use history::{OldMedia, Origin, Provenance};
pub(crate) use history::{further_photos, media};
pub use list::{
    ExportPage, ExportRow, Filter, ListPage, PAGE, Row, Sort, Standing, export_page, exported, list, list_of,
};

use super::{actor::Actor, jobs, links};
use crate::migration::reads;
use crate::{
    app::App,
    domain::{
        answers::Answers,
        audit::actions::LoggedAction,
        form::FormDef,
        ids::{ModuleSlug, SubmissionId, UploadId},
        job::JobStatus,
        problem::{Problem, Resource},
        submission::{CreatedAtSource, Submission},
        upload::Upload,
    },
    forms::Forms,
    reports::name::download_name,
    store::{self, pool::Connection, submissions::SubmissionRow},
};
use anyhow::anyhow;
use std::sync::Arc;
use time::OffsetDateTime;

/// One submission with all that its page shows.
pub struct SubmissionDetails {
    pub submission: Submission,
    /// The definition of the version it was made with.
    pub def: Arc<FormDef>,
    /// Photos and signatures, in the order of the form.
    pub uploads: Vec<Upload>,
    /// What the record it was imported from names, shown or not; nothing if it was sent to us.
    pub media: Vec<OldMedia>,
    /// Of these, the ones that no answer names.
    pub further_photos: Vec<UploadId>,
    pub origin: Option<Origin>,
    pub reports: Option<ReportLinks>,
    /// How far its reports are.
    pub job: JobStatus,
    pub history: Vec<Event>,
    /// Whoever asks may not see what was answered.
    pub answers_hidden: bool,
}

impl SubmissionDetails {
    /// What somebody sees who may read reports and nothing else.
    pub fn without_answers(mut self) -> SubmissionDetails {
        self.submission.answers = Answers::default();
        self.submission.form_data = serde_json::Value::Null;
        self.uploads.clear();
        self.media.clear();
        self.further_photos.clear();
        self.history.clear();
        self.origin = None;
        self.answers_hidden = true;
        self
    }
}

/// Signed links to both reports, made for this very page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLinks {
    pub excel_url: String,
    pub pdf_url: String,
    pub expires_at: OffsetDateTime,
    pub excel_size: i64,
    pub pdf_size: i64,
}

/// One line of the history of a submission.
#[derive(Clone, Debug)]
pub struct Event {
    pub action: LoggedAction,
    pub at: OffsetDateTime,
    pub who: Option<String>,
    pub details: serde_json::Value,
}

/// One submission, in six queries; in eight if it was imported. One that the database does not have may still be in
/// the old store.
pub async fn show(app: &App, actor: &Actor, id: &SubmissionId) -> Result<SubmissionDetails, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let mut row = store::submissions::by_id(&mut conn, organisation, id).await?;
    if row.is_none() {
        // Importing needs connections of its own.
        drop(conn);
        let found = reads::fall_back(app, actor, id).await?;
        conn = actor.connection(&app.pool).await?;
        if found {
            row = store::submissions::by_id(&mut conn, organisation, id).await?;
        }
    }
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    let key = row.id;
    actor.must_reach(&mut conn, key, Resource::Submission).await?;
    let def = definition(app, &mut conn, &row.module, row.form_version).await?;
    let imported = is_imported(&row);
    let mut submission = submission(row, &def);
    let (origin, media) = match imported {
        true => {
            (history::origin(&mut conn, organisation, key).await?, history::media(&mut conn, organisation, key).await?)
        }
        false => (None, Vec::new()),
    };
    reads::follow_phase(app, &mut conn, actor, &def, key, &mut submission).await?;
    let files = store::uploads::of_submission(&mut conn, organisation, key).await?;
    let files = files.into_iter().map(Upload::from);
    let linked = store::links::of_submission(&mut conn, organisation, key).await?;
    let reports = links::report_links(app, &linked, |extension| {
        download_name(&submission.site_name, def.short.get(submission.lang), submission.visit_date, extension)
    });
    let job = store::jobs::of_submission(&mut conn, organisation, submission.job_id.as_str())
        .await?
        .ok_or(Problem::NotFound(Resource::Submission))?;
    let job = jobs::status_of(app, &submission.job_id, &job, reports.as_ref());
    let history = store::audit::history(&mut conn, organisation, "submission", key).await?;
    Ok(SubmissionDetails {
        uploads: files.filter(|upload| !upload.file_type.is_report()).collect(),
        history: history.into_iter().map(|(action, at, who, details)| Event { action, at, who, details }).collect(),
        further_photos: further_photos(&submission, &media),
        media,
        origin,
        submission,
        def,
        reports,
        job,
        answers_hidden: false,
    })
}

/// The links of a submission's reports, if both are there.
pub(crate) async fn links_of(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    id: &SubmissionId,
) -> Result<Option<ReportLinks>, Problem> {
    let row =
        store::submissions::by_id(conn, organisation, id).await?.ok_or(Problem::NotFound(Resource::Submission))?;
    let def = definition(app, conn, &row.module, row.form_version).await?;
    let linked = store::links::of_submission(conn, organisation, row.id).await?;
    Ok(links::report_links(app, &linked, |extension| {
        download_name(&row.site_name, def.short.get(row.language), row.visit_date, extension)
    }))
}

/// The definition of a version: the current one if it is that, else the text that was kept of it.
pub(crate) async fn definition(
    app: &App,
    conn: &mut Connection,
    module: &ModuleSlug,
    version: i32,
) -> Result<Arc<FormDef>, Problem> {
    if let Some(def) = app.forms.get(module).cloned().filter(|def| def.version == version) {
        return Ok(def);
    }
    let source = store::form_versions::definition_of(conn, module, version).await?;
    let origin = format!("{module}, version {version}");
    Forms::parse(&source, &origin).map(Arc::new).map_err(|complaints| Problem::Internal(anyhow!("{complaints}")))
}

/// Whether it came from an old store; only then there is more to be known about it.
pub(crate) fn is_imported(row: &SubmissionRow) -> bool {
    row.created_at_source != CreatedAtSource::Server
}

pub(crate) fn submission(row: SubmissionRow, def: &FormDef) -> Submission {
    Submission {
        id: row.submission_id,
        key: row.submission_key,
        module: row.module,
        form_version: row.form_version,
        status: row.status,
        lang: row.language,
        job_id: row.job_id,
        answers: Answers::from_json(def, &row.form_data),
        site_name: row.site_name,
        visit_date: row.visit_date,
        form_data: row.form_data,
        content_hash: hex::encode(row.content_hash),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
