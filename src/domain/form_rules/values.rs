//! Answers as values of expressions.

use super::schema::type_of;
use crate::domain::{
    answers::{Answer, Answers, Group, Signature, answer},
    form::{Field, FormDef},
    rules::{
        eval::Values,
        number::Number,
        value::{Type, Value},
    },
};

pub fn value_of(answer: Option<&Answer>) -> Value {
    match answer {
        None => Value::Blank,
        Some(Answer::Text(text) | Answer::Choice(text)) => Value::text(text),
        Some(Answer::Number(number)) => Value::Number(Number::from(*number)),
        Some(Answer::Date(date)) => Value::Date(*date),
        Some(Answer::Time(time)) => Value::Time(*time),
        Some(Answer::Choices(values)) if values.is_empty() => Value::Blank,
        Some(Answer::Choices(values)) => Value::Many(values.as_slice().into()),
        Some(Answer::Bool(yes)) => Value::Bool(*yes),
        Some(Answer::Photos(photos)) if photos.is_empty() => Value::Blank,
        Some(Answer::Signature(Signature { drawn: None, name: None })) => Value::Blank,
        Some(Answer::Photos(_) | Answer::Signature(_) | Answer::File(_) | Answer::Position(_)) => Value::Present,
    }
}

/// The values of stored answers. An answer whose type is not that of its question, as in imported records, is blank.
pub fn of_answers(def: &FormDef, answers: &Answers) -> Values {
    let of_group = |fields: &mut dyn Iterator<Item = &Field>, group: &Group| -> Vec<Value> {
        fields.map(|field| typed(field, answer(group, &field.name))).collect()
    };
    let groups = def.items().map(|items| {
        answers.items_of(&items.name).iter().map(|group| of_group(&mut items.fields.iter(), group)).collect()
    });
    Values { top: of_group(&mut def.fields(), &answers.fields), groups: groups.collect() }
}

fn typed(field: &Field, answer: Option<&Answer>) -> Value {
    let value = value_of(answer);
    let fits = matches!(
        (type_of(&field.kind), &value),
        (Type::Number, Value::Number(_))
            | (Type::Date, Value::Date(_))
            | (Type::Time, Value::Time(_))
            | (Type::Many, Value::Many(_))
            | (Type::Bool, Value::Bool(_))
            | (Type::Files, Value::Present)
            | (Type::Text, Value::Text(_))
    );
    if fits { value } else { Value::Blank }
}
