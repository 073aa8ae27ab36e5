//! Entries 22, 26, 137 and 141: addresses, methods, hosts, and requested formats.

use super::{FORM, leaves_nothing, speaks_for_itself};
use crate::support::app::{TestApp, hvac};
use rocket::http::{Accept, Header, Method, Status};

#[rocket::async_test]
async fn invalid_ids_are_not_found() {
    let test = TestApp::new().await;
    let ids = [
        "-1",
        "0",
        "1",
        "9223372036854775808",
        "abc",
        "%2e%2e",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "%00",
        "sub_",
        "sub_0123456789AB",
        "sub_0123456789ab0",
        "sub_000000000000",
        "job_000000000000",
        "upl_00000000000000000000",
        "lnk_00000000000000000000",
        "%27%3B%20DROP%20TABLE%20x",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%F0%9F%99%82",
        "%ff",
    ];
    for id in ids {
        let mut addresses: Vec<String> =
            ["submissions", "jobs", "uploads", "forms"].map(|kind| format!("/{kind}/{id}")).into();
        addresses.extend([
            format!("/jobs/{id}/events"),
            format!("/uploads/{id}/thumb"),
            format!("/reports/{id}/x.pdf"),
        ]);
        for address in &addresses {
            for accept in [Accept::HTML, Accept::JSON] {
                let answer = test.client.get(address.clone()).header(accept).dispatch().await;
                assert_eq!(answer.status(), Status::NotFound, "{address}");
                let text = answer.into_string().await.unwrap_or_default();
                speaks_for_itself(&text, address);
                assert!(!text.contains("<script>alert"), "{address}");
            }
        }
        let form = hvac("corpus-ids");
        let (status, _) = test.post_json(&format!("/forms/{id}"), &form).await;
        assert_eq!(status, Status::NotFound, "{id}");
    }
    leaves_nothing(&test).await;
}

#[rocket::async_test]
async fn a_method_cannot_be_changed_or_made_up() {
    let test = TestApp::new().await;
    let form = hvac("corpus-methods");
    for method in [Method::Put, Method::Patch, Method::Delete, Method::Trace, Method::Options] {
        for address in [FORM, "/submissions/sub_000000000000", "/submissions", "/"] {
            let request = test.client.req(method, address).header(form.content_type()).body(form.body());
            let answer = request.dispatch().await;
            assert!(matches!(answer.status().code, 404 | 405), "{method} {address}: {}", answer.status());
            speaks_for_itself(&answer.into_string().await.unwrap_or_default(), address);
        }
    }
    for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
        let answer = test.client.get(FORM).header(Header::new(name, "POST")).dispatch().await;
        assert_eq!(answer.status(), Status::Ok, "{name} has no message");
    }
    leaves_nothing(&test).await;
}

#[rocket::async_test]
async fn another_host_gets_neither_page_nor_links() {
    let test = TestApp::new().await;
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000"] {
        let answer = test.client.get("/").header(Header::new("Host", host)).dispatch().await;
        assert!(matches!(answer.status().code, 400 | 421), "{host}: {}", answer.status());
        let page = answer.into_string().await.unwrap_or_default();
        assert!(!page.contains("evil.example"), "{page}");
    }
}

#[rocket::async_test]
async fn a_format_that_a_page_does_not_have_is_refused_or_the_page() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("corpus-formats")).await;
    for path in ["/".to_owned(), FORM.to_owned(), "/submissions".to_owned(), format!("/submissions/{id}")] {
        for accept in ["application/json", "image/png", "*/*", "text/html;q=0.1, application/json", "junk", ""] {
            let answer = test.client.get(path.clone()).header(Header::new("Accept", accept)).dispatch().await;
            assert!(matches!(answer.status().code, 200 | 406), "{path} {accept}: {}", answer.status());
        }
    }
    let csv = test.client.get("/submissions.csv").header(Accept::JSON).dispatch().await;
    assert_eq!(csv.status(), Status::Ok);
}

/// Static files are compiled into the program, so there is no folder to list or to leave.
#[rocket::async_test]
async fn only_files_of_the_program_are_served() {
    let test = TestApp::new().await;
    let css = injaaz::web::assets::url("css/injaaz.css");
    let root = css.strip_suffix("/css/injaaz.css").expect("its folder").to_owned();
    assert_eq!(test.client.get(css.clone()).dispatch().await.status(), Status::Ok);
    for path in [
        "/static".to_owned(),
        "/static/".to_owned(),
        root.clone(),
        format!("{root}/"),
        format!("{root}/css"),
        format!("{root}/css/"),
        format!("{root}/css/injaaz.css/"),
        format!("{root}/css/injaaz.css.gz"),
        format!("{root}/.css"),
        format!("{root}/../../Cargo.toml"),
        format!("{root}/css/../../../Cargo.toml"),
        format!("{root}/%2e%2e/%2e%2e/Cargo.toml"),
        format!("{root}/css%2finjaaz.css"),
        format!("{root}//etc/passwd"),
        format!("{root}/css/injaaz.css%00.js"),
        css.replace(&root, "/static/0000000000000000"),
        "/.git/config".to_owned(),
        "/Cargo.toml".to_owned(),
        "/generated/secret_key".to_owned(),
    ] {
        let answer = test.client.get(path.clone()).dispatch().await;
        let status = answer.status();
        let text = answer.into_string().await.unwrap_or_default();
        assert!(!text.contains("[package]") && !text.contains("root:x:") && !text.contains("[core]"), "{path}: {text}");
        // An additional slash names the same file.
        let same = path.ends_with("injaaz.css/") || path.contains("css%2f");
        assert!(status == Status::NotFound || same && status == Status::Ok, "{path}: {status}");
    }
}
