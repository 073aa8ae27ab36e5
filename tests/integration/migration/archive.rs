//! Archives: old files are packed, removed and restored without loss, whatever happens in between.

mod command;

use super::ledger::{OldStore, bad, module};
use crate::{crash::disk::SmallDisk, support::app::TestApp};
use injaaz::{
    domain::{
        migration::ArchiveState,
        problem::{Conflict, Problem},
    },
    migration::archive::{ArchiveView, all, pack, remove_packed, restore},
};
use std::{fs, process::Command};

/// A legacy store with photos of civil, and drafts that belong to no module.
async fn filled() -> (OldStore, TestApp) {
    let old = OldStore::new();
    let test = old.app().await;
    for n in 0..12 {
        let name = format!("uploads/photo_{n:02}.jpg");
        old.put(&test, &name, format!("photo {n}").repeat(n * 700).as_bytes(), "imported", Some("civil")).await;
    }
    old.put(&test, "Civil_صالة_1.pdf", b"a report", "kept", Some("civil")).await;
    old.put(&test, &format!("uploads/{}.jpg", "long".repeat(50)), b"a long name", "kept", Some("civil")).await;
    old.put(&test, "uploads/waits.jpg", b"half", "quarantined", Some("civil")).await;
    old.put(&test, "drafts/draft_0123456789ab.json", b"{}", "kept", None).await;
    (old, test)
}

const PACKED: u64 = 14;

async fn packed(test: &TestApp) -> ArchiveView {
    pack(&test.app, &test.actor(), "a test", &module("civil")).await.expect("packed")
}

async fn is_over(test: &TestApp) {
    test.execute(
        "INSERT INTO migration_phases (organisation_id, module, phase, since)
         SELECT id, 'civil', 'archived', now() FROM organisations",
    )
    .await;
}

async fn removed(test: &TestApp, id: i64) -> ArchiveView {
    remove_packed(&test.app, &test.actor(), "a test", id).await.expect("removed")
}

async fn restored(test: &TestApp, id: i64) -> ArchiveView {
    restore(&test.app, &test.actor(), "a test", id).await.expect("restored")
}

fn conflict<T>(done: Result<T, Problem>) -> Conflict {
    match done {
        Err(Problem::Conflict(conflict)) => conflict,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("the archive was verified"),
    }
}

#[rocket::async_test]
async fn archived_files_are_removed_and_restored_unchanged() {
    let (old, test) = filled().await;
    let before = old.all();
    let view = packed(&test).await;
    assert_eq!((view.state, view.file_count), (ArchiveState::Verified, PACKED));
    assert_eq!(old.all(), before, "packing removes nothing");
    assert_eq!(bad(&test).await, []);

    let refused = remove_packed(&test.app, &test.actor(), "a test", view.id).await;
    assert_eq!(conflict(refused), Conflict::StillInUse);
    assert_eq!(old.all(), before);

    is_over(&test).await;
    let gone = removed(&test, view.id).await;
    assert_eq!((gone.state, gone.left.len()), (ArchiveState::Removed, 0));
    let names: Vec<String> = old.all().into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["drafts/draft_0123456789ab.json", "uploads/waits.jpg"]);
    assert_eq!(bad(&test).await, [], "removed files are verified from the archive");

    assert_eq!(restored(&test, view.id).await.state, ArchiveState::Restored);
    assert_eq!(old.all(), before, "bytes and times are unchanged");
    assert_eq!(bad(&test).await, []);
    assert_eq!(removed(&test, view.id).await.state, ArchiveState::Removed);
    let actions = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE resource_type = 'archive'";
    let logged = test.sql(actions).await;
    let twice = "archive.packed archive.removing archive.removed archive.restored archive.removing archive.removed";
    assert_eq!(logged, twice);
}

#[rocket::async_test]
async fn an_archive_can_be_opened_and_checked_without_this_program() {
    let (old, test) = filled().await;
    let view = packed(&test).await;
    let archive = test.dir.path().join("archive").join(&view.file_name);
    let dir = tempfile::tempdir().expect("a folder");
    let script = "tar -xzf \"$0\" && sha256sum --quiet -c manifest.txt && tar -tzf \"$0\" > list && sed -n 1p list";
    let run =
        Command::new("bash").args(["-euo", "pipefail", "-c", script]).arg(&archive).current_dir(dir.path()).output();
    let run = run.expect("bash");
    assert!(run.status.success(), "{run:?}");
    assert_eq!(String::from_utf8_lossy(&run.stdout), "manifest.txt\n");
    for (name, bytes, modified) in old.all() {
        let unpacked = dir.path().join(&name);
        if name.contains("waits") || name.contains("draft") {
            assert!(!unpacked.exists(), "{name}");
            continue;
        }
        assert_eq!(fs::read(&unpacked).expect("unpacked"), bytes, "{name}");
        let about = fs::metadata(&unpacked).expect("about it");
        assert_eq!(about.modified().expect("a time"), modified, "{name}");
    }
    let sum = Command::new("sha256sum").arg(&archive).output().expect("sha256sum").stdout;
    assert!(String::from_utf8_lossy(&sum).starts_with(&view.sha256));
    let beside = archive.with_file_name(view.file_name.replace(".tar.gz", ".txt"));
    assert_eq!(fs::read(beside).expect("a manifest"), fs::read(dir.path().join("manifest.txt")).expect("a manifest"));
}

#[rocket::async_test]
async fn a_file_that_differs_from_the_archive_is_never_removed() {
    let (old, test) = filled().await;
    let view = packed(&test).await;
    is_over(&test).await;
    fs::write(old.path("uploads/photo_03.jpg"), "new").expect("written");
    old.write("uploads/arrived.jpg", b"later");
    test.execute("UPDATE legacy_records SET state = 'quarantined' WHERE name = 'uploads/photo_05.jpg'").await;
    fs::remove_file(old.path("uploads/photo_07.jpg")).expect("removed");
    let gone = removed(&test, view.id).await;
    assert_eq!(gone.left, ["uploads/photo_03.jpg", "uploads/photo_05.jpg"]);
    let names: Vec<String> = old.all().into_iter().map(|(name, ..)| name).collect();
    let expected =
        ["drafts/draft_0123456789ab.json", "uploads/arrived.jpg", "uploads/photo_03.jpg", "uploads/photo_05.jpg"];
    assert_eq!(names, [&expected[..], &["uploads/waits.jpg"]].concat());

    let back = restored(&test, view.id).await;
    assert_eq!(back.left, ["uploads/photo_03.jpg"]);
    assert_eq!(fs::read(old.path("uploads/photo_03.jpg")).expect("a file"), b"new");
    assert!(old.path("uploads/photo_07.jpg").exists());
}

#[rocket::async_test]
async fn a_file_that_changed_or_went_before_it_was_packed_stops_the_packing() {
    let (old, test) = filled().await;
    fs::write(old.path("uploads/photo_03.jpg"), "new").expect("written");
    let refused = pack(&test.app, &test.actor(), "a test", &module("civil")).await;
    assert_eq!(conflict(refused), Conflict::OldFileChanged);
    fs::remove_file(old.path("uploads/photo_03.jpg")).expect("removed");
    let refused = pack(&test.app, &test.actor(), "a test", &module("civil")).await;
    assert_eq!(conflict(refused), Conflict::OldFileChanged);
    assert_eq!(test.files("archive"), Vec::<String>::new());
    assert_eq!(test.count("archives").await, 0);
    let refused = pack(&test.app, &test.actor(), "a test", &module("cleaning")).await;
    assert_eq!(conflict(refused), Conflict::NothingToPack);
}

#[rocket::async_test]
async fn later_files_get_their_own_archive() {
    let (old, test) = filled().await;
    let first = packed(&test).await;
    is_over(&test).await;
    removed(&test, first.id).await;
    old.put(&test, "uploads/later.jpg", b"written on the way back", "written", Some("civil")).await;
    let second = packed(&test).await;
    assert_eq!(second.file_count, 1);
    assert_ne!(second.file_name, first.file_name);
    removed(&test, second.id).await;
    let rest = pack(&test.app, &test.actor(), "a test", &module("rest")).await.expect("packed");
    assert_eq!(rest.file_count, 1);
    removed(&test, rest.id).await;
    assert_eq!(bad(&test).await, []);
    assert_eq!(all(&test.app, &test.actor()).await.expect("all").len(), 3);
}

#[rocket::async_test]
async fn an_archive_with_one_flipped_byte_is_found_and_used_for_nothing() {
    let (old, test) = filled().await;
    let view = packed(&test).await;
    is_over(&test).await;
    let before = old.all();
    let path = test.dir.path().join("archive").join(&view.file_name);
    let beside = path.with_file_name(view.file_name.replace(".tar.gz", ".txt"));
    for path in [&path, &beside] {
        let whole = fs::read(path).expect("bytes");
        for at in (0..whole.len()).step_by(whole.len() / 12) {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            fs::write(path, bytes).expect("flipped");
            let found = bad(&test).await;
            assert!(found.iter().any(|bad| bad.file.as_deref() == Some(&view.file_name)), "byte {at}: {found:?}");
            let refused = remove_packed(&test.app, &test.actor(), "a test", view.id).await;
            assert_eq!(conflict(refused), Conflict::ArchiveBroken);
            let refused = restore(&test.app, &test.actor(), "a test", view.id).await;
            assert_eq!(conflict(refused), Conflict::ArchiveBroken);
            assert_eq!(old.all(), before);
        }
        fs::write(path, whole).expect("the folder is unchanged");
    }
    assert_eq!(bad(&test).await, []);
    removed(&test, view.id).await;
    fs::remove_file(path).expect("removed");
    assert_eq!(bad(&test).await.len() as u64, 1 + PACKED, "the archive, and each file that only it had");
}

#[rocket::async_test]
async fn a_full_disk_stops_packing_and_leaves_no_files() {
    let (old, test) = filled().await;
    let Some(disk) = SmallDisk::at(&test.dir.path().join("archive")) else { return };
    disk.fill_but(0);
    let full = pack(&test.app, &test.actor(), "a test", &module("civil")).await;
    assert!(matches!(full, Err(Problem::StorageFull(_))), "{full:?}");
    assert_eq!(test.files("archive"), ["filler"]);
    disk.make_room();
    let before = old.all();
    assert_eq!(packed(&test).await.file_count, PACKED);
    assert_eq!(old.all(), before);
}

#[rocket::async_test]
async fn archives_and_verify_exclude_each_other() {
    let (_old, test) = filled().await;
    let organisation = test.actor().organisation_id;
    let (client, connection) = tokio_postgres::connect(&test.url, tokio_postgres::NoTls).await.expect("a connection");
    let driver = tokio::spawn(connection);
    let lock = format!("SELECT pg_advisory_lock_shared({}, {organisation}::int)", 0x6172_6368);
    client.batch_execute(&lock).await.expect("locked as a verify does");
    let refused = pack(&test.app, &test.actor(), "a test", &module("civil")).await;
    assert_eq!(conflict(refused), Conflict::FilesMove);
    assert_eq!(bad(&test).await, [], "two verifies may run at once");
    drop(client);
    let _ = driver.await;
}
