//! The workbook, read back with calamine.

use super::sample::{Sample, visit};
use calamine::{Data, DataType, Range, Reader, Xlsx, open_workbook_from_rs};
use injaaz::{
    domain::{answers::Answer, lang::Lang, report::ReportDoc},
    reports::xlsx::xlsx,
};
use std::io::{Cursor, Read};
use time::{
    Duration, PrimitiveDateTime,
    macros::{date, datetime},
};

fn sheets(doc: &ReportDoc) -> Vec<(String, Range<Data>)> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(xlsx(doc).unwrap())).unwrap();
    book.worksheets()
}

/// The value next to a label.
fn beside(sheet: &Range<Data>, label: &str) -> Data {
    let row = sheet.rows().find(|row| row[0].as_string().as_deref() == Some(label)).unwrap();
    row[1].clone()
}

/// A date cell: days since the end of 1899.
fn day(cell: &Data) -> PrimitiveDateTime {
    let Data::DateTime(serial) = cell else { panic!("not a date: {cell:?}") };
    date!(1899 - 12 - 30).midnight() + Duration::seconds((serial.as_f64() * 86_400.0).round() as i64)
}

#[test]
fn every_answer_is_in_the_workbook_with_its_type() {
    let sheets = sheets(&visit(Lang::EN, 2, 1).doc());
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Report", "Inspection Items", "Photos"]);
    let report = &sheets[0].1;
    assert_eq!(beside(report, "Site Name").as_string().unwrap(), "Marina Tower");
    assert_eq!(day(&beside(report, "Visit Date")), date!(2026 - 03 - 14).midnight());
    assert_eq!(beside(report, "Area (m²)"), Data::Float(1250.5));
    assert_eq!(beside(report, "Overall condition").as_string().unwrap(), "Good");
    assert_eq!(beside(report, "Shutdown needed"), Data::Bool(false));
    assert_eq!(day(&beside(report, "Submitted")), datetime!(2026-03-14 09:41:27));
    assert_eq!(beside(report, "Operation Manager Signature").as_string().unwrap(), "Not signed");
    assert!(beside(report, "Signed by").as_string().unwrap().starts_with("Ahmed Al Mansoori\n14 March 2026, 09:41"));
    let items = &sheets[1].1;
    let header: Vec<String> = items.rows().next().unwrap().iter().filter_map(Data::as_string).collect();
    assert_eq!(header, ["#", "Asset", "Condition", "Quantity", "Price", "Next service", "Notes", "Photos", "Photo 1"]);
    let first: Vec<&Data> = items.rows().nth(1).unwrap().iter().collect();
    assert_eq!((first[0], first[4], first[7]), (&Data::Float(1.0), &Data::Float(1499.95), &Data::Float(1.0)));
    assert_eq!(day(first[5]), date!(2026 - 06 - 01).midnight());
}

#[test]
fn text_cells_are_never_converted() {
    let texts = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "=HYPERLINK(\"http://x\")",
        "＝1",
        "00123",
        "1E5",
        "3-4",
        "TRUE",
        "_x0041_",
        "http://example.com",
        "mailto:a@b.c",
        "internal:Sheet1!A1",
        "{=1}",
        "<b>&amp;",
        " kept ",
        "a\u{1}b",
    ];
    for text in texts {
        let doc = Sample::new(Lang::EN)
            .text("site_name", text)
            .item([("asset", Answer::Text(text.into())), ("notes", Answer::Text(text.into()))])
            .doc();
        let sheets = sheets(&doc);
        assert_eq!(beside(&sheets[0].1, "Site Name"), Data::String(text.into()));
        assert_eq!(sheets[1].1.get((1, 1)).unwrap(), &Data::String(text.into()));
        let xml = part(&xlsx(&doc).unwrap(), "xl/worksheets/sheet2.xml");
        assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "{text}");
    }
}

/// A file inside the workbook.
pub fn part(book: &[u8], name: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.zip");
    std::fs::write(&path, book).unwrap();
    let output = std::process::Command::new("unzip").arg("-p").arg(path).arg(name).output().unwrap();
    let mut text = String::new();
    output.stdout.as_slice().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn too_long_a_text_is_cut_visibly() {
    let doc = Sample::new(Lang::EN).text("site_name", "x").text("comments", &"word ".repeat(20_000)).doc();
    let value = beside(&sheets(&doc)[0].1, "General comments").as_string().unwrap();
    assert!(value.encode_utf16().count() <= 32_767 && value.contains("cut here"));
}

#[test]
fn photos_are_in_their_rows_and_link_to_the_originals() {
    let book = xlsx(&visit(Lang::EN, 2, 6).doc()).unwrap();
    let drawing = part(&book, "xl/drawings/drawing2.xml");
    assert_eq!(drawing.matches("<xdr:pic>").count(), 8, "four next to each item");
    assert!(drawing.contains("Item 2 · Photo 4"));
    let links = part(&book, "xl/drawings/_rels/drawing2.xml.rels");
    assert!(links.contains("https://injaaz.example/uploads/upl_00000000000000000001"));
    assert_eq!(part(&book, "xl/drawings/drawing3.xml").matches("<xdr:pic>").count(), 12, "all in the grid");
    let sheet = part(&book, "xl/worksheets/sheet2.xml");
    for wanted in ["<autoFilter ref=\"A1:H3\"", "state=\"frozen\"", "paperSize=\"9\"", "fitToHeight=\"0\"", "landscape"]
    {
        assert!(sheet.contains(wanted), "{wanted}");
    }
}

#[test]
fn missing_photos_and_signatures_are_named() {
    let mut sample = Sample::new(Lang::EN);
    let (photos, signed) = (sample.photos(0..2), sample.signed(None));
    sample.pictures.clear();
    let doc = sample.item([("photos", photos)]).field("tech_signature", signed).doc();
    let sheets = sheets(&doc);
    assert_eq!(sheets[1].1.get((1, 8)).unwrap().as_string().unwrap(), "This photo is missing");
    assert_eq!(beside(&sheets[0].1, "Technician Signature").as_string().unwrap(), "This signature is missing");
}

#[test]
fn the_same_report_has_the_same_bytes() {
    let doc = visit(Lang::AR, 1, 2).doc();
    let first = xlsx(&doc).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == xlsx(&doc).unwrap(), "the only time is that of the submission");
}

#[test]
fn arabic_sheets_read_from_the_right() {
    let book = xlsx(&visit(Lang::AR, 1, 1).doc()).unwrap();
    for sheet in 1..=3 {
        assert!(part(&book, &format!("xl/worksheets/sheet{sheet}.xml")).contains("rightToLeft=\"1\""));
    }
    let site = beside(&sheets(&visit(Lang::AR, 0, 0).doc())[0].1, "اسم الموقع");
    assert_eq!(site.as_string().unwrap(), "برج المارينا – Tower B");
}
