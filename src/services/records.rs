//! Conversion of submission rows to domain types.
//!
//! Calls no other service, so that services and the migration read submissions in the same way.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::ModuleSlug,
        lang::Lang,
        problem::Problem,
        submission::{CreatedAtSource, Submission},
    },
    forms::Forms,
    i18n::Texts,
    store::{self, pool::Connection, submissions::SubmissionRow},
};
use anyhow::{Context, anyhow};
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
    let key = (organisation, module.clone(), version);
    if let Some(def) = loaded(app, organisation, module, version).or_else(|| app.forms.version(&key)) {
        return Ok(def);
    }
    let source = source(app, conn, organisation, module, version).await?;
    let def = Arc::new(Forms::readable(&existing(source, module, version)?, module, version));
    app.forms.keep_version(key, &def);
    Ok(def)
}

/// The same for work that writes reports or answers: without some of its questions, what it makes would take the place
/// of something complete.
///
/// # Errors
/// This program cannot read the text as a whole.
pub(crate) async fn complete_definition(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    module: &ModuleSlug,
    version: i32,
) -> Result<Arc<FormDef>, Problem> {
    if let Some(def) = loaded(app, organisation, module, version) {
        return Ok(def);
    }
    let source = source(app, conn, organisation, module, version).await?;
    let parsed = Forms::parse(&existing(source, module, version)?, &format!("{module}, version {version}"));
    parsed.map(Arc::new).map_err(|errors| Problem::Internal(anyhow!(Texts::of(Lang::EN).definition_errors(&errors))))
}

/// A form of the installation in its current version.
fn loaded(app: &App, organisation: i64, module: &ModuleSlug, version: i32) -> Option<Arc<FormDef>> {
    let is_installed = app.forms.is_installed(organisation, module);
    app.forms.installed().get(module).filter(|def| is_installed && def.version == version).cloned()
}

fn existing(source: Option<String>, module: &ModuleSlug, version: i32) -> Result<String, Problem> {
    let source = source.with_context(|| format!("there is no version {version} of the form {module}"));
    source.map_err(Problem::Internal)
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
