//! The kinds of questions, with what each allows as an answer.
//!
//! Some kinds of a form file are another kind here with a rule more: a `check` is a choice, an `integer` and a `range` are
//! numbers, a `barcode` is a text.

use super::{clock_time::ClockTime, decimal::Decimal, lang::Label, upload::FileType};

#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// One line of at most `max` characters.
    Text {
        max: usize,
        input: TextInput,
    },
    /// Several lines of at most `max` characters.
    LongText {
        max: usize,
    },
    Number {
        min: Option<Decimal>,
        max: Option<Decimal>,
        decimals: u8,
        unit: Option<Label>,
    },
    /// A date. `future`: whether it may be after today.
    Date {
        future: bool,
    },
    /// A time of day.
    Time {
        min: Option<ClockTime>,
        max: Option<ClockTime>,
    },
    /// One value of a fixed list. `default` is selected on an empty form.
    Choice {
        choices: Vec<Choice>,
        default: Option<String>,
    },
    /// Several values of a fixed list. `min` and `max` limit their number, if there are any. `default`: those that are
    /// ticked on an empty form.
    SelectMultiple {
        choices: Vec<Choice>,
        min: Option<usize>,
        max: Option<usize>,
        default: Vec<String>,
    },
    /// One level of a choice tree: level 0 is the asset, 1 its systems, 2 their descriptions.
    Cascade {
        tree: String,
        level: usize,
    },
    Checkbox {
        default: bool,
    },
    Photos {
        max: usize,
    },
    /// A drawing, a typed name, or both. The typed name is printed below the drawing.
    Signature,
    /// One file, a PDF.
    File,
    /// A position on the earth, measured by the device or typed.
    Geopoint,
    /// A text between questions; it has no answer.
    Note,
}

/// Which on-screen keyboard a phone shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextInput {
    #[default]
    Plain,
    Tel,
    Email,
    /// The camera can read it.
    Barcode,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The stored value; never translated.
    pub value: String,
    pub label: Label,
}

impl FieldKind {
    /// What an upload is that answers the question; `None` if no upload belongs there.
    pub fn upload_type(&self) -> Option<FileType> {
        match self {
            FieldKind::Photos { .. } => Some(FileType::Photo),
            FieldKind::Signature => Some(FileType::Signature),
            FieldKind::File => Some(FileType::Pdf),
            _ => None,
        }
    }

    /// Whether the question has a list of choices.
    pub fn choices(&self) -> Option<&[Choice]> {
        match self {
            FieldKind::Choice { choices, .. } | FieldKind::SelectMultiple { choices, .. } => Some(choices),
            _ => None,
        }
    }

    /// Photos, signatures and notes have no value in a cell of a table.
    pub fn has_cell(&self) -> bool {
        !matches!(self, FieldKind::Photos { .. } | FieldKind::Signature | FieldKind::Note)
    }
}
