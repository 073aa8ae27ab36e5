//! The report of a submission for somebody who may read it: without a link, because they are known.

use super::{
    caller::Caller,
    links::{Download, extension, mime},
    submissions, uploads,
};
use crate::{
    app::App,
    domain::{
        ids::SubmissionId,
        lang::Lang,
        problem::{Problem, Thing},
        upload::FileType,
    },
    reports::name::download_name,
    store,
};
use anyhow::anyhow;
use serde_json::json;

/// Opens the Excel or the PDF of a submission. The audit log tells of it as it does of a link that is opened.
pub async fn open(app: &App, caller: &Caller, id: &SubmissionId, format: FileType) -> Result<Download, Problem> {
    let organisation = caller.organisation_id;
    let mut conn = caller.connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, organisation, id.as_str()).await?;
    let row = row.ok_or(Problem::NotFound(Thing::Submission))?;
    caller.must_reach(&mut conn, row.id, Thing::Submission).await?;
    let files = store::uploads::of_submission(&mut conn, organisation, row.id).await?;
    let report = files.into_iter().rfind(|file| file.file_type == format.as_str());
    let report = uploads::from_row(report.ok_or(Problem::NotFound(Thing::Report))?)?;
    let file = app.files.open_report(&report.id, format);
    let file = file.map_err(|error| Problem::Internal(anyhow!("the report of {id}: {error}")))?;
    let def = submissions::definition(app, &mut conn, &row.module, row.form_version).await?;
    let lang = Lang::from_code(&row.language).unwrap_or_default();
    let details = json!({ "format": extension(format) });
    store::audit::add(&mut conn, &caller.audit("report.opened", row.id, details, app.clock.now())).await?;
    Ok(Download {
        file: uploads::open_file(file, mime(format))?,
        filename: download_name(&row.site_name, def.short.get(lang), row.visit_date, extension(format)),
        sha256: hex::encode(report.sha256),
    })
}
