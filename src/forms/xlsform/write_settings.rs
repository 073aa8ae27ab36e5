//! What a form has as a whole, as the row of the sheet `settings`, and its totals.

use super::cells::{Cells, cell, texts, yes_or_no};
use crate::domain::{
    form::FormDef,
    form_report::{PartAmount, TotalsPart, Unanswered},
};

pub(super) fn settings(def: &FormDef, order: Option<i64>) -> Cells {
    let mut cells = vec![
        cell("form_title", def.title.en.as_str()),
        cell("form_title::Arabic (ar)", def.title.ar.as_str()),
        cell("form_id", def.module.as_str()),
        cell("version", def.version.to_string()),
        cell("default_language", "English (en)"),
    ];
    cells.extend(texts("injaaz::short", &def.short));
    cells.extend(texts("injaaz::about", &def.about));
    cells.extend(order.map(|order| cell("injaaz::order", order.to_string())));
    cells.push(cell("injaaz::site_field", def.site_field.as_str()));
    cells.push(cell("injaaz::date_field", def.date_field.as_str()));
    cells.extend(def.inspector_field.iter().map(|name| cell("injaaz::inspector_field", name.as_str())));
    let report = &def.report;
    if report.cover {
        cells.push(cell("injaaz::cover", yes_or_no(true)));
    }
    cells.extend(report.client.iter().map(|name| cell("injaaz::client", name.as_str())));
    if report.unanswered == Unanswered::LeftOut {
        cells.push(cell("injaaz::unanswered", "left_out"));
    }
    for (heading, names) in [("injaaz::columns", &report.columns), ("injaaz::remarks", &report.remarks)] {
        if !names.is_empty() {
            cells.push(cell(heading, names.join(" ")));
        }
    }
    cells.extend(report.pass_mark.map(|mark| cell("injaaz::pass_mark", mark.to_string())));
    if let Some(totals) = &def.totals {
        cells.push(cell("injaaz::totals_items", totals.items.as_str()));
        cells.extend(totals.whole.iter().map(|name| cell("injaaz::totals_whole", name.as_str())));
    }
    cells
}

pub(super) fn totals(def: &FormDef) -> Vec<Cells> {
    let part = |part: &TotalsPart| {
        let mut cells = texts("label", &part.label);
        match &part.amount {
            PartAmount::Field(name) => cells.push(cell("amount", name.as_str())),
            PartAmount::Product { quantity, unit_price } => {
                cells.push(cell("quantity", quantity.as_str()));
                cells.push(cell("unit_price", unit_price.as_str()));
            }
        }
        cells
    };
    def.totals.iter().flat_map(|totals| &totals.parts).map(part).collect()
}
