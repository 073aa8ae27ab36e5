//! A verify while people submit, jobs end and files are written: what moves while it is read is read again, and is no
//! finding.

use super::{
    ledger::{OldStore, bad, verified},
    migration_fixture::MigrationFixture,
};
use injaaz::domain::migration::Phase;
use sha2::{Digest, Sha256};
use std::{cell::Cell, fs, time::Duration};
use tokio::time::sleep;

#[rocket::async_test]
async fn a_verify_beside_traffic_has_no_findings() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let ended = Cell::new(false);
    let people = async {
        for n in 0..12 {
            fixture.submit(&format!("beside-traffic-{n}")).await;
            fixture.drain().await;
            fixture.test.run_jobs().await;
            fixture.drain().await;
        }
        ended.set(true);
    };
    let verifying = async {
        let mut runs = 0;
        while !ended.get() {
            assert_eq!(verified(&fixture.test).await.bad, [], "run {runs}");
            runs += 1;
        }
        assert!(runs > 1);
    };
    tokio::join!(people, verifying);
    assert_eq!(verified(&fixture.test).await.bad, []);
}

#[rocket::async_test]
async fn a_file_whose_row_follows_soon_is_no_finding() {
    let old = OldStore::new();
    let test = old.app().await;
    old.put(&test, "uploads/rewritten.jpg", b"started", "written", None).await;
    fs::write(old.path("uploads/rewritten.jpg"), "done").unwrap();
    fs::create_dir_all(old.path("submissions")).unwrap();
    fs::write(old.path("submissions/sub_0123456789ab.json"), "{}").unwrap();
    let digest = |text: &str| hex::encode(Sha256::digest(text));
    let follows = async {
        sleep(Duration::from_millis(250)).await;
        test.execute(&format!(
            "UPDATE legacy_records SET sha256 = '\\x{}', file_size = 4 WHERE name = 'uploads/rewritten.jpg'",
            digest("done")
        ))
        .await;
        test.execute(&format!(
            "INSERT INTO legacy_records (organisation_id, source_id, name, kind, state, sha256, file_size, seen_at)
             SELECT organisation_id, id, 'submissions/sub_0123456789ab.json', 'submission', 'kept', '\\x{}', 2, now()
             FROM legacy_sources",
            digest("{}")
        ))
        .await;
    };
    let ((), found) = tokio::join!(follows, bad(&test));
    assert_eq!(found, []);
    // Without a row that follows, both are findings.
    fs::write(old.path("uploads/rewritten.jpg"), "by hand").unwrap();
    fs::write(old.path("submissions/sub_0123456789ac.json"), "{}").unwrap();
    assert_eq!(bad(&test).await.len(), 2);
}
