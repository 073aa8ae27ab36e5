//! An independent reader of old files: what the reports of the legacy app take from which key.
//!
//! Written from the description of the legacy app only, including its errors: civil looks for the visit date under a
//! key that its form never sends, takes a signature as a data URL only, and never reads `work_items`. It uses no code
//! of `src/legacy`, so that errors of reader and writer cannot cancel out.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::path::Path;

/// The content of an old report.
#[derive(Debug, Default, PartialEq)]
pub struct OldReport {
    pub facts: Vec<(&'static str, String)>,
    /// One line for each item.
    pub items: Vec<Vec<String>>,
    /// The bytes of the photos of each item, or of all together if the report shows them so.
    pub photos: Vec<Vec<Vec<u8>>>,
    /// The bytes of each signature; none is "Not signed".
    pub signatures: Vec<(&'static str, Option<Vec<u8>>)>,
}

/// Reads `submissions/<id>.json` as the module's report generator did.
pub fn report(generated: &Path, id: &str, module: &str) -> OldReport {
    let text = std::fs::read_to_string(generated.join(format!("submissions/{id}.json"))).expect("readable");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    match module {
        "hvac_mep" => hvac(&record),
        "civil" => civil(&record),
        "cleaning" => cleaning(&record),
        other => panic!("the legacy app has no module {other}"),
    }
}

fn hvac(record: &Value) -> OldReport {
    let items = record["items"].as_array().expect("items");
    OldReport {
        facts: vec![
            ("Site Name", text(&record["site_name"])),
            ("Visit Date", text(&record["visit_date"])),
            ("Total Items", items.len().to_string()),
        ],
        items: items
            .iter()
            .map(|item| {
                let count = item["photos"].as_array().map_or(0, Vec::len).to_string();
                vec![text(&item["asset"]), text(&item["system"]), text(&item["description"]), count]
            })
            .collect(),
        photos: items.iter().map(|item| pictures(&item["photos"])).collect(),
        signatures: vec![
            ("Technician Signature", picture(&record["tech_signature"])),
            ("Operation Manager Signature", picture(&record["opman_signature"])),
        ],
    }
}

fn civil(record: &Value) -> OldReport {
    let fields = &record["fields"];
    let columns = ["work_desc[]", "work_qty[]", "material[]", "price[]", "labour[]"];
    // A text or a list; the number of descriptions is the number of rows.
    let column = |name: &str| match &fields[name] {
        Value::Array(cells) => cells.iter().map(|cell| cell.as_str().expect("a text").to_owned()).collect(),
        Value::String(cell) => vec![cell.clone()],
        _ => Vec::new(),
    };
    let columns: Vec<Vec<String>> = columns.into_iter().map(column).collect();
    let cell = |column: &Vec<String>, index: usize| column.get(index).cloned().unwrap_or_else(|| "N/A".to_owned());
    let row = |index| columns.iter().map(|column| cell(column, index)).collect();
    OldReport {
        facts: vec![
            ("Project Name", text(&fields["project_name"])),
            ("Location", text(&fields["location"])),
            ("Visit Date", text(&fields["visit_date"])),
            ("Inspector", text(&fields["inspector_name"])),
            ("Manager", text(&fields["manager_name"])),
            ("Total Photos", record["files"].as_array().map_or(0, Vec::len).to_string()),
        ],
        items: (0..columns[0].len()).map(row).collect(),
        photos: vec![pictures(&record["files"])],
        signatures: vec![
            ("Technical Engineer", drawn(&fields["tech_signature"])),
            ("Operation/Maintenance", drawn(&fields["op_signature"])),
        ],
    }
}

fn cleaning(record: &Value) -> OldReport {
    let ticked = |key: &str| if record[key] == "True" { "✓" } else { "✗" }.to_owned();
    OldReport {
        facts: vec![
            ("Client Name", text(&record["client_name"])),
            ("Project Name", text(&record["project_name"])),
            ("Site Address", text(&record["site_address"])),
            ("Date of Visit", text(&record["date_of_visit"])),
            ("Key Person", text(&record["key_person_name"])),
            ("Room Count", text(&record["room_count"])),
            ("Offices", ticked("scope_offices")),
            ("Kitchen", ticked("scope_kitchen")),
            ("Deep Cleaning", text(&record["deep_clean_required"])),
            ("Equipment Condition", text(&record["facility_equipment_condition"])),
            ("General Comments", text(&record["general_comments"])),
            ("Technician", text(&record["assessor_name"])),
            ("Client", text(&record["contact_name"])),
        ],
        items: vec![],
        photos: vec![pictures(&record["photos"])],
        signatures: vec![
            ("Technician Signature", picture(&record["tech_signature"])),
            ("Client Signature", picture(&record["contact_signature"])),
        ],
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        _ => "N/A".to_owned(),
    }
}

fn pictures(list: &Value) -> Vec<Vec<u8>> {
    list.as_array().map(|list| list.iter().filter_map(picture).collect()).unwrap_or_default()
}

/// A signature of the civil form: a text that begins like a data URL, of which the part after the comma is decoded.
fn drawn(value: &Value) -> Option<Vec<u8>> {
    let url = value.as_str().filter(|text| text.starts_with("data:image"))?;
    let (_, encoded) = url.split_once(',').expect("a comma");
    Some(STANDARD.decode(encoded).expect("base64"))
}

/// An object with `url`, `is_cloud` and `path`, or a text with a path. Cloud pictures would be fetched, but we write
/// none.
fn picture(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Object(map) => {
            assert_ne!(map.get("is_cloud"), Some(&Value::Bool(true)), "we write no cloud addresses");
            std::fs::read(map.get("path")?.as_str()?).ok()
        }
        Value::String(text) if text.starts_with("data:image") => panic!("only civil records hold data URLs"),
        Value::String(text) => std::fs::read(text).ok(),
        _ => None,
    }
}

/// The state of a job and the addresses of its reports, as the old pages show them.
pub fn poll(generated: &Path, job_id: &str) -> (String, Vec<String>) {
    let text = std::fs::read_to_string(generated.join(format!("jobs/{job_id}.json"))).expect("readable");
    let job: Value = serde_json::from_str(&text).expect("JSON");
    assert!(job["created_at"].is_f64() && job["progress"].is_u64(), "{job}");
    let results = &job["results"];
    let urls = match job["meta"]["module"].as_str() {
        Some("hvac_mep") => vec![&results["excel_url"], &results["pdf_url"]],
        Some("cleaning") => vec![&results["excel"], &results["pdf"]],
        _ => vec![&results[0]["url"], &results[1]["url"]],
    };
    let state = job["state"].as_str().expect("a state").to_owned();
    (state, urls.into_iter().filter_map(|url| Some(url.as_str()?.to_owned())).collect())
}
