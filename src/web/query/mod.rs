//! The queries of lists, used by their pages, exports and the API. A leaf: neither pages nor API depend on each other
//! for them.

pub mod actions;
pub mod audit;
pub mod submissions;

use rocket::http::uri::fmt::{Query, UriDisplay};

/// A path with a query; without one if the query is empty.
fn address(path: &str, query: &dyn UriDisplay<Query>) -> String {
    let query = query.to_string();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
