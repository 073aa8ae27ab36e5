//! Finds texts of reports that are written in the code instead of in `locales/`.
//!
//! It uses a language of its own: texts of `locales/` have full-width letters, and everything from the form or the
//! answers has Greek ones. So each Latin or Arabic letter in a report was written by the code.

use super::{
    pdf::run_tool,
    sample::{Sample, form},
};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use fluent_syntax::{
    ast::{Entry, Expression, Pattern, PatternElement},
    parser::parse,
    serializer::serialize,
};
use injaaz::{
    domain::{
        answers::{Answer, Signature},
        form::{Field, FieldKind, FormDef, SectionBody},
        lang::{Label, Lang},
        report::ReportDoc,
    },
    i18n::{Texts, standalone},
    reports::{pdf::pdf_in, xlsx::xlsx_in},
};
use std::{fs, io::Cursor, path::Path};
use time::macros::date;

/// What the code may write: ids, addresses, and the time zone.
const ALLOWED: [&str; 4] = [
    "https://injaaz.example/verify/0190b0a47e2c7c119d5b3f1f2f9e5a10",
    "https://injaaz.example",
    "sub_0123456789ab",
    "UTC",
];

/// English in full-width letters.
fn texts() -> Texts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en");
    let files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            let marked = if name == "language.ftl" { text } else { marked(text) };
            (name, marked)
        })
        .collect();
    standalone(Lang::EN, &files).unwrap()
}

fn marked(text: String) -> String {
    let mut resource = parse(text).unwrap();
    for entry in &mut resource.body {
        if let Entry::Message(message) = entry {
            message.value.iter_mut().for_each(mark);
        }
    }
    serialize(&resource)
}

fn mark(pattern: &mut Pattern<String>) {
    for element in &mut pattern.elements {
        match element {
            PatternElement::TextElement { value } => *value = value.chars().map(full_width).collect(),
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter_mut().for_each(|variant| mark(&mut variant.value));
            }
            PatternElement::Placeable { .. } => {}
        }
    }
}

fn full_width(c: char) -> char {
    if c.is_ascii_alphabetic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c }
}

fn greek(text: &str) -> String {
    let letter = |c: char| match c.to_ascii_lowercase() {
        'a'..='z' => char::from_u32(0x3b1 + (u32::from(c.to_ascii_lowercase()) - 97) % 16).unwrap(),
        c => c,
    };
    text.chars().map(letter).collect()
}

fn greek_label(label: &mut Label) {
    *label = Label::new(greek(&label.en), greek(&label.en));
}

fn greek_field(field: &mut Field) {
    greek_label(&mut field.label);
    match &mut field.kind {
        FieldKind::Number { unit: Some(unit), .. } => greek_label(unit),
        FieldKind::Choice { choices, .. } => choices.iter_mut().for_each(|choice| greek_label(&mut choice.label)),
        _ => {}
    }
}

fn greek_form() -> FormDef {
    let mut form = form();
    [&mut form.title, &mut form.short, &mut form.about].into_iter().for_each(greek_label);
    for section in &mut form.sections {
        greek_label(&mut section.title);
        match &mut section.body {
            SectionBody::Fields(fields) => fields.iter_mut().for_each(greek_field),
            SectionBody::Items(items) => {
                greek_label(&mut items.singular);
                items.fields.iter_mut().for_each(greek_field);
            }
        }
    }
    form
}

/// Every kind of value, and everything that can be missing. Without items if `items` is false.
fn doc(texts: Texts, items: bool) -> ReportDoc {
    let mut sample = Sample::new(Lang::EN);
    let typed = Answer::Signature(Signature { drawn: None, name: Some(greek("Ahmed")) });
    let (seen, lost) = (sample.photos(0..2), sample.photos(2..4));
    if let Answer::Photos(ids) = &lost {
        ids.iter().for_each(|id| drop(sample.pictures.remove(id)));
    }
    sample.organisation = Some(greek("Gulf Facilities"));
    sample.further = vec![(greek("brand"), greek("Carrier"))];
    sample.further_photos = vec!["upl_0000000000000000aaaa".parse().unwrap()];
    sample = sample
        .text("site_name", &greek("Marina Tower"))
        .field("shutdown", Answer::Bool(true))
        .field("condition", Answer::Choice("good".into()))
        .field("area", Answer::Number("1250.5".parse().unwrap()))
        .field("pictures", seen)
        .field("tech_signature", typed);
    if items {
        sample = sample.item([
            ("asset", Answer::Text(greek("Chiller"))),
            ("next", Answer::Date(date!(2026 - 06 - 01))),
            ("notes", Answer::Text(greek("worn"))),
            ("photos", lost),
        ]);
    }
    sample.doc_in(texts, &greek_form())
}

/// The parts of a text that the code wrote.
fn written_by_code(text: &str) -> String {
    let rest = ALLOWED.iter().fold(text.to_owned(), |text, allowed| text.replace(allowed, ""));
    let is_letter = |c: &char| c.is_ascii_alphabetic() || ('\u{620}'..='\u{64a}').contains(c);
    rest.chars().filter(is_letter).collect()
}

/// All texts of a workbook: sheet names, cells, headers and footers.
fn texts_of_workbook(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut found = book.sheet_names();
    for name in book.sheet_names() {
        let cells = book.worksheet_range(&name).unwrap();
        found.extend(cells.used_cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    for number in 1..=found.len().min(3) {
        let sheet = super::excel::part(bytes, &format!("xl/worksheets/sheet{number}.xml"));
        for tag in ["oddHeader", "oddFooter"] {
            let inside = sheet.split(&format!("<{tag}>")).nth(1).and_then(|rest| rest.split("</").next());
            // `&amp;L` and the like are Excel's format codes.
            found.extend(inside.map(|text| {
                ["&amp;L", "&amp;R", "&amp;P", "&amp;N"].iter().fold(text.to_owned(), |t, code| t.replace(code, ""))
            }));
        }
        found.extend(sheet.split("formatCode=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    found
}

#[test]
fn no_text_of_the_workbook_is_written_in_the_code() {
    let texts = texts();
    for items in [true, false] {
        let doc = doc(texts, items);
        let found = texts_of_workbook(&xlsx_in(texts, &doc).unwrap());
        assert!(found.len() > 40, "{found:?}");
        for text in found {
            assert_eq!(written_by_code(&text.replace("&amp;", "").replace("&amp", "")), "", "{text}");
        }
    }
}

#[test]
fn no_text_of_the_pdf_is_written_in_the_code() {
    let texts = texts();
    for items in [true, false] {
        let text = run_tool("pdftotext", &["-raw"], &pdf_in(texts, &doc(texts, items)).unwrap());
        for needed in ["Ｐｈｏｔｏ", "Ｎｏｔ ｓｉｇｎｅｄ", "Ｓｃａｎ"] {
            assert!(text.contains(needed), "{needed} is not in {text}");
        }
        for line in text.lines() {
            assert_eq!(written_by_code(line), "", "{line}");
        }
    }
}

#[test]
fn a_text_that_is_cut_says_so_in_the_language_of_the_report() {
    let texts = texts();
    let long = Sample::new(Lang::EN).text("site_name", "α").text("comments", &"λόγος ".repeat(20_000));
    let doc = long.doc_in(texts, &greek_form());
    let found = texts_of_workbook(&xlsx_in(texts, &doc).unwrap());
    assert!(found.iter().any(|text| text.contains("ｃｕｔ ｈｅｒｅ")), "the note is missing");
}

#[test]
fn a_text_that_is_written_in_the_code_is_found() {
    assert_eq!(written_by_code("Ｐｈｏｔｏ 1 · δεζ sub_0123456789ab, 09:41 UTC"), "");
    assert_eq!(written_by_code("Photo 1 · δεζ"), "Photo");
    assert_eq!(written_by_code("صورة"), "صورة");
}
