//! A shared link from creation to revocation, and the page that verifies a report.

use super::{access::check_accessibility, server::Server};
use crate::support::{
    browser::{Browser, Device, PHONE, PLAIN_PHONE},
    db,
};

/// A window in which a submission has two columns.
const WIDE: Device = Device { width: 1280, height: 700, touch: false, scripts: true };

impl Browser {
    /// Fills in and sends the form for a link; returns the path of the address that the page then shows.
    async fn make_link(&self, password: &str) -> String {
        self.tap(".new-link > summary").await;
        self.find("#l-name").await.send_keys("for Mrs. Rahman").await.unwrap();
        if !password.is_empty() {
            self.find("#l-password").await.send_keys(password).await.unwrap();
        }
        self.tap(".new-link button[type=submit]").await;
        let address = self.find(".link-address input").await.attr("value").await.unwrap().unwrap();
        address[address.find("/reports/").unwrap()..].to_owned()
    }
}

#[rocket::async_test]
async fn a_link_is_made_opened_and_revoked() {
    let server = Server::start().await;
    let (submission, _) = server.submitted().await;
    let member = Browser::open(PHONE, &server.base).await.signed_in().await;
    member.goto(&submission).await;
    let address = member.make_link("open sesame").await;
    check_accessibility(&member, "a submission with a link", "en").await;
    let wide = member.run("return document.documentElement.scrollWidth").await;
    assert_eq!(wide, serde_json::json!(390));
    member.goto(&format!("{submission}?lang=ar")).await;
    check_accessibility(&member, "a submission with a link", "ar").await;

    let client = Browser::open(PHONE, &server.base).await;
    for lang in ["ar", "en"] {
        client.goto(&format!("{address}?lang={lang}")).await;
        check_accessibility(&client, "the page before a report", lang).await;
    }
    client.find("#password").await.send_keys("open barley").await.unwrap();
    client.tap(".cover button").await;
    assert!(client.text("#e-password").await.contains("The password is wrong"));
    client.find("#password").await.send_keys("open sesame").await.unwrap();
    client.tap(".cover button").await;
    let opened = "SELECT coalesce(sum(opened_count), 0)::text FROM shared_links";
    for _ in 0..400 {
        if db::text(&server.database, opened).await == "1" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(db::text(&server.database, opened).await, "1", "the form of a browser without a session is accepted");

    member.goto(&format!("{submission}?lang=en")).await;
    member.tap(".link-actions details:last-of-type summary").await;
    member.tap(".link-actions .danger").await;
    member.until("!document.querySelector('.link-address')").await;
    client.goto(&address).await;
    assert!(client.text("main").await.contains("no longer works"));
}

#[rocket::async_test]
async fn a_file_is_compared_with_and_without_scripts() {
    let server = Server::start().await;
    let (submission, _) = server.submitted().await;
    let code = db::text(&server.database, "SELECT code FROM report_versions LIMIT 1").await;
    let pdf = server.download(&format!("{submission}/report.pdf")).await;
    let mut changed = pdf.clone();
    changed[pdf.len() / 2] ^= 1;
    let folder = tempfile::tempdir().unwrap();
    let [ours, theirs] = [("ours.pdf", &pdf), ("theirs.pdf", &changed)].map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    });
    for device in [PHONE, PLAIN_PHONE] {
        let browser = Browser::open(device, &server.base).await;
        browser.goto(&format!("/verify/{code}")).await;
        if device.scripts {
            check_accessibility(&browser, "a genuine report", "en").await;
        }
        for (file, verdict, said) in
            [(&ours, ".verdict.good", "Yes: this is exactly the PDF"), (&theirs, ".verdict.bad", "NOT the file")]
        {
            browser.find("#file").await.send_keys(file).await.unwrap();
            browser.tap("#compare button").await;
            // Without scripts the page is reloaded, and only the new page has this element.
            let verdict = browser.find(verdict).await.text().await.unwrap();
            assert!(verdict.contains(said), "{verdict}");
        }
        if device.scripts {
            // Another selection takes the verdict back.
            browser.find("#file").await.send_keys(&ours).await.unwrap();
            let open = browser.find(".verdict.open").await.text().await.unwrap();
            assert!(open.contains("Nothing is confirmed yet"), "{open}");
        }
        if device.scripts {
            browser.goto(&format!("/verify/{code}?lang=ar")).await;
            check_accessibility(&browser, "a genuine report", "ar").await;
        }
    }
}

#[rocket::async_test]
async fn a_submission_shows_its_photos_within_the_page_and_prints_no_forms() {
    let server = Server::start().await;
    let (submission, _) = server.submitted().await;
    let phone = Browser::open(PHONE, &server.base).await.signed_in().await;
    phone.goto(&submission).await;
    phone.tap("a[data-photo]").await;
    phone.until("document.querySelector('#photo-view').open").await;
    phone.until("document.querySelector('#photo-view img').naturalWidth > 0").await;
    assert_eq!(phone.path().await, submission, "the page stays");
    check_accessibility(&phone, "a photo of a submission", "en").await;
    phone.tap("[data-way=close]").await;
    phone.until("!document.querySelector('#photo-view').open").await;
    let order = "const top = (css) => document.querySelector(css).getBoundingClientRect().top;
                 return top('.answers') < top('.links') && top('.links') < top('.history') && top('.history') < top('.erase')";
    assert_eq!(phone.run(order).await, serde_json::json!(true), "erasing comes last");
    phone.devtools("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" })).await;
    let hidden = "return ['.links', '.erase', '.history', '.reports'].every((css) =>
                  getComputedStyle(document.querySelector(css)).display === 'none')";
    assert_eq!(phone.run(hidden).await, serde_json::json!(true), "a printed submission has no forms");

    let plain = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    plain.goto(&submission).await;
    plain.tap("a[data-photo]").await;
    plain.find(".photo-page img").await;
    assert!(plain.path().await.starts_with(&format!("{submission}/photos/")));

    let wide = Browser::open(WIDE, &server.base).await.signed_in().await;
    wide.goto(&submission).await;
    let position = "return getComputedStyle(document.querySelector('.aside')).position";
    assert_eq!(wide.run(position).await, serde_json::json!("static"), "its end can be reached by scrolling the page");
}

#[rocket::async_test]
async fn a_client_signs_a_response_on_a_phone() {
    let server = Server::start().await;
    let (submission, _) = server.submitted().await;
    let member = Browser::open(PHONE, &server.base).await.signed_in().await;
    member.goto(&submission).await;
    member.tap(".new-link > summary").await;
    member.tap("#l-response").await;
    member.tap(".new-link button[type=submit]").await;
    let address = member.find(".link-address input").await.attr("value").await.unwrap().unwrap();
    let address = &address[address.find("/reports/").unwrap()..];

    let narrow = Device { width: 320, height: 640, ..PHONE };
    let client = Browser::open(narrow, &server.base).await;
    for lang in ["ar", "en"] {
        client.goto(&format!("{address}?lang={lang}")).await;
        client.until("document.querySelector('#response form')").await;
        check_accessibility(&client, "a report with a response", lang).await;
        assert_eq!(client.run("return document.documentElement.scrollWidth").await, serde_json::json!(320), "{lang}");
    }
    // The words are missing, and the drawing comes back with everything else.
    client.tap("#response input[value=disputed]").await;
    client.sign("signature").await;
    client.find("#r-name").await.send_keys("Huda Rahman").await.unwrap();
    client.tap("#response button[type=submit]").await;
    assert!(client.text("#e-comment").await.contains("Enter the comment"));
    check_accessibility(&client, "a response with a mistake", "en").await;
    client.find("#response .signed-plate img").await;
    client.find("#r-comment").await.send_keys("Pump 2 was replaced.").await.unwrap();
    client.tap("#response button[type=submit]").await;
    assert!(client.text(".respond[role=status]").await.contains("Pump 2 was replaced."));
    check_accessibility(&client, "a saved response", "en").await;
    let signed = "SELECT concat(kind, ' ', name, ' ', signature IS NOT NULL) FROM client_responses";
    assert_eq!(db::text(&server.database, signed).await, "disputed Huda Rahman t");
    client.assert_quiet(&["422"]).await;

    // Without scripts everything but the drawing works.
    let plain = Browser::open(PLAIN_PHONE, &server.base).await;
    plain.goto(address).await;
    plain.find("#response input[value=accepted]").await.send_keys(" ").await.unwrap();
    plain.find("#r-name").await.send_keys("Omar Aziz").await.unwrap();
    plain.tap("#response button[type=submit]").await;
    assert!(plain.text(".respond[role=status]").await.contains("Omar Aziz"));
    member.goto(&submission).await;
    let shown = member.text("#responses").await;
    assert!(shown.contains("Huda Rahman") && shown.contains("Omar Aziz"), "{shown}");
    check_accessibility(&member, "a submission with responses", "en").await;
}
