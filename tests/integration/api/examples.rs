//! Runs the examples of `docs/api.md` one after the other.

use super::{ALL, Program, contract};
use crate::support::{app::TestApp, pictures};
use rocket::http::{ContentType, Header, Status};
use serde_json::Value;
use std::{collections::HashMap, path::Path};

/// Splits a command into words as a shell does. Only the syntax used in the document is supported.
fn words(command: &str, variables: &HashMap<&str, String>) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    let mut rest = command.chars().peekable();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (None, '\\') => drop(rest.next()),
            (None, ' ' | '\n') => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if open == c => quote = None,
            (None | Some('"'), '$') => {
                let mut name = String::new();
                while let Some(c) = rest.next_if(|c| c.is_ascii_uppercase() || *c == '_') {
                    name.push(c);
                }
                let value = variables.get(name.as_str()).unwrap_or_else(|| panic!("${name} in {command}"));
                word.get_or_insert_default().push_str(value);
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "unclosed quote in {command}");
    words.extend(word);
    words
}

#[rocket::async_test]
async fn every_example_of_the_document_works() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "reviewer", ALL).await;
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md")).unwrap();
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let commands: Vec<&str> = blocks.filter(|block| block.starts_with("curl ")).collect();
    assert!(commands.len() >= 10);
    let mut variables = HashMap::from([("INJAAZ", String::new()), ("INJAAZ_TOKEN", program.token.clone())]);
    for command in commands {
        let (mut method, mut headers, mut body, mut address, mut to_file) =
            ("get", Vec::new(), Vec::new(), None, false);
        let mut words = words(command, &variables).into_iter().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "-H" => {
                    let header = words.next().unwrap();
                    let (name, value) = header.split_once(": ").unwrap();
                    headers.push(Header::new(name.to_owned(), value.to_owned()));
                }
                "-X" => method = if words.next().unwrap() == "POST" { "post" } else { panic!("{command}") },
                "-o" => to_file = words.next().is_some(),
                "--data" => (method, body) = ("post", words.next().unwrap().into_bytes()),
                "--data-binary" => {
                    assert_eq!(words.next().as_deref(), Some("@pump.jpg"), "{command}");
                    (method, body) = ("post", pictures::jpeg(400, 300, 7));
                }
                _ => assert_eq!(address.replace(word), None, "{command}"),
            }
        }
        let address = address.unwrap();
        let mut request =
            if method == "post" { program.browser.post(address.clone()) } else { program.browser.get(address.clone()) };
        for header in headers {
            request = request.header(header);
        }
        let answer = request.body(body).dispatch().await;
        let status = answer.status();
        assert!(matches!(status, Status::Ok | Status::Created | Status::Accepted), "{command}: {status}");
        assert_eq!(answer.content_type() != Some(ContentType::JSON), to_file, "{command}");
        if to_file {
            continue;
        }
        let answer: Value = answer.into_json().await.unwrap();
        contract::check(method, &address, status, &answer);
        for (key, name) in [("upload_id", "UPLOAD"), ("submission_id", "SUBMISSION"), ("job_id", "JOB")] {
            if let Some(id) = answer[key].as_str() {
                variables.insert(name, id.to_owned());
            }
        }
        if address.ends_with("/submissions/hvac_mep") {
            test.run_jobs().await;
        }
    }
}
