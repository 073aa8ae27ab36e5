//! `/api`: the description of the API for people, made from the same document that programs get, and a way to try it.

use crate::{
    domain::lang::Lang,
    web::{
        api::document::DOCUMENT,
        context::{AppState, RequestContext},
        view::{
            layout::{Layout, Nav},
            words::api::Api,
        },
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
    about: Vec<String>,
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
const ORDER: [&str; 6] = ["me", "forms", "uploads", "submissions", "jobs", "reports"];

#[get("/api")]
pub fn show(app: &AppState, context: RequestContext) -> ApiPage {
    ApiPage::new(&context, &app.config.public_url)
}

impl ApiPage {
    pub fn new(context: &RequestContext, public_url: &str) -> ApiPage {
        let layout = Layout::new(context, Nav::Elsewhere, "");
        let words = &layout.words.api;
        ApiPage {
            operations: operations(words, context.lang, public_url.trim_end_matches('/')),
            layout: Layout { title: words.title.to_owned(), ..layout },
        }
    }
}

/// Every operation of the document, in the words of the page.
pub fn operations(words: &Api, lang: Lang, base: &str) -> Vec<Operation> {
    // What was made by serialising cannot fail to be serialised.
    let document = serde_json::to_value(&*DOCUMENT).unwrap_or_default();
    let mut all: Vec<(usize, Operation)> = Vec::new();
    for (path, methods) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let tag = text(operation.pointer("/tags/0"));
            let rank = ORDER.iter().position(|known| *known == tag).unwrap_or(ORDER.len());
            all.push((rank, read(words, lang, base, path, method, operation, &document)));
        }
    }
    all.sort_by_key(|(rank, _)| *rank);
    all.into_iter().map(|(_, operation)| operation).collect()
}

fn read(
    words: &Api,
    lang: Lang,
    base: &str,
    path: &str,
    method: &str,
    operation: &Value,
    document: &Value,
) -> Operation {
    let id = text(operation.get("operationId"));
    let about = match lang {
        Lang::En => vec![prose(operation.get("summary")), prose(operation.get("description"))],
        Lang::Ar => vec![translated(words.operations, &id)],
    };
    let parameters: Vec<Parameter> =
        list(operation.get("parameters")).map(|one| parameter(words, lang, &id, one)).collect();
    let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
    let json = content.and_then(|content| content.get("application/json"));
    let body = json.map(|json| example(json, document));
    let answers = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let answers = answers.map(|(status, answer)| match lang {
        Lang::En => (status.clone(), prose(answer.get("description"))),
        Lang::Ar => (status.clone(), translated(words.statuses, status)),
    });
    let takes_file = content.is_some() && json.is_none();
    Operation {
        curl: curl(base, path, method, &parameters, body.as_deref(), takes_file, id != "openapi"),
        about: about.into_iter().filter(|text| !text.is_empty()).collect(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        answers: answers.collect(),
        id,
        parameters,
        body,
        takes_file,
    }
}

fn parameter(words: &Api, lang: Lang, operation: &str, one: &Value) -> Parameter {
    let name = text(one.get("name"));
    Parameter {
        about: match lang {
            Lang::En => prose(one.get("description")),
            // Where a name means something else than usual, it stands behind the operation.
            Lang::Ar => match translated(words.parameter_words, &format!("{operation}.{name}")) {
                special if !special.is_empty() => special,
                _ => translated(words.parameter_words, &name),
            },
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

fn translated(words: &[(&str, &str)], key: &str) -> String {
    words.iter().find(|(known, _)| *known == key).map(|(_, word)| (*word).to_owned()).unwrap_or_default()
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A sentence of the document, without the marks around names of its fields.
fn prose(value: Option<&Value>) -> String {
    text(value).replace('`', "")
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::words::Words;

    #[test]
    fn every_operation_is_told_in_both_languages() {
        let of = |lang| operations(&Words::of(lang).api, lang, "https://forms.example.ae");
        let (en, ar) = (of(Lang::En), of(Lang::Ar));
        assert!(en.len() >= 12 && en.len() == ar.len());
        for operation in en.iter().chain(&ar) {
            assert!(!operation.about.is_empty() && !operation.answers.is_empty(), "{}", operation.id);
            assert!(operation.answers.iter().all(|(_, text)| !text.is_empty()), "{}", operation.id);
            assert!(operation.parameters.iter().all(|one| !one.about.is_empty()), "{}", operation.id);
            assert!(operation.curl.contains("https://forms.example.ae/api/v1/"), "{}", operation.curl);
            assert!(!operation.curl.contains('{') || operation.body.is_some(), "{}", operation.curl);
        }
        let sent = en.iter().find(|operation| operation.id == "create_submission").unwrap();
        assert!(sent.body.as_deref().unwrap().contains("submission_key"));
    }
}
