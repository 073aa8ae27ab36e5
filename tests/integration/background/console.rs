//! `/admin/jobs`: its content and its buttons.

use crate::support::{
    app::{TestApp, hvac},
    db,
};
use injaaz::{domain::job::Lane, services::jobs};
use rocket::http::{ContentType, Status};

async fn page(test: &TestApp, path: &str) -> String {
    let answer = test.get(path).await;
    assert_eq!(answer.status(), Status::Ok, "{path}");
    answer.into_string().await.expect("a page")
}

async fn press(test: &TestApp, path: &str) -> (Status, String) {
    let answer = test.client.post(path.to_owned()).dispatch().await;
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    (answer.status(), location)
}

/// The part of a page with one section.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {page}"));
    rest.split("</section>").next().unwrap_or_default()
}

#[rocket::async_test]
async fn due_running_and_failed_jobs_are_shown_and_a_failed_job_can_be_retried() {
    let test = TestApp::new().await;
    let empty = page(&test, "/admin/jobs").await;
    assert!(section(&empty, "pending").contains("Nothing is running"), "{empty}");
    assert!(section(&empty, "ended").contains("no failed or finished jobs"), "{empty}");
    assert!(page(&test, "/").await.contains("href=\"/admin/jobs\""), "the page is linked");
    assert!(
        page(&test, "/admin/migration").await.contains("href=\"/admin/jobs\""),
        "also from the administration page"
    );

    let id = test.submit("hvac_mep", &hvac("background-jobs-1")).await;
    let job = test.sql("SELECT job_id FROM submissions").await;
    assert!(section(&page(&test, "/admin/jobs").await, "pending").contains(&job));
    test.execute(
        "UPDATE jobs SET failed_at = now(), failure = 'error', attempts = 3, error = 'the <b>disk</b> burns';
         UPDATE submissions SET status = 'failed'",
    )
    .await;
    let shown = page(&test, "/admin/jobs").await;
    let failed = section(&shown, "ended");
    assert!(failed.contains("Generate reports") && failed.contains("All attempts failed"), "{failed}");
    assert!(failed.contains("the &#60;b&#62;disk&#60;/b&#62; burns") && failed.contains("3 of 3"), "{failed}");
    let arabic = page(&test, "/admin/jobs?lang=ar").await;
    assert!(arabic.contains("المهام في الخلفية") && arabic.contains("إعداد التقارير"), "{arabic}");

    let retry = format!("/admin/jobs/{job}/retry");
    assert_eq!(press(&test, &retry).await, (Status::SeeOther, "/admin/jobs?done=retried".to_owned()));
    assert_eq!(press(&test, &retry).await.0, Status::Conflict, "it is due already");
    test.run_jobs().await;
    assert_eq!(test.sql("SELECT status FROM submissions").await, "completed", "{id}");
    let audit = "SELECT count(*)::text FROM audit_logs WHERE action = 'job.retried' AND user_id IS NOT NULL";
    assert_eq!(test.sql(audit).await, "1");
    assert_eq!(press(&test, "/admin/jobs/job_000000000000/retry").await.0, Status::NotFound);
}

#[rocket::async_test]
async fn long_work_can_be_cancelled_whether_it_waits_or_runs() {
    let test = TestApp::new().await;
    for runs in [false, true] {
        test.execute("DELETE FROM jobs").await;
        let verify =
            test.client.post("/admin/migration/verify").header(ContentType::Form).body("module=").dispatch().await;
        assert_eq!(verify.status(), Status::SeeOther);
        let job = test.sql("SELECT job_id FROM jobs").await;
        if runs {
            let filter = jobs::next_filter(&test.app, Lane::Maintenance).await.expect("a filter");
            jobs::claim(&test.app, Lane::Maintenance, filter).await.expect("an answer").expect("a job");
        }
        let cancel = format!("/admin/jobs/{job}/cancel");
        assert!(page(&test, "/admin/jobs").await.contains(&cancel), "{runs}");
        assert_eq!(press(&test, &cancel).await.0, Status::SeeOther, "{runs}");
        let state = test.sql("SELECT concat_ws(' ', control, failure) FROM jobs").await;
        assert_eq!(state, if runs { "cancel" } else { "cancelled" });
    }
    // Only maintenance jobs can be cancelled, and a report is none.
    test.submit("hvac_mep", &hvac("background-jobs-2")).await;
    let job = test.sql("SELECT job_id FROM submissions").await;
    assert_eq!(press(&test, &format!("/admin/jobs/{job}/cancel")).await.0, Status::Conflict);
}

#[rocket::async_test]
async fn periodic_jobs_have_their_last_and_next_run_and_can_be_run_now() {
    let test = TestApp::new().await;
    test.execute(
        "INSERT INTO periodic_jobs (name, next_run_at, last_started_at, last_finished_at, last_outcome, last_count)
         VALUES ('sessions.expired', '2030-01-02 03:04 UTC', '2029-05-06 07:08 UTC', '2029-05-06 07:08 UTC', 'done', 3)",
    )
    .await;
    let shown = page(&test, "/admin/jobs").await;
    let periodic = section(&shown, "periodic");
    for text in ["Remove expired sessions", "2 January 2030, 03:04", "6 May 2029, 07:08", "Done: 3 items"] {
        assert!(periodic.contains(text), "{text}: {periodic}");
    }
    let (status, to) = press(&test, "/admin/jobs/periodic/sessions.expired/run").await;
    assert_eq!((status, to.as_str()), (Status::SeeOther, "/admin/jobs?done=run-now"));
    assert_eq!(db::text(&test.url, "SELECT (next_run_at <= now())::text FROM periodic_jobs").await, "true");
    assert_eq!(press(&test, "/admin/jobs/periodic/none.such/run").await.0, Status::NotFound);
}

#[rocket::async_test]
async fn older_jobs_are_on_further_pages() {
    let test = TestApp::new().await;
    test.execute(
        "INSERT INTO jobs (organisation_id, job_id, kind, payload, failed_at, failure)
         SELECT min(o.id), 'job_' || lpad(n::text, 12, '0'), 'verify', '{}', now() - n * interval '1 minute', 'error'
         FROM organisations o, generate_series(1, 60) n GROUP BY n",
    )
    .await;
    let first = page(&test, "/admin/jobs").await;
    assert!(first.contains("id=\"job_000000000050\"") && !first.contains("id=\"job_000000000051\""));
    let (_, older) = first.split_once("rel=\"next\" href=\"").expect("a link");
    let second = page(&test, &older[..older.find('"').expect("its end")].replace("&#38;", "&")).await;
    assert!(second.contains("id=\"job_000000000051\"") && second.contains("id=\"job_000000000060\""), "{second}");
    assert!(!second.contains("id=\"job_000000000050\"") && !second.contains("rel=\"next\""));
}
