//! Calls of functions: checks the arguments of each and makes the typed tree of it.

use super::{
    compile::{Compiler, TypedExpression},
    dates::{LETTERS, read_format},
    error::{RuleError, suggestion},
    functions::{SIGNATURES, SPECIAL, UNSUPPORTED},
    parse::{Node, NodeKind},
    pattern::Pattern,
    schema::FieldRef,
    tree::{Expression, Gather},
    value::Type,
};
use crate::domain::message::Message;

impl Compiler<'_> {
    pub fn call(&self, name: &str, arguments: &[Node], at: usize) -> TypedExpression {
        if SPECIAL.contains(&name) {
            return self.special(name, arguments, at);
        }
        let Some(signature) = SIGNATURES.iter().find(|signature| signature.name == name) else {
            let known = SIGNATURES.iter().map(|signature| signature.name).chain(SPECIAL);
            let instead = match UNSUPPORTED.iter().find(|(known, _)| *known == name) {
                Some(&(_, instead)) => Message::new(instead),
                None => suggestion(name, known),
            };
            let reason = Message::new("expression-no-function").with("name", name).with("instead", instead);
            return Err(RuleError::new(at, reason));
        };
        count(name, arguments, signature.least, signature.most, at)?;
        // One argument that stands for all items: the least and the largest of them.
        if let (Some(gather), [Node { kind: NodeKind::Field(field), at, .. }]) = (gather(name), arguments)
            && self.scope.repeated(field).is_some()
        {
            return self.gathered(gather, field, *at);
        }
        let mut given = Vec::new();
        let mut kept = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            if signature.takes.is_empty() {
                let (expression, found) = self.node(argument)?;
                given.push((found, argument.at));
                kept.push(expression);
                continue;
            }
            let wanted = signature.takes.get(index).or(signature.takes.last()).copied().unwrap_or_default();
            kept.push(self.of(argument, wanted, format!("{name}()"))?);
        }
        let found = match signature.gives {
            Some(found) => found,
            None => common(&given)?,
        };
        Ok((Expression::Call(signature.function, kept), found))
    }

    fn special(&self, name: &str, arguments: &[Node], at: usize) -> TypedExpression {
        let (least, most) = match name {
            "true" | "false" | "today" | "now" => (0, 0),
            "if" | "indexed-repeat" => (3, 3),
            "regex" | "format-date" => (2, 2),
            _ => (1, 1),
        };
        count(name, arguments, least, most, at)?;
        match (name, arguments) {
            ("true", _) => Ok((Expression::Bool(true), Type::Bool)),
            ("false", _) => Ok((Expression::Bool(false), Type::Bool)),
            ("today", _) => Ok((Expression::Today, Type::Date)),
            ("now", _) => Ok((Expression::Now, Type::Moment)),
            ("not", [inner]) => Ok((Expression::Not(Box::new(self.of(inner, &[Type::Bool], "not()")?)), Type::Bool)),
            ("position", [inner]) if inner.kind == NodeKind::Parent => match self.scope.group {
                Some(_) => Ok((Expression::Position, Type::Number)),
                None => Err(RuleError::new(at, Message::new("expression-position-outside-items"))),
            },
            ("position", _) => Err(RuleError::new(at, Message::new("expression-write-position"))),
            ("if", [condition, yes, no]) => {
                let condition = self.of(condition, &[Type::Bool], Message::new("expression-condition-of-if"))?;
                let ((first, first_type), (second, second_type)) = (self.node(yes)?, self.node(no)?);
                let found = common(&[(first_type, yes.at), (second_type, no.at)])?;
                Ok((Expression::If(Box::new(condition), Box::new(first), Box::new(second)), found))
            }
            ("sum" | "count-non-empty", [Node { kind: NodeKind::Field(field), at, .. }]) => {
                self.gathered(gather(name).unwrap_or(Gather::Sum), field, *at)
            }
            ("sum" | "count-non-empty", _) => {
                Err(RuleError::new(at, Message::new("expression-takes-question-of-items").with("name", name)))
            }
            ("count", [Node { kind: NodeKind::Field(group), at, .. }]) => match self.scope.group_named(group) {
                Some(found) => Ok((Expression::Count { group: found, name: group.clone() }, Type::Number)),
                None => Err(RuleError::new(*at, self.no_group(group))),
            },
            ("indexed-repeat", [Node { kind: NodeKind::Field(field), at, .. }, group, number]) => {
                self.indexed(field, *at, group, number)
            }
            ("regex", [text, Node { kind: NodeKind::Text(pattern), at, .. }]) => {
                let text = self.of(text, &[Type::Text], "regex()")?;
                let pattern = Pattern::read(pattern).map_err(|reason| RuleError::new(*at, reason))?;
                Ok((Expression::Regex(Box::new(text), pattern), Type::Bool))
            }
            ("format-date", [date, Node { kind: NodeKind::Text(format), at, .. }]) => {
                let date = self.of(date, &[Type::Date, Type::Moment], "format-date()")?;
                let pieces = read_format(format).map_err(|letter| {
                    let known: Vec<String> = LETTERS.iter().map(|(letter, _)| format!("%{letter}")).collect();
                    let reason = Message::new("expression-format-letter-unknown")
                        .with("letter", letter)
                        .with("known", known.join(" "));
                    RuleError::new(*at, reason)
                })?;
                Ok((Expression::FormatDate(Box::new(date), pieces), Type::Text))
            }
            ("regex" | "format-date", _) => {
                Err(RuleError::new(at, Message::new("expression-second-argument-text").with("name", name)))
            }
            _ => Err(RuleError::new(at, Message::new("expression-takes-name").with("name", name))),
        }
    }

    fn gathered(&self, gather: Gather, name: &str, at: usize) -> TypedExpression {
        let Some((field, found)) = self.scope.repeated(name) else {
            let reason = match self.scope.single(name) {
                Some(_) => Message::new("expression-answered-once").with("name", name),
                None => Message::new("expression-no-question-of-items")
                    .with("name", name)
                    .with("suggestion", suggestion(name, self.scope.names())),
            };
            return Err(RuleError::new(at, reason));
        };
        if gather != Gather::CountNonEmpty && found != Type::Number {
            let reason = Message::new("expression-numbers-only").with("name", name).with("found", found.noun());
            return Err(RuleError::new(at, reason));
        }
        Ok((Expression::Gather(gather, field), Type::Number))
    }

    fn no_group(&self, name: &str) -> Message {
        if self.scope.repeated(name).is_some() {
            return Message::new("expression-question-for-group").with("name", name);
        }
        let known = self.scope.schema.groups.iter().map(|group| group.name.as_str());
        Message::new("expression-no-group").with("name", name).with("suggestion", suggestion(name, known))
    }

    fn indexed(&self, field: &str, at: usize, group: &Node, number: &Node) -> TypedExpression {
        let NodeKind::Field(group_name) = &group.kind else {
            return Err(RuleError::new(group.at, Message::new("expression-second-argument-group")));
        };
        let Some(place) = self.scope.group_named(group_name) else {
            return Err(RuleError::new(group.at, self.no_group(group_name)));
        };
        let fields = self.scope.schema.groups.get(place).map_or(&[][..], |group| group.fields.as_slice());
        let Some(position) = fields.iter().position(|(known, _)| known == field) else {
            let known = fields.iter().map(|(name, _)| name.as_str());
            let reason = Message::new("expression-no-question-in-group")
                .with("group", group_name)
                .with("name", field)
                .with("suggestion", suggestion(field, known));
            return Err(RuleError::new(at, reason));
        };
        let found = fields.get(position).map_or(Type::Blank, |(_, found)| *found);
        let number = self.of(number, &[Type::Number], "indexed-repeat()")?;
        let field = FieldRef { group: Some(place), field: position, name: field.to_owned() };
        Ok((Expression::Indexed(field, Box::new(number)), found))
    }
}

fn gather(name: &str) -> Option<Gather> {
    Some(match name {
        "sum" => Gather::Sum,
        "min" => Gather::Min,
        "max" => Gather::Max,
        "count-non-empty" => Gather::CountNonEmpty,
        _ => return None,
    })
}

fn count(name: &str, arguments: &[Node], least: usize, most: usize, at: usize) -> Result<(), RuleError> {
    let found = arguments.len();
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let found = found.to_string();
    let reason = if least == most {
        Message::new("expression-arguments").with("name", name).with("count", most).with("found", found)
    } else {
        Message::new("expression-arguments-range")
            .with("name", name)
            .with("least", least.to_string())
            .with("most", most.to_string())
            .with("found", found)
    };
    Err(RuleError::new(at, reason))
}

/// The type that all of these have.
fn common(types: &[(Type, usize)]) -> Result<Type, RuleError> {
    let mut known = Type::Blank;
    for (found, at) in types {
        if known == Type::Blank {
            known = *found;
        } else if *found != Type::Blank && *found != known {
            let reason =
                Message::new("expression-types-differ").with("found", found.noun()).with("before", known.noun());
            return Err(RuleError::new(*at, reason));
        }
    }
    Ok(known)
}
