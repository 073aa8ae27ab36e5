//! Checks an untyped tree against the questions of a form and makes the typed tree of it.

use super::{
    dates::{LETTERS, read_format},
    error::{RuleError, suggestion},
    functions::{SIGNATURES, SPECIAL, UNSUPPORTED},
    parse::{Node, NodeKind, Operator, parse},
    pattern::Pattern,
    schema::{FieldRef, Scope},
    tree::{Expression, Gather, Rule},
    value::Type,
};

type TypedExpression = Result<(Expression, Type), RuleError>;

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
        (Type::Bool, Type::Number) => "; compare it, such as … > 0",
        (Type::Bool, Type::Text | Type::Many | Type::Files | Type::Date) => "; compare it, such as … != ''",
        (Type::Number, Type::Text) => "; write number(…)",
        (Type::Number, Type::Bool) => "; write if(…, 1, 0)",
        (Type::Text, Type::Number | Type::Date | Type::Many) => "; write string(…)",
        (Type::Text, Type::Bool) => "; write if(…, 'yes', 'no') with the texts that you want",
        (Type::Date, Type::Moment | Type::Text) => "; write date(…)",
        _ => "",
    };
    Err(RuleError::new(1, format!("the result must be {wanted}, but it is {found}{instead}")))
}

struct Compiler<'s> {
    scope: &'s Scope<'s>,
}

impl Compiler<'_> {
    fn node(&self, node: &Node) -> TypedExpression {
        Ok(match &node.kind {
            NodeKind::Number(number) => (Expression::Number(*number), Type::Number),
            NodeKind::Text(text) if text.is_empty() => (Expression::Blank, Type::Blank),
            NodeKind::Text(text) => (Expression::Text(text.as_str().into()), Type::Text),
            NodeKind::Field(name) => self.single(name, node.at)?,
            NodeKind::Own => match self.scope.own {
                Some(own) => (Expression::Own, own),
                None => {
                    return Err(RuleError::new(node.at, ". stands for the answer in a constraint only; write ${name}"));
                }
            },
            NodeKind::Parent => return Err(RuleError::new(node.at, ".. is supported in position(..) only")),
            NodeKind::Column(name) => self.column(name, node.at)?,
            NodeKind::Negate(inner) => {
                let inner = self.of(inner, &[Type::Number], "-")?;
                (Expression::Negate(Box::new(inner)), Type::Number)
            }
            NodeKind::Operation(operator, left, right) => self.operation(*operator, left, right, node.at)?,
            NodeKind::Call(name, arguments) => self.call(name, arguments, node.at)?,
        })
    }

    /// An argument or operand of one of these types.
    fn of(&self, node: &Node, wanted: &[Type], what: &str) -> Result<Expression, RuleError> {
        let (expression, found) = self.node(node)?;
        accept(found, node.at, wanted, what)?;
        Ok(expression)
    }

    fn single(&self, name: &str, at: usize) -> TypedExpression {
        if let Some((field, found)) = self.scope.single(name) {
            return Ok((Expression::Field(field), found));
        }
        let reason = if self.scope.repeated(name).is_some() {
            format!(
                "${{{name}}} is answered in each item; write sum(${{{name}}}), max(${{{name}}}) or indexed-repeat(…)"
            )
        } else if self.scope.group_named(name).is_some() {
            format!("${{{name}}} is a group of items; write count(${{{name}}}) for their number")
        } else {
            format!("the form has no question {name}; {}", suggestion(name, self.scope.names()))
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
                Err(RuleError::new(at, format!("the choices have no key {name}; {}", suggestion(name, known))))
            }
            None => Err(RuleError::new(at, format!("write ${{{name}}} for a question, or '{name}' for a text"))),
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
                    return Err(RuleError::new(at, "this divides by zero"));
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
        let is_order = !matches!(operator, Operator::Equal | Operator::NotEqual);
        let fits = first_type == second_type || first_type == Type::Blank || second_type == Type::Blank;
        let lists = |found| found == Type::Many || found == Type::Files;
        let reason = match (first_type, second_type) {
            (Type::Number | Type::Date | Type::Moment | Type::Blank, _) if fits && is_order => None,
            (_, Type::Number | Type::Date | Type::Moment) if fits && is_order => None,
            (Type::Bool, _) | (_, Type::Bool) if is_order => {
                Some("yes or no has no order; to compare twice, join two comparisons with and".to_owned())
            }
            (Type::Text, Type::Text) if is_order => Some("texts have no order; write number(…) or date(…)".to_owned()),
            (Type::Many, Type::Text) | (Type::Text, Type::Many) => Some("write selected(${…}, 'value')".to_owned()),
            (first, second) if lists(first) && lists(second) => Some(format!("{first} can be compared with '' only")),
            _ if fits && !is_order => None,
            (Type::Number, Type::Text) => {
                Some("a number is compared with a text; leave the quotes out, or write number(…)".into())
            }
            (Type::Text, Type::Number) => {
                Some("a text is compared with a number; put it in quotes, or write number(…)".into())
            }
            (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
                Some("a date is compared with a text; write date('2026-12-31')".into())
            }
            (Type::Date, Type::Moment) | (Type::Moment, Type::Date) => {
                Some("write date(…) around the date with a time".into())
            }
            (Type::Bool, Type::Text) | (Type::Text, Type::Bool) => {
                Some("a box is ticked or not; write ${…} or not(${…})".into())
            }
            (first, second) => Some(format!("{first} cannot be compared with {second}")),
        };
        match reason {
            Some(reason) => Err(RuleError::new(at, reason)),
            None => Ok((Expression::Compare(operator, Box::new(first), Box::new(second)), Type::Bool)),
        }
    }

    fn call(&self, name: &str, arguments: &[Node], at: usize) -> TypedExpression {
        if SPECIAL.contains(&name) {
            return self.special(name, arguments, at);
        }
        let Some(signature) = SIGNATURES.iter().find(|signature| signature.name == name) else {
            let known = SIGNATURES.iter().map(|signature| signature.name).chain(SPECIAL);
            let instead = match UNSUPPORTED.iter().find(|(known, _)| *known == name) {
                Some((_, instead)) => (*instead).to_owned(),
                None => suggestion(name, known),
            };
            return Err(RuleError::new(at, format!("the function {name}() is not supported; {instead}")));
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
            kept.push(self.of(argument, wanted, &format!("{name}()"))?);
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
                None => Err(RuleError::new(at, "position(..) is the number of an item; this question is asked once")),
            },
            ("position", _) => Err(RuleError::new(at, "write position(..)")),
            ("if", [condition, yes, no]) => {
                let condition = self.of(condition, &[Type::Bool], "the condition of if()")?;
                let ((first, first_type), (second, second_type)) = (self.node(yes)?, self.node(no)?);
                let found = common(&[(first_type, yes.at), (second_type, no.at)])?;
                Ok((Expression::If(Box::new(condition), Box::new(first), Box::new(second)), found))
            }
            ("sum" | "count-non-empty", [Node { kind: NodeKind::Field(field), at, .. }]) => {
                self.gathered(gather(name).unwrap_or(Gather::Sum), field, *at)
            }
            ("sum" | "count-non-empty", _) => {
                let reason = "takes the name of a question that items have, such as ${quantity}; make a calculation in each item for anything else";
                Err(RuleError::new(at, format!("{name}() {reason}")))
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
                    RuleError::new(*at, format!("{letter} is not supported in a format; known are {}", known.join(" ")))
                })?;
                Ok((Expression::FormatDate(Box::new(date), pieces), Type::Text))
            }
            ("regex" | "format-date", _) => {
                Err(RuleError::new(at, format!("the second argument of {name}() must be a text between quotes")))
            }
            _ => Err(RuleError::new(at, format!("{name}() takes the name of a question or group, such as ${{items}}"))),
        }
    }

    fn gathered(&self, gather: Gather, name: &str, at: usize) -> TypedExpression {
        let Some((field, found)) = self.scope.repeated(name) else {
            let reason = match self.scope.single(name) {
                Some(_) => format!("${{{name}}} is answered once; name a question that items have"),
                None => format!(
                    "the form has no question {name} in exactly one group of items; {}",
                    suggestion(name, self.scope.names())
                ),
            };
            return Err(RuleError::new(at, reason));
        };
        if gather != Gather::CountNonEmpty && found != Type::Number {
            return Err(RuleError::new(at, format!("${{{name}}} is {found}; only numbers can be added and compared")));
        }
        Ok((Expression::Gather(gather, field), Type::Number))
    }

    fn no_group(&self, name: &str) -> String {
        if self.scope.repeated(name).is_some() {
            return format!("${{{name}}} is a question; name its group, or write count-non-empty(${{{name}}})");
        }
        let known = self.scope.schema.groups.iter().map(|group| group.name.as_str());
        format!("the form has no group of items {name}; {}", suggestion(name, known))
    }

    fn indexed(&self, field: &str, at: usize, group: &Node, number: &Node) -> TypedExpression {
        let NodeKind::Field(group_name) = &group.kind else {
            return Err(RuleError::new(
                group.at,
                "the second argument of indexed-repeat() is a group, such as ${items}",
            ));
        };
        let Some(place) = self.scope.group_named(group_name) else {
            return Err(RuleError::new(group.at, self.no_group(group_name)));
        };
        let fields = self.scope.schema.groups.get(place).map_or(&[][..], |group| group.fields.as_slice());
        let Some(position) = fields.iter().position(|(known, _)| known == field) else {
            let known = fields.iter().map(|(name, _)| name.as_str());
            return Err(RuleError::new(
                at,
                format!("{group_name} has no question {field}; {}", suggestion(field, known)),
            ));
        };
        let found = fields.get(position).map_or(Type::Blank, |(_, found)| *found);
        let number = self.of(number, &[Type::Number], "indexed-repeat()")?;
        let field = FieldRef { group: Some(place), field: position, name: field.to_owned() };
        Ok((Expression::Indexed(field, Box::new(number)), found))
    }
}

/// Whether a value of type `found` may stand where one of `wanted` is needed.
fn accept(found: Type, at: usize, wanted: &[Type], what: &str) -> Result<(), RuleError> {
    if found == Type::Blank || wanted.contains(&found) {
        return Ok(());
    }
    let instead = match (wanted, found) {
        ([Type::Bool], Type::Number) => "; compare it, such as … > 0",
        ([Type::Bool], _) => "; compare it, such as … != ''",
        ([Type::Number], Type::Text) => "; write number(…)",
        ([Type::Number], Type::Bool) => "; write if(…, 1, 0)",
        ([Type::Text], Type::Many) => "; write selected(…, 'value')",
        ([Type::Text], Type::Number) => "; write string(…)",
        _ => "",
    };
    let wanted: Vec<String> = wanted.iter().map(Type::to_string).collect();
    Err(RuleError::new(at, format!("{what} takes {}, but this is {found}{instead}", wanted.join(" or "))))
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
    let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
    let of = if wanted == "1" { "argument" } else { "arguments" };
    Err(RuleError::new(at, format!("{name}() takes {wanted} {of}, not {found}")))
}

/// The type that all of these have.
fn common(types: &[(Type, usize)]) -> Result<Type, RuleError> {
    let mut known = Type::Blank;
    for (found, at) in types {
        if known == Type::Blank {
            known = *found;
        } else if *found != Type::Blank && *found != known {
            return Err(RuleError::new(
                *at,
                format!("the results must be of one type, but this is {found} and the one before {known}"),
            ));
        }
    }
    Ok(known)
}
