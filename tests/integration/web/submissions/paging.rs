//! Key-set pages: each page begins where the previous one ended.

use super::{all_pages, ids_of, percent, seeded};
use crate::support::app::{TestApp, hvac};
use rocket::http::Status;
use std::collections::{BTreeMap, BTreeSet};

const SORTS: [&str; 5] = ["newest", "oldest", "visit_newest", "visit_oldest", "site"];

#[rocket::async_test]
async fn each_row_is_returned_once_despite_concurrent_inserts() {
    for sort in SORTS {
        let test = TestApp::new().await;
        seeded(&test, 1_001..=1_230, 2_500).await;
        let before: BTreeSet<String> = all_pages(&test, "").await.into_iter().collect();
        assert_eq!(before.len(), 230);
        let mut met: BTreeMap<String, usize> = BTreeMap::new();
        let (mut after, mut pages) = (String::new(), 0);
        loop {
            let (_, page) = test.get_json(&format!("/api/v1/submissions?sort={sort}{after}")).await;
            ids_of(&page).into_iter().for_each(|id| *met.entry(id).or_default() += 1);
            pages += 1;
            // Some that are older than all, some that are newer, and one from now.
            seeded(&test, pages * 20..=pages * 20 + 9, 2_500).await;
            seeded(&test, 2_000 + pages * 20..=2_009 + pages * 20, 2_500).await;
            test.submit("hvac_mep", &hvac(&format!("between-pages-{pages}"))).await;
            match page["next"].as_str() {
                Some(next) => after = format!("&after={}", percent(next)),
                None => break,
            }
        }
        assert!(pages >= 5, "{pages}");
        assert!(met.values().all(|times| *times == 1), "{sort}: a row is on two pages");
        assert!(before.iter().all(|id| met.contains_key(id)), "{sort}: a row is missing");
    }
}

#[rocket::async_test]
async fn rows_with_equal_sort_keys_have_a_stable_order() {
    let test = TestApp::new().await;
    seeded(&test, 1..=120, 120).await;
    test.execute(
        "UPDATE submissions SET created_at = '2026-01-01', visit_date = NULL, site_name = 'x', site_key = 'x'",
    )
    .await;
    for sort in SORTS {
        let ids = all_pages(&test, &format!("sort={sort}")).await;
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 120, "{sort}");
        assert_eq!(ids.len(), 120, "{sort}");
    }
    assert_eq!(all_pages(&test, "to=9999-12-31").await.len(), 0, "without a date it is in no range");
}

#[rocket::async_test]
async fn an_invalid_cursor_shows_the_first_page() {
    let test = TestApp::new().await;
    seeded(&test, 1..=60, 60).await;
    let first = test.get_json("/api/v1/submissions").await.1;
    let next = first["next"].as_str().expect("a second page").to_owned();
    for junk in [
        "x",
        "-",
        "--",
        "1",
        "1-",
        "1-x",
        "9223372036854775808-1",
        "1-9223372036854775808",
        "99999999999999999999999-1",
        "'; DROP TABLE submissions-1",
        "\0-1",
        "é-1",
        &format!("{next}x"),
        &"9".repeat(3_000),
    ] {
        for sort in SORTS {
            let address = format!("/submissions?sort={sort}&after={}", percent(junk));
            let page = test.get(&address).await;
            assert_eq!(page.status(), Status::Ok, "{address}");
            let page = page.into_string().await.expect("a page");
            assert_eq!(page.matches("<th scope=\"row\"><a href=\"/submissions/sub_").count(), 50, "{address}: {page}");
            // The API reports an invalid cursor.
            let (status, refusal) = test.get_json(&format!("/api/v1{address}")).await;
            assert_eq!(status, Status::UnprocessableEntity, "{address}: {refusal}");
            assert_eq!(refusal["fields"][0]["name"], "after", "{address}");
        }
    }
    // Dates and times outside of the database's range, and keys that are not text.
    for extreme in [
        "-377705116800000000-1",
        "253402300799000000-1",
        "-9223372036854775808-9223372036854775807",
        "9223372036854775807--9223372036854775808",
        "-1930999-1",
        "5373484-1",
        "ff-1",
        "00-1",
        "7a-1",
    ] {
        for sort in SORTS {
            let address = format!("/submissions?sort={sort}&after={}", percent(extreme));
            // The API refuses a cursor of another sort order; an extreme one of this order gives an empty page.
            let (status, _) = test.get_json(&format!("/api/v1{address}")).await;
            assert!(matches!(status, Status::Ok | Status::UnprocessableEntity), "{address}: {status}");
            assert_eq!(test.get(&address).await.status(), Status::Ok, "{address}");
        }
    }
}
