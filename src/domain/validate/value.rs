//! Parses numbers, dates, times, choices and checkboxes from the text that was sent.

use super::{ValidationCode, is_blank};
use crate::domain::{
    answers::parse_iso,
    clock_time::ClockTime,
    decimal::{Decimal, NotANumber},
    field_rules::Scale,
    form::Choice,
};
use time::Date;

/// Plausible years of a visit; other years are typing errors.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// With more digits a number would not be stored exactly in JSON and Excel.
const MAX_DIGITS: usize = 15;

/// The allowed range and precision of a number field.
pub(super) struct NumberRule<'a> {
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub decimals: u8,
    pub scale: Option<&'a Scale>,
}

pub(super) fn number(sent: &str, rule: &NumberRule) -> Result<Decimal, ValidationCode> {
    let sent = sent.trim();
    let number: Decimal = sent.parse().map_err(|not| match not {
        NotANumber::Syntax => ValidationCode::NotANumber,
        NotANumber::TooManyDigits => ValidationCode::TooManyDigits { limit: MAX_DIGITS },
    })?;
    // `-0` equals 0, so it would pass the limits and then be stored differently from what was entered.
    if number == Decimal::from_i64(0) && sent.starts_with('-') {
        return Err(ValidationCode::NotANumber);
    }
    match (rule.min, rule.max) {
        (Some(min), _) if number < min => return Err(ValidationCode::BelowMinimum(min)),
        (_, Some(max)) if number > max => return Err(ValidationCode::AboveMaximum(max)),
        _ => {}
    }
    match rule.scale {
        Some(scale) if !scale.has(number) => {
            Err(ValidationCode::NotOnScale { start: scale.start, end: scale.end, step: scale.step })
        }
        None if number.scale() > rule.decimals => Err(ValidationCode::TooManyDecimals { limit: rule.decimals }),
        _ => Ok(number),
    }
}

pub(super) fn day(sent: &str, latest: Option<Date>) -> Result<Date, ValidationCode> {
    let sent = sent.trim();
    let Some(day) = parse_iso(sent) else {
        // The format is right but the calendar has no such date; an error about the format would not help.
        let shaped = sent.len() == 10
            && sent.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        return Err(if shaped { ValidationCode::NoSuchDay } else { ValidationCode::NotADate });
    };
    if !YEARS.contains(&day.year()) {
        return Err(ValidationCode::DayOutOfRange { first: *YEARS.start(), last: *YEARS.end() });
    }
    if latest.is_some_and(|latest| day > latest) { Err(ValidationCode::FutureDay) } else { Ok(day) }
}

pub(super) fn time(sent: &str, min: Option<ClockTime>, max: Option<ClockTime>) -> Result<ClockTime, ValidationCode> {
    let time: ClockTime = sent.trim().parse().map_err(|_| ValidationCode::NotATime)?;
    match (min, max) {
        (Some(min), _) if time < min => Err(ValidationCode::TooEarly(min)),
        (_, Some(max)) if time > max => Err(ValidationCode::TooLate(max)),
        _ => Ok(time),
    }
}

/// Several choices in the order of the form; `None` if nothing is chosen. The limits hold where something is.
pub(super) fn choices(
    sent: &[&str],
    choices: &[Choice],
    min: Option<usize>,
    max: Option<usize>,
) -> Result<Option<Vec<String>>, ValidationCode> {
    let is_chosen = |choice: &&Choice| sent.contains(&choice.value.as_str());
    let is_known = |sent: &&str| is_blank(sent) || choices.iter().any(|choice| choice.value == **sent);
    if !sent.iter().all(is_known) {
        return Err(ValidationCode::NotAChoice);
    }
    let chosen: Vec<String> = choices.iter().filter(is_chosen).map(|choice| choice.value.clone()).collect();
    match (chosen.len(), min, max) {
        (0, ..) => Ok(None),
        (found, Some(limit), _) if found < limit => Err(ValidationCode::TooFewChoices { limit, found }),
        (found, _, Some(limit)) if found > limit => Err(ValidationCode::TooManyChoices { limit, found }),
        _ => Ok(Some(chosen)),
    }
}

pub(super) fn choice(sent: &str, choices: &[Choice]) -> Result<String, ValidationCode> {
    if choices.iter().any(|choice| choice.value == sent) {
        Ok(sent.to_owned())
    } else {
        Err(ValidationCode::NotAChoice)
    }
}

/// `on` is sent by browsers, `True` by the legacy app.
pub(super) fn tick(sent: &str) -> Result<bool, ValidationCode> {
    match sent.to_ascii_lowercase().as_str() {
        "yes" | "on" | "true" => Ok(true),
        "no" | "off" | "false" => Ok(false),
        _ => Err(ValidationCode::NotYesOrNo),
    }
}
