//! Groups that consist of the people of the site: members whose submission scope names it.

use super::{Reviewer, key, save_flow, state};
use crate::support::app::{TestApp, hvac};
use rocket::http::Status;

/// Limits a member to this site, in all forms or in one.
async fn limit(test: &TestApp, member: &Reviewer, module: Option<&str>, site_key: &str) {
    let module = module.map_or("NULL".to_owned(), |module| format!("'{module}'"));
    test.execute(&format!(
        "INSERT INTO membership_scopes (organisation_id, membership_id, module, site_key)
         SELECT organisation_id, id, {module}, '{site_key}' FROM memberships WHERE user_id = {}",
        member.user
    ))
    .await;
}

/// The form `hvac_mep` with one stage, for the people of the site.
async fn by_site(test: &TestApp) {
    let text = str::to_owned;
    let fields = [("template", text("one_reviewer")), ("name", text("Site manager")), ("who", text("0.0=site"))];
    let (status, page) = save_flow(test, "hvac_mep", &fields).await;
    assert_eq!(status, Status::SeeOther, "{page}");
}

#[rocket::async_test]
async fn the_people_of_the_site_decide() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let of_site = Reviewer::new(&test, "reviewer").await;
    let of_form_and_site = Reviewer::new(&test, "manager").await;
    let elsewhere = Reviewer::new(&test, "reviewer").await;
    let everywhere = Reviewer::new(&test, "manager").await;
    let viewer = Reviewer::new(&test, "viewer").await;
    limit(&test, &of_site, None, "marina tower").await;
    limit(&test, &of_form_and_site, Some("hvac_mep"), "marina tower").await;
    limit(&test, &elsewhere, None, "palm mall").await;
    limit(&test, &elsewhere, Some("civil"), "marina tower").await;
    limit(&test, &viewer, None, "marina tower").await;
    by_site(&test).await;
    let shown = test.client.open("/organisation/approval/hvac_mep").await.page;
    assert!(shown.contains("value=\"0.0=site\" selected"), "{shown}");

    let id = inspector.submit(&hvac(&key(1))).await;
    test.run_jobs().await;
    // What the list, the number in the navigation and the notifications say is what a decision would find.
    for (reviewer, waits) in
        [(&of_site, true), (&of_form_and_site, true), (&elsewhere, false), (&everywhere, false), (&inspector, false)]
    {
        assert_eq!(reviewer.waits().await.contains(&id), waits, "{}", reviewer.user);
        assert_eq!(reviewer.count().await, if waits { "1" } else { "" }, "{}", reviewer.user);
        let told = format!("SELECT count(*)::text FROM notifications WHERE user_id = {}", reviewer.user);
        assert_eq!(test.sql(&told).await, if waits { "1" } else { "0" }, "{}", reviewer.user);
    }
    assert_eq!(test.sql("SELECT count(*)::text FROM notifications").await, "2", "nobody else is notified");
    assert_eq!(elsewhere.approve(&id, 1, 0, 0).await, Status::NotFound);
    assert_eq!(everywhere.approve(&id, 1, 0, 0).await, Status::Conflict, "who sees all sites belongs to none");
    assert_eq!(viewer.approve(&id, 1, 0, 0).await, Status::Forbidden);
    assert_eq!(state(&test, &id).await, "in_review 0 1");
    assert_eq!(of_site.approve(&id, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(state(&test, &id).await, "approved 0 1");
}

#[rocket::async_test]
async fn a_site_without_people_has_an_administrator() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let of_site = Reviewer::new(&test, "reviewer").await;
    limit(&test, &of_site, None, "marina tower").await;
    by_site(&test).await;
    let administrators = "SELECT count(*)::text FROM notifications n JOIN memberships m ON m.user_id = n.user_id
        WHERE m.role = 'administrator'";

    let id = inspector.submit(&hvac(&key(1))).await;
    test.run_jobs().await;
    assert_eq!(test.sql(administrators).await, "0");
    test.execute(&format!("UPDATE users SET disabled_at = now() WHERE id = {}", of_site.user)).await;
    assert_eq!(test.run_periodic("notifications.stages").await, 1, "the only person of the site has left");
    let own = inspector.submit(&hvac(&key(2))).await;
    test.run_jobs().await;
    assert_eq!(test.sql(administrators).await, "2", "the site had no reviewer when it was sent");
    for id in [id, own] {
        let administrator = Reviewer { browser: test.signed_in("administrator").await, user: String::new() };
        assert_eq!(administrator.approve(&id, 1, 0, 0).await, Status::SeeOther);
    }
}

#[rocket::async_test]
async fn a_delegate_decides_about_the_site_of_the_absent_member() {
    let test = TestApp::new().await;
    let inspector = Reviewer::new(&test, "inspector").await;
    let (of_site, delegate) = (Reviewer::new(&test, "reviewer").await, Reviewer::new(&test, "reviewer").await);
    limit(&test, &of_site, Some("hvac_mep"), "marina tower").await;
    by_site(&test).await;
    let id = inspector.submit(&hvac(&key(1))).await;
    test.run_jobs().await;
    assert!(!delegate.waits().await.contains(&id));
    of_site.away_today(&test, &delegate).await;
    assert!(delegate.waits().await.contains(&id));
    assert_eq!(delegate.count().await, "1");
    assert_eq!(test.run_periodic("notifications.stages").await, 1, "the delegate is told");
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(test.sql("SELECT absent_id::text FROM approval_steps").await, of_site.user);
}
