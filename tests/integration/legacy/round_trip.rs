//! Our submissions as old files: reading them back gives the same submission, and writing it again gives the same
//! bytes.

use super::old_store::{def, read};
use injaaz::{
    domain::{
        answers::{Answer, Answers, Group, Signature},
        form::{Field, FieldKind, FormDef},
        ids::UploadId,
        lang::Lang,
        submission::{Status, Submission},
        upload::{FileType, Upload},
    },
    legacy::{
        MediaLocation,
        document::Document,
        job::{OldJob, Outcome},
        write::{Drawings, OldFiles, write},
    },
};
use proptest::{prelude::*, sample::Index, test_runner::TestCaseResult};
use serde_json::Value;
use std::sync::Arc;
use time::{Date, OffsetDateTime};

pub const UPLOADS_DIR: &str = "/srv/injaaz/generated/uploads";
pub const BASE_URL: &str = "https://injaaz.example.test";

/// Characters that a database can store.
fn typed(pattern: &'static str) -> impl Strategy<Value = String> {
    pattern.prop_filter("a blank answer is none", |text: &String| !text.trim().is_empty())
}

fn answer(field: &Field, def: &FormDef) -> BoxedStrategy<Option<Answer>> {
    let some = |answer: BoxedStrategy<Answer>| prop::option::weighted(0.7, answer).boxed();
    match &field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } => {
            some(typed("[^\u{0}]{1,20}").prop_map(Answer::Text).boxed())
        }
        FieldKind::Number { .. } => some(
            (0i64..1_000_000, 0u32..3)
                .prop_map(|(n, scale)| {
                    let text = match scale {
                        0 => n.to_string(),
                        _ => format!("{}.{:02}", n / 100, n % 100),
                    };
                    Answer::Number(text.parse().unwrap())
                })
                .boxed(),
        ),
        FieldKind::Date { .. } => {
            some((2_451_545i32..2_480_000).prop_map(|day| Answer::Date(Date::from_julian_day(day).unwrap())).boxed())
        }
        FieldKind::Choice { choices, .. } => {
            let values: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
            some(prop::sample::select(values).prop_map(Answer::Choice).boxed())
        }
        FieldKind::SelectMultiple { choices, .. } => {
            let values: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
            let most = values.len();
            some(prop::sample::subsequence(values, 1..=most).prop_map(Answer::Choices).boxed())
        }
        FieldKind::Time { .. } => some(
            (0..24u8, 0..60u8)
                .prop_map(|(hour, minute)| Answer::Time(format!("{hour:02}:{minute:02}").parse().unwrap()))
                .boxed(),
        ),
        // Records of the old shape have no files.
        FieldKind::Geopoint | FieldKind::File | FieldKind::Note => Just(None).boxed(),
        FieldKind::Cascade { tree, level } => {
            let mut nodes: Vec<_> = def.trees[tree].roots.iter().collect();
            for _ in 0..*level {
                nodes = nodes.into_iter().flat_map(|node| &node.children).collect();
            }
            let values: Vec<String> = nodes.into_iter().map(|node| node.choice.value.clone()).collect();
            some(prop::sample::select(values).prop_map(Answer::Choice).boxed())
        }
        FieldKind::Checkbox { .. } => any::<bool>().prop_map(|yes| Some(Answer::Bool(yes))).boxed(),
        FieldKind::Photos { .. } => {
            let photos = prop::collection::vec(upload_id(), 1..4);
            some(photos.prop_map(Answer::Photos).boxed())
        }
        FieldKind::Signature => {
            let signature = (prop::option::of(upload_id()), prop::option::of(typed("[A-Za-z .\u{627}-\u{64a}]{1,12}")));
            let signature =
                signature.prop_filter("neither is no signature", |(drawn, name)| drawn.is_some() || name.is_some());
            some(signature.prop_map(|(drawn, name)| Answer::Signature(Signature { drawn, name })).boxed())
        }
    }
}

fn upload_id() -> impl Strategy<Value = UploadId> {
    any::<[u8; 32]>().prop_map(UploadId::from_digest)
}

fn group<'f>(fields: impl Iterator<Item = &'f Field>, def: &FormDef) -> BoxedStrategy<Group> {
    let answers: Vec<_> = fields.map(|field| (Just(field.name.clone()), answer(field, def)).boxed()).collect();
    answers.prop_map(|answers| answers.into_iter().filter_map(|(name, answer)| Some((name, answer?))).collect()).boxed()
}

fn answers(def: Arc<FormDef>) -> BoxedStrategy<Answers> {
    let further = prop::collection::btree_map("items\\.[0-9]\\.[a-z]{1,6}", typed("[^\u{0}]{1,12}"), 0..3);
    let rows: Vec<_> = def
        .items()
        .map(|items| (Just(items.name.clone()), prop::collection::vec(group(items.fields.iter(), &def), 0..4)))
        .collect();
    (group(def.fields(), &def), rows, further)
        .prop_map(|(fields, items, further)| Answers { fields, items, further: further.into_iter().collect() })
        .boxed()
}

pub fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

/// A submission, and the uploads of some of its photos; the others are missing.
fn submission(def: Arc<FormDef>) -> impl Strategy<Value = (Submission, Vec<Upload>)> {
    let times = (1_700_000_000_000_000i64..1_900_000_000_000_000, 0i64..1_000_000_000);
    (answers(def.clone()), any::<[u8; 32]>(), times, status(), any::<bool>(), any::<Index>()).prop_map(
        move |(answers, digest, (created, took), status, arabic, missing)| {
            let submission = stored(&def, answers, digest, status, arabic, created, took);
            let mut uploads = uploads(&submission, &def);
            if uploads.len() > 1 {
                uploads.remove(missing.index(uploads.len()));
            }
            (submission, uploads)
        },
    )
}

pub fn stored(
    def: &FormDef,
    answers: Answers,
    digest: [u8; 32],
    status: Status,
    arabic: bool,
    created: i64,
    took: i64,
) -> Submission {
    let at = |micros: i64| OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).unwrap();
    let text = |name: &str| match answers.get(name) {
        Some(Answer::Text(text)) => text.trim().to_owned(),
        _ => String::new(),
    };
    Submission {
        id: injaaz::domain::ids::SubmissionId::from_digest(digest),
        key: hex::encode(&digest[..16]).parse().unwrap(),
        module: def.module.clone(),
        form_version: def.version,
        status,
        without_reports: false,
        missing_files: 0,
        revision: 1,
        lang: if arabic { Lang::AR } else { Lang::EN },
        site_name: text(&def.site_field),
        visit_date: match answers.get(&def.date_field) {
            Some(Answer::Date(date)) => Some(*date),
            _ => None,
        },
        form_data: answers.to_json(),
        answers,
        job_id: injaaz::domain::ids::JobId::from_digest(digest),
        content_hash: hex::encode(digest),
        created_at: at(created),
        updated_at: at(created + took),
    }
}

/// An upload for everything that the answers name, and for both reports.
pub fn uploads(submission: &Submission, def: &FormDef) -> Vec<Upload> {
    let upload = |id: UploadId, file_type, field: &str, name: &str, mime: &str| Upload {
        id,
        file_type,
        field: field.to_owned(),
        original_filename: name.to_owned(),
        content_type: mime.to_owned(),
        file_size: 3,
        sha256: [7; 32],
        width: 1,
        height: 1,
        uploaded_at: submission.created_at,
    };
    let signature = |field: &str| def.field(field).is_some_and(|field| field.kind == FieldKind::Signature);
    let mut uploads: Vec<Upload> = Vec::new();
    for (field, id) in submission.answers.uploads() {
        let (kind, mime) = match signature(&field) {
            true => (FileType::Signature, "image/png"),
            false => (FileType::Photo, "image/jpeg"),
        };
        uploads.push(upload(id, kind, &field, "IMG_1.jpg", mime));
    }
    if submission.status == Status::Completed {
        let report =
            |kind, name: &str| upload(UploadId::random(), kind, kind.as_str(), name, "application/octet-stream");
        uploads.push(report(FileType::ReportExcel, "HVAC Tower 2026-03-14.xlsx"));
        uploads.push(report(FileType::ReportPdf, "HVAC Tower 2026-03-14.pdf"));
    }
    uploads
}

/// The bytes of the signatures among the uploads, each its own id.
pub fn drawings(uploads: &[Upload]) -> Drawings {
    let signatures = uploads.iter().filter(|upload| upload.file_type == FileType::Signature);
    signatures.map(|upload| (upload.id.clone(), upload.id.as_str().as_bytes().to_vec())).collect()
}

fn comes_back(def: &FormDef, submission: &Submission, uploads: &[Upload]) -> TestCaseResult {
    let drawings = drawings(uploads);
    let files = write(def, submission, uploads, &drawings, UPLOADS_DIR, BASE_URL);
    prop_assert!(files.record.is_ascii() && files.job.is_ascii(), "formatted like Python's output");
    let fail = |what: String| TestCaseError::fail(what);
    let job = Document::parse(&files.job).and_then(|job| OldJob::read(&job)).map_err(|e| fail(format!("{e:?}")))?;
    job_comes_back(&job, submission, uploads)?;

    // The record is complete without its job.
    for job in [Some(&job), None] {
        let old = read(submission.id.as_str(), &files.record, job).map_err(|e| fail(format!("{e:?}")))?;
        prop_assert_eq!(&old.answers, &submission.answers);
        prop_assert_eq!(&old.module, &submission.module);
        prop_assert_eq!(&old.job_id, &submission.job_id);
        prop_assert_eq!(
            (old.lang, old.visit_date, old.created_at),
            (submission.lang, submission.visit_date, submission.created_at)
        );
        prop_assert_eq!(&old.site_name, &submission.site_name);
        prop_assert!(old.notes.iter().all(|note| note.starts_with("its job")), "{:?}", old.notes);
        let named: Vec<_> = submission.answers.uploads();
        let media: Vec<_> = old.media.iter().map(|media| (media.field.clone(), media.upload_id.clone())).collect();
        prop_assert_eq!(media, named);
        for media in &old.media {
            let here = files.pictures.iter().find(|(id, _)| *id == media.upload_id);
            match here {
                Some((_, name)) => prop_assert_eq!(&media.place, &MediaLocation::Stored(name.clone())),
                None => prop_assert!(matches!(media.place, MediaLocation::Unusable(_))),
            }
        }
        let again = Submission { answers: old.answers.clone(), form_data: old.answers.to_json(), ..submission.clone() };
        prop_assert_eq!(&write(def, &again, uploads, &drawings, UPLOADS_DIR, BASE_URL), &files);
    }
    by_its_shape_alone(def, submission, &files)
}

fn job_comes_back(job: &OldJob, submission: &Submission, uploads: &[Upload]) -> TestCaseResult {
    prop_assert_eq!(&job.job_id, &submission.job_id);
    prop_assert_eq!(job.submission_id.as_ref(), Some(&submission.id));
    prop_assert_eq!(job.module.as_ref(), Some(&submission.module));
    prop_assert_eq!(job.created_at, Some(submission.created_at));
    let ended = matches!(submission.status, Status::Completed | Status::Failed);
    prop_assert_eq!(job.completed_at, ended.then_some(submission.updated_at));
    match (submission.status, &job.outcome) {
        (Status::Completed, Outcome::Done) => {
            prop_assert_eq!(job.reports.len(), uploads.iter().filter(|u| u.file_type.is_report()).count() / 2 * 2);
        }
        (Status::Failed, Outcome::Failed(_)) | (Status::Pending | Status::Processing, Outcome::Unfinished) => {}
        (status, outcome) => prop_assert!(false, "{status:?} became {outcome:?}"),
    }
    Ok(())
}

/// If the old part was changed by hand, it must be read for everything that it can express.
fn by_its_shape_alone(def: &FormDef, submission: &Submission, files: &OldFiles) -> TestCaseResult {
    let record = Document::parse(&files.record).unwrap().value;
    let job = Document::parse(&files.job).and_then(|job| OldJob::read(&job)).unwrap();
    let read = |record: &Value| read(record_id(record), record.to_string().as_bytes(), Some(&job)).unwrap();

    let mut changed = record.clone();
    changed["base_url"] = Value::from("http://somebody.example.test");
    let old = read(&changed);
    prop_assert!(old.notes.iter().any(|note| note.contains("changed it since")));
    prop_assert_eq!((&old.job_id, old.created_at), (&submission.job_id, submission.created_at));
    let here = |id: &UploadId| files.pictures.iter().any(|(known, _)| known == id);
    if submission.answers.uploads().iter().all(|(_, id)| here(id)) {
        prop_assert_eq!(&old.answers.fields, &submission.answers.fields);
        for items in def.items() {
            prop_assert_eq!(old.answers.items_of(&items.name), submission.answers.items_of(&items.name));
        }
    }

    // A copy under another id, or without our key, has the same photos with upload ids of its own.
    let mut copy = record.clone();
    let key = if copy.get("id").is_some() { "id" } else { "submission_id" };
    copy[key] = Value::from("sub_00000000c0de");
    let mut bare = record;
    bare.as_object_mut().unwrap().remove("injaaz");
    for record in [copy, bare] {
        let old = read(&record);
        let named = submission.answers.uploads();
        prop_assert_eq!(old.media.len() >= files.pictures.len(), true);
        prop_assert!(old.media.iter().all(|media| named.iter().all(|(_, id)| *id != media.upload_id)));
    }
    Ok(())
}

fn record_id(record: &Value) -> &str {
    ["id", "submission_id"].iter().find_map(|key| record[key].as_str()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 4000, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn hvac_records_round_trip((submission, uploads) in submission(def("hvac_mep"))) {
        comes_back(&def("hvac_mep"), &submission, &uploads)?;
    }

    #[test]
    fn civil_records_round_trip((submission, uploads) in submission(def("civil"))) {
        comes_back(&def("civil"), &submission, &uploads)?;
    }

    #[test]
    fn cleaning_records_round_trip((submission, uploads) in submission(def("cleaning"))) {
        comes_back(&def("cleaning"), &submission, &uploads)?;
    }

    #[test]
    fn a_module_unknown_to_the_old_app_survives_the_round_trip((submission, uploads) in submission(def("lifts"))) {
        comes_back(&def("lifts"), &submission, &uploads)?;
    }
}
