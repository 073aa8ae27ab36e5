//! Reads what pages and reports make of the answers: `[totals]` and `[report]`, and checks the fields that they name.

use super::{
    complaints::ErrorCollector,
    reader::{Reader, unknown},
};
use crate::domain::{
    form::{Field, FieldKind, FormDef, Items},
    form_report::{PartAmount, ReportOptions, TotalsDef, TotalsPart, Unanswered},
    message::Message,
};

const TOTALS: &str = "totals";
const REPORT: &str = "report";

pub(super) fn totals(reader: &mut Reader) -> Option<TotalsDef> {
    let mut reader = reader.optional_table(TOTALS, |place| format!("{place}{TOTALS}"))?;
    reader.call(TOTALS.to_owned());
    let items = reader.optional_text("items").unwrap_or("items").to_owned();
    let whole = reader.optional_text("whole").map(str::to_owned);
    let parts: Vec<TotalsPart> = match reader.has("parts") {
        true => reader.tables("parts").into_iter().filter_map(part).collect(),
        false => Vec::new(),
    };
    if whole.is_none() && !reader.has("parts") {
        reader.complain(Message::new("definition-totals-empty"));
    }
    reader.finish();
    Some(TotalsDef { items, whole, parts })
}

fn part(mut reader: Reader) -> Option<TotalsPart> {
    let label = reader.label("label");
    let field = reader.optional_text("amount").map(str::to_owned);
    let product = [reader.optional_text("quantity"), reader.optional_text("unit_price")];
    let amount = match (field, product) {
        (Some(field), [None, None]) => Some(PartAmount::Field(field)),
        (None, [Some(quantity), Some(unit_price)]) => {
            Some(PartAmount::Product { quantity: quantity.to_owned(), unit_price: unit_price.to_owned() })
        }
        _ => {
            reader.complain(Message::new("definition-totals-part"));
            None
        }
    };
    reader.finish();
    Some(TotalsPart { label: label?, amount: amount? })
}

pub(super) fn report(reader: &mut Reader) -> ReportOptions {
    let Some(mut reader) = reader.optional_table(REPORT, |place| format!("{place}{REPORT}")) else {
        return ReportOptions::default();
    };
    reader.call(REPORT.to_owned());
    let unanswered = match reader.optional_text("unanswered") {
        None | Some("listed") => Unanswered::Listed,
        Some("left_out") => Unanswered::LeftOut,
        Some(other) => {
            let known = ["listed", "left_out"].into_iter();
            reader.complain_at("unanswered", unknown(Message::new("definition-noun-value"), other, known));
            Unanswered::Listed
        }
    };
    let pass_mark = reader.optional_count("pass_mark", 1..=100).and_then(|mark| u32::try_from(mark).ok());
    let cover = reader.flag("cover");
    let client = reader.optional_text("client").map(str::to_owned);
    let columns = names(&mut reader, "columns");
    let remarks = names(&mut reader, "remarks");
    reader.finish();
    ReportOptions { cover, client, unanswered, columns, remarks, pass_mark }
}

/// A list of field names.
fn names(reader: &mut Reader, key: &'static str) -> Vec<String> {
    let Some((value, _)) = reader.value(key) else { return Vec::new() };
    let found: Option<Vec<String>> = value
        .as_array()
        .and_then(|array| array.iter().map(|name| name.get_ref().as_str().map(str::to_owned)).collect());
    found.unwrap_or_else(|| {
        reader.complain_at(key, Message::new("definition-not-names").with("key", key));
        Vec::new()
    })
}

/// Whether any question is a check.
fn has_checks(def: &FormDef) -> bool {
    let of_items = def.items().flat_map(|items| &items.fields);
    def.fields().chain(of_items).any(|field| field.rules.check.is_some())
}

/// Every field that is named must be there, and of a kind that fits.
pub(super) fn check(def: &FormDef, notes: &ErrorCollector) {
    if let Some(totals) = &def.totals {
        match def.items_named(&totals.items) {
            Some(items) => check_amounts(totals, items, notes),
            None => {
                let groups: Vec<&str> = def.items().map(|items| items.name.as_str()).collect();
                let noun = Message::new("definition-noun-group");
                notes.note_at(TOTALS, unknown(noun, &totals.items, groups.into_iter()));
            }
        }
    }
    if def.report.pass_mark.is_some() && !has_checks(def) {
        notes.note_at(REPORT, Message::new("definition-pass-mark-without-check"));
    }
    if let Some(name) = &def.report.client {
        let is_text = |field: &Field| matches!(field.kind, FieldKind::Text { .. } | FieldKind::LongText { .. });
        if !def.field(name).is_some_and(is_text) {
            let reason = Message::new("definition-not-a-text-field").with("name", format!("{name:?}"));
            notes.note_key_at(REPORT, "client", reason);
        }
    }
    let fields = || def.items().flat_map(|items| &items.fields);
    let names = |fields: Vec<&Field>, name: &str| fields.iter().any(|field| field.name == name);
    for name in &def.report.columns {
        let fitting = fields().filter(|field| field.kind.has_cell());
        if !names(fitting.collect(), name) {
            notes.note_at(REPORT, Message::new("definition-report-column").with("name", format!("{name:?}")));
        }
    }
    for name in &def.report.remarks {
        let fitting =
            fields().filter(|field| matches!(field.kind, FieldKind::Text { .. } | FieldKind::LongText { .. }));
        if !names(fitting.collect(), name) {
            notes.note_at(REPORT, Message::new("definition-report-remark").with("name", format!("{name:?}")));
        }
    }
}

fn check_amounts(totals: &TotalsDef, items: &Items, notes: &ErrorCollector) {
    let of_part = |part: &TotalsPart| match &part.amount {
        PartAmount::Field(name) => vec![name.clone()],
        PartAmount::Product { quantity, unit_price } => vec![quantity.clone(), unit_price.clone()],
    };
    for name in totals.whole.iter().cloned().chain(totals.parts.iter().flat_map(of_part)) {
        match items.fields.iter().find(|field| field.name == name) {
            Some(Field { kind: FieldKind::Number { .. }, .. }) => {}
            Some(_) => notes.note_at(TOTALS, Message::new("definition-totals-not-a-number").with("name", name)),
            None => {
                let known = items.fields.iter().map(|field| field.name.as_str());
                notes.note_at(TOTALS, unknown(Message::new("definition-noun-field"), &name, known));
            }
        }
    }
}
