//! The links of every page, followed by the reader they are shown to: none is refused, none leads nowhere.

use super::{RouteIds, is_let_in, permissions, request, routes};
use crate::support::{
    accounts,
    app::{Browser, TestApp},
    db,
};
use injaaz::domain::access::Role;
use rocket::http::{Method, Status};
use std::collections::BTreeMap;

#[tokio::test]
async fn no_page_links_to_what_its_reader_may_not_open() {
    let test = TestApp::new().await;
    let things = RouteIds::of(&test).await;
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let mut readers: Vec<(&str, Browser)> = Vec::new();
    for role in Role::ALL {
        readers.push((role.as_str(), test.signed_in(role.as_str()).await));
    }
    readers.push(("stranger", test.stranger().await));
    let elsewhere = accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    readers.push(("administrator elsewhere", Browser::new(&test.app, Some(elsewhere)).await));

    let mut refused = Vec::new();
    for (name, browser) in &readers {
        let offered = offered_links(browser, &things).await;
        assert!(offered.len() > 3, "{name} sees {offered:?}");
        for (link, page) in offered {
            let (status, headers, _) = request(browser, Method::Get, &link).await;
            let asks_to_sign_in = *name == "stranger";
            if status == Status::NotFound || !(is_let_in(status, &headers) || asks_to_sign_in) {
                refused.push(format!("{name}: {page} links to {link}, which answers {status}"));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// Every link into the application on every page that the reader may open, with the first page that has it.
async fn offered_links(browser: &Browser, things: &RouteIds) -> BTreeMap<String, String> {
    let mut links = BTreeMap::new();
    for route in routes(browser).into_iter().filter(|route| route.method == Method::Get) {
        let Some((present, _)) = things.fill(permissions::path_of(&route)) else { continue };
        let (status, headers, body) = request(browser, Method::Get, &present).await;
        let is_page = headers.iter().any(|header| header.to_lowercase().starts_with("content-type: text/html"));
        if status != Status::Ok || !is_page {
            continue;
        }
        for link in body.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            // A browser keeps the fragment to itself.
            let link = link.split('#').next().unwrap_or_default();
            if !link.starts_with("static/") {
                links
                    .entry(format!("/{}", link.replace("&amp;", "&").replace("&#38;", "&")))
                    .or_insert(present.clone());
            }
        }
    }
    links
}
