//! The repeating groups of a report: rows, the columns of their table, their totals, and the remarks in them.

use super::Builder;
use crate::domain::{
    answers::{Answer, Group, answer},
    form::{Field, FieldKind, Items, SectionBody},
    form_report::{PartAmount, TotalsDef},
    money::Money,
    report::{Cell, Column, Fact, ItemTotals, PhotoGroup, Remark, ReportItem, ReportItems, ReportSignature},
    score::{DEMANDED_COMMENT, FAIL},
    totals::{Totals, totals},
};

/// Fields in the table of items if the form names none; more would make narrow columns.
const MOST_COLUMNS: usize = 4;

/// The parts of an item's title, and the length of each in characters.
const TITLE_PARTS: usize = 2;
const TITLE_CHARS: usize = 48;

impl Builder<'_> {
    pub(super) fn items(&self, items: &Items, signatures: &mut Vec<ReportSignature>) -> ReportItems {
        let singular = self.texts.label(&items.singular);
        let fields = fields_of_rows(items);
        let table = self.table(&fields);
        let submission = self.input.submission;
        let totals = totals(self.input.form, &submission.answers, self.input.branding.currency)
            .filter(|totals| totals.def.items == items.name);
        let mut rows = Vec::new();
        for (index, group) in submission.answers.items_of(&items.name).iter().enumerate() {
            let name = format!("{singular} {}", index + 1);
            let is_asked = |field: &&Field| {
                answer(group, &field.name).is_some()
                    || !self.not_asked.contains(Some((&items.name, index)), &field.name)
            };
            let signed = items.fields.iter().filter(|field| field.kind == FieldKind::Signature).filter(is_asked);
            signatures.extend(signed.map(|field| self.signature(field, answer(group, &field.name), Some(&name))));
            let total = |totals: &Totals| totals.lines.get(index).copied().flatten().map_or(Cell::Empty, Cell::Money);
            rows.push(ReportItem {
                title: self.title_of(&table, &fields, group),
                cells: fields.iter().map(|field| self.money_or_cell(field, &items.name, group)).collect(),
                total: totals.as_ref().map(total),
                photos: self.photos_of_item(items, group, &name),
            });
        }
        let column = |field: &&Field| Column {
            label: self.label(field, &items.name),
            money: self.is_money(field, &items.name),
            number: matches!(field.kind, FieldKind::Number { .. }),
        };
        let sums = totals.as_ref().map(|totals| self.sums(totals));
        ReportItems {
            singular: singular.to_owned(),
            columns: fields.iter().map(column).collect(),
            table,
            rows,
            totals: sums,
        }
    }

    /// The columns of the table: those that the form names, or else the first that are short.
    fn table(&self, fields: &[&Field]) -> Vec<usize> {
        let wanted = &self.input.form.report.columns;
        let named: Vec<usize> =
            wanted.iter().filter_map(|name| fields.iter().position(|field| field.name == *name)).collect();
        if !named.is_empty() {
            return named;
        }
        let short = |field: &&Field| !matches!(field.kind, FieldKind::LongText { .. } | FieldKind::File);
        (0..).zip(fields).filter(|(_, field)| short(field)).map(|(at, _)| at).take(MOST_COLUMNS).collect()
    }

    fn title_of(&self, table: &[usize], fields: &[&Field], group: &Group) -> String {
        let text = |at: &usize| {
            let field = fields.get(*at)?;
            match self.cell(field, answer(group, &field.name)) {
                Cell::Text(text) => text.lines().next().map(|line| shortened(line, TITLE_CHARS)),
                _ => None,
            }
        };
        table.iter().filter_map(text).take(TITLE_PARTS).collect::<Vec<_>>().join(" · ")
    }

    fn money_or_cell(&self, field: &Field, items: &str, group: &Group) -> Cell {
        let currency = self.input.branding.currency;
        match answer(group, &field.name) {
            // An amount with more digits than the currency has is shown as it was entered.
            Some(Answer::Number(number)) if self.is_money(field, items) && number.scale() <= currency.decimals() => {
                Cell::Money(Money::of(*number, currency))
            }
            given => self.cell(field, given),
        }
    }

    /// Whether a field is an amount of money.
    pub(super) fn is_money(&self, field: &Field, items: &str) -> bool {
        let amounts = |totals: &TotalsDef| {
            totals.whole.as_deref() == Some(field.name.as_str())
                || totals.parts.iter().any(|part| match &part.amount {
                    PartAmount::Field(name) => *name == field.name,
                    PartAmount::Product { unit_price, .. } => *unit_price == field.name,
                })
        };
        self.input.form.totals.as_ref().is_some_and(|totals| totals.items == items && amounts(totals))
    }

    fn sums(&self, totals: &Totals) -> ItemTotals {
        let texts = self.texts;
        let fact = |label: &str, money: Money| Fact { label: label.to_owned(), value: Cell::Money(money) };
        let mut sums: Vec<Fact> = totals.parts.iter().map(|(label, sum)| fact(texts.label(label), *sum)).collect();
        sums.extend(totals.whole.map(|sum| fact(texts.t("report-priced-whole"), sum)));
        if sums.len() < 2 {
            sums.clear();
        }
        sums.extend(totals.grand.map(|sum| fact(texts.t("report-grand-total"), sum)));
        ItemTotals { sums, unpriced: totals.unpriced() }
    }

    fn photos_of_item(&self, items: &Items, group: &Group, name: &str) -> Vec<PhotoGroup> {
        let photos = items.fields.iter().filter_map(|field| match answer(group, &field.name) {
            Some(Answer::Photos(ids)) if !ids.is_empty() => Some(self.photos(field, ids, Some(name), &items.fields)),
            _ => None,
        });
        photos.collect()
    }

    /// Failed checks and remarks about items, in the order of the form; and how many of them are about items.
    pub(super) fn remarks(&self) -> (Vec<Remark>, usize) {
        let (mut remarks, mut of_items) = (Vec::new(), 0);
        for section in &self.input.form.sections {
            match &section.body {
                SectionBody::Fields(fields) => {
                    let failed = self.failed_checks(fields, &self.input.submission.answers.fields);
                    if !failed.is_empty() {
                        let item = self.texts.label(&section.title).to_owned();
                        remarks.push(Remark { item, text: failed.join("\n") });
                    }
                }
                SectionBody::Items(items) => {
                    let found = self.remarks_of(items);
                    of_items += found.len();
                    remarks.extend(found);
                }
            }
        }
        (remarks, of_items)
    }

    fn remarks_of(&self, items: &Items) -> Vec<Remark> {
        let fields = fields_of_rows(items);
        let table = self.table(&fields);
        let mut remarks = Vec::new();
        for (number, group) in (1..).zip(self.input.submission.answers.items_of(&items.name)) {
            let texts = self.input.form.report.remarks.iter().filter_map(|name| match answer(group, name) {
                Some(Answer::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
                _ => None,
            });
            let text = self.failed_checks(&items.fields, group).into_iter().chain(texts).collect::<Vec<_>>().join("\n");
            if !text.is_empty() {
                let item = item_name(self.texts.label(&items.singular), number, &self.title_of(&table, &fields, group));
                remarks.push(Remark { item, text });
            }
        }
        remarks
    }

    /// "Extinguishers: Fail – Empty", for each failed check.
    fn failed_checks(&self, fields: &[Field], group: &Group) -> Vec<String> {
        let failed = |field: &&Field| {
            let value = answer(group, &field.name);
            field.rules.check.is_some() && matches!(value, Some(Answer::Choice(value)) if value == FAIL)
        };
        let line = |field: &Field| {
            let (label, word) = (self.texts.label(&field.label), self.cell(field, answer(group, &field.name)));
            let Cell::Text(word) = word else { return label.to_owned() };
            match answer(group, &format!("{}{DEMANDED_COMMENT}", field.name)) {
                Some(Answer::Text(comment)) => format!("{label}: {word} – {}", comment.trim()),
                _ => format!("{label}: {word}"),
            }
        };
        fields.iter().filter(failed).map(line).collect()
    }
}

/// The fields with a cell in each row.
fn fields_of_rows(items: &Items) -> Vec<&Field> {
    items.fields.iter().filter(|field| field.kind.has_cell()).collect()
}

/// "Item 3 · Secondary pump".
pub fn item_name(singular: &str, number: usize, title: &str) -> String {
    if title.is_empty() { format!("{singular} {number}") } else { format!("{singular} {number} · {title}") }
}

fn shortened(text: &str, chars: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars).collect();
    format!("{}…", kept.trim_end())
}
