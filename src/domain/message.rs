//! A user-visible text as a key with arguments. Rules return this instead of a sentence.
//!
//! `i18n::Texts::message` turns it into the text of one language. Invariant: the key exists in `locales/en/*.ftl` and
//! takes exactly these arguments; a test compares them.

use super::{lang::Label, time_zone::LocalMoment};
use time::Date;

/// The key of a text, and the values of its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    pub fn new(key: &'static str) -> Message {
        Message { key, args: Vec::new() }
    }

    /// Adds an argument.
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Message {
        self.args.push((name, value.into()));
        self
    }
}

/// The value of a variable. Its formatting depends on the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Inserted unchanged: a name, an id, or a number without digit grouping (a year, a version).
    Text(String),
    /// A number with digit grouping; it also selects the plural form.
    Number(i64),
    /// A text of a form definition.
    Label(Label),
    /// A nested text.
    Message(Box<Message>),
    Date(Date),
    /// Shown with its offset.
    Moment(LocalMoment),
    /// A number of bytes, shown in a suitable unit.
    Bytes(i64),
    /// A number of seconds, shown in a suitable unit.
    Seconds(u64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

/// Templates pass fields by reference.
impl From<&&str> for Arg {
    fn from(text: &&str) -> Arg {
        Arg::Text((*text).to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Arg {
        Arg::Text(text.clone())
    }
}

impl From<std::borrow::Cow<'_, str>> for Arg {
    fn from(text: std::borrow::Cow<'_, str>) -> Arg {
        Arg::Text(text.into_owned())
    }
}

impl From<Label> for Arg {
    fn from(label: Label) -> Arg {
        Arg::Label(label)
    }
}

impl From<&Label> for Arg {
    fn from(label: &Label) -> Arg {
        Arg::Label(label.clone())
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Arg {
        Arg::Message(Box::new(message))
    }
}

impl From<Date> for Arg {
    fn from(date: Date) -> Arg {
        Arg::Date(date)
    }
}

impl From<LocalMoment> for Arg {
    fn from(at: LocalMoment) -> Arg {
        Arg::Moment(at)
    }
}

macro_rules! from_numbers {
    ($($number:ty),+) => {$(
        impl From<$number> for Arg {
            fn from(number: $number) -> Arg {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }

        impl From<&$number> for Arg {
            fn from(number: &$number) -> Arg {
                Arg::from(*number)
            }
        }
    )+};
}

from_numbers!(i16, i32, i64, u8, u16, u32, u64, usize);
