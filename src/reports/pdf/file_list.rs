//! The list of attached files at the end: name, the question that each answers, and size. The name leads to the file.

use super::{
    Sheet,
    structure::Role,
    table::{Table, TableColumn, TableRow, table_begins},
};
use crate::domain::report::{Cell, Fact, ReportBody, ReportFile};

impl Sheet<'_> {
    pub fn has_file_list(&self) -> bool {
        !self.files().is_empty()
    }

    pub fn file_list(&mut self) {
        let files = self.files();
        if files.is_empty() {
            return;
        }
        let texts = self.texts;
        let column = |title: &str| TableColumn { title: title.to_owned(), number: false };
        let row = |(question, file): &(String, ReportFile)| {
            let description = texts.with("report-file-open", &[("name", file.name.as_str().into())]);
            let state = if file.is_missing { texts.t("report-file-gone").to_owned() } else { texts.size(file.size) };
            TableRow {
                cells: vec![file.name.clone(), question.clone(), state],
                link: (!file.is_missing).then(|| (file.url.clone(), description)),
            }
        };
        let table = Table {
            columns: vec![
                column(texts.t("report-file-name")),
                column(texts.t("report-file-question")),
                column(texts.t("report-file-size")),
            ],
            rows: files.iter().map(row).collect(),
            sums: Vec::new(),
        };
        self.element(Role::Section, |sheet| {
            sheet.heading(texts.t("report-file-list"), table_begins(table.rows.len()));
            sheet.table(&table);
        });
    }

    /// The files in the order of the answers, each with its question: "Item 2 · Data sheet".
    fn files(&self) -> Vec<(String, ReportFile)> {
        let mut files = Vec::new();
        for section in &self.doc.sections {
            match &section.body {
                ReportBody::Facts { facts, .. } => {
                    files.extend(facts.iter().filter_map(|Fact { label, value }| Some((label.clone(), file(value)?))));
                }
                ReportBody::Items(items) => {
                    for (number, item) in (1..).zip(&items.rows) {
                        files.extend(items.columns.iter().zip(&item.cells).filter_map(|(column, cell)| {
                            Some((format!("{} {number} · {}", items.singular, column.label), file(cell)?))
                        }));
                    }
                }
            }
        }
        files
    }
}

fn file(cell: &Cell) -> Option<ReportFile> {
    match cell {
        Cell::File(file) => Some(file.clone()),
        _ => None,
    }
}
