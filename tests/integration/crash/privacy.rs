//! Crashes during an erasure or an export: the next program completes the work, or it is requested again, and the
//! effect happens once.

use super::{
    client::{Ack, Visit, client, get_json, once, press},
    invariants::{Evidence, check, orphans, stored},
    points::settled,
    process_fixture::{ProcessFixture, age, until},
};
use crate::support::{
    accounts::{self, SignedIn},
    db, http,
};
use sha2::{Digest, Sha256};
use std::{fs, path::PathBuf, time::Duration};
use time::OffsetDateTime;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn is_clean(place: &ProcessFixture, acks: &[Ack], at: &str) {
    let (generated, base) = (place.generated(), place.base());
    let evidence = Evidence { database: database(place), generated: &generated, base: &base };
    let complaints = check(&evidence, acks).await;
    assert!(complaints.is_empty(), "{at}: {}", complaints.join("\n"));
}

fn database(place: &ProcessFixture) -> &str {
    place.database.as_deref().unwrap_or_default()
}

/// How often an action is in the audit log.
async fn noted(place: &ProcessFixture, action: &str) -> String {
    let query = format!("SELECT count(*)::text FROM audit_logs WHERE action = '{action}'");
    db::text(database(place), &query).await
}

#[rocket::async_test]
async fn a_submission_is_erased_as_a_whole_or_not_at_all() {
    for (at, gone) in [("erase.before_commit", false), ("erase.before_files", true)] {
        let place = ProcessFixture::new().await;
        let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
        let [going, staying] = [Visit::new(1).submit(&place.base()).await, Visit::new(2).submit(&place.base()).await];
        settled(database(&place)).await;
        let address = |place: &ProcessFixture| format!("{}/submissions/{}/erase", place.base(), going.id());
        let form = format!("reason=Asked+for&confirm={}", going.id());
        let broken = press(&client(), &address(&place), &form).await;
        assert!(broken.is_err(), "{at}: answered before the commit: {broken:?}");
        server.dies().await;

        let server = place.start(&[]).await;
        if gone {
            is_clean(&place, std::slice::from_ref(&staying), at).await;
        } else {
            assert_eq!(noted(&place, "submission.erased").await, "0", "{at}");
            is_clean(&place, &[going.clone(), staying.clone()], at).await;
        }
        // Without a response the request is repeated.
        let (status, page) = press(&client(), &address(&place), &form).await.expect("an answer");
        assert_eq!(status, if gone { 404 } else { 200 }, "{at}: {page}");
        assert_eq!(noted(&place, "submission.erased").await, "1", "{at}");
        let left = format!(
            "SELECT concat_ws(' ', (SELECT count(*) FROM submissions), (SELECT count(*) FROM erased_submissions),
                 (SELECT count(*) FROM uploaded_files f LEFT JOIN submissions s ON s.id = f.submission_id WHERE s.id IS NULL),
                 (SELECT count(*) FROM submissions WHERE submission_id = '{}'))",
            going.id()
        );
        assert_eq!(db::text(database(&place), &left).await, "1 1 0 0", "{at}");
        let mut paths: Vec<String> = ["", "/report.pdf"].map(|end| format!("/submissions/{}{end}", going.id())).into();
        let files = going.receipt["files"].as_array().cloned().unwrap_or_default();
        paths.extend(files.iter().map(|file| format!("/uploads/{}", file["upload_id"].as_str().unwrap_or_default())));
        assert_eq!(paths.len(), 5);
        for path in paths {
            assert_eq!(get_json(&place.base(), &path).await.expect("an answer").status, 404, "{at}: {path}");
        }
        server.stop().await;

        // Files that a crash leaves have no row, and are removed two days later.
        age(&place, stored(&place.generated()), 2 * DAY).await;
        let server = place.start(&[]).await;
        let (generated, base) = (place.generated(), place.base());
        let evidence = Evidence { database: database(&place), generated: &generated, base: &base };
        until("nothing is left over", async || orphans(&evidence).await.is_empty()).await;
        is_clean(&place, &[staying], at).await;
        server.stop().await;
    }
}

/// The export files: complete and temporary ones.
fn copies(place: &ProcessFixture) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let files = fs::read_dir(place.generated().join("exports")).expect("a folder").flatten();
    files.map(|file| file.path()).partition(|path| path.extension().is_some_and(|ending| ending == "zip"))
}

/// Waits until no privacy request is pending.
async fn answered(place: &ProcessFixture) {
    let open = "SELECT count(*)::text FROM privacy_requests WHERE state = 'waiting'";
    until("every request ends", async || db::text(database(place), open).await == "0").await;
}

/// Asserts that there is one export, named by its row, with the row's hash, and downloadable by its owner.
async fn is_one_whole_copy(place: &ProcessFixture, at: &str) {
    let (whole, _) = copies(place);
    assert_eq!(whole.len(), 1, "{at}: {whole:?}");
    let bytes = fs::read(&whole[0]).expect("an export");
    let named = "SELECT concat_ws(' ', state, request_id || '.zip', file_size, encode(sha256, 'hex'))
        FROM privacy_requests WHERE kind = 'export' AND state = 'done'";
    let name = whole[0].file_name().unwrap_or_default().to_string_lossy().into_owned();
    let expected = format!("done {name} {} {}", bytes.len(), hex::encode(Sha256::digest(&bytes)));
    assert_eq!(db::text(database(place), named).await, expected, "{at}");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("an archive");
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).expect("an entry");
        std::io::copy(&mut entry, &mut std::io::sink()).expect("a complete entry");
    }
    let page = client().get(format!("{}/privacy", place.base())).header("Accept", "text/html").send().await;
    let page = page.expect("an answer").text().await.expect("a page");
    let (_, address) = page.split_once("href=\"/privacy/exports/").unwrap_or_else(|| panic!("{at}: no export: {page}"));
    let address = format!("{}/privacy/exports/{}", place.base(), &address[..address.find('"').expect("its end")]);
    let taken = client().get(address).send().await.expect("an answer").bytes().await.expect("bytes");
    assert!(taken == bytes, "{at}: the download differs from the export");
    assert_eq!(noted(place, "person.exported").await, "1", "{at}");
    let due = "SELECT count(*)::text FROM jobs";
    assert_eq!(db::text(database(place), due).await, "0", "{at}");
}

#[rocket::async_test]
async fn a_repeated_export_replaces_the_previous_one() {
    for at in [
        "job.claimed",
        "publish.before_rename",
        "publish.before_dir_sync",
        "privacy.published",
        "privacy.before_commit",
    ] {
        let place = ProcessFixture::new().await;
        let server = place.start(&[]).await;
        let ack = Visit::new(1).submit(&place.base()).await;
        settled(database(&place)).await;
        server.stop().await;

        let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
        let _ = press(&client(), &format!("{}/privacy/export", place.base()), "").await;
        server.dies().await;
        assert_eq!(noted(&place, "person.exported").await, "0", "{at}");

        let server = place.start(&[]).await;
        answered(&place).await;
        is_one_whole_copy(&place, at).await;
        server.stop().await;

        // A temporary file is removed once it is older than any export may be; the export itself is kept for a week.
        let (_, unfinished) = copies(&place);
        assert_eq!(unfinished.len(), usize::from(at == "publish.before_rename"), "{at}: {unfinished:?}");
        age(&place, unfinished, 9 * DAY).await;
        let server = place.start(&[]).await;
        until("nothing is left over", async || copies(&place).1.is_empty()).await;
        is_one_whole_copy(&place, at).await;
        is_clean(&place, &[ack], at).await;
        server.stop().await;
    }
}

#[rocket::async_test]
async fn an_export_that_crashes_three_times_fails_and_can_be_requested_again() {
    let place = ProcessFixture::new().await;
    let armed = [("INJAAZ_CRASH_AT", "privacy.published")];
    let server = place.start(&armed).await;
    let _ = press(&client(), &format!("{}/privacy/export", place.base()), "").await;
    server.dies().await;
    for _ in 0..2 {
        place.start(&armed).await.dies().await;
    }
    let server = place.start(&armed).await;
    answered(&place).await;
    assert_eq!(db::text(database(&place), "SELECT state FROM privacy_requests").await, "failed");
    assert_eq!(noted(&place, "person.request_failed").await, "1");
    until("nothing of it stays", async || copies(&place).0.is_empty()).await;
    server.stop().await;

    let server = place.start(&[]).await;
    let (status, page) = press(&client(), &format!("{}/privacy/export", place.base()), "").await.expect("an answer");
    assert_eq!(status, 200, "{page}");
    answered(&place).await;
    let (whole, _) = copies(&place);
    let named = "SELECT request_id || '.zip' FROM privacy_requests WHERE state = 'done'";
    let named = db::text(database(&place), named).await;
    assert!(whole.len() == 1 && whole[0].ends_with(&named), "{whole:?}, not {named}");
    server.stop().await;
}

/// A person with a submission, a session and an export.
async fn person(place: &ProcessFixture) -> (SignedIn, Ack) {
    let person = accounts::sign_in(database(place), "inspector", OffsetDateTime::now_utc()).await;
    let asks = once(http::signed_in(&person));
    let visit = Visit::new(1);
    let answer = visit.send_as(&asks, &format!("{}/forms/hvac_mep", place.base())).await.expect("an answer");
    let ack = visit.ack(&answer).unwrap_or_else(|| panic!("not accepted: {answer:?}"));
    settled(database(place)).await;
    let (status, page) = press(&asks, &format!("{}/privacy/export", place.base()), "").await.expect("an answer");
    assert_eq!(status, 200, "{page}");
    answered(place).await;
    (person, ack)
}

#[rocket::async_test]
async fn an_interrupted_erasure_is_finished_once_after_a_restart() {
    for at in ["job.claimed", "privacy.before_commit"] {
        let place = ProcessFixture::new().await;
        let server = place.start(&[]).await;
        let (person, ack) = person(&place).await;
        let email = &person.email;
        let id = db::text(database(&place), &format!("SELECT public_id FROM users WHERE email = '{email}'")).await;
        assert_eq!(copies(&place).0.len(), 1, "{at}");
        server.stop().await;

        let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
        let form = format!("confirm={email}");
        let _ = press(&client(), &format!("{}/privacy/people/{id}/erase", place.base()), &form).await;
        server.dies().await;
        // Before the commit nothing of the person is erased.
        let whole = format!(
            "SELECT concat_ws(' ', (SELECT count(*) FROM memberships m WHERE m.user_id = u.id),
                 (SELECT count(*) FROM sessions s WHERE s.user_id = u.id), u.disabled_at IS NULL)
             FROM users u WHERE email = '{email}'"
        );
        assert_eq!(db::text(database(&place), &whole).await, "1 1 t", "{at}");
        assert_eq!(noted(&place, "person.erased").await, "0", "{at}");

        let server = place.start(&[]).await;
        answered(&place).await;
        let ended = format!(
            "SELECT concat_ws(' ', (SELECT count(*) FROM users u WHERE u.public_id = '{id}' AND u.disabled_at IS NOT NULL
                     AND u.email LIKE '%@erased.invalid'),
                 (SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.public_id = '{id}'),
                 (SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.public_id = '{id}'),
                 (SELECT string_agg(kind || ' ' || state, ', ' ORDER BY id) FROM privacy_requests),
                 (SELECT count(*) FROM jobs))"
        );
        assert_eq!(db::text(database(&place), &ended).await, "1 0 0 export expired, erase done 0", "{at}");
        for (action, times) in [("person.erase_requested", "1"), ("person.erased", "1"), ("person.request_failed", "0")]
        {
            assert_eq!(noted(&place, action).await, times, "{at}: {action}");
        }
        until("the copy is gone", async || copies(&place).0.is_empty()).await;
        let asked = once(http::signed_in(&person)).get(format!("{}/submissions", place.base()));
        let asked = asked.header("Accept", "application/json").send().await.expect("an answer");
        assert_eq!(asked.status(), 401, "{at}: the session has ended");
        // Their submissions belong to the organisation and keep all files.
        is_clean(&place, &[ack], at).await;
        server.stop().await;
    }
}

/// An export that is pending when its person is erased must not be made.
#[rocket::async_test]
async fn an_erasure_cancels_a_running_export() {
    let place = ProcessFixture::new().await;
    let server = place.start(&[("INJAAZ_CRASH_AT", "publish.before_rename")]).await;
    let person = accounts::sign_in(database(&place), "viewer", OffsetDateTime::now_utc()).await;
    let email = &person.email;
    let _ = press(&once(http::signed_in(&person)), &format!("{}/privacy/export", place.base()), "").await;
    server.dies().await;
    assert_eq!(copies(&place).1.len(), 1, "an incomplete export");

    // The export is not continued meanwhile, as under high load.
    db::execute(database(&place), "UPDATE jobs SET run_after = run_after + interval '1 hour'").await;
    let server = place.start(&[]).await;
    let id = db::text(database(&place), &format!("SELECT public_id FROM users WHERE email = '{email}'")).await;
    let address = format!("{}/privacy/people/{id}/erase", place.base());
    let (status, page) = press(&client(), &address, &format!("confirm={email}")).await.expect("an answer");
    assert!(matches!(status, 200 | 404), "the person may or may not be erased yet: {page}");
    answered(&place).await;
    let ended =
        "SELECT concat_ws(' ', (SELECT string_agg(kind || ' ' || state, ', ' ORDER BY id) FROM privacy_requests),
        (SELECT count(*) FROM jobs))";
    assert_eq!(db::text(database(&place), ended).await, "export expired, erase done 0");
    until("nothing of the copy stays", async || {
        let (whole, unfinished) = copies(&place);
        whole.is_empty() && unfinished.is_empty()
    })
    .await;
    assert_eq!(noted(&place, "person.exported").await, "0");
    server.stop().await;
}
