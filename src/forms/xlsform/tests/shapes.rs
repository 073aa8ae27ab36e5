//! Values as spreadsheets have them: numbers, dates and yes or no as typed cells, columns in any order, old words.

use super::{DAY, HEADINGS, SETTINGS, SITE, lines, read, right, survey, workbook};
use crate::domain::{
    field_rules::DefaultAnswer,
    form::{FieldKind, SectionBody},
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

#[test]
fn typed_cells_are_read_as_what_they_show() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Survey").unwrap();
    let headings = ["label::Arabic (ar)", "label::English (en)", "NAME", "Type", "required", "default", "injaaz::max"];
    for (column, text) in (0..).zip(headings) {
        sheet.write_string(0, column, text).unwrap();
    }
    for (row, (kind, name)) in (1..).zip([("text", "site"), ("date", "day"), ("time", "at"), ("decimal", "load")]) {
        sheet.write_string(row, 0, "س").unwrap();
        sheet.write_string(row, 1, "Q").unwrap();
        sheet.write_string(row, 2, name).unwrap();
        sheet.write_string(row, 3, kind).unwrap();
    }
    sheet.write_boolean(1, 4, true).unwrap();
    sheet.write_number(1, 6, 40).unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let time = Format::new().set_num_format("hh:mm");
    sheet.write_datetime_with_format(2, 5, ExcelDateTime::from_ymd(2026, 3, 14).unwrap(), &day).unwrap();
    sheet.write_datetime_with_format(3, 5, ExcelDateTime::from_hms(7, 30, 0).unwrap(), &time).unwrap();
    sheet.write_number(4, 5, 0.25).unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("settings").unwrap();
    for (row, line) in (0..).zip(SETTINGS) {
        for (column, text) in (0..).zip(line.split('|')) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
    let converted = right(read(&book.save_to_buffer().unwrap(), "f.xlsx"));
    let default = |name: &str| match &converted.def.field(name).unwrap().rules.default {
        Some(DefaultAnswer::Literal(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!([default("day"), default("at"), default("load")], ["2026-03-14", "07:30", "0.25"]);
    let site = converted.def.field("site").unwrap();
    assert!(site.required && matches!(site.kind, FieldKind::Text { max: 40, .. }), "{site:?}");
    assert_eq!(converted.def.version, 3);
}

#[test]
fn loose_questions_groups_and_repeats_are_sections() {
    let converted = right(survey(&[
        "begin group|tank|Tank|الخزان||${site} != ''",
        "integer|volume|Volume|الحجم",
        "end group",
        "integer|loose|Loose|منفرد",
        "begin repeat|pumps|Pumps|المضخات",
        "select one yes_no|runs|Runs|تعمل|true()",
        "select_multiple yes_no|both|Both|كلاهما||||||yes no",
        "end repeat",
    ]));
    let ids: Vec<&str> = converted.def.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids, ["part_1", "tank", "part_3", "pumps"]);
    assert_eq!(converted.def.sections[0].title.ar, "جولة المسبح");
    assert!(converted.def.sections[1].relevant.is_some());
    let SectionBody::Items(items) = &converted.def.sections[3].body else { panic!("no items") };
    assert_eq!((items.name.as_str(), items.min, items.max, items.singular.en.as_str()), ("pumps", 0, 200, "Pumps"));
    assert!(items.fields[0].required);
    assert!(matches!(&items.fields[1].kind, FieldKind::SelectMultiple { default, .. } if default == &["yes", "no"]));
    assert!(converted.toml.starts_with("# Converted from the spreadsheet pool.xlsx.\n"), "{}", converted.toml);
}

/// XLSForm does not say what a calculation results in, and calculations may name later ones.
#[test]
fn a_calculation_has_the_type_of_its_expression() {
    let converted = right(survey(&[
        "calculate|total|Total|المجموع||||${part} * 2",
        "calculate|part|Part|جزء||||${load} + 1",
        "calculate|due|Due|الاستحقاق||||${day} + 30",
        "calculate|words|Words|كلمات||||concat(${site}, ' ', string(${part}))",
        "integer|load|Load|الحمل",
    ]));
    let kind = |name: &str| converted.def.field(name).unwrap().kind.clone();
    for name in ["total", "part"] {
        assert!(matches!(kind(name), FieldKind::Number { .. }), "{name}");
    }
    assert!(matches!(kind("due"), FieldKind::Date { future: true }));
    assert!(matches!(kind("words"), FieldKind::LongText { .. }));
}

/// A choice_filter of Kobo: the columns that it names are keys of the choices, the others are left out.
#[test]
fn a_choice_filter_names_columns_of_the_choices() {
    let choices = [
        "list_name|name|label::English (en)|label::Arabic (ar)|city|area",
        "cities|dubai|Dubai|دبي||",
        "cities|sharjah|Sharjah|الشارقة||",
        "halls|marina|Marina|المارينا|dubai|7",
        "halls|corniche|Corniche|الكورنيش|sharjah|9",
    ];
    let rows = [
        HEADINGS,
        SITE,
        DAY,
        "select_one cities|city|City|المدينة",
        "select_one halls|hall|Hall|القاعة|||||city = ${city}",
    ];
    let book = workbook(&[("survey", &rows), ("choices", &choices), ("settings", SETTINGS)]);
    let converted = right(read(&book, "f.xlsx"));
    let hall = converted.def.field("hall").unwrap();
    let columns = &hall.rules.choice_filter.as_ref().unwrap().columns;
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(columns[0], [pair("name", "marina"), pair("city", "dubai")]);
    let notices = lines(&converted.notices);
    assert_eq!(notices, ["choices, row 1, column F (area): the column area is left out: no choice_filter names it"]);
}
