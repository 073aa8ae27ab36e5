//! A repeating group: a table of all items with their totals, then each item with its answers and photos.

use super::{
    Part, Sheet,
    page::{GREY, MEASURE},
    structure::Role,
    table::{Table, TableColumn, TableRow, table_begins},
    text::{TextAlignment, TextStyle, height},
};
use crate::{
    domain::report::{Cell, Fact, ReportItem, ReportItems},
    reports::{
        build::items::item_name,
        show::{shown, shown_in_column},
    },
};

const COUNT: TextStyle = TextStyle { size: 8.5, bold: false, colour: GREY };
const NOTE: TextStyle = TextStyle { size: 10.0, bold: false, colour: GREY };
const BAR: f32 = 22.0;
const INSET: f32 = 10.0;

impl Sheet<'_> {
    pub fn items(&mut self, title: &str, items: &ReportItems) {
        if items.rows.is_empty() {
            self.heading(title, 0.0);
            let note = self.set.lines(self.texts.t("report-no-items"), NOTE, MEASURE, TextAlignment::Start);
            self.pages.flow_as(Role::Paragraph, &note, 0.0, MEASURE);
            return;
        }
        let table = self.table_of(items);
        if table.rows.len() > 1 || !table.sums.is_empty() {
            self.heading(title, table_begins(table.rows.len()));
            self.table(&table);
            self.unpriced(items);
            self.pages.space(6.0);
            self.details(items, None);
        } else {
            self.details(items, Some(title));
        }
    }

    /// Number, the columns of the form, the total, and how many photos there are.
    fn table_of(&self, items: &ReportItems) -> Table {
        let texts = self.texts;
        let column = |title: &str, number| TableColumn { title: title.to_owned(), number };
        let with_photos = items.rows.iter().any(|row| !row.photos.is_empty());
        let with_totals = items.totals.as_ref().is_some_and(|totals| !totals.sums.is_empty());
        let currency = texts.currency(self.doc.branding.currency);
        let in_currency = |title: &str| {
            texts.with(
                "report-column-with-currency",
                &[("column", title.into()), ("currency", currency.as_str().into())],
            )
        };
        let mut columns = vec![column(texts.t("report-item-number"), true)];
        for named in items.table.iter().filter_map(|at| items.columns.get(*at)) {
            let title = if named.money { in_currency(&named.label) } else { named.label.clone() };
            columns.push(TableColumn { title, number: named.number });
        }
        if with_totals {
            columns.push(column(&in_currency(texts.t("report-total")), true));
        }
        if with_photos {
            columns.push(column(texts.t("report-photos"), true));
        }
        let row = |(number, row): (usize, &ReportItem)| {
            let mut cells = vec![number.to_string()];
            let named = items.table.iter().filter_map(|at| row.cells.get(*at));
            cells.extend(named.map(|cell| in_table(cell, texts)));
            if with_totals {
                cells.push(in_table(row.total.as_ref().unwrap_or(&Cell::Empty), texts));
            }
            if with_photos {
                cells.push(Some(photos_of(row)).filter(|count| *count > 0).map(|n| n.to_string()).unwrap_or_default());
            }
            TableRow { cells, link: None }
        };
        let sums = items.totals.iter().flat_map(|totals| &totals.sums);
        Table {
            columns,
            rows: (1..).zip(&items.rows).map(row).collect(),
            sums: sums.map(|sum| (sum.label.clone(), shown(&sum.value, texts))).collect(),
        }
    }

    fn unpriced(&mut self, items: &ReportItems) {
        let Some(totals) = items.totals.as_ref().filter(|totals| totals.unpriced > 0 && !totals.sums.is_empty()) else {
            return;
        };
        let note = self.texts.with("report-unpriced", &[("count", totals.unpriced.into())]);
        let note = self.set.lines(&note, COUNT, MEASURE, TextAlignment::Start);
        self.pages.ensure(height(&note));
        self.pages.flow_as(Role::Paragraph, &note, 0.0, MEASURE);
        self.pages.space(6.0);
    }

    /// Each item; `title` is the heading before the first one, if there is none yet.
    fn details(&mut self, items: &ReportItems, title: Option<&str>) {
        for (index, item) in items.rows.iter().enumerate() {
            let mut facts: Vec<Fact> = (items.columns.iter().zip(&item.cells))
                .map(|(column, value)| Fact { label: column.label.clone(), value: value.clone() })
                .collect();
            let total = item.total.iter().filter(|total| **total != Cell::Empty);
            facts.extend(
                total.map(|value| Fact { label: self.texts.t("report-total").to_owned(), value: value.clone() }),
            );
            let name = item_name(&items.singular, index + 1, &item.title);
            let label = |at: usize| match (item.photos.get(at), item.photos.len()) {
                // A single group needs no label, because the captions name the item.
                (Some(group), 2..) => group.label.as_str(),
                _ => "",
            };
            self.element(Role::Section, |sheet| {
                sheet.keep_together(|sheet| {
                    if let (0, Some(title)) = (index, title) {
                        sheet.heading(title, 0.0);
                    }
                    sheet.bar(&name, item);
                    sheet.facts(&facts);
                    // The first photos stay with the answers, if one page has room for both.
                    if let Some(group) = item.photos.first() {
                        sheet.first_photos(label(0), &group.photos);
                    }
                });
                for (at, group) in item.photos.iter().enumerate() {
                    if at == 0 {
                        sheet.further_photos(&group.photos);
                    } else {
                        sheet.photos(label(at), &group.photos);
                    }
                }
            });
            self.pages.space(10.0);
        }
    }

    fn bar(&mut self, name: &str, item: &ReportItem) {
        let photos = photos_of(item);
        let look = TextStyle { size: 10.5, bold: true, colour: self.palette.accent };
        let counts = if photos > 0 { 90.0 } else { 0.0 };
        let width = MEASURE - 2.0 * INSET - counts;
        let lines = self.set.lines(name, look, width, TextAlignment::Start);
        let count = self.texts.with("report-photo-count", &[("count", photos.into())]);
        let count = self.set.lines(&count, COUNT, counts, TextAlignment::End);
        let tall = BAR.max(height(&lines) + 6.0);
        // Keeps the bar and one row of answers on the same page.
        self.pages.ensure(tall + 62.0);
        self.pages.bookmark(name, 2);
        let top = self.pages.y;
        let area = self.pages.area(0.0, top, MEASURE, tall);
        self.pages.fill(area, self.palette.pale, 3.0);
        let middle = |lines: &[_]| top + (tall - height(lines)) / 2.0;
        self.pages.draw_as(Role::Heading(3, name.to_owned()), &lines, INSET, middle(&lines), width);
        if photos > 0 && self.part != Part::PhotoAppendix {
            self.pages.draw_as(Role::Paragraph, &count, MEASURE - INSET - counts, middle(&count), counts);
        }
        self.pages.y += tall + 7.0;
    }
}

fn photos_of(item: &ReportItem) -> usize {
    item.photos.iter().map(|group| group.photos.len()).sum()
}

/// In a table, a missing answer is an empty cell.
fn in_table(cell: &Cell, texts: crate::i18n::Texts) -> String {
    if *cell == Cell::Empty { String::new() } else { shown_in_column(cell, texts) }
}
