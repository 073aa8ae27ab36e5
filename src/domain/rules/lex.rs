//! Tokens of an expression.

use super::{error::RuleError, number::Number};
use crate::domain::message::Message;

/// The longest expression, in characters.
const MAX_LENGTH: usize = 4_000;

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(Number),
    Text(String),
    /// `${name}`
    Field(String),
    /// The name of a function or of a column, `and`, `or`, `div`, `mod`.
    Name(String),
    /// `.`
    Own,
    /// `..`
    Parent,
    /// `= != < <= > >= + - * ( ) ,`
    Symbol(&'static str),
    End,
}

/// A token and its first character, from 1.
pub type Placed = (Token, usize);

const SYMBOLS: [&str; 12] = ["!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","];

/// What is written in other languages, and the key of what to write here.
const FOREIGN: [(&str, &str); 19] = [
    ("==", "expression-write-equal"),
    ("&&", "expression-write-and"),
    ("||", "expression-write-or"),
    ("<>", "expression-write-not-equal"),
    ("!", "expression-write-not"),
    ("/", "expression-write-div"),
    ("%", "expression-write-mod"),
    ("[", "expression-no-conditions-in-paths"),
    ("@", "expression-no-attributes"),
    ("$", "expression-write-question"),
    ("{", "expression-write-question"),
    ("‘", "expression-write-straight-quote"),
    ("’", "expression-write-straight-quote"),
    ("“", "expression-write-straight-quote"),
    ("”", "expression-write-straight-quote"),
    ("≤", "expression-write-at-most"),
    ("≥", "expression-write-at-least"),
    ("≠", "expression-write-unequal"),
    ("×", "expression-write-times"),
];

pub fn tokens(source: &str) -> Result<Vec<Placed>, RuleError> {
    let chars: Vec<char> = source.chars().collect();
    if chars.len() > MAX_LENGTH {
        let reason = Message::new("expression-too-long")
            .with("found", chars.len().to_string())
            .with("limit", MAX_LENGTH.to_string());
        return Err(RuleError::new(MAX_LENGTH + 1, reason));
    }
    let mut lexer = Lexer { chars: &chars, at: 0 };
    let mut found = Vec::new();
    loop {
        lexer.take_while(char::is_whitespace);
        let at = lexer.at + 1;
        let token = lexer.next()?;
        let is_end = token == Token::End;
        found.push((token, at));
        if is_end {
            return Ok(found);
        }
    }
}

struct Lexer<'c> {
    chars: &'c [char],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == Some(c))
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> String {
        let from = self.at;
        while self.peek(0).is_some_and(&fits) {
            self.at += 1;
        }
        self.chars.get(from..self.at).unwrap_or_default().iter().collect()
    }

    fn error(&self, reason: Message) -> RuleError {
        RuleError::new(self.at + 1, reason)
    }

    fn next(&mut self) -> Result<Token, RuleError> {
        let Some(c) = self.peek(0) else { return Ok(Token::End) };
        match c {
            '0'..='9' => return self.number(),
            '\'' | '"' => return self.text(c),
            'a'..='z' | 'A'..='Z' | '_' => return self.name(),
            '.' if self.peek(1).is_some_and(|c| c.is_ascii_digit()) => {
                return Err(self.error(Message::new("expression-digit-before-point")));
            }
            '.' if self.peek(1) == Some('.') => {
                self.at += 2;
                return Ok(Token::Parent);
            }
            '.' => {
                self.at += 1;
                return Ok(Token::Own);
            }
            '$' if self.peek(1) == Some('{') => return self.field(),
            _ => {}
        }
        if let Some(&(_, instead)) =
            FOREIGN.iter().find(|(known, _)| self.starts_with(known) && *known != "!" && *known != "$")
        {
            return Err(self.error(Message::new(instead)));
        }
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| self.starts_with(symbol)) {
            self.at += symbol.chars().count();
            return Ok(Token::Symbol(symbol));
        }
        let reason = match FOREIGN.iter().find(|(known, _)| self.starts_with(known)) {
            Some(&(_, instead)) => Message::new(instead),
            None => Message::new("expression-character-without-meaning").with("character", format!("{c:?}")),
        };
        Err(self.error(reason))
    }

    fn number(&mut self) -> Result<Token, RuleError> {
        let at = self.at;
        let whole = self.take_while(|c| c.is_ascii_digit());
        let mut decimals = String::new();
        if self.peek(0) == Some('.') {
            self.at += 1;
            decimals = self.take_while(|c| c.is_ascii_digit());
            if decimals.is_empty() {
                return Err(RuleError::new(at + 1, Message::new("expression-digit-behind-point")));
            }
        }
        let scale = u32::try_from(decimals.len()).ok().filter(|scale| *scale <= 10);
        let number = scale.and_then(|scale| Number::new(format!("{whole}{decimals}").parse().ok()?, scale));
        number.map(Token::Number).ok_or_else(|| RuleError::new(at + 1, Message::new("expression-too-many-digits")))
    }

    fn text(&mut self, quote: char) -> Result<Token, RuleError> {
        let at = self.at;
        self.at += 1;
        let text = self.take_while(|c| c != quote);
        if self.peek(0).is_none() {
            let reason = Message::new("expression-text-not-closed").with("quote", quote.to_string());
            return Err(RuleError::new(at + 1, reason));
        }
        self.at += 1;
        Ok(Token::Text(text))
    }

    fn name(&mut self) -> Result<Token, RuleError> {
        let at = self.at;
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        if self.peek(0) == Some(':') {
            return Err(RuleError::new(at + 1, Message::new("expression-name-with-colon").with("name", name)));
        }
        Ok(Token::Name(name))
    }

    fn field(&mut self) -> Result<Token, RuleError> {
        let at = self.at;
        self.at += 2;
        let name = self.take_while(|c| !matches!(c, '}' | '$' | '{'));
        if self.peek(0) != Some('}') {
            return Err(RuleError::new(at + 1, Message::new("expression-question-not-closed")));
        }
        self.at += 1;
        match name.trim() {
            "" => Err(RuleError::new(at + 1, Message::new("expression-question-without-name"))),
            name => Ok(Token::Field(name.to_owned())),
        }
    }
}
