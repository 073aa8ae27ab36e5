//! The phases from `files` to `archived` and back, gate by gate.

use super::migration_fixture::{MigrationFixture, REASON, hvac_mep};
use crate::support::{app::TestApp, db};
use injaaz::{
    domain::{
        migration::Phase,
        problem::{Conflict, Problem},
    },
    migration::phases::{self, Gate, GateName, ModulePhase},
};
use std::{fs, os::unix::fs::PermissionsExt};
use time::Duration;

fn gate(module: &ModulePhase, name: GateName) -> &Gate {
    module.gates.iter().find(|gate| gate.name == name).unwrap_or_else(|| panic!("no gate {name:?}: {module:?}"))
}

async fn refused(fixture: &MigrationFixture, reason: Option<&str>) -> Problem {
    let (app, actor) = (&fixture.test.app, fixture.test.actor());
    phases::forward(app, &actor, "test", &hvac_mep(), reason).await.expect_err("the gates are closed")
}

#[rocket::async_test]
async fn a_module_without_an_old_store_uses_the_database() {
    let test = TestApp::new().await;
    let all = phases::all(&test.app, &test.actor()).await.unwrap();
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|module| module.phase == Phase::Database && module.since.is_none()));
    let id = test.submit("hvac_mep", &super::migration_fixture::form("plain-install")).await;
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM old_store_outbox").await, "0");
    assert!(!test.dir.path().join(format!("submissions/{id}.json")).exists());
}

#[rocket::async_test]
async fn entering_the_phases_writes_all_existing_submissions() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    let ids = [fixture.submit("before-one").await, fixture.submit("before-two").await];
    let module = fixture.enter().await;
    assert_eq!((module.phase, module.outbox), (Phase::Files, 0));
    for id in &ids {
        fixture.assert_written(id).await;
    }
    let again = phases::enter(&fixture.test.app, &fixture.test.actor(), "test", &hvac_mep()).await;
    assert!(matches!(again, Err(Problem::Conflict(Conflict::PhaseChanged))), "{again:?}");
}

#[rocket::async_test]
async fn the_whole_migration_forward_and_back_keeps_both_stores_complete() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    let mut ids = Vec::new();
    for phase in [Phase::Files, Phase::Dual, Phase::DatabaseWithFallback, Phase::Database, Phase::Archived] {
        assert_eq!(fixture.phase().await, phase);
        ids.push(fixture.submit(&format!("on-the-way-{phase}")).await);
        if phase < Phase::Archived {
            fixture.forward().await;
        }
    }
    for phase in [Phase::Database, Phase::DatabaseWithFallback, Phase::Dual, Phase::Files] {
        assert_eq!(fixture.back().await.phase, phase);
        if phase.writes_files() {
            for id in &ids {
                fixture.assert_written(id).await;
            }
            assert_eq!(fixture.module().await.outbox, 0);
        }
        ids.push(fixture.submit(&format!("on-the-way-back-{phase}")).await);
    }
    fixture.assert_written(ids.last().unwrap()).await;
    let end = phases::previous_phase(&fixture.test.app, &fixture.test.actor(), "test", &hvac_mep(), None).await;
    assert!(matches!(end, Err(Problem::Conflict(Conflict::PhaseChanged))), "{end:?}");

    let history = phases::history(&fixture.test.app, &fixture.test.actor()).await.unwrap();
    let steps: Vec<_> = history.iter().rev().map(|change| (change.from, change.to, change.overridden)).collect();
    assert_eq!(steps.len(), 9);
    assert_eq!(steps[0], (Phase::Database, Phase::Files, false));
    assert_eq!(steps[2], (Phase::Dual, Phase::DatabaseWithFallback, true));
    assert_eq!(steps[8], (Phase::Dual, Phase::Files, false));
    assert_eq!(history[5].reason.as_deref(), Some(REASON));
    assert!(history[5].evidence["gates"].as_array().is_some_and(|gates| !gates.is_empty()));
    let audited = "SELECT count(*)::text FROM audit_logs WHERE action = 'phase.changed'";
    assert_eq!(fixture.sql(audited).await, "9");
}

#[rocket::async_test]
async fn closed_gates_can_be_overridden_only_with_a_reason() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    for reason in [None, Some(""), Some("because"), Some("   why not   ")] {
        let problem = refused(&fixture, reason).await;
        assert!(matches!(problem, Problem::Conflict(Conflict::GatesClosed)), "{problem:?}");
    }
    assert_eq!(fixture.phase().await, Phase::Dual);
    assert_eq!(fixture.sql("SELECT count(*)::text FROM phase_changes").await, "2");
    fixture.forward().await;
    assert_eq!(fixture.phase().await, Phase::DatabaseWithFallback);
}

#[rocket::async_test]
async fn each_gate_reports_its_findings() {
    let fixture = MigrationFixture::at(Phase::Dual).await;
    let id = fixture.submit("at-the-gates").await;
    let module = fixture.module().await;
    assert_eq!((gate(&module, GateName::Outbox).open, gate(&module, GateName::Outbox).found.as_str()), (false, "1"));
    fixture.drain().await;
    fs::write(fixture.old.path().join("submissions/sub_00000000000a.json"), "{}").unwrap();
    fs::write(fixture.old.path().join("sub_00000000000b.json"), "{}").unwrap();
    db::execute(
        &fixture.test.url,
        "INSERT INTO legacy_records (organisation_id, source_id, name, kind, module, state, reason, file_size, seen_at)
         SELECT organisation_id, id, r.name, 'submission', r.module, r.state, 'shape', 1, now()
         FROM legacy_sources, (VALUES ('a', 'civil', 'divergent'), ('b', NULL, 'quarantined'),
             ('c', 'hvac_mep', 'divergent'), ('d', 'hvac_mep', 'quarantined')) r (name, module, state)",
    )
    .await;
    let module = fixture.module().await;
    for (name, found) in [
        (GateName::Outbox, "0"),
        (GateName::Pending, "2"),
        (GateName::Divergences, "1"),
        (GateName::Quarantine, "2"),
        (GateName::Verify, "-"),
        (GateName::ShadowReads, "0 / 0"),
    ] {
        let gate = gate(&module, name);
        assert_eq!((gate.open, gate.found.as_str()), (name == GateName::Outbox, found), "{name:?}");
    }

    for name in ["submissions/sub_00000000000a.json", "sub_00000000000b.json"] {
        fs::remove_file(fixture.old.path().join(name)).unwrap();
    }
    db::execute(
        &fixture.test.url,
        "UPDATE legacy_records SET decision = 'set_aside', decided_at = now(), decided_by = 'me' WHERE name < 'e'",
    )
    .await;
    let now = fixture.test.now();
    db::execute(
        &fixture.test.url,
        &format!(
            "INSERT INTO verify_runs (organisation_id, module, started_at, finished_at, started_by, checked, bad_count,
                 bad, merkle_root, manifest)
             SELECT id, NULL, '{now}', '{now}', 'test', 1, 0, '[]', sha256(''), 'none' FROM organisations"
        ),
    )
    .await;
    for _ in 0..2 {
        injaaz::migration::reads::compare(&fixture.test.app, &id).await.unwrap();
    }
    let module = fixture.module().await;
    assert!(module.gates.iter().all(|gate| gate.open), "{:?}", module.gates);
    let there = phases::forward(&fixture.test.app, &fixture.test.actor(), "test", &hvac_mep(), None).await.unwrap();
    assert_eq!(there.phase, Phase::DatabaseWithFallback);
    assert_eq!((there.shadow_reads, there.fallbacks), (0, 0), "the counters are reset");
    assert!(gate(&there, GateName::Fallbacks).open && gate(&there, GateName::Age).open);
    fixture.test.advance(Duration::hours(25));
    assert!(!gate(&fixture.module().await, GateName::Verify).open, "yesterday's verify is too old");
}

#[rocket::async_test]
async fn a_roll_back_into_an_unwritable_store_is_finished_later() {
    let fixture = MigrationFixture::at(Phase::DatabaseWithFallback).await;
    fixture.forward().await;
    let id = fixture.submit("while-in-database").await;
    let blocked = fixture.old.path().join("submissions");
    let _ = fs::remove_dir_all(&blocked);
    fs::write(&blocked, "in the way").unwrap();
    let back = phases::previous_phase(&fixture.test.app, &fixture.test.actor(), "test", &hvac_mep(), None).await;
    assert!(matches!(back, Err(Problem::Conflict(Conflict::OldStoreLacks))), "{back:?}");
    let module = fixture.module().await;
    assert_eq!((module.phase, module.outbox, module.outbox_failing), (Phase::DatabaseWithFallback, 1, 1));
    let error = module.outbox_error.expect("a reason");
    assert!(!error.contains('/'), "{error}");

    // A step into a phase that trusts the files is refused.
    let further = phases::previous_phase(&fixture.test.app, &fixture.test.actor(), "test", &hvac_mep(), None).await;
    assert!(further.is_err());
    assert_eq!(fixture.phase().await, Phase::DatabaseWithFallback);
    fs::remove_file(&blocked).unwrap();
    assert_eq!(fixture.back().await.phase, Phase::Dual);
    fixture.assert_written(&id).await;
}

#[rocket::async_test]
async fn files_that_an_archive_took_away_are_written_again() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    let id = fixture.submit("archived-away").await;
    for _ in 0..3 {
        fixture.forward().await;
    }
    for folder in ["submissions", "jobs", "uploads"] {
        fs::remove_dir_all(fixture.old.path().join(folder)).unwrap();
    }
    fixture.back().await;
    fixture.assert_written(&id).await;
}

#[rocket::async_test]
async fn an_old_store_that_cannot_be_written_closes_the_first_gate() {
    let fixture = MigrationFixture::at(Phase::Files).await;
    assert!(fixture.module().await.gates.iter().all(|gate| gate.open));
    fs::remove_dir_all(fixture.old.path().join("submissions")).unwrap();
    fs::write(fixture.old.path().join("submissions"), "in the way").unwrap();
    fs::set_permissions(fixture.old.path().join("submissions"), fs::Permissions::from_mode(0o600)).unwrap();
    assert!(!gate(&fixture.module().await, GateName::OldStore).open);
}

/// With `INJAAZ_OVERRIDE_PEOPLE=2` one person asks, and another confirms.
#[rocket::async_test]
async fn an_override_can_require_a_second_person() {
    let old = tempfile::tempdir().unwrap();
    let place = old.path().to_string_lossy().into_owned();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", place.as_str()), ("INJAAZ_OVERRIDE_PEOPLE", "2")]).await;
    let (app, actor, module) = (&test.app, test.actor(), hvac_mep());
    phases::enter(app, &actor, "first", &module).await.unwrap();
    // Without a closed gate one person is enough.
    assert_eq!(phases::forward(app, &actor, "first", &module, None).await.unwrap().phase, Phase::Dual);
    let unrequested = phases::confirm_override(app, &actor, "second", &module).await;
    assert!(matches!(unrequested, Err(Problem::Conflict(Conflict::PhaseChanged))), "{unrequested:?}");
    let asked = phases::forward(app, &actor, "first", &module, Some(REASON)).await.unwrap();
    assert_eq!(asked.phase, Phase::Dual, "it only asks");
    assert_eq!(
        asked.override_request.map(|request| (request.by, request.reason)),
        Some(("first".into(), REASON.into()))
    );
    let same = phases::confirm_override(app, &actor, "first", &module).await;
    assert!(matches!(same, Err(Problem::Conflict(Conflict::SecondPerson))), "{same:?}");
    let gone = phases::confirm_override(app, &actor, "second", &module).await.unwrap();
    assert_eq!((gone.phase, gone.override_request.is_none()), (Phase::DatabaseWithFallback, true));
    let change = phases::history(app, &actor).await.unwrap().remove(0);
    assert_eq!((change.by.as_str(), change.asked_by.as_deref()), ("second", Some("first")));
    assert_eq!((change.reason.as_deref(), change.overridden), (Some(REASON), true));

    // A request that was not confirmed within a day has expired.
    phases::forward(app, &actor, "first", &module, Some(REASON)).await.unwrap();
    test.advance(Duration::hours(24));
    let late = phases::confirm_override(app, &actor, "second", &module).await;
    assert!(matches!(late, Err(Problem::Conflict(Conflict::PhaseChanged))), "{late:?}");
    let audited = "SELECT count(*)::text FROM audit_logs WHERE action = 'phase.override_requested'";
    assert_eq!(db::text(&test.url, audited).await, "2");
}

#[rocket::async_test]
async fn a_dry_run_of_the_way_back_says_what_it_would_write() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    fixture.enter().await;
    for _ in 0..3 {
        fixture.forward().await;
    }
    fixture.submit("planned-one").await;
    fixture.submit("planned-two").await;
    fixture.test.run_jobs().await;
    let plan = phases::plan_back(&fixture.test.app, &fixture.test.actor(), &hvac_mep()).await.unwrap();
    assert_eq!((plan.from, plan.to, plan.submissions), (Phase::Database, Phase::DatabaseWithFallback, 2));
    let stored = fixture.sql("SELECT sum(file_size)::text FROM uploaded_files").await.parse::<u64>().unwrap();
    assert!(plan.bytes >= stored && plan.bytes < stored + 100_000, "{plan:?}, {stored}");
    assert!(plan.fits() && plan.free_bytes.is_some(), "{plan:?}");
    assert_eq!(fixture.phase().await, Phase::Database, "nothing was changed");
    let page = fixture.test.get("/admin/migration?back=hvac_mep").await.into_string().await.unwrap();
    assert!(page.contains("2 submissions would be written to the legacy store"), "{page}");
    let full = phases::BackPlan { free_bytes: Some(plan.bytes - 1), ..plan };
    assert!(!full.fits());
}

/// The permissions of the folder say for whom files are meant, and its owner is the legacy app.
#[rocket::async_test]
async fn written_files_have_the_permissions_of_their_folder() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    fs::set_permissions(fixture.old.path(), fs::Permissions::from_mode(0o2750)).unwrap();
    let id = fixture.submit("permissions").await;
    fixture.test.run_jobs().await;
    fixture.enter().await;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&fixture.record(&id)), 0o640);
    let mut files = vec![fixture.old.path().to_owned()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            assert_eq!(mode(&path), 0o2750, "{}", path.display());
            files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            assert_eq!(mode(&path), 0o640, "{}", path.display());
            seen += 1;
        }
    }
    assert_eq!(seen, 6, "record, job, photo, signature and two reports");
}
