//! Pictures that are sent to `POST /uploads`.

use super::assert_all_right;
use crate::{
    decoder::crafted::{self, chunk, deflated, deflated_zeros, looping_tiff, riff_chunk},
    support::{
        app::{Multipart, TestApp},
        jpeg_writer::{Layout, QUARTERS, layout},
        pictures,
    },
};
use std::time::{Duration, Instant};

const THREE_SCANS: &[u8] = include_bytes!("../../fixtures/cases/b03/photo.jpg");
const PANORAMA: &[u8] = include_bytes!("../../fixtures/cases/b09/panorama.jpg");
const NO_END: &[u8] = include_bytes!("../../fixtures/cases/b09/no_end.jpg");
const HALF: &[u8] = include_bytes!("../../fixtures/cases/b09/half.jpg");

/// The right answer.
enum Right {
    /// Accepted with this size.
    Size(u32, u32),
    /// Accepted, with the four quarters of [`QUARTERS`].
    Quarters,
    Accepted,
    /// Refused with a sentence that contains this.
    Refused(&'static str),
    /// One of the two.
    QuartersOrRefused,
    AcceptedOrRefused(&'static str),
}

use Right::{Accepted, AcceptedOrRefused, Quarters, QuartersOrRefused, Refused, Size};

type Row = (&'static str, &'static str, Vec<u8>, Right);

/// Metadata that a careless decoder follows or inflates without end.
fn metadata() -> Vec<Row> {
    let exif = |tiff: &[u8]| [b"Exif\0\0", tiff].concat();
    let many = vec![exif(&looping_tiff(4_000, 6)); 20];
    // Two directories, each of which names the other as the next one.
    let entry =
        |orientation: u16| [&[1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0][..], &u32::from(orientation).to_le_bytes()].concat();
    let two = [b"II*\0\x08\0\0\0".as_slice(), &entry(6), &26u32.to_le_bytes(), &entry(3), &8u32.to_le_bytes()].concat();
    let heavy = [looping_tiff(0, 6), vec![0x55; 8 << 20]].concat();
    let text = |kind, head: &[u8]| crafted::png_with(&chunk(kind, &[head.to_vec(), deflated_zeros(1 << 30)].concat()));
    let nested = |depth: usize| (0..depth).fold(vec![0; 64], |inner, _| deflated(&inner));
    vec![
        ("a01", "bomb.jpg", crafted::jpeg_with_exif(&looping_tiff(4_000, 1)), Size(64, 48)),
        ("a01", "bomb.png", crafted::png_with(&chunk(b"eXIf", &looping_tiff(65_534, 6))), Size(48, 64)),
        ("a01", "bomb.webp", crafted::webp_with(8, &riff_chunk(b"EXIF", &looping_tiff(65_534, 6))), Size(48, 64)),
        (
            "a01",
            "JPEG, twenty EXIF segments",
            crafted::with_segments(&pictures::jpeg(64, 48, 1), 0xe1, &many),
            Size(48, 64),
        ),
        ("a01", "PNG, two directories in a circle", crafted::png_with(&chunk(b"eXIf", &two)), Size(48, 64)),
        ("a01", "JPEG, two directories in a circle", crafted::jpeg_with_exif(&two), Size(48, 64)),
        (
            "a01",
            "PNG, a hundred EXIF chunks",
            crafted::png_with(&chunk(b"eXIf", &two).repeat(100)),
            AcceptedOrRefused("damaged"),
        ),
        ("a01", "PNG, a profile that inflates", text(b"iCCP", b"x\0\0"), Size(64, 48)),
        ("a01", "PNG, a text that inflates", text(b"zTXt", b"Comment\0\0"), Size(64, 48)),
        ("a01", "PNG, an international text that inflates", text(b"iTXt", b"Comment\0\x01\0\0\0"), Size(64, 48)),
        (
            "a01",
            "PNG, a text compressed many times",
            crafted::png_with(&chunk(b"zTXt", &[b"x\0\0".to_vec(), nested(50)].concat())),
            Size(64, 48),
        ),
        ("a01", "PNG, a profile of gigabytes", crafted::png_with_profile(&crafted::greedy_profile()), Size(64, 48)),
        ("a01", "WebP, eight megabytes of EXIF", crafted::webp_with(8, &riff_chunk(b"EXIF", &heavy)), Size(48, 64)),
        ("a01", "WebP, EXIF that says it has 4 GB", crafted::webp_with(8, b"EXIF\xfe\xff\xff\xff"), Size(64, 48)),
        (
            "a01",
            "WebP, EXIF with the prefix of JPEG",
            crafted::webp_with(8, &riff_chunk(b"EXIF", &exif(&two))),
            Accepted,
        ),
    ]
}

/// JPEGs with scans and markers in unusual order.
fn scans() -> Vec<Row> {
    let three = || Layout { scans: vec![vec![0], vec![1], vec![2]], ..layout(160, 128) };
    let plain = layout(160, 128).file();
    let frame = |code: u8| {
        let mut file = plain.clone();
        let at = file.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
        file[at + 1] = code;
        file
    };
    let adobe = crafted::with_segments(&three().file(), 0xee, &[b"Adobe\0\x64\0\0\0\0\x01".to_vec()]);
    let one_sampling = Layout { sampling: vec![(1, 1); 3], ..three() };
    vec![
        ("b03", "photo.jpg", THREE_SCANS.to_vec(), Quarters),
        ("b03", "another order", Layout { scans: vec![vec![2], vec![0], vec![1]], ..three() }.file(), Quarters),
        ("b03", "two scans", Layout { scans: vec![vec![0], vec![1, 2]], ..three() }.file(), Quarters),
        ("b03", "restart markers", Layout { restart: 3, ..three() }.file(), Quarters),
        ("b03", "without subsampling", one_sampling.file(), Quarters),
        ("b03", "an odd size", Layout { width: 161, height: 121, ..three() }.file(), Quarters),
        ("b03", "the marker of Adobe", adobe, Quarters),
        ("b03", "extended sequential", frame(0xc1), Quarters),
        ("b03", "progressive by name only", frame(0xc2), QuartersOrRefused),
        ("b03", "lossless by name only", frame(0xc3), QuartersOrRefused),
        ("b03", "arithmetic by name only", frame(0xc9), QuartersOrRefused),
        ("b03", "the height after the scan", height_after_the_scan(), QuartersOrRefused),
        (
            "b03",
            "without its last scan",
            Layout { scans: vec![vec![0], vec![1]], ..three() }.file(),
            Refused("damaged"),
        ),
    ]
}

/// A JPEG whose height stands in a DNL segment behind the first scan; its frame says 0.
fn height_after_the_scan() -> Vec<u8> {
    let mut file = layout(160, 128).file();
    let frame = file.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
    let height = file[frame + 5..frame + 7].to_vec();
    file[frame + 5..frame + 7].fill(0);
    let end = file.len() - 2;
    file.splice(end..end, [&[0xff, 0xdc, 0, 4][..], &height].concat());
    file
}

/// Files with less or more than a picture.
fn ends() -> Vec<Row> {
    let three = Layout { scans: vec![vec![0], vec![1], vec![2]], ..layout(160, 128) }.file();
    let film = [b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".as_slice(), &[0x5a; 3_000]].concat();
    let png = pictures::png(64, 48);
    let webp = pictures::webp(64, 48);
    vec![
        ("b09", "panorama.jpg", PANORAMA.to_vec(), Accepted),
        ("b09", "no_end.jpg", NO_END.to_vec(), Accepted),
        ("b09", "half.jpg", HALF.to_vec(), Refused("damaged")),
        ("b09", "half, with an end marker", [HALF, b"\xff\xd9"].concat(), Refused("damaged")),
        ("b09", "half, with a film", [HALF, &film].concat(), Refused("damaged")),
        ("b09", "half, with a whole picture", [HALF, &pictures::jpeg(64, 48, 1)].concat(), Refused("damaged")),
        ("b09", "half of a marker at the end", [NO_END, b"\xff"].concat(), Accepted),
        ("b09", "a motion photo", [pictures::jpeg(64, 48, 2).as_slice(), &film].concat(), Size(64, 48)),
        ("b09", "three scans and a film, no end marker", [&three[..three.len() - 2], &film].concat(), Quarters),
        ("b09", "zeros up to a whole sector", [NO_END, &[0; 512]].concat(), Accepted),
        ("b09", "PNG with a film", [png.as_slice(), &film].concat(), Size(64, 48)),
        ("b09", "PNG without its last chunk", png[..png.len() - 12].to_vec(), AcceptedOrRefused("damaged")),
        ("b09", "half a PNG", png[..png.len() / 2].to_vec(), Refused("damaged")),
        ("b09", "WebP with a film", [webp.as_slice(), &film].concat(), AcceptedOrRefused("damaged")),
        ("b09", "half a WebP", webp[..webp.len() / 2].to_vec(), Refused("damaged")),
    ]
}

/// Photos of large sensors.
fn sizes() -> Vec<Row> {
    let grey = |width, height| Layout { sampling: vec![(1, 1)], scans: vec![vec![0]], ..layout(width, height) }.file();
    vec![
        ("b20", "50.1 megapixels", grey(8_160, 6_144), Size(8_160, 6_144)),
        ("b20", "50.1 megapixels, in colour and portrait", layout(6_144, 8_160).file(), Quarters),
        ("b20", "108 megapixels", grey(12_000, 9_000), AcceptedOrRefused("megapixels")),
        ("b20", "200 megapixels", crafted::jpeg_of_size(16_320, 12_240), Refused("megapixels")),
        ("b20", "a PNG of 50.1 megapixels", crafted::png_of_size(8_160, 6_144), AcceptedOrRefused("megapixels")),
        ("b20", "the largest size that a JPEG can state", crafted::jpeg_of_size(65_535, 65_535), Refused("megapixels")),
    ]
}

async fn outcome(test: &TestApp, name: &str, bytes: &[u8], right: &Right) -> Result<(), String> {
    let form = Multipart::new().text("field", "items.0.photos").file("file", "photo.jpg", "image/jpeg", bytes);
    let since = Instant::now();
    let (status, answer) = test.post_json("/uploads", &form).await;
    let took = since.elapsed();
    // Far more than any picture takes on a busy machine: it tells work without an end from work that is slow.
    if took > Duration::from_secs(300) {
        return Err(format!("{name}: {took:?}"));
    }
    let said = answer["error"].as_str().unwrap_or_default();
    let (accepted, refused) = (status.code == 201, matches!(status.code, 415 | 422));
    let quarters = match right {
        Quarters | QuartersOrRefused if accepted => has_quarters(test, answer["url"].as_str().expect("a URL")).await,
        _ => false,
    };
    let is_right = match right {
        Size(width, height) => accepted && answer["width"] == *width && answer["height"] == *height,
        Quarters => quarters,
        Accepted => accepted,
        Refused(word) => refused && said.contains(word),
        QuartersOrRefused => quarters || refused,
        AcceptedOrRefused(word) => accepted || (refused && said.contains(word)),
    };
    if is_right { Ok(()) } else { Err(format!("{name}: {status} {answer}")) }
}

async fn has_quarters(test: &TestApp, url: &str) -> bool {
    let bytes = test.get(url).await.into_bytes().await.expect("a picture");
    let picture = image::load_from_memory(&bytes).expect("a picture").into_rgb8();
    let (w, h) = picture.dimensions();
    let places = [(w / 4, h / 4), (w * 3 / 4, h / 4), (w / 4, h * 3 / 4), (w * 3 / 4, h * 3 / 4)];
    places.into_iter().zip(QUARTERS).all(|((x, y), colour)| {
        picture.get_pixel(x, y).0.iter().zip(colour).all(|(found, sent)| found.abs_diff(sent) < 30)
    })
}

#[rocket::async_test]
async fn each_picture_is_accepted_as_it_looks_or_refused() {
    let test = TestApp::new().await;
    let mut wrong = Vec::new();
    for (case, name, bytes, right) in [metadata(), scans(), ends(), sizes()].into_iter().flatten() {
        let name = format!("{case}, {name}");
        wrong.extend(outcome(&test, &name, &bytes, &right).await.err());
    }
    // The server continues to serve.
    wrong.extend(outcome(&test, "a photo after all of them", &pictures::jpeg(64, 48, 9), &Size(64, 48)).await.err());
    assert_all_right(&wrong);
}
