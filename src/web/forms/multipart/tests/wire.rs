//! The body as bytes on a wire: cut anywhere, broken off anywhere, endless.

use crate::{
    domain::problem::{Malformed, Problem},
    web::{
        context::BodyInfo,
        forms::multipart::{
            limits,
            parts::{Envelope, Parts},
        },
    },
};
use bytes::Bytes;
use futures::{Stream, stream};
use proptest::prelude::*;
use rocket::http::ContentType;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio_util::io::StreamReader;

const BOUNDARY: &str = "XbXq";

#[derive(Clone, Debug, PartialEq)]
struct Sent {
    name: String,
    filename: Option<String>,
    bytes: Vec<u8>,
}

fn on_the_wire(parts: &[Sent]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let filename = part.filename.as_ref().map_or(String::new(), |f| format!("; filename=\"{f}\""));
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"{filename}\r\n\r\n", part.name);
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--").as_bytes());
    body
}

fn envelope(limit: u64) -> Envelope {
    let content_type = ContentType::new("multipart", "form-data").with_params(("boundary", BOUNDARY));
    match Envelope::open(Some(&content_type), &BodyInfo::default(), limit) {
        Ok(envelope) => envelope,
        Err(problem) => panic!("{problem:?}"),
    }
}

async fn read<S>(chunks: S, limit: u64) -> Result<Vec<Sent>, Problem>
where
    S: Stream<Item = io::Result<Bytes>> + Send + Unpin,
{
    let mut parts = Parts::new(StreamReader::new(chunks), &envelope(limit));
    let mut all = Vec::new();
    while let Some(mut part) = parts.next().await? {
        let (bytes, cut) = part.bytes.read(usize::MAX).await?;
        assert!(!cut);
        all.push(Sent { name: part.name, filename: part.filename, bytes });
    }
    Ok(all)
}

fn in_pieces(body: &[u8], sizes: &[usize]) -> impl Stream<Item = io::Result<Bytes>> + Send + Unpin + use<> {
    let (mut pieces, mut at, mut sizes) = (Vec::new(), 0, sizes.iter().copied().cycle());
    while at < body.len() {
        let end = (at + sizes.next().unwrap_or(body.len()).max(1)).min(body.len());
        pieces.push(Ok(Bytes::copy_from_slice(&body[at..end])));
        at = end;
    }
    stream::iter(pieces)
}

fn some_parts() -> impl Strategy<Value = Vec<Sent>> {
    // Bytes that nearly make a boundary, and never quite.
    let bytes = prop::collection::vec(prop::sample::select(b"\r\n-XbXa\0\xff".to_vec()), 0..200);
    let part = ("[a-z][a-z0-9_.]{0,20}", prop::option::of("[a-zA-Z. د]{0,20}"), bytes)
        .prop_map(|(name, filename, bytes)| Sent { name, filename, bytes });
    prop::collection::vec(part, 1..6)
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(future)
}

proptest! {
    #[test]
    fn chunk_boundaries_make_no_difference(parts in some_parts(), sizes in prop::collection::vec(1usize..40, 1..8)) {
        let read = run(read(in_pieces(&on_the_wire(&parts), &sizes), 1 << 20)).expect("a whole body");
        prop_assert_eq!(read, parts);
    }

    #[test]
    fn arbitrary_bytes_are_parsed_or_rejected(body in prop::collection::vec(any::<u8>(), 0..400), size in 1usize..60) {
        let _ = run(read(in_pieces(&body, &[size]), 1 << 20));
        let mut begun = b"--XbXq\r\n".to_vec();
        begun.extend(body);
        let _ = run(read(in_pieces(&begun, &[size]), 1 << 20));
    }
}

#[tokio::test]
async fn a_body_that_ends_early_is_incomplete() {
    let parts = [
        Sent { name: "site_name".to_owned(), filename: None, bytes: b"Marina Tower".to_vec() },
        Sent { name: "photos".to_owned(), filename: Some("a.jpg".to_owned()), bytes: vec![0xff; 40] },
    ];
    let body = on_the_wire(&parts);
    for end in 0..body.len() {
        let ended = read(in_pieces(&body[..end], &[7]), 1 << 20).await;
        assert!(matches!(ended, Err(Problem::Malformed(Malformed::Incomplete))), "ended at {end}: {ended:?}");
        let cut = stream::iter([Ok(Bytes::copy_from_slice(&body[..end])), Err(io::ErrorKind::ConnectionReset.into())]);
        let cut = read(cut, 1 << 20).await;
        assert!(matches!(cut, Err(Problem::Malformed(Malformed::Incomplete))), "cut at {end}: {cut:?}");
    }
    assert_eq!(read(in_pieces(&body, &[7]), 1 << 20).await.expect("a whole body"), parts);
}

/// An endless body, and how much of it was taken.
fn endless(
    start: &'static str,
    then: &'static [u8],
) -> (impl Stream<Item = io::Result<Bytes>> + Send + Unpin, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let chunks = stream::iter(std::iter::once(start.as_bytes()).chain(std::iter::repeat(then)).map(move |chunk| {
        count.fetch_add(chunk.len(), Ordering::Relaxed);
        Ok(Bytes::from_static(chunk))
    }));
    (chunks, taken)
}

#[tokio::test]
async fn a_body_that_is_not_multipart_is_rejected_early() {
    for (start, then) in [
        ("", &[b'x'; 1000]),
        ("--XbXq\r\n", &[b'x'; 1000]),
        ("--XbXq\r\nContent-Disposition: form-data; name=\"", &[b'n'; 1000]),
        ("--XbXq", &[b' '; 1000]),
    ] {
        let (chunks, taken) = endless(start, then);
        let refused = read(chunks, u64::MAX).await;
        assert!(matches!(refused, Err(Problem::Malformed(Malformed::Unreadable))), "{start}: {refused:?}");
        assert!(taken.load(Ordering::Relaxed) <= limits::HEAD_BYTES + 2 * limits::CHUNK_BYTES, "{start}");
    }
}

#[tokio::test]
async fn a_flood_of_small_parts_is_not_kept_in_memory() {
    const PART: &[u8] = b"Content-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XbXq\r\n";
    let (chunks, taken) = endless("--XbXq\r\n", PART);
    let mut parts = Parts::new(StreamReader::new(chunks), &envelope(u64::MAX));
    for number in 1..3000 {
        let mut part = parts.next().await.expect("a part").expect("one more part");
        part.bytes.finish().await.expect("its end");
        drop(part);
        let ahead = taken.load(Ordering::Relaxed).saturating_sub(number * PART.len());
        assert!(ahead <= 2 * limits::CHUNK_BYTES, "{ahead} bytes ahead at part {number}");
    }
}

#[tokio::test]
async fn more_than_the_limit_is_too_large_and_nothing_else() {
    let parts = [Sent { name: "a".to_owned(), filename: None, bytes: vec![b'x'; 5000] }];
    let body = on_the_wire(&parts);
    let whole = body.len() as u64;
    assert!(read(in_pieces(&body, &[100]), whole).await.is_ok());
    assert!(matches!(read(in_pieces(&body, &[100]), whole - 1).await, Err(Problem::TooLarge(_))));
}

#[tokio::test]
async fn a_part_needs_a_name_within_the_length_limit() {
    let named = |name: &str| on_the_wire(&[Sent { name: name.to_owned(), filename: None, bytes: Vec::new() }]);
    assert!(read(in_pieces(&named(&"n".repeat(limits::NAME_BYTES)), &[50]), 1 << 20).await.is_ok());
    for name in ["", &"n".repeat(limits::NAME_BYTES + 1), &"n".repeat(10_000), &"a[b]".repeat(5_000)] {
        let refused = read(in_pieces(&named(name), &[50]), 1 << 20).await;
        assert!(matches!(refused, Err(Problem::Malformed(Malformed::Unreadable))), "{refused:?}");
    }
    let nameless = b"--XbXq\r\nContent-Type: text/plain\r\n\r\nx\r\n--XbXq--";
    assert!(read(in_pieces(nameless, &[50]), 1 << 20).await.is_err());
}

#[test]
fn headers_reject_what_needs_no_body() {
    let multipart = |boundary: &str| format!("multipart/form-data; boundary={boundary}");
    let long = multipart(&"b".repeat(71));
    let gzip = || BodyInfo { encoding: Some("gzip".to_owned()), ..BodyInfo::default() };
    let sized = |length| BodyInfo { length: Some(length), ..BodyInfo::default() };
    for (content_type, announced, status) in [
        (None, BodyInfo::default(), 415),
        (Some("text/plain"), BodyInfo::default(), 415),
        (Some("application/x-www-form-urlencoded"), BodyInfo::default(), 415),
        (Some("application/json"), BodyInfo::default(), 415),
        (Some("multipart/mixed; boundary=b"), BodyInfo::default(), 415),
        (Some("multipart/form-data"), BodyInfo::default(), 400),
        (Some("multipart/form-data; boundary=\"\""), BodyInfo::default(), 400),
        (Some(long.as_str()), BodyInfo::default(), 400),
        (Some("multipart/form-data; boundary=b"), gzip(), 415),
        (Some("multipart/form-data; boundary=b"), sized(1001), 413),
        (Some("multipart/form-data; boundary=b"), sized(1000), 200),
        (Some("multipart/form-data; boundary=\"a b\""), BodyInfo::default(), 200),
        (Some("Multipart/Form-Data; charset=utf-8; Boundary=b"), BodyInfo::default(), 200),
    ] {
        let parsed = content_type.map(|text| ContentType::parse_flexible(text).expect(text));
        let opened = Envelope::open(parsed.as_ref(), &announced, 1000);
        let code = opened.map_or_else(|problem| crate::web::problem::status(&problem).code, |_| 200);
        assert_eq!(code, status, "{content_type:?}, {announced:?}");
    }
}
