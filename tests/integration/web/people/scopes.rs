//! The forms and sites that a member is limited to.

use super::newest;
use crate::support::{
    app::{TestApp, hvac},
    db,
};
use rocket::http::Status;

#[rocket::async_test]
async fn scopes_are_normalised_and_validated() {
    let test = TestApp::new().await;
    test.signed_in("viewer").await;
    let id = newest(&test, "viewer").await;
    let path = format!("/people/{id}");
    let stored =
        "SELECT coalesce(string_agg(coalesce(module, '*') || ':' || coalesce(site_key, '*'), ' ' ORDER BY id), '')
                  FROM membership_scopes";
    let form = "role=viewer&module=civil&site=&module=&site=Marina++TOWER&module=hvac_mep&site=Caf%C3%A9\
                &module=&site=&module=civil&site=";
    assert_eq!(test.client.press(&path, form).await.status, Status::SeeOther);
    assert_eq!(db::text(&test.url, stored).await, "civil:* *:marina tower hvac_mep:cafe");
    let page = test.client.open(&path).await.page;
    assert!(page.contains("value=\"marina tower\"") && page.contains("<option value=\"civil\" selected>"));
    for (bad, sentence) in [
        ("role=viewer&module=no_such&site=", "Select a form from the list."),
        ("role=viewer&module=&site=%21%21", "The name of a site"),
        ("role=viewer&module=&site=a%0Ab", "The name of a site"),
        ("role=owner", "Select a role."),
        ("", "Select a role."),
    ] {
        let answer = test.client.press(&path, bad).await;
        assert_eq!(answer.status, Status::UnprocessableEntity, "{bad}");
        assert!(answer.page.contains(sentence), "{bad}");
    }
    let many = format!("role=viewer{}", "&module=civil&site=Site".repeat(51));
    assert_eq!(test.client.press(&path, &many).await.status, Status::UnprocessableEntity);
    assert_eq!(db::text(&test.url, stored).await, "civil:* *:marina tower hvac_mep:cafe");
    assert_eq!(test.client.press(&path, "role=viewer").await.status, Status::SeeOther);
    assert_eq!(db::text(&test.url, stored).await, "");
}

#[rocket::async_test]
async fn a_viewer_sees_nothing_until_a_form_or_site_is_named() {
    let test = TestApp::new().await;
    let sent = test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    test.run_jobs().await;
    let browser = test.signed_in("viewer").await;
    let id = newest(&test, "viewer").await;
    let list = browser.open("/submissions").await;
    assert!(
        !list.page.contains(sent.as_str()) && list.page.contains("You cannot see any reports yet"),
        "{}",
        list.page
    );
    for path in [format!("/submissions/{sent}"), format!("/submissions/{sent}/report.pdf")] {
        assert_eq!(browser.open(&path).await.status, Status::NotFound, "{path}");
    }
    let home = browser.open("/").await.page;
    assert!(!home.contains(sent.as_str()) && home.contains("You cannot see any reports yet"), "{home}");
    assert!(test.client.open("/people").await.page.contains("Nothing yet: name a form or site"));
    for (scope, seen) in
        [("module=civil&site=", false), ("module=&site=Marina+Tower", true), ("module=hvac_mep&site=", true)]
    {
        let answer = test.client.press(&format!("/people/{id}"), &format!("role=viewer&{scope}")).await;
        assert_eq!(answer.status, Status::SeeOther, "{scope}");
        assert_eq!(browser.open("/submissions").await.page.contains(sent.as_str()), seen, "{scope}");
        let report = browser.open(&format!("/submissions/{sent}/report.pdf")).await.status;
        assert_eq!(report == Status::Ok, seen, "{scope}");
    }
}

#[rocket::async_test]
async fn viewers_who_saw_everything_are_listed_once() {
    let test = TestApp::new().await;
    test.signed_in("viewer").await;
    let first = newest(&test, "viewer").await;
    test.signed_in("viewer").await;
    let second = newest(&test, "viewer").await;
    assert!(!test.client.open("/").await.page.contains("/people#scope-notice"));
    // As the migration of an installation of an earlier version leaves them.
    db::execute(&test.url, "UPDATE memberships SET scope_notice = true WHERE role = 'viewer'").await;
    let list = |page: &str| {
        page.split_once("id=\"scope-notice\"")
            .map(|(_, rest)| rest.split("</section>").next().unwrap_or_default().to_owned())
    };
    assert!(test.client.open("/").await.page.contains("/people#scope-notice"));
    assert!(!test.signed_in("manager").await.open("/").await.page.contains("/people#scope-notice"));
    let named = list(&test.client.open("/people").await.page).expect("the notice");
    assert!(named.contains(&first) && named.contains(&second), "{named}");
    // Whoever got a scope is done.
    test.client.press(&format!("/people/{first}"), "role=viewer&module=civil&site=").await;
    let named = list(&test.client.open("/people").await.page).expect("the notice");
    assert!(!named.contains(&first) && named.contains(&second), "{named}");
    let answer = test.client.press("/people/scope-notice", "").await;
    assert_eq!((answer.status, answer.location.as_str()), (Status::SeeOther, "/people?done=noted"));
    assert_eq!(list(&test.client.open("/people").await.page), None);
    assert!(!test.client.open("/").await.page.contains("/people#scope-notice"));
}
