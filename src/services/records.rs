//! Conversion of submission rows to domain types.
//!
//! Calls no other service, so that services and the migration read submissions in the same way.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::ModuleSlug,
        problem::Problem,
        submission::{CreatedAtSource, Submission},
    },
    forms::Forms,
    store::{self, pool::Connection, submissions::SubmissionRow},
};
use anyhow::anyhow;
use std::sync::Arc;

/// The definition of a form version: the loaded one if it has this version, else the stored text of that version.
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

/// Whether it was imported from a legacy store; only then it has an origin and legacy media.
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
        without_reports: row.without_reports,
        missing_files: row.missing_files,
        lang: row.language,
        job_id: row.job_id,
        answers: Answers::from_json(def, &row.form_data),
        site_name: row.site_name,
        visit_date: row.visit_date,
        form_data: row.form_data,
        content_hash: hex::encode(row.content_hash),
        created_at: row.created_at,
        updated_at: row.updated_at,
        revision: row.revision,
    }
}
