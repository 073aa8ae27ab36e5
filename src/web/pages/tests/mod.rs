//! Each page with realistic values: that it renders, that it escapes, that it keeps what was typed.

#[cfg(feature = "migration")]
mod admin;
mod samples;

use crate::web::query::submissions::SubmissionQuery;
use crate::{
    domain::{job::JobState, lang::Lang, upload::FileType},
    i18n::Texts,
    web::view::filled::FormInput,
};
use samples::{
    submission::{job_page, submission},
    *,
};

fn count(html: &str, needle: &str) -> usize {
    html.matches(needle).count()
}

#[test]
fn every_page_renders_in_both_languages_and_escapes_what_was_typed() {
    for lang in [Lang::EN, Lang::AR] {
        let pages = [
            home(lang),
            list(lang, "/submissions", SubmissionQuery::default()),
            refused(lang),
            submission(lang, JobState::Done),
            submission(lang, JobState::Failed),
            job_page(lang, JobState::Failed),
        ];
        for html in pages {
            assert!(html.starts_with("<!doctype html>"));
            assert!(html.contains(&format!(
                "<html lang=\"{}\" dir=\"{}\"",
                lang.code(),
                Texts::of(lang).direction().as_str()
            )));
            assert!(!html.contains("<script>alert"), "unescaped");
            assert!(!html.contains(" style="), "inline style");
            assert_eq!(count(&html, "<h1"), 1);
        }
    }
}

#[test]
fn an_empty_form_has_one_item_and_stays_small() {
    let html = form(&hvac(), &FormInput::blank(&hvac()), &[], Lang::EN);
    assert_eq!(count(&html, "data-item=\"0\""), 1);
    assert_eq!(count(&html, "data-item=\"__i__\""), 1);
    assert!(!html.contains("error-summary"));
    assert!(html.contains("max=\"2026-03-15\""));
    assert!(html.len() < 50_000, "{}", html.len());
}

#[test]
fn a_rejected_form_keeps_everything_and_its_title_begins_with_error() {
    let html = refused(Lang::EN);
    assert!(html.contains("<title>Error: HVAC"));
    // The third item was the second to remain.
    assert!(html.contains("href=\"#f-items.1.system\""));
    assert!(html.contains("id=\"e-items.1.system\""));
    assert!(!html.contains("items.3."));
    // The description stands below the parents that were chosen with it, and only there.
    assert_eq!(count(&html, " selected>SMDB<"), 1);
    let group = html.split("data-parent=\"Electrical/MDB\"").nth(1).unwrap();
    assert!(group.split("</optgroup>").next().unwrap().contains(" selected>SMDB<"));
    // A textarea swallows its first line break: there must be one to spare.
    assert!(html.contains(">\n\nSecond line</textarea>"));
    assert!(html.contains("value=\"2027-01-01\""));
    assert!(html.contains("name=\"items.1.photos\" value=\"upl_"));
    assert!(html.contains("value=\"Sara Al Mansoori\""));
}

#[test]
fn a_file_that_expired_is_named_at_its_field() {
    let filled = half_filled(&upload("items.3.photos", FileType::Photo));
    let html = form(&hvac(), &filled, &[], Lang::EN);
    assert!(html.contains("<a href=\"#f-items.1.photos\">A file that was attached here has expired"));
}

#[test]
fn links_of_the_list_keep_the_filter() {
    let typed = SubmissionQuery {
        q: Some("chiller & pump".into()),
        module: Some("hvac_mep".into()),
        from: Some("yesterday".into()),
        ..Default::default()
    };
    let html = list(Lang::EN, "/submissions?q=chiller%20%26%20pump&module=hvac_mep&from=yesterday", typed);
    assert!(html.contains("<title>Error: Inspections"));
    assert!(html.contains("href=\"#f-from\""));
    assert!(html.contains("value=\"yesterday\""));
    assert!(html.contains("q=chiller%20%26%20pump&#38;sort=site") || html.contains("sort=site"));
    assert!(html.contains("after=cursor%261"));
    assert!(html.contains("aria-sort=\"descending\""));
    // Two filters are in force; the wrong one is not among the chips.
    assert_eq!(count(&html, "class=\"chip\""), 2);
}
