//! `/people/invitations` and `/join/<token>`: an invitation from its creation to the new member.

use crate::support::{
    accounts::{SignedIn, sign_in_to},
    app::{Browser, TestApp},
    db,
    smtp::{self, Smtp},
};
use injaaz::{domain::job::Lane, jobs::Runner};
use rocket::http::{ContentType, Status};
use time::Duration;

const NEW: &str = "full_name=Sara+Nasser&password=four+plain+words+here&password_again=four+plain+words+here";

async fn invited(test: &TestApp, form: &str) -> String {
    let answer = test.client.press("/people/invitations", form).await;
    assert_eq!(answer.status, Status::Ok, "{}", answer.page);
    answer.link()
}

#[rocket::async_test]
async fn a_new_member_gets_the_role_of_the_invitation() {
    let test = TestApp::new().await;
    let link = invited(&test, "email=Sara%40Example.org&role=viewer&module=civil&site=").await;
    let list = test.client.open("/people").await.page;
    assert!(list.contains("Sara@Example.org") && !list.contains(&link), "the link is shown once");

    let browser = test.stranger().await;
    let page = browser.open(&link).await;
    assert_eq!(page.status, Status::Ok);
    assert!(page.page.contains("Viewer") && page.page.contains("Injaaz"));
    for (bad, sentence) in [
        ("full_name=&password=four+plain+words+here&password_again=four+plain+words+here", "Enter a name"),
        (
            "full_name=a%0D%0ABcc%3A+x&password=four+plain+words+here&password_again=four+plain+words+here",
            "Enter a name",
        ),
        ("full_name=Sara&password=short&password_again=short", "too short"),
        ("full_name=Sara&password=four+plain+words+here&password_again=other", "passwords differ"),
    ] {
        let answer = browser.press(&link, bad).await;
        assert_eq!(answer.status, Status::UnprocessableEntity, "{bad}");
        assert!(answer.page.contains(sentence), "{bad}: {}", answer.page);
        assert!(!answer.page.contains("four plain words"), "the page contains the password");
    }
    let form =
        format!("{NEW}&role=administrator&organisation_id=7&user_id=1&must_change_password=true&email=x@example.org");
    let answer = browser.press(&link, &form).await;
    assert_eq!((answer.status, answer.location.as_str()), (Status::SeeOther, "/"), "{}", answer.page);
    assert_eq!(browser.open("/submissions").await.status, Status::Ok);
    assert_eq!(browser.open("/forms/civil").await.status, Status::Forbidden);
    let stored = "SELECT concat_ws(' ', u.email, u.full_name, m.role, u.must_change_password, s.module,
                      u.password_hash LIKE '$argon2id$%') FROM users u JOIN memberships m ON m.user_id = u.id
                  JOIN membership_scopes s ON s.membership_id = m.id WHERE m.role = 'viewer'";
    assert_eq!(db::text(&test.url, stored).await, "Sara@Example.org Sara Nasser viewer f civil t");
    let actions = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs";
    assert_eq!(db::text(&test.url, actions).await, "invitation.made invitation.accepted");
    let token = link.trim_start_matches("/join/");
    let secrets = format!("SELECT count(*)::text FROM audit_logs WHERE details::text ~ '{token}|plain words'");
    assert_eq!(db::text(&test.url, &secrets).await, "0");
    let again = test.stranger().await.press(&link, NEW).await;
    assert_eq!(again.status, Status::NotFound);
}

#[rocket::async_test]
async fn all_invalid_links_have_the_same_page() {
    let test = TestApp::new().await;
    let browser = test.stranger().await;
    let used = invited(&test, "email=a%40example.org&role=viewer").await;
    assert_eq!(test.stranger().await.press(&used, NEW).await.status, Status::SeeOther);
    let expired = invited(&test, "email=b%40example.org&role=viewer").await;
    test.advance(Duration::days(8));
    db::execute(&test.url, "UPDATE sessions SET last_seen_at = last_seen_at + interval '20 days'").await;
    let revoked = invited(&test, "email=c%40example.org&role=viewer").await;
    let page = test.client.open("/people").await.page;
    let (_, rest) = page.split_once("/people/invitations/").expect("a button");
    let revoke = format!("/people/invitations/{}", rest.split('"').next().unwrap());
    assert_eq!(test.client.press(&revoke, "").await.status, Status::SeeOther);
    assert_eq!(test.client.press(&revoke, "").await.status, Status::NotFound);
    let replaced = invited(&test, "email=D%40example.org&role=viewer").await;
    let open = invited(&test, "email=d%40example.org&role=viewer").await;
    let upper = format!("/join/{}", open.trim_start_matches("/join/").to_uppercase());
    let short = open[..open.len() - 1].to_owned();
    let reset = format!("/password-reset/{}", open.trim_start_matches("/join/"));
    let never = format!("/join/{}", "0".repeat(64));
    let mut pages = Vec::new();
    for link in [&used, &expired, &revoked, &replaced, &upper, &short, &reset, &never, &"/join/x".to_owned()] {
        for answer in [browser.open(link).await, browser.press(link, NEW).await] {
            assert_eq!(answer.status, Status::NotFound, "{link}");
        }
        pages.push(browser.open(link).await.page.replace(link.as_str(), ""));
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
    assert_eq!(browser.open(&open).await.status, Status::Ok);
}

#[rocket::async_test]
async fn an_existing_account_signs_in_to_accept_an_invitation() {
    let test = TestApp::new().await;
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let session = sign_in_to(&test.url, "(SELECT max(id) FROM organisations)", "manager", test.now()).await;
    let email = session.email.replace('@', "%40").to_uppercase();
    let link = invited(&test, &format!("email={email}&role=reviewer")).await;

    let stranger = test.stranger().await;
    let page = stranger.open(&link).await;
    assert!(page.page.contains("href=\"/sign-in\"") && !page.page.contains("new-password"));
    assert_eq!(
        stranger.press(&link, NEW).await.status,
        Status::UnprocessableEntity,
        "the link gives no access to the account"
    );
    let other = test.signed_in("viewer").await;
    assert!(other.open(&link).await.page.contains("another account"));
    assert_eq!(other.press(&link, NEW).await.status, Status::UnprocessableEntity);

    let browser = Browser::new(&test.app, Some(session.clone())).await;
    assert!(browser.open(&link).await.page.contains("Join with this account"));
    let answer = browser.post(link.as_str()).header(ContentType::Form).dispatch().await;
    assert_eq!(answer.status(), Status::SeeOther);
    let token = answer.cookies().get("session").expect("a new token").value().to_owned();
    let after = Browser::new(&test.app, Some(SignedIn::with_token(&token))).await;
    assert_eq!(after.open("/submissions").await.status, Status::Ok);
    let here = "SELECT count(*)::text FROM sessions s JOIN users u ON u.id = s.user_id
                WHERE s.organisation_id = (SELECT min(id) FROM organisations) AND u.email LIKE 'manager-%'";
    assert_eq!(db::text(&test.url, here).await, "1");
    let before = Browser::new(&test.app, Some(session)).await;
    assert_eq!(before.open("/submissions").await.status, Status::SeeOther, "the former token is invalid");
    let answer = test.client.press("/people/invitations", &format!("email={email}&role=viewer")).await;
    assert_eq!(answer.status, Status::Conflict, "a member cannot be invited");
}

#[rocket::async_test]
async fn invitation_addresses_are_validated() {
    let test = TestApp::new().await;
    let long = format!("{}%40example.org", "a".repeat(400));
    for bad in ["", "sara", "sara%40", "a%40b%0D%0ABcc%3Ax%40example.org", "a%40example.org%2Cb%40example.org", &long] {
        let answer =
            test.client.press("/people/invitations", &format!("email={bad}&role=viewer&module=civil&site=Here")).await;
        assert_eq!(answer.status, Status::UnprocessableEntity, "{bad}");
        assert!(answer.page.contains("not an e-mail address") && answer.page.contains("value=\"Here\""), "{bad}");
    }
    for good in ["sara%2Bsites%40example.org", "sara%40b%C3%BCcher.example"] {
        invited(&test, &format!("email={good}&role=viewer")).await;
    }
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM one_time_links").await, "2");
    let answer = test.client.press("/people/invitations", "email=a%40example.org&role=owner").await;
    assert_eq!(answer.status, Status::UnprocessableEntity);
}

#[rocket::async_test]
async fn an_invitation_is_mailed_where_mail_is_sent() {
    let mut server = Smtp::start().await;
    let settings = [("INJAAZ_SMTP_URL", server.url.as_str()), ("INJAAZ_MAIL_FROM", "Injaaz <forms@example.org>")];
    let test = TestApp::with(&settings).await;
    // A name with line breaks that is in the database anyway must not become an e-mail header.
    db::execute(&test.url, "UPDATE organisations SET name = E'Towers\\r\\nBcc: all@example.org\\r\\n\\r\\nx'").await;
    server.refuse(1);
    let link = invited(&test, "email=sara%40example.org&role=viewer").await;
    let token = link.trim_start_matches("/join/");
    assert_eq!(test.count(&format!("jobs WHERE jobs::text LIKE '%{token}%' OR jobs::text LIKE '%sara@%'")).await, 0);
    let runner = Runner::start(&test.app);
    while test.sql("SELECT concat(attempts, lease_token) FROM jobs").await != "1" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // After a rejection the mail server is tried again a second later.
    test.advance(time::Duration::SECOND);
    test.app.jobs.wake(Lane::Email);
    let letter = server.letter().await;
    runner.stop().await;
    assert_eq!(test.count("jobs").await, 0);
    let (head, _) = letter.split_once("\r\n\r\n").expect("a head");
    assert!(head.contains("To: sara@example.org") && !head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    assert_eq!(smtp::link(&letter), link);
}

#[rocket::async_test]
async fn an_invitation_page_refers_to_no_missing_element() {
    let test = TestApp::new().await;
    for role in ["administrator", "manager", "reviewer", "inspector", "viewer"] {
        let link = invited(&test, &format!("email={role}-new%40example.org&role={role}")).await;
        let page = test.stranger().await.open(&link).await.page;
        assert!(page.contains("You are invited to join"), "{page}");
        assert!(!page.contains("below"), "{role}: {page}");
    }
}
