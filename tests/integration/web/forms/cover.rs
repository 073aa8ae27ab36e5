//! The cover page of a report: what a client reads who opens no other page.

use crate::{
    reports::pdf::run_tool,
    support::{
        app::{Multipart, TestApp},
        pictures,
    },
};
use rocket::http::Status;

const SAFETY_ROUND: &str = include_str!("../../../fixtures/forms/safety_round.toml");

/// With a cover page, and the client and two signatures at the end.
fn form() -> String {
    let signature = |name: &str, label: &str| {
        format!(
            "\n[[sections.fields]]\nname = \"{name}\"\nkind = \"signature\"\nlabel = {{ en = \"{label}\", ar = \"{label}\" }}\n"
        )
    };
    let form = SAFETY_ROUND.replace("pass_mark = 80\n", "pass_mark = 80\ncover = true\nclient = \"client_name\"\n");
    assert!(form.contains("cover = true"));
    let client = "\n[[sections.fields]]\nname = \"client_name\"\nkind = \"text\"\nlabel = { en = \"Client\", ar = \"العميل\" }\n";
    form + client + &signature("inspector_signature", "Inspector") + &signature("client_signature", "Received by")
}

/// The first page of the PDF of a new inspection.
async fn cover(language: &str, round: Multipart, with_actions: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("safety_round.toml"), form()).unwrap();
    let test = TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await;
    let round = round.text("site", "Marina Tower").text("day", "2026-03-13").text("seen", "on");
    let (status, receipt) = test.post_json(&format!("/forms/safety_round?lang={language}"), &round).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let id = receipt["submission_id"].as_str().unwrap();
    if with_actions {
        for (severity, count) in [("low", 1), ("critical", 2)] {
            for _ in 0..count {
                let body = format!("submission={id}&action.title=Put+it+right&action.severity={severity}");
                assert_eq!(test.client.press("/actions", &body).await.status, Status::SeeOther);
            }
        }
    }
    test.run_jobs().await;
    let (_, read) = test.get_json(&format!("/submissions/{id}")).await;
    let url = read["reports"]["pdf_url"].as_str().unwrap().to_owned();
    let printed = test.client.get(url).dispatch().await.into_bytes().await.unwrap();
    run_tool("pdftotext", &["-layout", "-f", "1", "-l", "1"], &printed)
}

fn failed_round() -> Multipart {
    Multipart::new()
        .text("submission_key", "round-with-a-cover-1")
        .text("client_name", "Palm Estates LLC")
        .text("extinguisher", "Fail")
        .text("extinguisher_comment", "Missing on floor 3")
        .jpeg("extinguisher_photos", &pictures::jpeg(64, 64, 1))
        .text("exit_signs", "Fail")
        .text("rooms.0.room", "Plant room")
        .text("rooms.0.door", "Pass")
        .file("inspector_signature", "signature.png", "image/png", &pictures::signature())
}

#[rocket::async_test]
async fn it_has_the_score_the_findings_by_severity_and_who_signed() {
    let page = cover("en", failed_round(), true).await;
    for text in ["Safety round", "Marina Tower", "13 March 2026", "20 % (1 of 5)", "Failed: a critical check has"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    for text in ["2, of which 1 critical", "Critical: 2, Low: 1", "Inspector", "Prepared by", "Palm Estates LLC"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(!page.contains("Received by") && !page.contains("Missing on floor 3"), "{page}");
}

#[rocket::async_test]
async fn it_says_no_more_than_there_is() {
    let round = Multipart::new().text("submission_key", "round-with-a-cover-2").text("extinguisher", "Pass");
    let page = cover("en", round, false).await;
    assert!(page.contains("100 % (3 of 3)") && page.contains("Passed"), "{page}");
    assert!(!page.contains("Open actions") && !page.contains("Inspector") && !page.contains("Client"), "{page}");
    let arabic = cover("ar", failed_round(), true).await;
    for text in ["جولة السلامة", "بنود غير مطابقة", "إجراءات مفتوحة", "Marina Tower"]
    {
        assert!(arabic.contains(text), "{text} in {arabic}");
    }
}
