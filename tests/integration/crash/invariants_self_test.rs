//! Tests of the checker: it detects every kind of damage.

use super::{
    client::Visit,
    invariants::{Evidence, check, original},
    process_fixture::{ProcessFixture, until},
};
use crate::support::db;
use std::fs;

#[rocket::async_test]
async fn the_invariants_detect_every_kind_of_damage() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let server = place.start(&[]).await;
    let acks = [Visit::new(1).submit(&place.base()).await, Visit::new(2).submit(&place.base()).await];
    let done = "SELECT count(*)::text FROM submissions WHERE status = 'completed'";
    until("both jobs are done", async || db::text(&database, done).await == "2").await;
    let (generated, base) = (place.generated(), place.base());
    let evidence = Evidence { database: &database, generated: &generated, base: &base };
    let mut before = check(&evidence, &acks).await;
    assert!(before.is_empty(), "{}", before.join("\n"));

    let photo = acks[0].receipt["files"][0]["upload_id"].as_str().expect("an id").to_owned();
    let photo_file = original(&generated, "uploads", &photo).expect("a file");
    let job_file = generated.join(format!("jobs/{}.json", acks[0].job()));
    let report =
        db::text(&database, "SELECT upload_id FROM uploaded_files WHERE file_type = 'report_pdf' LIMIT 1").await;
    let report_file = original(&generated, "reports", &report).expect("a file");
    let of = |n: usize| format!("(SELECT id FROM submissions WHERE submission_id = '{}')", acks[n].id());
    let copy = format!(
        "ALTER TABLE submissions DROP CONSTRAINT submissions_organisation_id_submission_key_key;
         INSERT INTO submissions OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(s,
             '{{\"id\": 999, \"submission_id\": \"sub_00000000ffff\", \"job_id\": \"job_00000000ffff\"}}')).*
         FROM submissions s WHERE id = {}",
        of(1)
    );
    let damage: [(&str, Damage<'_>); 9] = [
        ("I8 a job file of ours could not be read", Damage::Cut(&job_file)),
        ("I1 sub_", Damage::Cut(&photo_file)),
        ("I11 sub_", Damage::Remove(&report_file)),
        (
            "I29 not in the audit log",
            Damage::Sql(
                "ALTER TABLE audit_logs DISABLE TRIGGER USER; DELETE FROM audit_logs WHERE action = 'report.made'"
                    .to_owned(),
            ),
        ),
        ("I2 sub_", Damage::Sql(format!("DELETE FROM uploaded_files WHERE upload_id = '{photo}'"))),
        (
            "I7 a job that did not end",
            Damage::Sql(format!("UPDATE submissions SET status = 'pending' WHERE id = {}", of(0))),
        ),
        ("I3 visit-000002 was confirmed", Damage::Sql(copy)),
        ("is not the confirmed one", Damage::Sql("UPDATE submissions SET content_hash = sha256('x')".to_owned())),
        ("was confirmed and cannot be read", Damage::Sql(format!("DELETE FROM submissions WHERE id = {}", of(0)))),
    ];
    for (complaint, damage) in damage {
        let seen = |complaints: &[String]| complaints.iter().any(|line| line.contains(complaint));
        assert!(!seen(&before), "{complaint}: too early in {before:?}");
        damage.done(&database).await;
        before = check(&evidence, &acks).await;
        assert!(seen(&before), "{complaint}: not in {before:?}");
    }
    server.stop().await;
}

enum Damage<'a> {
    Cut(&'a std::path::Path),
    Remove(&'a std::path::Path),
    Sql(String),
}

impl Damage<'_> {
    async fn done(&self, database: &str) {
        match self {
            Damage::Cut(path) => {
                let bytes = fs::read(path).expect("a file");
                fs::write(path, &bytes[..bytes.len() / 2]).expect("half a file");
            }
            Damage::Remove(path) => fs::remove_file(path).expect("a file to remove"),
            Damage::Sql(sql) => db::execute(database, sql).await,
        }
    }
}
