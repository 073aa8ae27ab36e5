//! Jobs that a person started, or that other work caused, survive a crash of the program.

use crate::{
    crash::{
        client::{client, press, stranger},
        process_fixture::{ProcessFixture, until},
    },
    migration::old::Old,
    support::{
        accounts, db,
        smtp::{self, Smtp},
    },
};
use std::{fs, path::PathBuf};

fn database(place: &ProcessFixture) -> &str {
    place.database.as_deref().expect("a database")
}

async fn pressed(place: &ProcessFixture, path: &str, form: &str) {
    let answer = press(&client(), &format!("{}{path}", place.base()), form).await;
    // A program that crashes at once may not send its response.
    if let Ok((status, page)) = answer {
        assert!(status < 400, "{path}: {status} {page}");
    }
}

async fn no_job_is_pending(place: &ProcessFixture) {
    let pending = "SELECT count(*)::text FROM jobs WHERE failed_at IS NULL AND finished_at IS NULL";
    until("no job is pending", async || db::text(database(place), pending).await == "0").await;
    // Imported failures of the legacy app were never attempted here.
    let failed = "SELECT string_agg(concat_ws(' ', kind, failure, error), '; ') FROM jobs
        WHERE failed_at IS NOT NULL AND attempts > 0";
    assert_eq!(db::text(database(place), failed).await, "");
}

#[rocket::async_test]
async fn an_email_is_delivered_although_the_program_dies_on_the_way() {
    for at in ["job.claimed", "job.claimed:2", "email.before_send", "email.sent", "job.ended:2"] {
        let mut mail = Smtp::start().await;
        let place = ProcessFixture::new().await;
        let settings = [("INJAAZ_SMTP_URL", mail.url.as_str()), ("INJAAZ_MAIL_FROM", "forms@example.org")];
        let armed: Vec<_> = settings.iter().copied().chain([("INJAAZ_CRASH_AT", at)]).collect();
        let server = place.start(&armed).await;
        let form = format!("email={}", accounts::everywhere().email.replace('@', "%40"));
        let answer = press(&stranger(), &format!("{}/password-reset", place.base()), &form).await;
        // The program may die before it has sent the answer.
        assert!(answer.map_or(true, |(status, _)| status < 400), "{at}: the request was stored first");
        server.dies().await;

        let server = place.start(&settings).await;
        let link = smtp::link(&mail.letter().await);
        assert!(link.starts_with("/password-reset/"), "{at}: {link}");
        no_job_is_pending(&place).await;
        // Delivery is at least once: a crash between the mail server's reply and the end of the job sends the e-mail
        // again.
        if !mail.is_quiet() {
            assert!(["email.sent", "job.ended:2"].contains(&at), "{at}: it was sent twice");
        }
        assert_eq!(db::text(database(&place), "SELECT count(*)::text FROM one_time_links").await, "1", "{at}");
        server.stop().await;
    }
}

#[rocket::async_test]
async fn a_verify_that_was_started_on_the_console_ends_after_a_restart() {
    for at in ["job.claimed", "job.ended"] {
        let place = ProcessFixture::new().await;
        let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
        pressed(&place, "/admin/migration/verify", "module=").await;
        server.dies().await;
        let server = place.start(&[]).await;
        no_job_is_pending(&place).await;
        let done =
            "SELECT concat_ws(' ', kind, finished_at IS NOT NULL, (SELECT count(*) > 0 FROM verify_runs)) FROM jobs";
        assert_eq!(db::text(database(&place), done).await, "verify t t", "{at}");
        let by = "SELECT string_agg(DISTINCT started_by, ' ') FROM verify_runs";
        assert_eq!(db::text(database(&place), by).await, accounts::everywhere().email, "{at}");
        server.stop().await;
    }
}

#[rocket::async_test]
async fn a_phase_step_is_taken_once_although_the_program_dies_in_it() {
    for at in ["job.claimed", "phases.before_commit", "phases.after_commit", "job.ended"] {
        let place = ProcessFixture::new().await;
        let old = place.generated().with_file_name("old");
        fs::create_dir_all(&old).expect("a folder");
        let setting = [("INJAAZ_OLD_STORE", old.to_str().expect("a path"))];
        let server = place.start(&setting).await;
        pressed(&place, "/admin/migration/modules/hvac_mep/enter", "").await;
        no_job_is_pending(&place).await;
        for _ in 0..2 {
            let reason = "reason=a+restart+is+tested+here";
            pressed(&place, "/admin/migration/modules/hvac_mep/override", reason).await;
        }
        let phase = "SELECT phase FROM migration_phases WHERE module = 'hvac_mep'";
        assert_eq!(db::text(database(&place), phase).await, "database_with_fallback");
        server.stop().await;

        let armed: Vec<_> = setting.iter().copied().chain([("INJAAZ_CRASH_AT", at)]).collect();
        let server = place.start(&armed).await;
        pressed(&place, "/admin/migration/modules/hvac_mep/back", "reason=too+soon").await;
        server.dies().await;
        let server = place.start(&setting).await;
        no_job_is_pending(&place).await;
        assert_eq!(db::text(database(&place), phase).await, "dual", "{at}: exactly one step");
        let steps = "SELECT count(*)::text FROM phase_changes WHERE to_phase = 'dual' AND reason = 'too soon'";
        assert_eq!(db::text(database(&place), steps).await, "1", "{at}");
        server.stop().await;
    }
}

#[rocket::async_test]
async fn an_import_that_was_started_on_the_console_ends_after_a_restart() {
    for at in ["job.claimed", "import.before_commit:2", "import.after_commit", "import.before_finish"] {
        let old = Old::of(12);
        let folder: PathBuf = old.path();
        let place = ProcessFixture::new().await;
        let setting = [("INJAAZ_OLD_STORE", folder.to_str().expect("a path"))];
        let armed: Vec<_> = setting.iter().copied().chain([("INJAAZ_CRASH_AT", at)]).collect();
        let server = place.start(&armed).await;
        pressed(&place, "/admin/migration/imports", "").await;
        server.dies().await;
        let server = place.start(&setting).await;
        no_job_is_pending(&place).await;
        let runs = "SELECT string_agg(state || ' ' || stage, ' ') FROM import_runs";
        assert_eq!(db::text(database(&place), runs).await, "done finished", "{at}: exactly one run");
        let all = "SELECT count(*)::text FROM submissions WHERE created_at_source <> 'server'";
        assert_eq!(db::text(database(&place), all).await, "12", "{at}");
        server.stop().await;
    }
}
