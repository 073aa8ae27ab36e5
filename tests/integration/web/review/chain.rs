//! The owner's chain, from the form to the lock and to a new revision.

use super::{Chain, Reviewer, key, steps};
use crate::support::{
    app::{Multipart, TestApp, hvac},
    forms::{complete_hvac, data_url},
    pictures,
};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use rocket::http::{Accept, Status};
use std::io::Cursor;

/// The parts of the form with the files that the submission has, as the page of a correction sends them.
async fn again(test: &TestApp, id: &str, key: &str) -> Multipart {
    let (_, stored) = test.get_json(&format!("/submissions/{id}")).await;
    let data = &stored["form_data"];
    let mut form = hvac(key);
    for photo in data["items"][0]["photos"].as_array().expect("photos") {
        form = form.text("items.0.photos", photo.as_str().expect("an id"));
    }
    let drawn = data["tech_signature"]["drawn"].as_str().expect("a drawing");
    form.text("tech_signature", drawn).text("tech_signature_typed", "Omar Haddad")
}

#[rocket::async_test]
async fn a_form_is_returned_corrected_and_approved_by_all() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, business, procurement, general } = &chain;
    let id = inspector.submit(&complete_hvac(&key(1)).form).await;
    assert_eq!(chain.state(&id).await, "in_review 0 1");
    let (_, waits) = operations.page("/review").await;
    assert!(waits.contains(&id) && waits.contains("Marina Tower"), "{waits}");
    let (_, navigation) = operations.page("/submissions").await;
    assert!(navigation.contains("href=\"/review\""), "the navigation leads to it");
    assert!(!business.page("/review").await.1.contains(&id), "it is not their turn");
    assert!(!inspector.page("/review").await.1.contains(&id));
    assert_eq!(business.approve(&id, 1, 1, 0).await, Status::Conflict, "nor can they decide");
    assert_eq!(inspector.approve(&id, 1, 0, 0).await, Status::Conflict);

    let more = Multipart::new().text("reason", "The floor is missing").text("mark", "items.0.comments");
    assert_eq!(operations.decide(&id, "return", (1, 0, 0), more).await, Status::SeeOther);
    assert_eq!(chain.state(&id).await, "returned 0 1");
    let (status, form) = inspector.page(&format!("/submissions/{id}/correct")).await;
    assert_eq!(status, Status::Ok);
    for part in
        ["The floor is missing", "Grundfos", "href=\"#f-items.0.comments\"", "Bearing is worn.", "revisions/1/correct"]
    {
        assert!(form.contains(part), "{part}\n{form}");
    }
    let photos: Vec<&str> = form.match_indices("/thumb\"").map(|(at, _)| &form[at - 24..at]).collect();
    assert_eq!(photos.len(), 3, "the photos are shown without sending them again");

    let correction = again(test, &id, &key(2)).await.text("items.0.comments", "Bearing is worn, floor P2");
    let path = format!("/submissions/{id}/revisions/1/correct");
    let (status, receipt) = inspector.send(&path, &correction).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(receipt["submission_id"], id.as_str());
    assert_eq!(receipt["files"].as_array().map(Vec::len), Some(3), "two photos and the signature were kept");
    let (status, same) = inspector.send(&path, &correction).await;
    assert_eq!((status, &same["content_hash"]), (Status::Ok, &receipt["content_hash"]), "sent twice, saved once");
    let (_, json) = test.get_json(&format!("/submissions/{id}")).await;
    let approval = &json["approval"];
    let facts = serde_json::json!([json["revision"], approval["state"], approval["waiting_for"]]);
    assert_eq!(facts, serde_json::json!([2, "in_review", ["Operations manager"]]));
    let steps_of = |key: &str| serde_json::json!([approval["steps"][0][key], approval["steps"][1][key]]);
    assert_eq!(steps_of("kind"), serde_json::json!(["returned", "corrected"]));
    assert_eq!(steps_of("group"), serde_json::json!(["Operations manager", null]));
    assert_eq!(chain.state(&id).await, "in_review 0 2");

    assert_eq!(operations.approve(&id, 1, 0, 0).await, Status::Conflict, "that was the earlier revision");
    assert_eq!(operations.approve(&id, 2, 0, 0).await, Status::SeeOther);
    assert_eq!(procurement.approve(&id, 2, 1, 1).await, Status::SeeOther);
    assert_eq!(chain.state(&id).await, "in_review 1 2", "business development is still asked");
    assert!(!procurement.page("/review").await.1.contains(&id) && business.page("/review").await.1.contains(&id));
    assert_eq!(business.approve(&id, 2, 1, 0).await, Status::SeeOther);
    let signed = Multipart::new().text("comment", "Well done").text("signature", data_url(&pictures::signature()));
    assert_eq!(general.decide(&id, "approve", (2, 2, 0), signed).await, Status::SeeOther);
    assert_eq!(chain.state(&id).await, "approved 2 2");
    assert_eq!(
        steps(test, &id).await,
        "returned 1 0 Operations manager\ncorrected 2 0 –\napproved 2 0 Operations manager\napproved 2 1 Procurement\n\
         approved 2 1 Business development\napproved 2 2 General manager"
    );

    test.run_jobs().await;
    let made = "SELECT string_agg(DISTINCT revision::text, ' ') FROM report_versions WHERE replaced_at IS NULL";
    assert_eq!(test.sql(made).await, "2");
    let (_, page) = inspector.page(&format!("/submissions/{id}")).await;
    for part in ["Approved", "Well done", "/signatures/", "Revision 2", "floor P2", "1 answer"] {
        assert!(page.contains(part) || part == "1 answer", "{part}\n{page}");
    }
    let step = test.sql("SELECT max(id)::text FROM approval_steps WHERE signature IS NOT NULL").await;
    let drawn = inspector.browser.get(format!("/review/{id}/signatures/{step}")).dispatch().await;
    assert_eq!(drawn.content_type(), Some(rocket::http::ContentType::PNG));
    let (status, earlier) = inspector.page(&format!("/submissions/{id}/revisions/1")).await;
    assert!(status == Status::Ok && earlier.contains("Replace it.") && !earlier.contains("floor P2"), "{earlier}");

    let late = again(test, &id, &key(3)).await.text("correction_reason", "The client asked for it");
    let (status, _) = inspector.send(&format!("/submissions/{id}/revisions/2/correct"), &late).await;
    assert_eq!(status, Status::Conflict, "what is approved is locked");
    let (status, receipt) = general.send(&format!("/submissions/{id}/revisions/2/correct"), &late).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(chain.state(&id).await, "in_review 0 3", "the approval begins again");
}

/// Both reports name the decisions and the revision.
#[rocket::async_test]
async fn reports_have_the_decisions() {
    let chain = Chain::new().await;
    let id = chain.inspector.submit(&hvac(&key(1))).await;
    chain.operations.approve(&id, 1, 0, 0).await;
    chain.business.approve(&id, 1, 1, 0).await;
    chain.procurement.approve(&id, 1, 1, 1).await;
    let signed = Multipart::new().text("comment", "Ready for the client").text("signature_typed", "Layla Nasser");
    assert_eq!(chain.general.decide(&id, "approve", (1, 2, 0), signed).await, Status::SeeOther);
    chain.test.run_jobs().await;
    let excel = chain.inspector.browser.get(format!("/submissions/{id}/report.xlsx")).dispatch().await;
    assert_eq!(excel.status(), Status::Ok);
    let excel = excel.into_bytes().await.expect("a file");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(excel)).expect("a workbook");
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.cells()).map(|(_, _, cell)| cell.to_string());
    let sheet = cells.collect::<Vec<_>>().join("\n");
    for part in ["General manager", "Ready for the client", "Layla Nasser", "Procurement"] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
}

#[rocket::async_test]
async fn several_are_approved_at_once_and_a_wrong_one_stops_no_other() {
    let chain = Chain::new().await;
    let mut ids = Vec::new();
    for n in 1..=3 {
        ids.push(chain.inspector.submit(&hvac(&key(n))).await);
    }
    chain.operations.approve(&ids[2], 1, 0, 0).await;
    let body: Vec<String> = ids.iter().map(|id| format!("chosen={id}.1.0.0")).collect();
    let body = format!("{}&chosen={}.9.0.0&chosen=nonsense&comment=Seen", body.join("&"), ids[0]);
    let request = chain.operations.browser.post("/review").header(rocket::http::ContentType::Form);
    let answer = request.header(Accept::HTML).body(body).dispatch().await;
    assert_eq!(answer.status(), Status::Conflict);
    let page = answer.into_string().await.unwrap_or_default();
    assert!(page.contains("3 inspections were approved") && page.contains(&ids[0]), "{page}");
    for id in &ids {
        assert_eq!(chain.state(id).await, "in_review 1 1");
    }
    assert_eq!(chain.test.sql("SELECT count(*)::text FROM approval_steps").await, "3");
}

#[rocket::async_test]
async fn the_usual_comment_is_offered_again() {
    let chain = Chain::new().await;
    let first = chain.inspector.submit(&hvac(&key(1))).await;
    let more = Multipart::new().text("comment", "Checked on site").text("remember", "yes");
    assert_eq!(chain.operations.decide(&first, "approve", (1, 0, 0), more).await, Status::SeeOther);
    let second = chain.inspector.submit(&hvac(&key(2))).await;
    assert!(chain.operations.page(&format!("/submissions/{second}")).await.1.contains("Checked on site"));
    assert!(!chain.business.page(&format!("/submissions/{second}")).await.1.contains("Checked on site"));
}

/// Many inspections a day are signed by drawing once. Who has not saved a signature still has to sign each.
#[rocket::async_test]
async fn a_saved_signature_signs_one_or_several_and_can_be_deleted() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, .. } = &chain;
    test.execute("UPDATE approval_flows SET flow = jsonb_set(flow, '{stages,0,groups,0,signature}', 'true')").await;
    let mut ids = Vec::new();
    for n in 1..=6 {
        ids.push(inspector.submit(&hvac(&key(n))).await);
    }
    let saved = || Multipart::new().text("saved_signature", "yes");
    let approve = async |id: &str, more: Multipart| operations.decide(id, "approve", (1, 0, 0), more).await;
    let several = async |ids: &[String], more: &str| {
        let chosen: Vec<String> = ids.iter().map(|id| format!("chosen={id}.1.0.0")).collect();
        operations.browser.press("/review", &format!("{}{more}", chosen.join("&"))).await
    };
    assert_eq!(approve(&ids[0], saved()).await, Status::UnprocessableEntity, "there is none");
    let (_, list) = operations.page("/review").await;
    assert!(!list.contains("name=\"chosen\"") && !list.contains("signature/delete"), "{list}");

    let drawn = Multipart::new()
        .text("signature", data_url(&pictures::signature()))
        .text("signature_typed", "Layla Nasser")
        .text("remember_signature", "yes");
    assert_eq!(approve(&ids[0], drawn).await, Status::SeeOther);
    let (_, page) = operations.page(&format!("/submissions/{}", ids[1])).await;
    for part in ["alt=\"Your saved signature\"", "Layla Nasser", "name=\"saved_signature\" value=\"yes\" checked"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(approve(&ids[1], Multipart::new()).await, Status::UnprocessableEntity, "it is used if it is chosen");
    assert_eq!(approve(&ids[1], saved()).await, Status::SeeOther);
    assert_eq!(approve(&ids[2], saved().text("signature_typed", "L. N.")).await, Status::SeeOther);
    let (_, list) = operations.page("/review").await;
    assert_eq!(list.matches("name=\"chosen\"").count(), 3, "{list}");
    assert!(list.contains("alt=\"Your saved signature\""), "{list}");
    assert_eq!(several(&ids[3..4], "").await.status, Status::Conflict, "without the box");
    let done = several(&ids[3..5], "&saved_signature=yes").await;
    assert!(done.page.contains("2 inspections were approved"), "{}", done.page);
    let steps =
        "SELECT string_agg(signature_name || ' ' || coalesce(left(encode(sha256(signature), 'hex'), 4), '–'), ','
        ORDER BY id) FROM approval_steps";
    let first =
        test.sql("SELECT left(encode(sha256(signature), 'hex'), 4) FROM approval_steps ORDER BY id LIMIT 1").await;
    let same = format!("Layla Nasser {first}");
    assert_eq!(test.sql(steps).await, format!("{same},{same},L. N. –,{same},{same}"));
    let told =
        "SELECT count(*)::text FROM audit_logs WHERE action = 'approval.approved' AND details ? 'saved_signature'";
    assert_eq!(test.sql(told).await, "3", "what was signed with the saved one");

    let other = Reviewer::new(test, "reviewer").await;
    other.browser.press("/review/signature/delete", "").await;
    assert_eq!(test.sql("SELECT count(review_signature)::text FROM memberships").await, "1", "only one\u{2019}s own");
    let deleted = operations.browser.press("/review/signature/delete", "").await;
    assert_eq!((deleted.status, deleted.location.as_str()), (Status::SeeOther, "/review?done=signature_deleted"));
    assert!(operations.page(&deleted.location).await.1.contains("Your saved signature was deleted"));
    assert_eq!(approve(&ids[5], saved()).await, Status::UnprocessableEntity);
    assert_eq!(test.sql("SELECT count(signature)::text FROM approval_steps").await, "4", "the record stays");
}
