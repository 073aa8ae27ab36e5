//! The indexes of actions.

use super::{NOW, Seeded, TODAY, assert_used, slug};
use injaaz::{
    domain::{
        access::SubmissionScope,
        action::{ActionGroup, Severity},
        ids::SubmissionId,
    },
    store::{
        actions::{
            self,
            list::{self, ActionFilter},
            recurring,
        },
        uploads::of_notes::{self, NoteKind},
    },
};

#[tokio::test]
async fn every_index_of_actions_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    // One in fifty is open, as after some years of use.
    let rows = format!(
        "INSERT INTO actions (action_id, organisation_id, submission_id, module, site_name, site_key, title, severity,
             status, owner_id, due_on, created_at, updated_at, finding_key, recurs)
         SELECT 'act_' || lpad(to_hex(id), 16, '0'), {organisation}, id, module, site_name, site_key, 'Repair', 'low',
             CASE id % 50 WHEN 0 THEN 'open' WHEN 1 THEN 'done' ELSE 'verified' END,
             NULL, date '2024-01-01' + (id % 1000)::int, created_at, created_at, sha256(site_key::bytea), id % 400 < 3
         FROM submissions;
         INSERT INTO action_entries (organisation_id, action_id, kind, created_at)
         SELECT {organisation}, id, 'created', created_at FROM actions"
    );
    seeded.add(&rows).await;
    let (reach, civil) = (SubmissionScope::Everything, slug("civil"));
    let all = ActionFilter { reach: Some((&reach, None)), ..ActionFilter::default() };
    let after = Some((TODAY, 0));
    for (filter, index) in [
        (ActionFilter { statuses: ActionGroup::Open.statuses(), ..all.clone() }, "actions_open_idx"),
        (ActionFilter { statuses: ActionGroup::Done.statuses(), ..all.clone() }, "actions_done_idx"),
        (all.clone(), "actions_due_idx"),
        (ActionFilter { owner: Some(7), ..all.clone() }, "actions_owner_idx"),
        // Mine, overdue, critical, civil: the index has all of it.
        (
            ActionFilter {
                statuses: ActionGroup::Open.statuses(),
                owner: Some(7),
                due_before: Some(TODAY),
                severity: Some(Severity::Critical),
                module: Some(&civil),
                ..all.clone()
            },
            "actions_owner_open_idx",
        ),
        (ActionFilter { recurring: true, ..all.clone() }, "actions_recurring_idx"),
        (
            ActionFilter { recurring: true, statuses: ActionGroup::Open.statuses(), ..all.clone() },
            "actions_recurring_open_idx",
        ),
        (ActionFilter { site: Some("marina tower 7"), ..all.clone() }, "actions_site_idx"),
    ] {
        let before = seeded.scans().await;
        list::page(&mut seeded.conn, organisation, &filter, after, 51).await.unwrap();
        assert_used(&seeded.used_since(&before).await, index, "actions");
    }
    let submission: SubmissionId = "sub_000000000001".parse().unwrap();
    let before = seeded.scans().await;
    let found = actions::of_submission(&mut seeded.conn, organisation, &submission, 10).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_used(&seeded.used_since(&before).await, "actions_submission_idx", "actions");
    let before = seeded.scans().await;
    let finding: [u8; 32] = found[0].0.finding_key.clone().expect("a finding").try_into().expect("its hash");
    let at = found[0].0.created_at;
    assert!(!recurring::before(&mut seeded.conn, organisation, &finding, at).await.unwrap().is_empty());
    assert_used(&seeded.used_since(&before).await, "actions_finding_idx", "actions");
    let before = seeded.scans().await;
    let entries = actions::entries::of(&mut seeded.conn, organisation, found[0].0.id, None, 10).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert!(entries[0].0.created_at < NOW);
    assert_used(&seeded.used_since(&before).await, "action_entries_action_idx", "action_entries");
    let before = seeded.scans().await;
    of_notes::of(&mut seeded.conn, organisation, NoteKind::ActionEntry, &[entries[0].0.id]).await.unwrap();
    assert_used(&seeded.used_since(&before).await, "uploaded_files_action_entry_id_idx", "uploaded_files");
}
