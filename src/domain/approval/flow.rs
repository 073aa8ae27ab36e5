//! The approval flow of a form: stages in order, each with one or more groups of reviewers.
//!
//! Invariant: a flow that [`ApprovalFlow::checked`] accepts has stages, every stage has groups, and every group has
//! at least one possible member; so each stage can end.

use super::super::{
    access::{Permission, Role},
    text_enum::text_enum,
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// More are never needed, and each costs a page of the form its length.
pub const MAX_STAGES: usize = 6;
pub const MAX_GROUPS: usize = 4;
pub const MAX_MEMBERS: usize = 20;
/// The longest name of a group, in characters.
pub const NAME_CHARS: usize = 60;
/// The longest time for the decision of a stage, in days.
pub const MAX_DUE_DAYS: u8 = 90;

/// One version of the flow of a form. A submission keeps the version that it was sent with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalFlow {
    pub stages: Vec<Stage>,
    pub after_return: AfterReturn,
}

/// Reviewers who decide at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub rule: StageRule,
    pub groups: Vec<ReviewerGroup>,
    /// Within how many days it is to be decided; none: without a time.
    #[serde(default)]
    pub due_days: Option<u8>,
}

/// Some members of whom one decides for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewerGroup {
    /// As the organisation calls it: "Operations manager".
    pub name: String,
    pub who: Reviewers,
    /// An approval needs a signature.
    pub signature: bool,
    /// They may correct a submission while it waits for them.
    #[serde(default)]
    pub may_correct: bool,
}

/// Who belongs to a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviewers {
    /// Every member with this role.
    Role(Role),
    /// These members, by the keys of their accounts.
    Members(Vec<i64>),
    /// Every member whose submission scope names the site of the submission.
    Site,
}

/// A member, with what decides whether they belong to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reviewer {
    pub user: i64,
    pub role: Role,
    /// Their submission scope names the site of the submission.
    pub is_of_site: bool,
}

/// The word under which submissions wait for the people of their site.
pub const SITE_WORD: &str = "site";

text_enum! {
    /// When a stage with several groups has approved.
    pub enum StageRule {
        /// Each group has approved, in any order.
        All = "all",
        /// One group has approved.
        Any = "any",
    }
}

text_enum! {
    /// Where the approval goes on after a returned submission was corrected.
    pub enum AfterReturn {
        /// At the stage that returned it.
        SameStage = "same_stage",
        /// At the first stage.
        FromStart = "from_start",
    }
}

/// Why a flow cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowError {
    NoStage,
    TooMany,
    GroupWithoutName { stage: usize, group: usize },
    GroupWithoutPeople { stage: usize, group: usize },
    DueOutOfRange { stage: usize },
}

impl Reviewers {
    /// The words under which submissions that wait for the group are found: see [`words_of`].
    fn words(&self) -> Vec<String> {
        match self {
            Reviewers::Role(role) => vec![role_word(*role)],
            Reviewers::Members(members) => members.iter().map(|id| member_word(*id)).collect(),
            Reviewers::Site => vec![SITE_WORD.to_owned()],
        }
    }

    pub fn includes(&self, reviewer: Reviewer) -> bool {
        match self {
            Reviewers::Role(wanted) => *wanted == reviewer.role,
            Reviewers::Members(members) => members.contains(&reviewer.user),
            Reviewers::Site => reviewer.is_of_site && reviewer.role.has_permission(Permission::ReadSubmissions),
        }
    }
}

/// Whether a stage that was due at this time should have decided before.
pub fn is_overdue(due_at: Option<OffsetDateTime>, now: OffsetDateTime) -> bool {
    due_at.is_some_and(|due| due < now)
}

fn role_word(role: Role) -> String {
    format!("role:{role}")
}

fn member_word(user: i64) -> String {
    format!("user:{user}")
}

/// The words of a member: a submission waits for the member if it waits for one of them. What waits for [`SITE_WORD`]
/// waits for a member whose submission scope names its site.
pub fn words_of(user: i64, role: Role) -> [String; 2] {
    [role_word(role), member_word(user)]
}

impl ApprovalFlow {
    /// The flow, if it can be used.
    pub fn checked(self) -> Result<ApprovalFlow, FlowError> {
        if self.stages.is_empty() {
            return Err(FlowError::NoStage);
        }
        let too_many = |stage: &Stage| stage.groups.is_empty() || stage.groups.len() > MAX_GROUPS;
        if self.stages.len() > MAX_STAGES || self.stages.iter().any(too_many) {
            return Err(FlowError::TooMany);
        }
        for (stage, it) in self.stages.iter().enumerate() {
            if it.due_days.is_some_and(|days| !(1..=MAX_DUE_DAYS).contains(&days)) {
                return Err(FlowError::DueOutOfRange { stage });
            }
            for (group, it) in it.groups.iter().enumerate() {
                let name = it.name.trim();
                if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
                    return Err(FlowError::GroupWithoutName { stage, group });
                }
                if matches!(&it.who, Reviewers::Members(members) if members.is_empty() || members.len() > MAX_MEMBERS) {
                    return Err(FlowError::GroupWithoutPeople { stage, group });
                }
            }
        }
        Ok(self)
    }

    pub fn group(&self, stage: usize, group: usize) -> Option<&ReviewerGroup> {
        self.stages.get(stage)?.groups.get(group)
    }

    /// When a stage that began at this time is to be decided; none if it has no time.
    pub fn due_at(&self, stage: usize, since: OffsetDateTime) -> Option<OffsetDateTime> {
        let days = self.stages.get(stage)?.due_days?;
        since.checked_add(Duration::days(days.into()))
    }

    /// The words that a submission waits for at a stage, while these groups have approved.
    pub fn waiting_for(&self, stage: usize, approved: &[usize]) -> Vec<String> {
        let groups = self.stages.get(stage).map_or(&[] as &[_], |stage| stage.groups.as_slice());
        let open = groups.iter().enumerate().filter(|(group, _)| !approved.contains(group));
        let mut words: Vec<String> = open.flat_map(|(_, group)| group.who.words()).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}
