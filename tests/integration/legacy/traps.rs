//! What old records hold besides what they should: each trap by its name.

use super::old_store::{MODIFIED, read, read_document, read_value};
use injaaz::{
    domain::{
        answers::{Answer, Signature, answer, iso},
        decimal::Decimal,
        job::Failure,
        submission::Status,
    },
    legacy::{CreatedAtSource, OldSubmission, Place, Why, document::Document, job::OldJob},
};
use serde_json::{Value, json};

const ID: &str = "sub_0123456789ab";

fn hvac(more: Value) -> Value {
    with(
        json!({ "id": ID, "site_name": "Tower", "visit_date": "2025-12-20", "tech_signature": null, "opman_signature": null,
        "items": [], "base_url": "http://old.example.test", "created_at": "2025-12-20T08:00:00.000001" }),
        more,
    )
}

fn civil(fields: Value) -> Value {
    let fields = with(json!({ "project_name": "Villa", "location": "Barsha", "date": "2025-12-18" }), fields);
    json!({ "id": ID, "fields": fields, "files": [], "base_url": "http://old.example.test" })
}

fn cleaning(more: Value) -> Value {
    let form = json!({ "client_name": "Client", "project_name": "Plaza", "date_of_visit": "2025-12-20", "photos": [] });
    with(with(form, json!({ "submission_id": ID, "job_id": "job_0123456789ab" })), more)
}

fn with(mut record: Value, more: Value) -> Value {
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    record
}

fn understood(record: Value) -> OldSubmission {
    read_value(&record).unwrap_or_else(|refusal| panic!("{record}: {refusal:?}"))
}

fn why(stem: &str, record: Value) -> Why {
    read(stem, record.to_string().as_bytes(), None).unwrap_err().why
}

fn job(more: Value) -> OldJob {
    let job = json!({ "job_id": "job_aaaaaaaaaaaa", "meta": { "submission_id": ID }, "created_at": 1766217600.25 });
    OldJob::read(&Document { value: with(job, more), notes: vec![] }).unwrap()
}

fn further(old: &OldSubmission) -> Vec<(&str, &str)> {
    old.answers.further.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

fn noted(old: &OldSubmission, words: &str) -> bool {
    old.notes.iter().any(|note| note.contains(words))
}

#[test]
fn a_site_without_a_name_has_none() {
    for name in [json!(null), json!(""), json!("   ")] {
        let old = understood(hvac(json!({ "site_name": name })));
        assert_eq!((old.site_name.as_str(), old.provenance.site_name.as_str()), ("", "nowhere"));
        assert_eq!(old.answers.get("site_name"), None);
    }
    let long = "x".repeat(5_000);
    assert_eq!(understood(hvac(json!({ "site_name": long }))).site_name, long);
}

#[test]
fn dates_of_all_kinds() {
    for (typed, date) in [
        ("2031-05-05", Some("2031-05-05")),
        ("31-12-2025", Some("2025-12-31")),
        ("20 Dec 2025", Some("2025-12-20")),
        ("soon", None),
        ("2024-13-01", None),
        ("2025-02-30", None),
    ] {
        let old = understood(hvac(json!({ "visit_date": typed })));
        assert_eq!(old.visit_date.map(iso).as_deref(), date, "{typed}");
        let plain = date == Some(typed);
        assert_eq!(noted(&old, typed), !plain, "{typed}: {:?}", old.notes);
        if date.is_none() {
            assert_eq!(old.answers.get("visit_date"), Some(&Answer::Text(typed.to_owned())));
        }
    }
    assert_eq!(understood(hvac(json!({ "visit_date": "" }))).visit_date, None);
}

#[test]
fn numbers_as_texts_as_numbers_and_as_neither() {
    let number = |text: &str| Answer::Number(text.parse::<Decimal>().unwrap());
    for (sent, kept, is_noted) in [
        (json!("12"), number("12"), false),
        (json!(12), number("12"), false),
        (json!(12.5), number("12.5"), false),
        (json!("450.50"), number("450.5"), false),
        (json!(" 7 "), number("7"), true),
        (json!("007"), number("7"), true),
        (json!("٣"), number("3"), true),
        (json!("about 12"), Answer::Text("about 12".into()), true),
        (json!("1,200"), Answer::Text("1,200".into()), true),
        (json!(true), Answer::Text("True".into()), true),
    ] {
        let old = understood(civil(json!({ "work_desc[]": "Paint", "work_qty[]": sent })));
        assert_eq!(answer(&old.answers.items_of("items")[0], "work_qty"), Some(&kept), "{sent}");
        assert_eq!(old.notes.len(), usize::from(is_noted), "{sent}: {:?}", old.notes);
    }
    let text = r#"{"id":"sub_0123456789ab","fields":{"location":"B","work_qty[]":12345678901234567890123},"files":[]}"#;
    let old = read(ID, text.as_bytes(), None).unwrap();
    let kept = Answer::Text("12345678901234567890123".into());
    assert_eq!(answer(&old.answers.items_of("items")[0], "work_qty"), Some(&kept));
}

#[test]
fn the_module_stands_only_in_the_job() {
    let record = json!({ "id": ID, "fields": { "project_name": "Only name" }, "files": [] });
    assert_eq!(why(ID, record.clone()), Why::UnknownModule);
    let document = Document::parse(record.to_string().as_bytes()).unwrap();
    let told = job(json!({ "state": "done", "meta": { "submission_id": ID, "module": "cleaning" } }));
    let old = read_document(ID, &document, Some(&told), None).unwrap();
    assert_eq!((old.module.as_str(), old.provenance.module.as_str()), ("cleaning", "job"));
    // A person knows better than a job.
    let civil = "civil".parse().unwrap();
    let old = read_document(ID, &document, Some(&told), Some(&civil)).unwrap();
    assert_eq!((old.module.as_str(), old.provenance.module.as_str()), ("civil", "assigned by a person"));
    let unknown = "site_visit".parse().unwrap();
    assert_eq!(read_document(ID, &document, None, Some(&unknown)).unwrap_err().why, Why::UnknownModule);
}

#[test]
fn the_module_is_told_by_names_only_if_they_agree() {
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
fn the_job_tells_how_it_ended() {
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
fn a_submission_without_a_job_keeps_one_job_id_for_ever() {
    let once = understood(hvac(json!({}))).job_id;
    assert_eq!(understood(hvac(json!({ "site_name": "Other" }))).job_id, once);
    // Cleaning wrote it into the record, and its old pages still ask for it.
    assert_eq!(understood(cleaning(json!({}))).job_id.as_str(), "job_0123456789ab");
}

#[test]
fn the_time_is_the_best_that_is_known_and_never_now() {
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
fn photos_are_looked_for_where_they_can_be() {
    let photos = json!([
        { "field": "item_0_photo", "saved": "a.jpg", "path": "/app/generated/uploads/a.jpg", "url": "http://h/x" },
        { "saved": null, "path": "C:\\app\\generated\\uploads\\b.jpg", "url": null },
        { "saved": null, "path": null, "url": "/generated/uploads/jpg_dbb2bee6", "is_cloud": true },
        { "saved": null, "path": null, "url": "https://res.cloudinary.com/d/image/upload/v1/uploads/c.jpg", "is_cloud": true },
        "data:image/png;base64,AQID",
        { "saved": null, "path": null, "url": "/generated/uploads/jpg_dbb2bee6", "is_cloud": true },
        "../../etc/passwd",
        "",
        null,
    ]);
    let old = understood(hvac(json!({ "items": [{ "asset": "HVAC", "photos": photos }] })));
    let places: Vec<&Place> = old.media.iter().map(|media| &media.place).collect();
    let stored = |name: &str| Place::Stored(name.to_owned());
    assert_eq!(places[..3], [&stored("a.jpg"), &stored("b.jpg"), &stored("jpg_dbb2bee6")]);
    assert_eq!(places[3], &Place::Remote("https://res.cloudinary.com/d/image/upload/v1/uploads/c.jpg".into()));
    assert_eq!(places[4..7], [&Place::Inline(vec![1, 2, 3]), &stored("jpg_dbb2bee6"), &stored("passwd")]);
    assert!(places[7..].iter().all(|place| matches!(place, Place::Unusable(_))));
    assert_eq!(old.media[4].reference, json!("data:image/png;base64, 3 bytes"));

    let named: Vec<_> = old.answers.uploads();
    let media: Vec<_> = old.media.iter().map(|media| (media.field.clone(), media.upload_id.clone())).collect();
    assert_eq!(named, media, "the answers name what the media are");
    let mut ids: Vec<_> = media.into_iter().map(|(_, id)| id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 9, "each has an id of its own, twice the same file as well");
}

#[test]
fn numbered_photo_keys_are_the_only_trace_of_the_photos() {
    let urls = json!({ "photo_url_10": "/generated/uploads/k.jpg", "photo_url_2": "/generated/uploads/c.jpg" });
    let stored = |old: &OldSubmission| -> Vec<Place> { old.media.iter().map(|media| media.place.clone()).collect() };
    let expected = [Place::Stored("c.jpg".into()), Place::Stored("k.jpg".into())];
    let old = understood(
        json!({ "submission_id": ID, "data": with(json!({ "client_name": "C", "photos": [] }), urls.clone()) }),
    );
    assert_eq!(stored(&old), expected);
    let old = understood(civil(urls.clone()));
    assert_eq!(stored(&old), expected);
    // A form that asks for photos in its items only shows them there.
    let old = understood(hvac(urls));
    assert_eq!((stored(&old).as_slice(), old.media[0].field.as_str()), (&expected[..], "items.0.photos"));
}

#[test]
fn what_the_photos_were_made_of_is_not_shown_twice() {
    let url = "/generated/uploads/a.jpg";
    let photo = json!({ "saved": null, "path": null, "url": url, "index": 0, "is_cloud": true });
    let data = json!({ "client_name": "C", "photo_urls": [url, "/generated/uploads/b.jpg"], "photos": [photo] });
    let old = understood(json!({ "submission_id": ID, "data": data }));
    assert_eq!(
        old.media.iter().map(|m| &m.place).collect::<Vec<_>>(),
        [&Place::Stored("a.jpg".into()), &Place::Stored("b.jpg".into())]
    );
}

#[test]
fn signatures_come_in_every_form() {
    let signed = |value: Value| {
        let old = understood(cleaning(json!({ "tech_signature": value, "assessor_name": "Ahmed" })));
        let signature = match old.answers.get("tech_signature") {
            Some(Answer::Signature(signature)) => signature.clone(),
            other => panic!("{other:?}"),
        };
        assert!(signature.name.is_some());
        assert_eq!(signature.drawn.as_ref(), old.media.first().map(|media| &media.upload_id));
        (old.media.first().map(|media| media.place.clone()), further(&old).len())
    };
    let data = "data:image/png;base64,AQID";
    assert_eq!(signed(json!(data)), (Some(Place::Inline(vec![1, 2, 3])), 0));
    assert_eq!(
        signed(json!({ "saved": "tech_sig_1_job_0123456789ab.png", "url": "http://h/x" })),
        (Some(Place::Stored("tech_sig_1_job_0123456789ab.png".into())), 0)
    );
    assert_eq!(
        signed(json!({ "saved": null, "path": null, "url": "https://c/s.png", "is_cloud": true })),
        (Some(Place::Remote("https://c/s.png".into())), 0)
    );
    for unsigned in [json!(null), json!(""), json!(false)] {
        assert_eq!(signed(unsigned), (None, 0));
    }
    // Signed, and the drawing is not in the record.
    assert_eq!(signed(json!(true)), (None, 1));
    assert_eq!(signed(json!("Omar H.")), (None, 1), "a second name is kept beside the first");

    let oldest = json!({ "id": ID, "fields": { "site_name": "T", "tech_signature": data }, "files": [], "tech_signature": true, "opman_signature": false });
    let old = understood(oldest);
    assert_eq!((old.module.as_str(), old.media.len(), further(&old).len()), ("hvac_mep", 1, 0));
    assert!(matches!(old.answers.get("tech_signature"), Some(Answer::Signature(Signature { drawn: Some(_), .. }))));
    assert_eq!(old.answers.get("opMan_signature"), None);
}

#[test]
fn a_copy_of_a_signature_elsewhere_is_the_signature_only_if_there_is_no_other() {
    let url = "https://res.cloudinary.com/d/image/upload/v1/signatures/s.png";
    let record = |signature: &str| json!({ "submission_id": ID, "data": { "client_name": "C", "tech_signature": signature, "tech_signature_url": url } });
    let old = understood(record("data:image/png;base64,AQID"));
    assert_eq!((old.media.len(), further(&old)), (1, vec![("data.tech_signature_url", url)]));
    assert_eq!(old.media[0].place, Place::Inline(vec![1, 2, 3]));
    let orphaned = understood(record(""));
    assert_eq!((&orphaned.media[0].place, further(&orphaned).len()), (&Place::Remote(url.into()), 0));
}

#[test]
fn two_submissions_may_point_at_one_report() {
    let report = json!({ "state": "done", "results": [{ "filename": "Civil_A.xlsx", "url": "http://h/generated/Civil_A.xlsx" }] });
    let other = with(report.clone(), json!({ "job_id": "job_bbbbbbbbbbbb" }));
    assert_eq!(job(report).reports, job(other).reports);
}

#[test]
fn what_the_form_does_not_ask_is_kept_with_its_path() {
    let item = json!({ "item_number": 7, "description": "Tiles", "quantity": "9", "photos": [], "colour": { "name": "white", "codes": [1, "x"] } });
    let old = understood(
        json!({ "id": ID, "project_name": "V", "location": "L", "visit_date": "2025-12-17", "inspector_signature": "",
        "manager_name": "Mona", "work_items": [item, "loose"], "estimated_completion": "2 weeks", "weather": "hot", "base_url": "http://h" }),
    );
    assert_eq!(
        further(&old),
        [
            ("work_items.0.item_number", "7"),
            ("work_items.0.colour.name", "white"),
            ("work_items.0.colour.codes.0", "1"),
            ("work_items.0.colour.codes.1", "x"),
            ("work_items.1", "loose"),
            ("weather", "hot"),
        ]
    );
    assert_eq!(old.answers.get("estimated_time"), Some(&Answer::Text("2 weeks".into())));
    let signed = Signature { drawn: None, name: Some("Mona".into()) };
    assert_eq!(old.answers.get("op_signature"), Some(&Answer::Signature(signed)));
    assert_eq!(old.provenance.base_url, "http://h", "the old address is a fact, never an answer");
}

#[test]
fn of_two_names_for_one_question_both_are_kept_if_they_differ() {
    let place = |fields: Value| {
        let old = understood(civil(fields));
        (old.answers.get("location").cloned(), further(&old).first().map(|(path, text)| format!("{path}={text}")))
    };
    let text = |text: &str| Some(Answer::Text(text.to_owned()));
    assert_eq!(place(json!({ "location_name": "Barsha" })), (text("Barsha"), None));
    assert_eq!(place(json!({ "location": "", "location_name": "Barsha" })), (text("Barsha"), None));
    let both = place(json!({ "location": "Quoz", "location_name": "Barsha" }));
    assert_eq!(both, (text("Quoz"), Some("fields.location_name=Barsha".to_owned())));
}

#[test]
fn columns_become_one_row_or_several() {
    let old =
        understood(civil(json!({ "work_desc[]": ["Crack", "Paint"], "work_qty[]": ["1", ""], "labour[]": "2 men" })));
    let rows = old.answers.items_of("items");
    let text = |row: usize, name: &str| match answer(&rows[row], name) {
        Some(Answer::Text(text)) => text.as_str(),
        _ => "",
    };
    assert_eq!(
        (rows.len(), text(0, "work_desc"), text(1, "work_desc"), text(0, "labour")),
        (2, "Crack", "Paint", "2 men")
    );
    let empty = understood(civil(json!({ "work_desc[]": "", "work_qty[]": "" })));
    assert_eq!(empty.answers.items_of("items").len(), 0, "an empty first row is no row");
    // The old server took these when the page sent no items.
    let single =
        json!({ "id": ID, "fields": { "site_name": "T", "asset": "HVAC", "item_1_asset": "Lights" }, "files": [] });
    let old = understood(single);
    assert_eq!(old.answers.items_of("items").len(), 2);
    let far = json!({ "id": ID, "fields": { "asset": "HVAC", "item_99999999_asset": "Lights" }, "files": [] });
    assert_eq!(further(&understood(far)), [("fields.item_99999999_asset", "Lights")]);
}

#[test]
fn boxes_and_choices_are_read_or_kept_as_they_are() {
    let old = understood(cleaning(json!({ "scope_offices": "True", "scope_kitchen": "False", "scope_exterior": false,
        "waste_general": "on", "waste_recycling": "perhaps", "deep_clean_required": "Maybe" })));
    assert_eq!(old.answers.get("scope_offices"), Some(&Answer::Bool(true)));
    assert_eq!(old.answers.get("scope_kitchen"), Some(&Answer::Bool(false)));
    assert_eq!(old.answers.get("scope_exterior"), Some(&Answer::Bool(false)));
    assert_eq!(old.answers.get("waste_general"), Some(&Answer::Bool(true)));
    assert_eq!(old.answers.get("waste_recycling"), Some(&Answer::Text("perhaps".into())));
    assert_eq!(old.answers.get("deep_clean_required"), Some(&Answer::Choice("Maybe".into())));
    assert!(noted(&old, "perhaps") && noted(&old, "Maybe"));
}

#[test]
fn an_id_must_be_one_and_that_of_the_file() {
    for id in [
        json!(null),
        json!(7),
        json!(""),
        json!("x".repeat(300)),
        json!("sub_../../etc/p"),
        json!("SUB_0123456789ab"),
        json!("sub_0123456789AB"),
    ] {
        assert_eq!(why(ID, hvac(json!({ "id": id }))), Why::BadId, "{id}");
    }
    let mut without = hvac(json!({}));
    without.as_object_mut().unwrap().remove("id");
    assert_eq!(why(ID, without), Why::BadId);
    assert_eq!(why("sub_ffffffffffff", hvac(json!({}))), Why::IdMismatch);
    assert_eq!(why(ID, hvac(json!({ "submission_id": "sub_ffffffffffff" }))), Why::IdMismatch);
    for copy in [
        "sub_0123456789ab (1)",
        "sub_0123456789ab~",
        "sub_0123456789ab.bak",
        "SUB_0123456789ab",
        "sub_0123456789ab - Copy",
    ] {
        assert_eq!(why(copy, hvac(json!({}))), Why::DuplicateId, "{copy}");
    }
}

#[test]
fn what_has_no_shape_of_the_old_app_is_not_guessed_at() {
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
        assert_eq!(why(ID, record.clone()), Why::Shape, "{record}");
    }
    let job = json!({ "job_id": "job_0123456789ab", "state": "done", "progress": 100, "results": [], "meta": { "submission_id": ID } });
    assert_eq!(why(ID, job), Why::WrongKind);
}

#[test]
fn a_hostile_record_stays_small() {
    let photos: Vec<Value> = (0..12_000).map(|i| json!(format!("{i}.jpg"))).collect();
    let keys: serde_json::Map<String, Value> = (0..50_000).map(|i| (format!("k{i}"), json!(i))).collect();
    let old = understood(with(cleaning(json!({ "photos": photos })), Value::Object(keys)));
    assert_eq!(old.media.len(), 10_000);
    assert_eq!(old.answers.further.len(), 52_000, "nothing is dropped");
    assert!(old.notes.len() < 200);
}
