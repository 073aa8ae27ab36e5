//! The colours of a report: fixed ones, and those of the organisation.

use crate::domain::accent::Accent;

pub type Colour = [u8; 3];
pub const INK: Colour = [0x1c, 0x24, 0x20];
pub const GREY: Colour = [0x55, 0x5f, 0x59];
pub const RULE: Colour = [0xd5, 0xdd, 0xd8];

/// The accent colour of the organisation.
#[derive(Clone, Copy)]
pub struct Palette {
    pub accent: Colour,
    /// The background of boxes and table headers.
    pub pale: Colour,
}

impl Palette {
    pub fn of(accent: Accent) -> Palette {
        Palette { accent: accent.rgb(), pale: accent.tint() }
    }
}
