//! Photos of comments: attached, kept after a refusal, seen by those who see the comment, and gone with it.

use crate::{
    support::{
        accounts,
        app::{Browser, TestApp, hvac},
        db,
        multipart::Multipart,
        page_requests::PageResponse,
        pictures,
    },
    web::privacy::{copy, post},
};
use rocket::http::{Accept, ContentType, Status};
use std::io::Cursor;

async fn submission(test: &TestApp) -> String {
    test.submit("hvac_mep", &hvac("photos-of-comments-01")).await.to_string()
}

async fn send(browser: &Browser, submission: &str, form: &Multipart) -> PageResponse {
    let request = browser.post(format!("/comments/{submission}")).header(form.content_type()).header(Accept::HTML);
    let answer = request.body(form.body()).dispatch().await;
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    PageResponse { status: answer.status(), location, page: answer.into_string().await.unwrap_or_default() }
}

async fn thread(browser: &Browser, submission: &str) -> String {
    browser.open(&format!("/comments/{submission}")).await.page
}

/// The addresses of the photos of a thread.
fn photos(page: &str) -> Vec<String> {
    let small = page.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
    small.filter_map(|url| url.strip_suffix("/thumb")).map(str::to_owned).collect()
}

async fn status(browser: &Browser, path: &str) -> Status {
    browser.get(path.to_owned()).dispatch().await.status()
}

#[rocket::async_test]
async fn photos_are_seen_by_those_who_see_the_comment_and_go_with_it() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let photo = |seed| pictures::jpeg(320, 240, seed);
    let form = Multipart::new().text("body", "The belt").jpeg("photos", &photo(1)).jpeg("photos", &photo(2));
    let sent = send(&test.client, &id, &form).await;
    assert_eq!(sent.status, Status::SeeOther, "{}", sent.page);
    let answer = Multipart::new().text("body", "Of the other fan").text("question", "site_name");
    assert_eq!(send(&test.client, &id, &answer.jpeg("photos", &photo(3))).await.status, Status::SeeOther);
    let page = thread(&test.client, &id).await;
    let addresses = photos(&page);
    assert_eq!(addresses.len(), 3, "{page}");
    assert_eq!(photos(&thread(&test.client, &format!("{id}?question=site_name")).await), addresses[2..]);
    let manager = test.signed_in("manager").await;
    for address in &addresses {
        assert!(address.starts_with(&format!("/comments/{id}/photos/upl_")), "{address}");
        assert_eq!(status(&manager, address).await, Status::Ok);
        assert_eq!(status(&manager, &format!("{address}/thumb")).await, Status::Ok);
        // Neither as a file of the submission, nor below another one, nor for those who do not see it.
        let upload = address.rsplit('/').next().unwrap();
        assert_eq!(status(&manager, &format!("/uploads/{upload}")).await, Status::NotFound);
        let inspector = test.signed_in("inspector").await;
        assert_eq!(status(&inspector, address).await, Status::NotFound);
        assert_eq!(status(&test.stranger().await, address).await, Status::SeeOther);
    }
    let organisation =
        db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let other = accounts::sign_in_to(&test.url, &organisation, "administrator", test.now()).await;
    assert_eq!(status(&Browser::new(&test.app, Some(other)).await, &addresses[0]).await, Status::NotFound);
    let another = test.submit("hvac_mep", &hvac("photos-of-comments-02")).await.to_string();
    let elsewhere = addresses[0].replace(&id, &another);
    assert_eq!(status(&test.client, &elsewhere).await, Status::NotFound, "below another submission");

    // They are no photos of the submission.
    let (_, read) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(read["files"].as_array().map(Vec::len), Some(0), "{read}");
    let files = test.files("uploads").len();
    let comment = test.sql("SELECT min(id)::text FROM comments").await;
    let deleted = test.client.press(&format!("/comments/{id}/{comment}/delete"), "").await;
    assert_eq!(deleted.status, Status::SeeOther);
    assert_eq!(photos(&thread(&test.client, &id).await), addresses[2..]);
    assert_eq!(status(&test.client, &addresses[0]).await, Status::NotFound);
    assert_eq!(test.files("uploads").len() * 3, files, "the files of the two photos are deleted");
    let erased = test.client.press(&format!("/submissions/{id}/erase"), &format!("reason=x&confirm={id}")).await;
    assert_eq!(erased.status, Status::SeeOther);
    assert_eq!((test.count("uploaded_files").await, test.files("uploads").len()), (0, 0));
}

#[rocket::async_test]
async fn what_was_attached_to_a_refused_comment_is_kept() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let silent = Multipart::new().text("body", " ").jpeg("photos", &pictures::jpeg(64, 64, 1));
    let refused = send(&test.client, &id, &silent).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("One photo is attached already."), "{}", refused.page);
    let held = refused.page.split("name=\"held\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let held = held.unwrap().to_owned();
    let no_picture =
        Multipart::new().text("body", "See").text("held", &held).file("photos", "a.txt", "text/plain", b"No");
    let refused = send(&test.client, &id, &no_picture).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("is not a JPEG, PNG or WebP picture"), "{}", refused.page);
    assert!(refused.page.contains("id=\"e-photos\"") && !refused.page.contains("id=\"e-body\""), "{}", refused.page);
    assert!(refused.page.contains(&held) && refused.page.contains("See</textarea>"), "{}", refused.page);
    assert_eq!(test.count("comments").await, 0);
    let again = Multipart::new().text("body", "See").text("held", &held);
    assert_eq!(send(&test.client, &id, &again).await.status, Status::SeeOther);
    assert_eq!(photos(&thread(&test.client, &id).await), [format!("/comments/{id}/photos/{held}")]);
    // A photo belongs to one comment: a repeated form loses it without an error, as one that has expired.
    assert_eq!(send(&test.client, &id, &again).await.status, Status::SeeOther);
    assert_eq!(photos(&thread(&test.client, &id).await).len(), 1);
    let seven = (0..7)
        .fold(Multipart::new().text("body", "Many"), |form, seed| form.jpeg("photos", &pictures::jpeg(64, 64, seed)));
    let refused = send(&test.client, &id, &seven).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.page.contains("6 photos are attached already."), "{}", refused.page);
    // Texts without photos come as a plain form from pages that were opened before; long ones in any script, too.
    for text in ["ماء", &"م".repeat(4_000)] {
        let body = format!("body={}", rocket::http::RawStr::new(text).percent_encode());
        let plain = test.client.post(format!("/comments/{id}")).header(ContentType::Form).header(Accept::HTML);
        assert_eq!(plain.body(body).dispatch().await.status(), Status::SeeOther);
        assert!(thread(&test.client, &id).await.contains(text));
    }
}

#[rocket::async_test]
async fn a_copy_of_personal_data_has_them() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let manager = test.signed_in("manager").await;
    let form = Multipart::new().text("body", "The belt").jpeg("photos", &pictures::jpeg(320, 240, 1));
    assert_eq!(send(&manager, &id, &form).await.status, Status::SeeOther);
    let photo = photos(&thread(&manager, &id).await).remove(0);
    let name = format!("comments/{}.jpg", photo.rsplit('/').next().unwrap());
    test.run_jobs().await;
    assert_eq!(post(&manager, "/privacy/export", "").await, Status::SeeOther);
    test.run_jobs().await;
    let archive = manager.get(copy(&manager, "/privacy").await).dispatch().await.into_bytes().await.unwrap();
    let archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    assert!(archive.file_names().any(|found| found.unwrap() == name), "{name}");
}
