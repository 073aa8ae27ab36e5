//! Traps in the identity of a record: its id, module, time and job.

use super::{ID, civil, cleaning, hvac, job, noted, understood, why, with};
use crate::legacy::old_store::{MODIFIED, read, read_document};
use injaaz::{
    domain::{job::Failure, submission::Status},
    legacy::{CreatedAtSource, QuarantineReason, document::Document, job::OldJob},
};
use serde_json::{Value, json};
use time::macros::{date, datetime};

#[test]
fn the_module_is_named_only_in_the_job() {
    let record = json!({ "id": ID, "fields": { "project_name": "Only name" }, "files": [] });
    assert_eq!(why(ID, record.clone()), QuarantineReason::UnknownModule);
    let document = Document::parse(record.to_string().as_bytes()).unwrap();
    let told = job(json!({ "state": "done", "meta": { "submission_id": ID, "module": "cleaning" } }));
    let old = read_document(ID, &document, Some(&told), None).unwrap();
    assert_eq!((old.module.as_str(), old.provenance.module.as_str()), ("cleaning", "job"));
    // The decision of a person has precedence over the job.
    let civil = "civil".parse().unwrap();
    let old = read_document(ID, &document, Some(&told), Some(&civil)).unwrap();
    assert_eq!((old.module.as_str(), old.provenance.module.as_str()), ("civil", "assigned by a person"));
    let unknown = "site_visit".parse().unwrap();
    assert_eq!(read_document(ID, &document, None, Some(&unknown)).unwrap_err().why, QuarantineReason::UnknownModule);
}

#[test]
fn the_module_follows_from_names_only_if_they_agree() {
    for (fields, files, module) in [
        (json!({ "developer_client": "Nakheel" }), json!([]), Some("civil")),
        (json!({ "asset": "HVAC" }), json!([]), Some("hvac_mep")),
        (json!({ "room_count": "3" }), json!([]), Some("cleaning")),
        (
            json!({ "x": "" }),
            json!([{ "field": "a", "saved": "a.jpg", "url": "http://h/hvac-mep/generated/uploads/a.jpg" }]),
            Some("hvac_mep"),
        ),
        (
            json!({ "x": "" }),
            json!([{ "field": "a", "saved": null, "url": "https://c/image/upload/v1/civil_photos/a.jpg" }]),
            Some("civil"),
        ),
        (json!({ "room_count": "3", "developer_client": "Nakheel" }), json!([]), None),
        (json!({ "project_name": "Villa" }), json!([]), None),
    ] {
        let record = json!({ "id": ID, "fields": fields, "files": files });
        let found = read(ID, record.to_string().as_bytes(), None);
        assert_eq!(found.as_ref().ok().map(|old| old.module.as_str()), module, "{record}: {found:?}");
    }
}

#[test]
fn the_status_follows_from_the_job_file() {
    let document = Document::parse(hvac(json!({})).to_string().as_bytes()).unwrap();
    for (told, status, failure) in [
        (None, Status::Completed, None),
        (Some(job(json!({ "state": "done", "results": {} }))), Status::Completed, None),
        (Some(job(json!({ "state": "done", "results": { "error": "x" } }))), Status::Failed, Some(Failure::Error)),
        (Some(job(json!({ "state": "failed", "results": [{ "error": "x" }] }))), Status::Failed, Some(Failure::Error)),
        (Some(job(json!({ "state": "started" }))), Status::Failed, Some(Failure::Crashed)),
        (Some(job(json!({ "state": "running", "progress": 100 }))), Status::Failed, Some(Failure::Crashed)),
        (Some(job(json!({ "state": "cancelled" }))), Status::Failed, Some(Failure::Error)),
    ] {
        let old = read_document(ID, &document, told.as_ref(), None).unwrap();
        assert_eq!((old.status, old.failure), (status, failure), "{told:?}");
        assert_eq!(old.notes.is_empty(), failure.is_none(), "{:?}", old.notes);
        let job = told.map_or("".to_owned(), |job| job.job_id.to_string());
        assert!(job.is_empty() || job == old.job_id.as_str());
    }
}

#[test]
fn a_submission_without_a_job_keeps_a_stable_job_id() {
    let once = understood(hvac(json!({}))).job_id;
    assert_eq!(understood(hvac(json!({ "site_name": "Other" }))).job_id, once);
    // Cleaning stored the job id in the record, and its old pages still request it.
    assert_eq!(understood(cleaning(json!({}))).job_id.as_str(), "job_0123456789ab");
}

#[test]
fn the_creation_time_is_the_best_known_and_never_the_current_time() {
    let told = job(json!({ "state": "done" }));
    let at = |record: Value, job: Option<&OldJob>| {
        let old = read(ID, record.to_string().as_bytes(), job).unwrap();
        (old.created_at.unix_timestamp(), old.created_at_source)
    };
    let local = json!({ "submission_id": ID, "site_name": "T", "opMan_signature": null, "items": [], "timestamp": "2025-12-20T12:00:00.5" });
    let f = json!({ "submission_id": ID, "data": { "client_name": "C" }, "timestamp": "2025-12-20T08:00:00.5" });
    let eight = 1_766_217_600;
    assert_eq!(at(hvac(json!({})), Some(&told)), (eight, CreatedAtSource::Record));
    assert_eq!(at(f, Some(&told)), (eight, CreatedAtSource::Record));
    assert_eq!(at(local.clone(), Some(&told)), (eight, CreatedAtSource::Job));
    assert_eq!(at(local, None), (eight, CreatedAtSource::Record));
    assert_eq!(at(civil(json!({})), Some(&told)), (eight, CreatedAtSource::Job));
    assert_eq!(at(civil(json!({})), None), (MODIFIED.unix_timestamp(), CreatedAtSource::File));
    for created_at in [json!("2024-13-01T00:00:00"), json!("yesterday"), json!(0), json!(true)] {
        let record = hvac(json!({ "created_at": created_at }));
        assert_eq!(at(record.clone(), Some(&told)), (eight, CreatedAtSource::Job), "{created_at}");
        assert!(noted(&understood(record), "created_at"), "{created_at}");
    }
    assert_eq!(at(hvac(json!({ "created_at": eight })), None), (eight, CreatedAtSource::Record));
    assert_eq!(at(hvac(json!({ "created_at": eight * 1000 })), None), (eight, CreatedAtSource::Record));
    assert_eq!(at(hvac(json!({ "created_at": "2025-12-20T12:00:00+04:00" })), None), (eight, CreatedAtSource::Record));
}

#[test]
fn two_submissions_may_point_at_one_report() {
    let report = json!({ "state": "done", "results": [{ "filename": "Civil_A.xlsx", "url": "http://h/generated/Civil_A.xlsx" }] });
    let other = with(report.clone(), json!({ "job_id": "job_bbbbbbbbbbbb" }));
    assert_eq!(job(report).reports, job(other).reports);
}

#[test]
fn an_id_must_match_the_file_name() {
    for id in [
        json!(null),
        json!(7),
        json!(""),
        json!("x".repeat(300)),
        json!("sub_../../etc/p"),
        json!("SUB_0123456789ab"),
        json!("sub_0123456789AB"),
    ] {
        assert_eq!(why(ID, hvac(json!({ "id": id }))), QuarantineReason::BadId, "{id}");
    }
    let mut without = hvac(json!({}));
    without.as_object_mut().unwrap().remove("id");
    assert_eq!(why(ID, without), QuarantineReason::BadId);
    assert_eq!(why("sub_ffffffffffff", hvac(json!({}))), QuarantineReason::IdMismatch);
    assert_eq!(why(ID, hvac(json!({ "submission_id": "sub_ffffffffffff" }))), QuarantineReason::IdMismatch);
    for copy in [
        "sub_0123456789ab (1)",
        "sub_0123456789ab~",
        "sub_0123456789ab.bak",
        "SUB_0123456789ab",
        "sub_0123456789ab - Copy",
    ] {
        assert_eq!(why(copy, hvac(json!({}))), QuarantineReason::DuplicateId, "{copy}");
    }
}

#[test]
fn records_of_unknown_shape_are_quarantined() {
    for record in [
        json!({}),
        json!({ "id": ID }),
        json!({ "id": ID, "site_name": "T" }),
        json!({ "id": ID, "fields": [] }),
        json!({ "id": ID, "fields": {}, "files": {} }),
        json!({ "submission_id": ID, "data": "x" }),
        json!({ "id": ID, "work_items": {} }),
        json!({ "id": ID, "items": "x" }),
    ] {
        assert_eq!(why(ID, record.clone()), QuarantineReason::Shape, "{record}");
    }
    let job = json!({ "job_id": "job_0123456789ab", "state": "done", "progress": 100, "results": [], "meta": { "submission_id": ID } });
    assert_eq!(why(ID, job), QuarantineReason::WrongKind);
}

#[test]
fn an_offset_in_any_spelling_is_no_utc() {
    for made in ["2025-12-02T10:00:00+0400", "2025-12-02T10:00:00+04", "2025-12-02 10:00:00 +0400"] {
        let old = understood(hvac(json!({ "created_at": made })));
        assert_eq!(old.created_at, datetime!(2025-12-02 06:00 UTC), "{made}");
        assert_eq!(old.notes, [format!("created_at: {made:?} read as 2025-12-02T06:00:00Z")]);
    }
    // A browser's midnight, where the legacy app was used (four hours before UTC).
    let old = understood(hvac(json!({ "visit_date": "2025-12-19T20:00:00.000Z" })));
    assert_eq!(old.visit_date, Some(date!(2025 - 12 - 20)));
}
