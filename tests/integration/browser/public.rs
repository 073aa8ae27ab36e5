//! A public form: created by an administrator, filled in without an account on a narrow phone, reviewed, and revoked.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    page_actions::FieldAction::{Choose, Day, Type},
    pictures::PictureFiles,
    read_back::Pdf,
    server::Server,
};
use crate::support::{
    accounts,
    browser::{Browser, NARROW_PHONE},
};
use time::OffsetDateTime;

/// Sends the form as it is, without handling the response, as if it had been lost.
const UNHEARD: &str = "const form = document.getElementById('inspection'), body = new FormData(form);
    body.append('do', 'submit');
    return fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } })
        .then((answer) => answer.status);";

impl Browser {
    /// Creates a public link for the HVAC form; returns the address of its page and that of the form.
    async fn open_to_all(&self, server: &Server) -> (String, String) {
        self.goto("/public-links").await;
        self.answer("module", Choose("hvac_mep")).await;
        self.write("name", "Code at the reception").await;
        self.answer("until", Day("2020-01-31")).await;
        self.tap(".fields-form button").await;
        assert!(self.text("#error-summary").await.contains("Last day cannot be in the past"));
        judge_as_it_stands(self, "a link that ended before it began", "en").await;
        assert_eq!(self.value("name").await, "Code at the reception");
        self.correct("until", Day("2099-12-31")).await;
        self.tap(".fields-form button").await;
        let address = self.text("#address").await;
        (self.path().await, address.strip_prefix(&server.base).expect("an address of this server").to_owned())
    }

    /// Answers all required questions, with a photo.
    async fn fill_in(&self, site: &'static str, album: &PictureFiles) {
        self.until("document.documentElement.classList.contains('js')").await;
        self.attach("items.0.photos", &album.photos(1)).await;
        for (name, how) in [
            ("items.0.asset", Choose("Plumbing")),
            ("items.0.system", Choose("Drainage System")),
            ("items.0.description", Choose("Sump Pumps")),
            ("items.0.comments", Type("Water on the floor. ماء على الأرض")),
            ("site_name", Type(site)),
            ("visit_date", Day("2026-03-14")),
            ("tech_signature_typed", Type("A passer-by")),
        ] {
            self.answer(name, how).await;
        }
        self.attached("items.0.photos", 1).await;
    }

    /// The complete current address.
    async fn here(&self) -> String {
        let url = self.page.current_url().await.unwrap();
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// Asserts that the photo of the page is loaded.
    async fn sees_photo(&self) {
        self.run("document.querySelector('.gallery img').scrollIntoView()").await;
        self.until("document.querySelector('.gallery img').naturalWidth > 0").await;
    }
}

#[rocket::async_test]
async fn a_public_form_is_created_used_moderated_and_revoked() {
    let server = Server::start().await;
    let office = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    let (poster, address) = office.open_to_all(&server).await;
    judge_narrow(&office, &poster).await;
    judge_narrow(&office, "/public-links").await;

    let stranger = Browser::open(NARROW_PHONE, &server.base).await;
    judge_narrow(&stranger, &address).await;
    assert_eq!(stranger.text(".for-whom").await, "This form goes to Injaaz");
    let album = PictureFiles::new();
    stranger.fill_in("Marina Tower", &album).await;
    // The response is lost; then two quick taps.
    assert_eq!(stranger.run(UNHEARD).await, 201);
    stranger.run("const send = document.getElementById('send'); send.click(); send.click();").await;
    stranger.until("location.pathname.includes('/received/')").await;
    assert_eq!((server.count("pending_submissions").await, server.count("submissions").await), (1, 0));
    let receipt = stranger.here().await;
    judge_narrow(&stranger, &receipt).await;
    let number = stranger.text(".receipt code").await;
    let told = stranger.text("main").await;
    assert!(number.starts_with("sub_") && !told.contains("Marina Tower"), "{told}");
    assert!(stranger.all("a[href='/submissions'], a[href='/']").await.is_empty(), "no link into the app");
    let cookies = stranger.page.get_all_cookies().await.unwrap();
    assert!(cookies.iter().all(|cookie| cookie.name() != "session"), "{cookies:?}");

    // Another form, through the link on the receipt.
    stranger.tap(&format!("a[href='{address}']")).await;
    stranger.fill_in("Nowhere", &album).await;
    stranger.tap("#send").await;
    stranger
        .until(&format!("location.pathname.includes('/received/') && !location.pathname.includes('{number}')"))
        .await;
    assert_eq!(server.count("pending_submissions").await, 2);

    let reviewer = accounts::sign_in(&server.database, "reviewer", OffsetDateTime::now_utc()).await;
    let reviewer = Browser::open(NARROW_PHONE, &server.base).await.signed_in_as(&reviewer).await;
    judge_narrow(&reviewer, "/pending-submissions").await;
    let waiting = format!("/pending-submissions/{number}");
    reviewer.tap(&format!("a[href='{waiting}']")).await;
    reviewer.sees_photo().await;
    judge_narrow(&reviewer, &waiting).await;
    reviewer.tap("#accept").await;
    let reports = reviewer.reports().await;
    assert_eq!(reviewer.path().await, format!("/submissions/{number}"));
    reviewer.sees_photo().await;
    let pdf = Pdf::read(&server.download(&reports.pdf).await);
    for told in ["Marina Tower", "Sump Pumps", "ماء على الأرض", "A passer-by"] {
        pdf.assert_says(told);
    }
    assert_eq!(pdf.photos, 1);
    office.goto("/submissions").await;
    office.find(&format!("tbody a[href='/submissions/{number}']")).await;

    reviewer.goto("/pending-submissions").await;
    reviewer.tap("main .lines a").await;
    let refused = reviewer.path().await;
    reviewer.tap("form[action$='/refuse'] button").await;
    reviewer.find("#e-reason").await;
    judge_as_it_stands(&reviewer, "a refusal without a reason", "en").await;
    reviewer.write("reason", "Not one of ours").await;
    reviewer.tap("form[action$='/refuse'] button").await;
    reviewer.until("location.pathname === '/pending-submissions'").await;
    assert!(reviewer.text("[aria-labelledby='t-refused']").await.contains("Not one of ours"));
    judge_narrow(&reviewer, "/pending-submissions").await;
    judge_narrow(&reviewer, &refused).await;
    assert!(reviewer.all("#accept").await.is_empty());
    assert_eq!(server.count("submissions").await, 1);

    // The form is open while the link is revoked.
    stranger.goto(&address).await;
    stranger.until("document.documentElement.classList.contains('js')").await;
    office.goto(&poster).await;
    office.tap("form[action$='/revoke'] button").await;
    office.find(".lines .badge.failed").await;
    stranger.tap("#send").await;
    stranger.until("document.getElementById('send-failure').textContent.includes('This form is closed')").await;
    judge_narrow(&stranger, &address).await;
    assert!(stranger.text("main").await.contains("This form is closed. Ask the person who gave you the link"));
    assert!(stranger.all("a[href='/submissions'], a[href='/']").await.is_empty(), "no link from here either");
    judge_narrow(&office, &poster).await;
    assert!(office.all("#address").await.is_empty(), "a revoked link has no code to print");

    office.assert_quiet(&["status of 422"]).await;
    stranger.assert_quiet(&["status of 404"]).await;
    reviewer.assert_quiet(&["status of 422"]).await;
}
