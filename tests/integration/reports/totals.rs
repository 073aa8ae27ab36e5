//! The totals of the civil form in both files.

use super::{pdf::run_tool, sample::Sample};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use injaaz::{
    domain::{answers::Answer, branding::Branding, lang::Lang, money::Currency, report::ReportDoc},
    forms::Forms,
    reports::{pdf::pdf, xlsx::xlsx},
};
use std::io::Cursor;

fn number(text: &str) -> Answer {
    Answer::Number(text.parse().unwrap())
}

fn text(text: &str) -> Answer {
    Answer::Text(text.into())
}

fn civil(lang: Lang, currency: &str) -> ReportDoc {
    let forms = Forms::load(&[]).unwrap();
    let mut sample = Sample::new(lang)
        .text("project_name", "Villa 14")
        .item([
            ("area", Answer::Choice("Rooftop".into())),
            ("work_desc", text("Waterproofing")),
            ("work_qty", number("12.5")),
            ("unit_price", number("95.5")),
        ])
        .item([("work_desc", text("Repaint")), ("work_qty", number("80")), ("price", number("900"))])
        .item([("work_desc", text("Survey")), ("comments", text("Crack above the door."))]);
    sample.branding = Branding { currency: Currency::named(currency).unwrap(), ..Branding::default() };
    sample.doc_of(forms.get(&"civil".parse().unwrap()).unwrap())
}

#[test]
fn the_pdf_adds_up() {
    let found = run_tool("pdftotext", &["-layout"], &pdf(&civil(Lang::EN, "AED")).unwrap());
    let line = |start: &str| {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        found.lines().map(words).find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start} in {found}"))
    };
    assert_eq!(line("1 Rooftop"), "1 Rooftop Waterproofing 12.5 95.50 1,193.75");
    assert_eq!(line("2 Repaint"), "2 Repaint 80 900.00");
    assert_eq!(line("Quantity × unit price"), "Quantity × unit price AED 1,193.75");
    assert_eq!(line("Priced as a whole"), "Priced as a whole AED 900.00");
    assert_eq!(line("Grand total AED"), "Grand total AED 2,093.75");
    for wanted in ["(AED)", "1 item has no price and is not in the total.", "Items with remarks", "Crack above"] {
        assert!(found.contains(wanted), "{wanted} is not in {found}");
    }
}

#[test]
fn amounts_have_the_currency_of_the_organisation() {
    let found = run_tool("pdftotext", &["-layout"], &pdf(&civil(Lang::EN, "KWD")).unwrap());
    assert!(found.contains("KWD 2,093.750") && !found.contains("AED"), "{found}");
    let found = run_tool("pdftotext", &["-layout"], &pdf(&civil(Lang::AR, "AED")).unwrap());
    assert!(found.contains("2,093.75") && found.contains("درهم"), "{found}");
}

#[test]
fn the_workbook_has_amounts_as_numbers() {
    let book = xlsx(&civil(Lang::EN, "AED")).unwrap();
    let mut sheets: Xlsx<_> = open_workbook_from_rs(Cursor::new(book.clone())).unwrap();
    let report = sheets.worksheet_range("Report").unwrap();
    let total = report.rows().find(|row| row[0] == Data::String("Grand total".into())).unwrap();
    assert_eq!(total[1], Data::Float(2093.75));
    let items = sheets.worksheet_range("Work items").unwrap();
    let header: Vec<String> = items.rows().next().unwrap().iter().map(|cell| cell.to_string()).collect();
    let at =
        |name: &str| header.iter().position(|title| title == name).unwrap_or_else(|| panic!("{name} in {header:?}"));
    let (price, total) = (at("Unit price"), at("Total"));
    let rows: Vec<&[Data]> = items.rows().skip(1).collect();
    assert_eq!((&rows[0][price], &rows[0][total]), (&Data::Float(95.5), &Data::Float(1193.75)));
    // Blank is blank: a pivot table would count a dash.
    assert_eq!((&rows[2][total], &rows[1][price]), (&Data::Empty, &Data::Empty));
    let styles = super::excel::part(&book, "xl/styles.xml");
    assert!(styles.contains("&quot;AED&quot; #,##0.00"), "{styles}");
    let sheet = super::excel::part(&book, "xl/workbook.xml");
    assert!(sheet.matches("_xlnm.Print_Area").count() >= 2 && sheet.contains("_xlnm.Print_Titles"), "{sheet}");
}
