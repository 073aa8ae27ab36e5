//! Delegates of absent reviewers: who decides for whom, what is recorded, and who may not.

use super::{Chain, Reviewer, key, save_flow, state};
use crate::support::{
    app::{Multipart, TestApp, hvac},
    forms::complete_hvac,
    page_requests::PageResponse,
};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use rocket::http::{RawStr, Status};
use std::{
    io::{Cursor, Write},
    process::Command,
};

/// The day of the clock of the tests.
pub(super) const TODAY: &str = "2026-03-14";

impl Reviewer {
    pub(super) async fn text(&self, test: &TestApp, column: &str) -> String {
        test.sql(&format!("SELECT {column} FROM users WHERE id = {}", self.user)).await
    }

    /// Enters an absence on the own account page.
    pub(super) async fn away(&self, test: &TestApp, first: &str, last: &str, delegate: &Reviewer) -> PageResponse {
        let delegate = delegate.text(test, "public_id").await;
        let first = RawStr::new(first).percent_encode();
        let form = format!("first_day={first}&last_day={last}&delegate={delegate}");
        self.browser.press("/account/absence", &form).await
    }

    /// Is away today.
    pub(super) async fn away_today(&self, test: &TestApp, delegate: &Reviewer) {
        let entered = self.away(test, TODAY, TODAY, delegate).await;
        assert_eq!(entered.status, Status::SeeOther, "{}", entered.page);
    }

    /// The page of what waits for the member.
    pub(super) async fn waits(&self) -> String {
        self.page("/review").await.1
    }

    /// The number beside the list in the navigation.
    pub(super) async fn count(&self) -> String {
        let page = self.page("/more").await.1;
        let (_, link) = page.split_once("href=\"/review\"").unwrap_or_default();
        let (link, _) = link.split_once("</a>").unwrap_or_default();
        let count = link.split_once("class=\"count\">").map(|(_, count)| count.split('<').next().unwrap_or_default());
        count.unwrap_or_default().to_owned()
    }
}

/// The chain with these two groups, each a role or the key of a member: at its second stage both, before it the first one
/// and after it the second one. `any`: one of both is enough.
async fn flow(test: &TestApp, any: bool, groups: [&str; 2]) {
    let text = str::to_owned;
    let mut fields = vec![("template", text("chain"))];
    if any {
        fields.push(("rule", text("1=any")));
    }
    for (id, who) in [("0.0", groups[0]), ("1.0", groups[0]), ("1.1", groups[1]), ("2.0", groups[1])] {
        fields.push(("name", format!("Group {id}")));
        if who.parse::<i64>().is_ok() {
            fields.push(("who", format!("{id}=members")));
            fields.push(("member", format!("{id}={who}")));
        } else {
            fields.push(("who", format!("{id}={who}")));
        }
    }
    let (status, page) = save_flow(test, "hvac_mep", &fields).await;
    assert_eq!(status, Status::SeeOther, "{page}");
}

/// The letters of a PDF, without the spaces and breaks between them.
fn text_of(pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(pdf).expect("written");
    let text = Command::new("pdftotext").arg("-raw").arg(file.path()).arg("-").output().expect("poppler");
    String::from_utf8_lossy(&text.stdout).split_whitespace().collect()
}

#[rocket::async_test]
async fn a_delegate_sees_decides_and_is_recorded_with_the_absent_member() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, general, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    let id = inspector.submit(&hvac(&key(1))).await;
    assert!(!delegate.waits().await.contains(&id));
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::Conflict);
    operations.away_today(test, &delegate).await;

    let (name, absent) = (delegate.text(test, "full_name").await, operations.text(test, "full_name").await);
    let waits = delegate.waits().await;
    assert!(waits.contains(&id) && waits.contains(&format!("for \u{2068}{absent}\u{2069}")), "{waits}");
    assert_eq!((delegate.count().await.as_str(), operations.count().await.as_str()), ("1", "1"), "both may decide");
    let (_, page) = delegate.page(&format!("/submissions/{id}")).await;
    assert!(page.contains("id=\"decide\"") && page.contains("You decide for an absent member"), "{page}");
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::SeeOther);
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::SeeOther, "a second press of the button");
    assert_eq!(chain.state(&id).await, "in_review 1 1");
    assert_eq!(delegate.count().await, "");

    let both = format!("\u{2068}{name}\u{2069}, for \u{2068}{absent}\u{2069}");
    let (_, page) = inspector.page(&format!("/submissions/{id}")).await;
    assert_eq!(page.matches(&both).count(), 2, "in the steps and in the history: {page}");
    let (_, json) = test.get_json(&format!("/submissions/{id}")).await;
    let step = &json["approval"]["steps"][0];
    assert_eq!((step["name"].as_str(), step["for_name"].as_str()), (Some(name.as_str()), Some(absent.as_str())));
    let (_, log) = general.page("/audit").await;
    assert!(log.contains(&format!("for \u{2068}{absent}\u{2069}")), "{log}");
    let entered =
        "SELECT string_agg(action || ' ' || (user_id = resource_id), ' ') FROM audit_logs WHERE action LIKE 'absence%'";
    assert_eq!(test.sql(entered).await, "absence.entered true");
}

#[rocket::async_test]
async fn both_reports_name_both() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, business, procurement, general } = &chain;
    let delegate = Reviewer::new(test, "inspector").await;
    let scope = "INSERT INTO membership_scopes (organisation_id, membership_id, module)
        SELECT organisation_id, id, 'hvac_mep' FROM memberships WHERE user_id = ";
    test.execute(&format!("{scope}{}", delegate.user)).await;
    let signature = "UPDATE approval_flows SET flow = jsonb_set(flow, '{stages,2,groups,0,signature}', 'true')";
    test.execute(signature).await;
    general.away_today(test, &delegate).await;
    let id = inspector.submit(&hvac(&key(1))).await;
    assert_eq!(delegate.count().await, "", "it is not the turn of the absent member");
    operations.approve(&id, 1, 0, 0).await;
    business.approve(&id, 1, 1, 0).await;
    procurement.approve(&id, 1, 1, 1).await;
    assert_eq!(delegate.count().await, "1", "the number of a member with a limited scope");
    let unsigned = delegate.approve(&id, 1, 2, 0).await;
    assert_eq!(unsigned, Status::UnprocessableEntity, "a delegate signs, too");
    let signed = Multipart::new().text("signature_typed", "Layla Nasser");
    assert_eq!(delegate.decide(&id, "approve", (1, 2, 0), signed).await, Status::SeeOther);
    assert_eq!(chain.state(&id).await, "approved 2 1");
    test.run_jobs().await;
    let (name, absent) = (delegate.text(test, "full_name").await, general.text(test, "full_name").await);
    let excel = inspector.browser.get(format!("/submissions/{id}/report.xlsx")).dispatch().await;
    let excel = excel.into_bytes().await.expect("a file");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(excel)).expect("a workbook");
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.cells()).map(|(_, _, cell)| cell.to_string());
    let sheet = cells.collect::<Vec<_>>().join("\n");
    for part in [format!("{name}, for {absent}"), format!("Layla Nasser, for {absent}")] {
        assert!(sheet.contains(&part), "{part}: {sheet}");
    }
    let pdf = inspector.browser.get(format!("/submissions/{id}/report.pdf")).dispatch().await;
    let pdf = text_of(&pdf.into_bytes().await.expect("a file"));
    for part in [format!("{name}, for {absent}"), format!("Layla Nasser, for {absent}")] {
        assert!(pdf.contains(&part.replace(' ', "")), "{part}: {pdf}");
    }
}

/// A delegate corrects what the absent member's group may correct, and the step names both.
#[rocket::async_test]
async fn a_delegate_corrects_for_the_absent_member() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    let id = inspector.submit(&hvac(&key(1))).await;
    operations.away_today(test, &delegate).await;
    let path = format!("/submissions/{id}/revisions/1/correct");
    let correction = hvac(&key(2)).text("items.0.brand", "Wilo").text("correction_reason", "Wrong brand");
    assert_eq!(delegate.send(&path, &correction).await.0, Status::NotFound, "the group may not correct");
    test.execute("UPDATE approval_flows SET flow = jsonb_set(flow, '{stages,0,groups,0,may_correct}', 'true')").await;
    let (status, page) = delegate.page(&format!("/submissions/{id}/correct")).await;
    assert_eq!(status, Status::Ok, "{page}");
    let (status, receipt) = delegate.send(&path, &correction).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let step = format!("SELECT kind || ' ' || (absent_id = {}) FROM approval_steps", operations.user);
    assert_eq!(test.sql(&step).await, "corrected true");
}

#[rocket::async_test]
async fn a_delegate_who_is_absent_passes_nothing_on() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, business, .. } = &chain;
    let last = Reviewer::new(test, "reviewer").await;
    let id = inspector.submit(&hvac(&key(1))).await;
    operations.away_today(test, business).await;
    business.away_today(test, &last).await;
    assert!(!last.waits().await.contains(&id) && last.count().await.is_empty());
    assert_eq!(last.approve(&id, 1, 0, 0).await, Status::Conflict);
    let (_, own) = operations.page("/account/absence").await;
    assert!(own.contains("The delegate is away on some of these days too"), "{own}");
    assert_eq!(business.approve(&id, 1, 0, 0).await, Status::SeeOther, "who is away may still decide");
    assert_eq!(last.approve(&id, 1, 1, 0).await, Status::SeeOther, "what is the delegate's own is passed on");
}

#[rocket::async_test]
async fn nobody_decides_about_what_one_of_the_two_sent() {
    let chain = Chain::new().await;
    let Chain { test, operations, general, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    operations.away_today(test, &delegate).await;
    let by_delegate = delegate.submit(&hvac(&key(1))).await;
    let by_absent = operations.submit(&hvac(&key(2))).await;
    for id in [&by_delegate, &by_absent] {
        assert_eq!(delegate.approve(id, 1, 0, 0).await, Status::Conflict, "{id}");
        assert!(!delegate.waits().await.contains(id), "{id}");
        let (_, page) = delegate.page(&format!("/submissions/{id}")).await;
        assert!(!page.contains("id=\"decide\""), "{id}");
    }
    assert_eq!(delegate.count().await, "");
    let other = general.submit(&hvac(&key(3))).await;
    assert_eq!((delegate.approve(&other, 1, 0, 0).await, delegate.count().await), (Status::SeeOther, String::new()));
}

/// At a stage that needs every group, a member who has approved for their own group does not approve for the group of an
/// absent member: that would be the second decision of one person. An administrator is asked.
#[rocket::async_test]
async fn one_person_decides_once_at_a_stage() {
    let test = TestApp::new().await;
    let (inspector, absent) = (Reviewer::new(&test, "inspector").await, Reviewer::new(&test, "reviewer").await);
    let delegate = Reviewer::new(&test, "manager").await;
    flow(&test, false, ["manager", &absent.user]).await;
    absent.away_today(&test, &delegate).await;
    let id = inspector.submit(&hvac(&key(1))).await;
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::SeeOther);
    let (_, page) = delegate.page(&format!("/submissions/{id}")).await;
    assert!(!page.contains("You decide for an absent member"), "the own right goes first: {page}");
    assert_eq!(delegate.approve(&id, 1, 1, 1).await, Status::Conflict, "the own right goes first");
    assert_eq!(delegate.approve(&id, 1, 1, 0).await, Status::SeeOther);
    assert_eq!(test.sql("SELECT string_agg((absent_id IS NULL)::text, ' ') FROM approval_steps").await, "true true");
    assert_eq!(delegate.approve(&id, 1, 1, 1).await, Status::Conflict);
    assert!(!delegate.waits().await.contains(&id) && delegate.count().await.is_empty());
    assert_eq!(state(&test, &id).await, "in_review 1 1");
    assert_eq!(test.run_periodic("notifications.stages").await, 1, "the administrator is told");
    assert_eq!(absent.approve(&id, 1, 1, 1).await, Status::SeeOther);

    // Another manager approves for the first group, and the delegate for that of the absent member.
    let other = Reviewer::new(&test, "manager").await;
    let id = inspector.submit(&hvac(&key(2))).await;
    for (reviewer, stage, group) in [(&other, 0, 0), (&other, 1, 0), (&delegate, 1, 1), (&delegate, 2, 0)] {
        assert_eq!(reviewer.approve(&id, 1, stage, group).await, Status::SeeOther, "{stage} {group}");
    }
    let recorded = "SELECT string_agg((absent_id IS NOT NULL)::text, ' ' ORDER BY id) FROM approval_steps
        WHERE submission_id = (SELECT max(id) FROM submissions)";
    assert_eq!(test.sql(recorded).await, "false false true true");
}

/// Who loses the right at once: each change, and what it leaves of the right of the delegate.
#[rocket::async_test]
async fn a_delegate_loses_the_right_with_what_it_depends_on() {
    let chain = Chain::new().await;
    let Chain { test, inspector, operations, .. } = &chain;
    let delegate = Reviewer::new(test, "reviewer").await;
    operations.away_today(test, &delegate).await;
    let id = inspector.submit(&hvac(&key(1))).await;
    let (absent, user) = (&operations.user, &delegate.user);
    let limit = |user: &str, module: &str| {
        format!(
            "INSERT INTO membership_scopes (organisation_id, membership_id, module)
             SELECT organisation_id, id, '{module}' FROM memberships WHERE user_id = {user}"
        )
    };
    for (change, back, decision) in [
        (
            format!("UPDATE memberships SET suspended_at = now() WHERE user_id = {absent}"),
            format!("UPDATE memberships SET suspended_at = NULL WHERE user_id = {absent}"),
            Status::Conflict,
        ),
        (
            format!("UPDATE users SET disabled_at = now() WHERE id = {absent}"),
            format!("UPDATE users SET disabled_at = NULL WHERE id = {absent}"),
            Status::Conflict,
        ),
        (limit(absent, "civil"), "DELETE FROM membership_scopes".to_owned(), Status::Conflict),
        (limit(user, "civil"), "DELETE FROM membership_scopes".to_owned(), Status::NotFound),
        (
            format!("UPDATE memberships SET role = 'viewer' WHERE user_id = {absent}"),
            format!("UPDATE memberships SET role = 'reviewer' WHERE user_id = {absent}"),
            Status::Conflict,
        ),
        (
            format!("UPDATE memberships SET role = 'viewer' WHERE user_id = {user}"),
            format!("UPDATE memberships SET role = 'reviewer' WHERE user_id = {user}"),
            Status::Forbidden,
        ),
    ] {
        assert_eq!(delegate.count().await, "1", "before {change}");
        test.execute(&change).await;
        assert_eq!(delegate.approve(&id, 1, 0, 0).await, decision, "{change}");
        assert_eq!(delegate.count().await, "", "{change}");
        assert!(!delegate.waits().await.contains(&id), "{change}");
        test.execute(&back).await;
    }
    let limited = limit(absent, "hvac_mep");
    test.execute(&limited).await;
    assert_eq!(delegate.count().await, "1");
    assert!(delegate.waits().await.contains(&id));
    assert_eq!(delegate.approve(&id, 1, 0, 0).await, Status::SeeOther);
}

/// With photos the submission is saved in several statements, without them in one.
#[rocket::async_test]
async fn approvals_in_the_list_are_recorded_for_the_absent_member() {
    let test = TestApp::new().await;
    let (inspector, absent) = (Reviewer::new(&test, "inspector").await, Reviewer::new(&test, "manager").await);
    let delegate = Reviewer::new(&test, "reviewer").await;
    flow(&test, true, ["manager", "manager"]).await;
    absent.away_today(&test, &delegate).await;
    let ids = [inspector.submit(&hvac(&key(1))).await, inspector.submit(&complete_hvac(&key(2)).form).await];
    assert_eq!(delegate.count().await, "2");
    let body: Vec<String> = ids.iter().map(|id| format!("chosen={id}.1.0.0")).collect();
    let listed = delegate.browser.press("/review", &body.join("&")).await;
    assert!(listed.page.contains("2 inspections were approved"), "{}", listed.page);
    let recorded = format!("SELECT count(*)::text FROM approval_steps WHERE absent_id = {}", absent.user);
    assert_eq!(test.sql(&recorded).await, "2");
}
