//! What the legacy app finds when it takes over again: reports, current shapes, and every file.

use super::{migration_fixture::MigrationFixture, old::options};
use crate::support::db;
use injaaz::{
    domain::migration::Phase,
    migration::{import::import_now, legacy_store, phases::GateName, verify::verify},
};
use rocket::http::Status;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;

/// The legacy app cannot make reports again, so they go along on the way back.
#[rocket::async_test]
async fn reports_made_without_the_old_store_are_written_on_the_way_back() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    let id = fixture.submit("reports-on-the-way-back").await;
    fixture.test.run_jobs().await;
    assert_eq!(fs::read_dir(fixture.old.path()).unwrap().count(), 0);
    fixture.enter().await;
    fixture.assert_written(&id).await;
    fixture.assert_reports(&id).await;
    let rows = "SELECT string_agg(name || ' ' || state, ',' ORDER BY name) FROM legacy_records WHERE kind = 'report'";
    let expected = format!("HVAC_MEP_{id}.pdf written,HVAC_MEP_{id}.xlsx written");
    assert_eq!(fixture.sql(rows).await, expected);
    // An import of the folder leaves them alone, and a verify finds nothing.
    let (app, actor) = (&fixture.test.app, fixture.test.actor());
    let imported = import_now(app, &actor, "test", options(fixture.old.path(), false), &|_| ()).await.unwrap();
    assert_eq!(imported.view.counts.imported, 0);
    assert_eq!(fixture.sql(rows).await, expected);
    let verified = verify(app, &actor, "test", None, &|_, _| ()).await.unwrap();
    assert!(verified.bad.is_empty(), "{:?}", verified.bad);
    // A client that got the address from the legacy app finds the report here as well.
    let address = format!("/generated/HVAC_MEP_{id}.pdf");
    assert_eq!(fixture.test.get(&address).await.status(), Status::Ok);
}

/// As a clean-up, a restored backup or a full disk leaves it.
#[rocket::async_test]
async fn a_report_that_is_missing_keeps_nothing_else_from_the_old_store() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    let id = fixture.submit("report-is-missing").await;
    fixture.test.run_jobs().await;
    fs::remove_dir_all(fixture.test.dir.path().join("reports")).unwrap();
    fixture.enter().await;
    fixture.assert_written(&id).await;
    let job = fixture.sql("SELECT 'jobs/' || job_id || '.json' FROM submissions").await;
    let job: Value = serde_json::from_slice(&fs::read(fixture.old.path().join(job)).unwrap()).unwrap();
    assert_eq!((&job["state"], &job["results"]), (&Value::from("done"), &serde_json::json!([])), "{job}");
}

/// A file that an earlier version of this program wrote is written again, unless it was changed since.
#[rocket::async_test]
async fn a_file_of_an_earlier_version_is_written_again() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let [old, changed] = [fixture.submit("earlier-version").await, fixture.submit("earlier-and-changed").await];
    fixture.drain().await;
    for (id, is_changed) in [(&old, false), (&changed, true)] {
        let mut record: Value = serde_json::from_slice(&fs::read(fixture.record(id)).unwrap()).unwrap();
        record["injaaz"].as_object_mut().unwrap().remove("format");
        fs::write(fixture.record(id), record.to_string()).unwrap();
        let hash = hex::encode(Sha256::digest(if is_changed { "another".to_owned() } else { record.to_string() }));
        let row = format!(
            "UPDATE legacy_records SET facts = '{{}}', sha256 = decode('{hash}', 'hex')
             WHERE record_id = '{id}' AND kind = 'submission'"
        );
        db::execute(&fixture.test.url, &row).await;
    }
    let kept = fs::read(fixture.record(&changed)).unwrap();
    assert_eq!(fixture.module().await.outbox, 2, "both are known to be of an earlier version");
    legacy_store::write_waiting(&fixture.test.app).await.unwrap();
    let written: Value = serde_json::from_slice(&fs::read(fixture.record(&old)).unwrap()).unwrap();
    assert_eq!(written["injaaz"]["format"], 2, "{written}");
    assert_eq!(fs::read(fixture.record(&changed)).unwrap(), kept);
    assert_eq!(fixture.module().await.outbox, 0);
}

/// A gate counts the files, not what the outbox has of them.
#[rocket::async_test]
async fn a_deleted_file_closes_the_gate_and_is_written_again() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let [first, second] = [fixture.submit("deleted-later").await, fixture.submit("stays-in-its-place").await];
    fixture.drain().await;
    let gate = async || {
        let gates = fixture.module().await.gates;
        let gate = gates.into_iter().find(|gate| gate.name == GateName::Outbox).unwrap();
        (gate.open, gate.found)
    };
    assert_eq!(gate().await, (true, "0".to_owned()));
    fs::remove_file(fixture.record(&first)).unwrap();
    assert_eq!(gate().await, (false, "1".to_owned()));
    legacy_store::write_waiting(&fixture.test.app).await.unwrap();
    assert_eq!(gate().await, (true, "0".to_owned()));
    fixture.assert_written(&first).await;
    fixture.assert_written(&second).await;
}
