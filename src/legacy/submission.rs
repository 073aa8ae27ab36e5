//! Reads a submission of the legacy app: recognises its shape and completes it from its job.

use super::{
    Context, CreatedAtSource, OldSubmission, Provenance, QuarantineReason, Quarantined, Variant,
    apply_mapping::{AnswerMapper, MappedAnswers, quoted},
    document::Document,
    embedded_metadata::EmbeddedMetadata,
    job::Outcome,
    module, shapes, variant, when,
};
use crate::domain::{
    answers::Answer,
    ids::{JobId, SubmissionId},
    job::Failure,
    lang::Lang,
    local_zone::LocalZone,
    submission::Status,
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// Reads a record.
///
/// # Errors
/// The reason for quarantine.
pub fn read(document: &Document, context: &Context<'_>) -> Result<OldSubmission, Quarantined> {
    let record = document.value.as_object().ok_or_else(|| Quarantined::new(QuarantineReason::NotAnObject, ""))?;
    let variant = variant::recognise(record)?;
    let id = id(record, context.stem)?;
    let own = EmbeddedMetadata::of(record);
    let (def, module_source) = module::decide(record, variant, own.as_ref(), context)?;
    let mut notes = document.notes.clone();

    let of_this = own.as_ref().filter(|own| own.is_of(&id));
    let sealed = of_this.filter(|own| own.is_sealed());
    let filled = match sealed {
        Some(own) => own.read(&def),
        None => {
            if own.is_some() {
                notes.push("we wrote this record, and somebody changed it since; read as it stands now".to_owned());
            }
            let filler = AnswerMapper::new(&def, &id).in_zone(context.local_zone);
            let mut filler = if of_this.is_some() { filler.keeping_own_ids() } else { filler };
            match of_this {
                Some(own) => shapes::fill(variant, &own.with_signature_files(), &mut filler),
                None => shapes::fill(variant, record, &mut filler),
            }
            filler.finish()
        }
    };
    let MappedAnswers { answers, media, notes: of_answers } = filled;
    notes.extend(of_answers);

    let (created_at, created_at_source, created_at_from) = match of_this.and_then(EmbeddedMetadata::created_at) {
        Some(at) => (at, CreatedAtSource::Record, "record".to_owned()),
        None => created_at(record, variant, context, &mut notes),
    };
    let (status, failure, status_source) = status(context, &mut notes);
    let site_name = match answers.get(&def.site_field) {
        Some(Answer::Text(text) | Answer::Choice(text)) => text.trim().to_owned(),
        _ => String::new(),
    };
    let visit_date = match answers.get(&def.date_field) {
        Some(Answer::Date(date)) => Some(*date),
        _ => None,
    };
    let provenance = Provenance {
        module: module_source.to_owned(),
        site_name: source_of(record, &def.site_field, &["site_name", "project_name"], !site_name.is_empty()),
        visit_date: source_of(
            record,
            &def.date_field,
            &["visit_date", "date", "date_of_visit"],
            answers.get(&def.date_field).is_some(),
        ),
        created_at: created_at_from,
        status: status_source.to_owned(),
        base_url: record.get("base_url").and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    let job_id = job_id(record, of_this, context, &id);
    let lang = own.and_then(|own| own.lang()).unwrap_or(Lang::EN);
    Ok(OldSubmission {
        id,
        job_id,
        module: def.module.clone(),
        variant,
        lang,
        answers,
        media,
        site_name,
        visit_date,
        created_at,
        created_at_source,
        status,
        failure,
        provenance,
        notes,
        def,
    })
}

/// The id in the record, which must match the file name.
fn id(record: &Map<String, Value>, stem: &str) -> Result<SubmissionId, Quarantined> {
    let given: Vec<&Value> = ["id", "submission_id"].iter().filter_map(|key| record.get(*key)).collect();
    let Some(first) = given.first() else {
        return Err(Quarantined::new(QuarantineReason::BadId, "it has neither the key id nor submission_id"));
    };
    let parsed = first.as_str().and_then(|text| text.parse::<SubmissionId>().ok());
    let id = parsed.ok_or_else(|| Quarantined::new(QuarantineReason::BadId, format!("its id is {}", quoted(first))))?;
    if given.iter().any(|other| other.as_str() != Some(id.as_str())) {
        return Err(Quarantined::new(QuarantineReason::IdMismatch, "id and submission_id differ"));
    }
    match stem.to_lowercase().strip_prefix(id.as_str()) {
        Some("") if stem == id.as_str() => Ok(id),
        // `sub_… (1)`, `sub_…~`, `SUB_…`: copies made by a person or a file manager.
        Some(_) => Err(Quarantined::new(
            QuarantineReason::DuplicateId,
            format!("the file name is that of a copy of {id}: {stem:?}"),
        )),
        None => Err(Quarantined::new(
            QuarantineReason::IdMismatch,
            format!("the file name is {stem:?}, the id of the record {id}"),
        )),
    }
}

fn job_id(
    record: &Map<String, Value>,
    own: Option<&EmbeddedMetadata<'_>>,
    context: &Context<'_>,
    id: &SubmissionId,
) -> JobId {
    let of_record = || record.get("job_id").and_then(|id| id.as_str()?.parse().ok());
    context
        .job
        .map(|job| job.job_id.clone())
        .or_else(|| own.and_then(EmbeddedMetadata::job_id))
        .or_else(of_record)
        .unwrap_or_else(|| JobId::from_digest(Sha256::digest(format!("job of {id}")).into()))
}

/// The creation time: from the record, else from its job, else the modification time of the file. Never the current
/// time.
fn created_at(
    record: &Map<String, Value>,
    variant: Variant,
    context: &Context<'_>,
    notes: &mut Vec<String>,
) -> (OffsetDateTime, CreatedAtSource, String) {
    let mut read = |key: &str, zone: LocalZone| {
        let value = record.get(key).filter(|value| !value.is_null())?;
        let Some(moment) = when::read(value, zone) else {
            notes.push(format!("{key}: {} is no time; another was looked for", quoted(value)));
            return None;
        };
        // The legacy app wrote times without a zone; that is how its records usually are.
        if let Some(note) = moment.note(zone).filter(|_| moment.has_zone) {
            notes.push(format!("{key}: {} {note}", quoted(value)));
        }
        Some(moment.at)
    };
    // Only variant B wrote the local time of the server.
    let utc = read("created_at", LocalZone::UTC).map(|at| (at, "created_at")).or_else(|| match variant {
        Variant::HvacWithUrls => None,
        _ => read("timestamp", LocalZone::UTC).map(|at| (at, "timestamp")),
    });
    if let Some((at, key)) = utc {
        return (at, CreatedAtSource::Record, key.to_owned());
    }
    if let Some(at) = context.job.and_then(|job| job.created_at) {
        return (at, CreatedAtSource::Job, "job".to_owned());
    }
    if let Some(at) = read("timestamp", context.local_zone).filter(|_| variant == Variant::HvacWithUrls) {
        return (at, CreatedAtSource::Record, format!("timestamp, local time of {}", context.local_zone));
    }
    (context.modified_at, CreatedAtSource::File, "file time".to_owned())
}

/// The status of the submission, derived from its job.
fn status(context: &Context<'_>, notes: &mut Vec<String>) -> (Status, Option<Failure>, &'static str) {
    let Some(job) = context.job else { return (Status::Completed, None, "no job") };
    match &job.outcome {
        Outcome::Done => (Status::Completed, None, "job"),
        Outcome::Failed(error) => {
            // The error message may contain paths of the old server, so it stays with the job.
            let word = if error.is_empty() { " without a word" } else { "" };
            notes.push(format!("its job failed{word}"));
            (Status::Failed, Some(Failure::Error), "job")
        }
        Outcome::Unfinished => {
            notes.push("its job was begun and never ended; the old app was stopped meanwhile".to_owned());
            (Status::Failed, Some(Failure::Crashed), "job")
        }
        Outcome::Unknown(state) => {
            notes.push(format!("its job is in a state that the old app does not have: {state:?}"));
            match job.reports.is_empty() {
                true => (Status::Failed, Some(Failure::Error), "job"),
                false => (Status::Completed, None, "job"),
            }
        }
    }
}

/// The path of an answer in the record.
fn source_of(record: &Map<String, Value>, name: &str, others: &[&str], answered: bool) -> String {
    if !answered {
        return "nowhere".to_owned();
    }
    let filled =
        |value: &Value| !matches!(value, Value::Null) && value.as_str().is_none_or(|text| !text.trim().is_empty());
    let folders = [("", Some(record)), ("fields.", inner(record, "fields")), ("data.", inner(record, "data"))];
    let names = std::iter::once(name).chain(others.iter().copied());
    names
        .flat_map(|name| folders.iter().map(move |(prefix, map)| (name, prefix, map)))
        .find(|(name, _, map)| map.and_then(|map| map.get(*name)).is_some_and(filled))
        .map_or_else(|| "record".to_owned(), |(name, prefix, _)| format!("{prefix}{name}"))
}

fn inner<'r>(record: &'r Map<String, Value>, key: &str) -> Option<&'r Map<String, Value>> {
    record.get(key).and_then(Value::as_object)
}
