//! The number of queries of a page does not depend on the number of rows that it shows.

use super::seeded;
use crate::support::{
    app::{TestApp, hvac},
    forms::complete_hvac,
    queries,
};
use rocket::http::Status;

/// The number of statements of a page.
async fn cost(test: &TestApp, address: &str) -> usize {
    let before = queries::sent_to(&test.url);
    assert_eq!(test.get(address).await.status(), Status::Ok, "{address}");
    queries::sent_to(&test.url) - before
}

#[rocket::async_test]
async fn the_number_of_queries_does_not_depend_on_the_rows() {
    queries::count();
    let test = TestApp::new().await;
    let small = test.submit("hvac_mep", &hvac("queries-small")).await;
    let large = test.submit("hvac_mep", &complete_hvac("queries-large").form).await;
    let (small, large) = (format!("/submissions/{small}"), format!("/submissions/{large}"));
    let lists =
        ["/", "/submissions", "/submissions?q=marina&sort=site", "/submissions?module=hvac_mep&from=2020-01-01"];
    let mut few = Vec::new();
    for address in lists {
        // The first request of a connection also queries column types.
        cost(&test, address).await;
        few.push(cost(&test, address).await);
    }
    cost(&test, &small).await;
    assert_eq!(cost(&test, &small).await, cost(&test, &large).await);

    seeded(&test, 1..=200, 200).await;
    // A connection that had another tenant scope needs one statement more.
    cost(&test, "/submissions").await;
    cost(&test, "/submissions").await;
    for (address, few) in lists.into_iter().zip(few) {
        assert_eq!(cost(&test, address).await, few, "{address}");
        // One of the statements looks up the session.
        assert!((1..=7).contains(&few), "{address} asks {few} times");
    }
    // The answers, reports and history; what else there is about it; its links.
    let asked = cost(&test, &large).await;
    assert!((1..=8).contains(&asked), "the page of a submission asks {asked} times");
}
