//! `/submissions.csv`: the rows of the list, complete, and safe in a spreadsheet.

use super::{all_pages, percent, real, seeded};
use crate::support::{
    app::{TestApp, hvac},
    forms::complete_civil,
};
use rocket::http::Status;

async fn exported(test: &TestApp, query: &str) -> Vec<csv::StringRecord> {
    let answer = test.client.get(format!("/submissions.csv?{query}")).dispatch().await;
    assert_eq!(answer.status(), Status::Ok, "{query}");
    let header = |name: &str| answer.headers().get_one(name).unwrap_or_default().to_owned();
    assert_eq!(header("Content-Type"), "text/csv; charset=utf-8");
    assert!(header("Content-Disposition").starts_with("attachment; filename=\"submissions-"));
    let text = answer.into_string().await.expect("a table");
    let text = text.strip_prefix('\u{feff}').expect("the byte order mark").to_owned();
    csv::Reader::from_reader(text.as_bytes()).records().map(|record| record.expect("a record")).collect()
}

#[rocket::async_test]
async fn the_table_has_the_rows_of_the_list() {
    let test = TestApp::new().await;
    seeded(&test, 1..=1_150, 1_150).await;
    real(&test).await;
    for query in
        ["", "sort=site", "module=civil&sort=visit_oldest", "q=bearing&from=2024-01-01", "status=failed", "q=zzzz"]
    {
        let listed = all_pages(&test, query).await;
        let table: Vec<String> = exported(&test, query).await.iter().map(|record| record[0].to_owned()).collect();
        assert_eq!(table, listed, "{query}");
    }
    assert_eq!(exported(&test, "").await.len(), 1_158);
}

#[rocket::async_test]
async fn one_chosen_form_brings_its_answers() {
    let test = TestApp::new().await;
    let form = complete_civil("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10");
    let id = test.submit("civil", &form.form).await;
    let (_, stored) = test.get_json(&format!("/submissions/{id}")).await;
    let table = exported(&test, "module=civil").await;
    let widths: Vec<usize> = table.iter().map(csv::StringRecord::len).collect();
    assert!(widths.len() == 1 && widths[0] > 8, "{widths:?}");
    let answers = stored["form_data"].as_object().expect("answers");
    for (name, answer) in answers.iter().filter(|(_, answer)| answer.is_string()) {
        let text = answer.as_str().expect("text");
        assert!(table[0].iter().any(|cell| cell.trim_start_matches('\'') == text), "{name}: {text} in {:?}", table[0]);
    }
    assert_eq!(exported(&test, "").await[0].len(), 12, "an export of several modules has no answers");
}

#[rocket::async_test]
async fn no_cell_is_a_formula() {
    let test = TestApp::new().await;
    let sites =
        ["=1+1", "+971", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＠SUM", "=HYPERLINK(\"http://x\")", "plain, \"quoted\""];
    for (number, site) in sites.iter().enumerate() {
        test.submit("hvac_mep", &super::named(&format!("formula-{number}"), site, "x")).await;
        test.advance(time::Duration::SECOND);
    }
    let table = exported(&test, "sort=oldest").await;
    for (record, site) in table.iter().zip(sites) {
        let expected = if site.starts_with("plain") { site.to_owned() } else { format!("'{site}") };
        assert_eq!(&record[3], expected, "{record:?}");
    }
    let found = exported(&test, &format!("site={}", percent("hyperlink http"))).await;
    assert_eq!(found.len(), 1);
}

#[rocket::async_test]
async fn the_table_has_the_items_and_who_sent_them() {
    let test = TestApp::new().await;
    let form = hvac("export-items").text("items.1.asset", "HVAC").text("items.1.system", "Chiller Evaporator");
    let form = form.text("items.1.description", "Secondary Pump").text("items.1.comments", "=second item");
    test.submit("hvac_mep", &form).await;
    let heads = async |query: &str| {
        let text = test.client.open(&format!("/submissions.csv?{query}")).await.page;
        csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).headers().expect("a head").clone()
    };
    let (head, table) = (heads("module=hvac_mep").await, exported(&test, "module=hvac_mep").await);
    assert_eq!((table.len(), head.len()), (1, table[0].len()));
    let column =
        |head: &csv::StringRecord, end: &str| head.iter().position(|name| name.ends_with(end)).expect("a column");
    assert!(table[0][column(&head, "Sent by")].starts_with("administrator"), "{:?}", table[0]);
    let comments = &table[0][column(&head, ": Comments")];
    assert!(comments.contains("2: =second item"), "{comments}");

    let (head, lines) =
        (heads("module=hvac_mep&rows=items").await, exported(&test, "module=hvac_mep&rows=items").await);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.len() == head.len() && line[0] == lines[0][0]));
    let number = column(&head, "Item number");
    assert_eq!((&lines[0][number], &lines[1][number]), ("1", "2"));
    assert_eq!(&lines[1][column(&head, ": Comments")], "'=second item");
    let page = test.client.open("/submissions?module=hvac_mep").await.page;
    assert!(
        page.contains("module=hvac_mep&#38;rows=items") || page.contains("module=hvac_mep&amp;rows=items"),
        "{page}"
    );
    assert!(!test.client.open("/submissions").await.page.contains("rows=items"));
}
