//! Small forms, sent as a browser sends them, and their responses.

use super::app::Browser;
use rocket::http::{Accept, ContentType, Status};

/// The response to a page or a form.
#[derive(Debug)]
pub struct PageResponse {
    pub status: Status,
    /// The target of a redirect.
    pub location: String,
    pub page: String,
}

impl Browser {
    pub async fn press(&self, path: &str, form: &str) -> PageResponse {
        let post = self.post(path).header(ContentType::Form).header(Accept::HTML);
        let answer = post.body(form).dispatch().await;
        let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
        PageResponse { status: answer.status(), location, page: answer.into_string().await.unwrap_or_default() }
    }

    pub async fn open(&self, path: &str) -> PageResponse {
        let answer = self.get(path.to_owned()).header(Accept::HTML).dispatch().await;
        let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
        PageResponse { status: answer.status(), location, page: answer.into_string().await.unwrap_or_default() }
    }
}

impl PageResponse {
    /// The path of the link that the page shows once.
    pub fn link(&self) -> String {
        let at = self.page.find("id=\"one-time-link\" value=\"").unwrap_or_else(|| panic!("no link: {self:?}"));
        let rest = &self.page[at + "id=\"one-time-link\" value=\"".len()..];
        let url = rest.split('"').next().expect("a link");
        format!("/{}", url.splitn(4, '/').nth(3).expect("a path"))
    }
}

/// A page without the values of its CSRF tokens, which are masked anew in each response.
pub fn without_csrf_tokens(page: &str) -> String {
    let mut parts = page.split("name=\"form_token\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, rest| page + rest.split_once('"').map_or("", |(_, rest)| rest))
}
