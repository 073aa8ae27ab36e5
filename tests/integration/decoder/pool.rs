//! Children that crash or hang, and more pictures than children.

use super::{crafted, decoder, limits, render};
use crate::support::pictures;
use bytes::Bytes;
use injaaz::{
    app::picture_decoder::{DecoderLimits, PictureDecoder},
    domain::upload::FileRefusal,
    reports::pictures::{self as program, Purpose},
};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A shell script in place of the program. It records the id of each of its processes.
struct Stub {
    folder: TempDir,
    path: PathBuf,
}

impl Stub {
    fn new(script: &str) -> Stub {
        let folder = tempfile::tempdir().unwrap();
        let (path, noted) = (folder.path().join("program"), folder.path().join("processes"));
        fs::write(&path, format!("#!/bin/sh\necho $$ >> {}\n{script}\n", noted.display())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Stub { folder, path }
    }

    /// The real program, after the record.
    fn real() -> Stub {
        Stub::new(&format!("exec {} \"$@\"", env!("CARGO_BIN_EXE_injaaz")))
    }

    fn decoder(&self, limits: DecoderLimits) -> PictureDecoder {
        let decoder = decoder(limits);
        decoder.use_program(&self.path);
        decoder
    }

    fn processes(&self) -> Vec<Pid> {
        let noted = fs::read_to_string(self.folder.path().join("processes")).unwrap_or_default();
        noted.lines().map(|line| Pid::from_raw(line.parse().unwrap()).unwrap()).collect()
    }
}

fn is_running(process: Pid) -> bool {
    test_kill_process(process).is_ok()
}

fn photo() -> Vec<u8> {
    pictures::jpeg(400, 300, 7)
}

#[tokio::test]
async fn a_child_gives_the_same_result_as_this_process() {
    let decoder = decoder(limits());
    for (purpose, file) in [
        (Purpose::Photo, photo()),
        (Purpose::Photo, pictures::png(100, 80)),
        (Purpose::Photo, pictures::webp(100, 80)),
        (Purpose::Photo, pictures::turned(&photo(), 6)),
        (Purpose::Photo, b"no picture".to_vec()),
        (Purpose::Photo, photo()[..2_000].to_vec()),
        (Purpose::Photo, Vec::new()),
        (Purpose::Signature, pictures::signature()),
        (Purpose::Signature, pictures::blank_signature()),
        (Purpose::Signature, photo()),
        (Purpose::OldSignature, photo()),
    ] {
        let here = program::render(purpose, &file);
        let there = decoder.admit().await.unwrap().render(purpose, Bytes::from(file)).await.unwrap();
        assert_eq!(format!("{there:?}"), format!("{here:?}"));
    }
}

#[tokio::test]
async fn a_child_is_reused_and_replaced_when_it_dies() {
    let stub = Stub::real();
    let decoder = stub.decoder(limits());
    for _ in 0..5 {
        assert!(render(&decoder, &photo()).await.is_ok());
    }
    let [first] = stub.processes()[..] else { panic!("{:?}", stub.processes()) };
    // This must not make the next picture fail.
    kill_process(first, Signal::KILL).unwrap();
    assert!(render(&decoder, &photo()).await.is_ok());
    let [_, second] = stub.processes()[..] else { panic!("{:?}", stub.processes()) };
    assert!(!is_running(first) && is_running(second));
    drop(decoder);
    let started = Instant::now();
    while is_running(second) {
        assert!(started.elapsed() < Duration::from_secs(90), "the process is still running");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_picture_over_the_memory_limit_is_refused_alone() {
    let stub = Stub::real();
    let decoder = stub.decoder(limits());
    assert!(render(&decoder, &photo()).await.is_ok());
    let large = crafted::png_of_size(7_000, 7_000);
    assert!(large.len() < 1 << 20);
    assert_eq!(render(&decoder, &large).await.unwrap_err(), FileRefusal::Undecodable, "147 MB of pixels");
    assert_eq!(stub.processes().len(), 2, "the picture was retried in a new child");
    assert!(render(&decoder, &photo()).await.is_ok());
    assert_eq!(stub.processes().len(), 3);
}

#[tokio::test]
async fn a_child_without_a_valid_reply_is_killed() {
    let short = DecoderLimits { deadline: Duration::from_millis(300), ..limits() };
    for (script, expected_processes) in [
        ("printf injaaz-1\nexec sleep 600", 1),
        ("printf injaaz-1\nexit 1", 1),
        // Lengths and responses that the program never sends.
        ("printf 'injaaz-1\\377\\377\\377\\377'\nexec sleep 600", 1),
        ("printf 'injaaz-1\\002\\000\\000\\000xx'\nexec sleep 600", 1),
    ] {
        let stub = Stub::new(&format!("PATH=/usr/bin:/bin\n{script}"));
        let decoder = stub.decoder(short);
        assert_eq!(render(&decoder, &photo()).await.unwrap_err(), FileRefusal::Undecodable, "{script}");
        assert_eq!(stub.processes().len(), expected_processes, "{script}");
        assert!(!stub.processes().into_iter().any(is_running), "{script}");
    }
}

#[tokio::test]
async fn a_program_that_does_not_say_it_is_ready_gets_no_picture() {
    for program in [Stub::new("echo hello").path.as_path(), Path::new("/nowhere/injaaz")] {
        let decoder = decoder(limits());
        decoder.use_program(program);
        let admission = decoder.admit().await.unwrap();
        assert!(admission.render(Purpose::Photo, Bytes::from(photo())).await.is_err());
    }
}

/// A hanging child keeps its slot and its memory until its deadline.
#[tokio::test]
async fn a_picture_that_waits_too_long_is_refused_as_busy() {
    let stub = Stub::new("printf injaaz-1\nexec /bin/sleep 600");
    let few =
        DecoderLimits { workers: 1, queue: Duration::from_millis(300), deadline: Duration::from_secs(3), ..limits() };
    let decoder = stub.decoder(few);
    let photo = photo();
    let hanging = render(&decoder, &photo);
    let waiting = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let second = decoder.admit().await.expect("a second file may be in memory");
        assert_eq!(decoder.admit().await.err(), Some(FileRefusal::Busy), "a third may not");
        let rendered = second.render(Purpose::Photo, Bytes::from(photo.clone())).await.unwrap();
        assert_eq!(rendered.unwrap_err(), FileRefusal::Busy, "the third file is not decoded");
        // A file that is not a picture is refused for that reason without waiting.
        let refused = decoder.admit().await.unwrap().render(Purpose::Photo, Bytes::from_static(b"text")).await.unwrap();
        assert_eq!(refused.unwrap_err(), FileRefusal::NotAPicture);
    };
    let (hung, ()) = tokio::join!(hanging, waiting);
    assert_eq!(hung.unwrap_err(), FileRefusal::Undecodable);
    assert_eq!(stub.processes().len(), 1);
}

#[tokio::test]
async fn the_memory_budget_is_shared_and_a_picture_above_it_runs_alone() {
    let stub = Stub::new("printf injaaz-1\nexec /bin/sleep 600");
    let tight = DecoderLimits {
        memory: 100 << 20,
        queue: Duration::from_millis(300),
        deadline: Duration::from_secs(2),
        ..limits()
    };
    let decoder = stub.decoder(tight);
    let (small, large) = (photo(), crafted::jpeg_of_size(8_000, 6_000));
    assert!(program::inspect(Purpose::Photo, &small).unwrap().memory > 50 << 20);
    let first = render(&decoder, &large);
    let second = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        // A second child would be free.
        assert_eq!(render(&decoder, &small).await.unwrap_err(), FileRefusal::Busy);
    };
    let (first, ()) = tokio::join!(first, second);
    assert_eq!(first.unwrap_err(), FileRefusal::Undecodable, "it was decoded");
    assert_eq!(stub.processes().len(), 1);
}
