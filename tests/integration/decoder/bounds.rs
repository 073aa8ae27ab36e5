//! Crafted files under limits of memory and time: accepted or refused, without ending the child.

use super::{
    crafted::{self, chunk, deflated_zeros, looping_tiff},
    decoder, limits, render,
};
use crate::support::pictures;
use injaaz::{
    domain::upload::{FileRefusal, PictureType},
    reports::pictures::{Purpose, Renditions, inspect},
};
use std::time::Duration;

/// A name, the bytes of a file, and the result: its size in pixels, or why it is refused.
type CraftedFile = (&'static str, Vec<u8>, Result<(u32, u32), FileRefusal>);

fn files() -> Vec<CraftedFile> {
    let greedy = crafted::greedy_profile();
    let name = b"Comment\0\0".to_vec();
    // An EXIF directory in a JPEG is limited by the size of a segment.
    let many_segments: Vec<Vec<u8>> = vec![Vec::new(); 100_000];
    vec![
        ("JPEG, EXIF that points to itself", crafted::jpeg_with_exif(&looping_tiff(4_000, 6)), Ok((48, 64))),
        ("PNG, the same", crafted::png_with(&chunk(b"eXIf", &looping_tiff(65_534, 6))), Ok((48, 64))),
        (
            "WebP, the same",
            crafted::webp_with(8, &crafted::riff_chunk(b"EXIF", &looping_tiff(65_534, 6))),
            Ok((48, 64)),
        ),
        ("JPEG, a profile of gigabytes", crafted::jpeg_with_profile(&greedy), Ok((64, 48))),
        ("PNG, the same", crafted::png_with_profile(&greedy), Ok((64, 48))),
        ("WebP, the same", crafted::webp_with(32, &crafted::riff_chunk(b"ICCP", &greedy)), Ok((64, 48))),
        (
            "PNG, a profile that inflates",
            crafted::png_with(&chunk(b"iCCP", &[b"x\0\0".to_vec(), deflated_zeros(1 << 30)].concat())),
            Ok((64, 48)),
        ),
        (
            "PNG, a text that inflates",
            crafted::png_with(&chunk(b"zTXt", &[name, deflated_zeros(1 << 30)].concat())),
            Ok((64, 48)),
        ),
        ("WebP, a profile that says it has 4 GB", crafted::webp_with(32, b"ICCP\xff\xff\xff\xff"), Ok((64, 48))),
        ("WebP, EXIF that says it has 4 GB", crafted::webp_with(8, b"EXIF\xfe\xff\xff\xff"), Ok((64, 48))),
        ("WebP, coded larger than it says", crafted::webp_of_two_sizes(), Err(FileRefusal::Damaged)),
        (
            "JPEG, a hundred thousand segments",
            crafted::with_segments(&pictures::jpeg(64, 48, 1), 0xe5, &many_segments),
            Err(FileRefusal::Damaged),
        ),
        ("lossy WebP", crafted::lossy(), Ok((1, 1))),
        ("lossy WebP with transparency", crafted::lossy_alpha(), Ok((1, 1))),
    ]
}

#[tokio::test]
async fn crafted_files_stay_within_memory_and_time() {
    let decoder = decoder(limits());
    for (name, file, expected) in files() {
        assert!(file.len() < 8 << 20, "{name}: {} bytes", file.len());
        // A file that takes longer than the time limit of the decoder is undecodable.
        let found = render(&decoder, &file).await.map(|Renditions { width, height, .. }| (width, height));
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn memory_is_estimated_from_the_header() {
    let photo = |bytes: &[u8]| inspect(Purpose::Photo, bytes);
    let mib = |bytes: u64| bytes >> 20;
    let baseline = photo(&pictures::jpeg(400, 300, 1)).unwrap();
    assert_eq!((baseline.kind, baseline.width, baseline.height), (PictureType::Jpeg, 400, 300));
    assert!((64..66).contains(&mib(baseline.memory)), "{}", baseline.memory);
    // 16-bit coefficients for each sample, in addition to the pixels.
    let progressive = photo(&crafted::jpeg_of_size(8_000, 6_000)).unwrap();
    assert!((280..550).contains(&mib(progressive.memory)), "{}", progressive.memory);
    let png = photo(&crafted::png_of_size(4_000, 3_000)).unwrap();
    assert!((95..110).contains(&mib(png.memory)), "{}", png.memory);
    // A signature is copied as a whole, a photo is not.
    let signature = inspect(Purpose::Signature, &crafted::png_of_size(4_000, 3_000)).unwrap();
    assert!(signature.memory > png.memory + (90 << 20));
    for (width, height) in [(8_000, 8_001), (65_535, 65_535)] {
        let refusal = photo(&crafted::jpeg_of_size(width, height)).unwrap_err();
        assert_eq!(refusal, FileRefusal::TooManyPixels { limit_megapixels: 64 });
    }
    assert_eq!(photo(&crafted::jpeg_of_size(0, 100)).unwrap_err(), FileRefusal::Damaged);
}

/// A large picture fits into a child whose limit is the estimate plus the memory of the program itself.
#[tokio::test]
async fn the_estimate_is_enough_for_the_largest_pictures() {
    let mut limits = limits();
    for (name, file) in [
        ("PNG", crafted::png_of_size(7_000, 7_000)),
        ("progressive JPEG", crafted::jpeg_of_size(8_000, 6_000)),
        ("lossless WebP", pictures::webp(5_000, 4_000)),
    ] {
        let memory = inspect(Purpose::Photo, &file).unwrap().memory;
        limits.worker.memory = memory + super::SMALL / 2;
        // Only memory is limited here: the largest pictures take long on a busy machine.
        (limits.deadline, limits.worker.processor_seconds) = (Duration::from_secs(600), 600);
        // Truncated data is damaged, but only after all memory was allocated.
        let found = render(&decoder(limits), &file).await;
        assert!(matches!(found, Ok(_) | Err(FileRefusal::Damaged)), "{name}: {found:?}");
    }
}
