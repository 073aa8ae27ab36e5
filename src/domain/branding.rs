//! How an organisation looks on its reports and on the pages of its clients: accent colour, lines of text, paper size
//! and currency. The logo is a picture and kept beside it.

use super::{accent::Accent, money::Currency, text_enum::text_enum};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    pub accent: Accent,
    /// Below the name of the organisation at the top of each page, such as an address.
    pub header_line: Option<String>,
    /// At the foot of each page, such as telephone and e-mail address.
    pub footer_line: Option<String>,
    /// Below the footer line, such as a disclaimer.
    pub legal_line: Option<String>,
    pub paper: Paper,
    pub currency: Currency,
}

/// As long as header and footer line may be, in characters; each stands on one line.
pub const LINE_CHARS: usize = 120;

/// As long as the legal line may be, in characters; it may take three lines.
pub const LEGAL_CHARS: usize = 400;

text_enum! {
    /// The paper of the PDF and of printed sheets.
    pub enum Paper {
        A4 = "a4",
        UsLetter = "letter",
    }
}

impl Paper {
    /// Width and height in points.
    pub fn size(self) -> (f32, f32) {
        match self {
            Paper::A4 => (595.28, 841.89),
            Paper::UsLetter => (612.0, 792.0),
        }
    }
}

impl Default for Branding {
    /// What an organisation has until it chooses something else.
    fn default() -> Branding {
        Branding {
            accent: Accent::DEFAULT,
            header_line: None,
            footer_line: None,
            legal_line: None,
            paper: Paper::A4,
            currency: Currency::AED,
        }
    }
}
