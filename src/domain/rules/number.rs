//! Exact decimal numbers of rules: at most 27 digits, 10 of them after the decimal point.
//!
//! An answer has 15 digits, so a product of two answers and a sum of such products are exact. What has more than 10
//! decimals, such as a third, is rounded half away from zero. A result that does not fit is `None`: blank.
//!
//! Invariant: all limits are stated in digits, not in machine words, so that the browser has the same ones.

use crate::domain::decimal::Decimal;
use std::{cmp::Ordering, fmt};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The value multiplied by 10 to the power of `scale`; without trailing zeros behind the point.
    units: i128,
    scale: u32,
}

const MAX_SCALE: u32 = 10;
/// Stored numbers are below this in units.
const LIMIT: u128 = 10u128.pow(27);
/// Exact products and dividends are below this; it fits into 127 bits.
const WIDE: u128 = 10u128.pow(38);

impl Number {
    pub const ZERO: Number = Number { units: 0, scale: 0 };

    /// Rounds to ten decimals; `None` if it has too many digits.
    pub fn new(units: i128, scale: u32) -> Option<Number> {
        let (mut units, mut scale) = match scale.checked_sub(MAX_SCALE) {
            Some(extra) if extra > 0 => (divide(units, 10i128.checked_pow(extra)?), MAX_SCALE),
            _ => (units, scale),
        };
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        (units.unsigned_abs() < LIMIT).then_some(Number { units, scale })
    }

    pub fn whole(value: i64) -> Number {
        Number { units: i128::from(value), scale: 0 }
    }

    pub fn count(value: usize) -> Number {
        Number { units: i128::try_from(value).unwrap_or_default(), scale: 0 }
    }

    /// A text as a person enters it, with the limits of an answer.
    pub fn parse(text: &str) -> Option<Number> {
        text.trim_matches([' ', '\t', '\n', '\r']).parse::<Decimal>().ok().map(Number::from)
    }

    /// As an answer is stored, rounded to these decimals; `None` if it has more than 15 digits.
    pub fn to_decimal(self, decimals: u8) -> Option<Decimal> {
        self.round(u32::from(decimals))?.to_string().parse().ok()
    }

    fn lifted(self, scale: u32) -> i128 {
        self.units * 10i128.pow(scale.saturating_sub(self.scale))
    }

    pub fn plus(self, other: Number) -> Option<Number> {
        let scale = self.scale.max(other.scale);
        Number::new(self.lifted(scale) + other.lifted(scale), scale)
    }

    pub fn minus(self, other: Number) -> Option<Number> {
        self.plus(other.negate())
    }

    pub fn times(self, other: Number) -> Option<Number> {
        let units = self.units.checked_mul(other.units).filter(|units| units.unsigned_abs() < WIDE)?;
        Number::new(units, self.scale + other.scale)
    }

    pub fn over(self, other: Number) -> Option<Number> {
        if other.units == 0 {
            return None;
        }
        let by = 10i128.pow(MAX_SCALE + other.scale - self.scale);
        let units = self.units.checked_mul(by).filter(|units| units.unsigned_abs() < WIDE)?;
        Number::new(divide(units, other.units), MAX_SCALE)
    }

    /// The remainder, with the sign of the dividend.
    pub fn rest(self, other: Number) -> Option<Number> {
        let scale = self.scale.max(other.scale);
        Number::new(self.lifted(scale).checked_rem(other.lifted(scale))?, scale)
    }

    pub fn negate(self) -> Number {
        Number { units: -self.units, ..self }
    }

    /// Half away from zero.
    pub fn round(self, decimals: u32) -> Option<Number> {
        match self.scale.checked_sub(decimals) {
            Some(extra) if extra > 0 => Number::new(divide(self.units, 10i128.pow(extra)), decimals),
            _ => Some(self),
        }
    }

    /// Without its decimals.
    pub fn truncate(self) -> Number {
        Number { units: self.units / 10i128.pow(self.scale), scale: 0 }
    }

    pub fn to_i64(self) -> Option<i64> {
        i64::try_from(self.truncate().units).ok()
    }
}

/// Rounds half away from zero.
fn divide(units: i128, by: i128) -> i128 {
    let (quotient, rest) = (units / by, units % by);
    if rest.unsigned_abs() * 2 >= by.unsigned_abs() { quotient + units.signum() * by.signum() } else { quotient }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Number {
        Number { units: decimal.in_units(decimal.scale()), scale: u32::from(decimal.scale()) }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.lifted(scale).cmp(&other.lifted(scale))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let one = 10u128.pow(self.scale);
        let (whole, part) = (self.units.unsigned_abs() / one, self.units.unsigned_abs() % one);
        match usize::try_from(self.scale) {
            Ok(width) if width > 0 => write!(f, "{sign}{whole}.{part:0width$}"),
            _ => write!(f, "{sign}{whole}"),
        }
    }
}
