//! The corpus of bad input: each numbered entry is sent to the real app, with its expected response.
//!
//! A refused form leaves no row and no file except pending uploads; an accepted text is stored exactly; and no response
//! contains messages of the libraries.

mod addresses;
mod entries;
mod files;
mod multipart;
mod text;
mod values;

use crate::support::app::{Multipart, TestApp};
use rocket::http::{Accept, ContentType, Header, Status};

const FORM: &str = "/forms/hvac_mep";

/// A request that must be refused.
struct Case {
    entry: u16,
    path: &'static str,
    content_type: Option<ContentType>,
    headers: Vec<Header<'static>>,
    body: Vec<u8>,
    status: u16,
    /// A part of the message.
    says: &'static str,
}

impl Case {
    /// A form that is refused with field errors.
    fn form(entry: u16, form: Multipart, says: &'static str) -> Case {
        Case::post(entry, form, 422, says)
    }

    fn post(entry: u16, form: Multipart, status: u16, says: &'static str) -> Case {
        Case {
            entry,
            path: FORM,
            content_type: Some(form.content_type()),
            headers: Vec::new(),
            body: form.body(),
            status,
            says,
        }
    }

    fn to(self, path: &'static str) -> Case {
        Case { path, ..self }
    }

    fn typed(self, content_type: Option<ContentType>) -> Case {
        Case { content_type, ..self }
    }

    fn body(self, body: impl Into<Vec<u8>>) -> Case {
        Case { body: body.into(), ..self }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Case {
        self.headers.push(Header::new(name, value.into()));
        self
    }

    async fn sent(&self, test: &TestApp, accept: Accept) -> (Status, String) {
        let mut request = test.client.post(self.path).header(accept).body(&self.body);
        self.content_type.iter().for_each(|content_type| request.add_header(content_type.clone()));
        self.headers.iter().for_each(|header| request.add_header(header.clone()));
        let answer = request.dispatch().await;
        (answer.status(), answer.into_string().await.unwrap_or_default())
    }
}

/// Sends each case as a program and as a browser, and asserts that nothing is left of them.
async fn all_refused(test: &TestApp, cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        for accept in [Accept::JSON, Accept::HTML] {
            let (status, answer) = case.sent(test, accept).await;
            let place = format!("entry {}, {:?}", case.entry, case.says);
            if status.code != case.status || !answer.contains(case.says) {
                wrong.push(format!("{place}: {status} {answer:.300}"));
            }
            speaks_for_itself(&answer, &place);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    leaves_nothing(test).await;
}

fn speaks_for_itself(answer: &str, place: &str) {
    let answer = answer.to_lowercase();
    // A form may contain "diesel" as an answer, though.
    for word in ["rocket", "diesel::", "diesel_", "postgres", "panicked", "src/", "multer", "sqlstate", "os error"] {
        assert!(!answer.contains(word), "{place} contains {word}: {answer:.3000}");
    }
}

/// Asserts that there is no submission, no job, and no file without an expiring row.
async fn leaves_nothing(test: &TestApp) {
    for table in ["submissions", "jobs", "audit_logs", "uploaded_files WHERE expires_at IS NULL"] {
        assert_eq!(test.count(table).await, 0, "{table}");
    }
    let files = test.files("uploads");
    assert_eq!(files.len(), 3 * test.count("uploaded_files").await, "{files:?}");
    assert!(files.iter().all(|name| name.contains("/upl_") && !name.ends_with(".tmp")), "{files:?}");
    let elsewhere = [test.files("reports"), test.files("jobs"), test.files("quarantine")].concat();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}
