//! By which right a member decides for a group of the current stage.
//!
//! Invariants: a member's own right goes before that of a delegate, and both before that of an administrator in the place
//! of others. A delegation gives only groups to which the absent member belongs by role, name or site.

use super::{
    super::{access::Role, ids::ModuleSlug},
    absence::Delegation,
    flow::{ApprovalFlow, Reviewer},
    progress::Progress,
};

/// A group that a member may decide for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnGroup<'a> {
    pub group: usize,
    pub right: Right<'a>,
}

/// Why a member may decide for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right<'a> {
    /// The member belongs to it.
    Member,
    /// An absent member belongs to it, whose delegate the member is.
    Delegate(&'a Delegation),
    /// The member is an administrator who decides in the place of others.
    InPlace,
}

impl Right<'_> {
    pub fn is_in_place(self) -> bool {
        self == Right::InPlace
    }

    /// The absent member for whom the decision is taken.
    pub fn absent(self) -> Option<i64> {
        self.delegation().map(|delegation| delegation.absent)
    }

    pub fn absent_name(&self) -> Option<&str> {
        self.delegation().map(|delegation| delegation.name.as_str())
    }
}

impl<'a> Right<'a> {
    fn delegation(self) -> Option<&'a Delegation> {
        match self {
            Right::Delegate(delegation) => Some(delegation),
            Right::Member | Right::InPlace => None,
        }
    }
}

/// The open groups of the current stage that a member may decide for: those that the member belongs to; if there are
/// none, those of the absent members; if there are none either, an administrator decides in the place of others, so that
/// no submission waits for a member who has left.
///
/// `delegations` are those that hold for the submission. They must be empty for a member who has approved at this stage
/// before: a person decides once at a stage, unless they belong to several of its groups. `site` is that of the submission,
/// with its form.
pub fn own_groups<'a>(
    flow: &ApprovalFlow,
    progress: &Progress,
    member: Reviewer,
    site: (&ModuleSlug, &str),
    delegations: &'a [Delegation],
) -> Vec<OwnGroup<'a>> {
    let open = progress.open_groups(flow);
    let belongs = |group: usize, reviewer: Reviewer| {
        flow.group(progress.stage, group).is_some_and(|group| group.who.includes(reviewer))
    };
    let own: Vec<OwnGroup<'_>> = open
        .iter()
        .filter(|group| belongs(**group, member))
        .map(|group| OwnGroup { group: *group, right: Right::Member })
        .collect();
    if !own.is_empty() {
        return own;
    }
    let delegated = |group: &usize| {
        let found = delegations.iter().find(|absence| belongs(*group, absence.reviewer(site.0, site.1)))?;
        Some(OwnGroup { group: *group, right: Right::Delegate(found) })
    };
    let delegated: Vec<OwnGroup<'_>> = open.iter().filter_map(delegated).collect();
    if delegated.is_empty() && member.role == Role::Administrator {
        return open.into_iter().map(|group| OwnGroup { group, right: Right::InPlace }).collect();
    }
    delegated
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            super::access::{Scope, SubmissionScope},
            flow::{AfterReturn, ReviewerGroup, Reviewers, Stage, StageRule},
        },
        *,
    };

    /// A stage that needs both groups: the members 1 and 2, and every manager.
    fn flow() -> ApprovalFlow {
        let group = |who| ReviewerGroup { name: "Group".to_owned(), who, signature: false, may_correct: false };
        let groups = vec![group(Reviewers::Members(vec![1, 2])), group(Reviewers::Role(Role::Manager))];
        let stages = vec![Stage { rule: StageRule::All, groups, due_days: None }];
        ApprovalFlow { stages, after_return: AfterReturn::SameStage }
    }

    fn civil() -> ModuleSlug {
        "civil".parse().expect("a form")
    }

    fn absent(user: i64, role: Role) -> Delegation {
        Delegation { absent: user, name: format!("Member {user}"), role, reach: SubmissionScope::Everything }
    }

    /// Each group with `own`, `place` or the key of the absent member.
    fn groups(member: (i64, Role), approved: &[usize], delegations: &[Delegation]) -> Vec<(usize, String)> {
        let progress = Progress { approved: approved.to_vec(), ..Progress::begin() };
        let named = |own: OwnGroup<'_>| {
            let right = match own.right {
                Right::Member => "own".to_owned(),
                Right::InPlace => "place".to_owned(),
                Right::Delegate(delegation) => delegation.absent.to_string(),
            };
            (own.group, right)
        };
        let member = Reviewer { user: member.0, role: member.1, is_of_site: false };
        own_groups(&flow(), &progress, member, (&civil(), "tower"), delegations).into_iter().map(named).collect()
    }

    fn named(group: usize, right: &str) -> (usize, String) {
        (group, right.to_owned())
    }

    #[test]
    fn a_delegate_decides_for_the_groups_of_the_absent_member() {
        let delegate = (9, Role::Reviewer);
        assert_eq!(groups(delegate, &[], &[]), []);
        assert_eq!(groups(delegate, &[], &[absent(1, Role::Reviewer)]), [named(0, "1")], "by name");
        assert_eq!(groups(delegate, &[], &[absent(5, Role::Manager)]), [named(1, "5")], "by role");
        assert_eq!(groups(delegate, &[], &[absent(5, Role::Inspector)]), []);
        let both = [absent(2, Role::Manager), absent(1, Role::Reviewer)];
        assert_eq!(groups(delegate, &[], &both), [named(0, "2"), named(1, "2")], "the one who is absent for longest");
        assert_eq!(groups(delegate, &[0], &both), [named(1, "2")]);
        assert_eq!(groups(delegate, &[0, 1], &both), []);
    }

    #[test]
    fn the_own_right_goes_first() {
        let absences = [absent(1, Role::Reviewer)];
        assert_eq!(groups((2, Role::Reviewer), &[], &absences), [named(0, "own")], "in the group of the absent one");
        assert_eq!(groups((3, Role::Manager), &[], &absences), [named(1, "own")], "in another group");
        assert_eq!(groups((3, Role::Manager), &[1], &absences), [named(0, "1")], "another member approved for it");
    }

    #[test]
    fn an_administrator_is_a_delegate_before_deciding_in_place() {
        let administrator = (4, Role::Administrator);
        assert_eq!(groups(administrator, &[], &[absent(1, Role::Reviewer)]), [named(0, "1")]);
        assert_eq!(groups(administrator, &[0], &[absent(1, Role::Reviewer)]), [named(1, "place")]);
        assert_eq!(groups(administrator, &[], &[]), [named(0, "place"), named(1, "place")]);
        let passed_on = groups((9, Role::Reviewer), &[], &[absent(4, Role::Administrator)]);
        assert_eq!(passed_on, [], "the right to decide in place is not delegated");
    }

    #[test]
    fn the_people_of_a_site_decide_about_it_only() {
        let mut flow = flow();
        flow.stages[0].groups[0].who = Reviewers::Site;
        let site = |site: &str| Scope { module: Some(civil()), site_key: Some(site.to_owned()) };
        let groups = |role, scopes: &[Scope], delegations: &[Delegation]| {
            let reach = SubmissionScope::of(role, scopes.to_vec(), 5);
            let member = Reviewer { user: 5, role, is_of_site: reach.names_site(&civil(), "tower") };
            let found = own_groups(&flow, &Progress::begin(), member, (&civil(), "tower"), delegations);
            found.into_iter().map(|own| (own.group, own.right.absent())).collect::<Vec<_>>()
        };
        let whole_form = Scope { module: Some(civil()), site_key: None };
        assert_eq!(groups(Role::Reviewer, &[site("tower")], &[]), [(0, None)]);
        assert_eq!(groups(Role::Inspector, &[site("mall"), site("tower")], &[]), [(0, None)]);
        assert_eq!(groups(Role::Reviewer, &[site("mall")], &[]), []);
        assert_eq!(groups(Role::Reviewer, &[whole_form], &[]), [], "the form names no site");
        assert_eq!(groups(Role::Reviewer, &[], &[]), [], "who sees everything belongs to no site");
        assert_eq!(groups(Role::Viewer, &[site("tower")], &[]), [], "viewers decide nothing");
        let reach = |name| SubmissionScope::of(Role::Reviewer, vec![site(name)], 7);
        let absent = |name| [Delegation { reach: reach(name), ..absent(7, Role::Reviewer) }];
        assert_eq!(groups(Role::Reviewer, &[], &absent("tower")), [(0, Some(7))]);
        assert_eq!(groups(Role::Reviewer, &[], &absent("mall")), []);
    }
}
