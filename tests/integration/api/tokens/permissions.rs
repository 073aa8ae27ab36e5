//! The permissions and the submission scope of an API token.

use super::{
    super::{ALL, Program, fields},
    FORM, made,
};
use crate::support::{
    app::{TestApp, hvac},
    db,
};
use rocket::http::{Accept, ContentType, Status};

#[rocket::async_test]
async fn a_token_has_the_permissions_that_role_and_token_share() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "manager", ALL).await;
    let narrow = Program::of(&test, "manager", &["submit"]).await;
    assert_eq!(program.get("/api/v1/submissions").await.0, Status::Ok);
    assert_eq!(narrow.get("/api/v1/submissions").await.0, Status::Forbidden);
    assert_eq!(narrow.get("/api/v1/forms").await.0, Status::Ok);
    // A changed role applies at once.
    db::execute(&test.url, "UPDATE memberships SET role = 'viewer' WHERE role = 'manager'").await;
    assert_eq!(program.get("/api/v1/submissions").await.0, Status::Ok);
    assert_eq!(program.get("/api/v1/forms").await.0, Status::Forbidden);
    assert_eq!(narrow.get("/api/v1/forms").await.0, Status::Forbidden);
    assert_eq!(program.get("/api/v1/me").await.1["permissions"], serde_json::json!(["reports.read"]));
}

#[rocket::async_test]
async fn a_token_does_nothing_that_is_done_by_people() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "administrator", ALL).await;
    for path in ["/", "/tokens", "/api", "/admin/migration", "/account", "/account/password", "/api/v1/migration"] {
        let answer = program.browser.get(path.to_owned()).header(program.authorization()).dispatch().await;
        assert!(matches!(answer.status().code, 403 | 404), "{path}: {}", answer.status());
    }
    let post = program.browser.post("/tokens").header(program.authorization()).header(ContentType::Form);
    assert_eq!(post.body(FORM).dispatch().await.status(), Status::Forbidden);
    // Pages that answer with JSON, and the legacy API, accept the token.
    let submission =
        format!("/submissions/{}", test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await);
    for path in [submission.as_str(), "/hvac-mep/dropdowns"] {
        let answer = program.browser.get(path.to_owned()).header(program.authorization()).dispatch().await;
        assert_eq!((answer.status(), answer.content_type()), (Status::Ok, Some(ContentType::JSON)), "{path}");
    }
}

#[rocket::async_test]
async fn every_permission_of_a_token_opens_an_address_and_is_documented() {
    use injaaz::{
        domain::access::Permission,
        services::tokens::GRANTABLE,
        web::auth::permissions::{self, Access},
    };
    let opens = |may: Permission| {
        permissions::lines()
            .any(|(_, path, access)| *access == Access::Requires(may) && permissions::accepts_tokens(path))
    };
    for may in GRANTABLE {
        assert!(opens(may), "{may:?} opens no address that accepts tokens");
    }
    let document = include_str!("../../../../docs/api.md");
    let (_, rest) = document.split_once("| permission | what it allows |\n|---|---|\n").expect("the table");
    let listed = rest.lines().take_while(|line| line.starts_with('|')).filter_map(|line| line.split('`').nth(1));
    assert_eq!(listed.collect::<Vec<_>>(), GRANTABLE.map(Permission::as_str));
    let test = TestApp::new().await;
    let page = test.get("/tokens").await.into_string().await.unwrap();
    assert!(!page.contains("submissions.moderate") && page.contains("audit.read"), "{page}");
    let body = "name=a&permissions=submissions.moderate&days=7";
    let answer = test.client.post("/tokens").header(ContentType::Form).header(Accept::JSON).body(body).dispatch().await;
    assert_eq!(answer.status(), Status::UnprocessableEntity);
}

#[rocket::async_test]
async fn a_narrowed_token_reads_and_sends_only_its_forms_and_sites() {
    let test = TestApp::new().await;
    let hvac_id = test.submit("hvac_mep", &hvac("narrow-hvac")).await;
    let civil_id = test.submit("civil", &crate::support::forms::complete_civil("narrow-civil").form).await;
    let all =
        "permissions=submit&permissions=submissions.read&permissions=reports.read&permissions=reports.make&days=7";
    let token = made(&test, &format!("name=Narrow&{all}&module=hvac_mep&site=Marina+Tower&module=&site=")).await;
    let program = Program::with(&test, &token).await;
    let (_, me) = program.get("/api/v1/me").await;
    assert_eq!(me["token"]["scopes"], serde_json::json!([{ "module": "hvac_mep", "site": "marina tower" }]));
    let (_, list) = program.get("/api/v1/submissions").await;
    let ids: Vec<&str> =
        list["submissions"].as_array().unwrap().iter().filter_map(|row| row["submission_id"].as_str()).collect();
    assert_eq!(ids, [hvac_id.as_str()]);
    assert_eq!(program.get(&format!("/api/v1/submissions/{hvac_id}")).await.0, Status::Ok);
    assert_eq!(program.get(&format!("/api/v1/submissions/{civil_id}")).await.0, Status::NotFound);
    let (_, forms) = program.get("/api/v1/forms").await;
    assert_eq!(forms["forms"].as_array().map(Vec::len), Some(1));
    assert_eq!(program.get("/api/v1/forms/civil").await.0, Status::NotFound);
    let send = async |module: &str, site: &str, key: &str| {
        let body = serde_json::json!({
            "submission_key": key,
            "form_data": {
                "site_name": site, "visit_date": "2026-03-14",
                "items": [{ "asset": "HVAC", "system": "Chiller Evaporator", "description": "Secondary Pump" }],
                "tech_signature": { "name": "Sara" },
            },
        });
        program.post(&format!("/api/v1/submissions/{module}"), &body).await
    };
    assert_eq!(send("hvac_mep", "Marina Tower", "narrow-send-1").await.0, Status::Created);
    let (status, refusal) = send("hvac_mep", "Elsewhere", "narrow-send-2").await;
    assert_eq!((status, fields(&refusal)), (Status::UnprocessableEntity, vec!["site_name"]), "{refusal}");
    assert_eq!(send("civil", "Marina Tower", "narrow-send-3").await.0, Status::NotFound);
    // What the member may not see, the token does not show either.
    let page = test.get("/tokens").await.into_string().await.unwrap();
    assert!(page.contains("HVAC – marina tower") || page.contains("– marina tower"), "{page}");
    for wrong in ["module=none&site=", "module=&site=%21"] {
        let form = format!("name=a&permissions=submit&days=7&{wrong}");
        let answer =
            test.client.post("/tokens").header(ContentType::Form).header(Accept::HTML).body(form).dispatch().await;
        assert_eq!(answer.status(), Status::UnprocessableEntity, "{wrong}");
    }
}
