//! `/submissions`: filters, sort orders, pages, and the export.

mod columns;
mod export;
mod filters;
mod imported;
mod paging;
mod queries;
mod scores;
mod show;

use crate::support::{
    app::{Multipart, TestApp, hvac},
    forms::{complete_civil, complete_cleaning},
};
use injaaz::store::{error::cross_tenant_connection, seed};
use serde_json::Value;
use std::ops::RangeInclusive;
use time::macros::date;

/// Generated, completed submissions: the numbers of `some`, of `total` that spread over five years, oldest first.
async fn seeded(test: &TestApp, some: RangeInclusive<i64>, total: i64) {
    let forms: Vec<_> = test.app.forms.installed().all().iter().map(|def| (def.module.clone(), def.version)).collect();
    let mut conn = cross_tenant_connection(&test.app.pool).await.expect("a connection");
    let (first, last, today) = (*some.start(), *some.end(), date!(2026 - 03 - 14));
    seed::submissions(&mut conn, test.actor().organisation_id, &forms, first, last, total, today)
        .await
        .expect("generated submissions");
}

fn named(key: &str, site: &str, comments: &str) -> Multipart {
    hvac(key).without("site_name").text("site_name", site).text("items.0.comments", comments)
}

/// Some real submissions with texts that are difficult for a search, in every status.
async fn real(test: &TestApp) {
    for (number, (site, comments)) in [
        ("مدرسة الأمل", "المضخة مُعَطَّلة"),
        ("Café Ñandú", "100% worn_out 'quoted' \"double\""),
        ("Marina Tower 7", "replace the belt; back\\slash"),
        ("=HYPERLINK(\"x\")", "+971 -1 @SUM(A1)"),
        ("%", "only a percent sign"),
        ("ＦＵＬＬ width", "١٢٣ Arabic digits"),
    ]
    .into_iter()
    .enumerate()
    {
        test.submit("hvac_mep", &named(&format!("list-key-{number}"), site, comments)).await;
        test.advance(time::Duration::SECOND);
    }
    test.submit("civil", &complete_civil("list-key-civil").form).await;
    test.submit("cleaning", &complete_cleaning("list-key-cleaning").form).await;
    test.execute(
        "UPDATE submissions SET status = 'processing' WHERE submission_key = 'list-key-1';
         UPDATE submissions SET status = 'failed' WHERE submission_key IN ('list-key-2', 'list-key-civil');
         UPDATE jobs SET failed_at = now(), failure = 'error'
         WHERE submission_id IN (SELECT id FROM submissions WHERE status = 'failed')",
    )
    .await;
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The ids of all pages of a list, in order.
async fn all_pages(test: &TestApp, query: &str) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let (status, page) = test.get_json(&format!("/api/v1/submissions?{query}{after}")).await;
        assert_eq!(status.code, 200, "{query}: {page}");
        ids.extend(ids_of(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={}", percent(next)),
            None => return ids,
        }
    }
}

fn ids_of(page: &Value) -> Vec<String> {
    let rows = page["submissions"].as_array().expect("rows").iter();
    rows.map(|row| row["submission_id"].as_str().expect("an id").to_owned()).collect()
}
