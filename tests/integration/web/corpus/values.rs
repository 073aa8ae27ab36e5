//! Entries 49 to 62: numbers, dates and choices.

use super::{Case, all_refused};
use crate::support::{
    app::{Multipart, TestApp, hvac},
    forms::{complete_civil, complete_cleaning},
};

const KEY: &str = "corpus-values";

fn quantity(typed: &str) -> Multipart {
    hvac(KEY).text("items.0.quantity", typed)
}

fn day(typed: &str) -> Multipart {
    hvac(KEY).without("visit_date").text("visit_date", typed)
}

fn asset(typed: &str) -> Multipart {
    hvac(KEY).without("items.0.asset").text("items.0.asset", typed)
}

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let numbers = |entry, typed: &[&str], says| {
        typed.iter().map(|typed| Case::form(entry, quantity(typed), says)).collect::<Vec<_>>()
    };
    cases.extend(numbers(49, &["NaN", "Infinity", "-Infinity", "-0", "1e309", "0x10"], "number"));
    cases.extend(numbers(50, &["1,5", "1,000", "1 00"], "number"));
    cases.extend(numbers(52, &["2147483648", "9007199254740993", "12345678901234567890123"], "uantity"));
    cases.extend(numbers(53, &["-1"], "0"));
    let price = |typed| complete_civil(KEY).form.without("items.0.price").text("items.0.price", typed);
    cases.extend(
        ["0.001", "1e3", "12345678901234567890123.5", "-0.01"]
            .map(|typed| Case::form(52, price(typed), "rice").to("/forms/civil")),
    );
    let days =
        |entry, typed: &[&str], says| typed.iter().map(|typed| Case::form(entry, day(typed), says)).collect::<Vec<_>>();
    cases.extend(days(54, &["2024-02-30", "2023-02-29", "0000-00-00"], "alendar"));
    cases.extend(days(54, &["31/12/2024", "12/31/2024", "2024-1-2"], "2026-03-14"));
    cases.extend(days(55, &["0001-01-01", "9999-12-31"], "1900"));
    cases.extend(days(55, &["294277-01-01", "+12026-01-01"], "2026-03-14"));
    cases.extend(days(56, &["2026-03-16", "2099-12-31"], "future"));
    let nested = format!("Sat, 14 Mar 2026 {}{}", "(".repeat(10_000), ")".repeat(10_000));
    cases.extend(days(60, &[&nested, "2026-03-14T10:00:60Z"], "2026-03-14"));
    cases.extend(["hvac", "Cleaning", "HVAC ", "0"].map(|typed| Case::form(61, asset(typed), "list")));
    let other_branch = hvac(KEY).without("items.0.system").text("items.0.system", "Lamps");
    cases.push(Case::form(61, other_branch, "Choose the asset first"));
    let cleaning = || complete_cleaning(KEY).form;
    cases.extend(
        [
            Case::form(
                61,
                cleaning()
                    .text("deep_clean_areas", "x")
                    .without("deep_clean_required")
                    .text("deep_clean_required", "Perhaps"),
                "list",
            ),
            Case::form(62, cleaning().text("scope_offices", "yes"), "sent twice"),
            Case::form(62, cleaning().text("scope_toilets", "maybe"), ""),
        ]
        .map(|case| case.to("/forms/cleaning")),
    );
    cases
}

/// Numbers as they are typed and as they are stored.
pub const KEPT: &[(u16, &str, &str)] = &[
    (51, "٤٢", "42"),
    (51, "۴۲", "42"),
    (52, "100000", "100000"),
    (49, "0", "0"),
    (50, "007", "7"),
    (50, "1 000", "1000"),
];

#[rocket::async_test]
async fn an_invalid_value_is_rejected_at_its_field() {
    all_refused(&TestApp::new().await, &cases()).await;
}

#[rocket::async_test]
async fn numbers_are_stored_exactly() {
    let test = TestApp::new().await;
    for (number, (entry, typed, stored)) in KEPT.iter().enumerate() {
        let id = test.submit("hvac_mep", &hvac(&format!("number-{number}")).text("items.0.quantity", typed)).await;
        let query =
            format!("SELECT form_data #>> '{{items,0,quantity}}' FROM submissions WHERE submission_id = '{id}'");
        assert_eq!(test.sql(&query).await, *stored, "entry {entry}: {typed}");
    }
    for (number, (typed, stored)) in
        [("999999999.99", "999999999.99"), ("0.10", "0.1"), ("1.005", "")].into_iter().enumerate()
    {
        let form =
            complete_civil(&format!("price-{number:04}")).form.without("items.0.price").text("items.0.price", typed);
        let (status, answer) = test.post_json("/forms/civil", &form).await;
        let Some(id) = answer["submission_id"].as_str() else {
            assert!(stored.is_empty() && status.code == 422, "{typed}: {answer}");
            continue;
        };
        let query = format!("SELECT form_data #>> '{{items,0,price}}' FROM submissions WHERE submission_id = '{id}'");
        assert_eq!(test.sql(&query).await, stored, "{typed}");
    }
}
