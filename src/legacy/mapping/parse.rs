//! Parses a mapping and collects all errors, instead of stopping at the first.

use super::{
    ItemsRule, Mapping, MappingError, MappingErrors, Rows, Rule, StatusRule, TableOrQuery, TemplatePiece, ValuePath,
};
use crate::domain::{
    form::{Field, FieldKind, FormDef},
    ids::ModuleSlug,
};
use serde_json::Value as Json;
use std::{cell::RefCell, sync::Arc};
use toml::{Table, Value};

const KEYS: &[&str] = &["name", "module", "rows", "id", "created_at", "status", "fields", "items"];

impl Mapping {
    /// Parses and checks a mapping. `forms` returns the form of a module.
    pub fn parse(
        text: &str,
        origin: &str,
        forms: &dyn Fn(&ModuleSlug) -> Option<Arc<FormDef>>,
    ) -> Result<Mapping, MappingErrors> {
        let notes = ErrorCollector { origin, found: RefCell::default() };
        let table = text.parse::<Table>().map_err(|error| notes.only(&error.to_string()))?;
        let mapping = notes.mapping(&table, forms);
        let complaints = notes.found.into_inner();
        match mapping {
            Some(mapping) if complaints.is_empty() => Ok(mapping),
            _ => Err(MappingErrors(complaints)),
        }
    }
}

struct ErrorCollector<'a> {
    origin: &'a str,
    found: RefCell<Vec<MappingError>>,
}

impl ErrorCollector<'_> {
    fn only(&self, reason: &str) -> MappingErrors {
        let reason = reason.trim_end_matches('\n').to_owned();
        MappingErrors(vec![MappingError { origin: self.origin.to_owned(), key: String::new(), reason }])
    }

    fn note(&self, key: &str, reason: impl Into<String>) {
        let (origin, key) = (self.origin.to_owned(), key.to_owned());
        self.found.borrow_mut().push(MappingError { origin, key, reason: reason.into() });
    }

    fn mapping(&self, table: &Table, forms: &dyn Fn(&ModuleSlug) -> Option<Arc<FormDef>>) -> Option<Mapping> {
        self.known(table, "", KEYS);
        let name = self.text(table, "", "name");
        let def = self.text(table, "", "module").and_then(|module| {
            let def = module.parse().ok().and_then(|slug| forms(&slug));
            if def.is_none() {
                self.note("module", format!("there is no form {module:?}"));
            }
            def
        });
        let id = self.paths(table, "id");
        let rows = table.get("rows").and_then(|value| self.rows(self.table(value, "rows")?));
        let created_at = table.get("created_at").and_then(|value| self.path(value, "created_at"));
        let status = table.get("status").and_then(|value| self.status(self.table(value, "status")?));
        let fields = table.get("fields").map(|value| self.table(value, "fields"));
        if fields.is_none() {
            self.note("fields", "is missing: it maps the answers");
        }
        let def = def?;
        let of_form = |name: &str| def.field(name);
        let fields = fields.flatten().map(|table| self.rules(table, "fields", &of_form)).unwrap_or_default();
        let items = table.get("items").map(|value| self.items(value, &def)).unwrap_or_default();
        Some(Mapping { name: name?, module: def.module.clone(), rows, id, created_at, status, fields, items })
    }

    /// The rules for the only repeating group of the form, or for each of several by name.
    fn items(&self, value: &Value, def: &FormDef) -> Vec<ItemsRule> {
        let Some(table) = self.table(value, "items") else { return Vec::new() };
        let groups: Vec<_> = def.items().collect();
        match groups.as_slice() {
            [] => {
                self.note("items", format!("the form {} has no group that repeats", def.module));
                Vec::new()
            }
            [only] => self.items_of(table, "items", &only.name, &only.fields).into_iter().collect(),
            several => {
                let names: Vec<&str> = several.iter().map(|items| items.name.as_str()).collect();
                self.known(table, "items", &names);
                let rule = |items: &&crate::domain::form::Items| {
                    let key = format!("items.{}", items.name);
                    self.items_of(self.table(table.get(&items.name)?, &key)?, &key, &items.name, &items.fields)
                };
                several.iter().filter_map(rule).collect()
            }
        }
    }

    fn items_of(&self, table: &Table, key: &str, group: &str, fields: &[Field]) -> Option<ItemsRule> {
        self.known(table, key, &["from", "fields"]);
        let from = self.text(table, key, "from");
        let inner = format!("{key}.fields");
        let Some(rules) = table.get("fields") else {
            self.note(&inner, "is missing: it maps the answers of each row");
            return None;
        };
        let of_row = |name: &str| fields.iter().find(|field| field.name == name);
        let fields = self.rules(self.table(rules, &inner)?, &inner, &of_row);
        Some(ItemsRule { group: group.to_owned(), from: from?, fields })
    }

    fn rules<'f>(&self, table: &Table, key: &str, form: &dyn Fn(&str) -> Option<&'f Field>) -> Vec<(String, Rule)> {
        let mut rules = Vec::new();
        for (name, value) in table {
            let key = format!("{key}.{name}");
            match form(name) {
                None => self.note(&key, "the form has no such question"),
                Some(field) => rules.extend(self.rule(value, &key, field).map(|rule| (name.clone(), rule))),
            }
        }
        rules
    }

    fn rule(&self, value: &Value, key: &str, field: &Field) -> Option<Rule> {
        let Value::Table(table) = value else {
            return Some(Rule::Path(ValuePath { path: self.path(value, key)?, ..ValuePath::default() }));
        };
        self.known(table, key, &["from", "values", "photo", "name", "constant", "template"]);
        let inner = |name: &str| format!("{key}.{name}");
        let given: Vec<&str> =
            ["from", "constant", "template"].into_iter().filter(|name| table.contains_key(*name)).collect();
        if given.len() != 1 {
            self.note(key, "must have exactly one of from, constant and template");
            return None;
        }
        for (name, fits) in
            [("photo", matches!(field.kind, FieldKind::Photos { .. })), ("name", field.kind == FieldKind::Signature)]
        {
            if table.contains_key(name) && !fits {
                self.note(
                    &inner(name),
                    format!(
                        "is for a question that asks for a {}",
                        if name == "photo" { "photo" } else { "signature" }
                    ),
                );
            }
        }
        if let Some(constant) = table.get("constant") {
            return self.single(constant, &inner("constant")).map(Rule::Constant);
        }
        if let Some(template) = table.get("template") {
            let Some(text) = template.as_str() else {
                self.note(&inner("template"), "must be a text in quotes");
                return None;
            };
            return self.template(text, &inner("template")).map(Rule::Template);
        }
        let values = table.get("values").map(|values| self.values(values, &inner("values"))).unwrap_or_default();
        let path = |name: &str| table.get(name).and_then(|value| self.path(value, &inner(name)));
        Some(Rule::Path(ValuePath { path: path("from")?, values, photo: path("photo"), name: path("name") }))
    }

    fn values(&self, value: &Value, key: &str) -> Vec<(String, Json)> {
        let Some(table) = self.table(value, key) else { return Vec::new() };
        let value = |(from, to): (&String, &Value)| Some((from.clone(), self.single(to, &format!("{key}.{from}"))?));
        table.iter().filter_map(value).collect()
    }

    /// Parses a template such as `{property.street}, {property.city}`.
    fn template(&self, text: &str, key: &str) -> Option<Vec<TemplatePiece>> {
        let (mut pieces, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let Some((path, behind)) = after.split_once('}').filter(|(path, _)| !path.trim().is_empty()) else {
                self.note(key, "each { needs a path and a closing }");
                return None;
            };
            pieces.extend((!before.is_empty()).then(|| TemplatePiece::Text(before.to_owned())));
            pieces.push(TemplatePiece::Path(path.trim().to_owned()));
            rest = behind;
        }
        pieces.extend((!rest.is_empty()).then(|| TemplatePiece::Text(rest.to_owned())));
        if !pieces.iter().any(|piece| matches!(piece, TemplatePiece::Path(_))) {
            self.note(key, "names no path in {}; use constant for a text that is always the same");
            return None;
        }
        Some(pieces)
    }

    fn rows(&self, table: &Table) -> Option<Rows> {
        self.known(table, "rows", &["table", "query", "with", "json"]);
        let from = match (table.get("table"), table.get("query")) {
            (Some(_), None) => self.text(table, "rows", "table").map(TableOrQuery::Table),
            (None, Some(_)) => self.text(table, "rows", "query").map(TableOrQuery::Query),
            _ => {
                self.note("rows", "must have exactly one of table and query");
                None
            }
        };
        let with = table.get("with").and_then(|value| self.table(value, "rows.with"));
        let with = with.into_iter().flatten().filter_map(|(name, query)| {
            let text = query.as_str();
            if text.is_none() {
                self.note(&format!("rows.with.{name}"), "must be a query in quotes");
            }
            Some((name.clone(), text?.to_owned()))
        });
        let with = with.collect();
        let json = self.texts(table, "rows", "json");
        Some(Rows { from: from?, with, json })
    }

    fn status(&self, table: &Table) -> Option<StatusRule> {
        self.known(table, "status", &["from", "completed", "failed"]);
        let (completed, failed) = (self.texts(table, "status", "completed"), self.texts(table, "status", "failed"));
        Some(StatusRule { from: self.text(table, "status", "from")?, completed, failed })
    }

    fn known(&self, table: &Table, key: &str, known: &[&str]) {
        for name in table.keys().filter(|name| !known.contains(&name.as_str())) {
            let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
            self.note(&key, format!("is not known here; known are {}", known.join(", ")));
        }
    }

    fn table<'v>(&self, value: &'v Value, key: &str) -> Option<&'v Table> {
        let table = value.as_table();
        if table.is_none() {
            self.note(key, "must be a table");
        }
        table
    }

    /// A required text.
    fn text(&self, table: &Table, key: &str, name: &str) -> Option<String> {
        let key = if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
        let Some(value) = table.get(name) else {
            self.note(&key, "is missing");
            return None;
        };
        self.path(value, &key)
    }

    fn texts(&self, table: &Table, key: &str, name: &str) -> Vec<String> {
        let key = format!("{key}.{name}");
        match table.get(name) {
            None => Vec::new(),
            Some(Value::Array(list)) => list.iter().filter_map(|value| self.path(value, &key)).collect(),
            Some(_) => {
                self.note(&key, "must be a list of texts in quotes");
                Vec::new()
            }
        }
    }

    fn paths(&self, table: &Table, name: &str) -> Vec<String> {
        match table.get(name) {
            Some(Value::Array(list)) if !list.is_empty() => {
                list.iter().filter_map(|value| self.path(value, name)).collect()
            }
            Some(Value::Array(_)) => {
                self.note(name, "is empty");
                Vec::new()
            }
            _ => self.text(table, "", name).into_iter().collect(),
        }
    }

    fn path(&self, value: &Value, key: &str) -> Option<String> {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            self.note(key, "must be a text in quotes, and not empty");
        }
        text.map(str::to_owned)
    }

    fn single(&self, value: &Value, key: &str) -> Option<Json> {
        match value {
            Value::String(text) => Some(Json::from(text.as_str())),
            Value::Integer(number) => Some(Json::from(*number)),
            Value::Float(number) => Some(Json::from(*number)),
            Value::Boolean(truth) => Some(Json::from(*truth)),
            Value::Datetime(moment) => Some(Json::from(moment.to_string())),
            Value::Array(_) | Value::Table(_) => {
                self.note(key, "must be a single value");
                None
            }
        }
    }
}
