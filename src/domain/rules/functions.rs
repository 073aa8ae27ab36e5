//! The functions of the language: what each takes and what it results in.

use super::value::Type;

/// A function whose arguments are all evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Coalesce,
    Concat,
    Contains,
    CountSelected,
    Date,
    DecimalTime,
    EndsWith,
    Int,
    Max,
    Min,
    Number,
    Round,
    Selected,
    StartsWith,
    String,
    StringLength,
}

/// What a function takes.
pub struct Signature {
    pub function: Function,
    pub name: &'static str,
    pub least: usize,
    pub most: usize,
    /// The types that each argument may have; the last entry holds for all further ones. Empty: any, but all the same.
    pub takes: &'static [&'static [Type]],
    /// `None`: the type of its arguments.
    pub gives: Option<Type>,
}

const MANY: usize = 100;
const NUMBER: &[Type] = &[Type::Number];
const TEXT: &[Type] = &[Type::Text];
const CHOSEN: &[Type] = &[Type::Text, Type::Many];
const PRINTED: &[Type] = &[Type::Text, Type::Number, Type::Date, Type::Time, Type::Moment, Type::Many, Type::Bool];

pub const SIGNATURES: [Signature; 16] = [
    signature(Function::Coalesce, "coalesce", (2, MANY), &[], None),
    signature(Function::Concat, "concat", (1, MANY), &[PRINTED], Some(Type::Text)),
    signature(Function::Contains, "contains", (2, 2), &[TEXT], Some(Type::Bool)),
    signature(Function::CountSelected, "count-selected", (1, 1), &[CHOSEN], Some(Type::Number)),
    signature(
        Function::Date,
        "date",
        (1, 1),
        &[&[Type::Text, Type::Date, Type::Moment, Type::Number]],
        Some(Type::Date),
    ),
    signature(Function::DecimalTime, "decimal-time", (1, 1), &[&[Type::Time]], Some(Type::Number)),
    signature(Function::EndsWith, "ends-with", (2, 2), &[TEXT], Some(Type::Bool)),
    signature(Function::Int, "int", (1, 1), &[NUMBER], Some(Type::Number)),
    signature(Function::Max, "max", (1, MANY), &[NUMBER], Some(Type::Number)),
    signature(Function::Min, "min", (1, MANY), &[NUMBER], Some(Type::Number)),
    signature(Function::Number, "number", (1, 1), &[&[Type::Text, Type::Number, Type::Date]], Some(Type::Number)),
    signature(Function::Round, "round", (1, 2), &[NUMBER], Some(Type::Number)),
    signature(Function::Selected, "selected", (2, 2), &[CHOSEN, TEXT], Some(Type::Bool)),
    signature(Function::StartsWith, "starts-with", (2, 2), &[TEXT], Some(Type::Bool)),
    signature(Function::String, "string", (1, 1), &[PRINTED], Some(Type::Text)),
    signature(Function::StringLength, "string-length", (1, 1), &[TEXT], Some(Type::Number)),
];

const fn signature(
    function: Function,
    name: &'static str,
    (least, most): (usize, usize),
    takes: &'static [&'static [Type]],
    gives: Option<Type>,
) -> Signature {
    Signature { function, name, least, most, takes, gives }
}

/// Functions that `compile` knows by itself, because an argument is a name or a text that is read in advance.
pub const SPECIAL: [&str; 13] = [
    "count",
    "count-non-empty",
    "false",
    "format-date",
    "if",
    "indexed-repeat",
    "not",
    "now",
    "position",
    "regex",
    "sum",
    "today",
    "true",
];

/// Functions of XLSForm that are not supported, and the key of what to do instead.
pub const UNSUPPORTED: [(&str, &str); 11] = [
    ("boolean-from-string", "expression-use-comparison"),
    ("checklist", "expression-use-count-with-if"),
    ("count-if", "expression-use-sum-of-items"),
    ("decimal-date-time", "expression-use-date"),
    ("join", "expression-use-concat"),
    ("once", "expression-use-default"),
    ("pow", "expression-use-multiplication"),
    ("pulldata", "expression-use-choices"),
    ("random", "expression-no-random"),
    ("substr", "expression-use-text-tests"),
    ("uuid", "expression-no-uuid"),
];

impl Function {
    pub fn name(self) -> &'static str {
        SIGNATURES.iter().find(|signature| signature.function == self).map_or("", |signature| signature.name)
    }
}
