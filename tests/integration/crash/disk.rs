//! A full disk: requests that cannot be stored are refused with a message, and work continues once there is space. The
//! small disk is a mounted one, so these tests need the privilege to mount; without it they report that they were
//! skipped.

use super::{
    client::{Ack, Visit, get_json, post},
    invariants::{Evidence, check, stored},
    process_fixture::{ProcessFixture, until},
};
use crate::support::db;
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// A disk of two megabytes.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None without the privilege to mount.
    pub fn at(path: &Path) -> Option<SmallDisk> {
        fs::create_dir_all(path).expect("a folder");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(path).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(SmallDisk(path.to_owned()));
        }
        eprintln!("skipped: this account may not mount a small disk");
        None
    }

    /// Fills the disk except for this many bytes.
    pub fn fill_but(&self, bytes: u64) {
        let mut filler = File::create(self.filler()).expect("a file");
        while filler.write_all(&[0; 4096]).is_ok() {}
        let length = filler.metadata().expect("a length").len();
        filler.set_len(length - bytes).expect("a shorter file");
    }

    pub fn make_room(&self) {
        fs::remove_file(self.filler()).expect("a file to remove");
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

async fn is_clean(place: &ProcessFixture, acks: &[Ack]) {
    let (generated, base) = (place.generated(), place.base());
    let database = place.database.as_deref().unwrap_or_default();
    let complaints = check(&Evidence { database, generated: &generated, base: &base }, acks).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

async fn state(place: &ProcessFixture, ack: &Ack) -> String {
    let job = get_json(&place.base(), &format!("/jobs/{}", ack.job())).await.expect("an answer").body;
    job["state"].as_str().unwrap_or_default().to_owned()
}

#[rocket::async_test]
async fn a_full_upload_disk_rejects_submissions_until_there_is_space() {
    let place = ProcessFixture::new().await;
    let Some(disk) = SmallDisk::at(&place.generated().join("uploads")) else { return };
    let database = place.database.clone().unwrap_or_default();
    let server = place.start(&[]).await;
    let visit = Visit::new(1);
    disk.fill_but(0);
    for attempt in 1..=2 {
        let refused = visit.send(&place.base()).await.expect("an answer");
        assert_eq!(refused.status, 507, "attempt {attempt}: {refused:?}");
        assert!(refused.sentence().contains("is full, so nothing was saved"), "{refused:?}");
    }
    disk.make_room();
    // Enough for the signature and the first photo, but not for the second.
    disk.fill_but(100 * 1024);
    let large = Visit::new(2).with_a_large_photo();
    let refused = large.send(&place.base()).await.expect("an answer");
    assert_eq!(refused.status, 507, "{refused:?}");
    disk.make_room();
    until("nothing of it stays", async || stored(&place.generated()).is_empty()).await;
    assert_eq!(db::text(&database, "SELECT count(*)::text FROM submissions").await, "0");
    assert_eq!(db::text(&database, "SELECT count(*)::text FROM uploaded_files").await, "0");

    let ack = visit.submit(&place.base()).await;
    until("the job is done", async || state(&place, &ack).await == "done").await;
    is_clean(&place, &[ack]).await;
    server.stop().await;
}

#[rocket::async_test]
async fn a_full_report_disk_fails_the_job_which_can_be_retried() {
    let place = ProcessFixture::new().await;
    let Some(disk) = SmallDisk::at(&place.generated().join("reports")) else { return };
    let database = place.database.clone().unwrap_or_default();
    let server = place.start(&[("INJAAZ_JOBS", "0")]).await;
    let ack = Visit::new(1).submit(&place.base()).await;
    server.stop().await;
    // The next attempt is the last one, which saves the wait for the first two.
    db::execute(&database, "UPDATE jobs SET attempts = 2").await;
    disk.fill_but(0);
    let server = place.start(&[]).await;
    until("the job is failed", async || state(&place, &ack).await == "failed").await;
    let job = get_json(&place.base(), &format!("/jobs/{}", ack.job())).await.expect("an answer").body;
    assert!(job["error"].as_str().is_some_and(|error| error.contains("disk of the server was full")), "{job}");
    disk.make_room();
    let answer = post(&place.base(), &format!("/jobs/{}/retry", ack.job())).await.expect("an answer");
    assert!(answer.status < 400, "{answer:?}");
    until("the job is done", async || state(&place, &ack).await == "done").await;
    is_clean(&place, &[ack]).await;
    server.stop().await;
}

#[rocket::async_test]
async fn a_full_job_file_disk_does_not_stop_reports() {
    let place = ProcessFixture::new().await;
    let Some(disk) = SmallDisk::at(&place.generated().join("jobs")) else { return };
    let server = place.start(&[]).await;
    disk.fill_but(0);
    let ack = Visit::new(1).submit(&place.base()).await;
    until("the job is done", async || state(&place, &ack).await == "done").await;
    is_clean(&place, &[ack]).await;
    server.stop().await;
}
