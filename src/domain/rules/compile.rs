//! Checks an untyped tree against the questions of a form and makes the typed tree of it.

use super::{
    error::{RuleError, suggestion},
    parse::{Node, NodeKind, Operator, parse},
    schema::Scope,
    tree::{Expression, Rule},
    value::Type,
};
use crate::domain::message::{Arg, Message};

pub(super) type TypedExpression = Result<(Expression, Type), RuleError>;

/// Reads an expression that stands at this place of a form.
pub fn compile(source: &str, scope: &Scope) -> Result<Rule, RuleError> {
    let node = parse(source)?;
    let (expression, found) = Compiler { scope }.node(&node)?;
    if let Some(wanted) = scope.result {
        expect_result(found, wanted)?;
    }
    Ok(Rule { source: source.to_owned(), expression })
}

fn expect_result(found: Type, wanted: Type) -> Result<(), RuleError> {
    let instead = match (wanted, found) {
        _ if wanted == found || (found == Type::Blank && wanted != Type::Bool) => return Ok(()),
        (Type::Bool, Type::Number) => Some("expression-write-comparison-with-number"),
        (Type::Bool, Type::Text | Type::Many | Type::Files | Type::Date | Type::Time) => {
            Some("expression-write-comparison-with-blank")
        }
        (Type::Number, Type::Text) => Some("expression-write-number"),
        (Type::Number, Type::Bool) => Some("expression-write-if-number"),
        (Type::Text, Type::Number | Type::Date | Type::Time | Type::Many) => Some("expression-write-string"),
        (Type::Text, Type::Bool) => Some("expression-write-if-text"),
        (Type::Date, Type::Moment | Type::Text) => Some("expression-write-date"),
        _ => None,
    };
    let (wanted, found) = (wanted.noun(), found.noun());
    let reason = match instead {
        Some(instead) => Message::new("expression-result-instead")
            .with("wanted", wanted)
            .with("found", found)
            .with("instead", Message::new(instead)),
        None => Message::new("expression-result").with("wanted", wanted).with("found", found),
    };
    Err(RuleError::new(1, reason))
}

pub(super) struct Compiler<'s> {
    pub scope: &'s Scope<'s>,
}

impl Compiler<'_> {
    pub fn node(&self, node: &Node) -> TypedExpression {
        Ok(match &node.kind {
            NodeKind::Number(number) => (Expression::Number(*number), Type::Number),
            NodeKind::Text(text) if text.is_empty() => (Expression::Blank, Type::Blank),
            NodeKind::Text(text) => (Expression::Text(text.as_str().into()), Type::Text),
            NodeKind::Field(name) => self.single(name, node.at)?,
            NodeKind::Own => match self.scope.own {
                Some(own) => (Expression::Own, own),
                None => return Err(RuleError::new(node.at, Message::new("expression-own-outside-constraint"))),
            },
            NodeKind::Parent => {
                return Err(RuleError::new(node.at, Message::new("expression-parent-outside-position")));
            }
            NodeKind::Column(name) => self.column(name, node.at)?,
            NodeKind::Negate(inner) => {
                let inner = self.of(inner, &[Type::Number], "-")?;
                (Expression::Negate(Box::new(inner)), Type::Number)
            }
            NodeKind::Operation(operator, left, right) => self.operation(*operator, left, right, node.at)?,
            NodeKind::Call(name, arguments) => self.call(name, arguments, node.at)?,
        })
    }

    /// An argument or operand of one of these types. `what` takes it: a function, an operator or a text.
    pub fn of(&self, node: &Node, wanted: &[Type], what: impl Into<Arg>) -> Result<Expression, RuleError> {
        let (expression, found) = self.node(node)?;
        accept(found, node.at, wanted, what)?;
        Ok(expression)
    }

    fn single(&self, name: &str, at: usize) -> TypedExpression {
        if let Some((field, found)) = self.scope.single(name) {
            return Ok((Expression::Field(field), found));
        }
        let reason = if self.scope.repeated(name).is_some() {
            Message::new("expression-answered-in-items").with("name", name)
        } else if self.scope.group_named(name).is_some() {
            Message::new("expression-is-group").with("name", name)
        } else {
            Message::new("expression-no-question")
                .with("name", name)
                .with("suggestion", suggestion(name, self.scope.names()))
        };
        Err(RuleError::new(at, reason))
    }

    fn column(&self, name: &str, at: usize) -> TypedExpression {
        match self.scope.columns {
            Some(columns) if columns.iter().any(|known| known == name) => {
                Ok((Expression::Column(name.to_owned()), Type::Text))
            }
            Some(columns) => {
                let known = columns.iter().map(String::as_str);
                let reason =
                    Message::new("expression-no-column").with("name", name).with("suggestion", suggestion(name, known));
                Err(RuleError::new(at, reason))
            }
            None => Err(RuleError::new(at, Message::new("expression-bare-word").with("name", name))),
        }
    }

    fn operation(&self, operator: Operator, left: &Node, right: &Node, at: usize) -> TypedExpression {
        let boxed = |wanted: &[Type]| -> Result<_, RuleError> {
            let symbol = operator.symbol();
            Ok((Box::new(self.of(left, wanted, symbol)?), Box::new(self.of(right, wanted, symbol)?)))
        };
        match operator {
            Operator::Or | Operator::And => {
                let (left, right) = boxed(&[Type::Bool])?;
                let expression = match operator {
                    Operator::And => Expression::And(left, right),
                    _ => Expression::Or(left, right),
                };
                Ok((expression, Type::Bool))
            }
            Operator::Multiply | Operator::Divide | Operator::Remainder => {
                let (left, right) = boxed(&[Type::Number])?;
                let is_zero = matches!(*right, Expression::Number(number) if number == super::number::Number::ZERO);
                if is_zero && operator != Operator::Multiply {
                    return Err(RuleError::new(at, Message::new("expression-division-by-zero")));
                }
                Ok((Expression::Arithmetic(operator, left, right), Type::Number))
            }
            Operator::Add | Operator::Subtract => self.sum(operator, left, right),
            _ => self.comparison(operator, left, right, at),
        }
    }

    /// A day plus or minus a number of days is a day; a day minus a day is a number of days.
    fn sum(&self, operator: Operator, left: &Node, right: &Node) -> TypedExpression {
        let (first, first_type) = self.node(left)?;
        let (second, second_type) = self.node(right)?;
        let found = match (first_type, operator, second_type) {
            (Type::Date, Operator::Subtract, Type::Date) => Type::Number,
            (Type::Date, _, Type::Number | Type::Blank) | (Type::Number | Type::Blank, Operator::Add, Type::Date) => {
                Type::Date
            }
            _ => {
                accept(first_type, left.at, &[Type::Number], operator.symbol())?;
                accept(second_type, right.at, &[Type::Number], operator.symbol())?;
                Type::Number
            }
        };
        Ok((Expression::Arithmetic(operator, Box::new(first), Box::new(second)), found))
    }

    fn comparison(&self, operator: Operator, left: &Node, right: &Node, at: usize) -> TypedExpression {
        let (first, first_type) = self.node(left)?;
        let (second, second_type) = self.node(right)?;
        let (first, first_type) = time_beside(left, (first, first_type), second_type)?;
        let (second, second_type) = time_beside(right, (second, second_type), first_type)?;
        let is_order = !matches!(operator, Operator::Equal | Operator::NotEqual);
        let fits = first_type == second_type || first_type == Type::Blank || second_type == Type::Blank;
        let lists = |found| found == Type::Many || found == Type::Files;
        let reason = match (first_type, second_type) {
            (Type::Number | Type::Date | Type::Time | Type::Moment | Type::Blank, _) if fits && is_order => None,
            (_, Type::Number | Type::Date | Type::Time | Type::Moment) if fits && is_order => None,
            (Type::Bool, _) | (_, Type::Bool) if is_order => Some(Message::new("expression-yes-or-no-without-order")),
            (Type::Text, Type::Text) if is_order => Some(Message::new("expression-texts-without-order")),
            (Type::Many, Type::Text) | (Type::Text, Type::Many) => Some(Message::new("expression-choices-with-text")),
            (first, second) if lists(first) && lists(second) => {
                Some(Message::new("expression-comparable-with-blank-only").with("found", first.noun()))
            }
            _ if fits && !is_order => None,
            (Type::Number, Type::Text) => Some(Message::new("expression-number-with-text")),
            (Type::Text, Type::Number) => Some(Message::new("expression-text-with-number")),
            (Type::Date, Type::Text) | (Type::Text, Type::Date) => Some(Message::new("expression-date-with-text")),
            (Type::Time, Type::Text) | (Type::Text, Type::Time) => Some(Message::new("expression-time-with-text")),
            (Type::Date, Type::Moment) | (Type::Moment, Type::Date) => {
                Some(Message::new("expression-date-with-moment"))
            }
            (Type::Bool, Type::Text) | (Type::Text, Type::Bool) => Some(Message::new("expression-box-with-text")),
            (first, second) => Some(
                Message::new("expression-not-comparable").with("first", first.noun()).with("second", second.noun()),
            ),
        };
        match reason {
            Some(reason) => Err(RuleError::new(at, reason)),
            None => Ok((Expression::Compare(operator, Box::new(first), Box::new(second)), Type::Bool)),
        }
    }
}

/// As in XLSForm, a time is written as a text in quotes; beside a time it is one.
fn time_beside(node: &Node, (expression, found): (Expression, Type), other: Type) -> TypedExpression {
    match &node.kind {
        NodeKind::Text(text) if other == Type::Time && !text.is_empty() => match text.parse() {
            Ok(time) => Ok((Expression::Time(time), Type::Time)),
            Err(_) => Err(RuleError::new(node.at, Message::new("expression-not-a-time").with("text", text))),
        },
        _ => Ok((expression, found)),
    }
}

/// Whether a value of type `found` may stand where one of `wanted` is needed.
fn accept(found: Type, at: usize, wanted: &[Type], what: impl Into<Arg>) -> Result<(), RuleError> {
    if found == Type::Blank || wanted.contains(&found) {
        return Ok(());
    }
    let instead = match (wanted, found) {
        ([Type::Bool], Type::Number) => Some("expression-write-comparison-with-number"),
        ([Type::Bool], _) => Some("expression-write-comparison-with-blank"),
        ([Type::Number], Type::Text) => Some("expression-write-number"),
        ([Type::Number], Type::Bool) => Some("expression-write-if-number"),
        ([Type::Number], Type::Time) => Some("expression-write-decimal-time"),
        ([Type::Text], Type::Many) => Some("expression-write-selected"),
        ([Type::Text], Type::Number) => Some("expression-write-string"),
        _ => None,
    };
    let (wanted, found) = (any_of(wanted), found.noun());
    let reason = match instead {
        Some(instead) => Message::new("expression-takes-instead")
            .with("what", what)
            .with("wanted", wanted)
            .with("found", found)
            .with("instead", Message::new(instead)),
        None => Message::new("expression-takes").with("what", what).with("wanted", wanted).with("found", found),
    };
    Err(RuleError::new(at, reason))
}

/// "a text or a list of choices".
fn any_of(types: &[Type]) -> Message {
    let or =
        |first: Message, second: Message| Message::new("expression-or").with("first", first).with("second", second);
    types.iter().copied().map(Type::noun).reduce(or).unwrap_or_else(|| Type::Blank.noun())
}
