//! Every filter, also combined with every other, in every sort order, compared with a search over all rows.

use super::{all_pages, percent, real, seeded};
use crate::support::app::TestApp;
use injaaz::domain::fold;
use rocket::http::Status;
use serde_json::Value;
use std::cmp::Ordering;

/// A row of the reference search.
struct Row {
    key: i64,
    id: String,
    module: String,
    status: String,
    visit: String,
    created: String,
    site: Vec<String>,
    words: Vec<String>,
}

async fn rows(test: &TestApp) -> Vec<Row> {
    let json = test
        .sql(
            "SELECT json_agg(json_build_object('key', id, 'id', submission_id, 'module', module, 'status', status,
                'visit', coalesce(visit_date::text, ''), 'created', to_char(created_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS'),
                'site', site_name, 'answers', form_data))::text FROM submissions",
        )
        .await;
    let rows: Vec<Value> = serde_json::from_str(&json).expect("JSON");
    let text = |row: &Value, name: &str| row[name].as_str().expect("a text").to_owned();
    rows.iter()
        .map(|row| Row {
            key: row["key"].as_i64().expect("a key"),
            id: text(row, "id"),
            module: text(row, "module"),
            status: text(row, "status"),
            visit: text(row, "visit"),
            created: text(row, "created"),
            site: fold::words(&text(row, "site")),
            words: leaves(&row["answers"]),
        })
        .collect()
}

/// The folded words of all texts below a value.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => fold::words(text),
        Value::Array(values) => values.iter().flat_map(leaves).collect(),
        Value::Object(fields) => fields.values().flat_map(leaves).collect(),
        _ => Vec::new(),
    }
}

#[derive(Clone, Copy, Debug)]
struct Filter {
    module: &'static str,
    site: &'static str,
    days: (&'static str, &'static str),
    status: &'static str,
    q: &'static str,
}

impl Filter {
    fn query(&self) -> String {
        let values = [("module", self.module), ("site", self.site), ("from", self.days.0), ("to", self.days.1)];
        let values = values.into_iter().chain([("status", self.status), ("q", self.q)]);
        values.map(|(name, value)| format!("{name}={}&", percent(value))).collect()
    }

    fn takes(&self, row: &Row) -> bool {
        let found = |asked: &str, words: &[String]| {
            fold::words(asked).iter().all(|asked| words.iter().any(|word| word.starts_with(asked)))
        };
        (self.module.is_empty() || row.module == self.module)
            && (self.status.is_empty() || row.status == self.status)
            && (self.days.0.is_empty() || row.visit.as_str() >= self.days.0)
            && (self.days.1.is_empty() || row.visit.as_str() <= self.days.1)
            && found(self.site, &row.site)
            && found(self.q, &row.words)
    }
}

const SORTS: [&str; 5] = ["newest", "oldest", "visit_newest", "visit_oldest", "site"];

fn order(sort: &str, a: &Row, b: &Row) -> Ordering {
    match sort {
        "newest" => (&b.created, b.key).cmp(&(&a.created, a.key)),
        "oldest" => (&a.created, a.key).cmp(&(&b.created, b.key)),
        "visit_newest" => (&b.visit, b.key).cmp(&(&a.visit, a.key)),
        "visit_oldest" => (&a.visit, a.key).cmp(&(&b.visit, b.key)),
        _ => (a.site.join(" "), a.key).cmp(&(b.site.join(" "), b.key)),
    }
}

fn expected(rows: &mut [Row], filter: &Filter, sort: &str) -> Vec<String> {
    rows.sort_by(|a, b| order(sort, a, b));
    rows.iter().filter(|row| filter.takes(row)).map(|row| row.id.clone()).collect()
}

#[rocket::async_test]
async fn every_combination_of_filters_matches_a_full_scan() {
    let test = TestApp::new().await;
    seeded(&test, 1..=400, 400).await;
    real(&test).await;
    let mut rows = rows(&test).await;
    let (mut number, mut found) = (0, 0);
    for module in ["", "hvac_mep", "cleaning"] {
        for site in ["", "marina", "tow mar"] {
            for days in [("", ""), ("2024-07-01", ""), ("", "2026-01-31"), ("2026-03-14", "2026-03-14")] {
                for status in ["", "pending", "processing", "completed", "failed"] {
                    for q in ["", "bearing", "pump repl"] {
                        let filter = Filter { module, site, days, status, q };
                        let sort = SORTS[number % SORTS.len()];
                        let ids = all_pages(&test, &format!("{}sort={sort}", filter.query())).await;
                        assert_eq!(ids, expected(&mut rows, &filter, sort), "{filter:?} by {sort}");
                        (number, found) = (number + 1, found + usize::from(!ids.is_empty()));
                    }
                }
            }
        }
    }
    assert!(found > 100, "only {found} of {number} filters have matches");
}

#[rocket::async_test]
async fn search_ignores_spelling_variants() {
    let test = TestApp::new().await;
    seeded(&test, 1..=60, 60).await;
    real(&test).await;
    let mut rows = rows(&test).await;
    for (q, least) in [
        ("مدرسه", 1),
        ("الامل", 1),
        ("مَدْرَسَةُ", 1),
        ("مـــدرسة", 1),
        ("معطلة", 1),
        ("CAFE", 1),
        ("Cafe\u{301} nandu", 1),
        ("full WIDTH", 1),
        ("123 arabic", 1),
        ("١٢٣", 1),
        ("o'brien", 1),
        ("worn_out", 1),
        ("back\\slash", 1),
        ("'; DROP TABLE submissions; --", 0),
        ("marina & tower | x:*", 0),
        ("marina | tower", 1),
        ("!marina", 1),
        ("marina:*", 1),
        ("@marina", 1),
        ("#civil", 0),
        ("~202603", 0),
        ("zzzz", 0),
    ] {
        let filter = Filter { module: "", site: "", days: ("", ""), status: "", q };
        let ids = all_pages(&test, &filter.query()).await;
        assert_eq!(ids, expected(&mut rows, &filter, "newest"), "{q}");
        assert!(ids.len() >= least, "{q} finds nothing");
    }
    // A text without letters and digits has no search terms, so it matches every row.
    for nothing in ["%", "_", "*", "' \" \\", "—", "🙂"] {
        assert_eq!(all_pages(&test, &format!("q={}", percent(nothing))).await.len(), rows.len(), "{nothing}");
    }
    assert_eq!(test.count("submissions").await, rows.len());
}

#[rocket::async_test]
async fn an_invalid_filter_has_an_error_at_its_field() {
    let test = TestApp::new().await;
    let long = "x".repeat(201);
    for (name, value) in [
        ("module", "nope"),
        ("module", "../etc"),
        ("from", "14.03.2026"),
        ("from", "2026-02-30"),
        ("to", "0000-00-00"),
        ("to", "294277-01-01"),
        ("status", "lost"),
        ("sort", "id;drop"),
        ("sort", "form_data"),
        ("q", "a\0b"),
        ("site", "a\u{1b}[31m"),
        ("q", &long),
    ] {
        let address = format!("/submissions?{name}={}", percent(value));
        let (status, refusal) = test.get_json(&format!("/api/v1{address}")).await;
        assert_eq!(status, Status::UnprocessableEntity, "{address}: {refusal}");
        assert_eq!(refusal["fields"][0]["name"], name);
        let page = test.get(&address).await;
        assert_eq!(page.status(), Status::UnprocessableEntity, "{address}");
        let export = format!("/submissions.csv?{name}={}", percent(value));
        assert_eq!(test.get_json(&export).await.0, Status::UnprocessableEntity);
    }
    for harmless in ["page=-1", "size=1000000000", "offset=x", "module=&site=&q=", "from=0001-01-01&to=9999-12-31"] {
        assert_eq!(test.get_json(&format!("/api/v1/submissions?{harmless}")).await.0, Status::Ok, "{harmless}");
        assert_eq!(test.get(&format!("/submissions?{harmless}")).await.status(), Status::Ok, "{harmless}");
    }
}
