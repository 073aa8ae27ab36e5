//! The check-list after the set-up: what is done is read from the real state, and each item can be dismissed.

use crate::support::app::TestApp;
use rocket::http::Status;

/// The items of the home page: name and whether each is done.
async fn items(test: &TestApp) -> Vec<(String, bool)> {
    let page = test.client.open("/").await.page;
    let Some((_, list)) = page.split_once("id=\"t-setup\"") else { return Vec::new() };
    let (list, _) = list.split_once("</section>").expect("its end");
    let item = |text: &str| {
        let title = text.split("row-name\">").nth(1).expect("a title");
        let title = title.split_once("<span class=\"sr\">").expect("a state").0;
        let title = title.rsplit_once("</a>").map_or(title, |(link, _)| link.rsplit('>').next().unwrap_or_default());
        (title.to_owned(), text.starts_with("done"))
    };
    list.split("<li class=\"").skip(1).map(item).collect()
}

fn is_done(items: &[(String, bool)], title: &str) -> Option<bool> {
    items.iter().find(|(found, _)| found == title).map(|(_, done)| *done)
}

#[rocket::async_test]
async fn what_is_done_is_read_from_the_real_state() {
    let test = TestApp::new().await;
    let before = items(&test).await;
    for title in [
        "Invite your team",
        "Protect your account",
        "Choose your time zone",
        "Make it reachable from phones",
        "Set up e-mail",
        "Submit a first inspection",
        "Set up backups",
        "Try the demo",
    ] {
        assert_eq!(is_done(&before, title), Some(false), "{title}: {before:?}");
    }
    assert_eq!(is_done(&before, "Import the data of the old app"), None, "there is no old app");

    test.client.press("/people/invitations", "email=new%40example.org&role=inspector").await;
    test.submit("hvac_mep", &crate::support::app::hvac("checklist-key-1")).await;
    test.execute(
        "UPDATE organisations SET time_zone = 'Asia/Dubai';
         INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, name, backed_up, created_at)
         SELECT id, 'x', 'x', 0, 'Key', false, now() FROM users",
    )
    .await;
    let after = items(&test).await;
    for title in ["Invite your team", "Protect your account", "Choose your time zone", "Submit a first inspection"] {
        assert_eq!(is_done(&after, title), Some(true), "{title}: {after:?}");
    }
    let settings = [
        ("INJAAZ_PUBLIC_URL", "https://forms.example.org"),
        ("INJAAZ_SMTP_URL", "smtp://localhost:25"),
        ("INJAAZ_MAIL_FROM", "forms@example.org"),
    ];
    let served = test.restarted(&settings).await;
    let page = injaaz::services::home::home(
        &served.app,
        &served.actor(),
        served.app.forms.installed(),
        injaaz::services::home::HomeParts {
            overview: false,
            administrator: Some(1),
            in_home_tenant: true,
            zone: injaaz::domain::time_zone::TimeZone::UTC,
        },
    )
    .await
    .expect("the home page");
    let list = page.checklist.expect("a backup is open");
    let done: Vec<&str> = list.items.iter().filter(|(_, done)| *done).map(|(item, _)| item.as_str()).collect();
    assert!(done.contains(&"public_address") && done.contains(&"mail"), "{done:?}");
    assert!(!list.is_local);
}

#[rocket::async_test]
async fn dismissed_items_go_and_with_the_last_one_the_list() {
    let test = TestApp::new().await;
    let path = |item: &str| format!("/setup-checklist/{item}/dismiss");
    for role in ["manager", "reviewer", "inspector", "viewer"] {
        assert_eq!(test.signed_in(role).await.press(&path("backup"), "").await.status, Status::Forbidden, "{role}");
    }
    assert_eq!(test.client.press(&path("nothing"), "").await.status, Status::NotFound);
    for _ in 0..2 {
        let answer = test.client.press(&path("backup"), "").await;
        assert_eq!((answer.status, answer.location.as_str()), (Status::SeeOther, "/"));
    }
    let left = items(&test).await;
    assert_eq!(is_done(&left, "Set up backups"), None, "{left:?}");
    assert_eq!(test.sql("SELECT setup_dismissed::text FROM organisations").await, "{backup}");
    for item in
        ["people", "second_factor", "time_zone", "public_address", "mail", "first_inspection", "legacy_data", "demo"]
    {
        test.client.press(&path(item), "").await;
    }
    assert_eq!(items(&test).await, []);
    // Another organisation has its own list, without what concerns the server.
    let other = "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text";
    let other = test.sql(other).await;
    let session = crate::support::accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    let page = crate::support::app::Browser::new(&test.app, Some(session)).await.open("/").await.page;
    assert!(page.contains("Invite your team") && !page.contains("Set up e-mail"), "{page}");
    // A demo needs no set-up.
    test.execute("UPDATE organisations SET is_demo = true, setup_dismissed = '{}'").await;
    assert_eq!(items(&test).await, []);
}
