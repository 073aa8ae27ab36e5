//! The vectors that the browser is tested with too, and what no vector can show: bounds, and that nothing stops it.

use super::{
    compile::compile,
    error::RuleError,
    eval::{Values, View},
    number::Number,
    parse::parse,
    schema::{GroupSchema, Schema, Scope},
    tree::Rule,
    value::{Type, Value},
};
use crate::{
    domain::{
        iso_date::{iso, parse_iso},
        lang::Lang,
        message::{Arg, Message},
    },
    i18n::{Texts, assert_complete},
};
use serde_json::{Map, Value as Json, json};
use time::{PrimitiveDateTime, macros::datetime};

const VECTORS: &str = include_str!("../../../tests/fixtures/rules/vectors.json");
const NOW: PrimitiveDateTime = datetime!(2026 - 03 - 14 09:05:07);

fn type_named(word: &str) -> Type {
    match word {
        "text" => Type::Text,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "date" => Type::Date,
        "time" => Type::Time,
        "many" => Type::Many,
        "files" => Type::Files,
        _ => panic!("no type {word}"),
    }
}

fn fields(json: &Json) -> Vec<(String, Type)> {
    let fields = json.as_object().unwrap().iter();
    fields.map(|(name, word)| (name.clone(), type_named(word.as_str().unwrap()))).collect()
}

fn schema(vectors: &Json) -> Schema {
    let groups = vectors["groups"].as_object().unwrap().iter();
    let groups = groups.map(|(name, json)| GroupSchema { name: name.clone(), fields: fields(json) });
    Schema { top: fields(&vectors["top"]), groups: groups.collect() }
}

fn value(found: Type, json: Option<&Json>) -> Value {
    match (found, json) {
        (_, None) => Value::Blank,
        (Type::Number, Some(Json::String(text))) => Number::parse(text).map_or(Value::Blank, Value::Number),
        (Type::Text, Some(Json::String(text))) => Value::text(text),
        (Type::Date, Some(Json::String(text))) => Value::Date(parse_iso(text).unwrap()),
        (Type::Time, Some(Json::String(text))) => Value::Time(text.parse().unwrap()),
        (Type::Bool, Some(Json::Bool(yes))) => Value::Bool(*yes),
        (Type::Files, Some(_)) => Value::Present,
        (Type::Many, Some(Json::Array(all))) => {
            Value::Many(all.iter().map(|one| one.as_str().unwrap().to_owned()).collect())
        }
        other => panic!("{other:?}"),
    }
}

fn group(fields: &[(String, Type)], json: &Map<String, Json>) -> Vec<Value> {
    fields.iter().map(|(name, found)| value(*found, json.get(name))).collect()
}

fn values(schema: &Schema, vector: &Json) -> Values {
    let empty = Map::new();
    let top = group(&schema.top, vector["answers"].as_object().unwrap_or(&empty));
    let mut groups = vec![Vec::new(); schema.groups.len()];
    for item in vector["items"].as_array().into_iter().flatten() {
        groups[0].push(group(&schema.groups[0].fields, item.as_object().unwrap()));
    }
    Values { top, groups }
}

fn shown(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Number(number) => json!({ "n": number.to_string() }),
        Value::Text(text) => json!(**text),
        Value::Date(date) => json!({ "date": iso(*date) }),
        Value::Time(time) => json!({ "time": time.to_string() }),
        Value::Moment(moment) => json!({ "moment": super::dates::moment_text(*moment) }),
        Value::Many(all) => json!({ "many": **all }),
        Value::Present => json!("present"),
    }
}

fn own(json: &Json) -> Option<(Type, Value)> {
    match json {
        Json::String(text) if text == "own-blank" => Some((Type::Text, Value::Blank)),
        Json::String(text) => Some((Type::Text, Value::text(text))),
        Json::Object(map) => map.iter().next().map(|(kind, json)| match kind.as_str() {
            "n" => (Type::Number, value(Type::Number, Some(json))),
            "time" => (Type::Time, value(Type::Time, Some(json))),
            "many" => (Type::Many, value(Type::Many, Some(json))),
            _ => (Type::Date, value(Type::Date, Some(json))),
        }),
        _ => None,
    }
}

fn columns(vector: &Json) -> Vec<(String, String)> {
    let columns = vector["columns"].as_object().into_iter().flatten();
    columns.map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned())).collect()
}

fn read(schema: &Schema, vector: &Json) -> Result<Rule, RuleError> {
    let names: Vec<String> = columns(vector).into_iter().map(|(name, _)| name).collect();
    let scope = Scope {
        schema,
        group: vector["group"].as_str().map(|_| 0),
        own: own(&vector["own"]).map(|(found, _)| found),
        columns: (!names.is_empty()).then_some(&names),
        result: vector["wanted"].as_str().map(type_named),
    };
    compile(vector["rule"].as_str().unwrap(), &scope)
}

fn in_english(message: &Message) -> String {
    Texts::of(Lang::EN).message(message)
}

#[test]
fn every_vector_has_its_result() {
    let vectors: Json = serde_json::from_str(VECTORS).unwrap();
    let schema = schema(&vectors);
    let all = vectors["vectors"].as_array().unwrap();
    assert!(all.len() >= 150, "{}", all.len());
    let mut wrong = Vec::new();
    for vector in all {
        let rule = read(&schema, vector);
        let complaint = match (rule, vector["error"].as_str()) {
            (Err(error), Some(wanted)) => {
                let is_it =
                    in_english(&error.reason).contains(wanted) && Some(error.at as u64) == vector["at"].as_u64();
                (!is_it).then(|| in_english(&error.into()))
            }
            (Err(error), None) => Some(in_english(&error.into())),
            (Ok(_), Some(_)) => Some("no error".to_owned()),
            (Ok(rule), None) => {
                let (values, own, columns) = (values(&schema, vector), own(&vector["own"]), columns(vector));
                let own = own.map(|(_, value)| value);
                let item = vector["item"].as_u64().map(|item| item as usize);
                let view = View { values: &values, item, own: own.as_ref(), columns: &columns, now: NOW };
                let found = shown(&view.value(&rule.expression));
                (found != vector["result"]).then(|| found.to_string())
            }
        };
        wrong.extend(complaint.map(|complaint| format!("{vector}\n  {complaint}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text and all texts in it have their arguments in every language.
fn check_arguments(message: &Message) {
    assert_complete(message);
    for (_, value) in &message.args {
        if let Arg::Message(inner) = value {
            check_arguments(inner);
        }
    }
}

#[test]
fn every_mistake_is_a_text_in_every_language() {
    let vectors: Json = serde_json::from_str(VECTORS).unwrap();
    let schema = schema(&vectors);
    for vector in vectors["vectors"].as_array().unwrap() {
        if let Err(error) = read(&schema, vector) {
            check_arguments(&error.into());
        }
    }
}

#[test]
fn expressions_of_any_depth_and_length_are_refused_with_a_sentence() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    for (source, sentence) in [
        (deep("(", ")"), "the expression has 20001 characters, at most 4000 are allowed"),
        (format!("{}1{}", "(".repeat(1_500), ")".repeat(1_500)), "more than 100 levels"),
        (format!("1{}", "+1".repeat(1_500)), "more than 100 levels"),
        (format!("{}1", "-".repeat(1_500)), "more than 100 levels"),
        (format!("{}1{}", "not(".repeat(500), ")".repeat(500)), "more than 100 levels"),
        (format!("concat({}1)", "1,".repeat(200)), "at most 100 arguments"),
    ] {
        let error = in_english(&parse(&source).unwrap_err().reason);
        assert!(error.contains(sentence), "{error}");
    }
    // The deepest expression that is allowed is checked and evaluated in no time.
    let schema = Schema::default();
    let scope = Scope { result: None, ..Scope::of(&schema, None) };
    let rule = compile(&format!("1{}", "+1".repeat(99)), &scope).unwrap();
    let view = View { values: &Values::default(), item: None, own: None, columns: &[], now: NOW };
    assert_eq!(view.value(&rule.expression), Value::Number(Number::whole(100)));
}

#[test]
fn no_cut_of_an_expression_stops_the_program() {
    let vectors: Json = serde_json::from_str(VECTORS).unwrap();
    let schema = schema(&vectors);
    for vector in vectors["vectors"].as_array().unwrap() {
        let source = vector["rule"].as_str().unwrap();
        for (cut, _) in source.char_indices() {
            let _ = compile(&source[..cut], &Scope::of(&schema, None));
            let _ = compile(&source[cut..], &Scope::of(&schema, Some(0)));
        }
    }
}

#[test]
fn a_text_that_grows_without_end_is_blank() {
    let schema = Schema { top: vec![("name".into(), Type::Text)], groups: Vec::new() };
    let scope = Scope { result: None, ..Scope::of(&schema, None) };
    let rule = compile(&format!("concat({}${{name}})", "${name}, ".repeat(9)), &scope).unwrap();
    let value_of = |length: usize| {
        let values = Values { top: vec![Value::text(&"x".repeat(length))], groups: Vec::new() };
        View { values: &values, item: None, own: None, columns: &[], now: NOW }.value(&rule.expression)
    };
    assert_eq!(value_of(1_000), Value::text(&"x".repeat(10_000)));
    assert_eq!(value_of(1_001), Value::Blank);
}
