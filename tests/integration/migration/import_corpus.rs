//! Every trap as a file in a legacy store, each with its expected state. The numbers are those of the corpus of bad
//! input.

use super::old::{Old, hvac, id, import, job, job_id};
use crate::support::app::TestApp;
use injaaz::domain::migration::Counts;
use serde_json::{Value, json};
use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, process::Command};

/// A submission and its expected result.
struct BadFile {
    entry: &'static str,
    bytes: Vec<u8>,
    /// The state, and the reason if there is one.
    ends: &'static str,
}

fn trap(entry: &'static str, bytes: impl Into<Vec<u8>>, ends: &'static str) -> BadFile {
    BadFile { entry, bytes: bytes.into(), ends }
}

/// A valid record with one change.
fn with(n: u32, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut record = hvac(n);
    change(&mut record);
    serde_json::to_vec_pretty(&record).unwrap()
}

fn text(n: u32) -> String {
    String::from_utf8(with(n, |_| ())).unwrap()
}

/// The record of submission `n` for each trap; its file has the name of its number.
fn traps() -> Vec<fn(u32) -> BadFile> {
    vec![
        |_| trap("97 empty", "", "quarantined empty"),
        |_| trap("98 spaces", " \n\t ", "quarantined empty"),
        |n| trap("99 truncated", &text(n).as_bytes()[..200], "quarantined truncated"),
        |n| trap("100 byte order mark", format!("\u{feff}{}", text(n)), "imported"),
        |n| {
            let units = format!("\u{feff}{}", text(n)).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
            trap("101 UTF-16", units, "imported")
        },
        |n| {
            trap(
                "102 Latin-1",
                text(n)
                    .replace("Site", "S\u{1}te")
                    .into_bytes()
                    .iter()
                    .map(|b| if *b == 1 { 0xef } else { *b })
                    .collect::<Vec<_>>(),
                "quarantined not_utf8",
            )
        },
        |n| {
            trap(
                "103 duplicate key",
                text(n).replacen('{', "{\"site_name\": \"Another\",", 1),
                "quarantined duplicate_key",
            )
        },
        |n| trap("104 NaN", text(n).replacen('{', "{\"reading\": NaN, \"limit\": -Infinity,", 1), "imported"),
        |n| {
            trap("105 trailing comma", text(n).trim_end().trim_end_matches('}').to_owned() + ",}", "quarantined syntax")
        },
        |n| trap("105 comment", format!("// a comment\n{}", text(n)), "quarantined syntax"),
        |n| trap("105 single quotes", text(n).replace('"', "'"), "quarantined syntax"),
        |n| trap("106 trailing garbage", format!("{} oops", text(n)), "quarantined trailing_data"),
        |n| trap("106 two objects", text(n).repeat(2), "quarantined trailing_data"),
        |_| trap("107 array", "[]", "quarantined not_an_object"),
        |_| trap("107 text", "\"sub\"", "quarantined not_an_object"),
        |_| trap("107 null", "null", "quarantined not_an_object"),
        |n| trap("108 deep", nested(n, 129), "quarantined too_deep"),
        |n| trap("108 a million deep", nested(n, 1_000_000), "quarantined too_deep"),
        |n| {
            let keys: Vec<String> = (0..1_000_000).map(|key| format!("\"{key}\":0")).collect();
            trap(
                "110 a million keys",
                text(n).replacen('{', &format!("{{{},", keys.join(",")), 1),
                "quarantined too_large",
            )
        },
        |n| {
            trap(
                "111 numbers",
                text(n).replacen('{', "{\"a\": 12345678901234567890123, \"b\": 1.10, \"c\": -0.0, \"d\": 1e400,", 1),
                "imported",
            )
        },
        |n| trap("112 NUL", text(n).replacen('{', "{\"a\\u0000b\": \"c\\u0000d\",", 1), "imported"),
        |n| trap("113 lone surrogate", text(n).replacen('{', "{\"x\\ud800\": \"y\\udc00\",", 1), "imported"),
        |n| trap("114 number for an id", with(n, |r| r["submission_id"] = json!(7)), "quarantined bad_id"),
        |n| trap("114 empty id", with(n, |r| r["submission_id"] = json!("")), "quarantined bad_id"),
        |n| trap("114 long id", with(n, |r| r["submission_id"] = json!("x".repeat(300))), "quarantined bad_id"),
        |n| {
            trap(
                "114 path for an id",
                with(n, |r| r["submission_id"] = json!("../../etc/passwd")),
                "quarantined bad_id",
            )
        },
        |n| {
            trap("115 other id", with(n, |r| r["submission_id"] = json!("sub_ffffffffffff")), "quarantined id_mismatch")
        },
        |n| {
            let oldest = json!({ "id": id(n), "fields": { "note": "x" }, "files": [] });
            trap("117 unknown module", oldest.to_string(), "quarantined unknown_module")
        },
        |n| trap("118 no shape", json!({ "id": id(n), "what": "ever" }).to_string(), "quarantined shape"),
        |n| {
            trap(
                "118 fields as a list",
                json!({ "id": id(n), "fields": [1], "files": [] }).to_string(),
                "quarantined shape",
            )
        },
        |n| trap("119 impossible time", with(n, |r| r["timestamp"] = json!("2024-13-01")), "imported"),
        |n| trap("119 free text for a date", with(n, |r| r["visit_date"] = json!("soon")), "imported"),
        |n| trap("120 long site name", with(n, |r| r["site_name"] = json!("Löng ".repeat(600))), "imported"),
        |n| trap("121 photos of all kinds", with(n, photos), "imported"),
        |n| trap("123 no address", with(n, |r| r["ip_address"] = json!("999.1.1.1 or so")), "imported"),
    ]
}

fn nested(n: u32, depth: usize) -> String {
    text(n).replacen('{', &format!("{{\"deep\": {}{},", "[".repeat(depth), "]".repeat(depth)), 1)
}

fn photos(record: &mut Value) {
    let photo = |url: &str| json!({ "saved": null, "path": null, "url": url, "is_cloud": true });
    record["items"][0]["photos"] = json!([
        photo("/generated/uploads/not_there.jpg"),
        photo("C:\\Users\\old\\uploads\\also_not.jpg"),
        photo("../../../etc/passwd"),
        photo("https://elsewhere.example.org/a.jpg"),
        photo("data:image/png;base64,AAAA"),
        photo(""),
        photo("https://elsewhere.example.org/a.jpg"),
    ]);
}

async fn state_of(test: &TestApp, name: &str) -> String {
    test.sql(&format!("SELECT concat_ws(' ', state, reason) FROM legacy_records WHERE name = '{name}'")).await
}

#[tokio::test]
async fn every_bad_file_ends_in_its_expected_state() {
    let (test, old) = (TestApp::new().await, Old::empty());
    let mut expected = Vec::new();
    for (make, n) in traps().into_iter().zip(2_000u32..) {
        let trap = make(n);
        let name = format!("submissions/{}.json", id(n));
        old.put(&name, &trap.bytes);
        if trap.entry != "117 unknown module" {
            old.put_json(&format!("jobs/{}.json", job_id(n)), &job(n, "hvac_mep"));
        }
        expected.push((trap.entry, name, trap.ends));
    }
    // 109: an empty file.
    old.put("submissions/sub_0000000fffff.json", b"");
    let huge = old.dir.path().join("submissions/sub_0000000fffff.json");
    fs::File::options().write(true).open(huge).unwrap().set_len(200 * 1024 * 1024).unwrap();
    expected.push(("109 huge", "submissions/sub_0000000fffff.json".to_owned(), "quarantined too_large"));
    let done = import(&test, &old).await;
    let mut wrong = Vec::new();
    for (entry, name, ends) in &expected {
        let state = state_of(&test, name).await;
        if state != *ends {
            wrong.push(format!("{entry}: {state}, not {ends}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let Counts { seen, imported, quarantined, .. } = done.view.counts;
    assert_eq!((seen, imported + quarantined), (expected.len() as u64, expected.len() as u64));
    let long = "SELECT max(length(site_name))::text FROM submissions";
    assert_eq!(test.sql(long).await, "2999", "nothing is truncated");
    let media = "SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM legacy_media";
    assert!(test.sql(media).await.contains("missing"));
}

#[tokio::test]
async fn foreign_files_are_counted_and_never_opened() {
    let (test, old) = (TestApp::new().await, Old::of(1));
    let at = |name: &str| old.dir.path().join(name);
    // 124
    fs::create_dir(at("submissions/sub_00000000d000.json")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", at("submissions/sub_00000000d001.json")).unwrap();
    let made = Command::new("mkfifo").arg(at("submissions/sub_00000000d002.json")).status().unwrap();
    assert!(made.success());
    // 125
    let strange = at("submissions").join(OsStr::from_bytes(b"sub_\xff\n.json"));
    fs::write(strange, "{}").unwrap();
    // 116, 127, 129 and other stray files.
    let good = serde_json::to_vec(&hvac(0)).unwrap();
    for name in [
        "submissions/sub_000000000000 (1).json",
        "submissions/sub_000000000000.json~",
        "submissions/sub_000000000000.json.bak",
        "submissions/SUB_000000000000.json",
        "submissions/.DS_Store",
        "Thumbs.db",
        "notes.txt",
        "drafts/draft_000000000000.json",
    ] {
        old.put(name, &good);
    }
    old.put_json("submissions/job_000000000000.json", &job(0, "hvac_mep"));
    old.put_json("jobs/sub_000000000001.json", &hvac(1));
    let done = import(&test, &old).await;
    for (name, ends) in [
        ("submissions/sub_00000000d000.json", "quarantined not_a_regular_file"),
        ("submissions/sub_00000000d001.json", "quarantined not_a_regular_file"),
        ("submissions/sub_00000000d002.json", "quarantined not_a_regular_file"),
        ("submissions/sub_000000000000.json~", "quarantined duplicate_id"),
        ("submissions/sub_000000000000.json.bak", "quarantined duplicate_id"),
        ("submissions/SUB_000000000000.json", "quarantined unknown_file"),
        ("submissions/.DS_Store", "ignored"),
        ("Thumbs.db", "ignored"),
        ("notes.txt", "quarantined unknown_file"),
        ("drafts/draft_000000000000.json", "kept"),
        ("submissions/job_000000000000.json", "quarantined wrong_kind"),
        ("jobs/sub_000000000001.json", "quarantined wrong_kind"),
    ] {
        assert_eq!(state_of(&test, name).await, ends, "{name}");
    }
    for name in ["submissions/sub_000000000000 (1).json", "submissions/sub_%ff%0a.json"] {
        assert!(state_of(&test, name).await.starts_with("quarantined"), "{name}");
    }
    let seen: u64 = done.view.by_kind.values().map(|counts| counts.seen).sum();
    assert_eq!(seen as usize, test.count("legacy_records").await);
}

#[tokio::test]
async fn jobs_of_every_kind_are_taken_for_what_they_say() {
    let (test, old) = (TestApp::new().await, Old::empty());
    // 130: unknown states, invalid progress, times in the past century.
    let odd = [
        json!({ "state": "queued" }),
        json!({ "progress": "50%" }),
        json!({ "progress": 250 }),
        json!({ "progress": null, "created_at": -1_000_000_000 }),
        json!({ "results": { "error": "no room" } }),
        json!({ "state": "running", "results": [] }),
    ];
    for (change, n) in odd.iter().zip(100u32..) {
        let mut job = job(n, "hvac_mep");
        for (key, value) in change.as_object().unwrap() {
            job[key] = value.clone();
        }
        old.put_json(&format!("submissions/{}.json", id(n)), &hvac(n));
        old.put_json(&format!("jobs/{}.json", job_id(n)), &job);
    }
    let done = import(&test, &old).await;
    assert_eq!(done.view.counts, Counts { seen: 6, imported: 6, ..Counts::default() }, "{:?}", done.findings);
    assert_eq!(
        test.sql("SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM submissions").await,
        "completed failed"
    );
}

#[tokio::test]
async fn job_files_of_our_own_are_no_history() {
    let (test, old) = (TestApp::new().await, Old::empty());
    let ours = json!({ "job_id": job_id(1), "submission_id": id(1), "state": "done", "progress": 100, "attempt": 1,
        "created_at": "2026-03-14T09:30:00Z" });
    old.put_json(&format!("jobs/{}.json", job_id(1)), &ours);
    import(&test, &old).await;
    assert_eq!(state_of(&test, &format!("jobs/{}.json", job_id(1))).await, "ignored");
}
