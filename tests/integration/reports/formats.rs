//! Formats that are recognised and refused under their names, and files of other types than JPEG without their end.

use super::{
    jpeg::{noise, shown},
    pictures::{crc, encoded},
};
use crate::support::jpeg_writer::layout;
use image::{ImageFormat, Rgb, RgbImage};
use injaaz::{
    domain::upload::{FileRefusal, OtherFormat},
    reports::pictures::{Purpose, content_type, render},
};

#[test]
fn pictures_of_other_formats_are_named() {
    let boxes = |names: &[u8]| [&(8 + names.len() as u32).to_be_bytes()[..], b"ftyp", names, &[0; 64]].concat();
    let mut arithmetic = layout(64, 64).file();
    let frame = arithmetic.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    arithmetic[frame + 1] = 0xc9;
    let mut deep = layout(64, 64).file();
    deep[frame + 4] = 12;
    for (file, refusal, media_type) in [
        (boxes(b"heic\0\0\0\0mif1heic"), FileRefusal::Heic, "image/heic"),
        (boxes(b"mif1\0\0\0\0mif1heic"), FileRefusal::Heic, "image/heic"),
        (boxes(b"avif\0\0\0\0avifmif1miaf"), FileRefusal::OtherFormat(OtherFormat::Avif), "image/avif"),
        (boxes(b"mif1\0\0\0\0mif1avif"), FileRefusal::OtherFormat(OtherFormat::Avif), "image/avif"),
        (encoded_tiff(b"II*\0"), FileRefusal::OtherFormat(OtherFormat::Tiff), "image/tiff"),
        (encoded_tiff(b"MM\0*"), FileRefusal::OtherFormat(OtherFormat::Tiff), "image/tiff"),
        (arithmetic, FileRefusal::OtherFormat(OtherFormat::RareJpeg), "image/jpeg"),
        (deep, FileRefusal::OtherFormat(OtherFormat::RareJpeg), "image/jpeg"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0".to_vec(), FileRefusal::OtherFormat(OtherFormat::Bmp), "image/bmp"),
        (b"\xff\x0a\xfa\x1f".to_vec(), FileRefusal::OtherFormat(OtherFormat::JpegXl), "image/jxl"),
    ] {
        assert_eq!(render(Purpose::Photo, &file).unwrap_err(), refusal, "{media_type}");
        assert_eq!(content_type(&file), media_type);
    }
}

fn encoded_tiff(beginning: &[u8]) -> Vec<u8> {
    [beginning, &[0; 60]].concat()
}

#[test]
fn files_of_other_types_without_their_end_are_accepted_if_the_picture_is_there() {
    let whole = encoded(RgbImage::from_fn(64, 48, |x, y| Rgb([x as u8 * 3, y as u8 * 4, 90])), ImageFormat::Png);
    let picture = shown(&whole).unwrap();
    let no_end = &whole[..whole.len() - 12];
    for file in [no_end.to_vec(), [whole.as_slice(), &noise(500)].concat()] {
        assert_eq!(shown(&file).unwrap(), picture);
    }
    assert_eq!(shown(&whole[..whole.len() - 60]).unwrap_err(), FileRefusal::Damaged);
    assert_eq!(shown(&without_second_half(&whole)).unwrap_err(), FileRefusal::Damaged);
    let mut webp = encoded(RgbImage::from_pixel(64, 48, Rgb([40, 90, 160])), ImageFormat::WebP);
    assert!(shown(&[webp.as_slice(), &noise(500)].concat()).is_ok());
    // Some programs state a wrong size of the file.
    webp[4..8].copy_from_slice(&100_000u32.to_le_bytes());
    assert!(shown(&webp).is_ok());
    webp.truncate(webp.len() - 10);
    assert_eq!(shown(&webp).unwrap_err(), FileRefusal::Damaged);
}

/// A PNG whose compressed data ends in the middle, with correct chunks.
fn without_second_half(png: &[u8]) -> Vec<u8> {
    let at = png.windows(4).position(|kind| kind == b"IDAT").unwrap();
    let length = u32::from_be_bytes(png[at - 4..at].try_into().unwrap()) as usize;
    let kept = &png[at..at + 4 + length / 2];
    let size = (length as u32 / 2).to_be_bytes();
    [&png[..at - 4], &size, kept, &crc(kept).to_be_bytes(), &png[at + 8 + length..]].concat()
}
