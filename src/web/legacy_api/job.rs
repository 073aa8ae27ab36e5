//! A job in the shape of the legacy app's job file, which its clients poll for.

use super::{address::OwnAddress, error::LegacyError, protocol::LANG};
use crate::{
    app::App,
    domain::{
        job::JobState,
        problem::{Problem, Resource},
    },
    migration::legacy_links::{self, LegacyJob},
    web::context::RequestContext,
};
use rocket::http::{RawStr, Status};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

/// What the legacy app said of a job that it did not know: its modules had two sentences.
pub const UNKNOWN_JOB: &str = "unknown job";
pub const JOB_NOT_FOUND: &str = "Job not found";

/// How far a job is, whether it is ours or was imported.
pub async fn show(
    app: &App,
    context: &RequestContext,
    ours: &OwnAddress,
    id: &str,
    unknown: &str,
) -> Result<Value, LegacyError> {
    let found = match id.parse() {
        Ok(id) => legacy_links::job(app, &context.actor, &id, LANG).await,
        Err(_) => Err(Problem::NotFound(Resource::Job)),
    };
    match found {
        Ok(job) => Ok(legacy_json(&job, ours)),
        Err(Problem::NotFound(_)) => Err(LegacyError::sentence(Status::NotFound, unknown)),
        Err(problem) => Err(LegacyError::new(&problem, context)),
    }
}

fn legacy_json(job: &LegacyJob, ours: &OwnAddress) -> Value {
    let module = job.module.as_ref().map_or("", |module| module.as_str());
    let mut answer = Map::new();
    // In the order of the alphabet, as the legacy app sent them.
    if let Some(at) = job.completed_at {
        answer.insert("completed_at".into(), json!(epoch(at)));
    }
    answer.insert("created_at".into(), json!(job.created_at.map(epoch)));
    answer.insert("job_id".into(), json!(job.job_id));
    answer.insert("meta".into(), json!({ "module": module, "submission_id": job.submission_id }));
    answer.insert("progress".into(), json!(job.progress));
    answer.insert("results".into(), results(job, module, ours));
    answer.insert("state".into(), json!(job.state.as_str()));
    Value::Object(answer)
}

/// Each module had its own shape for the same two links and the same error.
fn results(job: &LegacyJob, module: &str, ours: &OwnAddress) -> Value {
    if let (JobState::Failed, Some(error)) = (job.state, &job.error) {
        return if module == "civil" { json!([{ "error": error }]) } else { json!({ "error": error }) };
    }
    let Some((excel, pdf)) = &job.reports else { return json!([]) };
    let (excel, pdf) = (ours.absolute(excel), ours.absolute(pdf));
    match module {
        "civil" => {
            let link = |url: &String| json!({ "filename": file_name(url), "url": url });
            json!([link(&excel), link(&pdf)])
        }
        "cleaning" => json!({ "excel": excel, "pdf": pdf }),
        _ => json!({ "excel_url": excel, "pdf_url": pdf }),
    }
}

fn file_name(url: &str) -> String {
    let last = url.rsplit('/').next().unwrap_or_default();
    RawStr::new(last).percent_decode_lossy().into_owned()
}

/// Seconds since 1970 with a fraction, as Python's clock gives them.
fn epoch(at: OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 + f64::from(at.microsecond()) / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_file_name_is_readable_again() {
        assert_eq!(file_name("http://x/reports/t/Marina%20Tower%20%E2%80%93%20HVAC.pdf"), "Marina Tower – HVAC.pdf");
        assert_eq!(file_name(""), "");
    }

    #[test]
    fn times_are_seconds_with_a_fraction() {
        assert_eq!(epoch(time::macros::datetime!(2026-11-21 01:14:25.139912 UTC)), 1_795_223_665.139_912);
    }
}
