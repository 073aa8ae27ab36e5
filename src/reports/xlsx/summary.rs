//! The first sheet, for readers: logo, title, summary with the total, remarks, the answers of all sections, signatures,
//! and the lines of the organisation. Labels are in the first column, values in the second.

use super::{
    report::Report,
    sheet::{self, Frame, insert_picture},
    text::{clean, fitting, lines},
};
use crate::{
    domain::{
        accent::Accent,
        decimal::Decimal,
        form_report::Unanswered,
        report::{Cell, Fact, ItemTotals, ReportBody, ReportSignature},
    },
    reports::show::shown,
};
use rust_xlsxwriter::{Image, Worksheet, XlsxError};

/// The logo for a green background.
const MARK: &[u8] = include_bytes!("../brand/mark-on-green.png");
/// Widths of the two columns, in characters.
const LABELS: f64 = 34.0;
const VALUES: f64 = 66.0;
const LOGO: Frame = Frame { width: 240, height: 64, margin: 6 };
const SIGNATURE: Frame = Frame { width: 240, height: 84, margin: 6 };

pub fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let Report { doc, texts, .. } = *report;
    sheet::set_up(sheet, report)?;
    sheet.set_column_width(0, LABELS)?.set_column_width(1, VALUES)?;
    let mut page = Page { sheet, report, row: 0 };
    page.title()?;
    for fact in &doc.summary {
        page.fact(fact)?;
    }
    if let Some(url) = &doc.genuine {
        page.fact(&Fact { label: texts.t("report-verify").to_owned(), value: Cell::Text(url.clone()) })?;
    }
    if !doc.remarks.is_empty() {
        page.heading(texts.t("report-remarks"))?;
        for remark in &doc.remarks {
            page.fact(&Fact { label: remark.item.clone(), value: Cell::Text(remark.text.clone()) })?;
        }
    }
    for section in &doc.sections {
        page.heading(&section.title)?;
        match &section.body {
            ReportBody::Facts { facts, photos } => {
                for fact in facts.iter().filter(|fact| fact.value != Cell::Empty) {
                    page.fact(fact)?;
                }
                page.unanswered(facts)?;
                for group in photos {
                    page.count(&group.label, group.photos.len())?;
                }
            }
            ReportBody::Items(items) => {
                page.count(&items.singular, items.rows.len())?;
                if let Some(totals) = &items.totals {
                    page.totals(totals)?;
                }
            }
        }
    }
    if !doc.signatures.is_empty() {
        page.heading(texts.t("report-signatures"))?;
        for signature in &doc.signatures {
            page.signature(signature)?;
        }
    }
    page.row += 1;
    for line in [&doc.branding.footer_line, &doc.branding.legal_line].into_iter().flatten() {
        page.note(line)?;
    }
    let last = page.row.saturating_sub(1);
    sheet.set_print_area(0, 0, last, 1)?;
    Ok(())
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    report: &'a Report<'a>,
    row: u32,
}

impl Page<'_> {
    fn title(&mut self) -> Result<(), XlsxError> {
        let Report { doc, style, .. } = *self.report;
        let title = clean(&doc.title);
        if let Some(logo) = &doc.logo {
            self.sheet.set_row_height_pixels(0, LOGO.height + 2 * LOGO.margin)?;
            let image = Image::new_from_buffer(&logo.bytes)?.set_alt_text(&doc.organisation);
            insert_picture(self.sheet, (0, 0), image, logo, LOGO)?;
            self.row = 1;
        }
        // The mark of the program is drawn for its own green.
        let with_mark = doc.logo.is_none() && doc.branding.accent == Accent::DEFAULT;
        let format = if with_mark { &style.title_beside_mark } else { &style.title };
        self.sheet.set_row_height(self.row, 48)?.merge_range(self.row, 0, self.row, 1, &title, format)?;
        if with_mark {
            let mark = Image::new_from_buffer(MARK)?.set_width(44).set_height(44).set_decorative(true);
            self.sheet.insert_image_with_offset(self.row, 0, &mark, 10, 10)?;
        }
        self.row += 1;
        self.sheet.set_row_height(self.row, 24)?;
        self.sheet.write_string_with_format(self.row, 0, clean(&doc.organisation), &style.subtitle)?;
        self.row += 1;
        if let Some(line) = &doc.branding.header_line {
            self.note(line)?;
        }
        Ok(())
    }

    /// A text across both columns.
    fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        let text = fitting(text, self.report.texts);
        self.sheet.merge_range(self.row, 0, self.row, 1, &text, &self.report.style.note)?;
        sheet::fit_row(self.sheet, self.row, lines(&text, LABELS + VALUES), 0.0)?;
        self.row += 1;
        Ok(())
    }

    fn unanswered(&mut self, facts: &[Fact]) -> Result<(), XlsxError> {
        let Report { doc, texts, .. } = *self.report;
        let questions: Vec<&str> =
            facts.iter().filter(|fact| fact.value == Cell::Empty).map(|fact| fact.label.as_str()).collect();
        if questions.is_empty() || doc.unanswered == Unanswered::LeftOut {
            return Ok(());
        }
        self.note(&texts.with("report-not-answered", &[("questions", texts.list(&questions).into())]))
    }

    fn totals(&mut self, totals: &ItemTotals) -> Result<(), XlsxError> {
        for sum in &totals.sums {
            self.fact(sum)?;
        }
        if totals.unpriced > 0 && !totals.sums.is_empty() {
            self.note(&self.report.texts.with("report-unpriced", &[("count", totals.unpriced.into())]))?;
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, 10)?;
        self.row += 1;
        self.sheet.set_row_height(self.row, 22)?;
        self.sheet.merge_range(self.row, 0, self.row, 1, &clean(text), &self.report.style.heading)?;
        self.row += 1;
        Ok(())
    }

    fn fact(&mut self, fact: &Fact) -> Result<(), XlsxError> {
        let texts = self.report.texts;
        self.sheet.write_string_with_format(self.row, 0, fitting(&fact.label, texts), &self.report.style.label)?;
        sheet::write(self.sheet, (self.row, 1), &fact.value, &self.report.style.value, texts)?;
        let value = shown(&fact.value, texts);
        sheet::fit_row(self.sheet, self.row, lines(&fact.label, LABELS).max(lines(&value, VALUES)), 0.0)?;
        self.row += 1;
        Ok(())
    }

    fn count(&mut self, label: &str, count: usize) -> Result<(), XlsxError> {
        let count = Decimal::from_i64(i64::try_from(count).unwrap_or(i64::MAX));
        self.fact(&Fact { label: label.to_owned(), value: Cell::Number(count) })
    }

    fn signature(&mut self, signature: &ReportSignature) -> Result<(), XlsxError> {
        let texts = self.report.texts;
        let at = || texts.moment(signature.signed_at).text;
        let signed = match &signature.name {
            Some(name) => format!("{name}\n{}", at()),
            None if signature.drawn.is_some() => at(),
            None => texts.t("report-not-signed").to_owned(),
        };
        let signed = match &signature.lost {
            Some(why) if signature.name.is_some() => format!("{signed}\n{why}"),
            Some(why) => why.clone(),
            None => signed,
        };
        if let Some(drawn) = &signature.drawn {
            let height = SIGNATURE.height + 2 * SIGNATURE.margin;
            self.sheet.set_row_height_pixels(self.row, height)?;
            self.sheet.write_string_with_format(
                self.row,
                0,
                fitting(&signature.label, texts),
                &self.report.style.label,
            )?;
            self.sheet.write_blank(self.row, 1, &self.report.style.value)?;
            let image = Image::new_from_buffer(&drawn.bytes)?.set_alt_text(&signature.label);
            insert_picture(self.sheet, (self.row, 1), image, drawn, SIGNATURE)?;
            self.row += 1;
            let label = texts.t("report-signed-by").to_owned();
            return self.fact(&Fact { label, value: Cell::Text(signed) });
        }
        self.fact(&Fact { label: signature.label.clone(), value: Cell::Text(signed) })
    }
}
