//! Forms that require a photo of the finished work before an action is reported as done.

use super::{person, send, status};
use crate::support::{app::TestApp, multipart::Multipart, pictures};
use rocket::http::Status;

/// The safety round with the requirement at two of its checks, one of which is asked for each room.
const SAFETY_ROUND: &str = include_str!("../../../fixtures/forms/safety_round.toml");

async fn app() -> (TestApp, tempfile::TempDir) {
    let form = ["name = \"extinguisher\"\nkind = \"check\"\n", "name = \"door\"\nkind = \"check\"\n"]
        .iter()
        .fold(SAFETY_ROUND.to_owned(), |form, check| form.replace(check, &format!("{check}after_photo = true\n")));
    assert_eq!(form.matches("after_photo").count(), 2);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("safety_round.toml"), form).unwrap();
    (TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await, folder)
}

async fn inspection(test: &TestApp) -> String {
    let round = Multipart::new()
        .text("submission_key", "safety-with-photos-1")
        .text("site", "Marina Tower")
        .text("day", "2026-03-13")
        .text("extinguisher", "Fail")
        .text("extinguisher_comment", "Missing on floor 3")
        .jpeg("extinguisher_photos", &pictures::jpeg(64, 64, 1))
        .text("exit_signs", "Fail")
        .text("rooms.0.room", "Plant room")
        .text("rooms.0.door", "Fail")
        .text("rooms.0.door_comment", "A pallet")
        .text("seen", "on");
    test.submit("safety_round", &round).await.to_string()
}

async fn add(test: &TestApp, submission: &str, about: &str) -> String {
    let body = format!("submission={submission}&{about}&action.title=Put+it+right&action.severity=high");
    let made = test.client.press("/actions", &body).await;
    assert_eq!(made.status, Status::SeeOther, "{}", made.page);
    made.location.split('?').next().unwrap().to_owned()
}

fn done(note: &str) -> Multipart {
    Multipart::new().text("step", "finish").text("note", note)
}

#[rocket::async_test]
async fn it_is_done_with_a_photo_only_where_the_form_says_so() {
    let (test, _folder) = app().await;
    let id = inspection(&test).await;
    // The check, the photo and the description that its failure demands, and a check of an item.
    for about in [
        "question=extinguisher",
        "question=extinguisher_photos",
        "question=extinguisher_comment",
        "item=rooms.0&question=door",
    ] {
        let address = add(&test, &id, about).await;
        let page = test.client.open(&address).await.page;
        assert!(page.contains("Photo of the finished work") && page.contains("required"), "{about}: {page}");
        let refused = send(&test.client, &format!("{address}/work"), &done("Put back.")).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{about}");
        let sentence = "Add at least one photo to “Photo of the finished work”.";
        assert!(refused.page.contains(sentence) && refused.page.contains(">Put back.</textarea>"), "{}", refused.page);
        // Without a text as well, both are told, and the photo that was attached is kept.
        let refused = send(&test.client, &format!("{address}/work"), &done("")).await;
        assert!(refused.page.contains(sentence) && refused.page.contains("Enter the note."), "{}", refused.page);
        assert!(status(&test).await.ends_with("open"), "{about}");
        let with_photo = done("Put back.").jpeg("photos", &pictures::jpeg(64, 64, 2));
        assert_eq!(send(&test.client, &format!("{address}/work"), &with_photo).await.status, Status::SeeOther);
        assert!(status(&test).await.ends_with("done"), "{about}");
        // Work that was sent back needs a photo again.
        let back = test.client.press(&format!("{address}/decision"), "step=reopen&note=Not+sealed").await;
        assert_eq!(back.status, Status::SeeOther, "{}", back.page);
        let refused = send(&test.client, &format!("{address}/work"), &done("Sealed.")).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{about}");
    }
    for about in ["question=exit_signs", "item=rooms.0&question=room", "item=rooms.0"] {
        let address = add(&test, &id, about).await;
        let page = test.client.open(&address).await.page;
        assert!(!page.contains("Photo of the finished work"), "{about}: {page}");
        assert_eq!(send(&test.client, &format!("{address}/work"), &done("Done.")).await.status, Status::SeeOther);
    }
}

#[rocket::async_test]
async fn an_owner_who_does_not_see_the_inspection_is_told_too() {
    let (test, _folder) = app().await;
    let id = inspection(&test).await;
    let inspector = test.signed_in("inspector").await;
    let owner = person(&test, "inspector").await;
    let address = add(&test, &id, &format!("question=extinguisher&action.owner={owner}")).await;
    assert!(inspector.open(&address).await.page.contains("The form requires one for this check."));
    let refused = send(&inspector, &format!("{address}/work"), &done("Put back.")).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    // What is not done needs no photo.
    let declined = test.client.press(&format!("{address}/decision"), "step=decline&note=Replaced+by+a+sprinkler").await;
    assert_eq!(declined.status, Status::SeeOther, "{}", declined.page);
}
