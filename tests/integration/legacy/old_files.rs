//! Generated old files of every shape that the legacy app writes: none of their values may be lost.

use super::old_store::read_value;
use injaaz::{
    domain::answers::{Answer, Group, iso},
    legacy::OldSubmission,
};
use proptest::{prelude::*, test_runner::TestCaseResult};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Keys about the record itself, whose values have their own columns.
const ABOUT: [&str; 6] = ["id", "submission_id", "job_id", "created_at", "timestamp", "base_url"];

const ID: &str = "sub_0123456789ab";

/// Values that people type, and values of other types that clients send.
fn answer() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => "[ -~]{0,12}".prop_map(Value::from),
        2 => "[\u{600}-\u{6ff} \n\t]{1,10}".prop_map(Value::from),
        2 => (-1000i64..100_000).prop_map(Value::from),
        2 => (-1000i64..100_000).prop_map(|n| Value::from(n.to_string())),
        1 => (0i64..100_000).prop_map(|n| Value::from(format!("{}.{:02}", n / 100, n % 100))),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<bool>().prop_map(|yes| Value::from(if yes { "True" } else { "False" })),
        1 => Just(Value::Null),
        1 => day(),
    ]
}

fn day() -> impl Strategy<Value = Value> {
    (2000i32..2040, 1u8..13, 1u8..29, 0usize..5).prop_map(|(y, m, d, how)| {
        Value::from(match how {
            0 => format!("{y}-{m:02}-{d:02}"),
            1 => format!("{d:02}/{m:02}/{y}"),
            2 => format!("{d}-{m}-{y}"),
            3 => format!("{y}-{m:02}-{d:02}T10:00:00"),
            _ => format!("in {y}"),
        })
    })
}

fn photo() -> impl Strategy<Value = Value> {
    let name = "[A-Za-z0-9_]{1,10}_[0-9a-f]{8}(\\.jpg|\\.png)?";
    (name, 0usize..5).prop_map(|(name, how)| match how {
        0 => json!({ "field": "item_0_photo", "saved": name, "path": format!("/app/generated/uploads/{name}"), "url": format!("http://h.example.test/generated/uploads/{name}") }),
        1 => json!({ "saved": null, "path": null, "url": format!("/generated/uploads/{name}"), "is_cloud": true }),
        2 => json!({ "saved": null, "path": null, "url": format!("https://res.cloudinary.com/d/image/upload/v1/uploads/{name}"), "is_cloud": true, "index": 0 }),
        3 => json!({ "field": "x", "saved": null, "url": "", "is_cloud": true }),
        _ => json!({ "saved": null, "path": null, "url": "data:image/png;base64,AQID" }),
    })
}

fn signature() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        Just(json!("data:image/png;base64,AQIDBA==")),
        photo(),
        any::<bool>().prop_map(Value::from),
    ]
}

/// A form with some questions of the old page, and some unknown keys.
fn form(names: &'static [&'static str]) -> impl Strategy<Value = Map<String, Value>> {
    let known = prop::collection::hash_map(prop::sample::select(names), answer(), 0..names.len().min(12));
    let unknown = prop::collection::hash_map("x_[a-z]{1,6}", answer(), 0..3);
    (known, unknown).prop_map(|(known, unknown)| {
        let known = known.into_iter().map(|(name, value)| (name.to_owned(), value));
        known.chain(unknown).collect()
    })
}

fn row(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    (form(names), prop::collection::vec(photo(), 0..4)).prop_map(|(mut row, photos)| {
        row.insert("photos".into(), Value::from(photos));
        Value::Object(row)
    })
}

const HVAC_ROW: &[&str] = &["asset", "system", "description", "quantity", "brand", "specification", "comments"];
const CIVIL_ROW: &[&str] = &["item_number", "description", "quantity", "material", "price", "labour", "comments"];
const CIVIL: &[&str] = &[
    "project_name",
    "location",
    "location_name",
    "date",
    "description_of_work",
    "floor",
    "developer_client",
    "city_area",
    "work_desc[]",
    "work_qty[]",
    "material[]",
    "material_qty[]",
    "price[]",
    "labour[]",
    "estimated_time",
    "inspector_name",
];
const OLDEST: &[&str] = &["site_name", "visit_date", "asset", "system", "description", "item_1_asset", "notes"];
const CLEANING: &[&str] = &[
    "client_name",
    "project_name",
    "date_of_visit",
    "room_count",
    "facility_floor",
    "facility_basement",
    "scope_offices",
    "waste_general",
    "deep_clean_required",
    "facility_equipment_condition",
    "general_comments",
    "assessor_name",
    "contact_name",
];

fn record() -> impl Strategy<Value = Value> {
    let photos = || prop::collection::vec(photo(), 0..4);
    let object = |map: Map<String, Value>, more: Value| {
        let mut map = map;
        map.extend(more.as_object().unwrap().clone());
        Value::Object(map)
    };
    prop_oneof![
        (answer(), day(), signature(), signature(), prop::collection::vec(row(HVAC_ROW), 0..4)).prop_map(
            |(site, day, tech, man, items)| {
                json!({ "id": ID, "site_name": site, "visit_date": day, "tech_signature": tech, "opman_signature": man,
                "items": items, "base_url": "http://h", "created_at": "2025-12-20T08:00:00" })
            }
        ),
        (answer(), day(), signature(), signature(), prop::collection::vec(row(HVAC_ROW), 0..4)).prop_map(
            |(site, day, tech, man, items)| {
                json!({ "submission_id": ID, "site_name": site, "visit_date": day, "tech_signature": tech,
                "opMan_signature": man, "items": items, "timestamp": "2025-12-20T08:00:00", "base_url": "http://h" })
            }
        ),
        (form(CIVIL), signature(), photos(), prop::collection::vec(photo(), 0..3)).prop_map(
            |(mut fields, tech, files, urls)| {
                fields.insert("developer_client".into(), json!("Client"));
                fields.insert("tech_signature".into(), tech);
                for (i, url) in urls.iter().enumerate() {
                    fields.insert(format!("photo_url_{i}"), url["url"].clone());
                }
                json!({ "id": ID, "fields": fields, "files": files, "base_url": "http://h" })
            }
        ),
        (answer(), day(), signature(), answer(), prop::collection::vec(row(CIVIL_ROW), 0..4)).prop_map(
            |(name, day, signed, who, items)| {
                json!({ "id": ID, "project_name": name, "location": "L", "visit_date": day, "inspector_name": "Ravi",
                "inspector_signature": signed, "manager_name": who, "manager_signature": "", "work_items": items,
                "estimated_completion": "2 weeks", "base_url": "http://h" })
            }
        ),
        (form(CLEANING), signature(), photos()).prop_map(move |(form, signed, photos)| {
            object(
                form,
                json!({ "client_name": "C", "photos": photos, "contact_signature": signed, "submission_id": ID,
                "job_id": "job_0123456789ab", "base_url": "http://h" }),
            )
        }),
        (form(CLEANING), signature(), photos()).prop_map(move |(form, signed, photos)| {
            let urls: Vec<Value> = photos.iter().map(|photo| photo["url"].clone()).collect();
            let data = object(
                form,
                json!({ "photos": photos, "photo_urls": urls, "tech_signature": signed,
                "tech_signature_url": "https://res.cloudinary.com/d/image/upload/v1/signatures/s.png" }),
            );
            json!({ "submission_id": ID, "data": data, "timestamp": "2025-12-20T08:00:00", "base_url": "http://h" })
        }),
        (form(OLDEST), photos(), any::<bool>(), any::<bool>()).prop_map(|(fields, files, tech, man)| {
            json!({ "id": ID, "fields": fields, "files": files, "tech_signature": tech, "opman_signature": man })
        }),
    ]
}

/// Every text and number of a record that answers something, with its path.
fn leaves(path: &str, value: &Value, out: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(map) => {
            for (key, one) in map.iter().filter(|(key, _)| !(path.is_empty() && ABOUT.contains(&key.as_str()))) {
                leaves(&format!("{path}.{key}"), one, out);
            }
        }
        Value::Array(list) => list.iter().enumerate().for_each(|(i, one)| leaves(&format!("{path}.{i}"), one, out)),
        Value::Null => {}
        Value::String(text) if text.trim().is_empty() => {}
        leaf => out.push((path.to_owned(), leaf.clone())),
    }
}

/// Everything that was read, as texts.
fn all_texts(old: &OldSubmission) -> HashSet<String> {
    let mut said = HashSet::new();
    let mut group = |group: &Group| {
        for (_, answer) in group {
            match answer {
                Answer::Text(text) | Answer::Choice(text) => said.insert(text.clone()),
                Answer::Number(number) => said.insert(number.to_string()),
                Answer::Date(date) => said.insert(iso(*date)),
                Answer::Time(time) => said.insert(time.to_string()),
                Answer::Choices(values) => said.insert(values.join(", ")),
                Answer::Position(position) => said.insert(position.to_string()),
                Answer::Bool(yes) => said.insert(if *yes { "True" } else { "False" }.to_owned()),
                Answer::Signature(signature) => said.insert(signature.name.clone().unwrap_or_default()),
                Answer::Photos(_) | Answer::File(_) => false,
            };
        }
    };
    group(&old.answers.fields);
    old.answers.items.iter().flat_map(|(_, rows)| rows).for_each(&mut group);
    said.extend(old.answers.further.iter().map(|(_, text)| text.clone()));
    let mut references = Vec::new();
    old.media.iter().for_each(|media| leaves("", &media.reference, &mut references));
    said.extend(references.into_iter().map(|(_, leaf)| text(&leaf)));
    said
}

fn text(leaf: &Value) -> String {
    match leaf {
        Value::String(text) if text.starts_with("data:") => text.split(',').next().unwrap_or_default().to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

fn nothing_is_missing(record: &Value) -> TestCaseResult {
    let old = read_value(record).map_err(|refusal| TestCaseError::fail(format!("{refusal:?}")))?;
    let said = all_texts(&old);
    let lower: HashSet<String> = said.iter().map(|text| text.to_lowercase()).collect();
    let mut found = Vec::new();
    leaves("", record, &mut found);
    for (path, leaf) in found {
        let text = text(&leaf);
        let known = lower.contains(&text.to_lowercase())
            // A number may be shortened (450.50), a data URL is recorded by its length, and an odd spelling in a note.
            || lower.contains(text.trim_end_matches('0').trim_end_matches('.'))
            || said.iter().any(|said| text.starts_with("data:") && said.starts_with(&text))
            || old.notes.iter().any(|note| note.contains(&Value::from(text.as_str()).to_string()))
            // Values that only state a position, or the absence of a second signature.
            || path.ends_with(".index")
            || path.ends_with(".is_cloud")
            || path.ends_with(".field")
            || path.ends_with(".item_number")
            || path.contains("photo_urls")
            || path.contains("photo_url_")
            || (leaf == Value::Bool(false) && path.ends_with("_signature"))
            || (leaf == Value::Bool(true) && path.ends_with("_signature") && !old.media.is_empty());
        prop_assert!(known, "{path} = {leaf} is lost in {old:#?}");
    }
    // Storing and reading back must not change it.
    let stored = old.answers.to_json();
    let back = injaaz::domain::answers::Answers::from_json(&old.def, &stored);
    prop_assert_eq!(&back.fields, &old.answers.fields);
    prop_assert_eq!(&back.items, &old.answers.items);
    prop_assert_eq!(&back.further, &old.answers.further);
    prop_assert_eq!(read_value(record).ok().map(|again| again.media), Some(old.media), "the same ids each time");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_value_of_an_old_file_is_kept(record in record()) {
        nothing_is_missing(&record)?;
    }
}
