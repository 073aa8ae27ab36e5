//! The settings of the reader of a page.

use crate::domain::{lang::Lang, time_zone::TimeZone};

/// The language and the time zone in which a page is written.
#[derive(Clone, Copy, Debug)]
pub struct ReaderSettings {
    pub lang: Lang,
    pub zone: TimeZone,
}
