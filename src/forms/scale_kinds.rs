//! Reads the kinds `range`, a number of a scale, and `time`.

use super::reader::{Reader, unknown};
use crate::domain::{clock_time::ClockTime, decimal::Decimal, field_rules::Scale, form::FieldKind, message::Message};

/// As in XLSForm.
const START: i64 = 1;
const END: i64 = 10;
const STEP: i64 = 1;

/// The most decimals of a number.
const DECIMALS: u8 = 6;

/// As many stars as fit on the line of a phone.
const MOST_STARS: usize = 10;

pub(super) fn range(reader: &mut Reader) -> (FieldKind, Option<Scale>) {
    let mut number = |key, usual| reader.optional_decimal(key).unwrap_or(Decimal::from_i64(usual));
    let (start, end, step) = (number("start", START), number("end", END), number("step", STEP));
    let is_rating = match reader.optional_text("appearance") {
        None => false,
        Some("rating") => true,
        Some(other) => {
            let noun = Message::new("definition-noun-appearance");
            reader.complain_at("appearance", unknown(noun, other, ["rating"].into_iter()));
            false
        }
    };
    let scale = Scale { start, end, step, is_rating };
    let zero = Decimal::from_i64(0);
    let way = |from: Decimal, to: Decimal| to.in_units(DECIMALS) - from.in_units(DECIMALS);
    if start >= end {
        let reason = Message::new("definition-start-not-below-end")
            .with("start", start.to_string())
            .with("end", end.to_string());
        reader.complain_at("start", reason);
    } else if step <= zero {
        reader.complain_at("step", Message::new("definition-step-not-above-zero").with("step", step.to_string()));
    } else if way(start, end) % step.in_units(DECIMALS) != 0 {
        let reason = Message::new("definition-steps-miss-end")
            .with("start", start.to_string())
            .with("step", step.to_string())
            .with("end", end.to_string());
        reader.complain_at("step", reason);
    } else if is_rating && scale.count() > MOST_STARS {
        let reason = Message::new("definition-too-many-stars")
            .with("limit", MOST_STARS.to_string())
            .with("found", scale.count().to_string());
        reader.complain_at("appearance", reason);
    }
    let decimals = [start, end, step].map(Decimal::scale).into_iter().max().unwrap_or_default();
    let unit = reader.optional_label("unit");
    (FieldKind::Number { min: Some(start), max: Some(end), decimals, unit }, Some(scale))
}

pub(super) fn time(reader: &mut Reader) -> FieldKind {
    let (min, max) = (clock(reader, "min"), clock(reader, "max"));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let reason = Message::new("definition-min-after-max").with("min", min.to_string()).with("max", max.to_string());
        reader.complain_at("min", reason);
    }
    FieldKind::Time { min, max }
}

fn clock(reader: &mut Reader, key: &'static str) -> Option<ClockTime> {
    let text = reader.optional_text(key)?;
    let time = text.parse().ok();
    if time.is_none() {
        let reason = Message::new("definition-not-a-time").with("key", key).with("found", format!("{text:?}"));
        reader.complain_at(key, reason);
    }
    time
}
