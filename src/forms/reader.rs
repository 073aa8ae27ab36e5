//! Reads one TOML table key by key, notes what is missing, wrong or unknown, and continues.
//!
//! Serde stops at the first error and cannot say in which field it is; the author of a form should see all errors of a
//! file at once. A reader remembers which keys were read, so that every other key can be reported as unknown.

use super::complaints::ErrorCollector;
use crate::domain::{decimal::Decimal, edit_distance::distance, lang::Label, message::Message};
use std::ops::{Range, RangeInclusive};
use toml::de::{DeTable, DeValue};

pub(super) type Span = Range<usize>;

pub(super) struct Reader<'a> {
    table: &'a DeTable<'a>,
    /// The position of the table in the file.
    pub span: Span,
    /// The name of the table in errors.
    pub place: String,
    notes: &'a ErrorCollector<'a>,
    asked: Vec<&'static str>,
    /// Further keys that were read by their values.
    taken: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(
        table: &'a DeTable<'a>,
        span: Span,
        place: impl Into<String>,
        notes: &'a ErrorCollector<'a>,
    ) -> Reader<'a> {
        Reader { table, span, place: place.into(), notes, asked: Vec::new(), taken: Vec::new() }
    }

    /// Names the table, once its own name was read.
    pub fn call(&mut self, place: String) {
        self.notes.place(&place, &self.span);
        self.place = place;
    }

    pub fn notes(&self) -> &'a ErrorCollector<'a> {
        self.notes
    }

    /// Adds an error about the whole table.
    pub fn complain(&self, reason: impl Into<Message>) {
        self.notes.note(&self.span, &self.place, reason);
    }

    /// Adds an error about one key.
    pub fn complain_at(&self, key: &str, reason: impl Into<Message>) {
        let span = self.table.get(key).map_or_else(|| self.span.clone(), |value| value.span());
        self.notes.note_key(&span, &self.place, key, reason);
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub fn value(&mut self, key: &'static str) -> Option<(&'a DeValue<'a>, Span)> {
        self.asked.push(key);
        self.table.get(key).map(|value| (value.get_ref(), value.span()))
    }

    fn needed<T>(&self, key: &str, found: Option<T>) -> Option<T> {
        if found.is_none() && !self.has(key) {
            self.complain_at(key, Message::new("definition-missing").with("key", key));
        }
        found
    }

    /// Reads a key with `read`, which returns what it expected if the value is of another type.
    fn typed<T>(&mut self, key: &'static str, read: impl Fn(&'a DeValue<'a>) -> Result<T, Message>) -> Option<T> {
        let (value, _) = self.value(key)?;
        read(value).map_err(|expected| self.complain_at(key, wrong_type(key, expected, value))).ok()
    }

    pub fn optional_text(&mut self, key: &'static str) -> Option<&'a str> {
        let text = self.typed(key, |value| value.as_str().ok_or_else(|| Message::new("definition-expected-text")))?;
        if text.trim().is_empty() {
            self.complain_at(key, Message::new("definition-empty").with("key", key));
            return None;
        }
        Some(text)
    }

    pub fn text(&mut self, key: &'static str) -> Option<&'a str> {
        let found = self.optional_text(key);
        self.needed(key, found)
    }

    /// A key that is true, false or an expression.
    pub fn flag_or_text(&mut self, key: &'static str) -> Option<Result<bool, &'a str>> {
        self.typed(key, |value| match (value.as_bool(), value.as_str()) {
            (Some(flag), _) => Ok(Ok(flag)),
            (_, Some(text)) => Ok(Err(text)),
            (None, None) => Err(Message::new("definition-expected-flag-or-rule")),
        })
    }

    /// The text of a value of any plain type, such as a default: a number as it is written.
    pub fn plain(&mut self, key: &'static str) -> Option<String> {
        let (value, _) = self.value(key)?;
        Some(match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Datetime(date) => date.to_string(),
            other => {
                self.complain_at(key, wrong_type(key, Message::new("definition-expected-plain"), other));
                return None;
            }
        })
    }

    /// A list of texts; empty if the key is not there.
    pub fn texts(&mut self, key: &'static str) -> Vec<String> {
        let found = self.typed(key, |value| {
            let texts = value.as_array().map(|array| array.iter().map(|text| text.get_ref().as_str()));
            let texts = texts.and_then(|texts| texts.collect::<Option<Vec<_>>>());
            texts.ok_or_else(|| Message::new("definition-expected-texts"))
        });
        found.unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    pub fn is_table(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|value| value.get_ref().as_table().is_some())
    }

    /// The keys that were not read yet and have texts, which the caller reads by that.
    pub fn other_texts(&mut self) -> Vec<(String, String)> {
        let others = self.table.iter().filter(|(key, _)| !self.asked.contains(&key.get_ref().as_ref()));
        let texts =
            others.filter_map(|(key, value)| Some((key.get_ref().to_string(), value.get_ref().as_str()?.to_owned())));
        let texts: Vec<(String, String)> = texts.collect();
        self.taken.extend(texts.iter().map(|(key, _)| key.clone()));
        texts
    }

    pub fn flag(&mut self, key: &'static str) -> bool {
        self.typed(key, |value| value.as_bool().ok_or_else(|| Message::new("definition-expected-flag")))
            .unwrap_or_default()
    }

    pub fn optional_count(&mut self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let count = self.typed(key, |value| whole(value).ok_or_else(|| Message::new("definition-expected-whole")))?;
        if !range.contains(&count) {
            let reason = Message::new("definition-out-of-range")
                .with("key", key)
                .with("start", range.start().to_string())
                .with("end", range.end().to_string())
                .with("found", count.to_string());
            self.complain_at(key, reason);
            return None;
        }
        Some(count)
    }

    pub fn count(&mut self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let found = self.optional_count(key, range);
        self.needed(key, found)
    }

    pub fn optional_decimal(&mut self, key: &'static str) -> Option<Decimal> {
        self.typed(key, |value| {
            let written = match value {
                DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
                DeValue::Float(number) => number.as_str(),
                _ => "",
            };
            written.parse().map_err(|_| Message::new("definition-expected-decimal"))
        })
    }

    pub fn optional_label(&mut self, key: &'static str) -> Option<Label> {
        let mut table = self.optional_table(key, |place| format!("{place}{key}"))?;
        let (en, ar) = (table.text("en"), table.text("ar"));
        table.finish();
        Some(Label::new(en?, ar?))
    }

    pub fn label(&mut self, key: &'static str) -> Option<Label> {
        let found = self.optional_label(key);
        self.needed(key, found)
    }

    /// `place` makes the name of the table from the prefix of this one.
    pub fn optional_table(&mut self, key: &'static str, place: impl FnOnce(String) -> String) -> Option<Reader<'a>> {
        let (value, span) = self.value(key)?;
        let Some(table) = value.as_table() else {
            self.complain_at(key, wrong_type(key, Message::new("definition-expected-table"), value));
            return None;
        };
        let prefix = if self.place.is_empty() { String::new() } else { format!("{}: ", self.place) };
        Some(Reader::new(table, span, place(prefix), self.notes))
    }

    /// An array of tables; each is named later, when its own name was read.
    pub fn tables(&mut self, key: &'static str) -> Vec<Reader<'a>> {
        let found = self.typed(key, |value| value.as_array().ok_or_else(|| Message::new("definition-expected-tables")));
        let Some(array) = self.needed(key, found) else { return Vec::new() };
        if array.is_empty() {
            self.complain_at(key, Message::new("definition-empty").with("key", key));
        }
        let mut readers = Vec::new();
        for (index, value) in array.iter().enumerate() {
            match value.get_ref().as_table() {
                Some(table) => {
                    readers.push(Reader::new(table, value.span(), format!("{key} {}", index + 1), self.notes));
                }
                None => self.complain_at(key, Message::new("definition-not-tables").with("key", key)),
            }
        }
        readers
    }

    /// Adds an error for every key that was not read.
    pub fn finish(self) {
        let is_read = |key: &str| self.asked.contains(&key) || self.taken.iter().any(|taken| taken == key);
        for (key, _) in self.table.iter().filter(|(key, _)| !is_read(key.get_ref())) {
            let reason = unknown(Message::new("definition-noun-key"), key.get_ref(), self.asked.iter().copied());
            self.notes.note_key(&key.span(), &self.place, key.get_ref(), reason);
        }
    }
}

fn whole(value: &DeValue) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// What a key must be, and what it is.
fn wrong_type(key: &str, expected: Message, found: &DeValue) -> Message {
    let found = match found {
        DeValue::String(_) => Message::new("definition-found-text"),
        DeValue::Integer(_) | DeValue::Float(_) => Message::new("definition-found-number"),
        DeValue::Boolean(_) => Message::new("definition-found-flag"),
        DeValue::Datetime(_) => Message::new("definition-found-date"),
        DeValue::Array(_) => Message::new("definition-found-list"),
        DeValue::Table(_) => Message::new("definition-found-table"),
    };
    Message::new("definition-wrong-type").with("key", key).with("expected", expected).with("found", found)
}

pub(super) fn min_above_max(min: impl ToString, max: impl ToString) -> Message {
    Message::new("definition-min-above-max").with("min", min.to_string()).with("max", max.to_string())
}

/// "kind "tex" is unknown; did you mean "text"?" `what` is a noun.
pub(super) fn unknown<'k>(what: Message, word: &str, known: impl Iterator<Item = &'k str> + Clone) -> Message {
    let near = known.clone().map(|k| (distance(word, k), k)).min().filter(|(d, k)| *d <= 1 + k.len() / 4);
    let word = format!("{word:?}");
    match near {
        Some((_, near)) => Message::new("definition-unknown-near")
            .with("what", what)
            .with("word", word)
            .with("near", format!("{near:?}")),
        None => Message::new("definition-unknown-known")
            .with("what", what)
            .with("word", word)
            .with("known", known.collect::<Vec<_>>().join(", ")),
    }
}
