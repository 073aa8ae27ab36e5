//! The conditions of questions in words, for pages without JavaScript: "Only if “Area” is “Other”."
//!
//! Input: an expression and the form, whose labels stand for its questions. Output: a sentence in the language of the
//! page. It says what a person must know to answer; functions that only convert a value are left out.

use super::Texts;
use crate::domain::{
    answers::parse_iso,
    form::{Field, FieldKind, FormDef},
    rules::{
        functions::Function,
        parse::Operator,
        schema::FieldRef,
        tree::{Expression, Gather},
    },
};

impl Texts {
    /// "Only if … ."
    pub fn shown_if(self, def: &FormDef, condition: &Expression) -> String {
        let condition = Words { texts: self, def }.of(condition);
        self.with("rule-shown-if", &[("condition", condition.as_str().into())])
    }

    /// "Required if … ."
    pub fn required_if(self, def: &FormDef, condition: &Expression) -> String {
        let condition = Words { texts: self, def }.of(condition);
        self.with("rule-required-if", &[("condition", condition.as_str().into())])
    }

    /// "As many as … ."
    pub fn as_many_as(self, def: &FormDef, number: &Expression) -> String {
        let number = Words { texts: self, def }.of(number);
        self.with("rule-as-many-as", &[("number", number.as_str().into())])
    }
}

struct Words<'a> {
    texts: Texts,
    def: &'a FormDef,
}

impl Words<'_> {
    fn say(&self, key: &str, parts: &[(&str, &str)]) -> String {
        let parts: Vec<_> = parts.iter().map(|(name, text)| (*name, (*text).into())).collect();
        self.texts.with(key, &parts)
    }

    fn two(&self, key: &str, first: &str, second: &str) -> String {
        self.say(key, &[("first", first), ("second", second)])
    }

    fn of(&self, expression: &Expression) -> String {
        match expression {
            Expression::Blank => self.texts.t("rule-blank").to_owned(),
            Expression::Bool(true) => self.texts.t("common-yes").to_owned(),
            Expression::Bool(false) => self.texts.t("common-no").to_owned(),
            Expression::Number(number) => number.to_string(),
            Expression::Text(text) => self.quoted(text),
            Expression::Time(time) => time.to_string(),
            Expression::Field(field) => match self.field(field).map(|field| &field.kind) {
                Some(FieldKind::Checkbox { .. }) => self.say("rule-ticked", &[("question", &self.question(field))]),
                _ => self.question(field),
            },
            Expression::Own => self.texts.t("rule-own").to_owned(),
            Expression::Position => self.texts.t("rule-position").to_owned(),
            Expression::Column(name) => name.clone(),
            Expression::Today => self.texts.t("rule-today").to_owned(),
            Expression::Now => self.texts.t("rule-now").to_owned(),
            Expression::Not(inner) => match (&**inner, self.is_box(inner)) {
                (Expression::Field(field), true) => self.say("rule-not-ticked", &[("question", &self.question(field))]),
                _ => self.say("rule-not", &[("condition", &self.of(inner))]),
            },
            Expression::And(left, right) => self.two("rule-and", &self.within(left), &self.within(right)),
            Expression::Or(left, right) => self.two("rule-or", &self.of(left), &self.of(right)),
            Expression::Compare(operator, left, right) => self.comparison(*operator, left, right),
            Expression::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right),
            Expression::Negate(inner) => format!("−{}", self.of(inner)),
            Expression::If(condition, yes, no) => {
                let parts = [("condition", &*self.of(condition)), ("yes", &*self.of(yes)), ("no", &*self.of(no))];
                self.say("rule-if", &parts)
            }
            Expression::Gather(gather, field) => {
                let key = match gather {
                    Gather::Sum => "rule-sum",
                    Gather::Min => "rule-least",
                    Gather::Max => "rule-largest",
                    Gather::CountNonEmpty => "rule-answers",
                };
                self.say(key, &[("question", &self.question(field))])
            }
            Expression::Count { group, .. } => {
                let singular = self.def.items().nth(*group).map(|items| self.texts.label(&items.singular));
                self.say("rule-count", &[("group", &self.quoted(singular.unwrap_or_default()))])
            }
            Expression::Indexed(field, number) => {
                let parts = [("question", &*self.question(field)), ("number", &*self.of(number))];
                self.say("rule-of-item", &parts)
            }
            Expression::Regex(text, _) => self.say("rule-has-form", &[("text", &self.of(text))]),
            Expression::FormatDate(date, _) => self.of(date),
            Expression::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    /// Inside `and`, an `or` stands in brackets.
    fn within(&self, expression: &Expression) -> String {
        let words = self.of(expression);
        if matches!(expression, Expression::Or(..)) { format!("({words})") } else { words }
    }

    fn comparison(&self, operator: Operator, left: &Expression, right: &Expression) -> String {
        let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let is_wanted = operator == Operator::Equal;
        match (left, right) {
            (Expression::Blank, other) | (other, Expression::Blank) if is_equality => {
                let question = match other {
                    Expression::Field(field) => self.question(field),
                    other => self.of(other),
                };
                let key = if is_wanted { "rule-not-answered" } else { "rule-answered" };
                return self.say(key, &[("question", &question)]);
            }
            (Expression::Bool(yes), other) | (other, Expression::Bool(yes)) if is_equality => {
                return match *yes == is_wanted {
                    true => self.of(other),
                    false => self.of(&Expression::Not(Box::new(other.clone()))),
                };
            }
            _ => {}
        }
        let is_day = self.is_day(left) || self.is_day(right);
        let key = match operator {
            Operator::Equal => "rule-is",
            Operator::NotEqual => "rule-is-not",
            Operator::Less if is_day => "rule-before",
            Operator::LessOrEqual if is_day => "rule-not-after",
            Operator::Greater if is_day => "rule-after",
            Operator::GreaterOrEqual if is_day => "rule-not-before",
            Operator::Less => "rule-less",
            Operator::LessOrEqual => "rule-at-most",
            Operator::Greater => "rule-more",
            _ => "rule-at-least",
        };
        self.two(key, &self.beside(left, right), &self.beside(right, left))
    }

    fn arithmetic(&self, operator: Operator, left: &Expression, right: &Expression) -> String {
        let sign = match operator {
            Operator::Add => "+",
            Operator::Subtract => "−",
            Operator::Multiply => "×",
            Operator::Divide => "÷",
            _ => return self.two("rule-remainder", &self.of(left), &self.of(right)),
        };
        let part = |part: &Expression| match part {
            Expression::Arithmetic(..) => format!("({})", self.of(part)),
            _ => self.of(part),
        };
        format!("{} {sign} {}", part(left), part(right))
    }

    fn call(&self, function: Function, arguments: &[Expression]) -> String {
        let first = || arguments.first().map_or(String::new(), |first| self.of(first));
        let list = || self.texts.list(&arguments.iter().map(|argument| self.of(argument)).collect::<Vec<_>>());
        match (function, arguments) {
            (Function::Date, [Expression::Text(text)]) => {
                parse_iso(text).map_or_else(|| self.quoted(text), |date| self.texts.date(date))
            }
            (Function::Selected, [field, value]) => self.two("rule-has", &self.of(field), &self.beside(value, field)),
            (Function::Contains, [text, part]) => self.two("rule-contains", &self.of(text), &self.of(part)),
            (Function::StartsWith, [text, part]) => self.two("rule-starts-with", &self.of(text), &self.of(part)),
            (Function::EndsWith, [text, part]) => self.two("rule-ends-with", &self.of(text), &self.of(part)),
            (Function::StringLength, _) => self.say("rule-length", &[("text", &first())]),
            (Function::CountSelected, _) => self.say("rule-choices", &[("question", &first())]),
            (Function::Min, _) => self.say("rule-least", &[("question", &list())]),
            (Function::Max, _) => self.say("rule-largest", &[("question", &list())]),
            (Function::Coalesce, _) => self.say("rule-first", &[("list", &list())]),
            (Function::Concat, _) => list(),
            // These change only how a value is written.
            _ => first(),
        }
    }

    /// A value beside a question: the label of a choice in place of its stored value.
    fn beside(&self, value: &Expression, other: &Expression) -> String {
        let Expression::Text(text) = value else { return self.of(value) };
        let known = match other {
            Expression::Field(field) | Expression::Indexed(field, _) => self.field(field),
            _ => None,
        };
        self.quoted(known.map_or(&**text, |field| self.def.choice_label(field, text, self.texts.lang())))
    }

    fn field(&self, field: &FieldRef) -> Option<&Field> {
        match field.group {
            None => self.def.field(&field.name),
            Some(group) => self.def.items().nth(group)?.fields.get(field.field),
        }
    }

    fn question(&self, field: &FieldRef) -> String {
        self.quoted(self.field(field).map_or(field.name.as_str(), |field| self.texts.label(&field.label)))
    }

    fn quoted(&self, text: &str) -> String {
        self.say("rule-quoted", &[("text", text)])
    }

    fn is_box(&self, expression: &Expression) -> bool {
        let Expression::Field(field) = expression else { return false };
        self.field(field).is_some_and(|field| matches!(field.kind, FieldKind::Checkbox { .. }))
    }

    fn is_day(&self, expression: &Expression) -> bool {
        match expression {
            Expression::Today | Expression::Now | Expression::Time(_) | Expression::Call(Function::Date, _) => true,
            Expression::Field(field) => self
                .field(field)
                .is_some_and(|field| matches!(field.kind, FieldKind::Date { .. } | FieldKind::Time { .. })),
            Expression::Arithmetic(_, left, right) => self.is_day(left) != self.is_day(right),
            _ => false,
        }
    }
}
