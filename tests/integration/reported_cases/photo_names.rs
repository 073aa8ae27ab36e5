//! Old photos whose name in the record is spelled otherwise than on disk, in a folder and beside an export.

use super::assert_all_right;
use crate::{
    migration::{
        ledger::verified,
        old::{Old, dry_run, hvac, id, import, options, run},
    },
    support::{app::TestApp, pictures::jpeg},
};
use injaaz::{domain::migration::SourceKind, migration::import::Options};
use serde_json::{Value, json};

/// The name in the record, and the name on disk.
const SPELLINGS: &[(&str, &str)] = &[
    // Of the report.
    ("caf\u{e9}_0a0a0a0a.jpg", "cafe\u{301}_0a0a0a0a.jpg"),
    ("IMG_0b0b0b0b.JPG", "IMG_0b0b0b0b.jpg"),
    ("pump%20room_0c0c0c0c.jpg", "pump room_0c0c0c0c.jpg"),
    ("door_0d0d0d0d.jpg?v=3", "door_0d0d0d0d.jpg"),
    // Arabic letters with hamza, composed and decomposed.
    ("\u{623}حمد_01.jpg", "\u{627}\u{654}حمد_01.jpg"),
    ("\u{648}\u{654}_02.jpg", "\u{624}_02.jpg"),
    ("%D8%A3%D8%AD%D9%85%D8%AF_03.jpg", "\u{627}\u{654}حمد_03.jpg"),
    // Encoded twice, and as forms encode a space.
    ("pump%2520room_04.jpg", "pump room_04.jpg"),
    ("%25D8%25B5_05.jpg", "ص_05.jpg"),
    ("pump+room_06.jpg", "pump room_06.jpg"),
    ("pump%20room+a_07.jpg", "pump room+a_07.jpg"),
    // An encoded query, and several things at once.
    ("door_08.JPG%3Fv%3D3", "door_08.jpg"),
    ("Caf%C3%A9%2009.JPEG?w=100#top", "cafe\u{301} 09.jpeg"),
    // Paths of the old server.
    ("photos%2Fdoor_10.jpg", "door_10.jpg"),
    ("C:%5Capp%5Cuploads%5Cdoor_11.jpg", "door_11.jpg"),
    // White space that is not seen.
    ("door_12.jpg ", "door_12.jpg"),
    ("9.41\u{202f}AM_13.png", "9.41 AM_13.png"),
    ("a\u{a0}b_14.jpg", "a b_14.jpg"),
    // As it is: a percent sign, a plus sign and a question mark can be part of a name.
    ("100%_15.jpg", "100%_15.jpg"),
    ("a+b_16.jpg", "a+b_16.jpg"),
    ("what?_17.jpg", "what?_17.jpg"),
];

/// The records whose photo is not shown, or is another one than expected.
async fn not_found(test: &TestApp) -> Vec<String> {
    let rows = test
        .sql(
            "SELECT string_agg(concat_ws('|', m.state, m.place), E'\\n' ORDER BY s.created_at, s.submission_id)
             FROM legacy_media m JOIN submissions s ON s.id = m.submission_id",
        )
        .await;
    let rows: Vec<&str> = rows.lines().collect();
    assert_eq!(rows.len(), SPELLINGS.len(), "{rows:?}");
    let expected = SPELLINGS.iter().map(|(told, on_disk)| (told, format!("shown|{on_disk}")));
    expected
        .zip(rows)
        .filter(|((_, expected), found)| expected != found)
        .map(|((told, expected), found)| format!("b14: {told}: {found}, not {expected}"))
        .collect()
}

#[rocket::async_test]
async fn photos_of_a_folder_are_found_under_similar_names() {
    let (test, old) = (TestApp::new().await, Old::empty());
    for (n, (told, on_disk)) in (1..).zip(SPELLINGS) {
        old.put(&format!("uploads/{on_disk}"), &jpeg(64, 48, n));
        let mut record = hvac(n);
        let url = format!("http://old.example/generated/uploads/{told}");
        record["items"][0]["photos"] =
            json!([{ "saved": told, "path": format!("/srv/app/uploads/{told}"), "url": url }]);
        old.put_json(&format!("submissions/{}.json", id(n)), &record);
    }
    let predicted = dry_run(&test, &old).await;
    let done = import(&test, &old).await;
    assert_all_right(&not_found(&test).await);
    assert_eq!((predicted.findings, done.findings.missing_media), (done.findings.clone(), 0));
    let states = "SELECT string_agg(DISTINCT state, ' ') FROM legacy_records WHERE kind = 'upload'";
    assert_eq!(test.sql(states).await, "imported", "each file belongs to a record");
    let noted = "SELECT facts -> 'notes' ->> -1 FROM legacy_records WHERE record_id = 'sub_000000000002'";
    assert_eq!(
        test.sql(noted).await,
        r#"items.0.photos: "IMG_0b0b0b0b.JPG" was found under the name "IMG_0b0b0b0b.jpg""#
    );
    assert_eq!(verified(&test).await.bad, []);
}

#[rocket::async_test]
async fn photos_beside_an_export_are_found_under_similar_names() {
    let (test, old) = (TestApp::new().await, Old::empty());
    let mut lines = String::new();
    for (n, (told, on_disk)) in (1..).zip(SPELLINGS) {
        old.put(&format!("uploads/{on_disk}"), &jpeg(64, 48, n));
        let document: Value = json!({ "_id": format!("{n}"), "place": format!("Site {n}"),
            "at": format!("2025-12-{n:02}T10:00:00Z"),
            "seen": [{ "what": "Fan", "pictures": [format!("photos/{told}")] }] });
        lines += &format!("{document}\n");
    }
    old.put("export.json", lines.as_bytes());
    let mapping = "name = \"names\"\nmodule = \"hvac_mep\"\nid = \"_id\"\ncreated_at = \"at\"\n[fields]\nsite_name = \"place\"\n\
        [items]\nfrom = \"seen\"\n[items.fields]\ncomments = \"what\"\nphotos = \"pictures\"\n";
    old.put("export.toml", mapping.as_bytes());
    let mapping = Some(old.path().join("export.toml"));
    let options = Options { kind: SourceKind::Mongo, mapping, ..options(&old.path().join("export.json"), false) };
    run(&test, options).await;
    assert_all_right(&not_found(&test).await);
}
