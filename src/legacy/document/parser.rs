//! A recursive descent parser for JSON. Depth, keys and values are limited.

use super::{
    QuarantineReason, Quarantined,
    irregularities::{Irregularities, Irregularity},
    number::{self, NumberExtent},
    text::{self, StringError},
};
use serde_json::{Map, Value};

/// The maximum depth; recursion of this depth is safe, and the legacy app never nested as deep.
pub const MAX_DEPTH: usize = 64;

/// The maximum number of keys in a document, far above that of any form.
pub const MAX_KEYS: usize = 100_000;

/// The maximum number of values of all types: a value of one or two bytes in the file takes many times that in memory.
pub const MAX_VALUES: usize = 1_000_000;

/// Python's JSON module writes these for non-finite numbers.
const NO_NUMBERS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

pub struct Parser<'a> {
    text: &'a str,
    /// The position in bytes; always at a character boundary.
    at: usize,
    keys: usize,
    values: usize,
    oddities: &'a mut Irregularities,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, oddities: &'a mut Irregularities) -> Parser<'a> {
        Parser { text, at: 0, keys: 0, values: 0, oddities }
    }

    /// Parses one value; nothing but white space may follow.
    pub fn document(mut self) -> Result<Value, Quarantined> {
        self.skip_space();
        let value = self.value(1)?;
        self.skip_space();
        match self.peek() {
            None => Ok(value),
            Some(_) => Err(self.refuse(QuarantineReason::TrailingData, self.at, "")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Quarantined> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(Quarantined::new(QuarantineReason::TooLarge, format!("more than {MAX_VALUES} values")));
        }
        match self.peek() {
            None => Err(self.truncated()),
            Some(b'{' | b'[') if depth > MAX_DEPTH => Err(self.refuse(QuarantineReason::TooDeep, self.at, "")),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') if !self.rest().starts_with("-I") => self.number(),
            Some(_) => self.keyword(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Quarantined> {
        let mut map = Map::new();
        self.at += 1;
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Object(map));
        }
        loop {
            let start = self.at;
            match self.peek() {
                Some(b'"') => {}
                None => return Err(self.truncated()),
                Some(_) => {
                    return Err(self.refuse(QuarantineReason::Syntax, start, "expected a key in quotes"));
                }
            }
            let key = self.string()?;
            self.keys += 1;
            if self.keys > MAX_KEYS {
                return Err(Quarantined::new(QuarantineReason::TooLarge, format!("more than {MAX_KEYS} keys")));
            }
            self.skip_space();
            self.expect(b':', "expected a colon")?;
            self.skip_space();
            let value = self.value(depth + 1)?;
            if map.contains_key(&key) {
                return Err(self.refuse(
                    QuarantineReason::DuplicateKey,
                    start,
                    &format!("the key {key:?} occurs twice"),
                ));
            }
            map.insert(key, value);
            self.skip_space();
            if self.take(b'}') {
                return Ok(Value::Object(map));
            }
            self.expect(b',', "expected a comma or }")?;
            self.skip_space();
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Quarantined> {
        let mut list = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::Array(list));
        }
        loop {
            list.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::Array(list));
            }
            self.expect(b',', "expected a comma or ]")?;
            self.skip_space();
        }
    }

    fn string(&mut self) -> Result<String, Quarantined> {
        let start = self.at + 1;
        let read = text::read(self.text.get(start..).unwrap_or_default()).map_err(|broken| match broken {
            StringError::Truncated => self.truncated(),
            StringError::Escape(at) => self.refuse(QuarantineReason::Syntax, start + at, "invalid escape sequence"),
            StringError::Control(at) => {
                self.refuse(QuarantineReason::Syntax, start + at, "a control character in a text")
            }
        })?;
        for (odd, at) in read.odd {
            self.note_irregularity(odd, start + at);
        }
        self.at = start + read.len;
        Ok(read.content)
    }

    fn number(&mut self) -> Result<Value, Quarantined> {
        let start = self.at;
        match number::measure(self.rest().as_bytes()) {
            NumberExtent::Truncated => Err(self.truncated()),
            NumberExtent::Invalid(at) => Err(self.refuse(QuarantineReason::Syntax, start + at, "expected a digit")),
            NumberExtent::Complete(len) => {
                let text = self.rest().get(..len).unwrap_or_default();
                self.at += len;
                Ok(number::exact(text).unwrap_or_else(|| {
                    self.note_irregularity(Irregularity::NumberKeptAsText, start);
                    Value::String(text.to_owned())
                }))
            }
        }
    }

    /// `true`, `false`, `null`, and Python's non-finite numbers.
    fn keyword(&mut self) -> Result<Value, Quarantined> {
        let (start, rest) = (self.at, self.rest());
        let known = [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)];
        for (word, value) in known.into_iter().chain(NO_NUMBERS.map(|word| (word, Value::Null))) {
            if rest.starts_with(word) {
                if NO_NUMBERS.contains(&word) {
                    self.note_irregularity(Irregularity::NotANumber, start);
                }
                self.at += word.len();
                return Ok(value);
            }
            if word.starts_with(rest) {
                return Err(self.truncated());
            }
        }
        Err(self.refuse(QuarantineReason::Syntax, start, "expected a value"))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8, otherwise: &str) -> Result<(), Quarantined> {
        match self.peek() {
            _ if self.take(byte) => Ok(()),
            None => Err(self.truncated()),
            Some(_) => Err(self.refuse(QuarantineReason::Syntax, self.at, otherwise)),
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn note_irregularity(&mut self, odd: Irregularity, at: usize) {
        let text = self.text;
        self.oddities.add(odd, || place(text, at));
    }

    fn truncated(&self) -> Quarantined {
        self.refuse(QuarantineReason::Truncated, self.text.len(), "")
    }

    fn refuse(&self, why: QuarantineReason, at: usize, detail: &str) -> Quarantined {
        let place = place(self.text, at);
        Quarantined::new(why, if detail.is_empty() { place } else { format!("{place}: {detail}") })
    }
}

/// `line 3, column 14`, both counted from 1, columns in characters.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
}
