//! Crafted pictures sent to the real program under a limit of its address space.

use super::crafted::{self, chunk, looping_tiff};
use crate::{
    crash::{
        client::{self, Visit},
        process_fixture::{ProcessFixture, Server, until},
    },
    support::{app::Multipart, pictures},
};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::fs;

/// The limit of the server, as for a service; far below what the pictures would need.
const ADDRESS_SPACE: u64 = 4_000_000 * 1024;

fn limit(server: &Server) {
    let limit = Rlimit { current: Some(ADDRESS_SPACE), maximum: Some(ADDRESS_SPACE) };
    prlimit(Pid::from_raw(server.id()), Resource::As, limit).expect("a limit");
}

/// A value in kilobytes from `/proc/<process>/status`.
fn kilobytes(process: i32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
    line.trim_matches(|c: char| !c.is_ascii_digit()).parse().expect("a number")
}

/// The decoder processes of a server: its running children with the hidden command.
fn decoders(server: i32) -> Vec<i32> {
    let processes =
        fs::read_dir("/proc").expect("processes").filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let is_decoder = |process: &i32| {
        let parent = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let parent = parent.lines().any(|line| line.split_whitespace().eq(["PPid:", &server.to_string()]));
        parent && is_running_decoder(*process)
    };
    processes.filter(is_decoder).collect()
}

/// A zombie process has no command line.
fn is_running_decoder(process: i32) -> bool {
    fs::read(format!("/proc/{process}/cmdline"))
        .is_ok_and(|command| command.split(|byte| *byte == 0).any(|word| word == b"decode-picture"))
}

async fn upload(place: &ProcessFixture, name: &str, bytes: &[u8]) -> (u16, serde_json::Value) {
    let form = Multipart::new().text("field", "items.0.photos").file("file", name, "image/jpeg", bytes);
    let request = client::client().post(format!("{}/uploads", place.base()));
    let request = request.header("Content-Type", form.content_type().to_string()).header("Accept", "application/json");
    let answer = request.body(form.body()).send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON"))
}

#[tokio::test]
async fn crafted_pictures_are_answered_and_the_server_keeps_serving() {
    let place = ProcessFixture::new().await;
    let server = place.start(&[]).await;
    limit(&server);
    // The first picture starts the decoder.
    assert_eq!(upload(&place, "first.jpg", &pictures::jpeg(400, 300, 1)).await.0, 201);
    let before = kilobytes(server.id(), "VmHWM:");
    let greedy = crafted::greedy_profile();
    for (name, file, sizes) in [
        ("bomb.jpg", crafted::jpeg_with_exif(&looping_tiff(4_000, 1)), (64, 48)),
        ("bomb.png", crafted::png_with(&chunk(b"eXIf", &looping_tiff(65_534, 6))), (48, 64)),
        ("bomb.webp", crafted::webp_with(8, &crafted::riff_chunk(b"EXIF", &looping_tiff(65_534, 8))), (48, 64)),
        ("profile.jpg", crafted::jpeg_with_profile(&greedy), (64, 48)),
        ("profile.png", crafted::png_with_profile(&greedy), (64, 48)),
        ("profile.webp", crafted::webp_with(32, &crafted::riff_chunk(b"ICCP", &greedy)), (64, 48)),
    ] {
        let (status, answer) = upload(&place, name, &file).await;
        assert_eq!(status, 201, "{name}: {answer}");
        assert_eq!((answer["width"].as_u64(), answer["height"].as_u64()), (Some(sizes.0), Some(sizes.1)), "{name}");
    }
    for (name, file, sentence) in [
        ("two.webp", crafted::webp_of_two_sizes(), "damaged"),
        ("large.jpg", crafted::jpeg_of_size(65_000, 65_000), "megapixels"),
    ] {
        let (status, answer) = upload(&place, name, &file).await;
        assert_eq!(status, 422, "{name}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|error| error.contains(sentence)), "{name}: {answer}");
    }
    let more = kilobytes(server.id(), "VmHWM:").saturating_sub(before);
    assert!(more < 30_000, "the peak rose by {more} kB");
    Visit::new(1).submit(&place.base()).await;
    server.stop().await;
}

/// The kernel may kill the server without notice when memory is short; its children must then end by themselves.
#[tokio::test]
async fn no_decoder_outlives_its_server() {
    let place = ProcessFixture::new().await;
    for graceful in [true, false] {
        let server = place.start(&[]).await;
        assert_eq!(upload(&place, "a.jpg", &pictures::jpeg(400, 300, 1)).await.0, 201);
        let decoders = decoders(server.id());
        assert_eq!(decoders.len(), 1, "{decoders:?}");
        if graceful {
            server.stop().await
        } else {
            server.kill().await
        }
        until("the decoders end", async || !decoders.iter().copied().any(is_running_decoder)).await;
    }
}

/// What a decoder inherits from the server: no environment, and only its two pipes.
#[tokio::test]
async fn a_decoder_has_no_secrets_and_no_files() {
    let place = ProcessFixture::new().await;
    let server = place.start(&[("INJAAZ_SECRET_KEY", "0123456789012345678901234567890123456789")]).await;
    assert_eq!(upload(&place, "a.jpg", &pictures::jpeg(400, 300, 1)).await.0, 201);
    let [decoder] = decoders(server.id())[..] else { panic!("one decoder") };
    assert_eq!(fs::read(format!("/proc/{decoder}/environ")).expect("an environment"), b"");
    let files = fs::read_dir(format!("/proc/{decoder}/fd")).expect("files");
    let mut names: Vec<String> = files
        .map(|file| fs::read_link(file.expect("a file").path()).expect("a name").to_string_lossy().into_owned())
        .map(|name| name.split(':').next().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names, ["/dev/null", "pipe"]);
    let limits = fs::read_to_string(format!("/proc/{decoder}/limits")).expect("limits");
    let limited = |name: &str, value: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).expect("a limit");
        assert_eq!(line[name.len()..].split_whitespace().nth(1), Some(value), "{line}");
    };
    limited("Max address space", &(1u64 << 30).to_string());
    limited("Max open files", "0");
    limited("Max processes", "0");
    limited("Max file size", "0");
    limited("Max core file size", "0");
    server.stop().await;
}
