//! Entries 63 to 88: files with the wrong type, and invalid drawings.

use super::{Case, all_refused};
use crate::support::{
    app::{Multipart, TestApp, hvac},
    forms::data_url,
    pictures,
};
use rocket::http::Status;
use std::io::Write;

const KEY: &str = "corpus-files";
const LIMIT: usize = 15 * 1024 * 1024;

/// Entries whose files are accepted, each by a test below.
pub const KEPT: &[u16] = &[66, 68, 77, 79, 80, 81, 82];

fn photo(name: &str, bytes: &[u8]) -> Multipart {
    hvac(KEY).file("items.0.photos", name, "image/jpeg", bytes)
}

fn drawn(text: &str) -> Multipart {
    hvac(KEY).text("tech_signature", text)
}

/// A PNG with this size in its header and no pixels.
fn huge_png(width: u32, height: u32) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &deflated(1_000)), chunk(b"IEND", b"")]
        .concat()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &crc.sum().to_be_bytes()].concat()
}

/// This many zeros, compressed.
fn deflated(zeros: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![0; 1 << 20];
    for start in (0..zeros).step_by(block.len()) {
        encoder.write_all(&block[..block.len().min(zeros - start)]).expect("memory");
    }
    encoder.finish().expect("memory")
}

pub fn cases() -> Vec<Case> {
    let jpeg = pictures::jpeg(200, 150, 1);
    let png = pictures::png(200, 150);
    // The end of the picture, after far more scans than usual.
    let scans = [&jpeg[..jpeg.len() - 2], &b"\xff\xda\0\x08\x01\x01\0\0\x3f\0".repeat(50_000), b"\xff\xd9"].concat();
    let no_picture = "not a JPEG, PNG or WebP";
    let svg = &b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"[..];
    let encrypted_pdf = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>/Encrypt 2 0 R>>endobj";
    let zip_slip = b"PK\x03\x04\x14\x00\x00\x00\x00\x00../../etc/passwd";
    let eicar = concat!("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
    let mut cases = vec![
        Case::form(63, photo("a.jpg", b""), "empty"),
        Case::form(64, photo("a.jpg", b"<!doctype html><script>alert(1)</script>"), no_picture),
        Case::form(64, photo("a.jpg", b"<?php system($_GET['c']); ?>"), no_picture),
        Case::form(64, photo("a.jpg", b"\x7fELF\x02\x01\x01\0"), no_picture),
        Case::form(65, photo("a.svg", svg), no_picture),
        Case::form(65, hvac(KEY).file("items.0.photos", "a.png", "image/png", svg), no_picture),
        Case::form(67, photo("a.png", &huge_png(60_000, 60_000)), "megapixels"),
        Case::form(67, photo("a.png", &huge_png(u32::MAX >> 1, 1)), ""),
        Case::form(69, photo("a.jpg", &scans), "damaged"),
        Case::form(70, photo("a.jpg", &jpeg[..jpeg.len() / 2]), "damaged"),
        Case::form(70, photo("a.png", &png[..png.len() / 2]), "damaged"),
        Case::form(70, photo("a.jpg", b"\xff\xd8\xff"), ""),
        Case::form(76, photo("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "HEIC"),
        Case::form(76, photo("a.avif", b"\0\0\0\x18ftypavif\0\0\0\0avifmif1"), "AVIF"),
        Case::form(77, photo("a.jpg", &vec![0xff; LIMIT + 1]), "15 MB"),
        Case::form(84, photo("a.pdf", encrypted_pdf), no_picture),
        Case::form(85, photo("a.docx", zip_slip), no_picture),
        Case::form(86, drawn(&data_url(&pictures::blank_signature())), "blank"),
        Case::form(86, drawn(&data_url(&huge_png(20_000, 20_000))), "megapixels"),
        Case::form(86, hvac(KEY).file("tech_signature", "a.png", "image/png", b""), "empty"),
        Case::form(88, photo("eicar.jpg", eicar.as_bytes()), no_picture),
    ];
    let unreadable = "could not be read";
    let whole = data_url(&pictures::signature());
    cases.extend(
        [
            "data:text/html;base64,PHNjcmlwdD4=".to_owned(),
            "data:image/svg+xml;base64,PHN2Zy8+".to_owned(),
            "data:image/png;base64,%%%%".to_owned(),
            whole.replacen("png", "PNG", 1),
            whole.replacen("base64,iVBO", "base64,iV BO", 1),
            whole.trim_end_matches('=').to_owned() + "\n",
            format!("{whole}{}", "A".repeat(50 << 20)),
        ]
        .map(|text| Case::form(87, drawn(&text), unreadable)),
    );
    cases.push(Case::form(87, drawn("data:image/png;base64,PGI+"), ""));
    cases
}

#[rocket::async_test]
async fn an_invalid_picture_is_rejected_at_its_field() {
    all_refused(&TestApp::new().await, &cases()).await;
}

/// Additional content of a picture stays in the original, which is never served.
#[rocket::async_test]
async fn data_appended_to_a_picture_is_not_served() {
    let test = TestApp::new().await;
    let payload = b"PK\x03\x04<script>alert('ride')</script>";
    let with_page = [pictures::jpeg(100, 80, 1), payload.to_vec()].concat();
    let mut bomb = pictures::png(100, 80);
    let text = [b"Comment\0\0".to_vec(), deflated(256 << 20)].concat();
    bomb.splice(33..33, chunk(b"zTXt", &text));
    for (number, picture) in [with_page, bomb].iter().enumerate() {
        let form = hvac(&format!("ride-{number:04}")).jpeg("items.0.photos", picture);
        let id = test.submit("hvac_mep", &form).await;
        let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
        let url = submission["files"][0]["url"].as_str().expect("an address").to_owned();
        for address in [format!("{url}/thumb"), url] {
            let served = test.client.get(address).dispatch().await;
            let bytes = served.into_bytes().await.expect("a picture");
            assert!(bytes.len() < 50_000 && !bytes.windows(8).any(|part| part == b"<script>"));
            assert!(image::load_from_memory(&bytes).is_ok());
        }
    }
}

#[rocket::async_test]
async fn the_documented_photo_size_is_accepted() {
    let test = TestApp::new().await;
    let jpeg = pictures::jpeg(100, 80, 2);
    for size in [LIMIT - 1, LIMIT] {
        let padded = [jpeg.clone(), vec![0; size - jpeg.len()]].concat();
        let (status, receipt) =
            test.post_json(super::FORM, &hvac(&format!("size-{size}")).jpeg("items.0.photos", &padded)).await;
        assert_eq!((status, receipt["files"][0]["size"].as_u64()), (Status::Created, Some(size as u64)), "{receipt}");
    }
}

#[rocket::async_test]
async fn an_uploaded_file_name_is_never_a_path() {
    let test = TestApp::new().await;
    let long = format!("{}.jpg", "x".repeat(5_000));
    let mut form = hvac("corpus-names");
    let names = [
        ("../../etc/passwd", "passwd"),
        ("..\\\\..\\\\x.jpg", "x.jpg"),
        ("/etc/cron.d/x", "x"),
        ("C:\\\\photos\\\\pump.jpg", "pump.jpg"),
        ("con", "con"),
        ("..", "photo"),
        ("trailing...", "trailing..."),
        ("a\u{202e}gpj.exe", "agpj.exe"),
        ("a.jpg.html", "a.jpg.html"),
        ("a.html;.jpg", "a.html;.jpg"),
        ("a.php%00.jpg", "a.php%00.jpg"),
        ("<script>.jpg", "<script>.jpg"),
        ("صورة 1.jpg", "صورة 1.jpg"),
        (&long, &long[..150]),
        ("same.jpg", "same.jpg"),
        ("same.jpg", "same.jpg"),
    ];
    let photo = pictures::jpeg(32, 32, 3);
    for (sent, _) in names {
        form = form.file("items.0.photos", sent, "image/jpeg", &photo);
    }
    let id = test.submit("hvac_mep", &form).await;
    let address = format!("/submissions/{id}");
    let (_, submission) = test.get_json(&address).await;
    let shown: Vec<&str> =
        submission["files"].as_array().expect("files").iter().filter_map(|file| file["name"].as_str()).collect();
    assert_eq!(shown, names.map(|(_, shown)| shown));
    let stored = test.files("uploads");
    assert_eq!(stored.len(), names.len() * 3, "the same file twice is two photos");
    let ours = |path: &String| {
        let (folder, name) = path.split_once('/').expect("a folder");
        let id = name.split('.').next().unwrap_or_default();
        folder == &id[4..6] && id.parse::<injaaz::domain::ids::UploadId>().is_ok()
    };
    assert!(stored.iter().all(ours), "{stored:?}");
    let page = test.get(&address).await.into_string().await.expect("a page");
    assert!(!page.contains("<script>.jpg"), "{page}");
}
