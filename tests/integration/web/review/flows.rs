//! The flows of an organisation: saving, refusing, and changing one while submissions are in it.

use super::{Chain, Reviewer, key, save_flow, state};
use crate::support::app::{Multipart, TestApp, hvac};
use rocket::http::Status;

fn text(value: &str) -> String {
    value.to_owned()
}

#[rocket::async_test]
async fn a_changed_flow_is_for_new_submissions_only() {
    let chain = Chain::new().await;
    let before = chain.inspector.submit(&hvac(&key(1))).await;
    let one = [("template", text("one_reviewer")), ("name", text("Reviewer")), ("who", text("0.0=reviewer"))];
    assert_eq!(save_flow(&chain.test, "hvac_mep", &one).await.0, Status::SeeOther);
    let after = chain.inspector.submit(&hvac(&key(2))).await;
    assert_eq!(chain.business.approve(&after, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(state(&chain.test, &after).await, "approved 0 1");
    assert_eq!(chain.business.approve(&before, 1, 0, 0).await, Status::Conflict);
    assert_eq!(chain.operations.approve(&before, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(state(&chain.test, &before).await, "in_review 1 1");
    assert_eq!(save_flow(&chain.test, "hvac_mep", &[("template", text("none"))]).await.0, Status::SeeOther);
    let free = chain.inspector.submit(&hvac(&key(3))).await;
    assert_eq!(state(&chain.test, &free).await, "", "it needs no approval");
    assert_eq!(chain.business.approve(&before, 1, 1, 0).await, Status::SeeOther, "the first one still does");
    let audited = "SELECT count(*)::text FROM audit_logs WHERE action = 'approval_flow.changed'";
    assert_eq!(chain.test.sql(audited).await, "3");
}

#[rocket::async_test]
async fn a_flow_without_names_or_people_is_refused_with_what_was_typed() {
    let test = TestApp::new().await;
    for (field, value, sentence) in [("who", "0.0=members", "Choose who belongs to"), ("name", " ", "Enter a name")] {
        let name = if field == "name" { value } else { "Quality" };
        let who = if field == "who" { value } else { "0.0=reviewer" };
        let fields = [("template", text("one_reviewer")), ("name", text(name)), ("who", text(who))];
        let (status, page) = save_flow(&test, "civil", &fields).await;
        assert_eq!(status, Status::UnprocessableEntity);
        assert!(page.contains(sentence), "{page}");
    }
    let stranger = [
        ("template", text("one_reviewer")),
        ("name", text("Quality")),
        ("who", text("0.0=members")),
        ("member", text("0.0=999999")),
    ];
    assert_eq!(save_flow(&test, "civil", &stranger).await.0, Status::UnprocessableEntity);
    assert_eq!(save_flow(&test, "nothing", &[("template", text("none"))]).await.0, Status::NotFound);
    assert_eq!(test.count("approval_flows").await, 0);
}

#[rocket::async_test]
async fn any_group_is_enough_and_a_return_can_lead_to_the_start() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let reviewer = Reviewer::new(&test, "reviewer").await;
    let manager = Reviewer::new(&test, "manager").await;
    let mut fields = vec![("template", text("chain")), ("after_return", text("from_start")), ("rule", text("1=any"))];
    for id in ["0.0", "1.0", "1.1", "2.0"] {
        fields.push(("name", format!("Group {id}")));
        fields.push(("who", format!("{id}={}", if id == "2.0" { "manager" } else { "reviewer" })));
    }
    assert_eq!(save_flow(&test, "hvac_mep", &fields).await.0, Status::SeeOther);
    let id = inspector.submit(&hvac(&key(1))).await;
    assert_eq!(reviewer.approve(&id, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(reviewer.approve(&id, 1, 1, 1).await, Status::SeeOther);
    assert_eq!(state(&test, &id).await, "in_review 2 1", "one of the two groups is enough");
    let why = Multipart::new().text("reason", "Again");
    assert_eq!(manager.decide(&id, "return", (1, 2, 0), why).await, Status::SeeOther);
    let path = format!("/submissions/{id}/revisions/1/correct");
    assert_eq!(inspector.send(&path, &hvac(&key(2))).await.0, Status::Created, "a returned one has its reason");
    assert_eq!(state(&test, &id).await, "in_review 0 2");
}

#[rocket::async_test]
async fn the_pages_show_what_is_set_up() {
    let chain = Chain::new().await;
    let administrator = Reviewer::new(&chain.test, "administrator").await;
    let (status, list) = administrator.page("/organisation/approval").await;
    assert!(status == Status::Ok && list.contains("Business development + Procurement"), "{list}");
    let (status, form) = administrator.page("/organisation/approval/hvac_mep").await;
    assert!(
        status == Status::Ok && form.contains(&format!("value=\"1.1={}\" checked", chain.procurement.user)),
        "{form}"
    );
    let (_, template) = administrator.page("/organisation/approval/civil?template=chain").await;
    assert!(template.contains("General manager"), "{template}");
    assert_eq!(chain.general.page("/organisation/approval").await.0, Status::Forbidden);
}
