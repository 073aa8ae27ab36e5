//! Actions in the reports of their submission.

use super::{add, say, send, submission};
use crate::{
    support::{app::TestApp, multipart::Multipart, pictures},
    web::{
        links::{link, status},
        report_photos::photo_addresses,
    },
};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use rocket::http::Status;
use std::{io::Cursor, process::Command};

async fn excel(test: &TestApp, id: &str) -> Vec<u8> {
    test.run_jobs().await;
    test.get(&format!("/submissions/{id}/report.xlsx")).await.into_bytes().await.expect("a report")
}

/// The texts of a sheet; none if the workbook has no such sheet.
fn cells(excel: &[u8], sheet: &str) -> Option<String> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(excel.to_vec())).expect("a workbook");
    let range = book.worksheet_range(sheet).ok()?;
    Some(range.cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>().join("\n"))
}

pub(super) async fn pdf(test: &TestApp, id: &str) -> String {
    let path = test.dir.path().join("report.pdf");
    let bytes = test.get(&format!("/submissions/{id}/report.pdf")).await.into_bytes().await.expect("a report");
    std::fs::write(&path, bytes).expect("a file");
    let output = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().expect("poppler-utils");
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[rocket::async_test]
async fn reports_list_actions_with_photos_before_and_after() {
    let test = TestApp::new().await;
    let id = submission(&test).await;
    let before = excel(&test, &id).await;
    assert_eq!(cells(&before, "Actions"), None, "no action, no sheet");

    let address = add(&test.client, &id, "action.title=Replace+the+bearing&action.severity=high").await;
    let open = cells(&excel(&test, &id).await, "Actions").expect("a sheet");
    for text in ["Replace the bearing", "High", "Open", "No owner yet"] {
        assert!(open.contains(text), "{text}: {open}");
    }

    let proof = Multipart::new().text("step", "finish").text("note", "New bearing fitted.");
    let proof = proof.jpeg("photos", &pictures::jpeg(320, 240, 9));
    assert_eq!(send(&test.client, &format!("{address}/work"), &proof).await.status, Status::SeeOther);
    let excel_after = excel(&test, &id).await;
    let done = cells(&excel_after, "Actions").expect("a sheet");
    assert!(done.contains("To verify · New bearing fitted."), "{done}");
    let printed = pdf(&test, &id).await;
    for text in ["Actions", "0 of 1 open", "New bearing fitted."] {
        assert!(printed.contains(text), "{text}: {printed}");
    }
    // A photo that is printed again has the number of its question, and is listed there.
    let sheet = cells(&excel_after, "Photos").expect("a sheet");
    for caption in
        ["2 · Item 1 · Photo 2", "1 · Action 1 · Before 1", "2 · Action 1 · Before 2", "4 · Action 1 · After 1"]
    {
        assert!(printed.contains(caption), "{caption}: {printed}");
        assert!(sheet.lines().any(|cell| cell == caption), "{caption}: {sheet}");
    }
    let (_, list) = printed.rsplit_once("List of photos").expect("a list");
    assert!(list.contains("4 Action 1 · After 1") && !list.contains("Before"), "{list}");

    // The photo opens for members who see the action, and with a link to the workbook.
    let shown = photo_addresses(&before);
    let new: Vec<String> = photo_addresses(&excel_after).into_iter().filter(|path| !shown.contains(path)).collect();
    let [photo] = new.as_slice() else { panic!("one more photo: {new:?}") };
    let stranger = test.stranger().await;
    assert_eq!(status(&test.client, photo).await, Status::Ok);
    assert_eq!(status(&test.viewer_of("civil").await, photo).await, Status::NotFound);
    assert_eq!(status(&stranger, photo).await, Status::NotFound);
    let path = link(&test, &id.parse().expect("an id"), "files=excel&days=2").await;
    assert_eq!(status(&stranger, &path).await, Status::Ok);
    assert_eq!(status(&stranger, photo).await, Status::Ok);

    // What was said before it was opened again is not printed any more.
    let reviewer = test.signed_in("reviewer").await;
    reviewer.press(&format!("{address}/decision"), "step=reopen&note=It+still+squeaks").await;
    let again = cells(&excel(&test, &id).await, "Actions").expect("a sheet");
    assert!(again.contains("Open") && !again.contains("New bearing fitted."), "{again}");
    say(&test.client, &format!("{address}/work"), "start", "").await;
    assert!(cells(&excel(&test, &id).await, "Actions").expect("a sheet").contains("In progress"));
}
