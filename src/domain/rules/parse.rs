//! Makes an untyped tree of tokens, with the precedence of XPath: `or`, `and`, `= !=`, `< <= > >=`, `+ -`,
//! `* div mod`, unary `-`.
//!
//! Invariant: no tree is deeper than [`MAX_DEPTH`], so that whatever walks through it cannot exhaust the stack.

use super::{
    error::RuleError,
    lex::{Placed, Token, tokens},
    number::Number,
};
use crate::domain::message::Message;

pub const MAX_DEPTH: usize = 100;
/// The most arguments of a function.
const MAX_ARGUMENTS: usize = 100;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub kind: NodeKind,
    /// Its first character, or that of its operator, from 1.
    pub at: usize,
    depth: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    Number(Number),
    Text(String),
    Field(String),
    Own,
    Parent,
    Column(String),
    Call(String, Vec<Node>),
    Operation(Operator, Box<Node>, Box<Node>),
    Negate(Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// From the weakest to the strongest.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[("=", Operator::Equal), ("!=", Operator::NotEqual)],
    &[("<", Operator::Less), ("<=", Operator::LessOrEqual), (">", Operator::Greater), (">=", Operator::GreaterOrEqual)],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("div", Operator::Divide), ("mod", Operator::Remainder)],
];

impl Operator {
    pub fn symbol(self) -> &'static str {
        LEVELS.iter().flat_map(|level| level.iter()).find(|(_, known)| *known == self).map_or("", |(symbol, _)| symbol)
    }
}

pub fn parse(source: &str) -> Result<Node, RuleError> {
    let tokens = tokens(source)?;
    let mut parser = Parser { tokens: &tokens, next: 0 };
    if parser.token() == &Token::End {
        return Err(RuleError::new(1, Message::new("expression-empty")));
    }
    let node = parser.level(0, 0)?;
    match parser.token() {
        Token::End => Ok(node),
        Token::Symbol(")") => Err(parser.error(Message::new("expression-bracket-not-opened"))),
        Token::Symbol(",") => Err(parser.error(Message::new("expression-comma-outside-function"))),
        _ => Err(parser.error(Message::new("expression-operator-missing"))),
    }
}

struct Parser<'t> {
    tokens: &'t [Placed],
    next: usize,
}

impl Parser<'_> {
    fn token(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(1, |(_, at)| *at)
    }

    fn error(&self, reason: Message) -> RuleError {
        RuleError::new(self.at(), reason)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = matches!(self.token(), Token::Symbol(known) if *known == symbol);
        self.next += usize::from(found);
        found
    }

    fn node(&self, kind: NodeKind, at: usize, below: usize) -> Result<Node, RuleError> {
        let depth = below + 1;
        if depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
        Ok(Node { kind, at, depth })
    }

    /// `open` counts the brackets and operators around it, which bounds the recursion.
    fn level(&mut self, level: usize, open: usize) -> Result<Node, RuleError> {
        let Some(operators) = LEVELS.get(level) else { return self.unary(open) };
        let mut left = self.level(level + 1, open)?;
        loop {
            let word = match self.token() {
                Token::Symbol(symbol) => *symbol,
                Token::Name(name) => name.as_str(),
                _ => return Ok(left),
            };
            let Some((_, operator)) = operators.iter().find(|(symbol, _)| *symbol == word) else { return Ok(left) };
            let at = self.at();
            self.next += 1;
            let right = self.level(level + 1, open)?;
            let below = left.depth.max(right.depth);
            left = self.node(NodeKind::Operation(*operator, Box::new(left), Box::new(right)), at, below)?;
        }
    }

    fn unary(&mut self, open: usize) -> Result<Node, RuleError> {
        let at = self.at();
        if open > MAX_DEPTH {
            return Err(too_deep(at));
        }
        if self.take("-") {
            let inner = self.unary(open + 1)?;
            let below = inner.depth;
            return self.node(NodeKind::Negate(Box::new(inner)), at, below);
        }
        self.primary(open)
    }

    fn primary(&mut self, open: usize) -> Result<Node, RuleError> {
        let at = self.at();
        let kind = match self.token().clone() {
            Token::Number(number) => NodeKind::Number(number),
            Token::Text(text) => NodeKind::Text(text),
            Token::Field(name) => NodeKind::Field(name),
            Token::Own => NodeKind::Own,
            Token::Parent => NodeKind::Parent,
            Token::Name(name) => {
                self.next += 1;
                return self.call(name, at, open);
            }
            Token::Symbol("(") => {
                self.next += 1;
                let inner = self.level(0, open + 1)?;
                if !self.take(")") {
                    return Err(self.error(Message::new("expression-bracket-missing")));
                }
                return Ok(inner);
            }
            Token::Symbol(symbol) => {
                return Err(self.error(Message::new("expression-value-missing-before").with("symbol", symbol)));
            }
            Token::End => return Err(self.error(Message::new("expression-value-missing-at-end"))),
        };
        self.next += 1;
        self.node(kind, at, 0)
    }

    fn call(&mut self, name: String, at: usize, open: usize) -> Result<Node, RuleError> {
        if LEVELS.iter().flat_map(|level| level.iter()).any(|(symbol, _)| *symbol == name) {
            return Err(RuleError::new(at, Message::new("expression-value-missing-before").with("symbol", name)));
        }
        if !self.take("(") {
            return self.node(NodeKind::Column(name), at, 0);
        }
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.level(0, open + 1)?);
                if arguments.len() > MAX_ARGUMENTS {
                    let reason = Message::new("expression-too-many-arguments").with("limit", MAX_ARGUMENTS.to_string());
                    return Err(self.error(reason));
                }
                if self.take(")") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.error(Message::new("expression-comma-or-bracket-missing")));
                }
            }
        }
        let below = arguments.iter().map(|argument| argument.depth).max().unwrap_or_default();
        self.node(NodeKind::Call(name, arguments), at, below)
    }
}

fn too_deep(at: usize) -> RuleError {
    RuleError::new(at, Message::new("expression-too-deep").with("limit", MAX_DEPTH.to_string()))
}
