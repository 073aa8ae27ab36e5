//! The accent colour of an organisation, and its contrast by the rule of WCAG 2.
//!
//! Headings are printed in this colour on white, and white text on it; so it must be dark enough for both. For dark
//! pages a lighter tone of it is derived.

use std::fmt;

/// The smallest contrast of text and its background, WCAG 2 level AA.
pub const LEAST_CONTRAST: f64 = 4.5;

const WHITE: [u8; 3] = [255; 3];
/// The background of dark pages.
const DARK: [u8; 3] = [0x12, 0x18, 0x15];

/// A colour that can be read on white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent([u8; 3]);

/// Why a text is no accent colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BadAccent {
    /// Not a `#` with six hexadecimal digits.
    Syntax,
    /// Too light; with its contrast to white, and the nearest colour of the same hue that is allowed.
    TooLight { contrast: f64, nearest: Accent },
}

impl Accent {
    pub const DEFAULT: Accent = Accent([0x12, 0x54, 0x35]);

    /// Reads `#125435`.
    pub fn parse(text: &str) -> Result<Accent, BadAccent> {
        let colour = rgb(text).ok_or(BadAccent::Syntax)?;
        let contrast = contrast(colour, WHITE);
        if contrast >= LEAST_CONTRAST {
            return Ok(Accent(colour));
        }
        Err(BadAccent::TooLight { contrast, nearest: Accent(towards(colour, [0; 3], WHITE)) })
    }

    pub fn rgb(self) -> [u8; 3] {
        self.0
    }

    /// A tone that can be read on dark pages.
    pub fn on_dark(self) -> [u8; 3] {
        towards(self.0, WHITE, DARK)
    }

    /// A tint for the background of table headers and boxes, on which the accent itself can still be read.
    pub fn tint(self) -> [u8; 3] {
        mix(self.0, WHITE, 0.93)
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

fn rgb(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

/// The first colour on the way from `from` to `to` with enough contrast to the background.
fn towards(from: [u8; 3], to: [u8; 3], background: [u8; 3]) -> [u8; 3] {
    let steps = (0..=200).map(|step| mix(from, to, f64::from(step) / 200.0));
    steps.into_iter().find(|colour| contrast(*colour, background) >= LEAST_CONTRAST).unwrap_or(to)
}

fn mix([r, g, b]: [u8; 3], [tr, tg, tb]: [u8; 3], share: f64) -> [u8; 3] {
    let channel = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    [channel(r, tr), channel(g, tg), channel(b, tb)]
}

/// The contrast of two colours, from 1 to 21.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_colour_that_is_too_light_comes_with_the_nearest_one() {
        assert_eq!(Accent::parse("#125435"), Ok(Accent::DEFAULT));
        assert!((contrast([0; 3], WHITE) - 21.0).abs() < 1e-9);
        // The grey that is known as the lightest one that is allowed.
        assert!(Accent::parse("#767676").is_ok());
        let Err(BadAccent::TooLight { contrast, nearest }) = Accent::parse("#777777") else { panic!("too light") };
        assert!((4.4..4.5).contains(&contrast) && nearest.to_string() == "#767676", "{contrast} {nearest}");
        for bad in ["", "125435", "#12543", "#1254355", "#12543g", "green", "#12é35"] {
            assert_eq!(Accent::parse(bad), Err(BadAccent::Syntax), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_nearest_colour_is_allowed(colour in any::<[u8; 3]>()) {
            let accent = match Accent::parse(&Accent(colour).to_string()) {
                Ok(accent) => accent,
                Err(BadAccent::TooLight { nearest, .. }) => nearest,
                Err(BadAccent::Syntax) => return Err(TestCaseError::fail("syntax")),
            };
            prop_assert_eq!(Accent::parse(&accent.to_string()), Ok(accent));
            prop_assert!(contrast(accent.on_dark(), DARK) >= LEAST_CONTRAST);
            prop_assert!(contrast(accent.rgb(), accent.tint()) >= 3.8);
        }
    }
}
