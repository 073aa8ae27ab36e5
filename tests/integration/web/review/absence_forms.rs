//! Entering and ending absences: their days, what is refused, who may, and what an erasure leaves.

use super::{Chain, Reviewer, absences::TODAY, key};
use crate::support::{
    accounts,
    app::{Browser, TestApp, hvac},
};
use rocket::http::Status;
use time::Duration;

/// The days are those of the absent member: in Dubai the next day begins at 20:00 UTC.
#[rocket::async_test]
async fn an_absence_begins_and_ends_at_midnight_of_the_absent_member() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    let zone = operations.browser.press("/account/time-zone", "time_zone=Asia/Dubai").await;
    assert_eq!(zone.status, Status::SeeOther);
    let id = inspector.submit(&hvac(&key(1))).await;
    let entered = operations.away(test, "2026-03-15", "2026-03-15", &delegate).await;
    assert_eq!(entered.status, Status::SeeOther, "{}", entered.page);
    let own = operations.page("/account/absence").await.1;
    assert!(own.contains("Planned") && own.contains("Asia/Dubai") && !own.contains("Away now"), "{own}");
    // It is 09:30 UTC.
    test.advance(Duration::hours(10) + Duration::minutes(29));
    assert_eq!((delegate.count().await.as_str(), delegate.waits().await.contains(&id)), ("", false), "19:59");
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::Conflict);
    test.advance(Duration::minutes(1));
    assert_eq!((delegate.count().await.as_str(), delegate.waits().await.contains(&id)), ("1", true), "20:00");
    assert!(operations.page("/account/absence").await.1.contains("Away now"));
    let past = operations.away(test, "2026-03-14", "2026-03-14", &delegate).await;
    assert!(past.page.contains("The first day is in the past"), "it is the next day in Dubai: {}", past.page);
    test.advance(Duration::hours(24) - Duration::seconds(1));
    assert_eq!(delegate.count().await, "1", "19:59:59 of the next day");
    test.advance(Duration::seconds(1));
    assert_eq!((delegate.count().await.as_str(), delegate.waits().await.contains(&id)), ("", false));
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::Conflict);
    assert!(operations.page("/account/absence").await.1.contains("No absence is entered"));
    test.advance(Duration::days(91));
    assert_eq!(test.run_periodic("absences.past").await, 1);
}

#[rocket::async_test]
async fn an_absence_that_is_ended_gives_no_right_any_more() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    operations.away_today(test, &delegate).await;
    let id = inspector.submit(&hvac(&key(1))).await;
    assert_eq!(delegate.count().await, "1");
    let absence = test.sql("SELECT id::text FROM absences").await;
    let path = format!("/account/absence/{absence}/end");
    assert_eq!(delegate.browser.press(&path, "").await.status, Status::SeeOther, "it is not theirs");
    assert_eq!(test.count("absences").await, 1);
    for _ in 0..2 {
        assert_eq!(operations.browser.press(&path, "").await.status, Status::SeeOther, "pressed twice");
    }
    assert_eq!(test.count("absences").await, 0);
    assert_eq!((delegate.count().await.as_str(), delegate.waits().await.contains(&id)), ("", false));
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::Conflict);
    let audited = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE action LIKE 'absence%'";
    assert_eq!(test.sql(audited).await, "absence.entered absence.ended");
    operations.away_today(test, &delegate).await;
}

/// Each refusal is a sentence at its field, and what was typed is still there.
#[rocket::async_test]
async fn what_cannot_be_entered_is_said_and_kept() {
    let test = TestApp::new().await;
    let (member, delegate) = (Reviewer::new(&test, "reviewer").await, Reviewer::new(&test, "reviewer").await);
    let viewer = Reviewer::new(&test, "viewer").await;
    let other = test.sql("INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let foreign = accounts::sign_in_to(&test.url, &other, "reviewer", test.now()).await;
    let foreign = test.sql(&format!("SELECT public_id FROM users WHERE email = '{}'", foreign.email)).await;
    let (own, other) = (member.text(&test, "public_id").await, delegate.text(&test, "public_id").await);
    let viewer = viewer.text(&test, "public_id").await;
    assert_eq!(member.away(&test, "2026-04-01", "2026-04-10", &delegate).await.status, Status::SeeOther);
    let day = "2026-03-20";
    for (first, last, delegate, sentence) in [
        ("", day, other.as_str(), "Enter the first day as"),
        (day, "soon", &other, "Enter the last day as"),
        ("2026-03-13", day, &other, "The first day is in the past"),
        (day, "2026-03-19", &other, "The last day is before the first day"),
        (day, "2027-03-21", &other, "An absence has at most 366 days"),
        (day, day, "", "Choose who decides meanwhile"),
        (day, day, &own, "Nobody is their own delegate"),
        (day, day, &viewer, "This person cannot decide"),
        (day, day, &foreign, "This person cannot decide"),
        (day, day, "usr_x", "This person cannot decide"),
        ("2026-03-31", "2026-04-01", &other, "1 April 2026 to 10 April 2026"),
        ("2026-04-10", "2026-04-20", &other, "is entered already"),
    ] {
        let form = format!("first_day={first}&last_day={last}&delegate={delegate}");
        let refused = member.browser.press("/account/absence", &form).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{form}");
        assert!(refused.page.contains(sentence), "{form}: {}", refused.page);
        for (name, typed) in [("first_day", first), ("last_day", last)] {
            assert!(refused.page.contains(&format!("name=\"{name}\" value=\"{typed}\"")), "{form}: {}", refused.page);
        }
        assert!(delegate != other || refused.page.contains(&format!("value=\"{other}\" selected")), "{form}");
    }
    assert_eq!(test.count("absences").await, 1);
    // The days next to another absence are free, and digits may be typed in Arabic.
    assert_eq!(member.away(&test, "٢٠٢٦-٠٤-١١", "2026-04-11", &delegate).await.status, Status::SeeOther);
    assert_eq!(delegate.away(&test, "2026-04-01", "2026-04-02", &member).await.status, Status::SeeOther);
    let (_, page) = delegate.page("/account/absence").await;
    assert!(page.contains("You decide for") && page.contains("11 April 2026"), "{page}");
}

/// An administrator enters the absence of somebody who fell ill without a word, and nobody else can.
#[rocket::async_test]
async fn an_administrator_enters_the_absence_of_another_member() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, general, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    let id = inspector.submit(&hvac(&key(1))).await;
    let (absent, other) = (operations.text(test, "public_id").await, delegate.text(test, "public_id").await);
    let path = format!("/people/{absent}/absence");
    let form = format!("first_day={TODAY}&last_day={TODAY}&delegate={other}");
    for reviewer in [general, operations, &delegate] {
        assert_eq!(reviewer.browser.press(&path, &form).await.status, Status::Forbidden);
    }
    let elsewhere = test.sql("INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let elsewhere = accounts::sign_in_to(&test.url, &elsewhere, "administrator", test.now()).await;
    let elsewhere = Browser::new(&test.app, Some(elsewhere)).await;
    for (address, form) in [(path.clone(), form.as_str()), (format!("{path}/1/end"), "")] {
        assert_eq!(elsewhere.press(&address, form).await.status, Status::NotFound);
    }
    assert_eq!(elsewhere.open(&path).await.status, Status::NotFound);
    assert_eq!(test.count("absences").await, 0);

    let person = test.client.open(&format!("/people/{absent}")).await;
    assert!(person.page.contains(&format!("href=\"{path}\"")), "{}", person.page);
    let refused = test.client.press(&path, &form.replace(TODAY, "2026-03-01")).await;
    assert!(refused.page.contains("The first day is in the past") && refused.page.contains("2026-03-01"));
    let entered = test.client.press(&path, &form).await;
    assert_eq!(entered.status, Status::SeeOther, "{}", entered.page);
    assert!(test.client.open(&entered.location).await.page.contains("The absence was entered"));
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::SeeOther);
    let audited = "SELECT (user_id <> resource_id)::text || ' ' || (details->>'delegate') FROM audit_logs
        WHERE action = 'absence.entered'";
    assert_eq!(test.sql(audited).await, format!("true {other}"));
    let absence = test.sql("SELECT id::text FROM absences").await;
    assert_eq!(test.client.press(&format!("{path}/{absence}/end"), "").await.status, Status::SeeOther);
    assert_eq!(test.count("absences").await, 0);
}

/// An erased member leaves no absence; the decisions that were taken for them stay, without their name.
#[rocket::async_test]
async fn an_erased_member_leaves_no_absence_and_no_name() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, business, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    operations.away_today(test, &delegate).await;
    business.away_today(test, operations).await;
    let id = inspector.submit(&hvac(&key(1))).await;
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::SeeOther);
    let name = operations.text(test, "full_name").await;
    let (absent, email) = (operations.text(test, "public_id").await, operations.text(test, "email").await);
    let erase = format!("/privacy/people/{absent}/erase");
    assert_eq!(test.client.press(&erase, &format!("confirm={email}")).await.status, Status::SeeOther);
    test.run_jobs().await;
    let left = "SELECT string_agg(user_id::text, ' ') FROM absences";
    assert_eq!(test.sql(left).await, business.user, "that of whom the erased member was the delegate");
    let (_, own) = business.page("/account/absence").await;
    assert!(own.contains("This delegate can no longer decide"), "{own}");
    assert!(!own.contains(&format!(">{name}<")), "{own}");
    let (_, page) = inspector.page(&format!("/submissions/{id}")).await;
    assert!(page.contains("for \u{2068}–\u{2069}") && !page.contains(&format!("{name}\u{2069}")), "{page}");
    assert_eq!(test.sql("SELECT (absent_id IS NOT NULL)::text FROM approval_steps").await, "true");
}

/// The account lives on in another organisation: nothing here refers to it any more.
#[rocket::async_test]
async fn an_erased_member_of_two_organisations_is_taken_out_of_absences() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, business, .. } = &chain;
    operations.away_today(test, business).await;
    let id = inspector.submit(&hvac(&key(1))).await;
    assert_eq!(business.approve(&id, 1, 0, 0).await, Status::SeeOther);
    let other = test.sql("INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    for (member, left) in [(business, "1 true false"), (operations, "0 false false")] {
        let join = "INSERT INTO memberships (organisation_id, user_id, role) VALUES";
        test.execute(&format!("{join} ({other}, {}, 'manager')", member.user)).await;
        let (public, email) = (member.text(test, "public_id").await, member.text(test, "email").await);
        let erase = format!("/privacy/people/{public}/erase");
        assert_eq!(test.client.press(&erase, &format!("confirm={email}")).await.status, Status::SeeOther);
        test.run_jobs().await;
        let found = "SELECT (SELECT count(*) FROM absences) || ' ' || bool_or(absent_id IS NOT NULL) || ' '
            || bool_or(user_id IS NOT NULL) FROM approval_steps";
        assert_eq!(test.sql(found).await, left);
    }
    assert_eq!(test.sql("SELECT count(*)::text FROM absences WHERE delegate_id IS NOT NULL").await, "0");
}
