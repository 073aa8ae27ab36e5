//! A form with all kinds of questions over HTTP: what is stored, shown, printed, corrected and described to clients.

use crate::{
    reports::pdf::run_tool,
    support::app::{Multipart, TestApp},
};
use calamine::{Reader, Xlsx};
use rocket::http::{Accept, Status};
use serde_json::{Value, json};
use std::io::Cursor;

const TOUR: &str = include_str!("../../../fixtures/forms/plant_tour.toml");

async fn app() -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plant_tour.toml"), TOUR).unwrap();
    (TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await, folder)
}

fn key(n: u32) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn tour(number: u32) -> Multipart {
    [
        ("submission_key", key(number).as_str()),
        ("site", "Marina Tower"),
        ("day", "2026-03-13"),
        ("trades", "Lifts"),
        ("trades", "Power, low voltage"),
        ("areas", "Roof"),
        ("areas", "Lift shaft"),
        ("arrived", "07:20"),
        ("left", "16:05"),
        ("order", "4"),
        ("drift", "-0.25"),
        ("load", ""),
        ("gps_lat", "-33.8688"),
        ("gps_lon", "151.2093"),
        ("gps_accuracy", "4.5"),
        ("units.0.tag", "A-0042"),
        ("units.0.faults", "Rust"),
        ("units.0.faults", "Noise"),
        ("units.0.checked_at", "08:00"),
        ("units.0.grade", "3"),
        ("units.0.place_lat", ""),
        ("units.1.place_lat", "25.2"),
        ("units.1.place_lon", "55.3"),
    ]
    .into_iter()
    .fold(Multipart::new(), |form, (name, value)| form.text(name, value))
}

fn stored() -> Value {
    json!({
        "site": "Marina Tower",
        "day": "2026-03-13",
        "trades": ["Power, low voltage", "Lifts"],
        "areas": ["Roof", "Lift shaft"],
        "arrived": "07:20",
        "left": "16:05",
        "hours": 8.75,
        "order": 4,
        "drift": -0.25,
        "gps": { "lat": -33.8688, "lon": 151.2093, "accuracy": 4.5 },
        "units": [
            { "tag": "A-0042", "faults": ["Noise", "Rust"], "checked_at": "08:00", "grade": 3 },
            { "place": { "lat": 25.2, "lon": 55.3 } },
        ],
    })
}

async fn page(test: &TestApp, path: &str) -> String {
    test.get(path).await.into_string().await.unwrap()
}

/// The page without the elements that keep numbers in their order in a text from right to left.
async fn words(test: &TestApp, path: &str) -> String {
    let page = page(test, path).await;
    page.replace("<bdi dir=\"ltr\" translate=\"no\">", "").replace("</bdi>", "")
}

#[rocket::async_test]
async fn answers_are_stored_shown_and_printed() {
    let (test, _folder) = app().await;
    let id = test.submit("plant_tour", &tour(1)).await;
    test.run_jobs().await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["form_data"], stored());
    let english = words(&test, &format!("/submissions/{id}?lang=en")).await;
    let position = "33.8688° S, 151.2093° E (± 4.5 m)";
    for text in
        ["Power, low voltage, Lifts", "07:20", "-0.25 bar", position, "A-0042", "Noise, Rust", "25.2° N, 55.3° E"]
    {
        assert!(english.contains(text), "{text} in {english}");
    }
    assert!(!english.contains("Ask the operator") && !english.contains("Close the unit"), "notes are for filling in");
    let arabic = words(&test, &format!("/submissions/{id}?lang=ar")).await;
    for text in ["الكهرباء، جهد منخفض، المصاعد", "33.8688° جنوبًا، 151.2093° شرقًا (± 4.5 م)", "ضوضاء، صدأ"]
    {
        assert!(arabic.contains(text), "{text} in {arabic}");
    }
    let report = |kind: &str| submission["reports"][kind].as_str().unwrap().to_owned();
    let bytes = async |url: String| test.client.get(url).dispatch().await.into_bytes().await.unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes(report("excel_url")).await)).unwrap();
    let sheets = book.worksheets().into_iter();
    let cells: Vec<String> =
        sheets.flat_map(|(_, sheet)| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>()).collect();
    let pdf = run_tool("pdftotext", &["-layout"], &bytes(report("pdf_url")).await);
    for text in ["Power, low voltage, Lifts", "07:20", "-0.25", position, "A-0042", "Noise, Rust", "25.2° N, 55.3° E"]
    {
        assert!(cells.iter().any(|cell| cell == text), "{text} in {cells:?}");
        assert!(pdf.contains(text), "{text} in {pdf}");
    }
    assert!(!pdf.contains("Ask the operator") && !cells.join(" ").contains("Close the unit"));
    // The browser reads Arabic by now.
    let table = page(&test, "/submissions.csv?module=plant_tour").await;
    for text in [",الكهرباء، جهد منخفض، المصاعد,", ",07:20,16:05,8.75,4,-0.25,,33.8688° جنوبًا، 151.2093° شرقًا"]
    {
        assert!(table.contains(text), "{text} in {table}");
    }
    assert!(!table.contains("اطلب من المشغّل") && !table.contains("أغلق الوحدة"), "{table}");
    // A choice is a word of the search.
    assert_eq!(test.get_json("/api/v1/submissions?q=voltage").await.1["submissions"].as_array().map(Vec::len), Some(1));
}

#[rocket::async_test]
async fn a_refused_form_comes_back_as_it_was_and_a_correction_begins_with_the_answers() {
    let (test, _folder) = app().await;
    let form = tour(2).text("trades", "Civil").text("trades", "HVAC").text("gps_lat", "91");
    let answer = test.post("/forms/plant_tour", &form, Accept::HTML).await;
    assert_eq!(answer.status(), Status::UnprocessableEntity);
    let refused = answer.into_string().await.unwrap();
    for text in [
        "“Trades seen” accepts at most 3 answers; you chose 4. Choose fewer.",
        "Position of the gate (latitude) was sent twice.",
        "value=\"Lifts\" id=\"f-trades-4\" checked",
        "value=\"07:20\"",
        "value=\"151.2093\"",
        "Ask the operator to stop the lifts.",
        "Choose 1 to 3.",
        "From 06:00 to 20:00.",
        "From -0.5 to 0.5 in steps of 0.25.",
    ] {
        assert!(refused.contains(text), "{text} in {refused}");
    }
    let id = test.submit("plant_tour", &tour(2)).await;
    let correction = page(&test, &format!("/submissions/{id}/revisions/1/correct")).await;
    for text in ["value=\"Lifts\" id=\"f-trades-4\" checked", "value=\"-33.8688\"", "value=\"16:05\"", "value=\"3\""] {
        assert!(correction.contains(text), "{text} in {correction}");
    }
    let corrected = tour(3).text("trades", "Civil").text("correction_reason", "The civil works were forgotten");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let (status, receipt) = test.post_json(&path, &corrected.text("many_trades", "Sara")).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let shown = page(&test, &format!("/submissions/{id}")).await;
    assert!(shown.contains("Civil, Power, low voltage, Lifts") && shown.contains("<ins>"), "{shown}");
}

#[rocket::async_test]
async fn clients_see_the_kinds_and_may_send_what_they_read() {
    let (test, _folder) = app().await;
    let (_, form) = test.get_json("/api/v1/forms/plant_tour").await;
    let field = |section: usize, name: &str| {
        let fields = form["sections"][section]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).cloned().unwrap()
    };
    let part = |field: &Value, keys: &[&str]| keys.iter().map(|key| field[*key].clone()).collect::<Vec<_>>();
    assert_eq!(
        part(&field(0, "trades"), &["kind", "min_count", "max_count"]),
        [json!("select_multiple"), json!(1), json!(3)]
    );
    assert_eq!(part(&field(0, "arrived"), &["kind", "min", "max"]), ["time", "06:00", "20:00"]);
    assert_eq!(part(&field(1, "drift"), &["kind", "min", "max", "step"]), ["number", "-0.5", "0.5", "0.25"]);
    assert_eq!((&field(0, "lift_note")["kind"], &field(1, "gps")["kind"]), (&json!("note"), &json!("geopoint")));
    assert_eq!(part(&field(2, "tag"), &["kind", "format"]), ["text", "barcode"]);
    let send = async |number: u32, data: &Value| {
        let body = json!({ "submission_key": key(number), "form_data": data });
        let (status, answer) = test.send_json("/api/v1/submissions/plant_tour", &body).await;
        let names = |answer: &Value| {
            let fields = answer["fields"].as_array().cloned().unwrap_or_default();
            fields.iter().map(|field| field["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        (status, names(&answer), answer)
    };
    let (status, _, receipt) = send(4, &stored()).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(test.stored(&receipt).await, stored());
    let mut odd = stored();
    odd["trades"] = json!(["Lifts", 3]);
    odd["arrived"] = json!(720);
    odd["gps"] = json!("here");
    odd["lift_note"] = json!("x");
    odd["units"][0]["place"] = json!({ "lat": true, "height": 3 });
    let (status, names, answer) = send(5, &odd).await;
    assert_eq!(status, Status::UnprocessableEntity, "{answer}");
    for name in ["trades", "arrived", "gps", "lift_note", "units.0.place", "units.0.place_lat"] {
        assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
    }
}
