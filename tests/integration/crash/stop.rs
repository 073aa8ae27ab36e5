//! Shutdown, and disconnected clients, in the middle of an upload.

use super::{
    client::{Visit, client},
    invariants::{Evidence, check, stored},
    process_fixture::{ProcessFixture, until},
};
use crate::support::{accounts, db};
use bytes::Bytes;
use futures::{channel::mpsc, stream::StreamExt};
use reqwest::{Body, RequestBuilder};
use std::convert::Infallible;
use tokio::{io::AsyncWriteExt, net::TcpStream};

/// A post whose body is sent in pieces.
fn slow_post(base: &str, visit: &Visit) -> (RequestBuilder, mpsc::UnboundedSender<Bytes>) {
    let (sender, receiver) = mpsc::unbounded();
    let request = client()
        .post(format!("{base}/forms/hvac_mep"))
        .header("Content-Type", visit.form().content_type().to_string())
        .header("Accept", "application/json")
        .body(Body::wrap_stream(receiver.map(Ok::<_, Infallible>)));
    (request, sender)
}

#[rocket::async_test]
async fn running_uploads_may_finish_at_shutdown() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    // Enough time for the continuing upload on a slow machine; the other upload uses all of it.
    let mut server = place.start(&[("ROCKET_SHUTDOWN", "{grace=20,mercy=2}")]).await;
    let (moving, stalling) = (Visit::new(1), Visit::new(2));
    let mut posts = Vec::new();
    for visit in [&moving, &stalling] {
        let (request, sender) = slow_post(&place.base(), visit);
        let body = visit.form().body();
        // Within the first photo: until it is complete, each upload has one temporary file.
        let begin = body.len() / 4;
        sender.unbounded_send(Bytes::copy_from_slice(&body[..begin])).expect("a listener");
        let answer = tokio::spawn(async move { request.send().await?.json::<serde_json::Value>().await });
        posts.push((answer, sender, Bytes::copy_from_slice(&body[begin..])));
    }
    let begun =
        || stored(&place.generated()).iter().filter(|path| path.extension().is_some_and(|e| e == "tmp")).count();
    until("both uploads have begun", async || begun() == 2).await;

    server.ask_to_stop();
    until("it takes no more requests", async || TcpStream::connect(&place.base()[7..]).await.is_err()).await;
    let (stalled, _held, _rest) = posts.pop().expect("a post");
    let (answer, sender, rest) = posts.pop().expect("a post");
    sender.unbounded_send(rest).expect("a listener");
    drop(sender);
    let receipt = answer.await.expect("a task").expect("the continuing upload is answered");
    assert!(receipt["submission_id"].is_string(), "{receipt}");
    assert!(server.ends().await.success());
    let confirmed = stalled.await.expect("a task").is_ok_and(|answer| answer["submission_id"].is_string());
    assert!(!confirmed, "the other upload was incomplete");
    let kept = db::text(&database, "SELECT string_agg(submission_key, ' ') FROM submissions").await;
    assert_eq!(kept, moving.key);

    let server = place.start(&[]).await;
    let acks = [moving.submit(&place.base()).await, stalling.submit(&place.base()).await];
    assert_eq!(acks[0].receipt["submission_id"], receipt["submission_id"]);
    until("both jobs are done", async || {
        db::text(&database, "SELECT count(*)::text FROM submissions WHERE status = 'completed'").await == "2"
    })
    .await;
    let (generated, base) = (place.generated(), place.base());
    let complaints = check(&Evidence { database: &database, generated: &generated, base: &base }, &acks).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    server.stop().await;
}

#[rocket::async_test]
async fn an_aborted_upload_leaves_no_files() {
    let place = ProcessFixture::new().await;
    let database = place.database.clone().unwrap_or_default();
    let server = place.start(&[]).await;
    let visit = Visit::new(1);
    let (form, body) = (visit.form(), visit.form().body());
    let head = format!(
        "POST /forms/hvac_mep HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nX-Form-Token: {}\r\nContent-Type: {}\r\n\
         Content-Length: {}\r\n\r\n",
        accounts::everywhere().cookie(),
        accounts::everywhere().form_token,
        form.content_type(),
        body.len()
    );
    // Within the first photo, the second photo, the signature, and just before the end.
    for percent in [25, 60, 90, 99] {
        let mut connection = TcpStream::connect(&place.base()[7..]).await.expect("a connection");
        connection.write_all(head.as_bytes()).await.expect("a listener");
        connection.write_all(&body[..body.len() * percent / 100]).await.expect("a listener");
        until("the upload has begun", async || !stored(&place.generated()).is_empty()).await;
        drop(connection);
        until("nothing of it stays", async || stored(&place.generated()).is_empty()).await;
    }
    for table in ["submissions", "uploaded_files", "jobs"] {
        assert_eq!(db::text(&database, &format!("SELECT count(*)::text FROM {table}")).await, "0", "{table}");
    }
    server.stop().await;
}
