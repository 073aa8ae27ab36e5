//! Files in folders that the legacy app does not read: each is counted and named with a reason, and none is imported.

use super::{
    ledger::verified,
    old::{Old, hvac, id, import},
};
use crate::support::app::TestApp;
use injaaz::{
    domain::migration::{Counts, RecordKind, RecordState},
    migration::review_queue::{set_aside, waiting},
};
use std::fs;

#[rocket::async_test]
async fn files_in_further_folders_are_counted_and_named() {
    let old = Old::of(2);
    old.put_json(&format!("submissions/2024/{}.json", id(7)), &hvac(7));
    old.put("submissions/2024/01/notes.txt", b"a note");
    old.put("uploads/2024/IMG_1.jpg", b"a photo");
    old.put("archive 2019/submissions/sub_00000000000a.JSON", b"{}");
    old.put("submissions/.git/config", b"x");
    fs::create_dir_all(old.dir.path().join("jobs/empty")).unwrap();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", old.path().to_str().expect("UTF-8"))]).await;
    let done = import(&test, &old).await;
    assert_eq!(done.view.counts, Counts { seen: 2, imported: 2, ..Counts::default() });
    let others = done.view.by_kind[&RecordKind::Other];
    assert_eq!((others.seen, others.quarantined, others.imported), (5, 4, 1));
    let rows = waiting(&test.app, &test.actor(), RecordState::Quarantined, 0).await.unwrap();
    let mut named: Vec<(&str, &str)> = rows.iter().map(|row| (row.name.as_str(), row.reason.as_str())).collect();
    named.sort_unstable();
    let expected = [
        ("archive 2019/submissions/sub_00000000000a.JSON", "subfolder"),
        ("submissions/2024/01/notes.txt", "subfolder"),
        ("submissions/2024/sub_000000000007.json", "subfolder"),
        ("uploads/2024/IMG_1.jpg", "subfolder"),
    ];
    assert_eq!(named, expected);
    assert_eq!(verified(&test).await.bad, []);

    // A record that a person moved to its place is imported; its old place is set aside.
    let moved = old.dir.path().join(format!("submissions/{}.json", id(7)));
    fs::rename(old.dir.path().join(format!("submissions/2024/{}.json", id(7))), moved).unwrap();
    assert_eq!(
        import(&test, &old).await.view.counts,
        Counts { seen: 3, imported: 1, already_there: 2, ..Counts::default() }
    );
    for row in rows {
        set_aside(&test.app, &test.actor(), "test", row.id, "moved, or not needed").await.unwrap();
    }
    assert_eq!(verified(&test).await.bad, []);
}

#[rocket::async_test]
async fn our_own_folders_are_no_files_of_the_old_app() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &crate::support::forms::complete_hvac("key-hvac-1").form).await;
    test.run_jobs().await;
    super::old::run(&test, super::old::options(test.dir.path(), false)).await;
    assert_eq!(test.count("legacy_records WHERE reason = 'subfolder'").await, 0);
}
