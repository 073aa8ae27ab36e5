//! The list and the number beside the bell.

use super::{Member, key, one_reviewer};
use crate::support::{
    accounts,
    app::{TestApp, hvac},
};
use rocket::http::{Accept, Cookie, Header, Status};

/// A reviewer with an unread notification about an inspection.
async fn asked() -> (TestApp, Member, String) {
    let test = TestApp::new().await;
    let reviewer = Member::new(&test, "reviewer").await;
    one_reviewer(&test, "reviewer").await;
    let id = test.submit("hvac_mep", &hvac(&key(1))).await.to_string();
    test.run_jobs().await;
    (test, reviewer, id)
}

#[rocket::async_test]
async fn what_is_opened_is_read() {
    let (test, reviewer, id) = asked().await;
    let page = reviewer.browser.open("/notifications").await.page;
    for part in
        ["Waiting for your decision", "Marina Tower", &format!("href=\"/submissions/{id}\""), "class=\"unread\""]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(reviewer.unread().await, Some(1), "the list alone reads nothing");
    let request = reviewer.browser.get(format!("/submissions/{id}")).header(Accept::JSON);
    assert_eq!(request.dispatch().await.status(), Status::Ok);
    assert_eq!(reviewer.unread().await, Some(1), "a program reads nothing");
    let page = reviewer.browser.open(&format!("/submissions/{id}")).await.page;
    let (_, bell) = page.split_once("class=\"bell\"").expect("a bell");
    assert!(!bell.split_once("</a>").expect("its end").0.contains("count"), "the page itself shows the new number");
    assert_eq!((reviewer.unread().await, reviewer.told(&test).await.as_str()), (None, "(decision_wanted)"));
    let page = reviewer.browser.open("/notifications").await.page;
    assert!(
        page.contains("Marina Tower") && !page.contains("class=\"unread\"") && !page.contains("/notifications/read")
    );
}

#[rocket::async_test]
async fn everything_is_marked_as_read_and_pages_follow_each_other() {
    let (test, reviewer, id) = asked().await;
    let other = Member::new(&test, "reviewer").await;
    let rows = "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, event, created_at, delivery)
        SELECT organisation_id, {user}, 'mentioned', id, n, now(), 'off' FROM submissions, generate_series(1, 150) n";
    for member in [&reviewer, &other] {
        test.execute(&rows.replace("{user}", &member.user)).await;
    }
    let page = reviewer.browser.open("/more").await.page;
    assert!(page.contains("99+"), "{page}");
    let (mut path, mut found) = (Some("/notifications".to_owned()), 0);
    while let Some(at) = path {
        let page = reviewer.browser.open(&at).await.page;
        found += page.matches(&format!("href=\"/comments/{id}#newest\"")).count();
        let next = page.split_once("rel=\"next\" href=\"").map(|(_, rest)| rest.split('"').next().unwrap_or_default());
        path = next.map(str::to_owned);
    }
    assert_eq!(found, 150);
    assert_eq!(reviewer.browser.press("/notifications/read", "").await.status, Status::SeeOther);
    assert_eq!((reviewer.unread().await, other.told(&test).await.contains('(')), (None, false));
    assert!(reviewer.browser.open("/notifications?before=1").await.page.contains("Newest notifications"));
}

#[rocket::async_test]
async fn who_can_no_longer_see_the_subject_does_not_see_the_notification() {
    let (test, reviewer, _) = asked().await;
    let scope = format!(
        "INSERT INTO membership_scopes (organisation_id, membership_id, module)
         SELECT organisation_id, id, 'civil' FROM memberships WHERE user_id = {}",
        reviewer.user
    );
    test.execute(&scope).await;
    let page = reviewer.browser.open("/notifications").await.page;
    assert!(!page.contains("Marina Tower") && page.contains("You have no notifications"), "{page}");
    assert!(page.contains("/notifications/read"), "the number can be cleared");
}

#[rocket::async_test]
async fn the_list_is_arabic_too_and_only_for_members() {
    let (test, reviewer, _) = asked().await;
    let request = reviewer.browser.get("/notifications").header(Accept::HTML).cookie(Cookie::new("lang", "ar"));
    let page =
        request.header(Header::new("Accept-Language", "ar")).dispatch().await.into_string().await.expect("a page");
    for part in ["dir=\"rtl\"", "الإشعارات", "بانتظار قرارك", "تحديد الكل كمقروء"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(test.stranger().await.open("/notifications").await.status, Status::SeeOther);
    // A viewer has the page, and is told nothing.
    let viewer = Member::new(&test, "viewer").await;
    assert!(viewer.browser.open("/notifications").await.page.contains("You have no notifications"));
}

#[rocket::async_test]
async fn old_notifications_are_deleted() {
    let (test, reviewer, _) = asked().await;
    let rows = "INSERT INTO notifications (organisation_id, user_id, kind, submission_id, event, created_at, read_at, delivery)
        SELECT organisation_id, {user}, 'mentioned', id, 'old ' || n, '{now}'::timestamptz - make_interval(days => n),
            CASE WHEN n % 2 = 0 THEN '{now}'::timestamptz END, 'off'
        FROM submissions, unnest(ARRAY[88, 89, 92, 93, 364, 367]) n";
    let now = test.now().to_string();
    let now = now.split('.').next().expect("a time");
    test.execute(&rows.replace("{user}", &reviewer.user).replace("{now}", &format!("{now}Z"))).await;
    // Read after 90 days: 92, 364. Unread after a year: 367.
    assert_eq!(test.run_periodic("notifications.old").await, 3);
    let left = "SELECT string_agg(event, ', ' ORDER BY event) FROM notifications WHERE kind = 'mentioned'";
    assert_eq!(test.sql(left).await, "old 88, old 89, old 93");
}

#[rocket::async_test]
async fn what_was_read_is_read_on_every_server() {
    let on = [("INJAAZ_SESSION_CACHE", "on")];
    let test = TestApp::with(&on).await;
    let other = TestApp::on(test.url.clone(), &on).await;
    let signed_in = accounts::sign_in(&test.url, "reviewer", test.now()).await;
    one_reviewer(&test, "reviewer").await;
    let id = test.submit("hvac_mep", &hvac(&key(1))).await;
    test.run_jobs().await;
    let (here, there) = (Member::signed_in(&test, signed_in.clone()).await, Member::signed_in(&other, signed_in).await);
    assert_eq!((here.unread().await, there.unread().await), (Some(1), Some(1)));
    assert_eq!(there.browser.open(&format!("/submissions/{id}")).await.status, Status::Ok);
    assert_eq!(there.unread().await, None, "at once where it was read");
    let announced = async {
        while here.unread().await.is_some() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), announced).await.expect("announced");
}
