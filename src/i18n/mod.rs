//! All user-visible texts in every language: Fluent messages in `locales/<tag>/*.ftl`, built into the program.
//!
//! Input: a language and a key with arguments. Output: the text. Form definitions contain their own labels.
//!
//! Invariants:
//! - English is complete. A key that is missing in another language is shown in English; a key that is missing in
//!   English is shown as itself. Either is logged once, and nothing panics.
//! - Numbers are grouped with the `language-number-group` of the language; plural forms follow CLDR.
//! - Arguments are **not** wrapped in Unicode isolates (FSI and PDI). Pages isolate user input with `<bdi>` or
//!   `dir="auto"`; in Excel cells, PDF text, file names and JSON these characters would break searching and copying.
//! - Codes of `domain` are turned into texts here, in one file per type, by an exhaustive `match`, so that a new code
//!   without a key does not compile. Lower layers return codes or a [`Message`], never sentences.
//! - Texts for operators only are in English, in the place where they are used: command output, log lines, errors of
//!   settings and mappings, technical notes of an import (`line 3, column 14`).
//! - A language is one folder. Its `language.ftl` contains its name, its direction and its number format.

mod action;
mod approval;
mod audit;
mod catalogue;
mod client_response;
mod email;
mod form_mistake;
mod format;
mod inline;
mod job;
mod locale;
mod media;
mod migration;
mod notification;
mod password;
mod pattern;
mod problem;
mod report_file;
mod rules;
mod score;
mod template;
mod texts;
mod validation;
mod variables;
mod webhook;

pub use crate::domain::message::{Arg, Message};
pub use catalogue::{Source, install, supported};
pub use email::EmailText;
pub use format::Moment;
pub use locale::Direction;
pub use pattern::Pattern;
pub use texts::{Texts, languages, standalone};

/// For tests of every crate: panics unless every language has the message and all its arguments.
#[doc(hidden)]
#[track_caller]
pub fn assert_complete(message: &Message) {
    use std::collections::BTreeSet;

    for texts in languages() {
        let args = message.args.iter().map(|(name, value)| (*name, texts.value(value))).collect();
        let (tag, key) = (texts.lang(), message.key);
        let (text, errors) = texts.locale.format(key, Some(&args)).unwrap_or_else(|| panic!("{tag} has no {key}"));
        assert!(errors.is_empty() && !text.trim().is_empty(), "{tag}/{key}: {text}: {errors:?}");
        let given: BTreeSet<&str> = message.args.iter().map(|(name, _)| *name).collect();
        let variables = texts.locale.variables(key);
        assert_eq!(given, variables.iter().map(String::as_str).collect(), "{tag}/{key}: arguments and variables");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        lang::{Label, Lang},
        time_zone::TimeZone,
    };
    use time::macros::{date, datetime};

    const EN: Lang = Lang::EN;
    const AR: Lang = Lang::AR;

    #[test]
    fn dates_and_times_are_written_in_words() {
        assert_eq!(Texts::of(EN).date(date!(2026 - 03 - 14)), "14 March 2026");
        assert_eq!(Texts::of(AR).date(date!(2026 - 12 - 01)), "1 ديسمبر 2026");
        let shown = Texts::of(EN).moment(TimeZone::UTC.at(datetime!(2026-03-14 23:05:09 +04:00)));
        assert_eq!(shown, Moment { text: "14 March 2026, 19:05 UTC".into(), machine: "2026-03-14T19:05:09Z".into() });
    }

    #[test]
    fn times_have_the_offset_of_their_zone_at_that_moment() {
        let shown = |lang, zone, at| Texts::of(lang).moment(TimeZone::named(zone).unwrap().at(at));
        let signed = datetime!(2026-11-28 21:30 UTC);
        let text = |lang, zone, at| shown(lang, zone, at).text;
        assert_eq!(text(EN, "Asia/Dubai", signed), "29 November 2026, 01:30, UTC+4");
        assert_eq!(shown(EN, "Asia/Dubai", signed).machine, "2026-11-28T21:30:00Z");
        assert_eq!(text(AR, "Asia/Dubai", signed), "29 نوفمبر 2026، 01:30، UTC+4");
        assert_eq!(text(EN, "Asia/Kolkata", signed), "29 November 2026, 03:00, UTC+5:30");
        // Before and after the clocks change, both are half past two in Berlin.
        assert_eq!(text(EN, "Europe/Berlin", datetime!(2026-10-25 0:30 UTC)), "25 October 2026, 02:30, UTC+2");
        assert_eq!(text(EN, "Europe/Berlin", datetime!(2026-10-25 1:30 UTC)), "25 October 2026, 02:30, UTC+1");
        assert_eq!(Texts::of(EN).time_zone(TimeZone::named("Asia/Dubai").unwrap(), signed), "Asia/Dubai, UTC+4");
        assert_eq!(Texts::of(EN).time_zone(TimeZone::UTC, signed), "UTC");
    }

    #[test]
    fn sizes_durations_and_numbers_are_short() {
        let texts = Texts::of(EN);
        assert_eq!(
            [0, 1, 999, 1_000, 999_999, 1_250_000].map(|n| texts.size(n)),
            ["0 bytes", "1 byte", "999 bytes", "1 kB", "999 kB", "1.2 MB"]
        );
        assert_eq!(
            [0, 999, 1_000, 1_234_567, -4_321].map(|n| texts.number(n)),
            ["0", "999", "1,000", "1,234,567", "-4,321"]
        );
        assert_eq!(
            [0, 59, 61, 3_599, 7_500].map(|s| texts.duration(s)),
            ["0 s", "59 s", "2 min", "60 min", "2 h 05 min"]
        );
    }

    #[test]
    fn numbers_inside_texts_are_grouped_and_select_the_plural_form() {
        assert_eq!(
            Texts::of(EN).with("format-hours", &[("hours", 1_234.into()), ("minutes", "05".into())]),
            "1,234 h 05 min"
        );
        assert_eq!(Texts::of(EN).with("format-bytes", &[("amount", 1.into())]), "1 byte");
    }

    #[test]
    fn a_missing_key_is_shown_and_a_missing_argument_too() {
        assert_eq!(Texts::of(AR).get("no-such-key"), "no-such-key");
        assert_eq!(Texts::of(EN).with("format-date", &[("day", "1".into())]), "1 {$month} {$year}");
    }

    #[test]
    fn a_message_can_hold_labels_and_messages() {
        let inner = Message::new("format-kilobytes").with("amount", 3);
        let outer = Message::new("format-moment").with("date", Label::new("Site", "الموقع")).with("time", inner);
        assert_eq!(Texts::of(EN).message(&outer), "Site, 3 kB");
        assert_eq!(Texts::of(AR).message(&outer), "الموقع، 3 كيلوبايت");
    }

    #[test]
    fn languages_are_the_folders_with_english_first() {
        let all: Vec<_> =
            languages().into_iter().map(|texts| (texts.lang(), texts.language_name(), texts.direction())).collect();
        assert_eq!(all, [(EN, "English", Direction::LeftToRight), (AR, "العربية", Direction::RightToLeft)]);
        assert_eq!(
            [supported("ar-AE"), supported("EN"), supported("fr"), supported("")],
            [Some(AR), Some(EN), None, None]
        );
    }
}
