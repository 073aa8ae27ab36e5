//! Exact decimal numbers as entered by users: quantities, prices, counts.
//!
//! Binary floating point cannot represent 0.1 exactly and rounds long numbers. ASCII, Arabic-Indic and Persian digits
//! are accepted. A number that does not fit is refused, never rounded.

use std::{fmt, str::FromStr};

/// A number of up to 15 digits, at most 6 of them after the decimal point. JSON and Excel store such values without
/// loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// The value multiplied by 10 to the power of `scale`.
    units: i64,
    scale: u8,
}

/// The reason why a text cannot be parsed as a [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANumber {
    Syntax,
    TooManyDigits,
}

impl Decimal {
    const MAX_DIGITS: usize = 15;
    const MAX_SCALE: usize = 6;

    /// The number of digits after the decimal point, without trailing zeros.
    pub fn scale(self) -> u8 {
        self.scale
    }

    pub fn to_f64(self) -> f64 {
        // 15 digits fit a double exactly, and a single division is rounded correctly.
        self.units as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// The value in units of 10 to the power of minus `decimals`, rounded half away from zero.
    pub fn in_units(self, decimals: u8) -> i128 {
        rescaled(i128::from(self.units), self.scale, decimals)
    }

    /// The exact product in such units, rounded once. 30 digits fit.
    pub fn product_in_units(self, other: Decimal, decimals: u8) -> i128 {
        rescaled(i128::from(self.units) * i128::from(other.units), self.scale + other.scale, decimals)
    }

    /// The value of this many units of 10 to the power of minus `decimals`; none if it has too many digits.
    pub fn of_units(units: i128, decimals: u8) -> Option<Decimal> {
        let (mut units, mut scale) = (i64::try_from(units).ok()?, decimals);
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        let digits = units.unsigned_abs().to_string().len();
        (digits <= Self::MAX_DIGITS && usize::from(scale) <= Self::MAX_SCALE).then_some(Decimal { units, scale })
    }

    pub fn from_i64(value: i64) -> Decimal {
        Decimal { units: value, scale: 0 }
    }
}

fn rescaled(units: i128, scale: u8, decimals: u8) -> i128 {
    if scale <= decimals {
        return units * 10i128.pow(u32::from(decimals - scale));
    }
    let one = 10i128.pow(u32::from(scale - decimals));
    (units + units.signum() * (one / 2)) / one
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<std::cmp::Ordering> {
        let scale = self.scale.max(other.scale);
        let lift = |d: &Decimal| i128::from(d.units) * 10i128.pow(u32::from(scale - d.scale));
        Some(lift(self).cmp(&lift(other)))
    }
}

impl FromStr for Decimal {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Decimal, NotANumber> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mut units, mut scale, mut digits, mut behind) = (0i64, 0usize, 0usize, None::<usize>);
        for c in rest.chars() {
            let Some(digit) = digit(c) else {
                // U+066B is the Arabic decimal separator.
                if matches!(c, '.' | '\u{66b}') && behind.is_none() && digits > 0 {
                    behind = Some(0);
                    continue;
                }
                return Err(NotANumber::Syntax);
            };
            digits += 1;
            if let Some(n) = behind.as_mut() {
                *n += 1;
            }
            units = units.checked_mul(10).and_then(|u| u.checked_add(digit)).ok_or(NotANumber::TooManyDigits)?;
            scale = behind.unwrap_or(0);
        }
        if digits == 0 || behind == Some(0) {
            return Err(NotANumber::Syntax);
        }
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        if units.to_string().len() > Self::MAX_DIGITS || scale > Self::MAX_SCALE {
            return Err(NotANumber::TooManyDigits);
        }
        Ok(Decimal { units: if negative { -units } else { units }, scale: scale as u8 })
    }
}

fn digit(c: char) -> Option<i64> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    Some(i64::from(c as u32 - zero as u32))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.units);
        }
        let one = 10i64.pow(u32::from(self.scale));
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, part) = (self.units.unsigned_abs() / one as u64, self.units.unsigned_abs() % one as u64);
        write!(f, "{sign}{whole}.{part:0width$}", width = usize::from(self.scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parses_numbers_in_common_notations() {
        for (text, shown) in [
            ("0", "0"),
            ("007", "7"),
            ("12.50", "12.5"),
            ("-3", "-3"),
            ("٣٫٥", "3.5"),
            ("۱۲", "12"),
            ("-0.05", "-0.05"),
        ] {
            assert_eq!(text.parse::<Decimal>().map(|d| d.to_string()), Ok(shown.to_owned()), "{text}");
        }
        for bad in
            ["", "-", ".", "1.", ".5", "1,5", "1e3", "NaN", "Infinity", "+1", "0x10", "1 000", "--1", "1.2.3", "１"]
        {
            assert_eq!(bad.parse::<Decimal>(), Err(NotANumber::Syntax), "{bad}");
        }
        for long in ["12345678901234567890123", "9007199254740993", "0.1234567"] {
            assert_eq!(long.parse::<Decimal>(), Err(NotANumber::TooManyDigits), "{long}");
        }
    }

    proptest! {
        #[test]
        fn decimals_round_trip_through_text_and_json(units in -999_999_999_999_999i64..=999_999_999_999_999, scale in 0u8..=6) {
            let number: Decimal = Decimal { units, scale }.to_string().parse().map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            let json = serde_json::to_string(&number.to_f64()).map_err(|e| TestCaseError::fail(e.to_string()))?;
            let back: f64 = json.parse().map_err(|_| TestCaseError::fail("json"))?;
            prop_assert_eq!(back, number.to_f64());
        }
    }
}
