//! `/forms/manage/<module>/edit`: a draft is changed part by part. What is wrong is said at its input, nothing that was
//! entered is lost, and of two administrators at once the second sees what the first one changed.

use crate::support::{
    accounts,
    app::{Browser, TestApp},
    db,
    page_requests::PageResponse,
};
use injaaz::forms::Forms;
use rocket::http::{RawStr, Status};

const EDIT: &str = "/forms/manage/pool_round/edit";
const NAMES: &str = "label_en=Depth&label_ar=%D8%A7%D9%84%D8%B9%D9%85%D9%82";

/// An empty form as a draft.
async fn with_draft() -> TestApp {
    let test = TestApp::new().await;
    let form = "module=pool_round&title_en=Pool+round&title_ar=%D8%AC%D9%88%D9%84%D8%A9";
    assert_eq!(test.client.press("/forms/manage/copy", form).await.location, EDIT);
    test
}

/// The `row_version` that the builder has.
async fn seen(browser: &Browser) -> String {
    let page = browser.open(EDIT).await.page;
    let rest = page.split("name=\"row_version\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().expect("a number").to_owned()
}

/// Sends a part of the builder.
async fn send(test: &TestApp, part: &str, form: &str) -> PageResponse {
    let form = format!("row_version={}&{form}", seen(&test.client).await);
    test.client.press(&format!("{EDIT}/{part}"), &form).await
}

/// The draft as a form file.
async fn draft(test: &TestApp) -> String {
    test.sql("SELECT draft FROM organisation_forms").await
}

#[rocket::async_test]
async fn a_question_is_added_changed_moved_and_removed() {
    let test = with_draft().await;
    let added = send(&test, "question", &format!("section=visit&kind=number&{NAMES}&min=0.5&max=4&decimals=1")).await;
    assert_eq!(added.location, format!("{EDIT}?done=saved#q-visit-depth"), "{}", added.page);
    let page = test.client.open(&format!("{EDIT}/question?section=visit&question=depth")).await.page;
    for value in
        ["name=\"min\" value=\"0.5\"", "name=\"label_en\" value=\"Depth\"", "<option value=\"number\" selected>"]
    {
        assert!(page.contains(value), "{value}: {page}");
    }
    // With the kind, its keys change, and with the name what names it.
    let rule = "relevant=%24%7Bdepth%7D+%3E+3";
    let second = format!("section=visit&kind=photos&label_en=Photos&label_ar=%D8%B5%D9%88%D8%B1&{rule}");
    assert_eq!(send(&test, "question", &second).await.status, Status::SeeOther);
    let change =
        format!("was_in=visit&was_named=depth&section=visit&name=water_depth&kind=integer&{NAMES}&max=4&decimals=1");
    let changed = send(&test, "question", &change).await;
    assert_eq!(changed.location, format!("{EDIT}?done=saved#q-visit-water_depth"), "{}", changed.page);
    let text = draft(&test).await;
    assert!(text.contains("${water_depth} > 3") && !text.contains("decimals") && !text.contains("min"), "{text}");
    assert_eq!(send(&test, "move", "step=up/visit/water_depth").await.location, format!("{EDIT}#q-visit-water_depth"));
    let def = Forms::parse(&draft(&test).await, "draft").unwrap();
    let names: Vec<&str> = def.fields().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["site", "date", "water_depth", "inspector", "photos"]);
    // A rule needs it.
    let refused = send(&test, "remove", "section=visit&question=water_depth").await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(
        refused.page.contains("photos: relevant: character 1: the form has no question water_depth"),
        "{}",
        refused.page
    );
    for question in ["photos", "water_depth"] {
        let removed = send(&test, "remove", &format!("section=visit&question={question}")).await;
        assert_eq!(removed.location, format!("{EDIT}?done=removed#s-visit"), "{}", removed.page);
    }
    let audited =
        "SELECT string_agg(details ->> 'change', ', ' ORDER BY id) FROM audit_logs WHERE action = 'form.drafted'";
    let changes = test.sql(audited).await;
    assert_eq!(changes, "new question, new question, question, order, question removed, question removed");
}

#[rocket::async_test]
async fn what_is_wrong_is_said_at_its_input_and_nothing_is_lost() {
    let test = with_draft().await;
    let before = draft(&test).await;
    for (form, id, sentence) in [
        ("kind=text&label_en=Depth", "e-label_ar", "Enter the text in Arabic."),
        (&format!("kind=number&{NAMES}&min=5&max=4"), "e-min", "min 5 is above max 4"),
        (&format!("kind=integer&{NAMES}&max=many"), "e-max", "max must be a number"),
        (&format!("kind=choice&{NAMES}&choices=Good"), "e-choices", "ar is empty"),
        (&format!("kind=choice&{NAMES}"), "e-choices", "choices is missing"),
        (&format!("kind=choice&{NAMES}&choices=A+%7C+%D8%A7%0AA+%7C+%D8%A7"), "e-choices", "is in the list twice"),
        (
            &format!("kind=select_multiple&{NAMES}&choices=A+%7C+%D8%A7&chosen=B"),
            "e-chosen",
            "is not among the choices",
        ),
        (
            &format!("kind=text&{NAMES}&default=x&calculation=1"),
            "e-calculation",
            "a calculated question is never entered",
        ),
        (&format!("kind=check&{NAMES}&photo=true&photo_en=Photo"), "e-photo_ar", "ar is empty"),
        (&format!("kind=text&{NAMES}&hint_ar=%D8%A7"), "e-hint_en", "en is empty"),
        (&format!("kind=text&{NAMES}&relevant=%24%7Bsit%7D+%3D+1"), "e-relevant", "did you mean site?"),
        (&format!("kind=text&{NAMES}&constraint=1+%2B"), "e-constraint", "character"),
        (&format!("kind=text&{NAMES}&name=site"), "e-name", "there are two fields with this name"),
        (&format!("kind=text&{NAMES}&name=1st"), "e-name", "a letter first"),
        (&format!("kind=nothing&{NAMES}"), "error-summary", "kind &#34;nothing&#34; is unknown"),
    ] {
        let refused = send(&test, "question", &format!("section=visit&{form}")).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{form}");
        assert!(refused.page.contains(&format!("id=\"{id}\"")), "{form}: {}", refused.page);
        assert!(refused.page.contains(sentence), "{form}: {sentence}: {}", refused.page);
        assert!(refused.page.contains("value=\"Depth\""), "{form}");
    }
    let long = "x".repeat(2_000);
    let refused = send(&test, "section", &format!("title_en={long}")).await;
    assert!(refused.page.contains(&long) && refused.page.contains("id=\"e-title_ar\""), "{}", refused.page);
    let items = format!("title_en=A&title_ar=%D8%A7&kind=text&{NAMES}&repeats=true&singular_en=A&min=9&max=3");
    let refused = send(&test, "section", &items).await;
    for (id, sentence) in [("e-singular_ar", "ar is empty"), ("e-min", "min 9 is above max 3")] {
        assert!(refused.page.contains(&format!("id=\"{id}\"")) && refused.page.contains(sentence), "{}", refused.page);
    }
    let refused = send(&test, "heading", "title_en=A&title_ar=%D8%A7&short_en=A&short_ar=%D8%A7&about_en=A&about_ar=%D8%A7&site_field=date&date_field=date").await;
    assert!(refused.page.contains("id=\"e-site_field\""), "{}", refused.page);
    assert!(refused.page.contains("is not a top-level text field"), "{}", refused.page);
    for (form, sentence) in [
        ("section=visit&question=site", "This question fills the list"),
        ("section=visit", "This question fills the list"),
        ("section=gone", "There is no such question or section any more"),
    ] {
        let refused = send(&test, "remove", form).await;
        assert!(refused.page.contains(sentence), "{form}: {}", refused.page);
    }
    assert_eq!(draft(&test).await, before);
}

#[rocket::async_test]
async fn the_second_of_two_at_once_sees_the_change_and_keeps_what_was_typed() {
    let test = with_draft().await;
    let old = seen(&test.client).await;
    send(
        &test,
        "section",
        &format!("title_en=Pump+room&title_ar=%D8%BA%D8%B1%D9%81%D8%A9&kind=check&{NAMES}&repeats=true"),
    )
    .await;
    let typed = format!("row_version={old}&section=visit&kind=text&{NAMES}");
    let refused = test.client.press(&format!("{EDIT}/question"), &typed).await;
    assert_eq!(refused.status, Status::Conflict);
    assert!(refused.page.contains("value=\"Depth\"") && refused.page.contains("Pump room"), "{}", refused.page);
    let moved = test.client.press(&format!("{EDIT}/move"), &format!("row_version={old}&step=up/pump_room")).await;
    assert_eq!(moved.status, Status::Conflict);
    assert!(moved.page.contains("Pump room"), "{}", moved.page);
    // Once seen, it can be sent.
    assert_eq!(send(&test, "question", &format!("section=visit&kind=text&{NAMES}")).await.status, Status::SeeOther);
    let def = Forms::parse(&draft(&test).await, "draft").unwrap();
    assert_eq!(def.items().map(|items| items.fields.len()).sum::<usize>(), 1);
    assert!(def.field("depth").is_some());
}

#[rocket::async_test]
async fn the_next_version_begins_with_the_newest_one() {
    let test = with_draft().await;
    let publish = format!("row_version={}", seen(&test.client).await);
    assert_eq!(test.client.press("/forms/manage/pool_round/publish", &publish).await.status, Status::SeeOther);
    assert_eq!(test.client.open(EDIT).await.status, Status::NotFound, "there is no draft");
    let page = test.client.open("/forms/manage/pool_round").await.page;
    assert!(page.contains("A draft of the next version is made of version 1."), "{page}");
    let version = test.sql("SELECT row_version::text FROM organisation_forms").await;
    let begun = test.client.press(EDIT, &format!("row_version={version}")).await;
    assert_eq!(begun.location, format!("{EDIT}?done=begun"), "{}", begun.page);
    assert!(draft(&test).await.contains("version = 2"));
    // A second press makes no second draft.
    assert_eq!(test.client.press(EDIT, &format!("row_version={version}")).await.status, Status::Conflict);
}

#[rocket::async_test]
async fn a_long_list_of_choices_is_saved() {
    let test = with_draft().await;
    let lines: Vec<String> = (0..400).map(|n| format!("Choice number {n} | الخيار رقم {n}")).collect();
    let lines = lines.join("\r\n");
    let choices = RawStr::new(&lines).percent_encode();
    let saved = send(&test, "question", &format!("section=visit&kind=choice&{NAMES}&choices={choices}")).await;
    assert_eq!(saved.status, Status::SeeOther, "{}", saved.page);
    let def = Forms::parse(&draft(&test).await, "draft").unwrap();
    assert_eq!(def.field("depth").and_then(|field| field.kind.choices()).map(<[_]>::len), Some(400));
}

#[rocket::async_test]
async fn another_organisation_and_members_change_nothing() {
    let test = with_draft().await;
    let before = draft(&test).await;
    let version = seen(&test.client).await;
    let manager = test.signed_in("manager").await;
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let stranger = accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    let stranger = Browser::new(&test.app, Some(stranger)).await;
    for browser in [manager, stranger] {
        for (part, form) in
            [("question", format!("section=visit&kind=text&{NAMES}")), ("move", "step=up/visit/date".to_owned())]
        {
            let answer = browser.press(&format!("{EDIT}/{part}"), &format!("row_version={version}&{form}")).await;
            assert!([Status::Forbidden, Status::NotFound].contains(&answer.status), "{part}: {}", answer.status);
        }
        assert_ne!(browser.open(EDIT).await.status, Status::Ok);
    }
    assert_eq!(draft(&test).await, before);
}
