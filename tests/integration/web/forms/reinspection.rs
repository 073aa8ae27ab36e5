//! Re-inspections: a form that begins with what failed, and the submission that it inspects again.

use crate::support::{
    accounts::{self, sign_in_to},
    app::{Browser, Multipart, TestApp, hvac},
    db,
    forms::complete_hvac,
    pictures, queries,
};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use rocket::http::{Accept, Status};
use std::io::Cursor;

const FIRST: &str = "first-inspection-01";

/// A form with a check of the visit, and one of each item.
const FANS: &str = r#"
module = "fans"
version = 1
order = 50
title = { en = "Fans", ar = "المراوح" }
short = { en = "Fans", ar = "المراوح" }
about = { en = "Fans.", ar = "المراوح." }
site_field = "site"
date_field = "day"

[[sections]]
id = "visit"
title = { en = "Visit", ar = "الزيارة" }

[[sections.fields]]
name = "site"
kind = "text"
required = true
label = { en = "Site", ar = "الموقع" }

[[sections.fields]]
name = "day"
kind = "date"
label = { en = "Day", ar = "اليوم" }

[[sections]]
id = "fans"
title = { en = "Fans", ar = "المراوح" }
items = { singular = { en = "Fan", ar = "مروحة" }, min = 0, max = 20 }

[[sections.fields]]
name = "fan"
kind = "text"
required = true
label = { en = "Fan", ar = "المروحة" }

[[sections.fields]]
name = "belt"
kind = "check"
label = { en = "Belt", ar = "السير" }

[[sections.fields]]
name = "photos"
kind = "photos"
label = { en = "Photos", ar = "الصور" }
"#;

fn fans(key: &str, belts: &[&str]) -> Multipart {
    let form = Multipart::new().text("submission_key", key).text("do", "submit").text("site", "Marina Tower");
    belts.iter().enumerate().fold(form, |form, (at, belt)| {
        form.text(&format!("items.{at}.fan"), format!("Fan {at}")).text(&format!("items.{at}.belt"), belt)
    })
}

/// Sends a form without scripts; the status and the address that it leads to.
async fn send(browser: &Browser, module: &str, form: &Multipart) -> (Status, String, String) {
    let post = browser.post(format!("/forms/{module}")).header(form.content_type()).header(Accept::HTML);
    let answer = post.body(form.body()).dispatch().await;
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    (answer.status(), location, answer.into_string().await.unwrap_or_default())
}

async fn add_action(test: &TestApp, id: &str, item: &str) {
    let fields = "action.title=Replace+it&action.severity=high";
    let made = test.client.press("/actions", &format!("submission={id}&item={item}&question=comments&{fields}")).await;
    assert_eq!(made.status, Status::SeeOther, "{}", made.page);
}

/// The value of a control of the page.
fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let control = page.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap_or_default();
    control.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[rocket::async_test]
async fn a_failed_check_offers_a_form_with_the_failed_items() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("fans.toml"), FANS).expect("a definition");
    let test = TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await;
    let passed = test.submit("fans", &fans("fans-of-a-test-01", &["Pass"])).await;
    assert!(!test.client.open(&format!("/submissions/{passed}")).await.page.contains("Re-inspect"));
    let form = fans("fans-of-a-test-02", &["Pass", "Fail", "Pass", "Fail"]);
    let id = test.submit("fans", &form.jpeg("items.1.photos", &pictures::jpeg(64, 48, 1))).await;
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    let address = format!("/forms/fans?reinspects={id}");
    assert!(page.contains(&format!("href=\"{address}\"")), "{page}");

    let form = test.client.open(&address).await.page;
    let filled = ["site", "items.0.fan", "items.1.fan", "items.2.fan", "reinspects"].map(|name| value(&form, name));
    assert_eq!(filled, ["Marina Tower", "Fan 1", "Fan 3", "", id.as_str()], "{form}");
    assert_eq!(value(&form, "day"), "2026-03-14", "what an empty form offers");
    assert!(!form.contains("data-upload=") && !form.contains(" checked"), "no old results: {form}");
    assert!(form.contains(&format!("data-module=\"fans@{id}\"")), "drafts of the form stay apart: {form}");
    assert!(form.contains(&format!("href=\"/submissions/{id}\"")), "{form}");

    // Without a site it comes back, and with another button, too; both know what they inspect again.
    let again = fans("fans-of-a-test-03", &["Pass", "Pass"]).text("reinspects", id.as_str());
    let (status, _, refused) = send(&test.client, "fans", &again.clone().without("site")).await;
    assert_eq!((status, value(&refused, "reinspects")), (Status::UnprocessableEntity, id.as_str()), "{refused}");
    let (status, _, longer) = send(&test.client, "fans", &again.clone().without("do").text("do", "add:items")).await;
    assert_eq!((status, value(&longer, "reinspects")), (Status::Ok, id.as_str()), "{longer}");
    let (status, location, _) = send(&test.client, "fans", &again).await;
    assert_eq!(status, Status::SeeOther);
    let (status, repeated, _) = send(&test.client, "fans", &again).await;
    assert_eq!((status, &repeated), (Status::SeeOther, &location), "sent twice it is one");

    let later = location.trim_start_matches("/submissions/").to_owned();
    let page = test.client.open(&location).await.page;
    assert!(page.contains("Re-inspection of") && page.contains(&format!("href=\"/submissions/{id}\"")), "{page}");
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    assert!(page.contains("Re-inspected on") && page.contains(&format!("href=\"{location}\"")), "{page}");
    let (_, json) = test.get_json(&location).await;
    assert_eq!(json["reinspects"], id.as_str());
    let audited = test.sql("SELECT details->>'reinspects' FROM audit_logs WHERE details ? 'reinspects'").await;
    assert_eq!(audited, id.as_str());

    test.run_jobs().await;
    for (of, count) in [(later.as_str(), 1), (id.as_str(), 0)] {
        let report = test.get(&format!("/submissions/{of}/report.xlsx")).await.into_bytes().await.expect("a report");
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(report)).expect("a workbook");
        let summary = book.worksheet_range_at(0).expect("a sheet").expect("cells");
        let texts: Vec<String> = summary.cells().map(|(_, _, cell)| cell.to_string()).collect();
        assert_eq!(texts.iter().filter(|text| *text == "Re-inspection of").count(), count, "{texts:?}");
    }
    let file = test.dir.path().join("report.pdf");
    let bytes = test.get(&format!("/submissions/{later}/report.pdf")).await.into_bytes().await.expect("a report");
    std::fs::write(&file, bytes).expect("a file");
    let printed = std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().expect("poppler");
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(printed.contains("Re-inspection of") && printed.contains(id.as_str()), "{printed}");

    // The earlier one is erased; the later one stays.
    let erased = test.client.press(&format!("/submissions/{id}/erase"), &format!("confirm={id}&reason=asked")).await;
    assert_eq!(erased.status, Status::SeeOther, "{}", erased.page);
    let page = test.client.open(&location).await;
    assert!(page.status == Status::Ok && !page.page.contains("Re-inspection of"), "{}", page.page);
}

#[rocket::async_test]
async fn open_actions_offer_it_and_finished_ones_do_not() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &complete_hvac(FIRST).form).await.to_string();
    assert!(!test.client.open(&format!("/submissions/{id}")).await.page.contains("?reinspects="));
    add_action(&test, &id, "items.1").await;
    let address = format!("/forms/hvac_mep?reinspects={id}");
    assert!(test.client.open(&format!("/submissions/{id}")).await.page.contains(&address));
    let form = test.client.open(&address).await.page;
    assert!(form.contains("<option value=\"Lamps\" selected") && !form.contains("data-item=\"1\""), "{form}");
    assert!(!form.contains("Bearing is worn") && !form.contains("Omar Haddad"), "no old remarks or signatures");
    test.execute("UPDATE actions SET status = 'done'").await;
    assert!(!test.client.open(&format!("/submissions/{id}")).await.page.contains("?reinspects="));
    let form = test.client.open(&address).await.page;
    assert!(
        value(&form, "site_name") == "Marina Tower" && !form.contains("<option value=\"Lamps\" selected"),
        "{form}"
    );
}

#[rocket::async_test]
async fn only_who_reads_the_earlier_submission_begins_one() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &complete_hvac(FIRST).form).await.to_string();
    add_action(&test, &id, "items.0").await;
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let session = sign_in_to(&test.url, "(SELECT max(id) FROM organisations)", "administrator", test.now()).await;
    let other = Browser::new(&test.app, Some(session)).await;
    let inspector = test.signed_in("inspector").await;
    let address = format!("/forms/hvac_mep?reinspects={id}");
    for browser in [&other, &inspector] {
        assert_eq!(browser.open(&address).await.status, Status::NotFound);
    }
    assert_eq!(test.signed_in("viewer").await.open(&address).await.status, Status::Forbidden);
    // Of another form, and of none.
    for path in [format!("/forms/civil?reinspects={id}"), "/forms/hvac_mep?reinspects=sub_x".to_owned()] {
        assert_eq!(test.client.open(&path).await.status, Status::NotFound, "{path}");
    }
    // What was filled in is saved, and says nothing about a submission that its sender may not read.
    for (number, (browser, earlier)) in
        [(&other, id.as_str()), (&inspector, id.as_str()), (&test.client, "sub_gone"), (&test.client, "<b>")]
            .into_iter()
            .enumerate()
    {
        let form = hvac(&format!("sent-again-{number}")).text("reinspects", earlier);
        let (status, ..) = send(browser, "hvac_mep", &form).await;
        assert_eq!(status, Status::SeeOther, "{earlier}");
    }
    assert_eq!(test.sql("SELECT count(*) || ' ' || count(reinspects_id) FROM submissions").await, "5 0");

    // A reader of the later one who may not read the earlier one is not told of it.
    let (_, location, _) = send(&test.client, "hvac_mep", &hvac("sent-again-9").text("reinspects", &id)).await;
    test.execute("UPDATE submissions SET user_id = (SELECT max(user_id) FROM memberships WHERE role = 'inspector') WHERE reinspects_id IS NOT NULL").await;
    let page = inspector.open(&location).await;
    assert!(page.status == Status::Ok && !page.page.contains(&id), "{}", page.page);
    assert!(test.client.open(&location).await.page.contains(&id));
}

#[rocket::async_test]
async fn a_form_that_was_sent_too_late_keeps_what_it_inspects_again() {
    let test = TestApp::new().await;
    let person = accounts::sign_in(&test.url, "administrator", test.now()).await;
    let token = &person.token;
    let id = test.submit("hvac_mep", &complete_hvac(FIRST).form).await.to_string();
    let seen = async |at: &str| {
        let set = format!("UPDATE sessions SET last_seen_at = '{at}' WHERE token_hash = sha256('{token}')");
        test.execute(&set).await;
    };
    seen("2026-03-13T20:30:00Z").await;
    let browser = Browser::new(&test.app, Some(person.clone())).await;
    let (_, to, _) = send(&browser, "hvac_mep", &hvac("sent-too-late-01").text("reinspects", &id)).await;
    assert!(to.starts_with("/sign-in?done=form-kept"), "{to}");
    seen("2100-01-01").await;
    let page = browser.open("/forms/hvac_mep?kept=yes").await.page;
    assert_eq!(
        (value(&page, "reinspects"), value(&page, "submission_key")),
        (id.as_str(), "sent-too-late-01"),
        "{page}"
    );
}

/// It is saved in one statement like any other form, and with files in a transaction.
#[rocket::async_test]
async fn with_and_without_files_it_is_saved_with_what_it_inspects_again() {
    queries::count();
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &complete_hvac(FIRST).form).await.to_string();
    let plain = hvac("sent-again-1").text("reinspects", &id);
    let with_photo = hvac("sent-again-2").text("reinspects", &id).jpeg("items.0.photos", &pictures::jpeg(64, 48, 1));
    for form in [&plain, &with_photo] {
        assert_eq!(send(&test.client, "hvac_mep", form).await.0, Status::SeeOther);
    }
    let linked = "SELECT count(*) || ' of ' || min(e.submission_id) FROM submissions s
        JOIN submissions e ON e.id = s.reinspects_id";
    assert_eq!(test.sql(linked).await, format!("2 of {id}"));
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    assert_eq!(page.matches("Re-inspected on").count(), 2, "{page}");
    let table = test.client.get("/submissions.csv").dispatch().await.into_string().await.expect("a table");
    let mut table = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let head = table.headers().expect("a head").clone();
    let column = head.iter().position(|name| name == "Re-inspection of").expect("a column");
    let named = table.records().filter(|line| line.as_ref().is_ok_and(|line| line[column] == *id)).count();
    assert_eq!(named, 2, "{head:?}");
}
