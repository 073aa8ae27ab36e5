//! What waits for a reviewer, with many submissions in review.

use super::{NOW, Seeded};
use diesel_async::SimpleAsyncConnection;
use injaaz::{
    domain::access::{Role, SubmissionScope},
    store::{
        approval_flows, approval_steps,
        approvals::{self, WaitingFilter, WaitingMember},
        client_responses, comments,
        notifications::stages,
        submission_revisions,
        submissions::reinspections,
        uploads::of_notes::{self, NoteKind},
    },
};

async fn in_review(seeded: &Seeded) {
    let organisation = seeded.organisation;
    let rows = format!(
        "INSERT INTO approval_flows (organisation_id, module, version, flow, first_waits, created_at, replaced_at)
         SELECT {organisation}, m, v, '{{}}', '{{role:manager}}', now(), CASE WHEN v < 3000 THEN now() END
         FROM unnest(ARRAY['civil', 'cleaning', 'hvac_mep']) m, generate_series(1, 3000) v;
         INSERT INTO approvals (submission_id, organisation_id, flow_id, state, waiting_for, waiting_since,
             due_at)
         SELECT id, organisation_id, (SELECT max(id) FROM approval_flows), CASE WHEN id % 4 = 0 THEN 'in_review' ELSE 'returned' END,
             CASE WHEN id % 4 = 0 THEN ARRAY['role:manager'] ELSE '{{}}' END, created_at,
             CASE WHEN id % 400 = 0 THEN now() END
         FROM submissions;
         INSERT INTO approval_steps (organisation_id, submission_id, kind, revision, round, stage, decided_at)
         SELECT organisation_id, id, 'corrected', 2, 2, 0, now() FROM submissions;
         INSERT INTO comments (organisation_id, submission_id, body, created_at)
         SELECT organisation_id, id, 'x', now() FROM submissions;
         INSERT INTO shared_links (link_id, organisation_id, submission_id, files, expires_at)
         SELECT 'lnk_' || lpad(id::text, 20, '0'), organisation_id, id, 'pdf', now() + interval '1 day' FROM submissions;
         INSERT INTO client_responses (organisation_id, submission_id, shared_link_id, kind, revision, name, response_key,
             created_at)
         SELECT organisation_id, submission_id, id, 'accepted', 1, 'x', 'response-' || id, now() FROM shared_links;
         INSERT INTO submission_revisions (organisation_id, submission_id, revision, language, site_name, form_data,
             content_hash, created_at, replaced_at, reason, submission_key)
         SELECT organisation_id, id, 1, 'en', '', '{{}}', sha256(''), now(), now(), '', 'again-' || id FROM submissions"
    );
    seeded.add(&rows).await;
}

#[tokio::test]
async fn what_waits_is_read_along_its_index() {
    let mut seeded = Seeded::new().await;
    in_review(&seeded).await;
    let organisation = seeded.organisation;
    let reach = SubmissionScope::Everything;
    let member = WaitingMember { user: 1, role: Role::Manager, reach: &reach, delegations: &[] };
    let filter = WaitingFilter { member: Some(member), reach: &reach };
    let before = seeded.scans().await;
    let rows = approvals::waiting(&mut seeded.conn, organisation, &filter, None, 51).await.unwrap();
    assert_eq!(rows.len(), 51);
    super::assert_used(&seeded.used_since(&before).await, "approvals_waiting_idx", "approvals");
    let submission = rows[0].id;

    let before = seeded.scans().await;
    let told = stages::add_overdue(&mut seeded.conn, NOW, false).await.unwrap();
    assert_eq!(told, 0, "the organisation has no members");
    super::assert_used(&seeded.used_since(&before).await, "approvals_due_at_idx", "approvals");

    let before = seeded.scans().await;
    assert_eq!(approval_steps::of(&mut seeded.conn, organisation, submission).await.unwrap().len(), 1);
    super::assert_used(&seeded.used_since(&before).await, "approval_steps_submission_id_idx", "approval_steps");

    let before = seeded.scans().await;
    assert_eq!(submission_revisions::of(&mut seeded.conn, organisation, submission).await.unwrap().len(), 1);
    let used = seeded.used_since(&before).await;
    super::assert_used(&used, "submission_revisions_submission_id_revision_key", "submission_revisions");

    let before = seeded.scans().await;
    assert_eq!(comments::page(&mut seeded.conn, organisation, submission, None, i64::MAX, 51).await.unwrap().len(), 1);
    super::assert_used(&seeded.used_since(&before).await, "comments_submission_id_idx", "comments");

    // What is deleted is looked for in the comments, actions and notifications that name it.
    let rows = format!(
        "UPDATE comments c SET field = f.field, field_label = '{{\"en\": \"Photos\", \"ar\": \"الصور\"}}', upload_id = f.id
         FROM uploaded_files f WHERE f.submission_id = c.submission_id;
         INSERT INTO users (email, password_hash) VALUES ('reader@example.org', '');
         INSERT INTO notifications (organisation_id, user_id, kind, submission_id, comment_id, event, created_at, delivery)
         SELECT {organisation}, (SELECT max(id) FROM users), 'mentioned', submission_id, id, id::text, now(), 'off' FROM comments;
         INSERT INTO actions (action_id, organisation_id, submission_id, module, site_name, site_key, title, severity, status,
             due_on, created_at, updated_at, upload_id)
         SELECT 'act_' || lpad(to_hex(f.id), 16, '0'), s.organisation_id, s.id, s.module, s.site_name, s.site_key, 'x', 'low',
             'open', current_date, now(), now(), f.id
         FROM uploaded_files f JOIN submissions s ON s.id = f.submission_id;
         UPDATE uploaded_files f SET submission_id = NULL, comment_id = c.id FROM comments c
         WHERE c.submission_id = f.submission_id AND f.id % 7 = 0"
    );
    seeded.add(&rows).await;
    let before = seeded.scans().await;
    let newest = comments::page(&mut seeded.conn, organisation, submission, None, i64::MAX, 51).await.unwrap()[0].id;
    of_notes::of(&mut seeded.conn, organisation, NoteKind::Comment, &[newest]).await.unwrap();
    super::assert_used(&seeded.used_since(&before).await, "uploaded_files_comment_id_idx", "uploaded_files");
    for (deleted, index, table) in [
        ("uploaded_files", "comments_upload_id_idx", "comments"),
        ("uploaded_files", "actions_upload_id_idx", "actions"),
        ("comments", "notifications_comment_idx", "notifications"),
    ] {
        let before = seeded.scans().await;
        let delete = format!("DELETE FROM {deleted} WHERE id = (SELECT min(id) FROM {deleted})");
        seeded.conn.batch_execute(&delete).await.unwrap();
        super::assert_used(&seeded.used_since(&before).await, index, table);
    }

    let before = seeded.scans().await;
    assert_eq!(client_responses::of_submission(&mut seeded.conn, organisation, submission).await.unwrap().len(), 1);
    super::assert_used(&seeded.used_since(&before).await, "client_responses_submission_id_idx", "client_responses");

    let before = seeded.scans().await;
    let civil = super::slug("civil");
    assert!(approval_flows::retire(&mut seeded.conn, organisation, &civil, NOW).await.unwrap());
    super::assert_used(&seeded.used_since(&before).await, "approval_flows_current_key", "approval_flows");
}

#[tokio::test]
async fn reinspections_are_found_by_the_earlier_submission() {
    let mut seeded = Seeded::new().await;
    seeded.add("UPDATE submissions SET reinspects_id = id - 1 WHERE id % 50 = 0").await;
    let earlier = crate::support::db::text(&seeded.url, "SELECT max(reinspects_id)::text FROM submissions").await;
    let earlier: i64 = earlier.parse().unwrap();
    let before = seeded.scans().await;
    let everything = &SubmissionScope::Everything;
    let found = reinspections::of(&mut seeded.conn, seeded.organisation, everything, earlier, 20).await.unwrap();
    assert_eq!(found.len(), 1);
    super::assert_used(&seeded.used_since(&before).await, "submissions_reinspects_idx", "submissions");
}
