//! Cases as JSON: a rule with its tree, the answers, and what it must result in. The vectors of the repository, with the
//! results that stand in them; and random rules and answers, with the results of the server.

use super::random;
use injaaz::domain::{
    answers::{iso, parse_iso},
    rules::{
        compile::compile,
        dates::moment_text,
        eval::{Values, View},
        json,
        number::Number,
        schema::{GroupSchema, Schema, Scope},
        value::{Type, Value},
    },
};
use serde_json::{Map, Value as Json, json};
use time::{PrimitiveDateTime, macros::datetime};

pub const NOW: PrimitiveDateTime = datetime!(2026 - 03 - 14 09:05:07);
const VECTORS: &str = include_str!("../../fixtures/rules/vectors.json");

/// The cases of the vectors file that have a result.
pub fn of_vectors() -> Vec<Json> {
    let file: Json = serde_json::from_str(VECTORS).unwrap();
    let schema = schema(&file);
    let vectors = file["vectors"].as_array().unwrap().iter().filter(|vector| vector["error"].is_null());
    vectors.map(|vector| case_of(&schema, vector)).collect()
}

/// The numbers of items of the vectors file.
pub fn item_counts() -> Json {
    let file: Json = serde_json::from_str(VECTORS).unwrap();
    assert!(file["counts"].as_array().is_some_and(|counts| counts.len() >= 8));
    file["counts"].clone()
}

/// As many random rules that are valid, each with random answers.
pub fn random(count: usize) -> Vec<Json> {
    let file: Json = serde_json::from_str(VECTORS).unwrap();
    let schema = schema(&file);
    random::rules(&schema, count)
        .into_iter()
        .map(|random::RandomRule { rule, values, item }| {
            let view = View { values: &values, item, own: None, columns: &[], now: NOW };
            let expected = encoded(&view.value(&rule.expression));
            let mut case = base(&schema, &values, item);
            case["rule"] = json!(rule.source);
            case["tree"] = json::expression(&rule.expression);
            case["expected"] = expected;
            case
        })
        .collect()
}

fn base(schema: &Schema, values: &Values, item: Option<usize>) -> Json {
    let object = |fields: &[(String, Type)], values: &[Value]| -> Json {
        let pairs = fields.iter().zip(values).map(|((name, _), value)| (name.clone(), encoded(value)));
        Json::Object(pairs.collect())
    };
    let groups = schema.groups.iter().zip(&values.groups);
    let groups: Vec<Json> =
        groups.map(|(group, items)| items.iter().map(|item| object(&group.fields, item)).collect()).collect();
    json!({ "top": object(&schema.top, &values.top), "groups": groups, "group": item.map(|_| 0), "item": item })
}

fn case_of(schema: &Schema, vector: &Json) -> Json {
    let values = values(schema, vector);
    let own = own(&vector["own"]);
    let columns: Vec<String> = vector["columns"].as_object().into_iter().flat_map(Map::keys).cloned().collect();
    let scope = Scope {
        schema,
        group: vector["group"].as_str().map(|_| 0),
        own: own.as_ref().map(|(found, _)| *found),
        columns: (!columns.is_empty()).then_some(&columns),
        result: None,
    };
    let rule = compile(vector["rule"].as_str().unwrap(), &scope).unwrap();
    let mut case = base(schema, &values, vector["item"].as_u64().map(|item| item as usize));
    case["rule"] = vector["rule"].clone();
    case["tree"] = json::expression(&rule.expression);
    case["own"] = own.map_or(Json::Null, |(_, value)| encoded(&value));
    case["columns"] = vector["columns"].clone();
    case["expected"] = vector["result"].clone();
    case
}

/// As it stands in the file.
pub fn encoded(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Number(number) => json!({ "n": number.to_string() }),
        Value::Text(text) => json!(**text),
        Value::Date(date) => json!({ "date": iso(*date) }),
        Value::Time(time) => json!({ "time": time.to_string() }),
        Value::Moment(moment) => json!({ "moment": moment_text(*moment) }),
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

fn schema(file: &Json) -> Schema {
    let fields = |json: &Json| -> Vec<(String, Type)> {
        let fields = json.as_object().unwrap().iter();
        fields.map(|(name, word)| (name.clone(), type_named(word.as_str().unwrap()))).collect()
    };
    let groups = file["groups"].as_object().unwrap().iter();
    let groups = groups.map(|(name, json)| GroupSchema { name: name.clone(), fields: fields(json) }).collect();
    Schema { top: fields(&file["top"]), groups }
}

fn type_named(word: &str) -> Type {
    match word {
        "text" => Type::Text,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "date" => Type::Date,
        "time" => Type::Time,
        "many" => Type::Many,
        _ => Type::Files,
    }
}

fn values(schema: &Schema, vector: &Json) -> Values {
    let group = |fields: &[(String, Type)], json: &Json| -> Vec<Value> {
        fields.iter().map(|(name, found)| value(*found, json.get(name))).collect()
    };
    let mut groups = vec![Vec::new(); schema.groups.len()];
    for item in vector["items"].as_array().into_iter().flatten() {
        groups[0].push(group(&schema.groups[0].fields, item));
    }
    Values { top: group(&schema.top, &vector["answers"]), groups }
}

fn value(found: Type, json: Option<&Json>) -> Value {
    let text = json.and_then(Json::as_str);
    match (found, json) {
        (_, None) => Value::Blank,
        (Type::Number, _) => text.and_then(Number::parse).map_or(Value::Blank, Value::Number),
        (Type::Text, _) => Value::text(text.unwrap_or_default()),
        (Type::Date, _) => Value::Date(parse_iso(text.unwrap()).unwrap()),
        (Type::Time, _) => Value::Time(text.unwrap().parse().unwrap()),
        (Type::Bool, Some(json)) => Value::Bool(json.as_bool().unwrap()),
        (Type::Many, Some(json)) => {
            Value::Many(json.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect())
        }
        _ => Value::Present,
    }
}
