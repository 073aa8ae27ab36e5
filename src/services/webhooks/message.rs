//! What is sent: `{type, timestamp, data}`, with addresses made of the ids that an event names, and its headers.

use crate::{domain::webhook::EventKind, security::webhook_secret::WebhookSecret, store::webhooks::due::DueRow};
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The body of an event. It is the same in every attempt, unless the name of a person changes meanwhile.
pub(super) fn body(row: &DueRow, public_url: &str) -> Vec<u8> {
    let mut data = row.facts.as_object().cloned().unwrap_or_default();
    for (name, url) in addresses(row.kind, &data, public_url) {
        data.insert(name.to_owned(), json!(url));
    }
    data.insert("actor".to_owned(), json!(row.actor));
    if row.kind.may_have_absent() {
        data.insert("for_name".to_owned(), json!(row.absent));
    }
    let timestamp = row.occurred_at.format(&Rfc3339).unwrap_or_default();
    json!({ "type": row.kind, "timestamp": timestamp, "data": data }).to_string().into_bytes()
}

fn addresses(kind: EventKind, data: &Map<String, Value>, public_url: &str) -> Vec<(&'static str, String)> {
    let id = |name: &str| data.get(name).and_then(Value::as_str);
    let Some(submission) = id("submission_id") else { return Vec::new() };
    let api = format!("{public_url}/api/v1/submissions/{submission}");
    let mut all = vec![("url", format!("{public_url}/submissions/{submission}")), ("api_url", api.clone())];
    if let Some(action) = id("action_id") {
        all.push(("action_url", format!("{public_url}/actions/{action}")));
    }
    match kind {
        EventKind::ReportReady => {
            all.push(("pdf_url", format!("{api}/reports/pdf")));
            all.push(("excel_url", format!("{api}/reports/xlsx")));
        }
        EventKind::CommentCreated => all.push(("comments_url", format!("{public_url}/comments/{submission}"))),
        _ => {}
    }
    all
}

/// The headers of an attempt. Each secret signs; receivers accept one of the signatures.
pub(super) fn headers(
    row: &DueRow,
    secrets: &[WebhookSecret],
    now: OffsetDateTime,
    body: &[u8],
) -> [(&'static str, String); 3] {
    let (id, timestamp) = (row.event_id.as_str(), now.unix_timestamp());
    let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(id, timestamp, body)).collect();
    [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ]
}
