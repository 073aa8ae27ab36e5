//! Small files that make a decoder allocate or compute much, written byte by byte from the descriptions of the formats.

use super::super::support::pictures;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::io::Write;

/// A lossy WebP of one pixel, and one with transparency in a separate chunk.
const LOSSY: &str = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";
const LOSSY_ALPHA: &str =
    "UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA==";

pub fn lossy() -> Vec<u8> {
    STANDARD.decode(LOSSY).expect("base64")
}

pub fn lossy_alpha() -> Vec<u8> {
    STANDARD.decode(LOSSY_ALPHA).expect("base64")
}

/// A TIFF structure whose first directory has this orientation and this many entries that point to the directory
/// itself, which is also the next one.
pub fn looping_tiff(entries: u16, orientation: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend((entries + 1).to_le_bytes());
    tiff.extend([&0x0112u16.to_le_bytes()[..], &3u16.to_le_bytes(), &1u32.to_le_bytes()].concat());
    tiff.extend(u32::from(orientation).to_le_bytes());
    for _ in 0..entries {
        tiff.extend(
            [&0x8769u16.to_le_bytes()[..], &4u16.to_le_bytes(), &1u32.to_le_bytes(), &8u32.to_le_bytes()].concat(),
        );
    }
    tiff.extend(8u32.to_le_bytes());
    tiff
}

/// A Display P3 profile with 80,000 descriptions in the same megabyte: 80 GB for a decoder that copies them.
pub fn greedy_profile() -> Vec<u8> {
    let p3 = moxcms::ColorProfile::new_display_p3().encode().expect("a profile");
    let records = 80_000u32;
    let size = 16 + records * 12;
    let mut text = [b"mluc\0\0\0\0".as_slice(), &records.to_be_bytes(), &12u32.to_be_bytes()].concat();
    (0..records).for_each(|_| text.extend([b"enUS".as_slice(), &size.to_be_bytes(), &0u32.to_be_bytes()].concat()));
    // Its entry precedes all others, which move by its length.
    let count = u32::from_be_bytes(p3[128..132].try_into().expect("four bytes"));
    let table = p3[132..132 + count as usize * 12].chunks(12).map(|entry| {
        let offset = u32::from_be_bytes(entry[4..8].try_into().expect("four bytes")) + 12;
        [&entry[..4], &offset.to_be_bytes(), &entry[8..]].concat()
    });
    let table: Vec<Vec<u8>> = table.filter(|entry| !entry.starts_with(b"desc")).collect();
    let rest = &p3[132 + count as usize * 12..];
    let at = (132 + (count as usize + 1) * 12 + rest.len()) as u32;
    let own = [b"desc".as_slice(), &at.to_be_bytes(), &(text.len() as u32).to_be_bytes()].concat();
    // The removed entry is kept as one with an unknown name.
    let gap = [b"none".as_slice(), &at.to_be_bytes(), &4u32.to_be_bytes()].concat();
    let total = (at as usize + text.len()) as u32;
    [&total.to_be_bytes()[..], &p3[4..128], &(count + 1).to_be_bytes(), &own, &gap, &table.concat(), rest, &text]
        .concat()
}

/// Inserts segments after the start of a JPEG.
pub fn with_segments(jpeg: &[u8], marker: u8, contents: &[Vec<u8>]) -> Vec<u8> {
    let mut file = jpeg[..2].to_vec();
    for content in contents {
        let length = u16::try_from(content.len() + 2).expect("a segment").to_be_bytes();
        file.extend([&[0xff, marker], &length[..], content].concat());
    }
    [&file, &jpeg[2..]].concat()
}

pub fn jpeg_with_exif(tiff: &[u8]) -> Vec<u8> {
    with_segments(&pictures::jpeg(64, 48, 1), 0xe1, &[[b"Exif\0\0", tiff].concat()])
}

pub fn jpeg_with_profile(profile: &[u8]) -> Vec<u8> {
    let pieces: Vec<&[u8]> = profile.chunks(65_000).collect();
    let contents: Vec<Vec<u8>> = (1u8..)
        .zip(&pieces)
        .map(|(number, piece)| [b"ICC_PROFILE\0".as_slice(), &[number, pieces.len() as u8], piece].concat())
        .collect();
    with_segments(&pictures::jpeg(64, 48, 1), 0xe2, &contents)
}

/// A JPEG whose header claims this size and progressive coding, with the data of a small one.
pub fn jpeg_of_size(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = pictures::jpeg(64, 48, 1);
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
    jpeg[frame + 1] = 0xc2;
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

pub fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(content);
    [&(content.len() as u32).to_be_bytes()[..], kind, content, &sum.sum().to_be_bytes()].concat()
}

/// Inserts chunks after the header of a PNG.
pub fn png_with(chunks: &[u8]) -> Vec<u8> {
    let png = pictures::png(64, 48);
    [&png[..33], chunks, &png[33..]].concat()
}

pub fn png_with_profile(profile: &[u8]) -> Vec<u8> {
    png_with(&chunk(b"iCCP", &[b"P3\0\0".as_slice(), &deflated(profile)].concat()))
}

/// A PNG of zeros with this actual size: few bytes, many pixels.
pub fn png_of_size(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let rows = deflated_zeros((width as usize * 3 + 1) * height as usize);
    let signature = b"\x89PNG\r\n\x1a\n".to_vec();
    [signature, chunk(b"IHDR", &header), chunk(b"IDAT", &rows), chunk(b"IEND", b"")].concat()
}

pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

pub fn deflated_zeros(count: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    let block = vec![0; 1 << 20];
    for start in (0..count).step_by(block.len()) {
        encoder.write_all(&block[..block.len().min(count - start)]).expect("memory");
    }
    encoder.finish().expect("memory")
}

pub fn riff_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let padding = vec![0; content.len() % 2];
    [kind.as_slice(), &(content.len() as u32).to_le_bytes(), content, &padding].concat()
}

pub fn riff(chunks: &[u8]) -> Vec<u8> {
    [b"RIFF".as_slice(), &(chunks.len() as u32 + 4).to_le_bytes(), b"WEBP", chunks].concat()
}

/// The extended header of a WebP: flags and canvas size.
pub fn extended(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let side = |side: u32| (side - 1).to_le_bytes();
    riff_chunk(b"VP8X", &[&[flags, 0, 0, 0], &side(width)[..3], &side(height)[..3]].concat())
}

/// A lossless WebP in the extended format, with these additional chunks.
pub fn webp_with(flags: u8, chunks: &[u8]) -> Vec<u8> {
    let webp = pictures::webp(64, 48);
    riff(&[&extended(flags, 64, 48), &webp[12..], chunks].concat())
}

/// A lossy WebP whose coded picture is larger than its canvas.
pub fn webp_of_two_sizes() -> Vec<u8> {
    let mut coded = lossy();
    coded[26..28].copy_from_slice(&16_383u16.to_le_bytes());
    coded[28..30].copy_from_slice(&16_383u16.to_le_bytes());
    riff(&[&extended(0, 64, 48), &coded[12..]].concat())
}
