//! The console with realistic values: every state that it can be in, and texts of old files that try to break out.

use super::super::samples::{EVIL, context, forms};
use crate::{
    domain::{
        job::{Failure, JobKind},
        lang::Lang,
        migration::{ArchiveState, Counts, Decision, Phase, RecordKind, RecordState, RunState, Stage},
        problem::{Conflict, Problem, StoredProblem},
    },
    migration::{
        archive::ArchiveView,
        import::RunView,
        legacy_access::LegacyAccess,
        phases::{Change, Gate, GateName, ModulePhase, OverrideRequest, ShadowDifference},
        review_queue::{Difference, ReviewQueueRow, ReviewRecord},
        verify::{BadRecord, VerifyResult},
    },
    services::jobs::{JobView, JobViewState},
    web::{
        api::migration::{Overview, ReviewCounts, ReviewQueueView},
        pages::admin::{
            Operator,
            migration::{
                notice::ControlError, overview::MigrationPage, record::RecordPage, review_queue::ReviewQueuePage,
            },
        },
    },
};
use askama::Template;
use time::macros::datetime;

pub fn operator(lang: Lang) -> Operator {
    Operator { context: context("/admin/migration", lang), by: "console".to_owned() }
}

fn gate(name: GateName, open: bool, found: &str, needed: &str) -> Gate {
    Gate { name, open, found: found.into(), needed: needed.into() }
}

fn module(slug: &str, phase: Phase, on_road: bool, gates: Vec<Gate>) -> ModulePhase {
    ModulePhase {
        module: slug.parse().unwrap(),
        phase,
        since: on_road.then_some(datetime!(2026-03-14 10:42 UTC)),
        gates,
        outbox: 3,
        outbox_failing: 1,
        outbox_error: Some(format!("The folder is full. {EVIL}")),
        imported: 1_300,
        unread: 12,
        shadow_reads: 1_204,
        differences: 2,
        fallbacks: 0,
        override_request: on_road.then(|| OverrideRequest {
            reason: EVIL.to_owned(),
            by: "first@example.org".to_owned(),
            at: datetime!(2026-03-14 10:42 UTC),
        }),
    }
}

fn run(state: RunState) -> RunView {
    let over = !matches!(state, RunState::Running | RunState::Paused);
    let counts =
        Counts { seen: 12_000, imported: 6_000, already_there: 40, divergent: 2, quarantined: 7, pending: 5_951 };
    RunView {
        run_id: "run_0123456789ab".parse().unwrap(),
        source: format!("/srv/old/{EVIL}"),
        dry_run: over,
        state,
        stage: Stage::Submissions,
        counts,
        by_kind: [(RecordKind::Submission, counts), (RecordKind::Upload, Counts::default())].into(),
        by_form: Default::default(),
        files_per_second: Some(500),
        rate: 411.6,
        time_left: Some(4_000),
        started_by: "command line".into(),
        started_at: datetime!(2026-03-14 10:42 UTC),
        finished_at: over.then_some(datetime!(2026-03-14 11:42 UTC)),
        error: over.then(|| EVIL.to_owned()),
    }
}

fn overview() -> Overview {
    let all = vec![
        gate(GateName::OldStore, true, "yes", "yes"),
        gate(GateName::Outbox, true, "0", "0"),
        gate(GateName::Pending, false, "12345", "0"),
        gate(GateName::Divergences, true, "0", "0"),
        gate(GateName::Quarantine, false, "7", "0"),
        gate(GateName::Verify, false, "2026-03-12T10:42:00Z / 3", "2026-03-13T10:42:00Z / 0"),
        gate(GateName::ShadowReads, true, "1204", "20"),
        gate(GateName::Age, true, "3", "0"),
        gate(GateName::Archive, true, "1", "1"),
    ];
    let open = vec![gate(GateName::OldStore, true, "yes", "yes")];
    Overview {
        modules: vec![
            module("hvac_mep", Phase::Dual, true, all),
            module("civil", Phase::Files, true, open),
            module("cleaning", Phase::Database, false, Vec::new()),
        ],
        waiting: ReviewCounts { quarantined: 50, divergent: 1, differences: 0 },
        runs: vec![run(RunState::Running), run(RunState::Failed)],
        work: work(),
        verify: Some(VerifyResult {
            checked: 40_000,
            bad: vec![
                BadRecord { id: Some("sub_0123456789ab".into()), file: Some(EVIL.into()), reason: EVIL.into() };
                60
            ],
            bad_count: 70,
            merkle_root: "9f86d081884c7d659a2feaa0c55ad015".into(),
            finished_at: datetime!(2026-03-14 10:42 UTC),
            manifest: Some("manifests/verify-1.txt".into()),
        }),
        archives: [ArchiveState::Verified, ArchiveState::Removed].map(archive).into(),
        access: LegacyAccess::default(),
        history: vec![Change {
            module: "civil".parse().unwrap(),
            from: Phase::Files,
            to: Phase::Dual,
            at: datetime!(2026-03-14 10:42 UTC),
            by: "console".into(),
            reason: Some(EVIL.into()),
            overridden: true,
            asked_by: Some(EVIL.into()),
            evidence: serde_json::json!({ "pending": EVIL }),
        }],
    }
}

pub fn work() -> Vec<JobView> {
    let at = datetime!(2026-03-14 10:42 UTC);
    let job = |kind: JobKind, payload: serde_json::Value, state: JobViewState| JobView {
        job_id: "job_0123456789ab".parse().unwrap(),
        kind,
        payload,
        ended_at: matches!(state, JobViewState::Done | JobViewState::Failed(_)).then_some(at),
        state,
        attempts: 1,
        max_attempts: 3,
        run_after: at,
        claimed_at: Some(at),
        progress: None,
        started_by: Some("console".to_owned()),
        error: None,
        result: None,
        created_at: at,
    };
    let civil = serde_json::json!({ "module": "civil", "from": "dual", "reason": null });
    let failed = job(JobKind::StepBack, civil, JobViewState::Failed(Failure::Refused));
    let verify = job(JobKind::Verify, serde_json::json!({ "module": null }), JobViewState::Running);
    vec![
        job(JobKind::RestoreArchived, serde_json::json!({ "archive": 3 }), JobViewState::Running),
        JobView { progress: Some((30, 120)), ..verify },
        JobView { error: Some(StoredProblem::new(&Problem::Conflict(Conflict::OldStoreLacks)).to_text()), ..failed },
    ]
}

fn archive(state: ArchiveState) -> ArchiveView {
    ArchiveView {
        id: 3,
        module: "civil".parse().unwrap(),
        file_name: "injaaz-civil-20260314T104200Z.tar.zst".into(),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        merkle_root: "9f86".into(),
        file_count: 4_012,
        state,
        created_at: datetime!(2026-03-14 10:42 UTC),
        left: Vec::new(),
    }
}

pub fn row(state: RecordState, reason: &str) -> ReviewQueueRow {
    ReviewQueueRow {
        id: 17,
        source: "/srv/old".into(),
        name: format!("submissions/sub_0123456789ab {EVIL}.json"),
        kind: RecordKind::Submission,
        state,
        reason: reason.into(),
        detail: EVIL.into(),
        module: None,
        size: 2_345,
        modified_at: Some(datetime!(2025-03-14 10:42 UTC)),
        decision: None,
        decided_by: None,
        note: None,
    }
}

pub fn decided() -> ReviewQueueRow {
    ReviewQueueRow {
        decision: Some(Decision::SetAside),
        decided_by: Some("console".into()),
        note: Some(EVIL.into()),
        ..row(RecordState::Quarantined, "empty")
    }
}

fn differences() -> Vec<Difference> {
    let difference = |database: Option<&str>, file: Option<&str>| Difference {
        path: "items.0.asset".into(),
        database: database.map(str::to_owned),
        file: file.map(str::to_owned),
    };
    vec![difference(Some(EVIL), Some("Electrical")), difference(None, Some(EVIL)), difference(Some("3"), None)]
}

pub fn migration(lang: Lang, done: Option<&str>, refusal: Option<ControlError>) -> String {
    let at = datetime!(2026-03-14 10:42 UTC);
    MigrationPage::with(&operator(lang), &forms(), Some("/srv/injaaz"), at, overview(), done, refusal).render().unwrap()
}

pub fn review_queue_page(lang: Lang) -> String {
    let shadow = ShadowDifference {
        id: 4,
        module: "civil".parse().unwrap(),
        submission_id: "sub_0123456789ab".parse().unwrap(),
        differences: differences(),
        found_at: datetime!(2026-03-14 10:42 UTC),
        settled_by: None,
        note: None,
    };
    let settled = ShadowDifference { settled_by: Some("console".into()), note: Some(EVIL.into()), ..shadow.clone() };
    let found = ReviewQueueView {
        quarantined: vec![row(RecordState::Quarantined, "truncated"); 50],
        divergent: vec![row(RecordState::Divergent, "divergent")],
        differences: vec![shadow, settled],
        decided: vec![decided()],
    };
    ReviewQueuePage::new(&operator(lang), &forms(), found, Some("settled"), None).render().unwrap()
}

pub fn record(lang: Lang, row: ReviewQueueRow) -> String {
    let record = ReviewRecord {
        row,
        raw: format!("{{\"site\": \"{EVIL}\0\"").into_bytes(),
        is_cut: true,
        submission: Some("sub_0123456789ab".parse().unwrap()),
        is_changed_here: false,
        differences: differences(),
    };
    RecordPage::new(&operator(lang), &forms(), record, None, None).render().unwrap()
}
