//! Links that are not made by a member: those in JSON responses, and those of the photos in an Excel report.

use super::links::{addresses, link, newest, post, reported, status};
use crate::support::app::TestApp;
use rocket::http::{ContentType, Status};

const PHOTO_KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a77";

#[rocket::async_test]
async fn links_in_responses_are_revoked_by_a_button() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let address = format!("/submissions/{id}");
    let urls = async || {
        let (_, shown) = test.get_json(&address).await;
        ["excel_url", "pdf_url"].map(|kind| shown["reports"][kind].as_str().expect("a link").to_owned())
    };
    let (old, stranger) = (urls().await, test.stranger().await);
    for url in &old {
        assert_eq!(status(&stranger, url).await, Status::Ok);
    }
    let page = test.get(&address).await.into_string().await.expect("a page");
    assert!(page.contains(&format!("{address}/report-links/revoke")) && page.contains("Opened: 2"), "{page}");
    let inspector = test.signed_in("inspector").await;
    assert_eq!(post(&inspector, &format!("{address}/report-links/revoke"), "").await.0, Status::Forbidden);
    assert_eq!(post(&test.client, &format!("{address}/report-links/revoke"), "").await.0, Status::SeeOther);
    let new = urls().await;
    for (old, new) in old.iter().zip(&new) {
        assert_ne!(old, new);
        assert_eq!(status(&stranger, old).await, Status::NotFound);
        assert_eq!(status(&stranger, new).await, Status::Ok);
    }
    let noted = "SELECT count(*)::text FROM audit_logs WHERE action = 'link.revoked' AND details ? 'in_responses'";
    assert_eq!(test.sql(noted).await, "2");
    for file in test.files("jobs") {
        let text = std::fs::read_to_string(test.dir.path().join("jobs").join(&file)).expect("a job file");
        assert!(!text.contains("/reports/"), "{file:?} contains a link: {text}");
    }
}

/// The photo addresses in an Excel file, as paths.
pub fn photo_addresses(excel: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(excel)).expect("an Excel file");
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut text = String::new();
        let mut file = archive.by_index(index).expect("a file");
        if file.name().is_ok_and(|name| name.ends_with(".rels"))
            && std::io::Read::read_to_string(&mut file, &mut text).is_ok()
        {
            let targets = text.split("Target=\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(targets.filter_map(|url| url.find("/photos/").map(|at| url[at..].to_owned())));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[rocket::async_test]
async fn photos_in_a_clients_excel_open_with_the_rights_of_the_link() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &crate::support::forms::complete_hvac(PHOTO_KEY).form).await;
    test.run_jobs().await;
    let excel = test.get(&format!("/submissions/{id}/report.xlsx")).await.into_bytes().await.expect("a report");
    let photos = photo_addresses(&excel);
    assert!(!photos.is_empty() && photos.iter().all(|path| path.starts_with("/photos/")), "{photos:?}");
    let (photo, stranger) = (photos[0].as_str(), test.stranger().await);
    assert_eq!(status(&stranger, photo).await, Status::NotFound, "no link has opened the report");
    assert_eq!(status(&test.viewer_of("hvac_mep").await, photo).await, Status::Ok, "a member needs no link");
    assert_eq!(status(&test.viewer_of("civil").await, photo).await, Status::NotFound);

    let pdf = link(&test, &id, "files=pdf&days=30").await;
    assert_eq!(status(&stranger, &pdf).await, Status::Ok);
    assert_eq!(status(&stranger, photo).await, Status::NotFound, "a link to the PDF opens no Excel");
    let path = link(&test, &id, "files=excel&days=2").await;
    assert_eq!(status(&stranger, photo).await, Status::NotFound, "the link was not opened yet");
    assert_eq!(status(&stranger, &path).await, Status::Ok);
    let answer = stranger.get(photo.to_owned()).dispatch().await;
    assert_eq!((answer.status(), answer.content_type()), (Status::Ok, Some(ContentType::JPEG)));
    for other in [photo.replace("/photos/", "/photos/0"), format!("{photo}0"), "/photos/0.0".to_owned()] {
        assert_eq!(status(&stranger, &other).await, Status::NotFound, "{other}");
    }
    let here = format!("/submissions/{id}/links/{}", newest(&test).await);
    assert_eq!(post(&test.client, &format!("{here}/revoke"), "").await.0, Status::SeeOther);
    assert_eq!(status(&stranger, photo).await, Status::NotFound, "the link is revoked");
    link(&test, &id, "files=both&days=2&openings=1").await;
    let once = addresses(&test, &id).await.remove(0);
    let base = once.split('/').take(3).collect::<Vec<_>>().join("/");
    assert_eq!(post(&stranger, &format!("{base}/x.xlsx"), "").await.0, Status::Ok);
    assert_eq!(status(&stranger, photo).await, Status::Ok, "its holder has the report");
    test.advance(time::Duration::days(2));
    assert_eq!(status(&stranger, photo).await, Status::NotFound, "the link has expired");
}
