//! Exports in other encodings and containers: nothing of them is imported before all of it can be read.

use super::assert_all_right;
use crate::{
    migration::old::{Old, options, run},
    support::app::TestApp,
};
use flate2::{Compression, write::GzEncoder};
use injaaz::{
    domain::{
        lang::Lang,
        migration::{Counts, SourceKind},
        problem::Problem,
    },
    i18n::Texts,
    migration::import::{self, Options},
};
use std::io::Write;

const WIDE: &[u8] = include_bytes!("../../fixtures/cases/b15/export.json");
const MAPPING: &[u8] = include_bytes!("../../fixtures/cases/b15/mapping.toml");

/// Documents with few Latin letters.
fn arabic() -> String {
    (1..=5)
        .map(|n| {
            format!(
                "{{\"_id\":\"مستند رقم {n}\",\"place\":\"برج النخيل الشمالي، الطابق {n}\",\"day\":\"٢٠٢٥-١٢-٠٢\"}}\n"
            )
        })
        .collect()
}

fn latin() -> String {
    (1..=5).map(|n| format!("{{\"_id\": \"{n}\", \"place\": \"Marina {n}\", \"day\": \"2025-12-02\"}}\n")).collect()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn utf32(text: &str, unit: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| unit(c.into())).collect()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory")
}

fn zip(text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("export.json", zip::write::SimpleFileOptions::default()).expect("an entry");
    archive.write_all(text.as_bytes()).expect("memory");
    archive.finish().expect("an archive").into_inner()
}

fn tar(text: &str) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_cksum();
    archive.append_data(&mut header, "export.json", text.as_bytes()).expect("memory");
    archive.into_inner().expect("an archive")
}

/// A name, the bytes, and a part of the refusal. Without one, all five documents are imported.
fn rows() -> Vec<(String, Vec<u8>, Option<&'static str>)> {
    let utf16_remedy = Some("iconv -f UTF-16");
    let utf32_remedy = Some("iconv -f UTF-32");
    let mut rows = vec![
        ("the reported file".to_owned(), WIDE.to_vec(), utf16_remedy),
        ("the reported file in UTF-8".to_owned(), decoded(WIDE).into_bytes(), None),
    ];
    for (script, text) in [("Latin", latin()), ("Arabic", arabic())] {
        let array = format!("[{}]", text.trim_end().replace('\n', ","));
        for (form, text) in
            [("lines", &text), ("array", &array), ("line breaks of Windows", &text.replace('\n', "\r\n"))]
        {
            let marked = format!("\u{feff}{text}");
            for (encoding, bytes, remedy) in [
                ("UTF-8", text.clone().into_bytes(), None),
                ("UTF-8 with its mark", marked.clone().into_bytes(), None),
                ("UTF-16, little endian", utf16(text, u16::to_le_bytes), utf16_remedy),
                ("UTF-16, big endian", utf16(text, u16::to_be_bytes), utf16_remedy),
                ("UTF-16, little endian, with its mark", utf16(&marked, u16::to_le_bytes), utf16_remedy),
                ("UTF-16, big endian, with its mark", utf16(&marked, u16::to_be_bytes), utf16_remedy),
                ("UTF-32, little endian", utf32(text, u32::to_le_bytes), utf32_remedy),
                ("UTF-32, big endian", utf32(text, u32::to_be_bytes), utf32_remedy),
                ("UTF-32, little endian, with its mark", utf32(&marked, u32::to_le_bytes), utf32_remedy),
                ("UTF-32, big endian, with its mark", utf32(&marked, u32::to_be_bytes), utf32_remedy),
            ] {
                rows.push((format!("{script}, {form}, {encoding}"), bytes, remedy));
            }
        }
        rows.push((format!("{script}, gzip"), gzip(&text), Some("gunzip")));
        rows.push((format!("{script}, zip"), zip(&text), Some("unzip")));
        rows.push((format!("{script}, tar"), tar(&text), Some("Unpack it")));
    }
    for (name, begins) in [
        ("bzip2", b"BZh91AY&SY".as_slice()),
        ("xz", b"\xfd7zXZ\0\0\x04"),
        ("Zstandard", b"\x28\xb5\x2f\xfd\x04\0"),
        ("7-Zip", b"7z\xbc\xaf\x27\x1c"),
        ("LZ4", b"\x04\x22\x4d\x18\x64\x40"),
    ] {
        rows.push((name.to_owned(), [begins, &[0x9c; 200]].concat(), Some("none of it was imported")));
    }
    rows
}

fn decoded(bytes: &[u8]) -> String {
    let units = bytes[2..].as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
    char::decode_utf16(units).map(|c| c.expect("a character")).collect()
}

#[rocket::async_test]
async fn an_export_is_refused_as_a_whole_with_the_remedy() {
    let refusing = TestApp::new().await;
    let mut wrong = Vec::new();
    for (name, bytes, remedy) in rows() {
        let old = Old::empty();
        old.put("export.json", &bytes);
        old.put("mapping.toml", MAPPING);
        let mapping = Some(old.path().join("mapping.toml"));
        let options = Options { kind: SourceKind::Mongo, mapping, ..options(&old.path().join("export.json"), false) };
        let Some(remedy) = remedy else {
            let counts = run(&TestApp::new().await, options).await.view.counts;
            if counts != (Counts { seen: 5, imported: 5, ..Counts::default() }) {
                wrong.push(format!("b15: {name}: {counts:?}"));
            }
            continue;
        };
        match import::import_now(&refusing.app, &refusing.actor(), "test", options, &|_| {}).await {
            Err(problem @ Problem::Unsupported(_)) => {
                let sentence = Texts::of(Lang::EN).problem(&problem);
                if !sentence.contains(remedy) {
                    wrong.push(format!("b15: {name}: {sentence}"));
                }
            }
            Err(problem) => wrong.push(format!("b15: {name}: {problem:?}")),
            Ok(done) => wrong.push(format!("b15: {name}: {:?}", done.view.counts)),
        }
    }
    assert_all_right(&wrong);
    assert_eq!((refusing.count("legacy_records").await, refusing.count("import_runs").await), (0, 0));
}
