//! The error page.

use super::layout::Layout;
use askama::Template;
use askama_web::WebTemplate;

#[derive(Template, WebTemplate)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub layout: Layout,
    pub title: String,
    /// What is wrong, and what to do.
    pub sentence: String,
    /// What to tell the person who runs the server; only where that helps.
    pub request_id: Option<String>,
    /// Ways out: words and address of each.
    pub links: Vec<(String, String)>,
}
