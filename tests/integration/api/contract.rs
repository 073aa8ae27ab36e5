//! The OpenAPI document, compared with Rocket's routes and with real responses.

use crate::support::app::TestApp;
use injaaz::web::api::document::DOCUMENT;
use rocket::http::Status;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::LazyLock};

static TOLD: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(&*DOCUMENT).unwrap());

/// Asserts that a real response matches the document: a documented status, with a body that fits its schema.
pub fn check(method: &str, path: &str, status: Status, body: &Value) {
    let path = path.split('?').next().unwrap();
    let answer = &operation(method, path)["responses"][status.code.to_string()];
    assert!(answer.is_object(), "{method} {path}: the document does not know {status}: {body}");
    let mut schema = answer["content"]["application/json"]["schema"].clone();
    assert!(schema.is_object(), "{method} {path} {status}: no schema");
    schema["components"] = TOLD["components"].clone();
    let validator = jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{path}: {error}"));
    let wrong: Vec<String> = validator.iter_errors(body).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{method} {path} {status}: {wrong:#?}\n{body}");
    // Undocumented properties are errors.
    let name = schema["$ref"].as_str().unwrap_or_default().rsplit('/').next().unwrap();
    if let Some(told) = TOLD["components"]["schemas"][name]["properties"].as_object() {
        for key in body.as_object().unwrap().keys() {
            assert!(told.contains_key(key), "{method} {path} {status}: {key} is not in {name}");
        }
    }
}

fn operation(method: &str, path: &str) -> &'static Value {
    let is_it = |template: &str| {
        let (of, parts): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        of.len() == parts.len() && of.iter().zip(&parts).all(|(one, part)| one == part || one.starts_with('{'))
    };
    let paths = TOLD["paths"].as_object().unwrap();
    let exact = paths.get(path);
    let found = exact.or_else(|| paths.iter().find(|(template, _)| is_it(template)).map(|(_, methods)| methods));
    let operation = &found.unwrap_or_else(|| panic!("the document does not know {path}"))[method];
    assert!(operation.is_object(), "the document does not know {method} {path}");
    operation
}

/// A path with the names of its parameters removed.
fn nameless(path: &str, open: char, close: char) -> String {
    let part =
        |part: &str| if part.starts_with(open) && part.ends_with(close) { "*".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[rocket::async_test]
async fn the_document_and_the_routes_are_the_same() {
    let test = TestApp::new().await;
    let routes: BTreeSet<(String, String)> = test
        .client
        .rocket_client()
        .rocket()
        .routes()
        .filter(|route| route.uri.path().starts_with("/api/v1"))
        .map(|route| (route.method.as_str().to_lowercase(), nameless(route.uri.path(), '<', '>')))
        .collect();
    let mut told = BTreeSet::new();
    for (path, methods) in TOLD["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            assert!(told.insert((method.clone(), nameless(path, '{', '}'))), "{method} {path} is listed twice");
        }
    }
    assert!(routes.len() >= 12, "{routes:#?}");
    assert_eq!(told, routes);
    // Two templates that differ in parameter names only are the same for a client.
    let paths: Vec<String> = TOLD["paths"].as_object().unwrap().keys().map(|path| nameless(path, '{', '}')).collect();
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len(), "{paths:#?}");
}

#[rocket::async_test]
async fn the_openapi_document_is_public_and_current() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    let answer = stranger.get("/api/v1/openapi.json").dispatch().await;
    assert_eq!(answer.status(), Status::Ok);
    let document: Value = answer.into_json().await.unwrap();
    assert_eq!(document, *TOLD);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    assert_eq!(document["security"], json!([{ "token": [] }]));
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string() && operation["operationId"].is_string(), "{method} {path}");
            let named = path.split('/').filter(|part| part.starts_with('{')).count();
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let of_path = parameters.iter().filter(|one| one["in"] == "path").count();
            assert_eq!(of_path, named, "{method} {path}");
        }
    }
}

#[rocket::async_test]
async fn the_page_lists_every_operation_in_both_languages_for_members_only() {
    let test = TestApp::new().await;
    for lang in ["en", "ar"] {
        let address = format!("/api?lang={lang}");
        let page = test.get(&address).await;
        assert_eq!(page.status(), Status::Ok);
        let html = page.into_string().await.unwrap();
        for (path, methods) in TOLD["paths"].as_object().unwrap() {
            assert!(html.contains(path), "{path}");
            for operation in methods.as_object().unwrap().values() {
                assert!(html.contains(&format!("id=\"o-{}\"", operation["operationId"].as_str().unwrap())));
            }
        }
        assert!(!html.contains(" style=") && html.contains("js/api.js"));
    }
    let stranger = test.stranger().await;
    let answer = stranger.get("/api").dispatch().await;
    assert_eq!(answer.status(), Status::SeeOther);
}

#[rocket::async_test]
async fn invalid_parameters_are_refused_as_the_document_says() {
    let test = TestApp::new().await;
    let program = super::Program::of(&test, "manager", super::ALL).await;
    for (path, field) in [
        ("/api/v1/uploads/upl_0123456789abcdef0123?size=x", "size"),
        ("/api/v1/submissions?status=unknown", "status"),
        ("/api/v1/submissions?sort=x", "sort"),
        ("/api/v1/submissions?result=good", "result"),
        ("/api/v1/submissions?score_below=101", "score_below"),
        ("/api/v1/submissions?limit=0", "limit"),
        ("/api/v1/submissions?from=14.03.2026", "from"),
    ] {
        let (status, refusal) = program.get(path).await;
        assert_eq!((status, super::fields(&refusal)), (Status::UnprocessableEntity, vec![field]), "{path}");
        // The pattern or range of the parameter rejects the same value.
        let name = path.split('?').next().unwrap();
        let parameters = operation("get", name)["parameters"].as_array().unwrap();
        let parameter = parameters.iter().find(|one| one["name"] == field).unwrap();
        let value = path.rsplit('=').next().unwrap();
        let value = value.parse::<i64>().map_or_else(|_| json!(value), |number| json!(number));
        let schema = jsonschema::draft202012::new(&parameter["schema"]).unwrap();
        assert!(!schema.is_valid(&value), "{path}: {parameter}");
    }
    for status in ["open", "pending", "processing", "completed", "no_reports", "failed"] {
        assert_eq!(program.get(&format!("/api/v1/submissions?status={status}")).await.0, Status::Ok);
    }
}

#[test]
fn every_operation_names_the_refusals_that_any_address_has() {
    for (path, methods) in TOLD["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let body = if method == "post" { &["408", "413"][..] } else { &[] };
            for status in ["400", "429", "500", "503"].iter().chain(body) {
                let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
                assert_eq!(schema["$ref"], "#/components/schemas/ErrorBody", "{method} {path} {status}");
            }
        }
    }
}

/// What a program posts and what it reads have one schema.
#[test]
fn answers_have_a_schema() {
    let schemas = &TOLD["components"]["schemas"];
    let answers = |name: &str| schemas[name]["properties"]["form_data"]["additionalProperties"]["$ref"].clone();
    assert_eq!(
        (answers("NewSubmission"), answers("Submission")),
        (json!("#/components/schemas/Answer"), json!("#/components/schemas/Answer"))
    );
    let mut schema = json!({ "$ref": "#/components/schemas/Answer" });
    schema["components"] = TOLD["components"].clone();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    for answer in [
        json!("Marina Tower"),
        json!(12.5),
        json!(true),
        json!(null),
        json!(["upl_0123456789abcdef0123"]),
        json!([{ "asset": "HVAC", "photos": [] }]),
        json!({ "name": "Sara", "drawn": "upl_0123456789abcdef0123" }),
        json!([]),
    ] {
        assert!(schema.is_valid(&answer), "{answer}");
    }
    assert!(!schema.is_valid(&json!({ "name": 7 })));
}
