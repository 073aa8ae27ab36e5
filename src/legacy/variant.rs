//! Recognises the shape of a record by its keys; the record does not state it.

use super::{QuarantineReason, Quarantined, Variant};
use serde_json::{Map, Value};

/// Keys that only the flat cleaning form has.
const CLEANING: [&str; 6] =
    ["client_name", "date_of_visit", "contact_signature", "room_count", "scope_offices", "facility_floor"];

pub fn recognise(record: &Map<String, Value>) -> Result<Variant, Quarantined> {
    let has = |key: &str| record.contains_key(key);
    let found = if has("state") && (has("job_id") || has("meta")) {
        return Err(Quarantined::new(QuarantineReason::WrongKind, "it has the keys of a job"));
    } else if has("fields") {
        expect(record, "fields", Value::is_object, "an object")?;
        optional_list(record, "files")?;
        optional_list(record, "work_items")?;
        if has("base_url") { Variant::CivilMultipart } else { Variant::GenericMultipart }
    } else if has("data") {
        expect(record, "data", Value::is_object, "an object")?;
        Variant::CleaningNested
    } else if has("work_items") || has("inspector_signature") || has("manager_signature") {
        optional_list(record, "work_items")?;
        Variant::CivilWithUrls
    } else if has("items") || has("opman_signature") || has("opMan_signature") {
        optional_list(record, "items")?;
        if has("opMan_signature") || has("submission_id") || has("timestamp") {
            Variant::HvacWithUrls
        } else {
            Variant::HvacMultipart
        }
    } else if CLEANING.iter().any(|key| has(key)) {
        optional_list(record, "photos")?;
        Variant::CleaningFlat
    } else {
        let keys: Vec<&str> = record.keys().take(12).map(String::as_str).collect();
        return Err(Quarantined::new(QuarantineReason::Shape, format!("its keys are: {}", keys.join(", "))));
    };
    Ok(found)
}

fn optional_list(record: &Map<String, Value>, key: &str) -> Result<(), Quarantined> {
    match record.get(key) {
        None | Some(Value::Null) => Ok(()),
        Some(_) => expect(record, key, Value::is_array, "a list"),
    }
}

fn expect(record: &Map<String, Value>, key: &str, is: fn(&Value) -> bool, what: &str) -> Result<(), Quarantined> {
    match record.get(key) {
        Some(value) if is(value) => Ok(()),
        _ => Err(Quarantined::new(QuarantineReason::Shape, format!("{key} is not {what}"))),
    }
}
