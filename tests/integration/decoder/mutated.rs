//! Thousands of broken files, the same in each run.
//!
//! A small valid file is split into its segments or chunks. Some are changed, cut, duplicated, swapped or removed;
//! lengths and checksums are corrected, so that the change passes the first checks; sometimes bytes of the complete
//! file are changed as well. Each file is decoded in a child with little memory and time. It may be accepted or
//! refused, but must not end its child.

use super::{
    crafted::{self, chunk, looping_tiff, riff_chunk},
    decoder, limits, render,
};
use crate::support::pictures;
use injaaz::{
    app::picture_decoder::{DecoderLimits, worker::WorkerLimits},
    domain::upload::FileRefusal,
    reports::pictures::{Purpose, inspect},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    test_runner::{RngSeed, TestRunner},
};
use std::{
    cell::Cell,
    time::{Duration, Instant},
};

const CASES: u32 = 400;

/// A change of one part.
#[derive(Clone, Debug)]
enum Change {
    Byte(Index, u8),
    /// Replaces four bytes by a number at the limit of a range.
    Number(Index, u32),
    Cut(Index),
    Grow(u16),
    Double,
    Remove,
    /// Swaps it with another one.
    Exchange(Index),
}

fn changes() -> impl Strategy<Value = Vec<(Index, Change)>> {
    let number = prop_oneof![
        Just(0),
        Just(1),
        Just(8),
        Just(0x7fff_ffff),
        Just(0xffff_ffff),
        Just(0xffff_fff0),
        Just(0x0100_0000),
        any::<u32>()
    ];
    let change = prop_oneof![
        6 => (any::<Index>(), any::<u8>()).prop_map(|(at, value)| Change::Byte(at, value)),
        4 => (any::<Index>(), number).prop_map(|(at, value)| Change::Number(at, value)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => (1..2_000u16).prop_map(Change::Grow),
        1 => Just(Change::Double),
        1 => Just(Change::Remove),
        1 => any::<Index>().prop_map(Change::Exchange),
    ];
    vec((any::<Index>(), change), 1..6)
}

/// The parts of a file: name and content.
type Parts = Vec<(Vec<u8>, Vec<u8>)>;

fn changed(mut parts: Parts, changes: &[(Index, Change)]) -> Parts {
    for (which, change) in changes {
        if parts.is_empty() {
            break;
        }
        let at = which.index(parts.len());
        let content = &mut parts[at].1;
        match change {
            Change::Byte(place, value) if !content.is_empty() => {
                let place = place.index(content.len());
                content[place] = *value;
            }
            Change::Number(place, value) if content.len() >= 4 => {
                let place = place.index(content.len() - 3);
                content[place..place + 4].copy_from_slice(&value.to_be_bytes());
            }
            Change::Cut(place) if !content.is_empty() => content.truncate(place.index(content.len())),
            Change::Grow(by) => content.extend(vec![0xa5; usize::from(*by)]),
            Change::Double => {
                let copy = parts[at].clone();
                parts.insert(at, copy);
            }
            Change::Remove => drop(parts.remove(at)),
            Change::Exchange(other) => {
                let other = other.index(parts.len());
                parts.swap(at, other);
            }
            Change::Byte(..) | Change::Number(..) | Change::Cut(_) => {}
        }
    }
    parts
}

/// The format of a valid file, which determines how it is split and joined.
#[derive(Clone, Copy, Debug)]
struct Format {
    name: &'static str,
    split: fn() -> Parts,
    join: fn(&Parts) -> Vec<u8>,
}

fn p3() -> Vec<u8> {
    moxcms::ColorProfile::new_display_p3().encode().expect("a profile")
}

fn jpeg_parts(jpeg: &[u8]) -> Parts {
    let (mut parts, mut at) = (Vec::new(), 2);
    while jpeg[at + 1] != 0xda {
        let end = at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        parts.push((vec![jpeg[at + 1]], jpeg[at + 4..end].to_vec()));
        at = end;
    }
    let head = at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    parts.push((vec![0xda], jpeg[at + 4..head].to_vec()));
    parts.push((Vec::new(), jpeg[head..].to_vec()));
    parts
}

fn join_jpeg(parts: &Parts) -> Vec<u8> {
    let mut jpeg = vec![0xff, 0xd8];
    for (marker, content) in parts {
        if let [marker] = marker[..] {
            let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
            jpeg.extend([&[0xff, marker], &length[..]].concat());
        }
        jpeg.extend(content);
    }
    jpeg
}

fn png_parts(png: &[u8]) -> Parts {
    let (mut parts, mut at) = (Vec::new(), 8);
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes")) as usize;
        parts.push((png[at + 4..at + 8].to_vec(), png[at + 8..at + 8 + length].to_vec()));
        at += 12 + length;
    }
    parts
}

fn join_png(parts: &Parts) -> Vec<u8> {
    let chunks = parts.iter().map(|(kind, content)| chunk(kind[..].try_into().expect("a kind"), content));
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.collect::<Vec<_>>().concat()].concat()
}

fn webp_parts(webp: &[u8]) -> Parts {
    let (mut parts, mut at) = (Vec::new(), 12);
    while at + 8 <= webp.len() {
        let length = u32::from_le_bytes(webp[at + 4..at + 8].try_into().expect("four bytes")) as usize;
        parts.push((webp[at..at + 4].to_vec(), webp[at + 8..at + 8 + length].to_vec()));
        at += 8 + length + length % 2;
    }
    parts
}

fn join_webp(parts: &Parts) -> Vec<u8> {
    let chunks = parts.iter().map(|(kind, content)| riff_chunk(kind[..].try_into().expect("a kind"), content));
    crafted::riff(&chunks.collect::<Vec<_>>().concat())
}

const FORMATS: [Format; 8] = [
    Format {
        name: "JPEG",
        split: || {
            let with_exif = crafted::jpeg_with_exif(&looping_tiff(4, 6));
            jpeg_parts(&crafted::with_segments(&with_exif, 0xe2, &[[b"ICC_PROFILE\0\x01\x01".to_vec(), p3()].concat()]))
        },
        join: join_jpeg,
    },
    Format {
        name: "progressive JPEG",
        split: || jpeg_parts(include_bytes!("../../fixtures/pictures/progressive.jpg")),
        join: join_jpeg,
    },
    Format {
        name: "CMYK JPEG",
        split: || jpeg_parts(include_bytes!("../../fixtures/pictures/cmyk.jpg")),
        join: join_jpeg,
    },
    Format {
        name: "PNG",
        split: || {
            let profile = chunk(b"iCCP", &[b"P3\0\0".to_vec(), crafted::deflated(&p3())].concat());
            png_parts(&crafted::png_with(&[profile, chunk(b"eXIf", &looping_tiff(4, 3))].concat()))
        },
        join: join_png,
    },
    Format { name: "PNG with transparency", split: || png_parts(&pictures::signature()), join: join_png },
    Format {
        name: "lossless WebP",
        split: || {
            let profile = riff_chunk(b"ICCP", &p3());
            webp_parts(&crafted::webp_with(40, &[profile, riff_chunk(b"EXIF", &looping_tiff(4, 8))].concat()))
        },
        join: join_webp,
    },
    Format { name: "lossy WebP", split: || webp_parts(&crafted::lossy()), join: join_webp },
    Format { name: "lossy WebP with transparency", split: || webp_parts(&crafted::lossy_alpha()), join: join_webp },
];

/// Byte changes in the complete file, after all other changes.
type Mutations = Vec<(Index, u8)>;

fn scratched(mut file: Vec<u8>, scratches: &Mutations) -> Vec<u8> {
    for (at, value) in scratches {
        if !file.is_empty() {
            let at = at.index(file.len());
            file[at] = *value;
        }
    }
    file
}

fn config(seed: u64, cases: u32) -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

#[test]
fn no_mutated_picture_ends_its_child_process() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    // Large sizes that a change produces are tested elsewhere.
    let worker = WorkerLimits { memory: 1 << 30, processor_seconds: 10 };
    let decoder = runtime.block_on(async { decoder(DecoderLimits { worker, ..limits() }) });
    let (taken, refused) = (Cell::new(0), Cell::new(0));
    for (format, seed) in FORMATS.into_iter().zip(1..) {
        let parts = (format.split)();
        let whole = (format.join)(&parts);
        assert!(runtime.block_on(render(&decoder, &whole)).is_ok(), "{} is accepted unchanged", format.name);
        let strategy = (changes(), prop_oneof![3 => Just(Vec::new()), 1 => vec((any::<Index>(), any::<u8>()), 1..4)]);
        let found = TestRunner::new(config(seed, CASES)).run(&strategy, |(changes, scratches)| {
            let file = scratched((format.join)(&changed(parts.clone(), &changes)), &scratches);
            if inspect(Purpose::Photo, &file).is_ok_and(|found| found.memory > 200 << 20) {
                return Ok(());
            }
            // A file that takes longer than the time limit of the decoder is undecodable.
            match runtime.block_on(render(&decoder, &file)) {
                Ok(_) => taken.set(taken.get() + 1),
                Err(refusal) => {
                    prop_assert!(!matches!(refusal, FileRefusal::Undecodable | FileRefusal::Busy), "{refusal:?}");
                    refused.set(refused.get() + 1);
                }
            }
            Ok(())
        });
        found.unwrap_or_else(|error| panic!("{}: {error}", format.name));
    }
    let (taken, refused) = (taken.get(), refused.get());
    assert!(taken > 300 && refused > 300, "{taken} accepted, {refused} refused: the changes have too little effect");
}

/// The scan of a file's structure runs in the server process.
#[test]
fn headers_of_mutated_files_are_read_within_bounds() {
    let heads = [
        b"\xff\xd8\xff\xe1".to_vec(),
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec(),
        b"RIFF\x40\x01\0\0WEBPVP8X\x0a\0\0\0".to_vec(),
        b"RIFF\x40\x01\0\0WEBPVP8L".to_vec(),
    ];
    let strategy = (prop::sample::select(heads.to_vec()), vec(any::<u8>(), 0..600));
    let found = TestRunner::new(config(99, 4_000)).run(&strategy, |(head, rest)| {
        let started = Instant::now();
        let _ = inspect(Purpose::Photo, &[head, rest].concat());
        prop_assert!(started.elapsed() < Duration::from_secs(20));
        Ok(())
    });
    found.unwrap_or_else(|error| panic!("{error}"));
    for (format, seed) in FORMATS.into_iter().zip(101..) {
        let whole = (format.join)(&(format.split)());
        let strategy = (vec((any::<Index>(), any::<u8>()), 0..8), any::<Index>());
        let found = TestRunner::new(config(seed, 1_000)).run(&strategy, |(scratches, kept)| {
            let file = scratched(whole.clone(), &scratches);
            let _ = inspect(Purpose::Photo, &file);
            let _ = inspect(Purpose::OldSignature, &file[..kept.index(file.len())]);
            Ok(())
        });
        found.unwrap_or_else(|error| panic!("{}: {error}", format.name));
    }
}
