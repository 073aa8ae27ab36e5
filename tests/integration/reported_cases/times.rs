//! Times of old records, imported from a folder and from an export.

use super::assert_all_right;
use crate::{
    migration::old::{Old, hvac, id, import, options, run},
    support::app::TestApp,
};
use injaaz::{domain::migration::SourceKind, migration::import::Options};
use serde_json::{Value, json};
use std::path::Path;

/// Spellings of 2 December 2025, 06:00 UTC.
const SIX: &[&str] = &[
    "2025-12-02T10:00:00+0400",
    "2025-12-02T10:00:00+04",
    "2025-12-02 10:00:00 +0400",
    "2025-12-02T10:00:00+04:00",
    "2025-12-02T10:00:00 +04:00",
    "2025-12-02T10:00:00+4",
    "2025-12-02T10:00+04",
    "2025-12-02 10:00:00.123456+04",
    "2025-12-02T10:00:00,123+0400",
    "2025-12-02T10:00:00+04:00:00",
    "2025-12-02T10:00:00+04:00[Asia/Dubai]",
    "20251202T100000+0400",
    "2025-12-02T100000+0400",
    "2025-12-02T10:00:00 GMT+4",
    "2025-12-02 10:00:00 UTC+04:00",
    "2025-12-02 10:00:00 GST",
    "2025-12-02 10:00:00 Asia/Dubai",
    "2025-12-02 10:00:00 AM +0400",
    // Go writes the offset and the name of the zone, and a reading of the clock.
    "2025-12-02 10:00:00 +0400 +04",
    "2025-12-02 10:00:00 +0400 GST",
    "2025-12-02 10:00:00.5 +0400 GST m=+0.000123",
    "Tue, 02 Dec 2025 10:00:00 +0400",
    "Tue Dec 02 2025 10:00:00 GMT+0400 (Gulf Standard Time)",
    "Tue Dec  2 10:00:00 +0400 2025",
    "٢٠٢٥-١٢-٠٢T١٠:٠٠:٠٠+٠٤٠٠",
    "2025-12-02T01:00:00-0500",
    "2025-12-02T01:00:00\u{2212}05:00",
    "2025-12-02T11:30:00+0530",
    "2025-12-02T11:30:00+5:30",
    "2025-12-02T06:00:00Z",
    "2025-12-02T06:00:00z",
    "2025-12-02T06:00:00+0000",
    "2025-12-02T06:00:00-00:00",
    "1764655200",
    "1764655200000",
];

/// Not read: another time is taken, and the record says so.
const NOT_READ: &[&str] = &[
    "/Date(1764655200000+0400)/",
    "2025-12-02T10:00:00+25",
    "2025-12-02T10:00:00+04:60",
    "2025-12-02T25:00:00+0400",
    "2025-12-02T10:00:00+04+04",
    "2025-12-02T10:00:00+0400 +05",
];

const MAPPING: &str =
    "name = \"times\"\nmodule = \"hvac_mep\"\nid = \"_id\"\ncreated_at = \"made\"\n[fields]\nsite_name = \"place\"\n";

/// Site and time of each submission.
async fn received(test: &TestApp) -> Vec<(String, String)> {
    let query = "SELECT string_agg(site_name || '|' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
        E'\\n' ORDER BY site_name) FROM submissions";
    let rows = test.sql(query).await;
    rows.lines()
        .map(|row| row.split_once('|').expect("two columns"))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect()
}

/// A folder with a record for each time, and an export with a document for each.
fn source(times: &[&str]) -> Old {
    let (old, mut lines) = (Old::empty(), String::new());
    for (n, time) in (0..).zip(times) {
        let mut record = hvac(n * 5 + 2);
        record["site_name"] = format!("folder {time}").into();
        record["created_at"] = (*time).into();
        record.as_object_mut().expect("an object").remove("timestamp");
        old.put_json(&format!("submissions/{}.json", id(n * 5 + 2)), &record);
        let document: Value = json!({ "_id": format!("{n}"), "place": format!("export {time}"), "made": time });
        lines += &format!("{document}\n");
    }
    old.put("export.json", lines.as_bytes());
    old.put("mapping.toml", MAPPING.as_bytes());
    old
}

async fn import_both(test: &TestApp, old: &Old) {
    import(test, old).await;
    let mapping = Some(old.path().join("mapping.toml"));
    run(test, Options { kind: SourceKind::Mongo, mapping, ..options(&old.path().join("export.json"), false) }).await;
}

#[rocket::async_test]
async fn the_reported_records_are_received_at_six() {
    let test = TestApp::new().await;
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases/b08");
    run(&test, options(&place.join("old"), false)).await;
    let mapping = Some(place.join("mapping.toml"));
    run(&test, Options { kind: SourceKind::Mongo, mapping, ..options(&place.join("export.json"), false) }).await;
    let sites: Vec<(String, String)> =
        (1..=8).map(|n| (format!("Offset {n}"), "2025-12-02 06:00:00".to_owned())).collect();
    assert_eq!(received(&test).await, sites);
}

#[rocket::async_test]
async fn every_spelling_of_an_offset_is_understood() {
    let test = TestApp::new().await;
    import_both(&test, &source(SIX)).await;
    let found = received(&test).await;
    let mut wrong: Vec<String> = found
        .iter()
        .filter(|(_, time)| time != "2025-12-02 06:00:00")
        .map(|(site, time)| format!("b08: {site}: {time}"))
        .collect();
    if found.len() != 2 * SIX.len() {
        wrong.push(format!("b08: {} of {} records", found.len(), 2 * SIX.len()));
    }
    assert_all_right(&wrong);
}

#[rocket::async_test]
async fn a_time_that_is_not_understood_is_noted() {
    let test = TestApp::new().await;
    import_both(&test, &source(NOT_READ)).await;
    let query = "SELECT coalesce(string_agg(s.site_name || ' ' || s.created_at || ' ' || r.facts::text, E'\\n'), '')
        FROM submissions s JOIN legacy_records r ON r.submission_id = s.id AND r.kind = 'submission'
        WHERE r.facts::text NOT LIKE '%is no time%' OR s.created_at::date = '2025-12-02'";
    assert_eq!(test.sql(query).await, "");
    assert_eq!(test.count("submissions").await, 2 * NOT_READ.len());
}
