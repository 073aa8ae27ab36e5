//! The PDF, read back with poppler.

use super::sample::{Sample, visit};
use injaaz::{
    domain::{answers::Answer, lang::Lang, report::ReportDoc},
    reports::pdf::pdf,
};
use proptest::prelude::*;
use std::process::Command;

/// The output of a poppler program for a report.
pub fn run_tool(program: &str, options: &[&str], bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.pdf");
    std::fs::write(&path, bytes).unwrap();
    let mut command = Command::new(program);
    command.args(options).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap();
    // PDF/UA-1 wants `/Suspects false`; poppler knows the value as true only.
    let complaints = String::from_utf8_lossy(&output.stderr);
    let complaints = complaints.lines().filter(|line| !line.contains("Suspects object is wrong type"));
    assert!(output.status.success(), "{}", output.status);
    assert_eq!(complaints.collect::<Vec<_>>(), Vec::<&str>::new());
    // Poppler prints the titles of elements as they are in the file, in UTF-16.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text without direction marks.
fn text(doc: &ReportDoc) -> String {
    let text = run_tool("pdftotext", &["-layout"], &pdf(doc).unwrap());
    text.chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{200e}' | '\u{200f}')).collect()
}

#[test]
fn every_answer_is_in_the_pdf() {
    let found = text(&visit(Lang::EN, 2, 1).doc());
    for wanted in [
        "Gulf Facilities Management",
        "HVAC & MEP Inspection",
        "Marina Tower",
        "sub_0123456789ab",
        "14 March 2026, 09:41 UTC",
        "Area (m²)",
        "1,250.5",
        "Overall condition",
        "Good",
        "Shutdown needed",
        "replaced before Ramadan.",
        "Pictures from site",
        "Inspection Items",
        "Item 1",
        "Chiller 2 – Carrier 30XA",
        "1,499.95",
        "1 June 2026",
        "Item 2 · Photo 1",
        "Technician Signature",
        "Ahmed Al Mansoori",
        "Operation Manager Signature",
        "Not signed",
    ] {
        assert!(found.contains(wanted), "{wanted}");
    }
    let pages = found.matches("Page 1 of").count();
    assert_eq!(pages, 1);
}

#[test]
fn every_page_of_the_pdf_has_its_number() {
    let bytes = pdf(&visit(Lang::EN, 5, 6).doc()).unwrap();
    let pages = run_tool("pdftotext", &["-layout"], &bytes);
    let pages: Vec<&str> = pages.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() >= 3);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", index + 1, pages.len())));
        assert!(page.contains("Gulf Facilities Management") && page.contains("sub_0123456789ab"));
    }
}

#[test]
fn arabic_can_be_read_found_and_copied() {
    let found = text(&visit(Lang::AR, 1, 1).doc());
    for wanted in [
        "تفتيش التكييف والأعمال الكهروميكانيكية",
        "الخليج لإدارة المرافق",
        "معلومات الموقع",
        "ملاحظات عامة",
        "طلب العميل استبدال فلاتر الشحوم قبل شهر رمضان",
        "بنود التفتيش",
        "أحمد المنصوري",
        "Chiller 3",
        "Tower B",
        "+971 50 123 4567",
    ] {
        assert!(found.contains(wanted), "{wanted}\n{found}");
    }
}

#[test]
fn the_pdf_is_an_archive_file_with_its_title() {
    for (lang, title) in [(Lang::EN, "HVAC & MEP Inspection – Marina Tower"), (Lang::AR, "تفتيش التكييف")]
    {
        let bytes = pdf(&visit(lang, 1, 1).doc()).unwrap();
        let info = run_tool("pdfinfo", &["-isodates"], &bytes);
        for wanted in [title, "2026-03-14T09:41:27", "Page size:       595.28 x 841.89", "Metadata Stream: yes"] {
            assert!(info.contains(wanted), "{wanted}\n{info}");
        }
        let xmp = run_tool("pdfinfo", &["-meta"], &bytes);
        assert!(xmp.contains("<pdfaid:part>2<") && xmp.contains("<pdfaid:conformance>A<"));
        assert!(xmp.contains(&format!("<rdf:li>{}</rdf:li>", lang.code())));
        for font in run_tool("pdffonts", &[], &bytes).lines().skip(2) {
            assert!(font.contains(" yes yes yes "), "embedded as a subset with its text: {font}");
        }
    }
}

#[test]
fn photos_keep_their_proportions_and_their_bytes() {
    let doc = visit(Lang::EN, 2, 3).doc();
    let images = run_tool("pdfimages", &["-list"], &pdf(&doc).unwrap());
    let photos: Vec<Vec<&str>> =
        images.lines().filter(|line| line.contains(" jpeg ")).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(photos.len(), 6, "six photos, undecoded");
    for photo in photos {
        let (across, down): (i32, i32) = (photo[12].parse().unwrap(), photo[13].parse().unwrap());
        assert!(across.abs_diff(down) <= 1, "not stretched: {photo:?}");
    }
}

#[test]
fn long_text_does_not_exceed_the_page() {
    let word = "W".repeat(10_000);
    let remark = "A long remark about the plant. ".repeat(400);
    let doc = Sample::new(Lang::EN)
        .text("site_name", &"A very long name ".repeat(12))
        .text("comments", &remark)
        .item([("asset", Answer::Text(word.clone())), ("notes", Answer::Text("ملاحظة طويلة جداً ".repeat(300)))])
        .doc();
    let bytes = pdf(&doc).unwrap();
    let boxes = run_tool("pdftotext", &["-bbox"], &bytes);
    for word in boxes.lines().filter(|line| line.contains("<word")) {
        let number = |name: &str| -> f32 {
            let from = word.find(name).unwrap() + name.len() + 2;
            word[from..].split('"').next().unwrap().parse().unwrap()
        };
        assert!(number("xMin") > 40.0 && number("xMax") < 556.0 && number("yMax") < 830.0, "{word}");
    }
    let found = run_tool("pdftotext", &["-raw"], &bytes);
    // The heading of the item has its first 48 letters.
    assert_eq!(found.matches('W').count(), 10_048, "all characters are present");
    assert_eq!(found.matches("remark").count(), 400);
}

#[test]
fn every_usual_script_has_its_glyphs() {
    let text = "हिन्दी বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் తెలుగు ಕನ್ನಡ മലയാളം ไทย עברית 中文 한국어 カタカナ Ελληνικά Кириллица \
        Tiếng Việt اردو فارسی ✓ ☎ → ≤ ± Ω ½ € ₹ 😀 🏗";
    let bytes = pdf(&Sample::new(Lang::EN).text("contact", text).doc()).unwrap();
    let found = run_tool("pdftotext", &["-raw"], &bytes);
    for wanted in ["中文", "한국어", "カタカナ", "Ελληνικά", "Кириллица", "Việt", "😀", "✓", "€"]
    {
        assert!(found.contains(wanted), "{wanted} in {found}");
    }
}

#[test]
fn scripts_of_the_region_and_units_are_printed() {
    let text = "පොම්පය ፓምፑ ပန့် ម៉ាស៊ីន ປໍ້າ ტუმბო Պոմպը ପମ୍ପ ޕަންޕް ポンプが損傷 12 ㎡, 3 ㎥";
    let bytes = pdf(&Sample::new(Lang::EN).text("contact", text).doc()).unwrap();
    let found = run_tool("pdftotext", &["-raw"], &bytes);
    for wanted in ["ፓምፑ", "ტუმბო", "Պոմպը", "損傷", "㎡", "㎥"] {
        assert!(found.contains(wanted), "{wanted} in {found}");
    }
    assert!(!found.contains("no font has"), "{found}");
}

#[test]
fn a_letter_that_no_font_has_is_named_in_the_report() {
    for (lang, words) in [(Lang::EN, "empty box in place of 1 character"), (Lang::AR, "U+A9A5")] {
        let doc = Sample::new(lang).text("contact", "\u{a9a5}").doc();
        let found = text(&doc);
        assert!(found.contains(words) && found.contains("U+A9A5"), "{found}");
    }
}

/// Every date, time, number and measure is painted whole, and none is joined to another.
#[test]
fn numbers_within_arabic_are_whole() {
    let lines = [
        "وصل الفني 2026-11-20 14:30 وغادر",
        "الموعد 20/11/2026 08:15:30 صباحا",
        "من 2026-11-20 08:00 إلى 2026-11-21 17:30",
        "20-11-2026 9:05 ص",
        "المقاس 1200x1350 بتاريخ 20-11-2026 16:45",
        "1. هاتف +971-50-1234567 والمعرف 2026-00017",
    ];
    for lang in [Lang::AR, Lang::EN] {
        let doc = Sample::new(lang).text("comments", &lines.join("\n")).doc();
        let boxes = run_tool("pdftotext", &["-bbox"], &pdf(&doc).unwrap());
        let is_around = |c: char| !c.is_ascii_alphanumeric() && c != '+';
        let word = |line: &'static str| line.trim_matches(is_around);
        let painted =
            |line: &str| Some(line.split_once("<word")?.1.split(['>', '<']).nth(1)?.trim_matches(is_around).to_owned());
        let words: Vec<String> = boxes.lines().filter_map(painted).collect();
        for typed in lines.iter().flat_map(|line| line.split(' ')).map(word).filter(|word| !word.is_empty()) {
            assert!(words.iter().any(|word| word == typed), "{typed} in {words:?}");
        }
    }
}

#[test]
fn missing_photos_are_named_in_their_place() {
    let mut sample = Sample::new(Lang::EN);
    let photos = sample.photos(0..2);
    sample.pictures.clear();
    let found = text(&sample.item([("photos", photos)]).doc());
    assert_eq!(found.matches("This photo is missing").count(), 2);
    assert!(found.contains("Item 1 · Photo 2"));
}

#[test]
fn the_same_report_has_the_same_bytes() {
    let doc = visit(Lang::AR, 1, 2).doc();
    assert!(pdf(&doc).unwrap() == pdf(&doc).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_text_makes_a_report_fail(text in any::<String>()) {
        let noted = Answer::Text(format!("{text}\u{0}\u{feff}\u{fffe}\u{202e}\u{e000}\u{10ffff}\u{13000}"));
        let doc = Sample::new(Lang::AR).text("site_name", &text).item([("notes", noted)]).doc();
        prop_assert!(pdf(&doc).is_ok());
    }
}

#[test]
fn the_qr_code_leads_to_the_report_verification() {
    for lang in [Lang::EN, Lang::AR] {
        let doc = visit(lang, 4, 2).doc();
        let url = doc.genuine.clone().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.pdf");
        std::fs::write(&path, pdf(&doc).unwrap()).unwrap();
        // At print resolution; the QR decoder of this test needs more pixels than a phone's.
        let options = ["-png", "-r", "300", "-f", "1", "-l", "1", "-singlefile"];
        let out = dir.path().join("page");
        assert!(Command::new("pdftoppm").args(options).arg(&path).arg(&out).status().unwrap().success());
        let page = image::open(out.with_extension("png")).unwrap().to_luma8();
        let (width, height) = page.dimensions();
        let mut squares = rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
            page.get_pixel(x as u32, y as u32).0[0]
        });
        let codes: Vec<String> = squares.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
        assert_eq!(codes, std::slice::from_ref(&url), "{lang:?}");
        let found = text(&doc);
        assert!(found.contains(&url), "{found}");
    }
}

#[test]
fn nothing_is_drawn_over_the_qr_code() {
    // The longest possible title and site.
    let mut doc = visit(Lang::EN, 1, 0).doc();
    doc.title = "Inspection of everything that moves ".repeat(4);
    doc.site_name = "Marina Tower, Block B, Level 42 ".repeat(6);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.pdf");
    std::fs::write(&path, pdf(&doc).unwrap()).unwrap();
    let out = dir.path().join("page");
    let options = ["-png", "-r", "300", "-f", "1", "-l", "1", "-singlefile"];
    assert!(Command::new("pdftoppm").args(options).arg(&path).arg(&out).status().unwrap().success());
    let page = image::open(out.with_extension("png")).unwrap().to_luma8();
    let (width, height) = page.dimensions();
    let mut squares = rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
        page.get_pixel(x as u32, y as u32).0[0]
    });
    let codes: Vec<String> = squares.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
    assert_eq!(Some(codes), doc.genuine.map(|url| vec![url]));
}
