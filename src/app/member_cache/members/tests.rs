use super::*;
use crate::domain::{
    access::{Role, SubmissionScope},
    ids::UserId,
    member::Authentication,
    session::{AuthMethod, SessionState},
    time_zone::TimeZone,
};
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-03-14 09:30:00 UTC);
const LATER: OffsetDateTime = datetime!(2026-03-21 09:30:00 UTC);

fn member() -> Arc<Member> {
    Arc::new(Member {
        session_id: 1,
        state: SessionState::Active,
        strength: AuthMethod::Password,
        user_id: 1,
        user_public_id: UserId::random(),
        email: "nadia@example.org".to_owned(),
        full_name: None,
        language: None,
        time_zone: TimeZone::UTC,
        organisation_id: 1,
        organisation_public_id: "org".to_owned(),
        organisation_name: "Injaaz".to_owned(),
        is_demo: false,
        role: Role::Viewer,
        reach: SubmissionScope::Everything,
        via: Authentication::Session,
        confirmed_at: NOW,
        factor_missing: false,
        pending_submissions: 0,
        waiting_reviews: 0,
        unread_notifications: 0,
        has_legacy_source: false,
        forms_version: 0,
    })
}

fn entry(end: OffsetDateTime) -> Entry {
    Entry::new(&member(), NOW, end)
}

fn trusted() -> Members {
    let members = Members::default();
    members.confirm(Instant::now());
    members
}

#[test]
fn a_member_is_remembered_for_a_limited_time() {
    let members = trusted();
    members.remember([1; 32], entry(LATER), Generation(0));
    assert!(members.get(&[1; 32], NOW).is_some());
    assert!(members.get(&[2; 32], NOW).is_none());
    assert!(members.get(&[1; 32], NOW + KEPT - Duration::MICROSECOND).is_some());
    assert!(members.get(&[1; 32], NOW + KEPT).is_none());
    assert!(members.get(&[1; 32], NOW - Duration::SECOND).is_none(), "the clock was set back");
}

#[test]
fn the_end_of_a_session_ends_its_entry() {
    let members = trusted();
    members.remember([1; 32], entry(NOW + Duration::SECOND), Generation(0));
    assert!(members.get(&[1; 32], NOW).is_some());
    assert!(members.get(&[1; 32], NOW + Duration::SECOND).is_none());
}

#[test]
fn nothing_is_taken_from_memory_without_a_recent_confirmation() {
    let members = Members::default();
    members.remember([1; 32], entry(LATER), Generation(0));
    assert!(members.get(&[1; 32], NOW).is_none());
    if let Some(long_ago) = Instant::now().checked_sub(TRUSTED) {
        members.confirm(long_ago);
        assert!(members.get(&[1; 32], NOW).is_none());
    }
    members.confirm(Instant::now());
    assert!(members.get(&[1; 32], NOW).is_some());
    members.stop_trusting();
    members.confirm(Instant::now());
    assert!(members.get(&[1; 32], NOW).is_none());
}

#[test]
fn a_look_up_during_a_change_is_not_remembered() {
    let members = trusted();
    let before = members.generation();
    members.forget_all();
    members.remember([1; 32], entry(LATER), before);
    assert!(members.get(&[1; 32], NOW).is_none());
    let after = members.generation();
    members.remember([1; 32], entry(LATER), after);
    assert!(members.get(&[1; 32], NOW).is_some());
}

#[test]
fn the_number_of_entries_is_limited() {
    let members = trusted();
    for number in 0..=MOST {
        let mut token = [0; 32];
        token[..8].copy_from_slice(&number.to_le_bytes());
        members.remember(token, entry(LATER), Generation(0));
    }
    assert_eq!(members.lock().entries.len(), 1);
}
