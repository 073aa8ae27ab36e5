//! The submitted form: an HVAC visit with four items and any number of photos.

use super::{http::AGENT, load::Request, session};
use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use std::sync::atomic::{AtomicU64, Ordering};

const BOUNDARY: &str = "----bench-9f3c1a7e";
/// The size of one photo, in bytes.
const PHOTO_BYTES: usize = 200_000;

/// Assets, systems and descriptions that the form offers, each with further answers.
const ITEMS: [[&str; 6]; 4] = [
    ["HVAC", "Chiller Condenser", "Condenser Pump", "2", "Grundfos", "Bearings noisy at start; grease and check."],
    ["Life & Safety", "Fire Detection", "Smoke Detector", "14", "Apollo", "Two heads beyond their date of renewal."],
    ["Plumbing", "Water Storage Tank", "Booster Pumps", "3", "Wilo", "Pressure switch of pump 2 does not reset."],
    ["Electronics", "BMS", "Outstations", "1", "Honeywell", "No defect found. Battery to be replaced next visit."],
];
const NAMES: [&str; 6] = ["asset", "system", "description", "quantity", "brand", "comments"];

/// A complete request, built once; only the submission key differs between posts.
#[derive(Clone)]
pub struct Form {
    request: Vec<u8>,
    key_at: usize,
}

impl Form {
    /// 26 answers, and photos distributed over the items.
    pub fn new(photos: usize) -> Form {
        Form::with_headers(photos, &session::headers())
    }

    /// The same for a program that does not mask its form tokens yet.
    pub fn of_older_program(photos: usize) -> Form {
        Form::with_headers(photos, &session::headers_of_older_program())
    }

    fn with_headers(photos: usize, headers: &str) -> Form {
        let mut body = Vec::new();
        let mut part = |head: String, value: &[u8]| {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes());
            body.extend(value);
            body.extend(b"\r\n");
        };
        let mut text = |name: &str, value: &str| part(format!("name=\"{name}\""), value.as_bytes());
        text("submission_key", &key());
        text("do", "submit");
        text("site_name", "Marina Heights Residence, Tower B");
        text("visit_date", "2026-03-14");
        for (n, answers) in ITEMS.iter().enumerate() {
            for (name, answer) in NAMES.iter().zip(answers) {
                text(&format!("items.{n}.{name}"), answer);
            }
        }
        for n in 0..photos {
            let head = format!("name=\"items.{}.photos\"; filename=\"IMG_{n}.jpg\"\r\nContent-Type: image/jpeg", n % 4);
            part(head, &photo(n as u32));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let mut request = format!(
            "POST /forms/hvac_mep HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: {AGENT}\r\n\
             {headers}Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        // The key is the value of the first part.
        let before = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"submission_key\"\r\n\r\n").len();
        let key_at = request.len() + before;
        request.extend(body);
        Form { request, key_at }
    }
}

impl Request for Form {
    const STATUS: u16 = 201;

    /// The request with a new key.
    fn next_request(&mut self) -> &[u8] {
        let key = key();
        if let Some(place) = self.request.get_mut(self.key_at..self.key_at + key.len()) {
            place.copy_from_slice(key.as_bytes());
        }
        &self.request
    }
}

fn key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    // Keys made by browsers are random; consecutive keys would be faster for an index.
    let n = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("bench-{n:016x}")
}

/// A picture like that of a phone, 1600 x 1200 with some noise, encoded to the required size.
pub fn photo(number: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(1600, 1200, |x, y| {
        let grain = (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)).wrapping_add(number * 7919) >> 9;
        let tone = |base: u32| u8::try_from((base + grain % 12).min(255)).unwrap_or(255);
        let unit = (500..1100).contains(&x) && (480..900).contains(&y);
        let fan = x.abs_diff(800).pow(2) + y.abs_diff(690).pow(2) < 30_000;
        match (fan, unit, y < 400) {
            (true, ..) => Rgb([tone(60), tone(64), tone(70)]),
            (_, true, _) => Rgb([tone(205 - x % 40), tone(205), tone(198)]),
            (_, _, true) => Rgb([tone(120), tone(160), tone(225 - y / 4)]),
            _ => Rgb([tone(150 + (number * 17) % 60), tone(130 + y % 9), tone(100 + (number * 29) % 70)]),
        }
    });
    let encoded = |quality| {
        let mut bytes = Vec::new();
        let done = JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&picture);
        done.map(|()| bytes).unwrap_or_default()
    };
    let (mut low, mut high) = (5u8, 95u8);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if encoded(middle).len() <= PHOTO_BYTES { low = middle } else { high = middle - 1 }
    }
    let mut bytes = encoded(low);
    // Bytes after the end of a picture are ignored, so padding gives the exact size.
    bytes.resize(PHOTO_BYTES.max(bytes.len()), 0);
    bytes
}
