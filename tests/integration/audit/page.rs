//! `/audit`: access, filters, pages and exports.

use super::{log_action, row};
use crate::support::{
    accounts,
    app::{Browser, TestApp, hvac},
};
use injaaz::{
    services::audit,
    store::{self, audit::NewAudit, error::tenant_connection},
};
use rocket::http::{Accept, Status};
use serde_json::{Value, json};

async fn listed(browser: &Browser, query: &str) -> Vec<Value> {
    let answer = browser.get(format!("/api/v1/audit?{query}")).header(Accept::JSON).dispatch().await;
    assert_eq!(answer.status(), Status::Ok, "{query}");
    let value: Value = answer.into_json().await.unwrap();
    value["rows"].as_array().unwrap().clone()
}

fn actions(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["action"].as_str().unwrap()).collect()
}

async fn text(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path.to_owned()).header(Accept::HTML).dispatch().await;
    assert_eq!(answer.status(), Status::Ok, "{path}");
    answer.into_string().await.unwrap()
}

#[rocket::async_test]
async fn a_submission_is_in_the_log_with_who_and_from_where_and_links_to_it() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    let page = text(&test.client, "/audit").await;
    assert!(page.contains("Form sent") && page.contains(&format!("href=\"/submissions/{id}\"")), "{page}");
    assert!(page.contains("administrator-") && page.contains("Seal pending") && !page.contains(">Sealed<"));
    super::sealed(&test).await;
    let page = text(&test.client, "/audit?lang=ar").await;
    assert!(page.contains("أُرسل نموذج") && page.contains("مختوم") && page.contains("dir=\"rtl\""));
    assert!(page.contains(&audit::public_key(&test.app).unwrap()));
}

#[rocket::async_test]
async fn each_filter_narrows_and_together_they_narrow_more() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    let organisation = test.app.organisation_id().unwrap();
    let user = test.sql("SELECT id::text FROM users ORDER BY id LIMIT 1").await.parse().unwrap();
    test.advance(time::Duration::days(1));
    let conn = tenant_connection(&test.app.pool, organisation).await.unwrap();
    let by_somebody = NewAudit {
        user_id: Some(user),
        ip_address: Some("2001:db8::1/128".parse().unwrap()),
        ..row(&test, "newer.than_this", 7)
    };
    store::audit::add(&conn, &by_somebody).await.unwrap();
    drop(conn);
    log_action(&test, "signin.failed", 8).await;
    for (query, expected) in [
        ("", vec!["signin.failed", "newer.than_this", "submission.created"]),
        ("who=ADMINISTRATOR-", vec!["newer.than_this", "submission.created"]),
        ("who=100%25", vec![]),
        ("action=signin.failed", vec!["signin.failed"]),
        ("action=newer.than_this&who=administrator", vec!["newer.than_this"]),
        ("thing=thing", vec!["signin.failed", "newer.than_this"]),
        ("thing=thing+7", vec!["newer.than_this"]),
        ("thing=sub_000000000000", vec![]),
        ("from=2026-03-15", vec!["signin.failed", "newer.than_this"]),
        ("to=2026-03-14", vec!["submission.created"]),
        ("from=2026-03-14&to=2026-03-15&ip=192.0.2.7", vec!["signin.failed"]),
        ("ip=2001:db8:0::1", vec!["newer.than_this"]),
    ] {
        let rows = listed(&test.client, query).await;
        assert_eq!(actions(&rows), expected, "{query}");
    }
    let rows = listed(&test.client, &format!("thing={id}")).await;
    assert_eq!((actions(&rows), rows[0]["submission_id"].as_str()), (vec!["submission.created"], Some(id.as_str())));
    let page = text(&test.client, "/audit?action=newer.than_this").await;
    assert!(page.contains("<th scope=\"row\">newer.than_this</th>") && page.contains("selected>newer.than_this<"));
    let wrong = test.client.get("/audit?from=yesterday&ip=1.2&thing=%3C").header(Accept::HTML).dispatch().await;
    assert_eq!(wrong.status(), Status::UnprocessableEntity);
    let page = wrong.into_string().await.unwrap();
    for kept in ["value=\"yesterday\"", "value=\"1.2\"", "value=\"&#60;\"", "complete IP address", "year-month-day"] {
        assert!(page.contains(kept), "{kept}");
    }
}

#[rocket::async_test]
async fn pages_return_every_row_once_and_exports_match() {
    let test = TestApp::new().await;
    for n in 0..130 {
        log_action(&test, if n == 3 { "=cmd()" } else { "thing.done" }, n).await;
    }
    let (mut query, mut met) = (String::new(), Vec::new());
    loop {
        let answer = test.client.get(format!("/api/v1/audit?{query}")).header(Accept::JSON).dispatch().await;
        let value: Value = answer.into_json().await.unwrap();
        met.extend(value["rows"].as_array().unwrap().iter().map(|row| row["resource_id"].as_i64().unwrap()));
        match value["next"].as_str() {
            Some(next) => query = format!("after={next}"),
            None => break,
        }
    }
    assert_eq!(met, (0..130).rev().collect::<Vec<_>>());

    let answer = test.client.get("/audit.csv").dispatch().await;
    assert_eq!(answer.headers().get_one("Content-Type"), Some("text/csv; charset=utf-8"));
    let csv = answer.into_string().await.unwrap();
    let csv = csv.strip_prefix('\u{feff}').unwrap();
    let records: Vec<csv::StringRecord> =
        csv::Reader::from_reader(csv.as_bytes()).records().map(|record| record.unwrap()).collect();
    let things: Vec<String> = (0..130).rev().map(|n| format!("thing {n}")).collect();
    assert_eq!(records.iter().map(|record| record[5].to_owned()).collect::<Vec<_>>(), things);
    assert!(records.iter().any(|record| &record[4] == "'=cmd()"), "formulas are escaped");

    let lines = test.client.get("/audit.jsonl?thing=thing").dispatch().await.into_string().await.unwrap();
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 130);
    assert_eq!((&rows[0]["details"]["z"], &rows[0]["sealed"]), (&json!(129), &json!(false)));
    // The exports themselves are audited.
    assert_eq!(test.count("audit_logs WHERE action = 'audit.exported' AND user_id IS NOT NULL").await, 2);
    let _ = test.client.get("/submissions.csv?module=civil").dispatch().await;
    let said = "SELECT details->>'module' FROM audit_logs WHERE action = 'submissions.exported'";
    assert_eq!(test.sql(said).await, "civil");
}

#[rocket::async_test]
async fn another_organisation_and_lesser_roles_see_nothing() {
    let test = TestApp::new().await;
    log_action(&test, "thing.done", 1).await;
    let other = "WITH o AS (INSERT INTO organisations (name) VALUES ('Other') RETURNING id) SELECT id::text FROM o";
    let other = test.sql(other).await;
    let them = accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    let them = Browser::new(&test.app, Some(them)).await;
    let own = test.sql("SELECT email FROM users ORDER BY id LIMIT 1").await;
    for query in [String::new(), "thing=thing+1".to_owned(), "action=thing.done".to_owned(), format!("who={own}")] {
        assert_eq!(listed(&them, &query).await, Vec::<Value>::new(), "{query}");
    }
    let lines = them.get("/audit.jsonl").dispatch().await.into_string().await.unwrap();
    assert_eq!(lines, "");
    assert_eq!(listed(&test.signed_in("manager").await, "").await.len(), 1);
    for role in ["reviewer", "inspector", "viewer"] {
        let browser = test.signed_in(role).await;
        for path in ["/audit", "/api/v1/audit", "/audit.csv", "/audit.jsonl"] {
            let answer = browser.get(path).header(Accept::JSON).dispatch().await;
            assert_eq!(answer.status(), Status::Forbidden, "{role} {path}");
        }
        assert!(!text(&browser, "/").await.contains("href=\"/audit\""));
    }
    assert!(text(&test.client, "/").await.contains("href=\"/audit\""));
}
