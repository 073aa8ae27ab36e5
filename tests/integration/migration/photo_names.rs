//! Old photos whose name in the record fits no file exactly, and several files nearly.
//! `reported_cases/photo_names.rs` has those that are found.

use super::{
    ledger::verified,
    old::{Old, hvac, id, import},
};
use crate::support::{app::TestApp, pictures::jpeg};
use serde_json::json;

#[rocket::async_test]
async fn a_name_that_fits_several_files_is_noted() {
    let (test, old) = (TestApp::new().await, Old::empty());
    for (n, name) in (1..).zip(["img_1.jpg", "IMG_1.jpg"]) {
        old.put(&format!("uploads/{name}"), &jpeg(64, 48, n));
    }
    let mut record = hvac(1);
    record["items"][0]["photos"] = json!([{ "saved": "Img_1.JPG" }]);
    old.put_json(&format!("submissions/{}.json", id(1)), &record);
    import(&test, &old).await;
    let media = test.sql("SELECT concat_ws(' ', state, place) FROM legacy_media").await;
    assert_eq!(media, "missing Img_1.JPG");
    let page = test.get(&format!("/submissions/{}", id(1))).await.into_string().await.unwrap();
    assert!(page.contains("several files have similar names"), "{page}");
    assert_eq!(verified(&test).await.bad, []);
}
