//! The files that we write, read by the legacy app's reader.

use super::{
    old_app::{OldReport, poll, report},
    old_store::def,
    round_trip::{BASE_URL, drawings, stored, uploads},
};
use injaaz::{
    domain::{
        answers::Answers,
        form::FormDef,
        submission::{Status, Submission},
    },
    legacy::write::write,
};
use serde_json::{Value, json};
use std::fs;
use tempfile::TempDir;

/// An old folder with one submission, whose photos and drawings contain their own ids.
fn old_folder(def: &FormDef, form_data: Value, status: Status) -> (TempDir, Submission) {
    let answers = Answers::from_json(def, &form_data);
    assert_eq!(answers.to_json(), form_data, "a stored form");
    let submission = stored(def, answers, [0x5a; 32], status, false, 1_773_480_000_123_456, 7_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let generated = folder.path();
    for name in ["submissions", "jobs", "uploads"] {
        fs::create_dir(generated.join(name)).expect("a folder");
    }
    let uploads_dir = generated.join("uploads");
    let uploads = uploads(&submission, def);
    let uploads_dir_name = uploads_dir.to_str().expect("UTF-8");
    let files = write(def, &submission, &uploads, &drawings(&uploads), uploads_dir_name, BASE_URL);
    for (id, _, name) in files.reports {
        fs::write(generated.join(name), id.as_str()).expect("written");
    }
    fs::write(generated.join(format!("submissions/{}.json", submission.id)), files.record).expect("written");
    fs::write(generated.join(format!("jobs/{}.json", submission.job_id)), files.job).expect("written");
    for (id, name) in files.pictures {
        fs::write(uploads_dir.join(name), id.as_str()).expect("written");
    }
    (folder, submission)
}

fn upload(number: u8) -> String {
    format!("upl_{number:020x}")
}

fn bytes(numbers: &[u8]) -> Vec<Vec<u8>> {
    numbers.iter().map(|number| upload(*number).into_bytes()).collect()
}

fn lines(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

fn facts(facts: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    facts.iter().map(|(label, value)| (*label, (*value).to_owned())).collect()
}

#[test]
fn the_old_app_reports_on_hvac() {
    let form = json!({
        "site_name": "برج الخليفة — الطابق ٣", "visit_date": "2026-03-14",
        "tech_signature": { "name": "Omar", "drawn": upload(9) }, "opMan_signature": { "name": "Mona" },
        "items": [
            { "asset": "HVAC", "system": "Chiller Evaporator", "description": "FAHU", "quantity": 2, "brand": "Trane", "photos": [upload(1), upload(2)] },
            { "asset": "Lights", "system": "Lamps", "description": "Lamps" },
        ],
    });
    let (folder, submission) = old_folder(&def("hvac_mep"), form, Status::Completed);
    let expected = OldReport {
        facts: facts(&[("Site Name", "برج الخليفة — الطابق ٣"), ("Visit Date", "2026-03-14"), ("Total Items", "2")]),
        items: lines(&[&["HVAC", "Chiller Evaporator", "FAHU", "2"], &["Lights", "Lamps", "Lamps", "0"]]),
        photos: vec![bytes(&[1, 2]), vec![]],
        signatures: vec![("Technician Signature", Some(upload(9).into_bytes())), ("Operation Manager Signature", None)],
    };
    assert_eq!(report(folder.path(), submission.id.as_str(), "hvac_mep"), expected);
    let (state, urls) = poll(folder.path(), submission.job_id.as_str());
    assert_eq!(state, "done");
    assert!(urls.len() == 2 && urls.iter().all(|url| url.starts_with(&format!("{BASE_URL}/generated/"))), "{urls:?}");
    let name = |url: &String| url.rsplit_once('/').expect("a path").1.to_owned();
    let names: Vec<String> = urls.iter().map(name).collect();
    let expected = ["xlsx", "pdf"].map(|end| format!("HVAC_MEP_{}.{end}", submission.id));
    assert_eq!(names, expected);
    assert!(names.iter().all(|name| folder.path().join(name).is_file()), "the legacy app serves them from its root");
}

#[test]
fn the_old_app_reports_on_civil() {
    let form = json!({
        "project_name": "فيلا ١٤", "location": "Al Barsha 2", "date": "2026-03-14", "floor": "1",
        "photos": [upload(1)], "estimated_time": "2 weeks", "inspector_name": "Ravi M.",
        "tech_signature": { "drawn": upload(8) }, "op_signature": { "name": "Mona", "drawn": upload(9) },
        "items": [
            { "work_desc": "إصلاح التشققات", "work_qty": 12, "material": "Sika putty", "material_qty": 3, "price": 450.5, "labour": "2 men", "photos": [upload(2), upload(3)] },
            { "area": "Rooftop", "work_desc": "Paint", "work_qty": 80, "photos": [upload(4)] },
        ],
    });
    let (folder, submission) = old_folder(&def("civil"), form, Status::Failed);
    let expected = OldReport {
        facts: facts(&[
            ("Project Name", "فيلا ١٤"),
            ("Location", "Al Barsha 2"),
            ("Visit Date", "2026-03-14"),
            ("Inspector", "Ravi M."),
            ("Manager", "Mona"),
            ("Total Photos", "4"),
        ]),
        items: lines(&[&["إصلاح التشققات", "12", "Sika putty", "450.5", "2 men"], &["Paint", "80", "", "", ""]]),
        photos: vec![bytes(&[1, 2, 3, 4])],
        signatures: vec![
            ("Technical Engineer", Some(upload(8).into_bytes())),
            ("Operation/Maintenance", Some(upload(9).into_bytes())),
        ],
    };
    assert_eq!(report(folder.path(), submission.id.as_str(), "civil"), expected);
    assert_eq!(poll(folder.path(), submission.job_id.as_str()), ("failed".to_owned(), vec![]));

    let record = fs::read_to_string(folder.path().join(format!("submissions/{}.json", submission.id))).unwrap();
    assert_eq!(record.lines().count(), 1, "civil records are on one line");
    let record: Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["fields"]["date"], "2026-03-14");
    let rows = record["work_items"].as_array().unwrap();
    assert_eq!(
        (&rows[0]["description"], &rows[1]["description"], &rows[1]["quantity"]),
        (&json!("إصلاح التشققات"), &json!("Paint"), &json!("80"))
    );
    assert_eq!(rows[1]["photos"][0]["saved"], format!("{}.jpg", upload(4)));
}

#[test]
fn the_old_app_reports_on_cleaning() {
    let form = json!({
        "client_name": "Emaar", "project_name": "مارينا بلازا", "site_address": "Plot 12", "date_of_visit": "2026-03-14",
        "room_count": 120, "scope_offices": true, "scope_kitchen": false, "deep_clean_required": "Yes",
        "facility_equipment_condition": "Good", "photos": [upload(1), upload(2)], "general_comments": "Lobby\nis good.",
        "tech_signature": { "name": "Ahmed K.", "drawn": upload(8) }, "contact_signature": { "name": "Sara N." },
    });
    let (folder, submission) = old_folder(&def("cleaning"), form, Status::Pending);
    let expected = OldReport {
        facts: facts(&[
            ("Client Name", "Emaar"),
            ("Project Name", "مارينا بلازا"),
            ("Site Address", "Plot 12"),
            ("Date of Visit", "2026-03-14"),
            ("Key Person", "N/A"),
            ("Room Count", "120"),
            ("Offices", "✓"),
            ("Kitchen", "✗"),
            ("Deep Cleaning", "Yes"),
            ("Equipment Condition", "Good"),
            ("General Comments", "Lobby\nis good."),
            ("Technician", "Ahmed K."),
            ("Client", "Sara N."),
        ]),
        items: vec![],
        photos: vec![bytes(&[1, 2])],
        signatures: vec![("Technician Signature", Some(upload(8).into_bytes())), ("Client Signature", None)],
    };
    assert_eq!(report(folder.path(), submission.id.as_str(), "cleaning"), expected);
    assert_eq!(poll(folder.path(), submission.job_id.as_str()), ("started".to_owned(), vec![]));
}

#[test]
fn our_files_have_the_old_apps_keys_and_layout() {
    let form =
        json!({ "client_name": "C", "project_name": "P", "date_of_visit": "2026-03-14", "general_comments": "½ 🏗" });
    let (folder, submission) = old_folder(&def("cleaning"), form, Status::Completed);
    let text = fs::read_to_string(folder.path().join(format!("submissions/{}.json", submission.id))).unwrap();
    assert!(text.starts_with("{\n  \"client_name\": \"C\",\n  \"project_name\": \"P\","), "{text}");
    assert!(text.contains("\"general_comments\": \"\\u00bd \\ud83c\\udfd7\""), "{text}");
    assert!(text.contains("\"created_at\": \"2026-03-14T09:20:00.123456\""), "{text}");
    let job = fs::read_to_string(folder.path().join(format!("jobs/{}.json", submission.job_id))).unwrap();
    let begin = format!(
        "{{\"job_id\": \"{}\", \"state\": \"done\", \"progress\": 100, \"results\": {{\"excel\": ",
        submission.job_id
    );
    assert!(job.starts_with(&begin), "{job}");
    assert!(job.contains("\"created_at\": 1773480000.123456, \"completed_at\": 1773480007.123456"), "{job}");
}
