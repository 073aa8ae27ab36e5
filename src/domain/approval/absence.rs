//! Absences of members, and the delegates who decide for them meanwhile.
//!
//! - [`AbsenceDays`]: the days of an absence, as they are checked;
//! - [`Delegation`]: the right of a delegate to decide for an absent member.
//!
//! Invariant: a delegation is what the absent member could decide by their own right. It is never passed on, and it
//! never covers a submission that the absent member or the delegate sent.

use super::{
    super::{
        access::{Permission, Role, SubmissionScope},
        ids::ModuleSlug,
        time_zone::TimeZone,
    },
    flow::Reviewer,
};
use time::{Date, OffsetDateTime};

/// The longest absence, in days.
pub const MAX_DAYS: i64 = 366;

/// The days of an absence, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsenceDays {
    pub first: Date,
    pub last: Date,
}

/// Why an absence cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsenceRefusal {
    /// The first day is no date.
    NoFirstDay,
    NoLastDay,
    FirstDayInPast,
    LastBeforeFirst,
    TooLong,
    NoDelegate,
    /// No member of the organisation who can decide.
    UnknownDelegate,
    /// The absent member themself.
    SameMember,
    /// The member is absent on some of these days already: on those.
    Overlaps(AbsenceDays),
}

impl AbsenceDays {
    /// The days, if an absence of these can be entered on the day `today`; otherwise everything that is wrong.
    pub fn checked(first: Option<Date>, last: Option<Date>, today: Date) -> Result<AbsenceDays, Vec<AbsenceRefusal>> {
        let mut wrong = Vec::new();
        match first {
            None => wrong.push(AbsenceRefusal::NoFirstDay),
            Some(first) if first < today => wrong.push(AbsenceRefusal::FirstDayInPast),
            Some(_) => {}
        }
        match (first, last) {
            (_, None) => wrong.push(AbsenceRefusal::NoLastDay),
            (Some(first), Some(last)) if last < first => wrong.push(AbsenceRefusal::LastBeforeFirst),
            (Some(first), Some(last)) if (last - first).whole_days() >= MAX_DAYS => wrong.push(AbsenceRefusal::TooLong),
            _ => {}
        }
        match (first, last) {
            (Some(first), Some(last)) if wrong.is_empty() => Ok(AbsenceDays { first, last }),
            _ => Err(wrong),
        }
    }

    /// The first moment of the absence, and the first one after it.
    pub fn moments(self, zone: TimeZone) -> (OffsetDateTime, OffsetDateTime) {
        (zone.start_of_day(self.first), zone.end_of_day(self.last))
    }
}

/// An absence of another member, whose delegate a member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The key of the account of the absent member.
    pub absent: i64,
    pub name: String,
    pub role: Role,
    pub reach: SubmissionScope,
}

impl Delegation {
    /// The absent member, as a reviewer of a submission.
    pub fn reviewer(&self, module: &ModuleSlug, site_key: &str) -> Reviewer {
        Reviewer { user: self.absent, role: self.role, is_of_site: self.reach.names_site(module, site_key) }
    }

    /// Whether the absent member could decide about a submission at all. `sender` is the key of the account that sent it.
    pub fn covers(&self, sender: Option<i64>, module: &ModuleSlug, site_key: &str) -> bool {
        self.role.has_permission(Permission::ReadSubmissions)
            && sender != Some(self.absent)
            && self.reach.includes(sender, module, site_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{access::Scope, ids::NotAnId};
    use AbsenceRefusal::*;
    use time::macros::{date, datetime};

    const TODAY: Date = date!(2026 - 03 - 14);

    #[test]
    fn everything_that_is_wrong_with_the_days_is_named() {
        let (past, later, last) = (date!(2026 - 03 - 13), date!(2026 - 03 - 15), date!(2027 - 03 - 14));
        for (first, until, wrong) in [
            (None, None, vec![NoFirstDay, NoLastDay]),
            (None, Some(TODAY), vec![NoFirstDay]),
            (Some(TODAY), None, vec![NoLastDay]),
            (Some(past), Some(TODAY), vec![FirstDayInPast]),
            (Some(later), Some(TODAY), vec![LastBeforeFirst]),
            (Some(past), Some(date!(2026 - 03 - 12)), vec![FirstDayInPast, LastBeforeFirst]),
            (Some(TODAY), Some(date!(2027 - 03 - 15)), vec![TooLong]),
        ] {
            assert_eq!(AbsenceDays::checked(first, until, TODAY), Err(wrong), "{first:?} {until:?}");
        }
        for until in [TODAY, last] {
            assert_eq!(
                AbsenceDays::checked(Some(TODAY), Some(until), TODAY),
                Ok(AbsenceDays { first: TODAY, last: until })
            );
        }
    }

    #[test]
    fn an_absence_begins_and_ends_at_midnight_of_its_zone() {
        let dubai = TimeZone::named("Asia/Dubai").unwrap_or_default();
        let days = AbsenceDays { first: TODAY, last: TODAY };
        assert_eq!(days.moments(dubai), (datetime!(2026-03-13 20:00 UTC), datetime!(2026-03-14 20:00 UTC)));
    }

    #[test]
    fn a_delegation_covers_what_the_absent_member_could_decide_and_has_not_sent() -> Result<(), NotAnId> {
        let (civil, hvac): (ModuleSlug, ModuleSlug) = ("civil".parse()?, "hvac_mep".parse()?);
        let of = |role, scopes| Delegation {
            absent: 7,
            name: "Omar".to_owned(),
            role,
            reach: SubmissionScope::of(role, scopes, 7),
        };
        let manager = of(Role::Manager, Vec::new());
        assert!(manager.covers(Some(8), &civil, "tower") && manager.covers(None, &civil, "tower"));
        assert!(!manager.covers(Some(7), &civil, "tower"), "the absent member sent it");
        let limited = of(Role::Reviewer, vec![Scope { module: Some(civil.clone()), site_key: None }]);
        assert!(limited.covers(Some(8), &civil, "tower") && !limited.covers(Some(8), &hvac, "tower"));
        let inspector = of(Role::Inspector, Vec::new());
        assert!(!inspector.covers(Some(8), &civil, "tower"), "the inspector does not see it");
        assert!(
            !of(Role::Viewer, vec![Scope { module: Some(civil.clone()), site_key: None }]).covers(None, &civil, "")
        );
        Ok(())
    }
}
