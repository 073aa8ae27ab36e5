//! Reading submissions: the list with its filters and export, and one submission with everything that belongs to it.

mod export;
mod history;
mod list;

pub use export::{ExportPage, ExportRow, export_page, exported};
pub use history::{Event, Note, OldMedia, Origin, Provenance};
pub(crate) use history::{further_photos, media};
pub use list::{
    Filter, ListPage, NearSearch, PAGE, Sort, StatusFilter, SubmissionSummary, is_valid_cursor, list, list_of,
};

use super::{
    actor::Actor,
    branding,
    client_responses::{self, ClientResponse},
    corrections::{self, Revision},
    jobs,
    links::{self, LinkedSubmission},
    records::{definition, is_imported, submission},
    reinspections::{self, RelatedSubmission},
    review::approval::{self, Approval, ApprovedSubmission, Step},
    search_terms::site_key,
    stored_files,
};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        approval::absence::Delegation,
        form::FormDef,
        ids::{SubmissionId, UploadId},
        job::JobStatus,
        money::Currency,
        problem::{Problem, Resource},
        submission::Submission,
        upload::Upload,
    },
    reports::name::download_name,
    store::{self, links::LinkedReport},
};
pub use crate::{
    domain::report_links::ReportLinks,
    store::submissions::attached::{Attached, CommentedPlace},
};

use std::sync::Arc;

/// A submission with everything that its page shows.
pub struct SubmissionDetails {
    /// Its key in the database.
    pub key: i64,
    pub submission: Submission,
    /// The form version it was made with.
    pub def: Arc<FormDef>,
    /// Photos and signatures, in the order of the form.
    pub uploads: Vec<Upload>,
    /// Photos, signatures and reports whose files are not in the data folder.
    pub missing: Vec<UploadId>,
    /// A report is among `missing`.
    pub reports_missing: bool,
    /// Everything that its imported record names, shown or not; empty if it was not imported.
    pub media: Vec<OldMedia>,
    /// Those of `media` that no answer refers to.
    pub further_photos: Vec<UploadId>,
    pub origin: Option<Origin>,
    /// It was imported.
    pub imported: bool,
    pub reports: Option<ReportLinks>,
    /// The links of its reports in responses of the API.
    pub linked: Vec<LinkedReport>,
    /// State of its report job.
    pub job: JobStatus,
    pub history: Vec<Event>,
    /// Of the totals of its items.
    pub currency: Currency,
    /// The viewer may not see the answers.
    pub answers_hidden: bool,
    /// The account that sent it.
    pub sender: Option<i64>,
    /// None: it needs no approval.
    pub approval: Option<Approval>,
    /// The absent members for whom the actor may decide about it.
    pub delegations: Vec<Delegation>,
    /// The steps of its approval, oldest first.
    pub steps: Vec<Step>,
    /// What clients said about it, oldest first.
    pub client_responses: Vec<ClientResponse>,
    /// All revisions, oldest first; empty if it was never corrected.
    pub revisions: Vec<Revision>,
    /// The submission that it inspects again.
    pub reinspects: Option<RelatedSubmission>,
    /// Those that inspect it again, newest first.
    pub reinspections: Vec<RelatedSubmission>,
    /// What else there is about it.
    pub attached: Attached,
}

impl SubmissionDetails {
    /// What its shared links need of it.
    pub fn for_links(&self) -> LinkedSubmission<'_> {
        LinkedSubmission {
            key: self.key,
            module: &self.submission.module,
            form_version: self.submission.form_version,
            site_name: &self.submission.site_name,
            visit_date: self.submission.visit_date,
            language: self.submission.lang,
            in_responses: &self.linked,
        }
    }

    /// The view of a member who may read reports only.
    pub fn without_answers(mut self) -> SubmissionDetails {
        self.submission.answers = Answers::default();
        self.submission.form_data = serde_json::Value::Null;
        self.uploads.clear();
        self.missing.clear();
        self.media.clear();
        self.further_photos.clear();
        self.history.clear();
        self.origin = None;
        self.steps.clear();
        self.client_responses.clear();
        self.revisions.clear();
        self.reinspects = None;
        self.reinspections.clear();
        self.approval = None;
        self.delegations.clear();
        let has_unread_notifications = self.attached.has_unread_notifications;
        self.attached = Attached::default();
        self.attached.has_unread_notifications = has_unread_notifications;
        self.answers_hidden = true;
        self
    }
}

/// One submission, in seven queries; one more each if its form has totals, if clients responded, if it was corrected, if
/// it waits for a decision and if a delegate acted, and two more each if it needs approval, if it was imported, and if
/// re-inspections belong to it. If the database does not have it, the legacy store is checked.
pub async fn show(app: &App, actor: &Actor, id: &SubmissionId) -> Result<SubmissionDetails, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let mut row = store::submissions::by_id(&mut conn, organisation, id).await?;
    if row.is_none() {
        // The import takes connections of its own from the pool.
        drop(conn);
        let found = app.legacy_store.import_missing(organisation, id).await?;
        conn = actor.connection(&app.pool).await?;
        if found {
            row = store::submissions::by_id(&mut conn, organisation, id).await?;
        }
    }
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    let key = row.id;
    actor.require_in_scope(&mut conn, key, Resource::Submission).await?;
    let def = definition(app, &mut conn, organisation, &row.module, row.form_version).await?;
    let imported = is_imported(&row);
    let (sender, reinspects) = (row.user_id, row.reinspects_id);
    let mut submission = submission(row, &def);
    let (origin, mut media) = match imported {
        true => {
            (history::origin(&mut conn, organisation, key).await?, history::media(&mut conn, organisation, key).await?)
        }
        false => (None, Vec::new()),
    };
    app.legacy_store.apply_phase(&mut conn, organisation, key, &def, &mut submission).await?;
    // The job may end between two of these queries. It commits its reports together with the status, so whatever is
    // read after a status is at least as new.
    let job = store::jobs::of_submission(&mut conn, organisation, submission.job_id.as_str())
        .await?
        .ok_or(Problem::NotFound(Resource::Submission))?;
    submission.status = job.status;
    let files = store::uploads::of_submission(&mut conn, organisation, key).await?;
    let files: Vec<Upload> = files.into_iter().map(Upload::from).collect();
    // What a correction has taken out is that of the record only.
    media.retain(|media| submission.revision == 1 || files.iter().any(|file| file.id == media.id));
    let linked = store::links::of_submission(&mut conn, organisation, key).await?;
    let reports = links::report_links(app, &linked, |extension| {
        download_name(&submission.site_name, def.short.get(submission.lang), submission.visit_date, extension)
    });
    let job = jobs::status_of(app, &submission.job_id, &job, reports.as_ref());
    let history = store::audit::history(&mut conn, organisation, "submission", key).await?;
    let history = history::events(&mut conn, history).await?;
    let currency = branding::currency_of(&mut conn, organisation, &def).await?;
    let attached = store::submissions::attached::attached(&mut conn, organisation, key, actor.user_id).await?;
    let (approval, steps) = match attached.has_approval {
        true => {
            (approval::read(&mut conn, organisation, key).await?, approval::steps(&mut conn, organisation, key).await?)
        }
        false => (None, Vec::new()),
    };
    let delegations = match (&approval, actor.user_id) {
        (Some(approval), Some(user)) => {
            let (module, site_key) = (&submission.module, site_key(&submission.site_name));
            let about = ApprovedSubmission { key, sender, module, site_key: &site_key };
            approval::delegations(&mut conn, (organisation, user), approval, about, app.clock.now()).await?
        }
        _ => Vec::new(),
    };
    let client_responses = match attached.has_client_responses {
        true => client_responses::of_submission(&mut conn, organisation, key).await?,
        false => Vec::new(),
    };
    let revisions = corrections::revisions(&mut conn, organisation, key, &submission).await?;
    let (reinspects, reinspections) =
        reinspections::related(actor, &mut conn, key, reinspects, attached.has_reinspections).await?;
    drop(conn);
    let missing = stored_files::missing(&app.files, &files).await?;
    Ok(SubmissionDetails {
        key,
        linked,
        reports_missing: files.iter().any(|file| file.file_type.is_report() && missing.contains(&file.id)),
        missing,
        uploads: files.into_iter().filter(|upload| !upload.file_type.is_report()).collect(),
        history,
        further_photos: further_photos(&submission, &media),
        media,
        origin,
        imported,
        submission,
        def,
        reports,
        job,
        currency,
        answers_hidden: false,
        sender,
        approval,
        delegations,
        steps,
        client_responses,
        revisions,
        reinspects,
        reinspections,
        attached,
    })
}
