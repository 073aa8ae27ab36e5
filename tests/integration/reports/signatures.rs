//! Drawn signatures: cropped to their strokes, visible on paper, and never empty.

use super::pictures::{encoded, quarters};
use image::{ImageFormat, Rgba, RgbaImage};
use injaaz::{
    domain::upload::FileRefusal,
    reports::pictures::{Purpose, render},
};

/// A thick stroke across the middle of a canvas.
pub fn stroke(width: u32, height: u32, ink: Rgba<u8>, ground: Rgba<u8>) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let inside = (width / 4..width * 3 / 4).contains(&x) && y.abs_diff(height / 2) < 3;
        if inside { ink } else { ground }
    })
}

const BLACK: Rgba<u8> = Rgba([0, 0, 0, 255]);
const WHITE: Rgba<u8> = Rgba([255, 255, 255, 255]);
const CLEAR: Rgba<u8> = Rgba([0, 0, 0, 0]);

#[test]
fn a_signature_is_cut_to_its_ink_and_dark_on_white() {
    for (ink, ground) in [(BLACK, CLEAR), (BLACK, WHITE), (WHITE, CLEAR), (Rgba([20, 40, 160, 255]), CLEAR)] {
        let signed = render(Purpose::Signature, &encoded(stroke(600, 200, ink, ground), ImageFormat::Png)).unwrap();
        assert_eq!((signed.width, signed.height), (600, 200));
        assert!((300..340).contains(&signed.large.width) && signed.large.height < 50, "{:?}", signed.large);
        let drawn = image::load_from_memory(&signed.large.bytes).unwrap().into_rgb8();
        assert_eq!(drawn.get_pixel(0, 0).0, [255; 3], "the background is white");
        assert!(drawn.pixels().any(|p| p.0.iter().map(|c| u32::from(*c)).sum::<u32>() < 300), "the ink is dark");
    }
    let big = render(Purpose::Signature, &encoded(stroke(4000, 1200, BLACK, CLEAR), ImageFormat::Png)).unwrap();
    assert_eq!(big.large.width, 800);
}

#[test]
fn an_empty_canvas_is_no_signature() {
    for (width, height, ground) in [(600, 200, CLEAR), (600, 200, WHITE), (600, 200, BLACK), (1, 1, BLACK)] {
        let blank = encoded(RgbaImage::from_pixel(width, height, ground), ImageFormat::Png);
        assert_eq!(render(Purpose::Signature, &blank).unwrap_err(), FileRefusal::BlankSignature);
    }
}

#[test]
fn a_signature_is_a_png_within_size_limits() {
    assert_eq!(render(Purpose::Signature, b"").unwrap_err(), FileRefusal::Empty);
    assert_eq!(
        render(Purpose::Signature, &encoded(quarters(90, 60), ImageFormat::Jpeg)).unwrap_err(),
        FileRefusal::NotAPicture
    );
    let huge = encoded(quarters(20_000, 900), ImageFormat::Png);
    assert_eq!(render(Purpose::Signature, &huge).unwrap_err(), FileRefusal::TooManyPixels { limit_megapixels: 16 });
}
