//! Names of photos, as browsers and programs send them.

use super::assert_all_right;
use crate::support::{
    app::{Multipart, TestApp, hvac},
    pictures,
};

/// The name in the headers of the part, the name in a part of its own as the page's script sends it, and the right name.
const ROWS: &[(&str, Option<&str>, &str)] = &[
    // Of the report: a form without script, and the page's script.
    ("pump 12%22.jpg", None, "pump 12\".jpg"),
    ("blob", Some("pump 12\".jpg"), "pump 12\".jpg"),
    ("50%20off 100%.jpg", None, "50%20off 100%.jpg"),
    ("blob", Some("12%22 and \"50%\".jpg"), "12%22 and \"50%\".jpg"),
    // As curl and older browsers write a quotation mark.
    ("pump 12\\\".jpg", None, "pump 12\".jpg"),
    ("%22%22.jpg", None, "\"\".jpg"),
    ("a%2522b.jpg", None, "a%2522b.jpg"),
    ("%41%2F%00.jpg", None, "%41%2F%00.jpg"),
    ("100%25.jpg", None, "100%25.jpg"),
    // Line breaks are no part of a name that is shown.
    ("two%0D%0Alines.jpg", None, "twolines.jpg"),
    ("blob", Some("two\r\nlines.jpg"), "twolines.jpg"),
    ("blob", Some("two\u{2028}lines\u{2029}.jpg"), "twolines.jpg"),
    // Marks that change the direction of the text around them.
    ("a\u{202e}gpj.exe", None, "agpj.exe"),
    ("\u{200f}صورة\u{200e} 1.jpg", None, "صورة 1.jpg"),
    ("blob", Some("\u{2067}صورة\u{2069}\u{61c}.jpg"), "صورة.jpg"),
    // Letters of any script, composed or not.
    ("برج %22أ%22 ٥٠٪.jpg", None, "برج \"أ\" ٥٠٪.jpg"),
    ("cafe\u{301}.jpg", None, "cafe\u{301}.jpg"),
    ("👷🏽‍♀️ 水泵.JPG", None, "👷🏽‍♀️ 水泵.JPG"),
    // Signs that have a meaning in headers and markup.
    ("a; filename=b.jpg", None, "a; filename=b.jpg"),
    ("it's <b>&amp;.jpg", None, "it's <b>&amp;.jpg"),
    (" .jpg ", None, ".jpg"),
    ("C:\\fakepath\\pump.jpg", None, "pump.jpg"),
    ("blob", Some("../../pump.jpg"), "pump.jpg"),
    ("blob", Some("..."), "photo"),
];

#[rocket::async_test]
async fn a_photo_keeps_the_name_that_it_has_on_the_device() {
    let test = TestApp::new().await;
    let mut wrong = Vec::new();
    for (seed, (sent, named, right)) in (1..).zip(ROWS) {
        let form = Multipart::new().text("field", "items.0.photos");
        let form = named.iter().fold(form, |form, name| form.text("name", name));
        let form = form.file("file", sent, "image/jpeg", &pictures::jpeg(64, 64, seed));
        let (status, kept) = test.post_json("/uploads", &form).await;
        if kept["name"] != *right {
            wrong.push(format!("b24: {sent:?}, {named:?}: {status} {kept}"));
        }
    }
    assert_all_right(&wrong);
    let long = Multipart::new().text("field", "items.0.photos").text("name", "ص".repeat(300));
    let (_, kept) =
        test.post_json("/uploads", &long.file("file", "blob", "image/jpeg", &pictures::jpeg(64, 64, 99))).await;
    assert_eq!(kept["name"], "ص".repeat(150));

    // With the form itself, and on its page.
    let form =
        hvac("reported-b24").file("items.0.photos", "pump 12%22.jpg", "image/jpeg", &pictures::jpeg(64, 64, 100));
    let id = test.submit("hvac_mep", &form).await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["files"][0]["name"], "pump 12\".jpg");
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.expect("a page");
    assert!(page.contains("pump 12&#34;.jpg"), "the name is escaped");
}
