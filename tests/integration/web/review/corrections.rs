//! Corrections: revisions, the files that stay and go, two at once, and what cannot be corrected.

use super::{Chain, Reviewer, key, save_flow, state};
use crate::support::{
    app::{TestApp, hvac},
    forms::complete_hvac,
    pictures,
};
use rocket::http::{Accept, Status};

#[rocket::async_test]
async fn a_form_without_approval_is_corrected_by_its_sender_with_a_reason() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let other = Reviewer::new(&test, "inspector").await;
    let id = inspector.submit(&hvac(&key(1))).await;
    assert_eq!(test.count("approvals").await, 0);
    let path = format!("/submissions/{id}/revisions/1/correct");
    let correction = hvac(&key(2)).text("items.0.brand", "Wilo");
    let (status, refused) = inspector.send(&path, &correction).await;
    assert_eq!(status, Status::UnprocessableEntity, "{refused}");
    assert_eq!(refused["fields"][0]["name"], "correction_reason");
    assert_eq!(test.count("submission_revisions").await, 0, "nothing was saved");
    let correction = correction.text("correction_reason", "Wrong brand");
    let (status, _) = other.send(&path, &correction).await;
    assert_eq!(status, Status::NotFound, "others may not");
    let (status, receipt) = inspector.send(&path, &correction).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let (_, shown) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(shown["form_data"]["items"][0]["brand"], "Wilo");
    let (_, page) = inspector.page(&format!("/submissions/{id}")).await;
    for part in ["Revision 2", "Wrong brand", "<ins>", "Wilo"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let audited = test.sql("SELECT details->>'reason' FROM audit_logs WHERE action = 'submission.corrected'").await;
    assert_eq!(audited, "Wrong brand");
    let jobs = test.sql("SELECT count(*) || ' ' || count(DISTINCT submission_id) FROM jobs").await;
    assert_eq!(jobs, "1 1", "only the newest revision is due");
}

/// A photo that a correction takes out stays with the earlier revision, and only there.
#[rocket::async_test]
async fn a_removed_photo_stays_with_the_earlier_revision() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let id = inspector.submit(&complete_hvac(&key(1)).form).await;
    let (_, stored) = test.get_json(&format!("/submissions/{id}")).await;
    let photos = &stored["form_data"]["items"][0]["photos"];
    let (kept, removed) = (photos[1].as_str().expect("a photo"), photos[0].as_str().expect("a photo"));
    test.run_jobs().await;
    let correction = hvac(&key(2)).text("items.0.photos", kept).text("correction_reason", "Blurred photo");
    let (status, receipt) = inspector.send(&format!("/submissions/{id}/revisions/1/correct"), &correction).await;
    assert_eq!(status, Status::Created, "{receipt}");
    test.run_jobs().await;
    let (_, newest) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(newest["files"].as_array().map(Vec::len), Some(1), "{newest}");
    assert_eq!(newest["status"], "completed");
    let (_, page) = inspector.page(&format!("/submissions/{id}")).await;
    assert!(page.contains(kept) && !page.contains(removed));
    let (_, earlier) = inspector.page(&format!("/submissions/{id}/revisions/1")).await;
    assert!(earlier.contains(kept) && earlier.contains(removed));
    let thumb = inspector.browser.get(format!("/uploads/{removed}/thumb")).dispatch().await;
    assert_eq!(thumb.status(), Status::Ok, "it can still be seen");
    // The report of the earlier revision is kept, too.
    let reports = "SELECT count(*) FILTER (WHERE removed_in = 2) || ' ' || count(*) FILTER (WHERE removed_in IS NULL)
        FROM uploaded_files WHERE file_type IN ('report_excel', 'report_pdf')";
    assert_eq!(test.sql(reports).await, "2 2");
    let code = test.sql("SELECT min(code) FROM report_versions WHERE revision = 1").await;
    let verified = test.get(&format!("/verify/{code}")).await.into_string().await.unwrap_or_default();
    assert!(verified.contains("revision 1") && verified.contains("revision 2"), "{verified}");
    for format in ["pdf", "xlsx"] {
        let report = inspector.browser.get(format!("/submissions/{id}/revisions/1/report.{format}")).dispatch().await;
        assert_eq!(report.status(), Status::Ok, "{format}");
        let none = inspector.browser.get(format!("/submissions/{id}/revisions/3/report.{format}")).dispatch().await;
        assert_eq!(none.status(), Status::NotFound, "{format}");
    }
    // It can be taken back.
    let again = hvac(&key(3)).text("items.0.photos", removed).text("correction_reason", "The other one");
    let (status, receipt) = inspector.send(&format!("/submissions/{id}/revisions/2/correct"), &again).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let current =
        "SELECT string_agg(upload_id, ' ') FROM uploaded_files WHERE file_type = 'photo' AND removed_in IS NULL";
    assert_eq!(test.sql(current).await, removed);
}

#[rocket::async_test]
async fn the_second_of_two_corrections_sees_what_changed_and_loses_nothing() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    let path = format!("/submissions/{id}/revisions/1/correct");
    let by_manager = hvac(&key(2)).text("items.0.brand", "Wilo").text("correction_reason", "Brand");
    assert_eq!(chain.general.send(&path, &by_manager).await.0, Status::Created);
    let mine = hvac(&key(3)).text("items.0.comments", "Leaks").text("correction_reason", "Comment");
    let (status, refused) = chain.inspector.send(&path, &mine).await;
    assert_eq!(status, Status::Conflict);
    assert_eq!(refused["conflict"], "corrected_meanwhile", "{refused}");
    let request = chain.inspector.browser.post(path).header(mine.content_type()).header(Accept::HTML);
    let answer = request.body(mine.body()).dispatch().await;
    assert_eq!(answer.status(), Status::Conflict);
    let page = answer.into_string().await.unwrap_or_default();
    for part in ["Brand", "Leaks", "revisions/2/correct", ">\nComment</textarea>"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(state(&chain.test, &id).await, "in_review 0 2");
    let (_, stored) = chain.test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(stored["form_data"]["items"][0]["brand"], "Wilo");
}

#[rocket::async_test]
async fn a_correction_during_the_review_takes_back_what_was_approved() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    chain.operations.approve(&id, 1, 0, 0).await;
    chain.business.approve(&id, 1, 1, 0).await;
    assert_eq!(chain.state(&id).await, "in_review 1 1");
    let correction = hvac(&key(2)).text("correction_reason", "Forgotten");
    let (status, _) = chain.inspector.send(&format!("/submissions/{id}/revisions/1/correct"), &correction).await;
    assert_eq!(status, Status::Created);
    assert_eq!(chain.state(&id).await, "in_review 0 2");
    assert_eq!(chain.procurement.approve(&id, 1, 1, 1).await, Status::Conflict);
}

/// The answer to a post can be lost, and the device sends it again: also after others have corrected the submission.
#[rocket::async_test]
async fn a_repeated_post_gets_the_receipt_of_its_own_revision() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let manager = Reviewer::new(&test, "manager").await;
    let first = complete_hvac(&key(1)).form;
    let id = inspector.submit(&first).await;
    let correction =
        hvac(&key(2)).jpeg("items.0.photos", &pictures::jpeg(64, 48, 7)).text("correction_reason", "One photo");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let (status, receipt) = manager.send(&path, &correction).await;
    assert_eq!((status, receipt["files"].as_array().map(Vec::len)), (Status::Created, Some(1)), "{receipt}");
    let third = hvac(&key(3)).text("correction_reason", "No photo");
    assert_eq!(inspector.send(&format!("/submissions/{id}/revisions/2/correct"), &third).await.0, Status::Created);

    let (status, again) = manager.send(&path, &correction).await;
    assert_eq!((status, &again), (Status::Ok, &receipt));
    let (status, again) = inspector.send("/forms/hvac_mep", &first).await;
    assert_eq!(status, Status::Ok, "{again}");
    assert_eq!(again["files"].as_array().map(Vec::len), Some(4), "{again}");
    let other = correction.text("items.0.brand", "Wilo");
    assert_eq!(manager.send(&path, &other).await.1["conflict"], "key_used", "the key belongs to other content");
    assert_eq!(test.count("submissions").await, 1);
    assert_eq!(test.count("submission_revisions").await, 2);
}

#[rocket::async_test]
async fn the_form_that_a_device_keeps_of_a_correction_has_no_token_of_a_session() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    let path = format!("/offline/submissions/{id}/correct");
    let (status, page) = chain.inspector.page(&path).await;
    assert_eq!(status, Status::Ok);
    let token = "0".repeat(64);
    for part in [token.as_str(), &format!("/submissions/{id}/revisions/1/correct"), &format!("data-corrects=\"{id}\"")]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(chain.business.page(&path).await.0, Status::NotFound);
    chain.test.execute("UPDATE approvals SET state = 'approved', waiting_for = '{}', ended_at = waiting_since").await;
    let (status, _) = chain.inspector.page(&path).await;
    assert_eq!(status, Status::Conflict);
    let correction = hvac(&key(2)).text("correction_reason", "Late");
    let (_, refused) = chain.inspector.send(&format!("/submissions/{id}/revisions/1/correct"), &correction).await;
    assert_eq!(refused["conflict"], "locked", "{refused}");
}

#[rocket::async_test]
async fn an_imported_submission_is_corrected_by_managers_only() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let manager = Reviewer::new(&test, "manager").await;
    let id = inspector.submit(&hvac(&key(1))).await;
    test.execute("UPDATE submissions SET created_at_source = 'record'").await;
    let (page, path) = (format!("/submissions/{id}"), format!("/submissions/{id}/revisions/1/correct"));
    assert_eq!(inspector.page(&format!("{page}/correct")).await.0, Status::Conflict);
    assert!(!inspector.page(&page).await.1.contains("/correct\""));
    let correction = hvac(&key(2)).text("correction_reason", "Wrong day");
    let (status, refused) = inspector.send(&path, &correction).await;
    assert_eq!((status, &refused["conflict"]), (Status::Conflict, &serde_json::json!("locked")), "{refused}");
    assert!(manager.page(&page).await.1.contains("/correct\""));
    assert_eq!(manager.page(&format!("{page}/correct")).await.0, Status::Ok);
    assert_eq!(manager.send(&path, &correction).await.0, Status::Created);
}

#[rocket::async_test]
async fn an_erased_submission_leaves_no_revision_behind() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&complete_hvac(&key(1)).form).await;
    chain.operations.approve(&id, 1, 0, 0).await;
    let correction = hvac(&key(2)).text("correction_reason", "Shorter");
    let (status, _) = chain.inspector.send(&format!("/submissions/{id}/revisions/1/correct"), &correction).await;
    assert_eq!(status, Status::Created);
    let erase = chain.test.client.post(format!("/submissions/{id}/erase")).header(rocket::http::ContentType::Form);
    let erased = erase.body(format!("reason=asked&confirm={id}")).dispatch().await;
    assert_eq!(erased.status(), Status::SeeOther);
    for table in ["submissions", "submission_revisions", "approvals", "approval_steps", "uploaded_files"] {
        assert_eq!(chain.test.count(table).await, 0, "{table}");
    }
}

#[rocket::async_test]
async fn reviewers_with_the_right_correct_what_waits_for_them() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let first = Reviewer::new(&test, "reviewer").await;
    let second = Reviewer::new(&test, "reviewer").await;
    let mut fields = vec![("template", "chain".to_owned()), ("correct", "1.0".to_owned())];
    for (id, person) in [("0.0", &first), ("1.0", &second), ("1.1", &first), ("2.0", &first)] {
        fields.push(("name", format!("Group {id}")));
        fields.push(("who", format!("{id}=members")));
        fields.push(("member", format!("{id}={}", person.user)));
    }
    assert_eq!(save_flow(&test, "hvac_mep", &fields).await.0, Status::SeeOther);
    let id = inspector.submit(&hvac(&key(1))).await;
    let (page, path) = (format!("/submissions/{id}"), format!("/submissions/{id}/revisions/1/correct"));
    let correction = hvac(&key(2)).text("items.0.brand", "Wilo").text("correction_reason", "Brand");
    assert_eq!(first.send(&path, &correction).await.0, Status::NotFound, "the group has not the right");
    assert_eq!(second.send(&path, &correction).await.0, Status::NotFound, "it does not wait for the group");
    assert_eq!(first.approve(&id, 1, 0, 0).await, Status::SeeOther);
    assert!(!first.page(&page).await.1.contains("/correct\""), "the other group of the stage has not the right");
    assert!(second.page(&page).await.1.contains(&format!("{page}/correct\"")));
    let (status, form) = second.page(&format!("{page}/correct")).await;
    assert_eq!(status, Status::Ok, "{form}");

    let (status, receipt) = second.send(&path, &correction).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(state(&test, &id).await, "in_review 0 2", "it was approved for other answers");
    let again = hvac(&key(3)).text("items.0.brand", "KSB").text("correction_reason", "Brand");
    let newest = format!("/submissions/{id}/revisions/2/correct");
    assert_eq!(second.send(&newest, &again).await.0, Status::NotFound, "it waits for the first group again");
    assert_eq!(second.send(&path, &correction).await, (Status::Ok, receipt), "the same post has the same answer");
    let who = test.sql("SELECT replaced_by::text FROM submission_revisions").await;
    assert_eq!(who, second.user);
}
