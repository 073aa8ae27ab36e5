//! Cases that were reported, with the right answer of each, and inputs that resemble them.
//!
//! [`CASES`] names for each case the tests that feed its input. Cases of one kind share a module here with a table of
//! its own: the case, what is fed, and the right answer. The files in `tests/fixtures/cases` are those of the reports.

mod civil_form;
mod exports;
mod file_names;
mod pasted_texts;
mod photo_names;
mod pictures;
mod printed_texts;
mod times;

use std::{fs, path::Path};

/// A test: its source file below `tests/integration`, and its function.
type Test = (&'static str, &'static str);

struct ReportedCase {
    name: &'static str,
    input: &'static str,
    right_answer: &'static str,
    tests: &'static [Test],
}

const fn case(
    name: &'static str,
    input: &'static str,
    right_answer: &'static str,
    tests: &'static [Test],
) -> ReportedCase {
    ReportedCase { name, input, right_answer, tests }
}

const CASES: &[ReportedCase] = &[
    case(
        "a01",
        "a small picture whose EXIF directory points to itself",
        "answered within a second and with little memory; the server continues to serve",
        &[
            ("reported_cases/pictures.rs", "each_picture_is_accepted_as_it_looks_or_refused"),
            ("decoder/server.rs", "crafted_pictures_are_answered_and_the_server_keeps_serving"),
        ],
    ),
    case(
        "b01",
        "a browser that gives made-up pixels for a canvas",
        "photos are stored as they were chosen; a signature is not taken from the canvas, and the page says so",
        &[
            ("browser/canvas.rs", "randomised_canvas_pixels_are_never_stored"),
            ("browser/canvas.rs", "a_signature_with_randomised_pixels_is_not_sent_and_reported"),
        ],
    ),
    case(
        "b03",
        "a JPEG with one scan for each component",
        "stored as it looks, or refused",
        &[("reported_cases/pictures.rs", "each_picture_is_accepted_as_it_looks_or_refused")],
    ),
    case(
        "b04",
        "two tabs with the same draft",
        "an older tab overwrites nothing that it has not seen",
        &[
            ("browser/draft_tabs.rs", "a_draft_that_is_open_is_taken_over_by_another_tab_and_given_back"),
            ("browser/draft_tabs.rs", "a_tab_that_does_not_answer_overwrites_nothing"),
        ],
    ),
    case(
        "b05",
        "Enter in a text field",
        "moves on and sends nothing; the button sends, also with the keyboard",
        &[
            ("browser/enter.rs", "enter_moves_through_every_text_of_a_form_and_sends_nothing"),
            ("browser/enter.rs", "enter_sends_nothing_without_scripts"),
        ],
    ),
    case(
        "b06",
        "dates, times, sizes and numbers in Arabic text",
        "the PDF has each of them whole, as a browser shows it",
        &[("reported_cases/printed_texts.rs", "numbers_in_arabic_text_are_printed_whole")],
    ),
    case(
        "b07",
        "a page that the browser translates",
        "the form is accepted, and the values of the form are stored",
        &[("browser/translated.rs", "a_translated_form_keeps_its_choices_and_is_accepted")],
    ),
    case(
        "b08",
        "a time whose offset has no colon",
        "imported as the moment that it names",
        &[
            ("reported_cases/times.rs", "the_reported_records_are_received_at_six"),
            ("reported_cases/times.rs", "every_spelling_of_an_offset_is_understood"),
            ("reported_cases/times.rs", "a_time_that_is_not_understood_is_noted"),
        ],
    ),
    case(
        "b09",
        "a JPEG without an end marker, with or without a film behind it",
        "accepted; half a JPEG is refused",
        &[("reported_cases/pictures.rs", "each_picture_is_accepted_as_it_looks_or_refused")],
    ),
    case(
        "b10",
        "scripts that few fonts have",
        "printed; or named in the PDF and on the page",
        &[("reported_cases/printed_texts.rs", "every_script_is_printed_or_named_as_missing")],
    ),
    case(
        "b13",
        "a photo whose file can no longer be read",
        "sent from its copy; without a copy the page says that the file can no longer be read",
        &[
            ("browser/draft_storage.rs", "a_photo_whose_file_is_gone_is_sent_from_its_copy"),
            ("browser/draft_storage.rs", "a_photo_without_a_copy_whose_file_is_gone_is_named"),
        ],
    ),
    case(
        "b14",
        "a photo whose name in the record is spelled otherwise than on disk",
        "found where exactly one file fits; otherwise noted",
        &[
            ("reported_cases/photo_names.rs", "photos_of_a_folder_are_found_under_similar_names"),
            ("reported_cases/photo_names.rs", "photos_beside_an_export_are_found_under_similar_names"),
            ("migration/photo_names.rs", "a_name_that_fits_several_files_is_noted"),
        ],
    ),
    case(
        "b15",
        "an export in UTF-16",
        "imported completely, or refused as a whole with the remedy",
        &[("reported_cases/exports.rs", "an_export_is_refused_as_a_whole_with_the_remedy")],
    ),
    case(
        "b20",
        "a photo of 50.1 megapixels",
        "accepted; larger ones are accepted, or refused with the limit",
        &[("reported_cases/pictures.rs", "each_picture_is_accepted_as_it_looks_or_refused")],
    ),
    case(
        "b21",
        "text pasted from Word or a PDF",
        "accepted: a line break of Word is a line break, other control characters are taken out",
        &[("reported_cases/pasted_texts.rs", "a_pasted_text_is_stored_without_control_characters")],
    ),
    case(
        "b24",
        "a photo named `pump 12\".jpg`",
        "kept with its name",
        &[("reported_cases/file_names.rs", "a_photo_keeps_the_name_that_it_has_on_the_device")],
    ),
    case(
        "mig-civil-signature",
        "a civil form with a signature and two work items, in phase `dual`",
        "the legacy record has signatures as data URLs and lists of all rows",
        &[
            ("reported_cases/civil_form.rs", "the_legacy_app_can_report_on_a_civil_form"),
            ("legacy/reader.rs", "the_old_app_reports_on_civil"),
        ],
    ),
    case(
        "mig-health-probe",
        "several monitors that ask `/health/ready` at once",
        "200 every time",
        &[("web/health.rs", "monitors_do_not_disturb_each_other")],
    ),
    case(
        "mig-old-page",
        "a page of the legacy app that was open during the switch",
        "sends its form when signed in; otherwise 401 as JSON with a sentence",
        &[
            ("web/legacy_api/access.rs", "a_page_of_the_old_app_that_is_still_open_sends_its_form_when_signed_in"),
            ("web/legacy_api/access.rs", "without_an_account_the_answer_is_json_and_says_what_to_do"),
        ],
    ),
    case(
        "mig-report-links",
        "the legacy job of a form that was sent in phase `dual`",
        "names reports that the legacy store has in its root",
        &[
            ("reported_cases/civil_form.rs", "the_legacy_app_can_report_on_a_civil_form"),
            ("migration/dual.rs", "the_job_result_is_written_to_the_old_store"),
        ],
    ),
    case(
        "mig-subfolder",
        "a folder inside `submissions/`",
        "its files are counted and named",
        &[("migration/further_folders.rs", "files_in_further_folders_are_counted_and_named")],
    ),
    case(
        "mig-verify-beside-traffic",
        "`verify` while people submit in phase `dual`",
        "no findings, and no run fails",
        &[
            ("migration/verify_beside.rs", "a_verify_beside_traffic_has_no_findings"),
            ("migration/verify_beside.rs", "a_file_whose_row_follows_soon_is_no_finding"),
        ],
    ),
    case(
        "mig-verify-divergent",
        "`verify` after a file was edited, before and after the decision",
        "no findings",
        &[("migration/changed_files.rs", "an_edited_file_verifies_before_and_after_each_decision")],
    ),
];

/// Whether a source text has an active test with this name.
fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let heads = [format!("fn {name}()"), format!("async fn {name}()")];
    lines.iter().enumerate().any(|(at, line)| {
        let attributes: Vec<&&str> = lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).collect();
        heads.iter().any(|head| line.starts_with(head.as_str()))
            && attributes.iter().any(|line| line.ends_with("test]"))
            && !attributes.iter().any(|line| line.starts_with("#[ignore"))
    })
}

#[test]
fn every_reported_case_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration");
    let mut missing = Vec::new();
    for ReportedCase { name, input, right_answer, tests } in CASES {
        assert!(!tests.is_empty() && !input.is_empty() && !right_answer.is_empty(), "{name}");
        for (file, test) in *tests {
            let source = fs::read_to_string(root.join(file)).unwrap_or_default();
            if !has_test(&source, test) {
                missing.push(format!("{name}: {file} has no test {test}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(CASES.is_sorted_by(|one, other| one.name < other.name), "sorted, each once");
}

#[test]
fn a_test_that_does_not_run_is_no_test() {
    assert!(has_test("#[rocket::async_test]\nasync fn a() {", "a"));
    assert!(has_test("#[test]\nfn a() {", "a"));
    assert!(!has_test("fn a() {", "a"));
    assert!(!has_test("#[test]\n#[ignore]\nfn a() {", "a"));
    assert!(!has_test("#[test]\nfn ab() {", "a"));
    assert!(!has_test("// #[test]\n// fn a() {", "a"));
}

/// The outcomes that differ from the right ones, all at once.
fn assert_all_right(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
