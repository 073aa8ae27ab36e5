//! Where things stand on the pages of the PDF, read back with poppler: for none, one and forty items, with and without
//! photos, in both languages, with the longest words and every kind of answer.

use super::{
    pdf::run_tool,
    sample::{Sample, form, visit},
};
use injaaz::{
    domain::{
        answers::Answer,
        branding::{Branding, Paper},
        form_report::{ReportOptions, Unanswered},
        lang::Lang,
        report::{Picture, ReportDoc},
    },
    reports::pdf::pdf,
};

/// A line of text on a page.
#[derive(Debug)]
struct PrintedLine {
    page: usize,
    top: f32,
    bottom: f32,
    left: f32,
    right: f32,
    text: String,
}

/// All lines in the order of the file.
fn printed(bytes: &[u8]) -> Vec<PrintedLine> {
    let boxes = run_tool("pdftotext", &["-bbox-layout"], bytes);
    let number = |line: &str, name: &str| -> f32 {
        let from = line.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        line[from..].split('"').next().unwrap().parse().unwrap()
    };
    let (mut page, mut lines) = (0, Vec::<PrintedLine>::new());
    for line in boxes.lines().map(str::trim) {
        if line.starts_with("<page") {
            page += 1;
        } else if line.starts_with("<line") {
            let [left, right, top, bottom] = ["xMin", "xMax", "yMin", "yMax"].map(|name| number(line, name));
            lines.push(PrintedLine { page, top, bottom, left, right, text: String::new() });
        } else if let Some(word) = line.strip_prefix("<word").and_then(|rest| rest.split('>').nth(1)) {
            let current = lines.last_mut().unwrap();
            if !current.text.is_empty() {
                current.text.push(' ');
            }
            current.text.push_str(word.split('<').next().unwrap());
        }
    }
    lines
}

/// A text as poppler reports it with its place: Arabic in the order in which it is painted.
fn painted(text: &str) -> String {
    let arabic = text.chars().any(|c| ('\u{620}'..='\u{64a}').contains(&c));
    if arabic { text.chars().rev().collect() } else { text.to_owned() }
}

fn pages(bytes: &[u8]) -> Vec<String> {
    let text = run_tool("pdftotext", &["-layout"], bytes);
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// Every document that the layout has to get right.
fn documents() -> Vec<(&'static str, ReportDoc)> {
    let long = "Instandhaltungsarbeitsgemeinschaftsvorsitzender".repeat(8);
    let longest = Sample::new(Lang::EN)
        .text("site_name", &long)
        .item([("asset", Answer::Text(long.clone())), ("notes", Answer::Text(long.clone()))])
        .item([("asset", Answer::Text("م".repeat(300))), ("notes", Answer::Text("ملاحظات طويلة ".repeat(200)))]);
    let mut mixed = visit(Lang::AR, 6, 2);
    mixed.fields.retain(|(name, _)| name != "comments");
    let mixed =
        mixed.text("comments", "وصل الفني 14:30 – Chiller 3 (Carrier 30XA) معزولة.\nSpare parts: 2 × B-68 belts.");
    let mut pictures = Sample::new(Lang::EN);
    let photos = pictures.photos(0..30);
    vec![
        ("no items", visit(Lang::EN, 0, 0).doc()),
        ("one item", visit(Lang::EN, 1, 1).doc()),
        ("forty items", visit(Lang::EN, 40, 0).doc()),
        ("thirty photos", visit(Lang::EN, 10, 3).doc()),
        ("photos of the site", pictures.text("site_name", "Marina Tower").field("pictures", photos).doc()),
        ("Arabic", visit(Lang::AR, 12, 1).doc()),
        ("mixed", mixed.doc()),
        ("longest words", longest.doc()),
    ]
}

#[test]
fn no_heading_stands_alone_and_nothing_leaves_the_page() {
    for (name, doc) in documents() {
        let lines = printed(&pdf(&doc).unwrap());
        no_heading_stands_alone(name, &doc, &lines);
        is_within_the_margins(name, Paper::A4, &lines);
    }
}

fn no_heading_stands_alone(name: &str, doc: &ReportDoc, lines: &[PrintedLine]) {
    let sections = doc.sections.iter().map(|section| section.title.as_str());
    // Numbers of two digits are not reversed in Arabic.
    let items = (1..=40).map(|number| format!("Item {number}")).chain((1..=9).map(|number| format!("البند {number}")));
    let headings: Vec<String> = sections.map(painted).chain(items.map(|item| painted(&item))).collect();
    let mut found = 0;
    for heading in lines {
        let is_item = |text: &String| {
            heading.text.starts_with(&format!("{text} · ")) || heading.text.ends_with(&format!(" · {text}"))
        };
        let is_caption = ["Photo", "ةروص"].iter().any(|word| heading.text.contains(word));
        if is_caption || !headings.iter().any(|text| heading.text == *text || is_item(text)) {
            continue;
        }
        found += 1;
        let below =
            lines.iter().any(|line| line.page == heading.page && line.top > heading.bottom && line.bottom < 775.0);
        assert!(below, "{name}: {heading:?}");
    }
    assert!(found >= 2, "{name}: {found} headings");
}

fn is_within_the_margins(name: &str, paper: Paper, lines: &[PrintedLine]) {
    let (width, height) = paper.size();
    for line in lines {
        let inside = line.left > 40.0 && line.right < width - 40.0 && line.top > 20.0 && line.bottom < height - 8.0;
        assert!(inside, "{name} on {paper}: {line:?}");
    }
}

#[test]
fn the_other_paper_has_room_for_everything() {
    for mut doc in [visit(Lang::AR, 4, 1).doc(), visit(Lang::EN, 2, 3).doc()] {
        doc.branding.paper = Paper::UsLetter;
        is_within_the_margins("a visit", Paper::UsLetter, &printed(&pdf(&doc).unwrap()));
    }
}

#[test]
fn a_question_stands_above_its_answer() {
    let lines = printed(&pdf(&visit(Lang::EN, 12, 1).doc()).unwrap());
    for (label, value) in [("Next service", "1 June 2026"), ("Price", "1,499.95")] {
        let labels: Vec<&PrintedLine> = lines.iter().filter(|line| line.text == label).collect();
        assert!(labels.len() >= 12, "{label}: {}", labels.len());
        let answered = labels.iter().filter(|label| {
            lines.iter().any(|line| {
                let near = line.page == label.page && line.top >= label.top && line.top - label.bottom < 12.0;
                near && (line.left - label.left).abs() < 4.0 && line.text == value
            })
        });
        assert!(answered.count() >= 12, "{label} is separated from {value}");
    }
}

#[test]
fn the_contents_name_the_right_pages() {
    for lang in [Lang::EN, Lang::AR] {
        let doc = visit(lang, 9, 2).doc();
        let lines = printed(&pdf(&doc).unwrap());
        for section in &doc.sections {
            let title = painted(&section.title);
            let number_of = |entry: &PrintedLine| -> Option<usize> {
                let beside = lines.iter().filter(|line| line.page == 1 && (line.top - entry.top).abs() < 4.0);
                beside.filter_map(|line| line.text.split(' ').find_map(|word| word.parse().ok())).next_back()
            };
            // The summary has the same words, with the number of items below them.
            let entries = lines.iter().filter(|line| line.page == 1 && line.text.contains(&title));
            let page =
                entries.filter_map(number_of).next_back().unwrap_or_else(|| panic!("{title} has no page number"));
            let heading = lines.iter().filter(|line| line.page == page && line.text == title).count();
            assert!(heading >= 1, "{title} is not on page {page}");
        }
    }
    // A short report needs none.
    assert!(!pages(&pdf(&visit(Lang::EN, 1, 1).doc()).unwrap())[0].contains("Contents"));
}

#[test]
fn unanswered_questions_are_named_once_or_left_out() {
    let sample =
        || Sample::new(Lang::EN).text("site_name", "Marina Tower").item([("asset", Answer::Text("AHU".into()))]);
    let text = pages(&pdf(&sample().doc()).unwrap()).join("\n");
    assert!(text.contains("Not answered: Visit Date, Area (m²)"), "{text}");
    assert!(text.contains("Not answered: Condition, Quantity, Price"), "{text}");
    let silent = ReportOptions { unanswered: Unanswered::LeftOut, ..ReportOptions::default() };
    let form = injaaz::domain::form::FormDef { report: silent, ..form() };
    let text = pages(&pdf(&sample().doc_of(&form)).unwrap()).join("\n");
    assert!(!text.contains("Not answered") && !text.contains("Area (m²)"), "{text}");
}

#[test]
fn remarks_come_first() {
    let report = ReportOptions { remarks: vec!["notes".into()], cover: true, ..ReportOptions::default() };
    let form = injaaz::domain::form::FormDef { report, ..form() };
    let mut sample = visit(Lang::EN, 15, 0);
    sample.branding = Branding { header_line: Some("Office 12, Dubai".into()), ..Branding::default() };
    let pages = pages(&pdf(&sample.doc_of(&form)).unwrap());
    let (cover, first) = (&pages[0], &pages[1]);
    for text in ["HVAC & MEP Inspection", "Marina Tower", "14 March 2026", "Prepared by", "Office 12, Dubai"] {
        assert!(cover.contains(text), "{text} is not in {cover}");
    }
    assert!(!cover.contains("Belt worn"));
    let together = first.to_owned() + &pages[2];
    assert!(first.contains("Remarks") && together.contains("Item 1 · Chiller 2 – Carrier 30XA · Poor"), "{first}");
    assert!(together.contains("3 more remarks stand with their items."), "{together}");
    let heading = together.find("Remarks").unwrap();
    assert!(heading < together.find("Site Information").unwrap_or(usize::MAX), "before the sections");
}

#[test]
fn photos_are_numbered_and_listed() {
    let bytes = pdf(&visit(Lang::EN, 3, 2).doc()).unwrap();
    let text = pages(&bytes).join("\n");
    assert!(text.contains("6 · Item 3 · Photo 2"), "{text}");
    let (_, list) = text.rsplit_once("List of photos").expect("a list");
    assert!(list.contains("Item 3 · Photo 2") && list.contains("14 March 2026, 09:05 UTC"), "{list}");
}

#[test]
fn the_logo_is_on_every_page() {
    let mut sample = visit(Lang::AR, 6, 1);
    let picture = image::RgbImage::from_pixel(200, 60, image::Rgb([200, 30, 40]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    sample.logo = Some(Picture { bytes: bytes.into_inner().into(), width: 200, height: 60 });
    let bytes = pdf(&sample.doc()).unwrap();
    let images = run_tool("pdfimages", &["-list"], &bytes);
    let logos = images.lines().filter(|line| line.split_whitespace().nth(3) == Some("200")).count();
    let pages = run_tool("pdfinfo", &[], &bytes);
    assert!(pages.contains(&format!("Pages:           {logos}")), "{images}");
}
