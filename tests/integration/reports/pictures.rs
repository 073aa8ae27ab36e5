//! Photos of every supported kind, and files that must be refused.

use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, codecs::png::PngEncoder};
use injaaz::{
    domain::{
        report::Picture,
        upload::{FileRefusal, PictureType},
    },
    reports::pictures::{MEGAPIXELS, ONE_SCAN_MEGAPIXELS, Purpose, Renditions, render},
};
use std::io::Cursor;

/// A picture whose four quarters show its orientation.
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 200, 30]),
        (true, false) => Rgb([30, 30, 220]),
        (false, false) => Rgb([240, 240, 240]),
    })
}

pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn pixels(picture: &Picture) -> RgbImage {
    let image = image::load_from_memory(&picture.bytes).unwrap().into_rgb8();
    assert_eq!(image.dimensions(), (picture.width, picture.height), "the stated size is correct");
    image
}

fn near(found: &Rgb<u8>, wanted: [u8; 3]) -> bool {
    found.0.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 12)
}

/// Whether the quarters are at their original positions.
fn is_upright(picture: &Picture) -> bool {
    let image = pixels(picture);
    let (w, h) = image.dimensions();
    near(image.get_pixel(w / 4, h / 4), [220, 30, 30])
        && near(image.get_pixel(w * 3 / 4, h / 4), [30, 200, 30])
        && near(image.get_pixel(w / 4, h * 3 / 4), [30, 30, 220])
        && near(image.get_pixel(w * 3 / 4, h * 3 / 4), [240, 240, 240])
}

/// Inserts a segment after the start of a JPEG.
fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
}

fn exif_with_orientation(turn: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([turn, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

/// The pixels that a camera stores for this upright picture: EXIF's orientation states which sides of the upright
/// picture row 0 and column 0 of the stored one are.
fn as_held(upright: &RgbImage, turn: u8) -> RgbImage {
    let (w, h) = upright.dimensions();
    let (right, bottom) = (matches!(turn, 2 | 3 | 6 | 7), matches!(turn, 3 | 4 | 7 | 8));
    let (width, height) = if turn > 4 { (h, w) } else { (w, h) };
    RgbImage::from_fn(width, height, |column, row| {
        let (x, y) = if turn > 4 { (row, column) } else { (column, row) };
        *upright.get_pixel(if right { w - 1 - x } else { x }, if bottom { h - 1 - y } else { y })
    })
}

#[test]
fn photos_are_upright_however_the_phone_was_held() {
    let upright = quarters(96, 64);
    for turn in 1..=8 {
        let jpeg = encoded(as_held(&upright, turn), ImageFormat::Jpeg);
        let Renditions { width, height, large, thumb, .. } =
            render(Purpose::Photo, &with_segment(&jpeg, 0xe1, &exif_with_orientation(turn))).unwrap();
        assert_eq!((width, height, large.width, large.height), (96, 64, 96, 64), "orientation {turn}");
        assert!(is_upright(&large) && is_upright(&thumb), "orientation {turn}");
    }
}

#[test]
fn broken_exif_is_ignored() {
    let jpeg = encoded(quarters(96, 64), ImageFormat::Jpeg);
    let loops = b"Exif\0\0II*\0\x08\0\0\0\0\0\x08\0\0\0";
    for exif in [loops.to_vec(), b"Exif\0\0II*\0\xff\xff\xff\xff".to_vec(), exif_with_orientation(9), Vec::new()] {
        assert!(is_upright(&render(Purpose::Photo, &with_segment(&jpeg, 0xe1, &exif)).unwrap().large));
    }
}

#[test]
fn large_photos_shrink_in_proportion_and_small_ones_never_grow() {
    let photo = render(Purpose::Photo, &encoded(quarters(4000, 3000), ImageFormat::Jpeg)).unwrap();
    assert_eq!((photo.width, photo.height), (4000, 3000));
    assert_eq!((photo.large.width, photo.large.height), (1600, 1200));
    assert_eq!((photo.thumb.width, photo.thumb.height), (320, 240));
    assert!(is_upright(&photo.large) && is_upright(&photo.thumb));
    let strip = render(Purpose::Photo, &encoded(quarters(9000, 3), ImageFormat::Png)).unwrap();
    assert_eq!((strip.large.width, strip.large.height, strip.thumb.height), (1600, 1, 1));
    let small = render(Purpose::Photo, &encoded(quarters(40, 30), ImageFormat::WebP)).unwrap();
    assert_eq!((small.kind, small.large.width, small.thumb.width), (PictureType::WebP, 40, 40));
}

#[test]
fn metadata_is_removed_from_pictures() {
    let secret = b"GPS 25.0805 N 55.1403 E <script>alert(1)</script> PK\x03\x04";
    let mut exif = exif_with_orientation(1);
    exif.extend(secret);
    let mut jpeg = with_segment(&encoded(quarters(96, 64), ImageFormat::Jpeg), 0xe1, &exif);
    jpeg = with_segment(&jpeg, 0xfe, secret);
    jpeg.extend(secret);
    let photo = render(Purpose::Photo, &jpeg).unwrap();
    for picture in [&photo.large, &photo.thumb] {
        assert!(!picture.bytes.windows(6).any(|w| w == b"script"));
        assert!(!picture.bytes.windows(4).any(|w| w == b"Exif"));
    }
}

#[test]
fn every_colour_type_is_rendered_correctly() {
    let rgb = DynamicImage::from(quarters(96, 64));
    for (name, image) in [
        ("16 bit", DynamicImage::from(rgb.to_rgb16())),
        ("16 bit with alpha", rgb.to_rgba16().into()),
        ("alpha", rgb.to_rgba8().into()),
    ] {
        assert!(is_upright(&render(Purpose::Photo, &encoded(image, ImageFormat::Png)).unwrap().large), "{name}");
    }
    for grey in [DynamicImage::from(rgb.to_luma8()), rgb.to_luma16().into(), rgb.to_luma_alpha8().into()] {
        let large = render(Purpose::Photo, &encoded(grey, ImageFormat::Png)).unwrap().large;
        assert!(near(pixels(&large).get_pixel(80, 60), [240; 3]));
    }
    let cmyk = render(Purpose::Photo, include_bytes!("../../fixtures/pictures/cmyk.jpg")).unwrap().large;
    let Rgb([red, green, blue]) = *pixels(&cmyk).get_pixel(20, 20);
    assert!(red > 150 && green < 90 && blue < 90, "CMYK red stays red: {red} {green} {blue}");
    let progressive = include_bytes!("../../fixtures/pictures/progressive.jpg");
    assert!(near(pixels(&render(Purpose::Photo, progressive).unwrap().large).get_pixel(30, 20), [120, 100, 128]));
}

#[test]
fn transparent_pixels_become_white() {
    let glass = image::RgbaImage::from_pixel(30, 30, image::Rgba([10, 20, 30, 0]));
    assert_eq!(
        pixels(&render(Purpose::Photo, &encoded(glass, ImageFormat::Png)).unwrap().large).get_pixel(9, 9).0,
        [255; 3]
    );
}

#[test]
fn wide_colours_are_turned_into_srgb() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let jpeg = encoded(RgbImage::from_pixel(32, 32, Rgb([180, 60, 60])), ImageFormat::Jpeg);
    let segment = [b"ICC_PROFILE\0\x01\x01".as_slice(), &profile].concat();
    let large = render(Purpose::Photo, &with_segment(&jpeg, 0xe2, &segment)).unwrap().large;
    let Rgb([red, green, _]) = *pixels(&large).get_pixel(16, 16);
    assert!(red > 190 && green < 57, "a P3 red is a stronger sRGB red: {red} {green}");
    let broken = with_segment(&jpeg, 0xe2, b"ICC_PROFILE\0\x01\x01nonsense");
    assert!(render(Purpose::Photo, &broken).is_ok());
}

#[test]
fn only_pictures_are_taken_whatever_their_name() {
    assert_eq!(render(Purpose::Photo, b"").unwrap_err(), FileRefusal::Empty);
    for other in [
        b"<!DOCTYPE html><html><body>hello</body></html>".as_slice(),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?php system('id'); ?>",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 and some more of it",
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff",
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0",
        b"\0\0\0\0",
    ] {
        assert_eq!(
            render(Purpose::Photo, other).unwrap_err(),
            FileRefusal::NotAPicture,
            "{:?}",
            String::from_utf8_lossy(other)
        );
    }
    for brand in [b"heic", b"mif1", b"heix"] {
        let file = [b"\0\0\0\x24ftyp".as_slice(), brand, b"\0\0\0\0mif1heicmiafMiHB\0\0\x01\0"].concat();
        assert_eq!(render(Purpose::Photo, &file).unwrap_err(), FileRefusal::Heic);
    }
}

#[test]
fn broken_pictures_are_named_so() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let noise = RgbImage::from_fn(64, 64, |x, y| Rgb([(x * y) as u8, (x * 37 + y * 11) as u8, (x ^ y) as u8]));
        let whole = encoded(noise, format);
        assert!(render(Purpose::Photo, &whole).is_ok());
        for kept in [20, whole.len() / 4, whole.len() / 2, whole.len() * 9 / 10] {
            assert_eq!(
                render(Purpose::Photo, &whole[..kept]).unwrap_err(),
                FileRefusal::Damaged,
                "{format:?}, {kept} bytes"
            );
        }
    }
    let jpeg = encoded(quarters(96, 64), ImageFormat::Jpeg);
    let scan = jpeg.windows(2).position(|w| w == [0xff, 0xda]).unwrap();
    let many = [&jpeg[..jpeg.len() - 2], &jpeg[scan..jpeg.len() - 2].repeat(50), &[0xff, 0xd9]].concat();
    assert_eq!(render(Purpose::Photo, &many).unwrap_err(), FileRefusal::Damaged, "fifty scans");
}

#[test]
fn too_many_pixels_are_refused_before_they_are_decoded() {
    let mut bomb = Vec::new();
    PngEncoder::new(&mut bomb).write_image(&[0], 1, 1, ExtendedColorType::L8).unwrap();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    let limit_megapixels = MEGAPIXELS;
    assert_eq!(render(Purpose::Photo, &bomb).unwrap_err(), FileRefusal::TooManyPixels { limit_megapixels });
    let mut jpeg = encoded(quarters(96, 64), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xf0, 0xff, 0xf0]);
    let limit_megapixels = ONE_SCAN_MEGAPIXELS;
    assert_eq!(render(Purpose::Photo, &jpeg).unwrap_err(), FileRefusal::TooManyPixels { limit_megapixels });
}

/// The checksum of a PNG chunk.
pub fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    })
}

#[test]
fn an_animation_is_stored_as_its_first_frame() {
    let still = encoded(quarters(32, 32), ImageFormat::WebP);
    let image = &still[12..];
    let frame = [
        b"ANMF".as_slice(),
        &u32::try_from(16 + image.len()).unwrap().to_le_bytes(),
        &[0, 0, 0, 0, 0, 0, 31, 0, 0, 31, 0, 0, 100, 0, 0, 0],
        image,
    ]
    .concat();
    let head = [b"WEBPVP8X\x0a\0\0\0\x02\0\0\0\x1f\0\0\x1f\0\0".as_slice(), b"ANIM\x06\0\0\0\0\0\0\0\0\0"].concat();
    let size = u32::try_from(head.len() + 2 * frame.len()).unwrap().to_le_bytes();
    let moving = [b"RIFF".as_slice(), &size, &head, &frame, &frame].concat();
    assert!(is_upright(&render(Purpose::Photo, &moving).unwrap().large));
}
