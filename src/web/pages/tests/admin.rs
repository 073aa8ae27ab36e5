//! The console with realistic values: every state that it can be in, and texts of old files that try to break out.

use super::samples::{EVIL, context, forms};
use crate::{
    domain::{
        job::{Failure, JobKind, PeriodicOutcome},
        lang::Lang,
        migration::{ArchiveState, Counts, Decision, Phase, RecordKind, RecordState, RunState, Stage},
        problem::{Conflict, Problem, StoredProblem},
    },
    i18n::Texts,
    migration::{
        archive::ArchiveView,
        import::RunView,
        phases::{Change, Gate, GateName, ModulePhase, ShadowDifference},
        review_queue::{Difference, ReviewQueueRow, ReviewRecord},
        verify::{Bad, Verified},
    },
    services::jobs::{JobView, JobViewState, PeriodicView},
    web::{
        api::migration::{Overview, ReviewQueueView, Waiting},
        pages::admin::{
            Operator,
            jobs::{JobsOverview, JobsPage},
            migration::{
                notice::ControlError, overview::MigrationPage, record::RecordPage, review_queue::ReviewQueuePage,
            },
        },
    },
};
use askama::Template;
use time::macros::datetime;

fn operator(lang: Lang) -> Operator {
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
        shadow_reads: 1_204,
        differences: 2,
        fallbacks: 0,
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
        waiting: Waiting { quarantined: 50, divergent: 1, differences: 0 },
        runs: vec![run(RunState::Running), run(RunState::Failed)],
        work: work(),
        verify: Some(Verified {
            checked: 40_000,
            bad: vec![Bad { id: Some("sub_0123456789ab".into()), file: Some(EVIL.into()), reason: EVIL.into() }; 60],
            bad_count: 70,
            merkle_root: "9f86d081884c7d659a2feaa0c55ad015".into(),
            finished_at: datetime!(2026-03-14 10:42 UTC),
            manifest: Some("manifests/verify-1.txt".into()),
        }),
        archives: [ArchiveState::Verified, ArchiveState::Removed].map(archive).into(),
        history: vec![Change {
            module: "civil".parse().unwrap(),
            from: Phase::Files,
            to: Phase::Dual,
            at: datetime!(2026-03-14 10:42 UTC),
            by: "console".into(),
            reason: Some(EVIL.into()),
            overridden: true,
            evidence: serde_json::json!({ "pending": EVIL }),
        }],
    }
}

fn work() -> Vec<JobView> {
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

fn row(state: RecordState, reason: &str) -> ReviewQueueRow {
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

fn decided() -> ReviewQueueRow {
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

fn migration(lang: Lang, done: Option<&str>, refusal: Option<ControlError>) -> String {
    let at = datetime!(2026-03-14 10:42 UTC);
    MigrationPage::with(&operator(lang), &forms(), "/srv/injaaz", at, overview(), done, refusal).render().unwrap()
}

fn review_queue_page(lang: Lang) -> String {
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

fn record(lang: Lang, row: ReviewQueueRow) -> String {
    let record = ReviewRecord {
        row,
        raw: format!("{{\"site\": \"{EVIL}\0\"").into_bytes(),
        is_cut: true,
        submission: Some("sub_0123456789ab".parse().unwrap()),
        differences: differences(),
    };
    RecordPage::new(&operator(lang), &forms(), record, None, None).render().unwrap()
}

#[test]
fn every_page_of_the_console_renders_in_both_languages_and_escapes_what_old_files_say() {
    for lang in [Lang::EN, Lang::AR] {
        let pages = [
            migration(lang, Some("forward"), None),
            review_queue_page(lang),
            record(lang, row(RecordState::Quarantined, "unknown_module")),
            record(lang, row(RecordState::Divergent, "divergent")),
            record(lang, decided()),
        ];
        for html in pages {
            assert!(html.contains(&format!(
                "<html lang=\"{}\" dir=\"{}\"",
                lang.code(),
                Texts::of(lang).direction().as_str()
            )));
            assert!(!html.contains("<script>alert"), "unescaped");
            assert!(!html.contains(" style="), "inline style");
            assert_eq!(html.matches("<h1").count(), 1);
            assert!(html.len() < 50_000, "{}", html.len());
        }
    }
}

#[test]
fn a_module_card_shows_each_gate_and_always_offers_a_roll_back() {
    let html = migration(Lang::EN, None, None);
    let card = |slug: &str| {
        let card = html.split(&format!("id=\"module-{slug}\"")).nth(1).unwrap();
        card.split("</article>").next().unwrap().to_owned()
    };
    let hvac = card("hvac_mep");
    assert_eq!(hvac.matches("class=\"closed\"").count(), 3);
    assert_eq!(hvac.matches("aria-current=\"step\"").count(), 1);
    assert!(hvac.contains("disabled aria-describedby=\"closed-hvac_mep\""));
    assert!(hvac.contains("/admin/migration/modules/hvac_mep/override"));
    assert!(hvac.contains("/admin/migration/modules/hvac_mep/back"));
    assert!(hvac.contains("12,345") && hvac.contains("12 March 2026"));
    // The first phase has nothing before it, and every gate of this one is open.
    let civil = card("civil");
    assert!(!civil.contains("/back\"") && !civil.contains("disabled"));
    let cleaning = card("cleaning");
    assert!(cleaning.contains("/admin/migration/modules/cleaning/enter") && !cleaning.contains("class=\"track\""));
}

#[test]
fn console_notices_are_shown_once() {
    assert!(migration(Lang::EN, Some("paused"), None).contains("The import was paused."));
    let made_up = migration(Lang::EN, Some("<b>made up</b>"), None);
    assert!(!made_up.contains("class=\"told\"") && !made_up.contains("made up"));
}

#[test]
fn console_errors_appear_at_their_field_with_the_input() {
    let refusal = ControlError {
        typed: vec![("reason", "short".into())],
        ..ControlError::new("override-hvac_mep", "Write a reason.")
    };
    let html = migration(Lang::EN, None, Some(refusal));
    assert!(html.contains("<a href=\"#override-hvac_mep\">Write a reason.</a>"));
    assert!(html.contains("<details id=\"override-hvac_mep\" open>"));
    assert!(html.contains("\nshort</textarea>"));
}

#[test]
fn an_import_run_shows_consistent_counts_and_the_right_buttons() {
    let html = migration(Lang::EN, None, None);
    assert!(html.contains("12,000") && html.contains("5,951"));
    assert!(html.contains("1 h 06 min"));
    assert!(html.contains("/imports/run_0123456789ab/pause") && !html.contains("/imports/run_0123456789ab/resume"));
    assert!(html.contains("20 more are listed"));
}

#[test]
fn background_jobs_are_shown_with_their_reasons_and_buttons_in_both_languages() {
    let at = datetime!(2026-03-14 10:42 UTC);
    let periodic = |name: &str, error: Option<&str>| PeriodicView {
        name: name.to_owned(),
        next_run_at: at,
        is_running: false,
        last_started_at: error.map(|_| at),
        last_finished_at: error.map(|_| at),
        last_outcome: error.map(|_| PeriodicOutcome::Failed),
        last_error: error.map(str::to_owned),
        last_count: None,
    };
    for lang in [Lang::EN, Lang::AR] {
        let mut ended = work().split_off(2);
        ended[0].error = Some(EVIL.to_owned());
        let overview = JobsOverview {
            pending: work().into_iter().take(2).collect(),
            ended,
            periodic: vec![periodic("sessions.expired", None), periodic("drafts.old", Some(EVIL))],
        };
        let html = JobsPage::new(&operator(lang), overview, None, Some("retried")).render().unwrap();
        assert!(!html.contains("<script>alert"), "unescaped");
        assert_eq!(html.matches("/admin/jobs/job_0123456789ab/retry").count(), 1, "only what failed");
        assert_eq!(html.matches("/admin/jobs/job_0123456789ab/cancel").count(), 2, "only what has not ended");
        assert_eq!(html.matches("/run\"").count(), 2);
        assert!(!html.contains("background-jobs-"), "a text is missing: {html}");
        let texts = Texts::of(lang);
        for key in ["background-jobs-said-retried", "background-jobs-never"] {
            assert!(html.contains(texts.t(key)), "{html}");
        }
    }
}
