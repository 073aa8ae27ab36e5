//! The media and reports of old records: shown, kept, fetched if requested, and never assigned to a wrong submission.

use super::old::{Old, canonical, dry_run, hvac, id, import, job, job_id, options, run};
use crate::support::{
    app::TestApp,
    pictures::{jpeg, png, signature},
};
use injaaz::migration::import::Options;
use rocket::http::Status;
use serde_json::{Value, json};
use std::{fs, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A submission that names these photos.
fn with_photos(n: u32, photos: Value) -> Value {
    let mut record = hvac(n);
    record["items"][0]["photos"] = photos;
    record
}

fn at(url: &str) -> Value {
    json!({ "saved": null, "path": null, "url": url, "is_cloud": true })
}

/// The state of each photo and signature, in their order.
async fn media(test: &TestApp) -> String {
    test.sql(
        "SELECT string_agg(concat_ws(' ', m.field, m.state, m.reason, m.place), E'\\n' ORDER BY s.submission_id, m.position)
         FROM legacy_media m JOIN submissions s ON s.id = m.submission_id",
    )
    .await
}

#[rocket::async_test]
async fn every_photo_gets_its_final_state() {
    let (test, old) = (TestApp::new().await, Old::empty());
    let photo = jpeg(64, 48, 1);
    old.put("uploads/IMG_1.jpg", &photo);
    old.put("uploads/jpg_dbb2bee6", &png(40, 30));
    old.put("uploads/drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    old.put("uploads/cut.jpg", &photo[..photo.len() / 2]);
    old.put("uploads/empty.jpg", b"");
    std::os::unix::fs::symlink("/etc/passwd", old.dir.path().join("uploads/passwd.jpg")).unwrap();
    let drawn = format!("data:image/png;base64,{}", base64(&signature()));
    let mut record = with_photos(
        1,
        json!([
            { "saved": "IMG_1.jpg", "path": "/app/generated/uploads/IMG_1.jpg", "url": "http://old.example/x" },
            at("/generated/uploads/jpg_dbb2bee6"),
            at("/generated/uploads/drawing.svg"),
            at("/generated/uploads/cut.jpg"),
            at("/generated/uploads/empty.jpg"),
            at("/generated/uploads/passwd.jpg"),
            at("/generated/uploads/gone.jpg"),
            at("/generated/uploads/../../etc/passwd"),
            at("https://res.cloudinary.com/demo/1.jpg"),
            at("ftp://old.example/1.jpg"),
        ]),
    );
    record["tech_signature"] = json!(drawn);
    old.put_json(&format!("submissions/{}.json", id(1)), &record);
    old.put_json(&format!("jobs/{}.json", job_id(1)), &job(1, "hvac_mep"));
    let predicted = dry_run(&test, &old).await;
    assert_eq!(test.files("uploads"), Vec::<String>::new(), "a dry run publishes nothing");
    let done = import(&test, &old).await;
    assert_eq!(predicted.view.by_kind, done.view.by_kind);
    let expected = "\
items.0.photos shown IMG_1.jpg
items.0.photos shown jpg_dbb2bee6
items.0.photos kept image/svg+xml drawing.svg
items.0.photos kept damaged image/jpeg cut.jpg
items.0.photos kept empty empty.jpg
items.0.photos refused not_a_regular_file passwd.jpg
items.0.photos missing gone.jpg
items.0.photos missing passwd
items.0.photos remote https://res.cloudinary.com/demo/1.jpg
items.0.photos refused scheme_ftp
tech_signature shown";
    assert_eq!(media(&test).await, expected);

    // A picture is served in our derived sizes, the original is kept unchanged, and other content is not served.
    let shown = test.sql("SELECT upload_id FROM legacy_media WHERE place = 'IMG_1.jpg'").await;
    assert_eq!(test.get(&format!("/uploads/{shown}")).await.status(), Status::Ok);
    assert_eq!(test.get(&format!("/uploads/{shown}/thumb")).await.status(), Status::Ok);
    let folder = test.dir.path().join("uploads").join(&shown[4..6]);
    assert_eq!(fs::read(folder.join(format!("{shown}.jpg"))).unwrap(), photo);
    let kept = test.sql("SELECT upload_id FROM legacy_media WHERE place = 'drawing.svg'").await;
    for address in [format!("/uploads/{kept}"), format!("/uploads/{kept}/thumb"), format!("/uploads/{kept}.kept")] {
        assert_eq!(test.get(&address).await.status(), Status::NotFound, "{address}");
    }
    let hashes = "SELECT bool_and(m.sha256 = u.sha256 AND m.file_size = u.file_size)::text
        FROM legacy_media m JOIN uploaded_files u USING (upload_id)";
    assert_eq!(test.sql(hashes).await, "true");
}

fn base64(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

#[rocket::async_test]
async fn the_clean_up_removes_only_orphaned_files() {
    let (test, old) = (TestApp::new().await, Old::empty());
    old.put("uploads/notes.txt", b"a note");
    old.put("uploads/IMG_1.jpg", &jpeg(64, 48, 1));
    let photos = json!([at("/generated/uploads/notes.txt"), at("/generated/uploads/IMG_1.jpg")]);
    old.put_json(&format!("submissions/{}.json", id(1)), &with_photos(1, photos));
    old.put_json(&format!("jobs/{}.json", job_id(1)), &job(1, "hvac_mep"));
    import(&test, &old).await;
    let named = test.files("uploads");
    assert_eq!(named.len(), 4, "{named:?}");
    // As an import leaves it whose transaction failed.
    let orphan = test.dir.path().join("uploads/0a/upl_0a000000000000000000.kept");
    fs::write(&orphan, "an orphan").unwrap();
    for name in test.files("uploads") {
        let long_ago = std::time::SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60);
        super::old::set_modified(&test.dir.path().join("uploads").join(name), long_ago);
    }
    assert_eq!(test.run_periodic("uploads.orphaned").await, 1);
    assert_eq!(test.files("uploads"), named);
}

/// A submission whose job made these reports.
fn with_reports(old: &Old, n: u32, names: [&str; 2]) {
    old.put_json(&format!("submissions/{}.json", id(n)), &with_photos(n, json!([])));
    let mut job = job(n, "hvac_mep");
    job["state"] = "done".into();
    let url = |name: &str| format!("http://old.example.org/generated/{name}");
    job["results"] = json!({ "excel_url": url(names[0]), "pdf_url": url(names[1]) });
    old.put_json(&format!("jobs/{}.json", job_id(n)), &job);
}

#[rocket::async_test]
async fn a_report_file_belongs_to_one_submission() {
    let (test, old) = (TestApp::new().await, Old::empty());
    let (excel, pdf) = (b"PK\x03\x04 an old workbook".as_slice(), b"%PDF-1.4 an old report".as_slice());
    with_reports(&old, 0, ["HVAC_MEP_برج_1.xlsx", "HVAC_MEP_برج_1.pdf"]);
    with_reports(&old, 1, ["shared.xlsx", "own.pdf"]);
    with_reports(&old, 2, ["shared.xlsx", "script.pdf"]);
    for (name, bytes) in [
        ("HVAC_MEP_برج_1.xlsx", excel),
        ("HVAC_MEP_برج_1.pdf", pdf),
        ("shared.xlsx", excel),
        ("own.pdf", pdf),
        ("script.pdf", b"<script>alert(1)</script>".as_slice()),
        ("orphan.pdf", pdf),
    ] {
        old.put(name, bytes);
    }
    let predicted = dry_run(&test, &old).await;
    let done = import(&test, &old).await;
    assert_eq!(predicted.view.by_kind, done.view.by_kind);
    let ledger = "SELECT string_agg(concat_ws(' ', name, r.state, reason, s.submission_id), E'\\n' ORDER BY name)
        FROM legacy_records r LEFT JOIN submissions s ON s.id = r.submission_id WHERE kind = 'report'";
    let expected = "\
HVAC_MEP_برج_1.pdf imported sub_000000000000
HVAC_MEP_برج_1.xlsx imported sub_000000000000
orphan.pdf kept not_named
own.pdf imported sub_000000000001
script.pdf kept not_a_report
shared.xlsx kept shared";
    assert_eq!(test.sql(ledger).await, expected);

    // The report is downloaded byte for byte, from the page like any other.
    let (_, submission) = test.get_json(&format!("/submissions/{}", id(0))).await;
    for (link, bytes) in [("excel_url", excel), ("pdf_url", pdf)] {
        let url = submission["reports"][link].as_str().unwrap().to_owned();
        assert_eq!(test.get(&url).await.into_bytes().await.unwrap(), bytes);
    }
    // Also at its old address, unless two submissions or none have this name.
    for (name, bytes) in [("HVAC_MEP_%D8%A8%D8%B1%D8%AC_1.pdf", Some(pdf)), ("shared.xlsx", None), ("orphan.pdf", None)]
    {
        let address = format!("/generated/{name}");
        let answer = test.get(&address).await;
        let found = answer.status() == Status::Ok;
        let answer = answer.into_bytes().await.unwrap();
        assert_eq!(found.then_some(answer), bytes.map(<[u8]>::to_vec), "{name}");
    }
    let before = canonical(&test.url).await;
    import(&test, &old).await;
    assert_eq!(canonical(&test.url).await, before, "a second run changes something");
}

#[rocket::async_test]
async fn missing_reports_are_generated_on_request() {
    let (test, old) = (TestApp::new().await, Old::empty());
    with_reports(&old, 1, ["shared.xlsx", "own.pdf"]);
    with_reports(&old, 2, ["shared.xlsx", "gone.pdf"]);
    old.put("shared.xlsx", b"PK\x03\x04");
    old.put("own.pdf", b"%PDF-1.4");
    import(&test, &old).await;
    let address = format!("/submissions/{}", id(1));
    for (path, words) in [(address.clone(), "Generate the reports"), (format!("{address}?lang=ar"), "إعداد التقارير")]
    {
        let page = test.get(&path).await.into_string().await.unwrap();
        assert!(page.contains(words) && page.contains(&format!("action=\"{address}/reports\"")), "{path}");
    }
    assert_eq!(test.client.post(format!("{address}/reports")).dispatch().await.status(), Status::SeeOther);
    test.run_jobs().await;
    let (_, submission) = test.get_json(&address).await;
    assert_eq!(submission["status"], "completed");
    let url = submission["reports"]["pdf_url"].as_str().unwrap().to_owned();
    let made = test.get(&url).await.into_bytes().await.unwrap();
    assert!(made.starts_with(b"%PDF-") && made.len() > 1_000, "the old report was replaced by both new ones");
    let missing = test.client.post("/submissions/sub_ffffffffffff/reports").dispatch().await;
    assert_eq!(missing.status(), Status::NotFound);
}

/// A host with a photo, an HTML page with a picture's type, and nothing else.
async fn host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4_096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            let path = String::from_utf8_lossy(&request[..read]).split(' ').nth(1).unwrap_or_default().to_owned();
            let (status, body) = match path.as_str() {
                "/photo.jpg" => ("200 OK", jpeg(64, 48, 3)),
                "/page.jpg" => ("200 OK", b"<html>please sign in</html>".to_vec()),
                _ => ("404 Not Found", Vec::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n", body.len());
            let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await;
            let _ = stream.write_all(&body).await;
        }
    });
    address
}

#[rocket::async_test]
async fn remote_photos_are_fetched_on_request_from_allowed_hosts() {
    let host = host().await;
    let test = TestApp::with(&[("INJAAZ_MEDIA_HOSTS", &format!("http://{host}"))]).await;
    let old = Old::empty();
    let photos = json!([
        at(&format!("http://{host}/photo.jpg")),
        at(&format!("http://{host}/page.jpg")),
        at(&format!("http://{host}/gone.jpg")),
        at("https://res.cloudinary.com/demo/1.jpg"),
        at("http://169.254.169.254/latest/meta-data"),
    ]);
    old.put_json(&format!("submissions/{}.json", id(1)), &with_photos(1, photos));
    old.put_json(&format!("jobs/{}.json", job_id(1)), &job(1, "hvac_mep"));
    import(&test, &old).await;
    let states = "SELECT string_agg(concat_ws(' ', state, reason), ', ' ORDER BY position) FROM legacy_media";
    assert_eq!(test.sql(states).await, "remote, remote, remote, remote, remote");
    let fetch = || Options { fetch_media: true, ..options(&old.path(), false) };
    let expected = "shown, kept text/html, refused http_404, remote host_not_allowed, remote host_not_allowed";
    for round in 0..2 {
        run(&test, fetch()).await;
        assert_eq!(test.sql(states).await, expected, "round {round}");
    }
    let shown = test.sql("SELECT upload_id FROM legacy_media WHERE state = 'shown'").await;
    assert_eq!(test.get(&format!("/uploads/{shown}/thumb")).await.status(), Status::Ok);
    let page = test.get(&format!("/submissions/{}", id(1))).await.into_string().await.unwrap();
    assert!(page.contains(&format!("/uploads/{shown}")));
    assert!(page.contains("On another host, not verified: https://res.cloudinary.com/demo/1.jpg"));
}
