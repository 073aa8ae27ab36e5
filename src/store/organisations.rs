//! Organisations (tenants).

use super::schema::organisations::dsl::*;
use crate::domain::time_zone::TimeZone;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The default organisation, which owns the files of the legacy app: the oldest one; created if there is none.
pub async fn default_id(conn: &mut AsyncPgConnection, default_name: &str, zone: TimeZone) -> QueryResult<i64> {
    if let Some(found) = organisations.select(id).order(id).first(conn).await.optional()? {
        return Ok(found);
    }
    let new = (name.eq(default_name), time_zone.eq(zone));
    diesel::insert_into(organisations).values(new).returning(id).get_result(conn).await
}

/// The name for reports.
pub async fn name_of(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<String> {
    organisations.find(organisation).select(name).first(conn).await
}

/// What the page of a public link needs to know of its organisation.
#[derive(Debug, Queryable)]
pub struct PublicFacts {
    pub name: String,
    pub time_zone: TimeZone,
    pub forms_version: i64,
}

pub async fn public_facts(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<PublicFacts> {
    organisations.find(organisation).select((name, time_zone, forms_version)).first(conn).await
}

/// The zone in which the organisation reads times.
pub async fn time_zone_of(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<TimeZone> {
    organisations.find(organisation).select(time_zone).first(conn).await
}

pub async fn set_time_zone(conn: &mut AsyncPgConnection, organisation: i64, new: TimeZone) -> QueryResult<()> {
    diesel::update(organisations.find(organisation)).set(time_zone.eq(new)).execute(conn).await.map(drop)
}

pub async fn rename(conn: &mut AsyncPgConnection, organisation: i64, new: &str) -> QueryResult<()> {
    diesel::update(organisations.find(organisation)).set(name.eq(new)).execute(conn).await.map(drop)
}

/// The organisation with this public id, or with this name if the name is unique.
pub async fn named(conn: &mut AsyncPgConnection, wanted: &str) -> QueryResult<Option<i64>> {
    let found: Vec<i64> =
        organisations.filter(public_id.eq(wanted).or(name.eq(wanted))).select(id).limit(2).load(conn).await?;
    Ok(match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// The demo organisation, if there is one.
pub async fn demo(conn: &mut AsyncPgConnection) -> QueryResult<Option<i64>> {
    organisations.filter(is_demo).order(id).select(id).first(conn).await.optional()
}

/// Marks an organisation as the demo organisation.
pub async fn mark_as_demo(conn: &mut AsyncPgConnection, organisation: i64, new: &str) -> QueryResult<()> {
    diesel::update(organisations.find(organisation)).set((is_demo.eq(true), name.eq(new))).execute(conn).await.map(drop)
}
