//! Formats values for readers: `14 March 2026`, `1,250.5`, `Yes`.

use crate::{domain::report::Cell, i18n::Texts};

/// Shown for a missing answer.
pub const EMPTY: &str = "–";

pub fn shown(cell: &Cell, texts: Texts) -> String {
    match cell {
        Cell::Empty => EMPTY.to_owned(),
        Cell::Text(text) if text.trim().is_empty() => EMPTY.to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => texts.decimal(&number.to_string()),
        Cell::Money(money) => texts.money(*money),
        Cell::Date(day) => texts.date(*day),
        Cell::Time(moment) => texts.moment(*moment).text,
        Cell::Bool(true) => texts.t("report-yes").to_owned(),
        Cell::Bool(false) => texts.t("report-no").to_owned(),
        Cell::File(file) if file.is_missing => {
            texts.with("report-file-missing", &[("name", file.name.as_str().into())])
        }
        Cell::File(file) => {
            texts.with("report-file", &[("name", file.name.as_str().into()), ("size", texts.size(file.size).into())])
        }
    }
}

/// A value in a column whose title names the currency.
pub fn shown_in_column(cell: &Cell, texts: Texts) -> String {
    match cell {
        Cell::Money(money) => texts.decimal(&money.to_string()),
        other => shown(other, texts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        lang::Lang,
        money::{Currency, Money},
        time_zone::TimeZone,
    };
    use time::macros::{date, datetime};

    #[test]
    fn values_look_as_people_write_them() {
        let number = |text: &str| text.parse().map(Cell::Number).unwrap_or(Cell::Empty);
        for (cell, en, ar) in [
            (Cell::Empty, "–", "–"),
            (Cell::Text(" ".into()), "–", "–"),
            (Cell::Text("=1+1".into()), "=1+1", "=1+1"),
            (number("1234567.5"), "1,234,567.5", "1,234,567.5"),
            (number("-999"), "-999", "-999"),
            (Cell::Money(Money::of("1234.5".parse().unwrap(), Currency::AED)), "AED 1,234.50", "1,234.50 درهم"),
            (number("-1000"), "-1,000", "-1,000"),
            (Cell::Date(date!(2026 - 03 - 04)), "4 March 2026", "4 مارس 2026"),
            (
                Cell::Time(TimeZone::UTC.at(datetime!(2026-03-14 01:05 +4))),
                "13 March 2026, 21:05 UTC",
                "13 مارس 2026، 21:05 UTC",
            ),
            (Cell::Bool(true), "Yes", "نعم"),
        ] {
            let [english, arabic] = [Lang::EN, Lang::AR].map(|lang| shown(&cell, Texts::of(lang)));
            assert_eq!((english.as_str(), arabic.as_str()), (en, ar));
        }
    }
}
