//! A webhook and its deliveries as pages show them.

use crate::{
    domain::{
        ids::{SubmissionId, WebhookEventId, WebhookId},
        webhook::{DeliveryState, EventKind, OffReason, SendFailure},
    },
    store::webhooks::{WebhookRow, log::DeliveryRow},
};
use serde_json::Value;
use time::OffsetDateTime;

#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    pub description: String,
    pub kinds: Vec<EventKind>,
    pub created_at: OffsetDateTime,
    /// Until when deliveries are signed with the secret before, too.
    pub previous_until: Option<OffsetDateTime>,
    /// Since when it is switched off, and why.
    pub off: Option<(OffsetDateTime, OffReason)>,
    /// Since when every attempt fails.
    pub failing_since: Option<OffsetDateTime>,
}

/// An event that was sent, or has to be.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// By which it is sent again.
    pub key: i64,
    pub event_id: WebhookEventId,
    pub kind: EventKind,
    /// `None`: a test.
    pub submission: Option<SubmissionId>,
    pub occurred_at: OffsetDateTime,
    pub state: DeliveryState,
    /// When the next attempt is due, if it waits.
    pub due_at: OffsetDateTime,
    pub attempts: i32,
    pub last_attempt_at: Option<OffsetDateTime>,
    pub last_status: Option<i32>,
    pub last_failure: Option<SendFailure>,
    pub last_answer: Option<String>,
}

impl From<WebhookRow> for Webhook {
    fn from(row: WebhookRow) -> Webhook {
        Webhook {
            id: row.webhook_id,
            url: row.url,
            description: row.description,
            kinds: row.kinds,
            created_at: row.created_at,
            previous_until: row.previous_until,
            off: row.off_at.zip(row.off_reason),
            failing_since: row.failing_since,
        }
    }
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Delivery {
        let submission = row.facts.get("submission_id").and_then(Value::as_str);
        Delivery {
            key: row.id,
            event_id: row.event_id,
            kind: row.kind,
            submission: submission.and_then(|id| id.parse().ok()),
            occurred_at: row.occurred_at,
            state: row.state,
            due_at: row.due_at,
            attempts: row.attempts,
            last_attempt_at: row.last_attempt_at,
            last_status: row.last_status,
            last_failure: row.last_failure,
            last_answer: row.last_answer,
        }
    }
}
