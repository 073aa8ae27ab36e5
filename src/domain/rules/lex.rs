//! Tokens of an expression.

use super::{error::RuleError, number::Number};

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

/// What is written in other languages, and what it is called here.
const FOREIGN: [(&str, &str); 19] = [
    ("==", "write = for equality"),
    ("&&", "write and"),
    ("||", "write or"),
    ("<>", "write != for inequality"),
    ("!", "write not(…), or != for inequality"),
    ("/", "write div to divide; paths are not supported, name a question as ${name}"),
    ("%", "write mod for a remainder"),
    ("[", "conditions in paths are not supported; use indexed-repeat(…) or a calculation in each item"),
    ("@", "attributes are not supported"),
    ("$", "a question is named as ${name}"),
    ("{", "a question is named as ${name}"),
    ("‘", "write ' around a text"),
    ("’", "write ' around a text"),
    ("“", "write ' around a text"),
    ("”", "write ' around a text"),
    ("≤", "write <="),
    ("≥", "write >="),
    ("≠", "write !="),
    ("×", "write * to multiply"),
];

pub fn tokens(source: &str) -> Result<Vec<Placed>, RuleError> {
    let chars: Vec<char> = source.chars().collect();
    if chars.len() > MAX_LENGTH {
        let reason = format!(
            "the expression has {} characters, at most {MAX_LENGTH} are allowed; make calculations of its parts",
            chars.len()
        );
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

    fn error(&self, reason: impl Into<String>) -> RuleError {
        RuleError::new(self.at + 1, reason)
    }

    fn next(&mut self) -> Result<Token, RuleError> {
        let Some(c) = self.peek(0) else { return Ok(Token::End) };
        match c {
            '0'..='9' => return self.number(),
            '\'' | '"' => return self.text(c),
            'a'..='z' | 'A'..='Z' | '_' => return self.name(),
            '.' if self.peek(1).is_some_and(|c| c.is_ascii_digit()) => {
                return Err(self.error("write a digit before the decimal point, such as 0.5"));
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
        if let Some((_, instead)) =
            FOREIGN.iter().find(|(known, _)| self.starts_with(known) && *known != "!" && *known != "$")
        {
            return Err(self.error(*instead));
        }
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| self.starts_with(symbol)) {
            self.at += symbol.chars().count();
            return Ok(Token::Symbol(symbol));
        }
        let instead =
            FOREIGN.iter().find(|(known, _)| self.starts_with(known)).map(|(_, instead)| (*instead).to_owned());
        Err(self.error(instead.unwrap_or_else(|| format!("{c:?} has no meaning here; texts stand between ' and '"))))
    }

    fn number(&mut self) -> Result<Token, RuleError> {
        let at = self.at;
        let whole = self.take_while(|c| c.is_ascii_digit());
        let mut decimals = String::new();
        if self.peek(0) == Some('.') {
            self.at += 1;
            decimals = self.take_while(|c| c.is_ascii_digit());
            if decimals.is_empty() {
                return Err(RuleError::new(at + 1, "write a digit behind the decimal point, or leave the point out"));
            }
        }
        let scale = u32::try_from(decimals.len()).ok().filter(|scale| *scale <= 10);
        let number = scale.and_then(|scale| Number::new(format!("{whole}{decimals}").parse().ok()?, scale));
        let reason = "a number has at most 27 digits, 10 of them behind the decimal point";
        number.map(Token::Number).ok_or_else(|| RuleError::new(at + 1, reason))
    }

    fn text(&mut self, quote: char) -> Result<Token, RuleError> {
        let at = self.at;
        self.at += 1;
        let text = self.take_while(|c| c != quote);
        if self.peek(0).is_none() {
            return Err(RuleError::new(at + 1, format!("the text has no {quote} at its end")));
        }
        self.at += 1;
        Ok(Token::Text(text))
    }

    fn name(&mut self) -> Result<Token, RuleError> {
        let at = self.at;
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        if self.peek(0) == Some(':') {
            return Err(RuleError::new(at + 1, format!("names with a colon, such as {name}:…, are not supported")));
        }
        Ok(Token::Name(name))
    }

    fn field(&mut self) -> Result<Token, RuleError> {
        let at = self.at;
        self.at += 2;
        let name = self.take_while(|c| !matches!(c, '}' | '$' | '{'));
        if self.peek(0) != Some('}') {
            return Err(RuleError::new(at + 1, "${ has no } behind the name of the question"));
        }
        self.at += 1;
        match name.trim() {
            "" => Err(RuleError::new(at + 1, "write the name of a question between ${ and }")),
            name => Ok(Token::Field(name.to_owned())),
        }
    }
}
