//! Forms with rules over HTTP: what is stored, shown, printed and described to clients.

use crate::support::{
    app::{Multipart, TestApp},
    pictures,
};
use calamine::{Reader, Xlsx};
use rocket::http::Status;
use serde_json::{Value, json};
use std::io::Cursor;

const PUMP_VISIT: &str = include_str!("../../../fixtures/forms/pump_visit.toml");
const ROOM_ROUND: &str = include_str!("../../../fixtures/forms/room_round.toml");
const SAFETY_ROUND: &str = include_str!("../../../fixtures/forms/safety_round.toml");

async fn app() -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, form) in
        [("pump_visit.toml", PUMP_VISIT), ("room_round.toml", ROOM_ROUND), ("safety_round.toml", SAFETY_ROUND)]
    {
        std::fs::write(folder.path().join(name), form).unwrap();
    }
    (TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await, folder)
}

/// All texts of the workbook.
async fn cells(test: &TestApp, submission: &Value) -> Vec<String> {
    let url = submission["reports"]["excel_url"].as_str().unwrap().to_owned();
    let answer = test.client.get(url).dispatch().await;
    assert_eq!(answer.status(), Status::Ok);
    let mut book = Xlsx::new(Cursor::new(answer.into_bytes().await.unwrap())).unwrap();
    let sheets = book.worksheets().into_iter();
    sheets.flat_map(|(_, sheet)| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>()).collect()
}

#[rocket::async_test]
async fn what_does_not_apply_is_neither_stored_nor_shown_nor_printed() {
    let (test, _folder) = app().await;
    let visit = Multipart::new()
        .text("submission_key", "pump-visit-1")
        .text("site", "Marina Tower")
        .text("day", "2026-03-13")
        .text("kind_of_visit", "Planned")
        .text("reason", "hidden reason")
        .text("pumps.0.hours", "2")
        .text("pumps.0.rate", "12.25")
        .text("total", "9999");
    let id = test.submit("pump_visit", &visit).await;
    // The same form sent again is the same submission.
    let (status, again) = test.post_json("/forms/pump_visit", &visit).await;
    assert_eq!((status, &again["submission_id"]), (Status::Ok, &json!(id.as_str())));
    test.run_jobs().await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let data = &submission["form_data"];
    assert_eq!((&data["total"], &data["pumps"][0]["cost"]), (&json!(24.5), &json!(24.5)), "{data}");
    assert_eq!(data["reason"], Value::Null);
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.unwrap();
    let printed = cells(&test, &submission).await.join("\n");
    for text in ["hidden reason", "Who approved it", "Place of the leak"] {
        assert!(!page.contains(text) && !printed.contains(text), "{text}");
    }
    // A question that applies and has no answer is named.
    assert!(page.contains("Next visit") && printed.contains("Next visit"), "{printed}");
}

#[rocket::async_test]
async fn the_number_of_items_is_that_of_another_answer() {
    let (test, _folder) = app().await;
    let (_, form) = test.get_json("/api/v1/forms/room_round").await;
    let repeats = &form["sections"][1]["repeats"];
    assert_eq!((&repeats["repeat_count"], &repeats["max"]), (&json!("${room_count}"), &json!(4)), "{form}");
    let page = test.get("/forms/room_round").await.into_string().await.unwrap();
    assert!(page.contains("As many as “Rooms”."), "{page}");
    let arabic = test.get("/forms/room_round?lang=ar").await.into_string().await.unwrap();
    drop(test.get("/forms/room_round?lang=en").await);
    assert!(arabic.contains("بعدد «الغرف»."), "{arabic}");

    let round = |rooms: usize| {
        let form = Multipart::new()
            .text("submission_key", "room-round-1")
            .text("site", "Marina Tower")
            .text("day", "2026-03-13")
            .text("has_rooms", "yes")
            .text("room_count", "2")
            // An empty card does not count.
            .text("rooms.9.room", "");
        (0..rooms).fold(form, |form, room| form.text(&format!("rooms.{room}.room"), format!("Ward {room}")))
    };
    for (rooms, part) in [(1, "2, but 1 filled in. Fill in"), (3, "2, but 3 filled in. Remove")] {
        let (status, refused) = test.post_json("/forms/room_round", &round(rooms)).await;
        assert_eq!(
            (status, &refused["fields"][0]["name"]),
            (Status::UnprocessableEntity, &json!("rooms")),
            "{refused}"
        );
        let message = refused["fields"][0]["message"].as_str().unwrap();
        assert!(message.contains("“Room”") && message.contains(part), "{message}");
    }
    assert_eq!(test.count("submissions").await, 0);
    let id = test.submit("room_round", &round(2)).await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["form_data"]["rooms"].as_array().map(Vec::len), Some(2), "{submission}");
}

#[rocket::async_test]
async fn clients_see_the_rules_and_are_held_to_them() {
    let (test, _folder) = app().await;
    let (_, form) = test.get_json("/api/v1/forms/pump_visit").await;
    let fields = form["sections"][0]["fields"].as_array().unwrap();
    let reason = fields.iter().find(|field| field["name"] == "reason").unwrap();
    assert_eq!(reason["relevant"], "${kind_of_visit} = 'Other'");
    assert_eq!(form["sections"][1]["relevant"], "${has_leak}");
    let other = Multipart::new()
        .text("submission_key", "pump-visit-2")
        .text("site", "Marina Tower")
        .text("day", "2026-03-13")
        .text("kind_of_visit", "Other");
    let (status, refused) = test.post_json("/forms/pump_visit", &other).await;
    assert_eq!((status, &refused["fields"][0]["name"]), (Status::UnprocessableEntity, &json!("reason")), "{refused:?}");
}

#[rocket::async_test]
async fn a_failed_check_is_scored_and_listed_first() {
    let (test, _folder) = app().await;
    let round = Multipart::new()
        .text("submission_key", "safety-round-1")
        .text("site", "Marina Tower")
        .text("day", "2026-03-13")
        .text("extinguisher", "Fail")
        .text("exit_signs", "Pass")
        .text("rooms.0.door", "Pass")
        .text("seen", "yes");
    let (status, refused) = test.post_json("/forms/safety_round", &round).await;
    let names: Vec<&str> =
        refused["fields"].as_array().unwrap().iter().filter_map(|field| field["name"].as_str()).collect();
    assert_eq!((status, names), (Status::UnprocessableEntity, vec!["extinguisher_comment", "extinguisher_photos"]));
    let round = round.text("extinguisher_comment", "Empty").jpeg("extinguisher_photos", &pictures::jpeg(200, 150, 1));
    let id = test.submit("safety_round", &round).await;
    test.run_jobs().await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let printed = cells(&test, &submission).await;
    // One of four points for fire safety, one of one for the rooms.
    for text in [
        "40 % (2 of 5)",
        "25 % (1 of 4)",
        "100 % (1 of 1)",
        "Failed: a critical check has failed",
        "Extinguishers: Fail – Empty",
    ] {
        assert!(printed.iter().any(|cell| cell == text), "{text} in {printed:?}");
    }
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.unwrap();
    assert!(page.contains("40 % (2 of 5)") && page.contains("Failed: a critical check has failed"), "{page}");
}
