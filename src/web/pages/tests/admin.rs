//! The pages of the console: that they render, escape what old files contain, and show the right controls.

mod samples;

use super::samples::EVIL;
use crate::{
    domain::{job::PeriodicOutcome, lang::Lang, migration::RecordState},
    i18n::Texts,
    services::jobs::PeriodicView,
    web::pages::admin::{
        jobs::{JobsOverview, JobsPage},
        migration::notice::ControlError,
    },
};
use askama::Template;
use samples::{decided, migration, operator, record, review_queue_page, row, work};
use time::macros::datetime;

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
            assert!(html.len() < 60_000, "{}", html.len());
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
    // The hidden button that the Enter key presses is always disabled.
    let buttons = civil.replace("<input type=\"submit\" value=\"\" disabled hidden>", "");
    assert!(!civil.contains("/back\"") && !buttons.contains("disabled"));
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
    assert!(html.contains("30 more are listed"));
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
