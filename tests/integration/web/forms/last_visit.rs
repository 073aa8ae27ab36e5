//! Answers of an earlier visit, and suggestions while a form is filled in.

use crate::support::{
    accounts::sign_in_to,
    app::{Browser, Multipart, TestApp},
    db,
    forms::{complete_civil, complete_hvac},
    pictures,
};
use crate::web::public::opened;
use rocket::http::{Accept, Status};
use serde_json::{Value, json};

/// The value of a control of the page.
fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let named = format!("name=\"{name}\"");
    let control = page.split('<').find(|tag| tag.contains(&named)).unwrap_or_default();
    match control.strip_prefix("textarea") {
        Some(area) => area.split_once('>').map_or("", |(_, text)| text.trim()),
        None => control.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default(),
    }
}

fn post(key: &str, parts: &[(&str, &str)]) -> Multipart {
    let form = Multipart::new().text("submission_key", key).text("do", "copy");
    parts.iter().fold(form, |form, (name, text)| form.text(name, text))
}

/// Presses the button without scripts.
async fn press(browser: &Browser, module: &str, form: &Multipart) -> (Status, String) {
    let post = browser.post(format!("/forms/{module}")).header(form.content_type()).header(Accept::HTML);
    let answer = post.body(form.body()).dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

async fn json_of(browser: &Browser, address: &str) -> (Status, Value) {
    let answer = browser.get(address).header(Accept::JSON).dispatch().await;
    (answer.status(), answer.into_json().await.unwrap_or_default())
}

/// Two visits of a site; the newer one was sent first, as imports do.
async fn visited(test: &TestApp) -> String {
    let newer = test.submit("civil", &complete_civil("visit-of-a-test-02").form).await;
    let older = complete_civil("visit-of-a-test-01").form.without("date").without("floor");
    test.submit("civil", &older.text("date", "2026-01-31").text("floor", "P1")).await;
    newer.to_string()
}

const SITE: &str = "برج النخيل";

#[rocket::async_test]
async fn the_last_visit_fills_in_what_is_blank() {
    let test = TestApp::new().await;
    let id = visited(&test).await;
    // The name of the site is compared as searches do. What was typed, and the photo, stay.
    let typed = [
        ("project_name", " برج  النخيل "),
        ("location", "Plot 99"),
        ("date", "2026-03-14"),
        ("floor", ""),
        ("inspector_name", "Mona"),
        ("items.0.work_desc", ""),
        ("items.0.comments", ""),
    ];
    let form = post("copied-of-a-test-01", &typed).jpeg("photos", &pictures::jpeg(64, 48, 9));
    let (status, page) = press(&test.client, "civil", &form).await;
    assert_eq!(status, Status::Ok, "{page}");
    let expected = [
        ("location", "Plot 99"),
        ("date", "2026-03-14"),
        ("floor", "P2"),
        ("inspector_name", "Mona"),
        ("developer_client", "Emaar &amp; Sons"),
        ("estimated_time", "2 weeks"),
        ("items.0.work_desc", "Waterproofing"),
        ("items.0.area_other", "Pump room"),
        ("items.0.comments", "=1+1"),
        ("op_signature_typed", ""),
        ("submission_key", "copied-of-a-test-01"),
    ];
    for (name, text) in expected {
        let found = value(&page, name).replace("&#38;", "&amp;");
        assert_eq!(found, text, "{name}: {page}");
    }
    assert_eq!(page.matches("data-upload=").count(), 1, "the own photo only: {page}");
    assert!(page.contains("visit on 28 February 2026 by") && page.contains("Laila"), "{page}");
    assert!(page.contains(&format!("href=\"/submissions/{id}\"")), "{page}");
    assert_eq!(test.sql("SELECT count(*)::text FROM submissions").await, "2", "nothing was sent");

    // It is sent like any other form.
    let sent = post("copied-of-a-test-01", &[]).without("do").text("do", "submit");
    let names = ["project_name", "location", "date", "floor", "items.0.work_desc"];
    let sent = names.iter().fold(sent, |sent, name| sent.text(name, value(&page, name)));
    assert_eq!(press(&test.client, "civil", &sent).await.0, Status::SeeOther);

    // With an item of one's own the items stay.
    let own = [("project_name", SITE), ("items.0.work_desc", "Paint"), ("items.1.work_desc", "")];
    let (_, page) = press(&test.client, "civil", &post("copied-of-a-test-03", &own)).await;
    assert_eq!([value(&page, "items.0.work_desc"), value(&page, "items.0.comments")], ["Paint", ""], "{page}");
}

#[rocket::async_test]
async fn without_a_visit_the_form_comes_back_as_it_was() {
    let test = TestApp::new().await;
    visited(&test).await;
    for (site, sentence) in
        [("", "first: the last visit of that site"), ("Palm House", "no earlier visit"), ("…", "no earlier visit")]
    {
        let form = post("copied-of-a-test-01", &[("project_name", site), ("location", "Plot 99")]);
        let (status, page) = press(&test.client, "civil", &form).await;
        assert!(status == Status::Ok && page.contains(sentence), "{page}");
        assert_eq!([value(&page, "location"), value(&page, "project_name")], ["Plot 99", site], "{page}");
    }
    let (status, page) = press(&test.client, "cleaning", &post("copied-of-a-test-02", &[("project_name", SITE)])).await;
    assert!(status == Status::Ok && page.contains("no earlier visit"), "another form: {page}");
}

#[rocket::async_test]
async fn a_script_gets_what_was_filled_in() {
    let test = TestApp::new().await;
    let id = visited(&test).await;
    let form = post("copied-of-a-test-01", &[("project_name", SITE), ("location", "Plot 99"), ("floor", "")]);
    let (status, answer) = test.post_json("/forms/civil", &form).await;
    assert_eq!((status, &answer["url"]), (Status::Ok, &json!(format!("/submissions/{id}"))), "{answer}");
    assert_eq!(answer["items"], json!([["items", [0]]]));
    let answers = answer["answers"].as_array().expect("answers");
    assert!(
        answers.contains(&json!(["floor", "P2"])) && answers.contains(&json!(["items.0.work_desc", "Waterproofing"]))
    );
    assert!(
        !answers.iter().any(|pair| ["location", "date", "inspector_name"].contains(&pair[0].as_str().unwrap_or("")))
    );
    let address = "/suggestions/civil/last-visit?site=%D8%A8%D8%B1%D8%AC%20%D8%A7%D9%84%D9%86%D8%AE%D9%8A%D9%84";
    assert_eq!(test.get_json(address).await, (Status::Ok, json!({ "label": "Copy from 28 February 2026" })));
    let nothing = test.get_json("/suggestions/civil/last-visit?site=Palm").await;
    assert_eq!(nothing, (Status::Ok, json!({ "label": null })));
}

#[rocket::async_test]
async fn an_inspection_begins_with_the_answers_of_another_one() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &complete_hvac("visit-of-a-test-01").form).await;
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    let address = format!("/forms/hvac_mep?copies={id}");
    assert!(page.contains(&format!("href=\"{address}\"")), "{page}");
    let page = test.client.open(&address).await.page;
    let filled = ["site_name", "items.0.brand", "tech_signature_typed"].map(|name| value(&page, name));
    assert_eq!(filled, ["Marina Tower", "Grundfos", ""], "{page}");
    assert!(page.contains("<option value=\"Lamps\" selected") && page.contains(" data-begun"), "{page}");
    assert!(!page.contains("data-upload=") && page.contains(&format!("href=\"/submissions/{id}\"")), "{page}");
    for path in [format!("/forms/civil?copies={id}"), "/forms/hvac_mep?copies=x".to_owned()] {
        assert_eq!(test.client.open(&path).await.status, Status::NotFound, "{path}");
    }
}

#[rocket::async_test]
async fn nobody_learns_of_visits_that_they_may_not_read() {
    let test = TestApp::new().await;
    let id = visited(&test).await;
    let hvac = test.submit("hvac_mep", &complete_hvac("visit-of-a-test-04").form).await;
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let session = sign_in_to(&test.url, "(SELECT max(id) FROM organisations)", "administrator", test.now()).await;
    let other = Browser::new(&test.app, Some(session)).await;
    let inspector = test.signed_in("inspector").await;
    let encoded = "%D8%A8%D8%B1%D8%AC%20%D8%A7%D9%84%D9%86%D8%AE%D9%8A%D9%84";
    for browser in [&other, &inspector] {
        let (_, page) = press(browser, "civil", &post("copied-of-a-test-01", &[("project_name", SITE)])).await;
        assert!(page.contains("no earlier visit") && value(&page, "floor").is_empty() && !page.contains(&id), "{page}");
        let (_, label) = json_of(browser, &format!("/suggestions/civil/last-visit?site={encoded}")).await;
        assert_eq!(label, json!({ "label": null }));
        let (_, sites) = json_of(browser, "/suggestions/hvac_mep?field=site_name&text=mar").await;
        assert_eq!(sites, json!({ "suggestions": [] }));
        let assets = format!("/suggestions/civil?field=items.0.work_desc&text=&site={encoded}");
        assert_eq!(json_of(browser, &assets).await.1, json!({ "suggestions": [] }));
        assert_eq!(browser.open(&format!("/forms/hvac_mep?copies={hvac}")).await.status, Status::NotFound);
    }
    let viewer = test.signed_in("viewer").await;
    assert_eq!(json_of(&viewer, "/suggestions/hvac_mep?field=site_name&text=m").await.0, Status::Forbidden);
    let stranger = test.stranger().await;
    assert_ne!(json_of(&stranger, "/suggestions/hvac_mep?field=site_name&text=m").await.0, Status::Ok);

    // A site within the scope of an inspector is known to them.
    let scoped = test.signed_in("inspector").await;
    test.execute(
        "INSERT INTO membership_scopes (organisation_id, membership_id, site_key)
         SELECT organisation_id, id, 'marina tower' FROM memberships WHERE role = 'inspector'",
    )
    .await;
    let (_, sites) = json_of(&scoped, "/suggestions/hvac_mep?field=site_name&text=MAR").await;
    assert_eq!(sites, json!({ "suggestions": ["Marina Tower"] }));
    let (_, sites) = json_of(&scoped, &format!("/suggestions/civil/last-visit?site={encoded}")).await;
    assert_eq!(sites, json!({ "label": null }));
}

#[rocket::async_test]
async fn known_sites_people_and_assets_are_suggested() {
    let test = TestApp::new().await;
    visited(&test).await;
    test.submit("hvac_mep", &complete_hvac("visit-of-a-test-05").form).await;
    test.execute("UPDATE users SET full_name = 'Mona Haddad' WHERE id = (SELECT min(user_id) FROM memberships)").await;
    assert_eq!(test.client.open("/forms/civil").await.page.matches("data-suggest").count(), 4, "and the empty item");
    let suggested = async |address: &str| json_of(&test.client, address).await.1["suggestions"].clone();
    assert_eq!(suggested("/suggestions/civil?field=project_name&text=marina%20t").await, json!(["Marina Tower"]));
    assert_eq!(suggested("/suggestions/civil?field=project_name&text=tower").await, json!([]));
    assert_eq!(suggested("/suggestions/civil?field=inspector_name&text=mona").await, json!(["Mona Haddad"]));
    assert_eq!(suggested("/suggestions/civil?field=inspector_name&text=%25").await, json!([]));
    // The inspector of an answer is no member: names come from accounts only.
    assert_eq!(suggested("/suggestions/civil?field=inspector_name&text=Laila").await, json!([]));
    let encoded = "%D8%A8%D8%B1%D8%AC%20%D8%A7%D9%84%D9%86%D8%AE%D9%8A%D9%84";
    let of_item = format!("/suggestions/civil?field=items.7.work_desc&text=water&site={encoded}");
    assert_eq!(suggested(&of_item).await, json!(["Waterproofing"]));
    for field in ["location", "items.0.comments", "items.0.nothing", "others.0.work_desc", "x", ""] {
        assert_eq!(
            suggested(&format!("/suggestions/civil?field={field}&text=&site={encoded}")).await,
            json!([]),
            "{field}"
        );
    }
    assert_eq!(json_of(&test.client, "/suggestions/nothing?field=x").await.0, Status::NotFound);
}

#[rocket::async_test]
async fn an_erased_person_is_suggested_no_more() {
    let test = TestApp::new().await;
    let _inspector = test.signed_in("inspector").await;
    let user = "(SELECT user_id FROM memberships WHERE role = 'inspector')";
    test.execute(&format!("UPDATE users SET full_name = 'Mona Haddad' WHERE id = {user}")).await;
    let id = test.sql(&format!("SELECT public_id FROM users WHERE id = {user}")).await;
    let email = test.sql(&format!("SELECT email FROM users WHERE id = {user}")).await;
    let address = "/suggestions/civil?field=inspector_name&text=Mona";
    assert_eq!(test.get_json(address).await.1, json!({ "suggestions": ["Mona Haddad"] }));
    let erased =
        test.client.press(&format!("/privacy/people/{id}/erase"), &format!("confirm={email}&reason=asked")).await;
    assert_eq!(erased.status, Status::SeeOther, "{}", erased.page);
    test.run_jobs().await;
    assert_eq!(test.get_json(address).await.1, json!({ "suggestions": [] }));
}

#[rocket::async_test]
async fn a_visitor_with_a_public_link_is_offered_nothing_of_it() {
    let test = TestApp::new().await;
    visited(&test).await;
    let (address, stranger) = (opened(&test, "module=civil&name=Visitors").await, test.stranger().await);
    let page = stranger.get(&address).header(Accept::HTML).dispatch().await.into_string().await.expect("a page");
    let offers = ["data-copy", "data-suggest"];
    assert!(page.contains("id=\"inspection\"") && offers.iter().all(|offer| !page.contains(offer)), "{page}");
    let form = post("copied-of-a-test-01", &[("project_name", SITE), ("floor", "")]);
    let again = stranger.post(address).header(form.content_type()).header(Accept::HTML).body(form.body());
    let page = again.dispatch().await.into_string().await.expect("a page");
    assert!(value(&page, "floor").is_empty() && !page.contains("Waterproofing") && !page.contains("Laila"), "{page}");
}
