//! Invalid request bodies of the API: each is refused with its reason, and nothing of it is stored.

use super::{ALL, Program, fields, form};
use crate::support::{app::TestApp, db};
use rocket::http::{ContentType, Status};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/submissions/hvac_mep";

async fn kept(test: &TestApp) -> String {
    db::text(&test.url, "SELECT count(*)::text FROM submissions").await
}

#[rocket::async_test]
async fn invalid_json_is_rejected_with_its_position() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "inspector", ALL).await;
    let good = form("body-key-1", "Marina Tower").to_string();
    let deep = format!("{{\"form_data\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let twice = good.replacen('{', "{\"language\":\"en\",\"language\":\"ar\",", 1);
    let in_answers = good.replace("\"site_name\"", "\"site_name\":\"A\",\"site_name\"");
    for (body, status, said) in [
        ("", 400, "empty"),
        ("null", 400, "not_an_object"),
        ("[]", 400, "not_an_object"),
        ("{'a': 1}", 400, "line 1, column 2"),
        (&good[..good.len() - 1], 400, "truncated"),
        (&format!("{good}{good}"), 400, "trailing_data"),
        (&twice, 400, "duplicate_key"),
        (&in_answers, 400, "duplicate_key"),
        (&deep, 400, "too_deep"),
        (&good.replace("Marina", "Mar\\u0000ina"), 422, "zero character"),
        (&good.replace("Marina", "Mar\\ud800ina"), 422, "surrogate"),
        (&good.replace("\"2026-03-14\"", "NaN"), 422, "NaN"),
    ] {
        let (got, refusal) = program.send(PATH, ContentType::JSON, body).await;
        let start: String = body.chars().take(60).collect();
        assert_eq!(got.code, status, "{start}: {refusal}");
        assert!(refusal["error"].as_str().unwrap().contains(said), "{start}: {refusal}");
    }
    let (got, _) = program.send(PATH, ContentType::JSON, [&b"{\"a\":\""[..], &[0xff, 0xfe, b'"', b'}']].concat()).await;
    assert_eq!(got, Status::BadRequest);
    let (got, _) = program.send(PATH, ContentType::JSON, vec![b' '; 2 * 1024 * 1024 + 1]).await;
    assert_eq!(got, Status::PayloadTooLarge);
    for kind in [ContentType::Plain, ContentType::Form, ContentType::XML] {
        assert_eq!(program.send(PATH, kind, &good).await.0, Status::UnsupportedMediaType);
    }
    assert_eq!(program.post("/api/v1/submissions/nope", &json!({})).await.0, Status::NotFound);
    assert_eq!(kept(&test).await, "0");
    // A byte order mark is accepted.
    let (got, _) = program.send(PATH, ContentType::JSON, format!("\u{feff}{good}")).await;
    assert_eq!(got, Status::Created);
}

#[rocket::async_test]
async fn every_wrong_answer_is_named_at_its_field() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "inspector", ALL).await;
    let change = |pointer: &str, value: Value| {
        let mut body = form("body-key-2", "Marina Tower");
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap();
        match parent {
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
            parent => parent[key] = value,
        }
        body
    };
    for (body, wrong) in [
        (json!({}), vec!["submission_key", "site_name"]),
        (change("/submission_key", json!("short")), vec!["submission_key"]),
        (change("/submission_key", json!(12345678)), vec!["submission_key"]),
        (change("/language", json!("fr")), vec!["language"]),
        (change("/approved", json!(true)), vec!["approved"]),
        (change("/form_data/organisation_id", json!(1)), vec!["organisation_id"]),
        (change("/form_data/items/0/status", json!("x")), vec!["items.0.status"]),
        (change("/form_data/site_name", json!(7)), vec!["site_name"]),
        (change("/form_data/site_name", json!(["a"])), vec!["site_name"]),
        (change("/form_data/site_name", json!({ "a": 1 })), vec!["site_name"]),
        (change("/form_data/site_name", json!("A\u{fffe}")), vec!["site_name"]),
        (change("/form_data/visit_date", json!("2026-02-30")), vec!["visit_date"]),
        (change("/form_data/visit_date", json!("14/03/2026")), vec!["visit_date"]),
        (change("/form_data/visit_date", json!(20260314)), vec!["visit_date"]),
        (change("/form_data/visit_date", json!("0000-00-00")), vec!["visit_date"]),
        (change("/form_data/items/0/asset", json!("Nothing")), vec!["items.0.asset"]),
        (change("/form_data/items/0/photos", json!(["../x"])), vec!["items.0.photos"]),
        (change("/form_data/items/0/photos", json!("upl_x")), vec!["items.0.photos"]),
        (change("/form_data/items/0", json!("HVAC")), vec!["items.0"]),
    ] {
        let (status, refusal) = program.post(PATH, &body).await;
        assert_eq!(status, Status::UnprocessableEntity, "{body}: {refusal}");
        for name in wrong {
            assert!(fields(&refusal).contains(&name), "{name}: {refusal}");
        }
    }
    assert_eq!(kept(&test).await, "0");
}

#[rocket::async_test]
async fn numbers_are_exact_or_refused() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "inspector", ALL).await;
    let path = "/api/v1/submissions/civil";
    let (_, shape) = program.get("/api/v1/forms/civil").await;
    let sections = shape["sections"].as_array().unwrap();
    let repeated = sections.iter().find(|section| section["repeats"].is_object()).unwrap();
    let items = repeated["repeats"]["name"].as_str().unwrap();
    let number = repeated["fields"].as_array().unwrap().iter().find(|field| field["kind"] == "number");
    let number = number.expect("civil has a quantity field")["name"].as_str().unwrap();
    for text in ["1e309", "12345678901234567890123", "-0", "9007199254740993.5", "\"1,5\"", "\"NaN\"", "true", "[1]"] {
        let body =
            format!("{{\"submission_key\":\"number-key\",\"form_data\":{{\"{items}\":[{{\"{number}\":{text}}}]}}}}");
        let (status, refusal) = program.send(path, ContentType::JSON, body).await;
        assert_eq!(status, Status::UnprocessableEntity, "{text}");
        assert!(fields(&refusal).contains(&format!("{items}.0.{number}").as_str()), "{text}: {refusal}");
    }
}
