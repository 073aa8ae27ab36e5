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
use anyhow::Context;
use diesel::QueryResult;
use std::sync::Arc;

/// The definition of a form version of an organisation: the loaded one if it has this version, else the stored text of
/// that version. A text that this program cannot read as a whole is read as far as possible, so that what was sent stays
/// readable.
pub(crate) async fn definition(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    module: &ModuleSlug,
    version: i32,
) -> Result<Arc<FormDef>, Problem> {
    let is_installed = app.forms.is_installed(organisation, module);
    let loaded = || app.forms.installed().get(module).filter(|def| is_installed && def.version == version).cloned();
    let key = (organisation, module.clone(), version);
    if let Some(def) = loaded().or_else(|| app.forms.version(&key)) {
        return Ok(def);
    }
    let source = source(app, conn, organisation, module, version).await?;
    let source = source.with_context(|| format!("there is no version {version} of the form {module}"));
    let def = Arc::new(Forms::readable(&source.map_err(Problem::Internal)?, module, version));
    app.forms.keep_version(key, &def);
    Ok(def)
}

/// The stored text of a form version of an organisation.
pub(super) async fn source(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    module: &ModuleSlug,
    version: i32,
) -> QueryResult<Option<String>> {
    if !app.forms.is_installed(organisation, module)
        && let Some(own) = store::organisation_forms::definition_of(conn, organisation, module, version).await?
    {
        return Ok(Some(own));
    }
    // One of the installation, maybe of an operator who has removed the form since.
    store::form_versions::definition_of(conn, module, version).await
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
