//! Absences of members: entering and ending them, for oneself or, by an administrator, for another member.
//!
//! Invariants: an absence has effect between its moments only; ending one deletes it, so it ends at once. Its days are those
//! of the time zone of the absent member at the time when it was entered. Each change is recorded in the audit log.

use super::{actor::Actor, people};
use crate::{
    app::App,
    domain::{
        answers,
        approval::absence::{AbsenceDays, AbsenceRefusal},
        audit::actions::AuditAction,
        ids::UserId,
        pasted,
        problem::Problem,
        time_zone::TimeZone,
    },
    store::{
        self,
        absences::{AbsenceRow, NewAbsence},
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::Date;

pub use store::absences::{DelegatedAbsence, PossibleDelegate};

/// The most members that are offered as delegates.
const DELEGATES: i64 = 500;

/// The form of an absence, unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct AbsenceInput<'a> {
    /// `2026-12-01`.
    pub first_day: &'a str,
    pub last_day: &'a str,
    /// The public id of a member.
    pub delegate: &'a str,
}

/// A present or planned absence.
#[derive(Clone, Debug)]
pub struct Absence {
    pub id: i64,
    pub days: AbsenceDays,
    /// It has begun.
    pub is_present: bool,
    /// None: the account was erased.
    pub delegate: Option<String>,
    pub standing: DelegateStanding,
}

/// Whether the delegate of an absence can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelegateStanding {
    Decides,
    /// The delegate is absent on some of the days, too.
    AlsoAbsent,
    /// The delegate was suspended, disabled or removed, or only reads reports.
    CannotDecide,
}

/// The absences of a member, with what the form for another one needs.
pub struct AbsencesOf {
    pub name: String,
    pub absences: Vec<Absence>,
    pub delegates: Vec<PossibleDelegate>,
    /// In which the days begin and end.
    pub zone: TimeZone,
    /// The day that it is there.
    pub today: Date,
}

/// The absences of a member of the actor's organisation.
pub async fn of(app: &App, actor: &Actor, whose: &UserId) -> Result<AbsencesOf, Problem> {
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let person = people::find(&mut conn, actor, whose, now).await?;
    let rows = store::absences::of_user(&mut conn, organisation, person.user_id, now).await?;
    let delegates =
        store::absences::possible_delegates(&mut conn, organisation, person.user_id, None, DELEGATES).await?;
    let zone = store::absences::time_zone_of(&mut conn, organisation, person.user_id).await?;
    let absence = |row: AbsenceRow| Absence {
        id: row.id,
        days: AbsenceDays { first: row.first_day, last: row.last_day },
        is_present: row.starts_at <= now,
        standing: match (row.can_decide, row.delegate_is_absent) {
            (false, _) => DelegateStanding::CannotDecide,
            (true, true) => DelegateStanding::AlsoAbsent,
            (true, false) => DelegateStanding::Decides,
        },
        delegate: row.delegate,
    };
    Ok(AbsencesOf {
        name: person.full_name.unwrap_or(person.email),
        absences: rows.into_iter().map(absence).collect(),
        delegates,
        zone,
        today: zone.date_of(now),
    })
}

/// The present and planned absences of other members, whose delegate the actor is.
pub async fn of_others(app: &App, actor: &Actor) -> Result<Vec<DelegatedAbsence>, Problem> {
    let Some(user) = actor.user_id else { return Ok(Vec::new()) };
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::absences::of_delegate(&mut conn, actor.organisation_id, user, app.clock.now()).await?)
}

/// Enters an absence; everything that is wrong with it, or nothing.
pub async fn enter(
    app: &App,
    actor: &Actor,
    whose: &UserId,
    input: &AbsenceInput<'_>,
) -> Result<Vec<AbsenceRefusal>, Problem> {
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let person = people::find(&mut conn, actor, whose, now).await?;
    let zone = store::absences::time_zone_of(&mut conn, organisation, person.user_id).await?;
    let day = |typed: &str| answers::parse_iso(&pasted::date(typed));
    let days = AbsenceDays::checked(day(input.first_day), day(input.last_day), zone.date_of(now));
    let delegate = match input.delegate.trim() {
        "" => Err(AbsenceRefusal::NoDelegate),
        typed if typed == person.public_id.as_str() => Err(AbsenceRefusal::SameMember),
        typed => match typed.parse().ok() {
            Some(id) => {
                let found =
                    store::absences::possible_delegates(&mut conn, organisation, person.user_id, Some(&id), 1).await?;
                found.into_iter().next().ok_or(AbsenceRefusal::UnknownDelegate)
            }
            None => Err(AbsenceRefusal::UnknownDelegate),
        },
    };
    let (days, delegate) = match (days, delegate) {
        (Ok(days), Ok(delegate)) => (days, delegate),
        (days, delegate) => return Ok(days.err().into_iter().flatten().chain(delegate.err()).collect()),
    };
    let (starts_at, ends_at) = days.moments(zone);
    let new = NewAbsence {
        organisation_id: organisation,
        user_id: person.user_id,
        delegate_id: delegate.id,
        first_day: days.first,
        last_day: days.last,
        starts_at,
        ends_at,
        created_by: actor.user_id,
        created_at: now,
    };
    let saved = conn
        .transaction::<_, DbError, _>(async |conn| {
            let absence = store::absences::add(conn, &new).await?;
            let details = json!({
                "absence": absence, "first_day": answers::iso(days.first), "last_day": answers::iso(days.last),
                "time_zone": zone.name(), "delegate": delegate.public_id,
            });
            let audit = actor.audit_of("user", Some(person.user_id), AuditAction::AbsenceEntered, details, now);
            store::audit::add(conn, &audit).await
        })
        .await;
    match saved {
        Ok(()) => Ok(Vec::new()),
        Err(error) if store::absences::is_overlap(&error) => {
            let other = store::absences::overlapping(&mut conn, organisation, person.user_id, days).await?;
            Ok(vec![AbsenceRefusal::Overlaps(other.unwrap_or(days))])
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends a present absence, or takes a planned one back. One that has ended already is left as it is.
pub async fn end(app: &App, actor: &Actor, whose: &UserId, absence: i64) -> Result<(), Problem> {
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let person = people::find(&mut conn, actor, whose, now).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        let Some(ended) = store::absences::end(conn, organisation, person.user_id, absence, now).await? else {
            return Ok(());
        };
        let details = json!({
            "absence": absence, "first_day": answers::iso(ended.first_day), "last_day": answers::iso(ended.last_day),
            "delegate": ended.delegate,
        });
        let audit = actor.audit_of("user", Some(person.user_id), AuditAction::AbsenceEnded, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}
