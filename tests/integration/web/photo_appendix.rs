//! A form with hundreds of large photos: the files of its report, and the memory that making them takes.

use super::links::{link, status};
use crate::support::{app::TestApp, forms::complete_hvac, pictures};
use injaaz::domain::ids::SubmissionId;
use rocket::http::Status;
use std::{fs, process::Command};

const PHOTOS: usize = 400;
const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a88";

/// Set in the process that makes the report, so that no other test counts.
const ALONE: &str = "INJAAZ_TEST_PHOTO_APPENDIX";
const NAME: &str = "web::photo_appendix::many_large_photos_are_in_a_second_file_and_take_little_memory";

#[test]
fn many_large_photos_are_in_a_second_file_and_take_little_memory() {
    if std::env::var_os(ALONE).is_some() {
        return rocket::async_test(within_the_budget());
    }
    let program = std::env::current_exe().expect("this program");
    let alone = Command::new(program).args(["--exact", NAME, "--nocapture"]).env(ALONE, "1").output();
    let alone = alone.expect("this test in a process of its own");
    let said = String::from_utf8_lossy(&alone.stdout).into_owned() + &String::from_utf8_lossy(&alone.stderr);
    assert!(alone.status.success() && said.contains("1 passed"), "{said}");
}

async fn within_the_budget() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &complete_hvac(KEY).form).await;
    add_photos(&test).await;
    let resting = memory("VmRSS");
    fs::write("/proc/self/clear_refs", "5").expect("the peak is reset");
    test.run_jobs().await;
    let peak = memory("VmHWM");
    // A build for tests is large by itself: what the work adds is what counts.
    assert!(peak - resting < 130_000, "{peak} kB at the peak, {resting} kB before");
    println!("{peak} kB at the peak, {resting} kB before");

    let sizes = "SELECT string_agg(concat(file_type, ' ', file_size), ' ' ORDER BY file_type) FROM uploaded_files
                 WHERE file_type LIKE 'report%'";
    let sizes = test.sql(sizes).await;
    println!("{sizes}");
    let of: Vec<&str> = sizes.split(' ').collect();
    let [_, excel, _, pdf, "report_photos", photos] = of[..] else { panic!("{sizes}") };
    let [excel, pdf, photos] = [excel, pdf, photos].map(|size| size.parse::<usize>().expect("a size"));
    assert!(excel < 20_000_000 && pdf < 1_000_000, "{sizes}");
    assert!((10_000_000..32_000_000).contains(&photos), "{sizes}");
    is_reachable(&test, &id).await;
    goes_with_its_cause(&test, &id).await;
}

/// A photo that needs almost the whole share of one in a report with this many, and no more pixels than its place.
fn page_sized() -> Vec<u8> {
    let share = 26_000_000 / PHOTOS;
    let sized = |width: u32| pictures::detailed(width, width * 3 / 4);
    let fitting = (300..=480).rev().map(sized).find(|photo| photo.len() <= share).expect("a size");
    assert!(fitting.len() * PHOTOS > 25_000_000, "too small for an appendix: {} bytes each", fitting.len());
    fitting
}

/// The same photo with another quantization table, because a PDF contains equal pictures once.
fn varied(jpeg: &[u8], number: usize) -> Vec<u8> {
    let mut photo = jpeg.to_vec();
    let table = jpeg.windows(2).position(|pair| pair == [0xff, 0xdb]).expect("a table") + 5;
    photo[table + 40 + number % 24] += 1 + (number / 24) as u8;
    photo
}

/// Gives the submission further items with many photos.
async fn add_photos(test: &TestApp) {
    let (large, thumb) = (page_sized(), pictures::detailed(320, 240));
    let folder = test.dir.path().join("uploads");
    let first_thumb = folder.join("thumb.jpg");
    fs::write(&first_thumb, thumb).expect("a photo");
    let ids: Vec<String> = (0..PHOTOS).map(|n| format!("upl_{:02x}{n:018x}", n % 256)).collect();
    for (number, id) in ids.iter().enumerate() {
        let shard = folder.join(&id[4..6]);
        fs::create_dir_all(&shard).expect("a folder");
        fs::write(shard.join(format!("{id}.large.jpg")), varied(&large, number)).expect("a photo");
        fs::hard_link(&first_thumb, shard.join(format!("{id}.thumb.jpg"))).expect("a photo");
    }
    let list = ids.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",");
    let items: Vec<serde_json::Value> = ids
        .chunks(PHOTOS / 4)
        .map(|photos| serde_json::json!({ "asset": "HVAC", "system": "Chiller", "photos": photos }))
        .collect();
    let items = serde_json::to_string(&items).expect("JSON");
    test.execute(&format!(
        "INSERT INTO uploaded_files (upload_id, organisation_id, submission_id, file_type, field, original_filename,
             content_type, file_size, sha256, width, height)
         SELECT new.id, organisation_id, submission_id, file_type, field, original_filename, content_type, file_size,
             sha256, 480, 360
         FROM (SELECT * FROM uploaded_files WHERE file_type = 'photo' LIMIT 1) AS one, unnest(ARRAY[{list}]) AS new(id);
         UPDATE submissions SET form_data = jsonb_set(form_data, '{{items}}', form_data->'items' || '{items}'::jsonb)"
    ))
    .await;
}

async fn is_reachable(test: &TestApp, id: &SubmissionId) {
    let address = format!("/submissions/{id}");
    let page = test.get(&address).await.into_string().await.expect("a page");
    assert!(page.contains(&format!("{address}/report.photos.pdf")) && page.contains("Photo appendix (PDF)"), "{page}");
    let photos = format!("{address}/report.photos.pdf");
    let member = test.get(&photos).await;
    assert_eq!(member.status(), Status::Ok);
    let disposition = member.headers().get_one("Content-Disposition").expect("a name").to_owned();
    assert!(disposition.contains(".photos.pdf"), "{disposition}");
    let bytes = member.into_bytes().await.expect("the appendix");
    assert!(bytes.starts_with(b"%PDF"));

    let (_, shown) = test.get_json(&address).await;
    let stranger = test.stranger().await;
    let url = shown["reports"]["photos_url"].as_str().expect("a link");
    assert_eq!(status(&stranger, url).await, Status::Ok);

    // A client gets a page with both files.
    let path = link(test, id, "files=pdf&days=30").await;
    assert_eq!(path.split('/').count(), 3, "{path}");
    let cover = stranger.get(path.clone()).dispatch().await.into_string().await.expect("a page");
    let files: Vec<&str> = cover
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with(&path) && href.ends_with(".pdf"))
        .collect();
    assert_eq!(files.len(), 2, "{cover}");
    assert!(files[0].ends_with(".pdf") && files[1].ends_with(".photos.pdf"), "{files:?}");
    for file in &files {
        assert_eq!(status(&stranger, file).await, Status::Ok, "{file}");
    }
    let excel = link(test, id, "files=excel&days=30").await;
    assert!(excel.ends_with(".xlsx"), "{excel}");

    let dir = tempfile::tempdir().expect("a folder");
    let text = |bytes: &[u8]| {
        let path = dir.path().join("report.pdf");
        fs::write(&path, bytes).expect("a file");
        let output = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().expect("poppler");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let appendix = text(&bytes);
    assert!(appendix.contains("Photo appendix") && appendix.contains("Item 6 · Photo 100"), "{appendix}");
    let pdf = test.get(&format!("{address}/report.pdf")).await.into_bytes().await.expect("a report");
    let pdf = text(&pdf);
    assert!(pdf.contains("100 photos: see the photo appendix") && pdf.contains("Grundfos"), "{pdf}");
}

/// A report that is made again with fewer photos has no appendix.
async fn goes_with_its_cause(test: &TestApp, id: &SubmissionId) {
    test.execute(
        "UPDATE submissions SET form_data = jsonb_set(form_data, '{items}', jsonb_build_array(form_data->'items'->0));
         DELETE FROM uploaded_files WHERE file_type = 'photo' AND width = 480;
         INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload)
         SELECT organisation_id, job_id, 'make_report', id, json_build_object('submission_id', submission_id)
         FROM submissions;
         UPDATE jobs SET run_after = '2026-01-01'",
    )
    .await;
    test.run_jobs().await;
    let address = format!("/submissions/{id}");
    let (_, shown) = test.get_json(&address).await;
    assert!(shown["reports"]["pdf_url"].is_string() && shown["reports"]["photos_url"].is_null(), "{shown}");
    assert_eq!(test.get(&format!("{address}/report.photos.pdf")).await.status(), Status::NotFound);
    assert_eq!(test.files("reports").len(), 2);
}

/// A value of this process in kB.
fn memory(name: &str) -> u64 {
    let all = fs::read_to_string("/proc/self/status").expect("the state of this process");
    let line = all.lines().find(|line| line.starts_with(name)).expect("a value");
    line.split_whitespace().nth(1).and_then(|value| value.parse().ok()).expect("a number")
}
