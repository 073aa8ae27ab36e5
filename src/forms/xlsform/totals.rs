//! The sheet `injaaz_totals`: which questions are money, which XLSForm has no place for.

use super::{
    headings::{Columns, KnownColumns},
    messages::{CellPlace, Messages, SheetName},
    rows::{Row, Texts},
    table::Table,
    toml_text::{TomlText, label, quoted},
};
use crate::domain::message::Message;

pub const KNOWN: KnownColumns = KnownColumns {
    sheet: SheetName::Totals,
    plain: &["amount", "quantity", "unit_price"],
    translated: &["label"],
    aliases: &[],
    left_out: &[],
    has_further: false,
};

/// `items` and `whole` are columns of the sheet settings.
pub fn write(
    [items, whole]: [Option<(&str, CellPlace)>; 2],
    table: &Table,
    columns: &Columns,
    out: &mut TomlText,
    messages: &mut Messages,
) {
    if items.is_none() && whole.is_none() && table.rows.is_empty() {
        return;
    }
    let place = items.or(whole).map_or(CellPlace::sheet(SheetName::Totals), |(_, place)| place);
    out.begin("[totals]", place);
    for (key, value) in [("items", items), ("whole", whole)] {
        if let Some((name, place)) = value {
            out.optional(key, &quoted(name), place);
        }
    }
    if table.rows.is_empty() {
        return;
    }
    out.raw("parts = [", place);
    for row in &table.rows {
        let row = Row::new(columns, row);
        let texts = row.texts("label", messages).unwrap_or_else(|| {
            messages.mistake(row.place("label"), Message::new("spreadsheet-part-without-label"));
            Texts { en: "?".into(), ar: "?".into(), place: row.here() }
        });
        let mut line = format!("    {{ label = {}", label(&texts.en, &texts.ar));
        for key in KNOWN.plain {
            if let Some((name, _)) = row.text(key) {
                line.push_str(&format!(", {key} = {}", quoted(name)));
            }
        }
        out.raw(&format!("{line} }},"), row.here());
    }
    out.raw("]", place);
}
