//! `/`: each role gets what is its work, in a fixed number of queries.

use crate::support::{
    app::{Browser, TestApp, hvac},
    queries,
};
use injaaz::store::{error::cross_tenant_connection, seed};
use rocket::http::Status;
use time::macros::date;

const CHARTS: &str = "id=\"t-overview\"";
const FORMS: &str = "id=\"t-forms\"";
const CHECKLIST: &str = "id=\"t-setup\"";
const DRAFTS: &str = "id=\"drafts\"";
const FAILED: &str = "href=\"/submissions?status=failed\"";

async fn home(browser: &Browser) -> String {
    let answer = browser.open("/").await;
    assert_eq!(answer.status, Status::Ok, "{}", answer.page);
    answer.page
}

/// Submissions whose visits spread over five years, 33 of them over the last 30 days.
async fn seeded(test: &TestApp) {
    let forms: Vec<_> = test.app.forms.installed().all().iter().map(|def| (def.module.clone(), def.version)).collect();
    let mut conn = cross_tenant_connection(&test.app.pool).await.expect("a connection");
    let organisation = test.actor().organisation_id;
    seed::submissions(&mut conn, organisation, &forms, 1_801, 2_000, 2_000, date!(2026 - 03 - 14)).await.expect("rows");
}

#[rocket::async_test]
async fn each_role_has_its_parts() {
    let test = TestApp::new().await;
    seeded(&test).await;
    test.submit("hvac_mep", &hvac("home-key-0001")).await;
    for (role, parts, others) in [
        ("administrator", vec![CHARTS, FORMS, CHECKLIST, DRAFTS], vec![FAILED]),
        ("manager", vec![CHARTS, FORMS, DRAFTS], vec![CHECKLIST, FAILED]),
        ("reviewer", vec![CHARTS, FORMS, DRAFTS], vec![CHECKLIST, FAILED]),
        ("inspector", vec![FORMS, DRAFTS], vec![CHARTS, CHECKLIST, FAILED]),
        ("viewer", vec![], vec![CHARTS, FORMS, CHECKLIST, DRAFTS, FAILED]),
    ] {
        let page = home(&test.signed_in(role).await).await;
        for part in parts {
            assert!(page.contains(part), "{role}: {part} is missing in {page}");
        }
        for part in others {
            assert!(!page.contains(part), "{role}: {part} in {page}");
        }
        assert_eq!(page.matches("<h1").count(), 1);
    }
    // Those who inspect begin with the forms, the others with the newest inspections.
    let place = |page: &str, part: &str| page.find(part).unwrap_or_else(|| panic!("{part} in {page}"));
    let inspector = home(&test.signed_in("inspector").await).await;
    assert!(place(&inspector, FORMS) < place(&inspector, "id=\"t-recent\""));
    assert!(inspector.contains("No inspections yet."), "others sent them: {inspector}");
    let manager = home(&test.signed_in("manager").await).await;
    assert!(place(&manager, FORMS) > place(&manager, CHARTS));
    assert!(manager.contains("Marina Tower"));
    // A client sees the reports that they were given.
    let viewer = home(&test.viewer_of("hvac_mep").await).await;
    assert!(viewer.contains("Marina Tower") && !viewer.contains(">Civil"), "{viewer}");
}

#[rocket::async_test]
async fn an_inspector_sees_what_they_sent_with_its_state() {
    let test = TestApp::new().await;
    let inspector = test.signed_in("inspector").await;
    let form = hvac("home-own-0001");
    let sent = inspector.post("/forms/hvac_mep").header(form.content_type()).body(form.body()).dispatch().await;
    assert_eq!(sent.status(), Status::SeeOther);
    let page = home(&inspector).await;
    assert!(page.contains("<h2 id=\"t-recent\">Sent recently</h2>") && page.contains("Marina Tower"), "{page}");
    assert!(page.contains("<span class=\"badge pending\">"), "{page}");
    assert!(!home(&test.signed_in("inspector").await).await.contains("Marina Tower"));
}

#[rocket::async_test]
async fn charts_have_their_numbers_as_tables() {
    let test = TestApp::new().await;
    let manager = test.signed_in("manager").await;
    assert!(!home(&manager).await.contains(CHARTS), "without inspections there is nothing to draw");
    test.submit("civil", &crate::support::forms::complete_civil("home-civil-0001").form).await;
    for number in 0..3 {
        test.submit("hvac_mep", &hvac(&format!("home-chart-{number}"))).await;
    }
    // The days of the reader: 22:30 UTC is the next day in Dubai.
    test.execute(
        "UPDATE users SET time_zone = 'Asia/Dubai';
         UPDATE submissions SET created_at = '2026-03-12 22:30 UTC', visit_date = '2026-03-12', site_name = 'Old <b>Mill',
             site_key = 'old <b>mill' WHERE submission_key = 'home-chart-0';
         UPDATE submissions SET visit_date = '2026-03-14' WHERE submission_key = 'home-civil-0001';
         UPDATE submissions SET visit_date = '2026-03-01' WHERE submission_key = 'home-chart-1';
         UPDATE submissions SET created_at = '2026-02-01 09:00 UTC' WHERE submission_key = 'home-chart-2'",
    )
    .await;
    let page = home(&manager).await;
    assert!(page.contains("3 inspections in the last 30 days"), "{page}");
    let (_, table) = page.split_once("<table class=\"chart-table\">").expect("the numbers");
    let (table, after) = table.split_once("</table>").expect("its end");
    let rows: Vec<&str> = table.split("<th scope=\"row\">").skip(1).collect();
    assert_eq!(rows.len(), 2, "{table}");
    for (row, day, numbers) in [(rows[0], "14 March 2026", ["1", "1"]), (rows[1], "13 March 2026", ["1", "0"])] {
        assert!(row.starts_with(day), "{row}");
        for number in numbers {
            assert!(row.contains(&format!(">{number}</td>")), "{row}");
        }
    }
    // One the day after the visit, one after 13 days.
    let value = |label: &str| {
        let (_, row) =
            after.split_once(&format!("<th scope=\"row\">{label}</th>")).unwrap_or_else(|| panic!("{label}: {after}"));
        row.split_once("<span>").and_then(|(_, rest)| rest.split('<').next()).map(str::to_owned).expect("a number")
    };
    assert_eq!((value("Next day"), value("More than 7 days")), ("1".to_owned(), "1".to_owned()));
    assert!(after.contains("<a href=\"/submissions?site=Old%20%3Cb%3EMill\">"), "{after}");
    assert!(!page.contains("Old <b>Mill"), "names are escaped");
    // No picture has a style or script of its own.
    assert!(!page.contains(" style=") && !page.contains("<style"), "{page}");
}

#[rocket::async_test]
async fn failed_reports_show_only_if_there_are_any() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac("home-failed-1")).await;
    test.execute("UPDATE submissions SET status = 'failed'; UPDATE jobs SET failed_at = now(), failure = 'error'")
        .await;
    for (role, shown) in [("manager", true), ("reviewer", true), ("inspector", false), ("viewer", false)] {
        let page = home(&test.signed_in(role).await).await;
        assert_eq!(page.contains(FAILED), shown, "{role}");
    }
    // A reviewer who is limited to another form does not learn of it.
    let reviewer = test.signed_in("reviewer").await;
    test.execute(
        "INSERT INTO membership_scopes (organisation_id, membership_id, module)
         SELECT organisation_id, id, 'civil' FROM memberships WHERE role = 'reviewer' ORDER BY id DESC LIMIT 1",
    )
    .await;
    let page = home(&reviewer).await;
    assert!(!page.contains(FAILED) && !page.contains(CHARTS) && !page.contains("Marina Tower"), "{page}");
}

#[rocket::async_test]
async fn the_number_of_queries_is_fixed_for_each_role() {
    queries::count();
    let test = TestApp::new().await;
    let mut browsers = Vec::new();
    for (role, most) in [("administrator", 7), ("manager", 6), ("reviewer", 6), ("inspector", 5), ("viewer", 5)] {
        let browser = if role == "viewer" { test.viewer_of("civil").await } else { test.signed_in(role).await };
        browsers.push((role, browser, most));
    }
    let cost = async |browser: &Browser| {
        // The first request of a connection also queries column types, and its tenant scope may differ.
        home(browser).await;
        home(browser).await;
        let before = queries::sent_to(&test.url);
        home(browser).await;
        queries::sent_to(&test.url) - before
    };
    let mut few = Vec::new();
    for (_, browser, _) in &browsers {
        few.push(cost(browser).await);
    }
    seeded(&test).await;
    for ((role, browser, most), few) in browsers.iter().zip(few) {
        assert_eq!(cost(browser).await, few, "{role}");
        assert!((1..=*most).contains(&few), "{role}: {few}");
    }
}
