//! The rules of a form as JSON in its page, which `static/js/rules.js` reads. It is data, not a script, so the content
//! security policy needs no exception.

use crate::{
    domain::{
        clock_time::ClockTime,
        decimal::Decimal,
        form::{Field, FieldKind, FormDef},
        form_rules::{
            defaults::offered,
            order::{QuestionPlace, Step, order},
            schema::type_of,
        },
        rules::{
            json::expression,
            parse::Operator,
            tree::{Expression, Rule},
            value::Type,
        },
        validate::{FieldError, ValidationCode},
    },
    i18n::Texts,
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// `<script type="application/json" id="rules">…</script>`; `None` if the form has no rules.
pub fn element(def: &FormDef, texts: Texts) -> Option<String> {
    if !def.has_rules() {
        return None;
    }
    // No text can end the element: `<` is written as an escape.
    let json = document(def, texts).to_string().replace('<', "\\u003c");
    Some(format!(r#"<script type="application/json" id="rules">{json}</script>"#))
}

fn document(def: &FormDef, texts: Texts) -> Value {
    let groups: Vec<&str> = def.items().map(|items| items.name.as_str()).collect();
    let conditional = def.sections.iter().filter_map(|section| Some((section, section.relevant.as_ref()?)));
    let sections: Vec<Value> =
        conditional.map(|(section, rule)| json!([section.id, expression(&rule.expression)])).collect();
    let offers = def.items().map(|items| {
        let offers = items.fields.iter().filter_map(|field| Some((field.name.clone(), offer(field)?)));
        (items.name.clone(), Value::Object(offers.collect()))
    });
    let read = read_fields(def);
    let mut steps = Vec::new();
    for node in order(def).unwrap_or_default() {
        let mut relevant: Vec<Value> = node.section.iter().map(|rule| expression(&rule.expression)).collect();
        match (node.step, node.field) {
            (Step::Group(group), _) if !relevant.is_empty() => {
                steps.push(json!({ "isGroup": true, "group": group, "relevant": relevant }));
            }
            (Step::Field(place), Some(field))
                if !field.rules.is_empty() || !relevant.is_empty() || read.contains(&place) =>
            {
                relevant.extend(field.rules.relevant.iter().map(|rule| expression(&rule.expression)));
                steps.push(step(field, place, relevant, texts));
            }
            _ => {}
        }
    }
    let has_filters = all_rules(def).any(|rule| !rule.expression.columns().is_empty());
    let is_typed = |step: &Value| {
        ["number", "date", "time", "many"].iter().any(|known| step["type"] == *known)
            || step.get("calculation").is_some()
    };
    let counts: Vec<Value> = (0..)
        .zip(def.items())
        .filter_map(|(group, items): (usize, _)| {
            Some(json!([group, expression(&items.repeat_count.as_ref()?.expression), items.max]))
        })
        .collect();
    let has_functions =
        !counts.is_empty() || steps.iter().any(is_typed) || all_rules(def).any(|rule| has_functions(&rule.expression));
    json!({
        "groups": groups,
        "sections": sections,
        "counts": counts,
        "offered": Value::Object(offers.collect()),
        "order": steps,
        "hasFunctions": has_functions,
        "hasFilters": has_filters,
    })
}

/// What an empty item has: a text, or several.
fn offer(field: &Field) -> Option<Value> {
    match offered(field).as_slice() {
        [] => None,
        [one] => Some(json!(one)),
        several => Some(json!(several)),
    }
}

/// Whether it needs more than the part of the script that every form with rules loads.
fn has_functions(expression: &Expression) -> bool {
    let mut found = false;
    expression.walk(&mut |part| {
        found |= !matches!(
            part,
            Expression::Blank
                | Expression::Bool(_)
                | Expression::Text(_)
                | Expression::Field(_)
                | Expression::Own
                | Expression::Column(_)
                | Expression::Not(_)
                | Expression::And(..)
                | Expression::Or(..)
                | Expression::If(..)
                | Expression::Compare(Operator::Equal | Operator::NotEqual, ..)
        );
    });
    found
}

fn step(field: &Field, place: QuestionPlace, relevant: Vec<Value>, texts: Texts) -> Value {
    let rules = &field.rules;
    let mut step = Map::new();
    let mut put = |key: &str, value: Value| {
        step.insert(key.to_owned(), value);
    };
    let tree = |rule: &Rule| expression(&rule.expression);
    put("name", json!(field.name));
    put("type", json!(type_name(&field.kind)));
    if let Some(group) = place.group {
        put("group", json!(group));
    }
    if !relevant.is_empty() {
        put("relevant", json!(relevant));
    }
    if field.required {
        put("must", json!(true));
    }
    if let FieldKind::Number { min, max, decimals, .. } = &field.kind {
        put("decimals", json!(decimals));
        min.iter().for_each(|min| put("min", json!(min.to_string())));
        max.iter().for_each(|max| put("max", json!(max.to_string())));
    }
    if let FieldKind::Time { min, max } = &field.kind {
        min.iter().for_each(|min| put("min", json!(min.to_string())));
        max.iter().for_each(|max| put("max", json!(max.to_string())));
    }
    if let FieldKind::SelectMultiple { min, max, .. } = &field.kind {
        min.iter().for_each(|min| put("min", json!(min)));
        max.iter().for_each(|max| put("max", json!(max)));
    }
    if let Some(scale) = &rules.scale {
        put("step", json!(scale.step.to_string()));
    }
    rules.required.iter().for_each(|rule| put("required", tree(rule)));
    rules.calculation.iter().for_each(|rule| put("calculation", tree(rule)));
    if let Some(constraint) = &rules.constraint {
        put("constraint", tree(&constraint.rule));
        let error = ValidationCode::Constraint(constraint.message.clone());
        put("message", json!(texts.field_error(&FieldError::of("", field.label.clone(), error))));
    }
    if let (Some(filter), Some(choices)) = (&rules.choice_filter, field.kind.choices()) {
        let columns = |columns: &Vec<(String, String)>| -> Value {
            columns.iter().map(|(name, text)| (name.clone(), json!(text))).collect::<Map<String, Value>>().into()
        };
        let all = choices.iter().zip(&filter.columns).map(|(choice, of)| (choice.value.clone(), columns(of)));
        put("filter", tree(&filter.rule));
        put("columns", Value::Object(all.collect()));
    }
    if rules.is_read_only {
        put("given", given(field));
    }
    Value::Object(step)
}

/// A fixed answer as an expression.
fn given(field: &Field) -> Value {
    let offered = offered(field);
    match (&field.kind, offered.first().copied()) {
        (FieldKind::Checkbox { default }, _) => json!(default),
        (FieldKind::SelectMultiple { .. }, _) => json!(["many", offered]),
        (FieldKind::Time { .. }, Some(time)) => {
            json!(["time", time.parse::<ClockTime>().map_or_else(|_| String::new(), |time| time.to_string())])
        }
        (FieldKind::Number { .. }, Some(number)) => {
            json!(["n", number.parse::<Decimal>().map_or_else(|_| "0".to_owned(), |number| number.to_string())])
        }
        (FieldKind::Date { .. }, Some(date)) => json!(["date", date]),
        (_, text) => json!(text),
    }
}

fn type_name(kind: &FieldKind) -> &'static str {
    match type_of(kind) {
        Type::Bool => "bool",
        Type::Number => "number",
        Type::Date => "date",
        Type::Time => "time",
        Type::Many => "many",
        Type::Files => "files",
        Type::Text | Type::Blank | Type::Moment => "text",
    }
}

/// The questions that any rule reads.
fn read_fields(def: &FormDef) -> HashSet<QuestionPlace> {
    let fields = all_rules(def).flat_map(|rule| rule.expression.fields());
    fields.map(|field| QuestionPlace { group: field.group, field: field.field }).collect()
}

/// Every rule that the page evaluates.
fn all_rules(def: &FormDef) -> impl Iterator<Item = &Rule> {
    let of_items = def.items().flat_map(|items| &items.fields);
    let of_sections = def.sections.iter().filter_map(|section| section.relevant.as_ref());
    let counts = def.items().filter_map(|items| items.repeat_count.as_ref());
    def.fields().chain(of_items).flat_map(rules_of).chain(of_sections).chain(counts)
}

fn rules_of(field: &Field) -> impl Iterator<Item = &Rule> {
    let rules = &field.rules;
    let constraint = rules.constraint.as_ref().map(|constraint| &constraint.rule);
    let filter = rules.choice_filter.as_ref().map(|filter| &filter.rule);
    let conditions = [&rules.relevant, &rules.required, &rules.calculation].map(Option::as_ref);
    conditions.into_iter().chain([constraint, filter]).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, forms::Forms};

    const VISIT: &str = include_str!("../../../tests/fixtures/forms/pump_visit.toml");

    #[test]
    fn every_rule_has_its_words_in_both_languages() {
        let def = Forms::parse(VISIT, "pump_visit.toml").unwrap();
        let reason = def.field("reason").and_then(|field| field.rules.relevant.clone()).unwrap();
        assert_eq!(Texts::of(Lang::EN).shown_if(&def, &reason.expression), "Only if “Kind of visit” is “Other”.");
        assert_eq!(
            Texts::of(Lang::AR).shown_if(&def, &reason.expression),
            "فقط إذا كان ما يلي صحيحًا: «نوع الزيارة» هو «أخرى»."
        );
        let leak = def.sections[1].relevant.clone().unwrap();
        assert_eq!(Texts::of(Lang::EN).shown_if(&def, &leak.expression), "Only if “There is a leak” is ticked.");
        let approval = def.field("approval").and_then(|field| field.rules.relevant.clone()).unwrap();
        assert_eq!(Texts::of(Lang::EN).shown_if(&def, &approval.expression), "Only if “Total” is more than 1000.");
    }

    #[test]
    fn a_broken_constraint_is_said_in_the_words_of_the_form() {
        let def = Forms::parse(VISIT, "pump_visit.toml").unwrap();
        let en = element(&def, Texts::of(Lang::EN)).unwrap();
        assert!(
            en.contains("The pumps were built in 2020.") && en.contains("“Next visit” is not allowed here"),
            "{en}"
        );
        assert!(element(&def, Texts::of(Lang::AR)).unwrap().contains("بُنيت المضخات"));
        // No text of a form can end the element.
        let hostile = VISIT.replace("The pumps were built in 2020.", "</script><b>");
        let def = Forms::parse(&hostile, "pump_visit.toml").unwrap();
        let en = element(&def, Texts::of(Lang::EN)).unwrap();
        assert_eq!(en.matches("</").count(), 1, "{en}");
    }
}
