//! The flow, the state machine in every order of events, and who may correct.

use super::{
    correction::{CorrectionKind, Corrector},
    flow::{AfterReturn, ApprovalFlow, FlowError, MAX_DUE_DAYS, ReviewerGroup, Reviewers, Stage, StageRule, words_of},
    progress::{ApprovalState, Decision, Event, NotPossible, Progress},
    template::FlowTemplate,
};
use crate::domain::access::Role;
use proptest::prelude::*;
use time::macros::datetime;

fn chain() -> ApprovalFlow {
    FlowTemplate::Chain.flow(|title| format!("{title:?}")).expect("a flow").checked().expect("a usable flow")
}

fn approve(group: usize) -> Event {
    Event::Decided { group, decision: Decision::Approve }
}

fn decide(decision: Decision) -> Event {
    Event::Decided { group: 0, decision }
}

fn run(flow: &ApprovalFlow, events: &[Event]) -> Progress {
    events.iter().fold(Progress::begin(), |at, event| at.after(flow, *event).unwrap_or_else(|why| panic!("{why:?}")))
}

#[test]
fn the_chain_asks_two_groups_at_once_in_either_order() {
    let flow = chain();
    for pair in [[0, 1], [1, 0]] {
        let events = [approve(0), approve(pair[0]), approve(pair[1])];
        assert_eq!(run(&flow, &events).stage, 2);
        let [first, second, third] = events;
        assert_eq!(run(&flow, &[first, second, third, approve(0)]).state, ApprovalState::Approved);
    }
    let half = run(&flow, &[approve(0), approve(1)]);
    assert_eq!((half.stage, half.approved.as_slice()), (1, [1].as_slice()));
    assert_eq!(half.after(&flow, approve(1)), Err(NotPossible::AlreadyApproved));
    assert_eq!(half.open_groups(&flow), [0]);
}

#[test]
fn one_of_several_groups_is_enough_if_the_stage_says_so() {
    let mut flow = chain();
    flow.stages[1].rule = StageRule::Any;
    assert_eq!(run(&flow, &[approve(0), approve(1)]).stage, 2);
}

#[test]
fn a_returned_submission_goes_on_where_it_was_or_from_the_start() {
    let mut flow = chain();
    let events = [approve(0), decide(Decision::Return), Event::Corrected];
    let again = run(&flow, &events);
    assert_eq!((again.state, again.stage, again.round), (ApprovalState::InReview, 1, 2));
    flow.after_return = AfterReturn::FromStart;
    assert_eq!(run(&flow, &events).stage, 0);
}

#[test]
fn a_correction_during_the_review_begins_it_again() {
    let again = run(&chain(), &[approve(0), approve(0), Event::Corrected]);
    assert_eq!((again.stage, again.approved.len(), again.round), (0, 0, 2));
}

#[test]
fn what_has_ended_is_locked_until_it_is_reopened() {
    let flow = chain();
    for end in [decide(Decision::Reject), Event::Closed] {
        let ended = run(&flow, &[end]);
        assert!(ended.state.has_ended() && ended.open_groups(&flow).is_empty() && ended.waiting_for(&flow).is_empty());
        assert_eq!(ended.after(&flow, approve(0)), Err(NotPossible::NotInReview));
        assert_eq!(ended.after(&flow, Event::Corrected), Err(NotPossible::Ended));
        assert_eq!(ended.after(&flow, Event::Closed), Err(NotPossible::Ended));
        assert_eq!(ended.after(&flow, Event::Reopened).map(|again| again.round), Ok(2));
    }
    assert_eq!(Progress::begin().after(&flow, Event::Reopened), Err(NotPossible::NotEnded));
}

#[test]
fn a_group_of_another_stage_cannot_decide() {
    assert_eq!(Progress::begin().after(&chain(), approve(1)), Err(NotPossible::OtherStage));
}

#[test]
fn a_flow_needs_stages_names_and_people() {
    let group = |name: &str, who| ReviewerGroup { name: name.to_owned(), who, signature: false, may_correct: false };
    let flow = |groups| ApprovalFlow {
        stages: vec![Stage { rule: StageRule::All, groups, due_days: None }],
        after_return: AfterReturn::SameStage,
    };
    let none = ApprovalFlow { stages: Vec::new(), after_return: AfterReturn::SameStage };
    assert_eq!(none.checked(), Err(FlowError::NoStage));
    assert_eq!(flow(Vec::new()).checked(), Err(FlowError::TooMany));
    let nobody = flow(vec![group("GM", Reviewers::Members(Vec::new()))]);
    assert_eq!(nobody.checked(), Err(FlowError::GroupWithoutPeople { stage: 0, group: 0 }));
    let unnamed = flow(vec![group(" ", Reviewers::Role(Role::Manager))]);
    assert_eq!(unnamed.checked(), Err(FlowError::GroupWithoutName { stage: 0, group: 0 }));
    assert!(flow(vec![group("GM", Reviewers::Members(vec![7]))]).checked().is_ok());
}

#[test]
fn a_flow_is_stored_and_read_back() {
    let flow = chain();
    let json = serde_json::to_value(&flow).expect("JSON");
    assert_eq!(serde_json::from_value::<ApprovalFlow>(json).expect("a flow"), flow);
}

#[test]
fn a_member_is_found_by_role_or_by_name() {
    let mut flow = chain();
    flow.stages[0].groups[0].who = Reviewers::Members(vec![7, 8]);
    assert_eq!(Progress::begin().waiting_for(&flow), ["user:7", "user:8"]);
    assert!(words_of(7, Role::Viewer).contains(&"user:7".to_owned()));
    assert_eq!(flow.waiting_for(1, &[]), ["role:reviewer"]);
    assert_eq!(flow.waiting_for(9, &[]), Vec::<String>::new());
}

#[test]
fn the_sender_corrects_until_the_end_and_a_manager_after_it() {
    let other = Corrector { is_sender: false, can_reopen: false, reviews: false, is_imported: false };
    let sender = Corrector { is_sender: true, ..other };
    let manager = Corrector { can_reopen: true, ..other };
    for open in [None, Some(ApprovalState::InReview), Some(ApprovalState::Returned)] {
        assert_eq!(sender.may_correct(open), Some(CorrectionKind::Correct));
        assert_eq!(manager.may_correct(open), Some(CorrectionKind::Correct));
        assert_eq!(other.may_correct(open), None);
    }
    for ended in [ApprovalState::Approved, ApprovalState::Rejected, ApprovalState::Closed] {
        assert_eq!(sender.may_correct(Some(ended)), None);
        assert_eq!(manager.may_correct(Some(ended)), Some(CorrectionKind::Reopen));
    }
    for (corrector, expected) in [(sender, None), (manager, Some(CorrectionKind::Correct))] {
        let imported = Corrector { is_imported: true, ..corrector };
        assert_eq!(imported.may_correct(None), expected, "what was imported counts as approved");
    }
}

#[test]
fn a_reviewer_with_the_right_corrects_while_the_submission_waits_for_them() {
    let reviewer = Corrector { is_sender: false, can_reopen: false, reviews: true, is_imported: false };
    assert_eq!(reviewer.may_correct(Some(ApprovalState::InReview)), Some(CorrectionKind::Correct));
    for state in [ApprovalState::Returned, ApprovalState::Approved, ApprovalState::Rejected, ApprovalState::Closed] {
        assert_eq!(reviewer.may_correct(Some(state)), None, "{state}");
    }
    assert_eq!(reviewer.may_correct(None), None);
}

#[test]
fn a_stage_is_due_after_its_days() {
    let mut flow = chain();
    let since = datetime!(2026-03-14 09:30 UTC);
    assert_eq!(flow.due_at(0, since), None);
    flow.stages[1].due_days = Some(3);
    assert_eq!(flow.due_at(1, since), Some(datetime!(2026-03-17 09:30 UTC)));
    assert_eq!((flow.due_at(0, since), flow.due_at(9, since)), (None, None));
    assert!(flow.clone().checked().is_ok());
    for days in [0, MAX_DUE_DAYS + 1] {
        flow.stages[1].due_days = Some(days);
        assert_eq!(flow.clone().checked(), Err(FlowError::DueOutOfRange { stage: 1 }), "{days}");
    }
}

#[test]
fn a_flow_of_an_earlier_version_has_no_times_and_no_right_to_correct() {
    let json = r#"{"after_return": "same_stage", "stages": [{"rule": "all",
        "groups": [{"name": "GM", "who": {"role": "manager"}, "signature": true}]}]}"#;
    let flow: ApprovalFlow = serde_json::from_str(json).expect("a flow");
    assert_eq!((flow.stages[0].due_days, flow.stages[0].groups[0].may_correct), (None, false));
}

fn any_event() -> impl Strategy<Value = Event> {
    let decision = prop_oneof![4 => Just(Decision::Approve), 1 => Just(Decision::Return), 1 => Just(Decision::Reject)];
    prop_oneof![
        6 => (0usize..4, decision).prop_map(|(group, decision)| Event::Decided { group, decision }),
        1 => Just(Event::Closed),
        2 => Just(Event::Corrected),
        1 => Just(Event::Reopened),
    ]
}

fn any_flow() -> impl Strategy<Value = ApprovalFlow> {
    let rule = prop_oneof![Just(StageRule::All), Just(StageRule::Any)];
    let stage = (rule, 1usize..=3).prop_map(|(rule, groups)| {
        let group = |n: usize| ReviewerGroup {
            name: format!("group {n}"),
            who: Reviewers::Members(vec![n as i64]),
            signature: false,
            may_correct: false,
        };
        Stage { rule, groups: (0..groups).map(group).collect(), due_days: None }
    });
    let after = prop_oneof![Just(AfterReturn::SameStage), Just(AfterReturn::FromStart)];
    (prop::collection::vec(stage, 1..4), after).prop_map(|(stages, after_return)| ApprovalFlow { stages, after_return })
}

proptest! {
    /// Whatever happens in whatever order: an event is refused and changes nothing, or leads to a valid state; a stage
    /// is only left with the approvals that it needs, all of the same round.
    #[test]
    fn every_order_of_events_keeps_the_rules(flow in any_flow(), events in prop::collection::vec(any_event(), 0..60)) {
        let mut at = Progress::begin();
        // The groups that approved since the stage began.
        let mut approvals = Vec::new();
        for event in events {
            let Ok(next) = at.after(&flow, event) else { continue };
            let groups = flow.stages[at.stage].groups.len();
            if let Event::Decided { group, decision: Decision::Approve } = event {
                prop_assert!(at.open_groups(&flow).contains(&group));
                approvals.push(group);
                let enough = match flow.stages[at.stage].rule {
                    StageRule::Any => true,
                    StageRule::All => approvals.len() == groups,
                };
                prop_assert_eq!(enough, next.stage > at.stage || next.state == ApprovalState::Approved);
            } else {
                prop_assert!(next.stage <= at.stage && next.state != ApprovalState::Approved);
            }
            if next.stage != at.stage || next.state != at.state || next.round != at.round {
                approvals.clear();
            }
            prop_assert!(next.stage < flow.stages.len());
            prop_assert!(next.round >= at.round && next.round <= at.round + 1);
            let restarted = matches!(event, Event::Corrected | Event::Reopened);
            prop_assert_eq!(next.round > at.round, restarted);
            let is_open = next.state == ApprovalState::InReview;
            prop_assert_eq!(!next.open_groups(&flow).is_empty(), is_open);
            prop_assert_eq!(!next.waiting_for(&flow).is_empty(), is_open);
            prop_assert!(is_open || next.approved.is_empty());
            at = next;
        }
    }
}
