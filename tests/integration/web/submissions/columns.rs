//! The columns of the list, its filter by inspector, and what it offers if nothing is found.

use crate::support::app::{Browser, TestApp, hvac};
use rocket::http::{Accept, Status};

async fn submit_as(browser: &Browser, key: &str) {
    let form = hvac(key);
    let request = browser.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON);
    assert_eq!(request.body(form.body()).dispatch().await.status(), Status::Created);
}

fn rows(page: &str) -> usize {
    page.matches("<th scope=\"row\">").count()
}

#[rocket::async_test]
async fn the_inspector_is_a_column_and_a_filter() {
    let test = TestApp::new().await;
    let [omar, mona] = [test.signed_in("inspector").await, test.signed_in("inspector").await];
    test.execute(
        "UPDATE users SET full_name = 'Omar 100% Haddad' WHERE id = (SELECT max(id) - 1 FROM users);
         UPDATE users SET full_name = 'Mona Rahman' WHERE id = (SELECT max(id) FROM users)",
    )
    .await;
    submit_as(&omar, "inspector-omar").await;
    submit_as(&mona, "inspector-mona").await;
    let page = async |query: &str| test.client.open(&format!("/submissions?{query}")).await.page;
    let all = page("").await;
    assert!(rows(&all) == 2 && all.contains("Omar 100% Haddad") && all.contains("Mona Rahman"), "{all}");
    for (query, found) in [
        ("inspector=omar", 1),
        ("inspector=MONA", 1),
        ("inspector=inspector-", 2),
        ("inspector=100%25", 1),
        ("inspector=0_H", 0),
        ("inspector=nobody", 0),
        ("inspector=omar&module=civil", 0),
        ("inspector=omar&status=open&sort=site", 1),
    ] {
        let page = page(query).await;
        assert_eq!(rows(&page), found, "{query}: {page}");
        assert!(page.contains("class=\"chip\""), "{query}");
    }
    let csv = test.get("/submissions.csv?inspector=mona").await.into_string().await.expect("a table");
    assert!(csv.contains("Mona Rahman") && !csv.contains("Omar"), "{csv}");
    let (_, listed) = test.get_json("/api/v1/submissions?inspector=omar").await;
    assert_eq!(listed["submissions"].as_array().map(Vec::len), Some(1), "{listed}");
    // An inspector sees the own submissions, whatever the filter says.
    assert_eq!(rows(&omar.open("/submissions?inspector=mona").await.page), 0);
}

#[rocket::async_test]
async fn chosen_columns_are_remembered() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac("columns-key")).await;
    let heads = |page: &str| page.matches("<th scope=\"col\"").count();
    let page = test.client.open("/submissions").await.page;
    assert!(heads(&page) == 6 && !page.contains("data-label=\"Photos\""), "{page}");
    let chosen = test.client.open("/submissions?columns=site&columns=photos&columns=status&q=marina").await.page;
    assert!(heads(&chosen) == 3 && chosen.contains("data-label=\"Photos\""), "{chosen}");
    assert!(chosen.contains("name=\"q\" value=\"marina\""), "the form of the columns keeps the search: {chosen}");
    let again = test.client.open("/submissions").await.page;
    assert!(heads(&again) == 3 && !again.contains("data-label=\"Form\""), "{again}");
    assert_eq!(heads(&test.client.open("/submissions?columns=site").await.page), 1);
}

#[rocket::async_test]
async fn near_spellings_of_sites_are_offered_if_nothing_is_found() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("near-key")).await;
    for (query, offered) in [
        ("q=Marinna+Tower&sort=site", Some("q=marina%20tower&#38;sort=site")),
        ("site=Marnia", Some("site=marina")),
        ("q=zzzzzz", None),
        ("q=sub_000000000000", None),
        ("module=civil", None),
    ] {
        let page = test.client.open(&format!("/submissions?{query}")).await.page;
        assert_eq!(rows(&page), 0, "{query}");
        let near = page.split_once("class=\"near\"").map(|(_, rest)| rest.split("</p>").next().unwrap_or_default());
        match offered {
            Some(address) => assert!(near.is_some_and(|near| near.contains(address)), "{query}: {page}"),
            None => assert_eq!(near, None, "{query}"),
        }
    }
    // Other people's sites are not given away.
    let inspector = test.signed_in("inspector").await;
    assert!(!inspector.open("/submissions?q=Marinna").await.page.contains("class=\"near\""));
    // The digits of a reference alone find it, unless they could be a telephone number.
    let digits = id.as_str().trim_start_matches("sub_");
    if digits.bytes().any(|b| b.is_ascii_alphabetic()) {
        assert_eq!(rows(&test.client.open(&format!("/submissions?q={digits}")).await.page), 1);
    }
}
