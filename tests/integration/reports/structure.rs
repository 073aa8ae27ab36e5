//! The logical structure of the PDF, read back with poppler: what a screen reader gets.

use super::{pdf::run_tool, sample::visit};
use injaaz::{
    domain::{answers::Answer, lang::Lang, report::ReportDoc},
    reports::pdf::pdf,
};

fn structure(doc: &ReportDoc) -> String {
    run_tool("pdfinfo", &["-struct-text"], &pdf(doc).unwrap())
}

/// The elements as `depth role`, without their texts.
fn roles(structure: &str) -> Vec<(usize, &str)> {
    structure
        .lines()
        .filter(|line| !line.trim_start().starts_with('"') && !line.trim().is_empty())
        .map(|line| {
            let depth = line.len() - line.trim_start().len();
            (depth, line.trim().split([' ', '(', ':']).next().unwrap_or_default())
        })
        .collect()
}

#[test]
fn a_report_is_for_archives_and_for_screen_readers() {
    for lang in [Lang::EN, Lang::AR] {
        let bytes = pdf(&visit(lang, 3, 4).doc()).unwrap();
        let xmp = run_tool("pdfinfo", &["-meta"], &bytes);
        for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
            assert!(xmp.contains(claim), "{claim}");
        }
        assert!(run_tool("pdfinfo", &[], &bytes).contains("Tagged:          yes"));
    }
}

#[test]
fn headings_tables_lists_and_pictures_are_told_apart() {
    let found = structure(&visit(Lang::EN, 3, 2).doc());
    let roles = roles(&found);
    let count = |wanted: &str| roles.iter().filter(|(_, role)| *role == wanted).count();
    assert_eq!(count("H1"), 1, "{found}");
    // Each section, the signatures and the list of photos; each item.
    assert!(count("H2") >= 4 && count("H3") == 3, "{found}");
    // Items and photos.
    assert_eq!((count("Table"), count("THead")), (2, 2), "{found}");
    let rows = 4 + 1 + 6;
    assert_eq!(count("TR"), rows, "{found}");
    // Six photos, the QR code, a signature.
    assert_eq!(count("Figure"), 8, "{found}");
    assert!(count("Link") >= 7 && count("L") >= 4, "{found}");
    // Answers belong to their questions.
    let (_, after) = found.split_once("\"General comments\"").expect("the question");
    assert!(after.trim_start().starts_with("LBody"), "{after}");
}

/// Everything that is printed on the pages, except their headers and footers, is read.
#[test]
fn every_text_is_read() {
    let mut sample = visit(Lang::EN, 2, 1);
    sample.further = vec![("brand".to_owned(), "Carrier".to_owned())];
    let doc = sample.item([("notes", Answer::Text("Access by ladder only.".into()))]).doc();
    let found = structure(&doc);
    for text in [
        "HVAC & MEP Inspection",
        "Marina Tower",
        "sub_0123456789ab",
        "Scan to check",
        "Belt worn and slack",
        "1,499.95",
        "Access by ladder only.",
        "Carrier",
        "Not answered: ",
        "Item 1 · Photo 1",
        "Ahmed Al Mansoori",
        "Not signed",
    ] {
        assert!(found.contains(text), "{text} is not in {found}");
    }
    assert!(!found.contains("Page 1 of"), "page numbers are no content");
}

#[test]
fn tables_have_as_many_cells_in_every_row() {
    for doc in [visit(Lang::EN, 40, 0).doc(), visit(Lang::AR, 5, 1).doc()] {
        let found = structure(&doc);
        let roles = roles(&found);
        let (mut rows, mut open) = (Vec::new(), 0);
        for (depth, role) in &roles {
            match *role {
                "Table" => open = *depth,
                "TR" => rows.push(0),
                "TH" | "TD" if *depth > open => *rows.last_mut().expect("a row") += 1,
                _ => {}
            }
        }
        // The columns of the table of items: number, four answers, and the photos if there are any; of photos: three.
        assert!(rows.len() >= 12, "{rows:?}");
        assert!(rows.iter().all(|cells| [3, 5, 6].contains(cells)), "{rows:?}");
    }
}

#[test]
fn bookmarks_lead_to_sections_and_items() {
    let items = 5;
    let bytes = pdf(&visit(Lang::EN, items, 0).doc()).unwrap();
    let titles = bytes.windows(6).filter(|six| six == b"/Title").count();
    // Items, the report, its sections and signatures, and the title of the file.
    assert!(titles >= items as usize + 4, "{titles}");
}
