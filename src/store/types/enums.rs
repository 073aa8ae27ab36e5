//! Enumerations and their columns. Each column has a CHECK constraint with the same texts.

use super::column::{EnumColumns, TextColumn, text_column};
use crate::domain::{
    access::{Permission, Role},
    action::{ActionEntryKind, ActionStatus, Severity},
    approval::{progress::ApprovalState, step::StepKind},
    audit::actions::{AuditAction, LoggedAction},
    branding::Paper,
    client_response::ClientResponseKind,
    job::{Failure, JobControl, JobKind, PeriodicOutcome},
    lang::Lang,
    migration::{ArchiveState, Decision, MediaState, Phase, RecordKind, RecordState, RunState, SourceKind, Stage},
    money::Currency,
    notification::{Delivery, NotificationKind},
    privacy::{PrivacyKind, PrivacyState},
    session::{AuthMethod, ChallengePurpose, OneTimeLinkKind, SessionState},
    shared_link::SharedFiles,
    submission::{CreatedAtSource, PendingState, Status},
    time_zone::TimeZone,
    upload::FileType,
    webhook::{DeliveryState, EventKind, OffReason, SendFailure},
};

macro_rules! enum_columns {
    ($($type:ident: [$($column:literal),+ $(,)?];)+) => {
        $(text_column!($type, $type::parse, |value| value.as_str(), [$($column),+]);)+

        /// The columns of each enumeration, with its texts.
        pub const ENUM_COLUMNS: &[EnumColumns] = &[
            $(EnumColumns {
                columns: <$type as TextColumn>::COLUMNS,
                texts: || $type::ALL.iter().map(|value| value.as_str()).collect(),
            }),+
        ];
    };
}

text_column!(
    Lang,
    Lang::from_code,
    |lang| lang.code(),
    ["submissions.language", "submission_revisions.language", "pending_submissions.language", "users.language"]
);

text_column!(TimeZone, TimeZone::named, |zone| zone.name(), ["organisations.time_zone", "users.time_zone"]);

text_column!(Currency, Currency::named, |currency| currency.code(), ["organisation_branding.currency"]);

// No CHECK constraint, so that rows written by a newer version can be read.
text_column!(AuditAction, AuditAction::parse, |action| action.as_str(), ["audit_logs.action"]);
text_column!(LoggedAction, |name| Some(LoggedAction::from(name)), LoggedAction::as_str, ["audit_logs.action"]);

enum_columns! {
    Status: ["submissions.status"];
    CreatedAtSource: ["submissions.created_at_source"];
    PendingState: ["pending_submissions.state"];
    ActionStatus: ["actions.status"];
    Severity: ["actions.severity"];
    ActionEntryKind: ["action_entries.kind"];
    ApprovalState: ["approvals.state"];
    NotificationKind: ["notifications.kind", "notification_choices.kind"];
    Delivery: ["notifications.delivery", "notification_choices.delivery"];
    StepKind: ["approval_steps.kind"];
    JobKind: ["jobs.kind"];
    Failure: ["jobs.failure"];
    JobControl: ["jobs.control"];
    PeriodicOutcome: ["periodic_jobs.last_outcome"];
    FileType: [
        "uploaded_files.file_type",
        "report_links.file_type",
        "report_versions.file_type",
        "legacy_media.file_type",
    ];
    SharedFiles: ["shared_links.files"];
    ClientResponseKind: ["client_responses.kind"];
    Role: ["memberships.role", "one_time_links.role"];
    Permission: ["api_tokens.permissions"];
    OneTimeLinkKind: ["one_time_links.kind"];
    SessionState: ["sessions.state"];
    AuthMethod: ["sessions.strength"];
    ChallengePurpose: ["factor_challenges.purpose"];
    PrivacyKind: ["privacy_requests.kind"];
    PrivacyState: ["privacy_requests.state"];
    Phase: ["migration_phases.phase", "phase_changes.from_phase", "phase_changes.to_phase"];
    RecordKind: ["legacy_records.kind"];
    RecordState: ["legacy_records.state"];
    Decision: ["legacy_records.decision"];
    MediaState: ["legacy_media.state"];
    RunState: ["import_runs.state"];
    Stage: ["import_runs.stage"];
    SourceKind: ["legacy_sources.kind"];
    ArchiveState: ["archives.state"];
    Paper: ["organisation_branding.paper"];
    EventKind: ["webhooks.kinds", "webhook_deliveries.kind"];
    OffReason: ["webhooks.off_reason"];
    DeliveryState: ["webhook_deliveries.state"];
    SendFailure: ["webhook_deliveries.last_failure"];
}
