//! JPEG files as cameras write them, and damaged ones: a photo is stored as it looks, or refused.

use crate::support::{
    jpeg_writer::{Layout, QUARTERS, layout},
    pictures,
};
use image::{Rgb, RgbImage};
use injaaz::{
    domain::upload::{FileRefusal, OtherFormat},
    reports::pictures::{ONE_SCAN_MEGAPIXELS, Purpose, inspect, render},
};

const PROGRESSIVE: &[u8] = include_bytes!("../../fixtures/pictures/progressive.jpg");
const NO_END: &[u8] = include_bytes!("../../fixtures/pictures/no_end_marker.jpg");
const THREE_SCANS: &[u8] = include_bytes!("../../fixtures/pictures/three_scans.jpg");

/// What the photo of a file looks like in the program.
pub fn shown(file: &[u8]) -> Result<RgbImage, FileRefusal> {
    let large = render(Purpose::Photo, file)?.large;
    Ok(image::load_from_memory(&large.bytes).unwrap().into_rgb8())
}

/// What another decoder shows; `None` if it reports an error.
fn shown_elsewhere(file: &[u8]) -> Option<RgbImage> {
    let mut decoder = jpeg_decoder::Decoder::new(file);
    let pixels = decoder.decode().ok()?;
    let info = decoder.info()?;
    let pixels = match info.pixel_format {
        jpeg_decoder::PixelFormat::RGB24 => pixels,
        jpeg_decoder::PixelFormat::L8 => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        _ => return None,
    };
    RgbImage::from_raw(info.width.into(), info.height.into(), pixels)
}

/// The share of pixels that differ clearly, in percent.
fn difference(one: &RgbImage, other: &RgbImage) -> usize {
    assert_eq!(one.dimensions(), other.dimensions());
    let differ = |(a, b): &(&Rgb<u8>, &Rgb<u8>)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 48);
    100 * one.pixels().zip(other.pixels()).filter(differ).count() / one.pixels().len()
}

fn has_quarters(picture: &RgbImage) -> bool {
    let (w, h) = picture.dimensions();
    let places = [(w / 4, h / 4), (w * 3 / 4, h / 4), (w / 4, h * 3 / 4), (w * 3 / 4, h * 3 / 4)];
    places.into_iter().zip(QUARTERS).all(|((x, y), colour)| {
        picture.get_pixel(x, y).0.iter().zip(colour).all(|(found, wanted)| found.abs_diff(wanted) < 16)
    })
}

#[test]
fn each_order_of_scans_and_each_sampling_is_stored_as_it_looks() {
    assert!(has_quarters(&shown(THREE_SCANS).unwrap()));
    let samplings = [[(1, 1); 3], [(2, 1), (1, 1), (1, 1)], [(1, 2), (1, 1), (1, 1)], [(2, 2), (1, 1), (1, 1)]];
    let scans = [
        vec![vec![0, 1, 2]],
        vec![vec![0], vec![1], vec![2]],
        vec![vec![0], vec![1, 2]],
        vec![vec![2], vec![0], vec![1]],
    ];
    for (width, height) in [(160, 128), (161, 121), (47, 35)] {
        for sampling in samplings {
            for scans in &scans {
                for restart in [0, 3] {
                    let file =
                        Layout { sampling: sampling.into(), scans: scans.clone(), restart, ..layout(width, height) };
                    let picture = shown(&file.file()).unwrap();
                    assert_eq!(picture.dimensions(), (width as u32, height as u32));
                    assert!(has_quarters(&picture), "{width} x {height}, {sampling:?}, {scans:?}, {restart}");
                }
            }
        }
    }
    for sampling in [(1, 1), (2, 2)] {
        let grey = Layout { sampling: vec![sampling], scans: vec![vec![0]], ..layout(161, 121) }.file();
        let picture = shown(&grey).unwrap();
        assert!(picture.get_pixel(40, 100).0[0] > 220 && picture.get_pixel(120, 20).0[0] < 140);
    }
}

#[test]
fn other_samplings_are_as_they_look_or_refused() {
    for sampling in [
        [(4, 1), (1, 1), (1, 1)],
        [(1, 4), (1, 1), (1, 1)],
        [(4, 2), (1, 1), (1, 1)],
        [(1, 1), (2, 2), (2, 2)],
        [(2, 2), (2, 1), (1, 2)],
        [(3, 1), (1, 1), (1, 1)],
        [(3, 2), (2, 1), (1, 1)],
    ] {
        let file = Layout { sampling: sampling.into(), ..layout(192, 128) }.file();
        match shown(&file) {
            Ok(picture) => assert!(has_quarters(&picture), "{sampling:?}"),
            Err(refusal) => assert_eq!(refusal, FileRefusal::OtherFormat(OtherFormat::RareJpeg), "{sampling:?}"),
        }
    }
}

#[test]
fn what_follows_a_complete_picture_does_not_matter() {
    let whole = shown(&[NO_END, b"\xff\xd9"].concat()).unwrap();
    let film = [&b"\0\0\x01\n\x0e\0\0\0Image_UTC_Data1700000000000\0\0\0\x18ftypmp42"[..], &noise(3_000)].concat();
    let embedded = pictures::jpeg(64, 48, 3);
    for (name, tail) in [
        ("nothing", Vec::new()),
        ("a film", film.clone()),
        ("a film after the end marker", [&b"\xff\xd9"[..], &film].concat()),
        ("zeros before the end marker", [&[0; 64][..], b"\xff\xd9"].concat()),
        ("a byte too many", b"\x5a\xff\xd9".to_vec()),
        ("fill bytes", b"\xff\xff\xff\xff\xd9".to_vec()),
        ("a last restart marker", b"\xff\xd0\xff\xd9".to_vec()),
        ("another picture", embedded.clone()),
        ("another picture after the end marker", [&b"\xff\xd9"[..], &embedded].concat()),
        ("half a marker", b"\xff".to_vec()),
    ] {
        let file = [NO_END, &tail].concat();
        let picture = shown(&file).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert_eq!(difference(&picture, &whole), 0, "{name}");
    }
    // Progressive pictures too.
    let cut = &PROGRESSIVE[..PROGRESSIVE.len() - 2];
    assert_eq!(shown(cut).unwrap(), shown(PROGRESSIVE).unwrap());
    assert!(shown(&[cut, &film].concat()).is_ok());
}

#[test]
fn a_picture_with_a_missing_part_is_refused() {
    let half = &NO_END[..NO_END.len() / 2];
    for (name, file) in [
        ("cut", half.to_vec()),
        ("cut, with an end marker", [half, b"\xff\xd9"].concat()),
        ("cut, with a film", [half, &noise(3_000)].concat()),
        ("a part cut out", [half, &NO_END[NO_END.len() / 2 + 500..], b"\xff\xd9"].concat()),
        ("the last bytes", [&NO_END[..NO_END.len() - 20], b"\xff\xd9"].concat()),
    ] {
        assert_eq!(shown(&file).unwrap_err(), FileRefusal::Damaged, "{name}");
    }
    let scans = [vec![0], vec![1], vec![2]];
    for missing in 0..3 {
        let mut left = scans.to_vec();
        left.remove(missing);
        let file = Layout { scans: left, ..layout(160, 128) }.file();
        assert_eq!(shown(&file).unwrap_err(), FileRefusal::Damaged, "without component {missing}");
    }
}

#[test]
fn a_progressive_picture_with_a_cut_scan_is_refused() {
    let scans = scans(PROGRESSIVE);
    assert_eq!(scans.len(), 10);
    for (number, scan) in scans.iter().enumerate() {
        let middle = scan.start + (scan.end - scan.start) / 2;
        let without = |from: usize| [&PROGRESSIVE[..from], &PROGRESSIVE[scan.end..]].concat();
        let header = 2 + usize::from(u16::from_be_bytes([PROGRESSIVE[scan.start + 2], PROGRESSIVE[scan.start + 3]]));
        for (name, file) in [
            ("missing", without(scan.start)),
            ("empty", without(scan.start + header)),
            ("cut", without(middle.max(scan.start + header))),
        ] {
            assert_eq!(shown(&file).unwrap_err(), FileRefusal::Damaged, "scan {number} is {name}");
        }
    }
}

#[test]
fn restart_markers_have_to_be_in_order() {
    let file = Layout { restart: 4, ..layout(160, 128) }.file();
    assert!(has_quarters(&shown(&file).unwrap()));
    let markers: Vec<usize> =
        (0..file.len() - 1).filter(|at| file[*at] == 0xff && (0xd0..=0xd7).contains(&file[at + 1])).collect();
    assert!(markers.len() > 8);
    for at in markers {
        let mut other = file.clone();
        other[at + 1] = 0xd0 + (other[at + 1] - 0xd0 + 3) % 8;
        assert_eq!(shown(&other).unwrap_err(), FileRefusal::Damaged);
        let without = [&file[..at], &file[at + 2..]].concat();
        assert_eq!(shown(&without).unwrap_err(), FileRefusal::Damaged);
    }
}

/// Many damages give another valid picture, which every program shows in the same way. So what is accepted has to look
/// as another decoder shows it.
#[test]
fn two_decoders_agree_on_every_picture_that_is_accepted() {
    let sources = [
        ("one scan", pictures::jpeg(200, 152, 5)),
        ("detailed", pictures::detailed(96, 80)),
        ("three scans", Layout { scans: vec![vec![0], vec![1], vec![2]], ..layout(160, 128) }.file()),
        ("restart markers", Layout { restart: 5, ..layout(160, 128) }.file()),
        ("progressive", PROGRESSIVE.to_vec()),
        ("a phone", NO_END.to_vec()),
    ];
    let (mut accepted, mut compared, mut refused, mut seed) = (0, 0, 0, 7u32);
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    for (name, source) in &sources {
        for round in 0..60 {
            let mut file = source.clone();
            match round % 4 {
                0 => file.truncate(random(source.len())),
                1 => (0..=random(3)).for_each(|_| file[random(source.len())] ^= 1 << random(8)),
                2 => {
                    let (from, length) = (random(source.len() - 40), 1 + random(40));
                    file.drain(from..from + length);
                }
                _ => {
                    let from = random(source.len() - 40);
                    let copy = file[from..from + 20].to_vec();
                    file.splice(from..from, copy);
                }
            }
            match shown(&file) {
                Ok(picture) => {
                    accepted += 1;
                    if let Some(other) =
                        shown_elsewhere(&file).filter(|other| other.dimensions() == picture.dimensions())
                    {
                        compared += 1;
                        assert!(difference(&picture, &other) <= 2, "{name}, round {round}");
                    }
                }
                Err(refusal) => {
                    refused += 1;
                    assert!(!matches!(refusal, FileRefusal::Undecodable | FileRefusal::Busy), "{name}: {refusal:?}");
                }
            }
        }
    }
    assert!(accepted > 20 && compared > 10 && refused > 100, "{accepted} {compared} {refused}");
}

#[test]
fn the_largest_photos_of_phones_are_accepted() {
    let grey = |width, height| Layout { sampling: vec![(1, 1)], scans: vec![vec![0]], ..layout(width, height) }.file();
    let photo = render(Purpose::Photo, &grey(8_160, 6_144)).unwrap();
    assert_eq!((photo.width, photo.height, photo.large.width), (8_160, 6_144, 1_600));
    assert!(inspect(Purpose::Photo, &head(&layout(12_000, 9_000))).is_ok(), "108 megapixels");
    let refusal = inspect(Purpose::Photo, &head(&layout(16_320, 12_240))).unwrap_err();
    assert_eq!(refusal, FileRefusal::TooManyPixels { limit_megapixels: ONE_SCAN_MEGAPIXELS });
}

/// A file of this size, with the data of a small one.
fn head(wanted: &Layout) -> Vec<u8> {
    let mut file = layout(16, 16).file();
    let frame = file.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&(wanted.height as u16).to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&(wanted.width as u16).to_be_bytes());
    file
}

/// Where the scans of a file are, from their header.
fn scans(file: &[u8]) -> Vec<std::ops::Range<usize>> {
    let starts = (0..file.len() - 1).filter(|at| file[*at..at + 2] == [0xff, 0xda]);
    let end_of = |start: usize| {
        let marker = |at: &usize| file[*at] == 0xff && !matches!(file[at + 1], 0x00 | 0xd0..=0xd7 | 0xff);
        (start + 4..file.len() - 1).find(marker).unwrap()
    };
    starts.map(|start| start..end_of(start)).collect()
}

pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 3u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}
