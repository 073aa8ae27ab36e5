//! Public ids and keys, and their columns.

use super::column::{TextColumn, text_column};
use crate::domain::ids::{
    ActionId, JobId, LegacyKeyId, LinkId, ModuleSlug, PrivacyRequestId, PublicLinkId, ReportCode, RunId, SubmissionId,
    SubmissionKey, TokenId, UploadId, UserId, WebhookEventId, WebhookId,
};

macro_rules! id_columns {
    ($($type:ident: [$($column:literal),+ $(,)?];)+) => {
        $(text_column!($type, |text| text.parse().ok(), $type::as_str, [$($column),+]);)+

        /// The columns of each type.
        pub const ID_COLUMNS: &[&[&str]] = &[$(<$type as TextColumn>::COLUMNS),+];
    };
}

id_columns! {
    SubmissionId: [
        "submissions.submission_id",
        "pending_submissions.submission_id",
        "erased_submissions.submission_id",
    ];
    SubmissionKey: [
        "submissions.submission_key",
        "pending_submissions.submission_key",
        "kept_forms.submission_key",
        "submission_revisions.submission_key",
    ];
    JobId: ["submissions.job_id", "jobs.job_id"];
    UploadId: ["uploaded_files.upload_id", "legacy_media.upload_id"];
    LinkId: ["report_links.link_id", "shared_links.link_id"];
    ReportCode: ["report_versions.code"];
    UserId: ["users.public_id"];
    TokenId: ["api_tokens.token_id"];
    LegacyKeyId: ["legacy_keys.key_id"];
    PublicLinkId: ["public_links.link_id"];
    ActionId: ["actions.action_id"];
    WebhookId: ["webhooks.webhook_id"];
    WebhookEventId: ["webhook_deliveries.event_id"];
    PrivacyRequestId: ["privacy_requests.request_id"];
    RunId: ["import_runs.run_id"];
    ModuleSlug: [
        "submissions.module",
        "pending_submissions.module",
        "public_links.module",
        "actions.module",
        "report_versions.module",
        "form_versions.module",
        "organisation_forms.module",
        "organisation_form_versions.module",
        "membership_scopes.module",
        "legacy_records.module",
        "migration_phases.module",
        "kept_forms.module",
        "approval_flows.module",
        "legacy_access.module",
        "legacy_keys.module",
        "phase_changes.module",
        "old_store_outbox.module",
        "shadow_differences.module",
        "verify_runs.module",
        "archives.module",
    ];
}
