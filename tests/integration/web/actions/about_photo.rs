//! Actions about one photo of a submission.

use super::{FIELDS, person, submission};
use crate::support::app::{Browser, TestApp};
use rocket::http::Status;

/// The photos of the submission in their order.
async fn photos(test: &TestApp) -> Vec<String> {
    let query = "SELECT string_agg(upload_id, ' ' ORDER BY position, id) FROM uploaded_files WHERE file_type = 'photo'";
    test.sql(query).await.split(' ').map(str::to_owned).collect()
}

async fn about(test: &TestApp) -> String {
    test.sql(
        "SELECT concat_ws(' ', a.item, a.question, f.upload_id) FROM actions a
         LEFT JOIN uploaded_files f ON f.id = a.upload_id ORDER BY a.id DESC LIMIT 1",
    )
    .await
}

async fn picture(browser: &Browser, path: &str) -> Status {
    browser.get(path.to_owned()).dispatch().await.status()
}

#[rocket::async_test]
async fn an_action_shows_the_photo_that_it_is_about() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let photos = photos(&test).await;
    let (first, second) = (&photos[0], &photos[1]);
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    let link = format!("/actions/new?submission={id}&#38;photo={second}&#38;revision=1");
    assert_eq!(page.matches(&link).count(), 1, "{page}");
    let new = format!("/actions/new?submission={id}&photo={second}&revision=1");
    let form = test.client.open(&new).await.page;
    assert!(form.contains(&format!("name=\"photo\" value=\"{second}\"")), "{form}");
    assert!(form.contains(&format!("/uploads/{second}/thumb")) && !form.contains(first.as_str()), "{form}");
    assert!(form.contains("value=\"Secondary Pump"), "the item is offered as a title: {form}");

    // What was refused is still about the photo.
    let fields = format!("submission={id}&photo={second}&revision=1");
    let untitled = test.client.press("/actions", &format!("{fields}&action.title=&action.severity=low")).await;
    assert_eq!(untitled.status, Status::UnprocessableEntity);
    assert!(untitled.page.contains(&format!("name=\"photo\" value=\"{second}\"")), "{}", untitled.page);

    let inspector = test.signed_in("inspector").await;
    let owner = person(&test, "inspector").await;
    let made = test.client.press("/actions", &format!("{fields}&{FIELDS}&action.owner={owner}")).await;
    assert_eq!(made.status, Status::SeeOther, "{}", made.page);
    assert_eq!(about(&test).await, format!("items.0 photos {second}"));
    let address = made.location.split('?').next().expect("an address").to_owned();
    let at = format!("{address}/photos/{second}");

    // Its owner sees the photo with the action, although the submission is not theirs; other photos not.
    assert!(inspector.open(&address).await.page.contains(&format!("{at}/thumb")));
    assert_eq!(picture(&inspector, &at).await, Status::Ok);
    assert_eq!(picture(&inspector, &format!("{address}/photos/{first}")).await, Status::NotFound);
    assert_eq!(picture(&test.signed_in("inspector").await, &at).await, Status::NotFound);
    assert_ne!(picture(&test.stranger().await, &at).await, Status::Ok);

    // A photo of another submission, or of an earlier revision, is not there.
    let other =
        test.client.press("/actions", &format!("submission={id}&photo=upl_00000000000000000000&{FIELDS}")).await;
    assert_eq!(other.status, Status::Conflict);
    assert!(other.page.contains("item or photo that this action is about"), "{}", other.page);
    assert!(other.page.contains("value=\"Replace the bearing\"") && !other.page.contains("name=\"photo\""));
    let wrong = test.client.press("/actions", &format!("submission={id}&photo=.&{FIELDS}")).await;
    assert_eq!(wrong.status, Status::BadRequest);
}

#[rocket::async_test]
async fn the_photo_of_an_action_is_the_only_one_before_it() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let second = photos(&test).await.remove(1);
    test.client.press("/actions", &format!("submission={id}&photo={second}&{FIELDS}")).await;
    test.run_jobs().await;
    let printed = super::reports::pdf(&test, &id).await;
    assert!(printed.contains("2 · Action 1 · Before 1") && !printed.contains("Before 2"), "{printed}");
}
