//! Currencies and exact amounts of money.
//!
//! An amount is a whole number of the smallest unit of its currency (fils, cents), so that sums have no rounding error.
//! A product of quantity and price is rounded once, half away from zero, before it is added, so that the printed lines
//! add up to the printed total.

use super::decimal::Decimal;
use std::fmt;

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: &'static str,
    decimals: u8,
}

/// Those of the Gulf first, then by code; with the number of digits after the decimal point.
const CURRENCIES: [(&str, u8); 40] = [
    ("AED", 2),
    ("SAR", 2),
    ("QAR", 2),
    ("KWD", 3),
    ("BHD", 3),
    ("OMR", 3),
    ("AUD", 2),
    ("BDT", 2),
    ("BRL", 2),
    ("CAD", 2),
    ("CHF", 2),
    ("CNY", 2),
    ("DKK", 2),
    ("EGP", 2),
    ("EUR", 2),
    ("GBP", 2),
    ("HKD", 2),
    ("IDR", 2),
    ("ILS", 2),
    ("INR", 2),
    ("IQD", 3),
    ("JOD", 3),
    ("JPY", 0),
    ("KES", 2),
    ("LBP", 2),
    ("LKR", 2),
    ("MAD", 2),
    ("MYR", 2),
    ("NGN", 2),
    ("NOK", 2),
    ("NPR", 2),
    ("NZD", 2),
    ("PHP", 2),
    ("PKR", 2),
    ("SEK", 2),
    ("SGD", 2),
    ("TND", 3),
    ("TRY", 2),
    ("USD", 2),
    ("ZAR", 2),
];

impl Currency {
    /// What an organisation has until it chooses another one.
    pub const AED: Currency = Currency { code: "AED", decimals: 2 };

    pub fn all() -> impl Iterator<Item = Currency> {
        CURRENCIES.into_iter().map(|(code, decimals)| Currency { code, decimals })
    }

    pub fn named(code: &str) -> Option<Currency> {
        Currency::all().find(|currency| currency.code == code)
    }

    pub fn code(self) -> &'static str {
        self.code
    }

    /// The number of digits after the decimal point.
    pub fn decimals(self) -> u8 {
        self.decimals
    }
}

/// An exact amount in one currency. Its `Display` is the plain number, with all digits of the currency: `1250.50`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// In the smallest unit of the currency.
    minor: i128,
    currency: Currency,
}

impl Money {
    pub fn of(amount: Decimal, currency: Currency) -> Money {
        Money { minor: amount.in_units(currency.decimals), currency }
    }

    /// Quantity × unit price, rounded to the smallest unit of the currency.
    pub fn product(quantity: Decimal, unit_price: Decimal, currency: Currency) -> Money {
        Money { minor: quantity.product_in_units(unit_price, currency.decimals), currency }
    }

    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The sum of amounts in one currency; `None` if there is none, because blank is not zero.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().reduce(|sum, one| Money { minor: sum.minor + one.minor, ..sum })
    }

    /// For the cell of a spreadsheet, if a spreadsheet can store the amount exactly: 15 digits.
    pub fn to_f64(self) -> Option<f64> {
        (self.minor.unsigned_abs() < 1_000_000_000_000_000)
            .then(|| self.minor as f64 / 10f64.powi(i32::from(self.currency.decimals)))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let one = 10u128.pow(u32::from(self.currency.decimals));
        let (whole, part) = (self.minor.unsigned_abs() / one, self.minor.unsigned_abs() % one);
        match usize::from(self.currency.decimals) {
            0 => write!(f, "{sign}{whole}"),
            width => write!(f, "{sign}{whole}.{part:0width$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        let [aed, kwd, jpy] = ["AED", "KWD", "JPY"].map(|code| Currency::named(code).unwrap());
        for (quantity, price, currency, shown) in [
            ("3", "0.1", aed, "0.30"),
            ("2.5", "1.33", aed, "3.33"),
            ("0.05", "0.1", aed, "0.01"),
            ("-0.05", "0.1", aed, "-0.01"),
            ("1.1", "1.1", kwd, "1.210"),
            ("2.5", "1", jpy, "3"),
            ("1000000", "999999999.99", aed, "999999999990000.00"),
        ] {
            assert_eq!(Money::product(decimal(quantity), decimal(price), currency).to_string(), shown);
        }
        assert_eq!(Money::of(decimal("7.005"), aed).to_string(), "7.01");
        assert_eq!((Currency::named("AED"), Currency::named("aed")), (Some(Currency::AED), None));
    }

    proptest! {
        /// A sum is exactly what the printed lines add up to.
        #[test]
        fn printed_lines_add_up(lines in proptest::collection::vec((0i64..1_000_000, 0i64..100_000_000), 1..200)) {
            let hundredths = |n: i64| decimal(&format!("{}.{:02}", n / 100, n % 100));
            let lines: Vec<Money> =
                lines.iter().map(|(q, p)| Money::product(hundredths(*q), hundredths(*p), Currency::AED)).collect();
            let added: i128 = lines.iter().map(|line| line.to_string().replace('.', "").parse::<i128>().unwrap()).sum();
            prop_assert_eq!(Money::sum(lines.clone()).unwrap().to_string().replace('.', "").parse::<i128>(), Ok(added));
        }
    }
}
