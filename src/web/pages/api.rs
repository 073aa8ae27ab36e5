//! `/api`: the reference of the API, generated from the OpenAPI document, with a form to try each operation.

use crate::{
    i18n::Texts,
    web::{
        api::document::DOCUMENT,
        context::{AppState, RequestContext},
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;
use serde_json::Value;

#[derive(Template, WebTemplate)]
#[template(path = "api/show.html")]
pub struct ApiPage {
    layout: Layout,
    operations: Vec<Operation>,
}

/// One method of one address.
pub struct Operation {
    id: String,
    method: String,
    path: String,
    about: String,
    parameters: Vec<Parameter>,
    /// What a body looks like; none if there is none, or if it is a file.
    body: Option<String>,
    takes_file: bool,
    curl: String,
    answers: Vec<(String, String)>,
}

struct Parameter {
    name: String,
    /// `path` or `query`.
    place: String,
    required: bool,
    about: String,
    example: String,
}

/// The order in which they are read: who one is, what there is, what one sends, what came in.
const ORDER: [&str; 8] = ["me", "forms", "uploads", "submissions", "jobs", "reports", "audit", "migration"];

#[get("/api")]
pub fn show(app: &AppState, context: RequestContext) -> ApiPage {
    ApiPage::new(&context, &app.config.public_url)
}

impl ApiPage {
    pub fn new(context: &RequestContext, public_url: &str) -> ApiPage {
        let layout = Layout::new(context, Nav::Elsewhere, "");
        let texts = layout.texts;
        ApiPage {
            operations: operations(texts, public_url.trim_end_matches('/')),
            layout: Layout { title: texts.t("api-title").to_owned(), ..layout },
        }
    }
}

/// Every operation of the document, in the words of the page.
pub fn operations(texts: Texts, base: &str) -> Vec<Operation> {
    // What was made by serialising cannot fail to be serialised.
    let document = serde_json::to_value(&*DOCUMENT).unwrap_or_default();
    let mut all: Vec<(usize, Operation)> = Vec::new();
    for (path, methods) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let tag = text(operation.pointer("/tags/0"));
            let rank = ORDER.iter().position(|known| *known == tag).unwrap_or(ORDER.len());
            all.push((rank, read(texts, base, path, method, operation, &document)));
        }
    }
    all.sort_by_key(|(rank, _)| *rank);
    all.into_iter().map(|(_, operation)| operation).collect()
}

fn read(texts: Texts, base: &str, path: &str, method: &str, operation: &Value, document: &Value) -> Operation {
    let id = text(operation.get("operationId"));
    let parameters: Vec<Parameter> = list(operation.get("parameters")).map(|one| parameter(texts, &id, one)).collect();
    let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
    let json = content.and_then(|content| content.get("application/json"));
    let body = json.map(|json| example(json, document));
    let answers = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let answers = answers.map(|(status, _)| (status.clone(), text_of(texts, "api-status-", status)));
    let takes_file = content.is_some() && json.is_none();
    Operation {
        curl: curl(base, path, method, &parameters, body.as_deref(), takes_file, id != "openapi"),
        about: text_of(texts, "api-operation-", &id),
        method: method.to_uppercase(),
        path: path.to_owned(),
        answers: answers.collect(),
        id,
        parameters,
        body,
        takes_file,
    }
}

fn parameter(texts: Texts, operation: &str, one: &Value) -> Parameter {
    let name = text(one.get("name"));
    Parameter {
        about: match (operation, name.as_str()) {
            // Its id is the name of a form.
            ("create_submission", "id") => texts.t("api-parameter-create-submission-id").to_owned(),
            _ => text_of(texts, "api-parameter-", &name),
        },
        place: text(one.get("in")),
        required: one.get("required").and_then(Value::as_bool).unwrap_or(false),
        example: one
            .get("example")
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .unwrap_or_default(),
        name,
    }
}

/// The example of a body, from the struct that it refers to.
fn example(json: &Value, document: &Value) -> String {
    let schema = text(json.pointer("/schema/$ref"));
    let schema = schema.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
    let example = schema.and_then(|schema| schema.get("example"));
    example.and_then(|example| serde_json::to_string_pretty(example).ok()).unwrap_or_default()
}

fn curl(
    base: &str,
    path: &str,
    method: &str,
    parameters: &[Parameter],
    body: Option<&str>,
    takes_file: bool,
    with_token: bool,
) -> String {
    let mut address = path.to_owned();
    for one in parameters.iter().filter(|one| one.place == "path") {
        address = address.replace(&format!("{{{}}}", one.name), &one.example);
    }
    // Of the rest, those that a first try needs.
    let query: Vec<String> = parameters
        .iter()
        .filter(|one| one.place == "query" && takes_file && one.name != "kind")
        .map(|one| format!("{}={}", one.name, one.example))
        .collect();
    if !query.is_empty() {
        address = format!("{address}?{}", query.join("&"));
    }
    let mut lines = vec!["curl".to_owned()];
    if with_token {
        lines.push("-H \"Authorization: Bearer $INJAAZ_TOKEN\"".to_owned());
    }
    match body {
        Some(body) => {
            lines.push("-H \"Content-Type: application/json\"".to_owned());
            lines.push(format!("--data '{body}'"));
        }
        None if takes_file => {
            lines.push("-H \"Content-Type: image/jpeg\"".to_owned());
            lines.push("--data-binary @pump.jpg".to_owned());
        }
        None if method == "post" => lines.push("-X POST".to_owned()),
        None => {}
    }
    lines.push(format!("'{base}{address}'"));
    lines.join(" \\\n  ")
}

/// The text about an operation, a parameter or a status.
fn text_of(texts: Texts, prefix: &str, name: &str) -> String {
    texts.get(&format!("{prefix}{}", name.replace('_', "-"))).into_owned()
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn every_operation_is_described_in_each_language() {
        let of = |lang| operations(Texts::of(lang), "https://forms.example.ae");
        let (en, ar) = (of(Lang::EN), of(Lang::AR));
        assert!(en.len() >= 12 && en.len() == ar.len());
        for operation in en.iter().chain(&ar) {
            assert!(!operation.about.is_empty() && !operation.answers.is_empty(), "{}", operation.id);
            // A text that is missing is shown as its key.
            assert!(!operation.about.starts_with("api-"), "{}", operation.about);
            for (_, text) in &operation.answers {
                assert!(!text.is_empty() && !text.starts_with("api-"), "{}: {text}", operation.id);
            }
            for text in operation.parameters.iter().map(|one| &one.about) {
                assert!(!text.is_empty() && !text.starts_with("api-"), "{}: {text}", operation.id);
            }
            assert!(operation.curl.contains("https://forms.example.ae/api/v1/"), "{}", operation.curl);
            assert!(!operation.curl.contains('{') || operation.body.is_some(), "{}", operation.curl);
        }
        let sent = en.iter().find(|operation| operation.id == "create_submission").unwrap();
        assert!(sent.body.as_deref().unwrap().contains("submission_key"));
    }
}
