//! `/forms/manage`: forms that an organisation makes in the app. What is published can be filled in at once and in every
//! process, by this organisation only; what was sent keeps its version.

use crate::{
    reports::pdf::run_tool,
    support::{
        accounts,
        app::{Browser, Multipart, TestApp},
        db,
        page_requests::PageResponse,
    },
};
use calamine::{Reader, Xlsx};
use injaaz::forms::{Forms, xlsform::read::read};
use rocket::http::{Accept, Cookie, Header, Status};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use std::io::Cursor;

const ADDRESS: &str = "/forms/manage";

const SURVEY: &[&str] = &[
    "type|name|label::English (en)|label::Arabic (ar)|required|relevant",
    "text|site|Pool|المسبح|yes",
    "date|day|Day|اليوم|yes",
    "decimal|ph|pH|الرقم الهيدروجيني|yes",
    "text|measure|What was done|الإجراء|yes|${ph} > 8",
];

/// The next version of the same form: one question less, another one that is required.
const NEXT: &[&str] = &[
    "type|name|label::English (en)|label::Arabic (ar)|required|relevant",
    "text|site|Pool|المسبح|yes",
    "date|day|Day|اليوم|yes",
    "decimal|ph|pH value|قيمة الرقم الهيدروجيني|yes",
    "integer|bathers|Bathers|عدد السابحين|yes",
];

fn sheet(book: &mut Workbook, name: &str, rows: &[&str]) {
    let sheet = book.add_worksheet();
    sheet.set_name(name).expect("a name");
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells.split('|')) {
            if !text.is_empty() {
                sheet.write_string(row, column, text).expect("a cell");
            }
        }
    }
}

fn book(survey: &[&str], id: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    sheet(&mut book, "survey", survey);
    let row = format!("Pool round|جولة المسبح|{id}");
    sheet(&mut book, "settings", &["form_title|form_title::Arabic (ar)|form_id", &row]);
    book.save_to_buffer().expect("a workbook")
}

fn file(name: &str, bytes: &[u8]) -> Multipart {
    Multipart::new().file("file", name, "application/octet-stream", bytes)
}

async fn send(browser: &Browser, path: &str, form: &Multipart) -> PageResponse {
    let post = browser.post(path.to_owned()).header(form.content_type()).header(Accept::HTML);
    let answer = post.body(form.body()).dispatch().await;
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    PageResponse { status: answer.status(), location, page: answer.into_string().await.unwrap_or_default() }
}

async fn upload(test: &TestApp, bytes: &[u8]) -> PageResponse {
    send(&test.client, ADDRESS, &file("round.xlsx", bytes)).await
}

/// The `row_version` that the page of a form has.
async fn seen(browser: &Browser, module: &str) -> String {
    let page = browser.open(&format!("{ADDRESS}/{module}")).await.page;
    let rest = page.split("name=\"row_version\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().expect("a number").to_owned()
}

/// Presses a button of the page of a form.
async fn step(browser: &Browser, module: &str, step: &str) -> PageResponse {
    let form = format!("row_version={}", seen(browser, module).await);
    browser.press(&format!("{ADDRESS}/{module}/{step}"), &form).await
}

async fn publish(test: &TestApp, module: &str) {
    let done = step(&test.client, module, "publish").await;
    assert_eq!(done.status, Status::SeeOther, "{}", done.page);
}

/// A published form `pool_round`.
async fn with_pool_round() -> TestApp {
    let test = TestApp::new().await;
    let added = upload(&test, &book(SURVEY, "pool_round")).await;
    assert!([Status::SeeOther, Status::Created].contains(&added.status), "{}", added.page);
    publish(&test, "pool_round").await;
    test
}

async fn upload_next(test: &TestApp) -> PageResponse {
    let form =
        file("round.xlsx", &book(NEXT, "pool_round")).text("row_version", seen(&test.client, "pool_round").await);
    send(&test.client, &format!("{ADDRESS}/pool_round/draft"), &form).await
}

fn round(key: &str) -> Multipart {
    Multipart::new()
        .text("submission_key", key)
        .text("site", "Roof pool")
        .text("day", "2026-03-13")
        .text("ph", "8.5")
        .text("measure", "Acid added")
}

#[rocket::async_test]
async fn an_uploaded_form_is_published_filled_in_and_reported() {
    let test = TestApp::new().await;
    let added = upload(&test, &book(SURVEY, "pool_round")).await;
    // The site and the day were guessed, which is said with the places of the file.
    assert_eq!(added.status, Status::Created, "{}", added.page);
    assert!(added.page.contains("The draft is saved.") && added.page.contains("injaaz::site_field"), "{}", added.page);
    // Nobody sees a draft.
    assert_eq!(test.get("/forms/pool_round").await.status(), Status::NotFound);
    let list = test.client.open(ADDRESS).await.page;
    for part in ["href=\"/forms/manage/pool_round\"", "Pool round", "Draft", "Built in", "form.xlsx?version=draft"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    let framing = test.get("/forms/manage/pool_round/preview").await;
    assert!(
        framing.headers().get_one("Content-Security-Policy").is_some_and(|policy| policy.contains("frame-src 'self'"))
    );
    let framed = test.get("/forms/manage/pool_round/preview/form").await;
    let policy = framed.headers().get_one("Content-Security-Policy").unwrap_or_default().to_owned();
    assert!(policy.contains("form-action 'none'") && policy.contains("frame-ancestors 'self'"), "{policy}");
    let framed = framed.into_string().await.unwrap_or_default();
    assert!(framed.contains("name=\"ph\"") && !framed.contains("id=\"send\""), "{framed}");

    publish(&test, "pool_round").await;
    assert!(test.client.open("/").await.page.contains("Pool round"));
    let page = test.client.open("/forms/pool_round").await.page;
    assert!(page.contains("action=\"/forms/pool_round?version=1\"") && page.contains("name=\"measure\""), "{page}");
    let (status, refused) = test.post_json("/forms/pool_round", &round("pool-round-1").without("measure")).await;
    assert_eq!((status, &refused["fields"][0]["name"]), (Status::UnprocessableEntity, &json!("measure")), "{refused}");
    let id = test.submit("pool_round", &round("pool-round-1")).await;
    test.run_jobs().await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["form_data"]["ph"], json!(8.5), "{submission}");
    let report = async |kind: &str| {
        let url = submission["reports"][kind].as_str().unwrap_or_else(|| panic!("{submission}")).to_owned();
        test.client.get(url).dispatch().await.into_bytes().await.expect("a report")
    };
    let mut book = Xlsx::new(Cursor::new(report("excel_url").await)).expect("a workbook");
    let sheets = book.worksheets().into_iter();
    let cells: Vec<String> =
        sheets.flat_map(|(_, sheet)| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>()).collect();
    assert!(cells.iter().any(|cell| cell == "Acid added") && cells.iter().any(|cell| cell.contains("pH")), "{cells:?}");
    let pdf = run_tool("pdftotext", &["-layout"], &report("pdf_url").await);
    assert!(pdf.contains("Pool round") && pdf.contains("Acid added"), "{pdf}");
    let listed = test.client.open("/submissions?module=pool_round").await;
    assert!(listed.status == Status::Ok && listed.page.contains("Roof pool"), "{}", listed.page);
    let csv = test.get("/submissions.csv?module=pool_round").await.into_string().await.unwrap_or_default();
    assert!(csv.contains("What was done") && csv.contains("Acid added"), "{csv}");
    let (_, forms) = test.get_json("/api/v1/forms").await;
    assert!(forms.to_string().contains("pool_round"), "{forms}");
    let steps = db::text(
        &test.url,
        "SELECT string_agg(action || ' ' || (details->>'module') || coalesce(' ' || (details->>'version'), ''), ', ' ORDER BY id)
         FROM audit_logs WHERE resource_type = 'form'",
    );
    assert_eq!(steps.await, "form.drafted pool_round, form.published pool_round 1");
}

#[rocket::async_test]
async fn every_mistake_of_a_file_is_listed_and_nothing_is_saved() {
    let test = TestApp::new().await;
    let wrong = book(
        &[
            "type|name|label::English (en)|label::Arabic (ar)|required|relevant",
            "text|site|Pool|المسبح|yes",
            "date|day|Day|اليوم|yes",
            "txt|ph|pH|الرقم|yes",
            "text|measure|What was done||yes|${phh} > 8",
            "rank|order|Order|الترتيب",
            "text|site|Twice|مرتين",
        ],
        "pool_round",
    );
    let refused = upload(&test, &wrong).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    for part in [
        "The file cannot be used: 5 mistakes.",
        "sheet survey · row 4 · column A (type)",
        "sheet survey · row 5 · column D (label::Arabic (ar))",
        "sheet survey · row 5 · column F (relevant)",
        "sheet survey · row 6 · column A (type)",
        "sheet survey · row 7",
        "txt",
        "rank",
    ] {
        assert!(refused.page.contains(part), "{part} in {}", refused.page);
    }
    let form = file("round.xlsx", &wrong);
    let arabic = test.client.post(ADDRESS).header(form.content_type()).header(Accept::HTML);
    let arabic = arabic.cookie(Cookie::new("lang", "ar")).body(form.body()).dispatch().await;
    let arabic = arabic.into_string().await.expect("a page");
    for part in ["فيه 5 أخطاء", "غير معروفة", "rank", "phh"] {
        assert!(arabic.contains(part), "{part} in {arabic}");
    }
    for english in ["is unknown", "did you mean", "is not supported", "is missing"] {
        assert!(refused.page.contains(english), "{english} in {}", refused.page);
        assert!(!arabic.contains(english), "{english} in {arabic}");
    }
    for (name, bytes, sentence) in [
        ("round.xlsx", b"no spreadsheet".as_slice(), "The file cannot be used: one mistake."),
        ("", b"", "Choose a file."),
        ("form.toml", b"module = 1", "line 1"),
        ("form.toml", b"\xff\xfe", "no text in UTF-8"),
        ("large.xlsx", &vec![0; 4 * 1024 * 1024 + 1], "larger than 4 MB"),
    ] {
        let refused = send(&test.client, ADDRESS, &file(name, bytes)).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{sentence}");
        assert!(refused.page.contains(sentence), "{sentence} in {}", refused.page);
    }
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM organisation_forms").await, "0");
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM audit_logs WHERE resource_type = 'form'").await, "0");
    // The name of a form of the installation, and a name twice.
    let taken = upload(&test, &book(SURVEY, "civil")).await;
    assert!(taken.status == Status::UnprocessableEntity && taken.page.contains("is the name of a form of this server"));
    upload(&test, &book(SURVEY, "pool_round")).await;
    let used = upload(&test, &book(SURVEY, "pool_round")).await;
    assert!(
        used.status == Status::UnprocessableEntity && used.page.contains("has a form with the name"),
        "{}",
        used.page
    );
    let reserved = upload(&test, &book(SURVEY, "manage")).await;
    assert!(reserved.status == Status::UnprocessableEntity && reserved.page.contains("the page that manages forms"));
}

#[rocket::async_test]
async fn what_was_sent_keeps_its_version_and_what_was_begun_can_still_be_sent() {
    let test = with_pool_round().await;
    let first = test.submit("pool_round", &round("pool-round-1")).await;
    let added = upload_next(&test).await;
    assert!([Status::SeeOther, Status::Created].contains(&added.status), "{}", added.page);
    // A draft changes nothing yet.
    test.submit("pool_round", &round("pool-round-2")).await;
    publish(&test, "pool_round").await;
    let page = test.client.open("/forms/pool_round").await.page;
    assert!(page.contains("?version=2\"") && page.contains("Bathers") && !page.contains("name=\"measure\""), "{page}");
    // Begun with version 1: a page that is open, the outbox of a device, a program.
    let (status, answer) = test.post_json("/forms/pool_round?version=1", &round("pool-round-3")).await;
    assert_eq!(status, Status::Created, "{answer}");
    assert_eq!(test.stored(&answer).await["measure"], json!("Acid added"));
    let again = test.post_json("/forms/pool_round?version=1", &round("pool-round-3")).await;
    assert_eq!((again.0, &again.1["submission_id"]), (Status::Ok, &answer["submission_id"]));
    let refused = test.post_json("/forms/pool_round?version=1", &round("pool-round-4").without("measure")).await;
    assert_eq!((refused.0, &refused.1["fields"][0]["name"]), (Status::UnprocessableEntity, &json!("measure")));
    let page = test.post("/forms/pool_round?version=1", &round("pool-round-4").without("measure"), Accept::HTML).await;
    let page = page.into_string().await.unwrap_or_default();
    assert!(page.contains("action=\"/forms/pool_round?version=1\"") && page.contains("name=\"measure\""), "{page}");
    let form_data = json!({ "site": "Roof pool", "day": "2026-03-13", "ph": 8.5, "measure": "Acid added" });
    let sent = json!({ "submission_key": "pool-round-5", "form_data": form_data });
    let (status, answer) = test.send_json("/api/v1/submissions/pool_round?version=1", &sent).await;
    assert_eq!(status, Status::Created, "{answer}");
    let (status, refused) = test.post_json("/forms/pool_round", &round("pool-round-6")).await;
    assert_eq!((status, &refused["fields"][0]["name"]), (Status::UnprocessableEntity, &json!("bathers")), "{refused}");
    for version in ["3", "0", "-1", "x"] {
        let path = format!("/forms/pool_round?version={version}");
        let (status, refused) = test.post_json(&path, &round("pool-round-7")).await;
        assert_eq!(
            (status, &refused["fields"][0]["name"]),
            (Status::UnprocessableEntity, &json!("version")),
            "{version}"
        );
    }
    let versions = "SELECT string_agg(form_version::text, ' ' ORDER BY id) FROM submissions";
    assert_eq!(db::text(&test.url, versions).await, "1 1 1 1");
    let shown = test.client.open(&format!("/submissions/{first}")).await.page;
    assert!(shown.contains("What was done") && shown.contains("Acid added") && !shown.contains("Bathers"), "{shown}");
    // Versions never change.
    let page = test.client.open("/forms/manage/pool_round").await.page;
    assert!(page.contains("form.xlsx?version=1") && page.contains("form.xlsx?version=2"), "{page}");
    assert_eq!(step(&test.client, "pool_round", "publish").await.status, Status::UnprocessableEntity);
}

#[rocket::async_test]
async fn a_retired_form_keeps_what_was_sent_and_comes_back() {
    let test = with_pool_round().await;
    let id = test.submit("pool_round", &round("pool-round-1")).await;
    assert_eq!(step(&test.client, "pool_round", "retire").await.status, Status::SeeOther);
    assert_eq!(test.get("/forms/pool_round").await.status(), Status::NotFound);
    assert!(!test.client.open("/").await.page.contains("href=\"/forms/pool_round\""));
    // A device that lost the answer gets the receipt.
    let (status, again) = test.post_json("/forms/pool_round?version=1", &round("pool-round-1")).await;
    assert_eq!((status, again["submission_id"].as_str()), (Status::Ok, Some(id.as_str())), "{again}");
    let (status, refused) = test.post_json("/forms/pool_round?version=1", &round("pool-round-2")).await;
    assert_eq!(status, Status::Conflict, "{refused}");
    assert!(refused["error"].as_str().is_some_and(|text| text.contains("not in use any more")), "{refused}");
    // What was entered comes back with the sentence.
    let page = test.post("/forms/pool_round?version=1", &round("pool-round-2"), Accept::HTML).await;
    let page = page.into_string().await.unwrap_or_default();
    assert!(page.contains("not in use any more") && page.contains("value=\"Acid added\""), "{page}");
    let form_data = json!({ "site": "Roof pool", "day": "2026-03-13", "ph": 7 });
    let sent = json!({ "submission_key": "pool-round-3", "form_data": form_data });
    assert_eq!(test.send_json("/api/v1/submissions/pool_round", &sent).await.0, Status::Conflict);
    assert!(test.client.open(&format!("/submissions/{id}")).await.page.contains("Pool round"));
    assert_eq!(test.client.open("/submissions?module=pool_round").await.status, Status::Ok);
    assert_eq!(step(&test.client, "pool_round", "bring-back").await.status, Status::SeeOther);
    test.submit("pool_round", &round("pool-round-2")).await;
    let steps = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE resource_type = 'form'";
    assert_eq!(db::text(&test.url, steps).await, "form.drafted form.published form.retired form.brought_back");
}

#[rocket::async_test]
async fn another_organisation_has_neither_the_form_nor_its_name() {
    let test = with_pool_round().await;
    let made = test.client.press("/public-links", "module=pool_round&name=Gate&site_name=&until=&daily_cap=").await;
    assert_eq!(made.status, Status::SeeOther, "{}", made.page);
    let printed = test.client.open(&made.location).await.page;
    let link =
        printed.split("/public/").nth(1).and_then(|rest| rest.split(['"', '<']).next()).expect("a link").to_owned();
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let stranger = accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    let stranger = Browser::new(&test.app, Some(stranger)).await;
    for path in [
        "/forms/pool_round",
        "/offline/forms/pool_round",
        "/api/v1/forms/pool_round",
        "/forms/manage/pool_round",
        "/forms/manage/pool_round/preview",
        "/forms/manage/pool_round/preview/form",
        "/forms/manage/pool_round/form.xlsx",
        "/forms/manage/pool_round/form.toml?version=1",
    ] {
        assert_eq!(stranger.get(path).dispatch().await.status(), Status::NotFound, "{path}");
        assert_eq!(test.client.get(path).dispatch().await.status(), Status::Ok, "{path}");
    }
    let form = round("pool-round-1");
    let answer =
        stranger.post("/forms/pool_round?version=1").header(form.content_type()).body(form.body()).dispatch().await;
    assert_eq!(answer.status(), Status::NotFound);
    for step in ["publish", "discard", "retire", "bring-back"] {
        let answer = stranger.press(&format!("/forms/manage/pool_round/{step}"), "row_version=2").await;
        assert_eq!(answer.status, Status::NotFound, "{step}");
    }
    assert!(!stranger.open("/forms/manage").await.page.contains("pool_round"));
    assert_eq!(stranger.open("/submissions?module=pool_round").await.status, Status::UnprocessableEntity);
    // A name is used once in an organisation; another one may have a form of this name, with other questions.
    let added = send(&stranger, ADDRESS, &file("round.xlsx", &book(NEXT, "pool_round"))).await;
    assert!([Status::SeeOther, Status::Created].contains(&added.status), "{}", added.page);
    assert_eq!(step(&stranger, "pool_round", "publish").await.status, Status::SeeOther);
    assert!(stranger.open("/forms/pool_round").await.page.contains("Bathers"));
    assert!(!test.client.open("/forms/pool_round").await.page.contains("Bathers"));
    // Without an account the link decides which organisation it is, also in the browser of another one.
    let path = format!("/public/{link}");
    let visitor = test.stranger().await;
    for browser in [&visitor, &stranger] {
        let page = browser.open(&path).await;
        assert!(page.status == Status::Ok && page.page.contains("name=\"measure\""), "{}", page.page);
    }
    let post = visitor.post(format!("{path}?form=pool_round&version=1")).header(Accept::JSON);
    let answer = post.header(form.content_type()).body(form.body()).dispatch().await;
    assert_eq!(answer.status(), Status::Created);
    let organisation = "SELECT (organisation_id = (SELECT min(id) FROM organisations))::text FROM pending_submissions";
    assert_eq!(db::text(&test.url, organisation).await, "true");
    assert_eq!(step(&test.client, "pool_round", "retire").await.status, Status::SeeOther);
    assert_eq!(visitor.open(&path).await.status, Status::NotFound);
}

#[rocket::async_test]
async fn a_second_process_has_what_was_published_without_a_restart() {
    let test = TestApp::new().await;
    // On the same database, with a cache of its own.
    let second = TestApp::on(test.url.clone(), &[("INJAAZ_SESSION_CACHE", "on")]).await;
    let shows = async |text: &str| {
        let page = second.client.open("/forms/pool_round").await;
        page.status == Status::Ok && page.page.contains(text)
    };
    assert!(!shows("pH").await);
    upload(&test, &book(SURVEY, "pool_round")).await;
    publish(&test, "pool_round").await;
    db::until("the form is there", async || shows("What was done").await).await;
    upload_next(&test).await;
    publish(&test, "pool_round").await;
    db::until("the next version is there", async || shows("Bathers").await).await;
    assert_eq!(step(&second.client, "pool_round", "retire").await.status, Status::SeeOther);
    assert_eq!(test.get("/forms/pool_round").await.status(), Status::NotFound);
}

#[rocket::async_test]
async fn a_form_is_downloaded_and_uploaded_again_as_it_was() {
    let test = with_pool_round().await;
    let download = async |path: &str| {
        let answer = test.get(path).await;
        assert_eq!(answer.status(), Status::Ok, "{path}");
        answer.into_bytes().await.expect("a file")
    };
    let text = String::from_utf8(download("/forms/manage/pool_round/form.toml").await).expect("text");
    let def = Forms::parse(&text, "pool_round").expect("a form");
    assert_eq!((def.module.as_str(), def.version), ("pool_round", 1));
    assert_eq!(read(&download("/forms/manage/pool_round/form.xlsx?version=1").await, "a").expect("a form").def, def);
    for module in ["civil", "cleaning", "hvac_mep"] {
        let text = String::from_utf8(download(&format!("{ADDRESS}/{module}/form.toml")).await).expect("text");
        let sheet = download(&format!("{ADDRESS}/{module}/form.xlsx")).await;
        assert_eq!(read(&sheet, module).expect("a form").def, Forms::parse(&text, module).expect("a form"));
    }
    // The TOML of a version is a file that can be uploaded.
    let form = file("pool.toml", text.as_bytes()).text("row_version", seen(&test.client, "pool_round").await);
    let added = send(&test.client, "/forms/manage/pool_round/draft", &form).await;
    assert_eq!(added.status, Status::SeeOther, "{}", added.page);
    let draft = String::from_utf8(download("/forms/manage/pool_round/form.toml?version=draft").await).expect("text");
    assert_eq!(Forms::parse(&draft, "draft").expect("a form"), injaaz::domain::form::FormDef { version: 2, ..def });
    for path in ["form.toml?version=2", "form.toml?version=x", "form.xlsx?version=2"] {
        assert_eq!(test.get(&format!("{ADDRESS}/pool_round/{path}")).await.status(), Status::NotFound, "{path}");
    }
}

#[rocket::async_test]
async fn a_copy_of_a_form_is_a_form_of_its_own() {
    let test = TestApp::new().await;
    let copy = "original=civil&module=site_walk&title_en=Site+walk&title_ar=%D8%AC%D9%88%D9%84%D8%A9";
    assert_eq!(test.client.press("/forms/manage/copy", copy).await.location, "/forms/manage/site_walk/edit");
    publish(&test, "site_walk").await;
    let page = test.client.open("/forms/site_walk").await.page;
    assert!(page.contains("Site walk") && page.contains("name=\"project_name\""), "{page}");
    for (typed, sentence) in [
        ("original=nothing&module=walk_two&title_en=A&title_ar=B", "Choose an empty form or the form to copy."),
        ("original=civil&module=Walk&title_en=A&title_ar=B", "Enter a short name"),
        ("original=civil&module=walk_two&title_en=&title_ar=B", "Enter a title of at most 100 characters."),
        ("original=civil&module=civil&title_en=Walk+two&title_ar=B", "is the name of a form of this server"),
        ("original=site_walk&module=site_walk&title_en=A&title_ar=B", "has a form with the name"),
    ] {
        let refused = test.client.press("/forms/manage/copy", typed).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{typed}");
        assert!(refused.page.contains(sentence), "{sentence} in {}", refused.page);
    }
    let refused = test.client.press("/forms/manage/copy", "original=civil&module=civil&title_en=Kept&title_ar=B").await;
    assert!(refused.page.contains("value=\"Kept\"") && refused.page.contains("value=\"civil\" selected"));
    let again =
        test.client.press("/forms/manage/copy", "original=site_walk&module=walk_two&title_en=A&title_ar=B").await;
    assert_eq!(again.status, Status::SeeOther, "{}", again.page);
    // A form that was never published is deleted with its draft.
    assert_eq!(step(&test.client, "walk_two", "discard").await.location, "/forms/manage?done=discarded");
    assert_eq!(test.get("/forms/manage/walk_two").await.status(), Status::NotFound);
}

#[rocket::async_test]
async fn the_second_of_two_administrators_is_told_that_the_form_has_changed() {
    let test = with_pool_round().await;
    let second = test.signed_in("administrator").await;
    let seen_by_second = seen(&second, "pool_round").await;
    upload_next(&test).await;
    for step in ["retire", "publish", "discard"] {
        let refused =
            second.press(&format!("{ADDRESS}/pool_round/{step}"), &format!("row_version={seen_by_second}")).await;
        assert_eq!(refused.status, Status::Conflict, "{step}");
        assert!(refused.page.contains("Another administrator has changed this form meanwhile."), "{}", refused.page);
    }
    let form = file("round.xlsx", &book(SURVEY, "pool_round")).text("row_version", &seen_by_second);
    assert_eq!(send(&second, "/forms/manage/pool_round/draft", &form).await.status, Status::Conflict);
    let form = file("round.xlsx", &book(SURVEY, "other_round")).text("row_version", seen(&second, "pool_round").await);
    let refused = send(&second, "/forms/manage/pool_round/draft", &form).await;
    assert!(
        refused.status == Status::UnprocessableEntity && refused.page.contains("is of the form"),
        "{}",
        refused.page
    );
    assert_eq!(step(&second, "pool_round", "publish").await.status, Status::SeeOther);
}

#[rocket::async_test]
async fn only_administrators_manage_forms_and_no_token_does() {
    let test = with_pool_round().await;
    for role in ["manager", "reviewer", "inspector", "viewer"] {
        let browser = test.signed_in(role).await;
        for path in ["/forms/manage", "/forms/manage/pool_round", "/forms/manage/pool_round/form.xlsx"] {
            assert_eq!(browser.get(path).dispatch().await.status(), Status::Forbidden, "{role} {path}");
        }
        assert_eq!(browser.press("/forms/manage/pool_round/retire", "row_version=2").await.status, Status::Forbidden);
        assert_eq!(send(&browser, ADDRESS, &file("a.xlsx", &book(SURVEY, "mine"))).await.status, Status::Forbidden);
    }
    let stranger = test.stranger().await;
    assert_eq!(stranger.open("/forms/manage").await.status, Status::SeeOther);
    let page = test.client.press("/tokens", "name=Script&permissions=submit&days=7").await.page;
    let token = page.split("value=\"inj_").nth(1).and_then(|rest| rest.split('"').next());
    if let Some(token) = token {
        let bearer = Header::new("Authorization", format!("Bearer inj_{token}"));
        let answer = stranger.get("/forms/manage").header(bearer).dispatch().await;
        assert_eq!(answer.status(), Status::Forbidden);
    }
}

/// What another version of the program accepted may be a mistake for this one.
#[rocket::async_test]
async fn a_form_that_no_longer_loads_stops_nothing_and_its_inspections_stay_readable() {
    let test = with_pool_round().await;
    let id = test.submit("pool_round", &round("pool-round-1")).await;
    for (broken, shows) in [
        (
            "UPDATE organisation_form_versions SET definition = replace(definition, 'kind = \"number\"', 'kind = \"numeral\"')",
            "What was done",
        ),
        ("UPDATE organisation_form_versions SET definition = 'nothing of it'", "Roof pool"),
    ] {
        db::execute(&test.url, broken).await;
        let after = test.restarted(&[]).await;
        assert_eq!(after.get("/forms/pool_round").await.status(), Status::NotFound);
        assert!(after.client.open("/forms/manage").await.page.contains("Cannot be read"));
        let page = after.client.open("/forms/manage/pool_round").await.page;
        assert!(page.contains("What this version of the program cannot read") && page.contains("line "), "{page}");
        assert_eq!(after.get("/forms/manage/pool_round/form.xlsx").await.status(), Status::NotFound);
        assert_eq!(after.get("/forms/manage/pool_round/form.toml").await.status(), Status::Ok);
        let shown = after.client.open(&format!("/submissions/{id}")).await;
        assert!(shown.status == Status::Ok && shown.page.contains(shows), "{}", shown.page);
        let (_, stored) = after.get_json(&format!("/submissions/{id}")).await;
        assert_eq!(stored["form_data"]["measure"], json!("Acid added"), "{stored}");
        assert_eq!(after.client.open("/submissions?module=pool_round").await.status, Status::Ok);
    }
    let after = test.restarted(&[]).await;
    upload_next(&after).await;
    publish(&after, "pool_round").await;
    assert!(after.client.open("/forms/pool_round").await.page.contains("Bathers"));
}

/// An operator may add a form whose name an organisation used before.
#[rocket::async_test]
async fn a_published_form_keeps_its_name_when_the_installation_gets_it_too() {
    let test = with_pool_round().await;
    let id = test.submit("pool_round", &round("pool-round-1")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let definition = "module = \"pool_round\"\nversion = 1\ntitle = { en = \"Of the server\", ar = \"للخادم\" }\n\
        short = { en = \"Server\", ar = \"خادم\" }\nabout = { en = \"Other.\", ar = \"آخر.\" }\nsite_field = \"place\"\n\
        date_field = \"on\"\n[[sections]]\nid = \"a\"\ntitle = { en = \"A\", ar = \"أ\" }\n[[sections.fields]]\n\
        name = \"place\"\nkind = \"text\"\nrequired = true\nlabel = { en = \"Place\", ar = \"مكان\" }\n[[sections.fields]]\n\
        name = \"on\"\nkind = \"date\"\nrequired = true\nlabel = { en = \"On\", ar = \"في\" }\n";
    std::fs::write(folder.path().join("pool_round.toml"), definition).expect("a definition");
    let after = test.restarted(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await;
    assert!(after.client.open("/forms/pool_round").await.page.contains("What was done"));
    assert!(after.client.open(&format!("/submissions/{id}")).await.page.contains("What was done"));
    after.submit("pool_round", &round("pool-round-2")).await;
    assert!(
        after.client.open("/forms/manage/pool_round").await.page.contains("The server has a form of this name, too.")
    );
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let stranger = accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    let stranger = Browser::new(&after.app, Some(stranger)).await;
    assert!(stranger.open("/forms/pool_round").await.page.contains("name=\"place\""));
}
