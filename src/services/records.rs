//! From rows of submissions to what the rest of the program works with.
//!
//! A leaf: it calls no other service, so that services and the migration read submissions in the same way.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::ModuleSlug,
        lang::Lang,
        problem::Problem,
        submission::{Status, Submission},
    },
    forms::Forms,
    store::{self, pool::Connection, submissions::SubmissionRow},
};
use anyhow::anyhow;
use std::sync::Arc;

/// The word of `submissions.created_at_source` for a submission that this program received itself.
const SENT_TO_US: &str = "server";

/// The definition of a version: the current one if it is that, else the text that was kept of it.
pub(crate) async fn definition(
    app: &App,
    conn: &mut Connection,
    module: &str,
    version: i32,
) -> Result<Arc<FormDef>, Problem> {
    let current = module.parse().ok().and_then(|slug: ModuleSlug| app.forms.get(&slug).cloned());
    if let Some(def) = current.filter(|def| def.version == version) {
        return Ok(def);
    }
    let source = store::form_versions::definition_of(conn, module, version).await?;
    let origin = format!("{module}, version {version}");
    Forms::parse(&source, &origin).map(Arc::new).map_err(|complaints| Problem::Internal(anyhow!("{complaints}")))
}

/// Whether it came from an old store; only then there is more to be known about it.
pub(crate) fn is_imported(row: &SubmissionRow) -> bool {
    row.created_at_source != SENT_TO_US
}

pub(crate) fn submission(row: SubmissionRow, def: &FormDef) -> Result<Submission, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("submission {}: {what}", row.id));
    Ok(Submission {
        id: row.submission_id.parse().map_err(|_| bad("bad id"))?,
        key: row.submission_key.parse().map_err(|_| bad("bad key"))?,
        module: row.module.parse().map_err(|_| bad("bad module"))?,
        form_version: row.form_version,
        status: Status::parse(&row.status).ok_or_else(|| bad("unknown status"))?,
        lang: Lang::from_code(&row.language).ok_or_else(|| bad("unknown language"))?,
        job_id: row.job_id.parse().map_err(|_| bad("bad job id"))?,
        answers: Answers::from_json(def, &row.form_data),
        site_name: row.site_name,
        visit_date: row.visit_date,
        form_data: row.form_data,
        content_hash: hex::encode(row.content_hash),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
