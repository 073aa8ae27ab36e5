//! The scores of inspections in the list: stored when they are saved and corrected, and column, filter, order and export.

use super::{all_pages, ids_of};
use crate::support::{
    app::{Multipart, TestApp, hvac},
    pictures,
};
use rocket::http::Status;

/// A form with checks and a pass mark.
const LIFTS: &str = r#"
module = "lifts"
version = 1
order = 50
title = { en = "Lifts", ar = "المصاعد" }
short = { en = "Lifts", ar = "المصاعد" }
about = { en = "Lifts.", ar = "المصاعد." }
site_field = "site"
date_field = "day"

[report]
pass_mark = 80

[[sections]]
id = "visit"
title = { en = "Visit", ar = "الزيارة" }

[[sections.fields]]
name = "site"
kind = "text"
required = true
label = { en = "Site", ar = "الموقع" }

[[sections.fields]]
name = "day"
kind = "date"
label = { en = "Day", ar = "اليوم" }

[[sections.fields]]
name = "brake"
kind = "check"
critical = true
label = { en = "Brake", ar = "المكبح" }

[[sections]]
id = "lifts"
title = { en = "Lifts", ar = "المصاعد" }
items = { singular = { en = "Lift", ar = "مصعد" }, min = 0, max = 20 }

[[sections.fields]]
name = "door"
kind = "check"
weight = 2
label = { en = "Door", ar = "الباب" }

[[sections.fields]]
name = "photos"
kind = "photos"
label = { en = "Photos", ar = "الصور" }
"#;

fn lifts(key: &str, brake: &str, doors: &[&str]) -> Multipart {
    let form = Multipart::new().text("submission_key", key).text("site", "Marina Tower").text("brake", brake);
    doors.iter().enumerate().fold(form, |form, (at, door)| form.text(&format!("items.{at}.door"), door))
}

async fn stored(test: &TestApp, id: &str) -> String {
    let query = "SELECT coalesce(score_percent::text, '-') || ' ' || coalesce(has_passed::text, '-') FROM submissions";
    test.sql(&format!("{query} WHERE submission_id = '{id}'")).await
}

#[rocket::async_test]
async fn scores_are_stored_listed_filtered_ordered_and_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lifts.toml"), LIFTS).expect("a definition");
    let test = TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await;
    let send = async |key: &str, brake: &str, doors: &[&str]| {
        let id = test.submit("lifts", &lifts(key, brake, doors)).await;
        test.advance(time::Duration::SECOND);
        id.as_str().to_owned()
    };
    let good = send("lifts-of-a-test-1", "Pass", &["Pass", "Pass", "N/A"]).await;
    let fair = send("lifts-of-a-test-2", "Pass", &["Pass", "Pass", "Pass", "Fail"]).await;
    let critical = send("lifts-of-a-test-3", "Fail", &["Pass", "Pass", "Pass", "Pass"]).await;
    let none = send("lifts-of-a-test-4", "N/A", &[]).await;
    let other = test.submit("hvac_mep", &hvac("lifts-of-a-test-5")).await;
    // With a photo it is saved in a transaction of several statements.
    let photo = lifts("lifts-of-a-test-6", "Pass", &["Fail"]).jpeg("items.0.photos", &pictures::jpeg(64, 48, 1));
    let photo = test.submit("lifts", &photo).await;
    for (id, expected) in [
        (good.as_str(), "100 true"),
        // 7 of 9: 77.8 %.
        (&fair, "78 false"),
        (&critical, "89 false"),
        (&none, "- -"),
        (other.as_str(), "- -"),
        (photo.as_str(), "33 false"),
    ] {
        assert_eq!(stored(&test, id).await, expected, "{id}");
    }

    // Column, with the word for the result; none without any score.
    let page = test.client.open("/submissions?module=lifts").await.page;
    for part in [
        "data-label=\"Score\">100 % <span class=\"badge completed\">Passed",
        "78 % <span class=\"badge failed\">Failed",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("name=\"score_below\"") && page.contains("name=\"result\""), "{page}");
    let page = test.client.open("/submissions?module=hvac_mep").await.page;
    assert!(!page.contains("data-label=\"Score\""), "{page}");
    let arabic = test.client.open("/submissions?module=lifts&lang=ar").await.page;
    drop(test.client.open("/submissions?lang=en").await);
    assert!(arabic.contains("data-label=\"الدرجة\">100٪ <span class=\"badge completed\">ناجح"), "{arabic}");

    // Filters and orders, also of several pages.
    let photo = photo.as_str().to_owned();
    for (query, expected) in [
        ("result=passed", vec![&good]),
        ("result=failed", vec![&photo, &critical, &fair]),
        ("score_below=89", vec![&photo, &fair]),
        ("score_below=100&sort=score_highest", vec![&critical, &fair, &photo]),
        ("result=failed&score_below=80&sort=score_lowest", vec![&photo, &fair]),
        ("sort=score_lowest", vec![&photo, &fair, &critical, &good]),
        ("sort=score_highest&module=lifts", vec![&good, &critical, &fair, &photo]),
        ("sort=score_lowest&module=hvac_mep", vec![]),
    ] {
        for limit in [1, 3, 50] {
            let ids = all_pages(&test, &format!("{query}&limit={limit}")).await;
            assert_eq!(ids.iter().collect::<Vec<_>>(), expected, "{query}");
        }
    }
    let (_, json) = test.get_json("/api/v1/submissions?sort=score_lowest&limit=1").await;
    assert_eq!(ids_of(&json), std::slice::from_ref(&photo));
    let row = &json["submissions"][0];
    assert_eq!((row["score_percent"].as_i64(), row["has_passed"].as_bool()), (Some(33), Some(false)), "{json}");
    for junk in ["70000-1", "x-1", "-1"] {
        let (status, _) = test.get_json(&format!("/api/v1/submissions?sort=score_lowest&after={junk}")).await;
        assert_eq!(status, Status::UnprocessableEntity, "{junk}");
        assert_eq!(test.get(&format!("/submissions?sort=score_lowest&after={junk}")).await.status(), Status::Ok);
    }

    // The export has both, and so has the page that shows a wrong value.
    let csv = test.get("/submissions.csv?result=failed&sort=score_lowest").await.into_string().await.expect("a table");
    assert!(csv.contains("Score (%),Result") && csv.contains(",33,Failed") && csv.contains(",89,Failed"), "{csv}");
    let wrong = test.client.open("/submissions?score_below=many&result=good").await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    for part in ["value=\"many\"", "id=\"e-score_below\"", "href=\"#f-result\""] {
        assert!(wrong.page.contains(part), "{part}: {}", wrong.page);
    }

    // A correction has the score of its answers.
    let better = lifts("lifts-of-a-test-7", "Pass", &["Pass", "Pass"]).text("correction_reason", "A typing error");
    let (status, receipt) = test.post_json(&format!("/submissions/{critical}/revisions/1/correct"), &better).await;
    assert!(status.code < 300, "{receipt}");
    assert_eq!(stored(&test, &critical).await, "100 true");
    let unchecked = lifts("lifts-of-a-test-8", "N/A", &[]).text("correction_reason", "Another lift");
    let (status, receipt) = test.post_json(&format!("/submissions/{critical}/revisions/2/correct"), &unchecked).await;
    assert!(status.code < 300, "{receipt}");
    assert_eq!(stored(&test, &critical).await, "- -");
}

#[rocket::async_test]
async fn filters_by_score_are_offered_where_forms_have_checks() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac("without-checks-1")).await;
    let page = test.client.open("/submissions").await.page;
    assert!(!page.contains("name=\"result\"") && !page.contains("score_lowest"), "{page}");
    // An address that names one shows it, so that it can be taken back.
    let page = test.client.open("/submissions?result=failed").await.page;
    assert!(page.contains("name=\"result\"") && page.contains("class=\"chip\""), "{page}");
}
