//! The data folder and the database: a start with another folder is refused, and files that are gone are said to be gone.

use crate::support::{
    app::{Browser, TestApp, hvac},
    db, pictures,
};
use injaaz::{app::Clock, config::Config, domain::ids::SubmissionId, jobs::Runner, services::start};
use rocket::http::{Accept, Status};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Opens the database with this folder; the error is a sentence.
async fn open(url: &str, folder: &Path) -> Result<(), String> {
    let generated = folder.to_string_lossy().into_owned();
    let config = Config::from_vars([("DATABASE_URL", url), ("INJAAZ_GENERATED", &generated)]).expect("settings");
    start::open(config, Clock::System, injaaz::migration::port).await.map(drop).map_err(|error| error.to_string())
}

/// Runs the command at the end of a sentence.
fn obey(sentence: &str) {
    let (_, command) = sentence.split_once("say so: ").unwrap_or_else(|| panic!("no command: {sentence}"));
    assert!(Command::new("sh").args(["-c", command]).status().expect("a shell").success(), "{command}");
}

/// A submission with a photo and its reports.
async fn reported(test: &TestApp) -> SubmissionId {
    let form = hvac("a-form-with-a-photo").jpeg("items.0.photos", &pictures::jpeg(64, 64, 1));
    let id = test.submit("hvac_mep", &form).await;
    test.run_jobs().await;
    id
}

fn paths(test: &TestApp, kind: &str) -> Vec<PathBuf> {
    test.files(kind).into_iter().map(|name| test.dir.path().join(kind).join(name)).collect()
}

#[rocket::async_test]
async fn a_start_with_another_folder_is_refused_and_says_which_one_is_right() {
    let test = TestApp::new().await;
    let id = test.sql("SELECT folder_id FROM data_folders").await;
    assert_eq!(fs::read_to_string(test.dir.path().join("folder_id")).unwrap().trim(), id);
    open(&test.url, test.dir.path()).await.expect("its own folder");

    let other = tempfile::tempdir().unwrap();
    let error = open(&test.url, other.path()).await.expect_err("a folder without an id");
    assert!(error.contains(&format!("names the folder {id}, and this one has no id")), "{error}");
    obey(&error);
    open(&test.url, other.path()).await.expect("the operator has confirmed it");

    let (second, foreign) = (TestApp::new().await, "has the id dir_");
    let error = open(&test.url, second.dir.path()).await.expect_err("the folder of another database");
    assert!(error.contains(foreign) && error.contains(&id), "{error}");
}

/// Asks until the health has this status, because a result is shared for a second.
async fn becomes(test: &TestApp, status: Status) -> Value {
    for _ in 0..200 {
        let (answered, body) = test.get_json("/health/ready").await;
        if answered == status {
            return body;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("/health/ready does not become {status}")
}

/// A file system that is not mounted leaves an empty folder, to which a file can be written.
#[rocket::async_test]
async fn a_server_whose_folder_is_replaced_is_not_ready() {
    let test = TestApp::new().await;
    assert_eq!(test.get_json("/health/ready").await.0, Status::Ok);
    fs::rename(test.dir.path().join("folder_id"), test.dir.path().join("moved")).unwrap();
    let body = becomes(&test, Status::ServiceUnavailable).await;
    assert_eq!(body["files"], "failing");
    fs::rename(test.dir.path().join("moved"), test.dir.path().join("folder_id")).unwrap();
    becomes(&test, Status::Ok).await;
}

#[rocket::async_test]
async fn of_two_first_starts_with_folders_of_their_own_one_is_refused() {
    let url = db::fresh().await;
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (one, other) = tokio::join!(open(&url, folders[0].path()), open(&url, folders[1].path()));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
}

#[rocket::async_test]
async fn instances_that_start_at_once_prepare_the_database_once() {
    let (url, folder) = (db::fresh().await, tempfile::tempdir().unwrap());
    let starts = (0..6).map(|_| open(&url, folder.path()));
    for started in rocket::futures::future::join_all(starts).await {
        assert_eq!(started, Ok(()));
    }
    assert_eq!(db::text(&url, "SELECT count(*)::text FROM organisations").await, "1");
}

#[rocket::async_test]
async fn a_database_of_an_earlier_version_takes_no_folder_that_lacks_all_of_its_files() {
    let test = TestApp::new().await;
    reported(&test).await;
    test.execute("DELETE FROM data_folders").await;
    fs::remove_file(test.dir.path().join("folder_id")).unwrap();
    let other = tempfile::tempdir().unwrap();
    let error = open(&test.url, other.path()).await.expect_err("an empty folder");
    assert!(error.contains("has none of the 3 photos and reports of this database"), "{error}");
    open(&test.url, test.dir.path()).await.expect("its own folder");
    let id = test.sql("SELECT folder_id FROM data_folders").await;
    assert_eq!(fs::read_to_string(test.dir.path().join("folder_id")).unwrap().trim(), id);
}

#[rocket::async_test]
async fn a_file_that_is_not_in_the_folder_is_unavailable_and_not_a_defect() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let (_, before) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!((&before["files"][0]["available"], &before["missing_files"]), (&Value::from(true), &Value::from(0)));
    let photo = before["files"][0]["url"].as_str().unwrap().to_owned();
    let link = before["reports"]["pdf_url"].as_str().unwrap();
    let link = link[link.find("/reports/").unwrap()..].to_owned();
    paths(&test, "uploads").into_iter().chain(paths(&test, "reports")).for_each(|path| fs::remove_file(path).unwrap());

    let stranger = test.stranger().await;
    let members =
        [photo.clone(), format!("{photo}/thumb"), format!("{photo}/original"), format!("/submissions/{id}/report.pdf")];
    let asked: Vec<(&Browser, String)> =
        members.into_iter().map(|path| (&test.client, path)).chain([(&stranger, link)]).collect();
    for (browser, path) in asked {
        let answer = browser.get(path.clone()).header(Accept::HTML).dispatch().await;
        assert_eq!(answer.status(), Status::ServiceUnavailable, "{path}");
        let page = answer.into_string().await.unwrap_or_default();
        assert!(page.contains("This file is missing from the storage of the server"), "{path}: {page}");
    }

    // The page and the JSON say it, and the reports can be made again.
    let (_, json) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(json["files"][0]["available"], false);
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    assert!(page.contains("1 photo, signature or file of this submission is missing on the server."), "{page}");
    assert!(page.contains("The files of the reports are missing on the server."), "{page}");
    assert!(page.contains("This file is missing."), "{page}");
    assert_eq!(test.client.press(&format!("/submissions/{id}/reports"), "").await.status, Status::SeeOther);
    test.run_jobs().await;
    assert_eq!(test.get(&format!("/submissions/{id}/report.pdf")).await.status(), Status::Ok);
}

#[rocket::async_test]
async fn a_report_without_a_missing_photo_marks_its_submission_until_it_is_made_again() {
    let test = TestApp::new().await;
    let form = hvac("a-form-with-a-photo").jpeg("items.0.photos", &pictures::jpeg(64, 64, 1));
    let id = test.submit("hvac_mep", &form).await;
    let kept: Vec<(PathBuf, Vec<u8>)> =
        paths(&test, "uploads").into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    kept.iter().for_each(|(path, _)| fs::remove_file(path).unwrap());
    test.run_jobs().await;

    let (page_path, marked) = (format!("/submissions/{id}"), "1 photo, signature or file, because it was missing");
    for path in ["/submissions".to_owned(), page_path.clone()] {
        let page = test.client.open(&path).await.page;
        let mark = if path == page_path { marked } else { "Files missing" };
        assert!(page.contains(mark), "{path}: {page}");
    }
    for path in [page_path.clone(), format!("/api/v1/submissions/{id}")] {
        assert_eq!(test.get_json(&path).await.1["missing_files"], 1, "{path}");
    }
    assert_eq!(test.get_json("/api/v1/submissions").await.1["submissions"][0]["missing_files"], 1);
    let audited = "SELECT details ->> 'missing_files' FROM audit_logs WHERE action = 'report.made'";
    assert_eq!(test.sql(audited).await, "1");

    kept.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    assert!(test.client.open(&page_path).await.page.contains("Generate the reports again"));
    assert_eq!(test.client.press(&format!("{page_path}/reports"), "").await.status, Status::SeeOther);
    test.run_jobs().await;
    assert_eq!(test.get_json(&page_path).await.1["missing_files"], 0);
    assert!(!test.client.open(&page_path).await.page.contains(marked));
    assert!(!test.client.open("/submissions").await.page.contains("Files missing"));
    // There is nothing left to make again.
    test.client.press(&format!("{page_path}/reports"), "").await;
    assert_eq!(test.count("jobs").await, 0);
}

#[rocket::async_test]
async fn a_photo_that_cannot_be_read_at_the_moment_makes_the_job_try_again() {
    let test = TestApp::new().await;
    let form = hvac("a-form-with-a-photo").jpeg("items.0.photos", &pictures::jpeg(64, 64, 1));
    let id = test.submit("hvac_mep", &form).await;
    let large = paths(&test, "uploads").into_iter().find(|path| path.to_string_lossy().contains(".large.")).unwrap();
    let bytes = fs::read(&large).unwrap();
    fs::remove_file(&large).unwrap();
    fs::create_dir(&large).unwrap();
    let runner = Runner::start(&test.app);
    let failed = async {
        while test.sql("SELECT count(*)::text FROM jobs WHERE error IS NOT NULL").await != "1" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), failed).await.expect("a failed attempt");
    runner.stop().await;
    assert_ne!(test.sql("SELECT status FROM submissions").await, "completed", "a report without the photo");
    fs::remove_dir(&large).unwrap();
    fs::write(&large, bytes).unwrap();
    test.advance(time::Duration::hours(1));
    test.run_jobs().await;
    let (_, json) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!((&json["status"], &json["missing_files"]), (&Value::from("completed"), &Value::from(0)));
}

#[rocket::async_test]
async fn doctor_looks_for_files_and_names_the_submissions_that_lack_some() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let doctor = |folder: &Path| {
        let run = Command::new(env!("CARGO_BIN_EXE_injaaz"))
            .args(["doctor", "--json"])
            .env("DATABASE_URL", &test.url)
            .env("INJAAZ_GENERATED", folder)
            .output()
            .expect("the command runs");
        let found: Vec<Value> = serde_json::from_slice(&run.stdout).expect("JSON");
        found.into_iter().map(|one| (one["check"].as_str().unwrap_or_default().to_owned(), one)).collect::<Vec<_>>()
    };
    let says = |found: &[(String, Value)], check: &str| {
        let (_, one) = found.iter().find(|(name, _)| name == check).unwrap_or_else(|| panic!("no {check}: {found:?}"));
        (one["ok"] == true, one["says"].as_str().unwrap_or_default().to_owned())
    };
    let well = doctor(test.dir.path());
    assert_eq!(says(&well, "files"), (true, "all 3 that were looked for are there".to_owned()));
    assert_eq!(says(&well, "schema"), (true, "as expected, and no row refers to a missing one".to_owned()));
    let (_, address) = says(&well, "database");
    assert!(address.contains("@/") && !address.contains('%'), "{address}");

    let photo = paths(&test, "uploads").into_iter().find(|path| path.to_string_lossy().contains(".thumb.")).unwrap();
    fs::remove_file(photo).unwrap();
    let (well, sentence) = says(&doctor(test.dir.path()), "files");
    assert!(!well && sentence.starts_with("1 of 3 files that were looked for are missing"), "{sentence}");
    assert!(sentence.contains(id.as_str()), "{sentence}");

    let other = tempfile::tempdir().unwrap();
    let (well, sentence) = says(&doctor(other.path()), "files");
    assert!(!well && sentence.contains("is not the one that holds the files of this database"), "{sentence}");
    test.execute("ALTER TABLE submissions DROP CONSTRAINT submissions_status_known").await;
    let (well, sentence) = says(&doctor(test.dir.path()), "schema");
    assert!(!well && sentence.contains("ADD CONSTRAINT submissions_status_known"), "{sentence}");
}
