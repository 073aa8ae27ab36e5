//! The orders of the list of submissions, and where a page of each begins.

use super::super::schema::submissions;
use diesel::{
    dsl::sql,
    expression::SqlLiteral,
    pg::Pg,
    prelude::*,
    sql_types::{self, SmallInt, Text, Timestamptz},
};
use time::{Date, OffsetDateTime};

/// An order with the cursor of the previous page.
#[derive(Clone, Debug)]
pub enum PageCursor {
    Newest(Option<(OffsetDateTime, i64)>),
    Oldest(Option<(OffsetDateTime, i64)>),
    VisitNewest(Option<(Date, i64)>),
    VisitOldest(Option<(Date, i64)>),
    Site(Option<(String, i64)>),
    /// Only submissions with a score.
    ScoreLowest(Option<(i16, i64)>),
    ScoreHighest(Option<(i16, i64)>),
}

pub(in crate::store) type Query<'a> = submissions::BoxedQuery<'a, Pg>;

/// The visit date for sorting; submissions without one come first. CASE instead of coalesce: with row-level security an
/// index only serves leakproof conditions, and the planner treats CASE, but not coalesce, as such.
const VISIT: &str = "CASE WHEN submissions.visit_date IS NULL THEN '0001-01-01'::date ELSE submissions.visit_date END";

pub(super) fn visit() -> SqlLiteral<sql_types::Date> {
    sql(VISIT)
}

/// The rows after a cursor, in its order. If the index of the order is not to be used, the expression is written so
/// that no index matches. Of the two conditions, the first is the start of the index range, the second one excludes
/// rows with equal values.
pub(super) fn after_cursor<'a>(mut query: Query<'a>, place: &PageCursor, walked: bool) -> Query<'a> {
    use submissions::{created_at, id, score_percent, site_key};
    let written = |walk: &'static str, sort: &'static str| if walked { walk } else { sort };
    let time = sql::<Timestamptz>(written("submissions.created_at", "submissions.created_at + interval '0'"));
    let day = sql::<sql_types::Date>(written(VISIT, "coalesce(submissions.visit_date, '0001-01-01'::date) + 0"));
    let site = sql::<Text>(written("submissions.site_key", "submissions.site_key || ''"));
    let score = sql::<SmallInt>(written("submissions.score_percent", "submissions.score_percent + 0::smallint"));
    match place {
        PageCursor::Newest(after) => {
            if let Some((at, last)) = *after {
                query = query.filter(created_at.le(at)).filter(created_at.lt(at).or(id.lt(last)));
            }
            query.order((time.desc(), id.desc()))
        }
        PageCursor::Oldest(after) => {
            if let Some((at, last)) = *after {
                query = query.filter(created_at.ge(at)).filter(created_at.gt(at).or(id.gt(last)));
            }
            query.order((time.asc(), id.asc()))
        }
        PageCursor::VisitNewest(after) => {
            if let Some((at, last)) = *after {
                query = query.filter(visit().le(at)).filter(visit().lt(at).or(id.lt(last)));
            }
            query.order((day.desc(), id.desc()))
        }
        PageCursor::VisitOldest(after) => {
            if let Some((at, last)) = *after {
                query = query.filter(visit().ge(at)).filter(visit().gt(at).or(id.gt(last)));
            }
            query.order((day.asc(), id.asc()))
        }
        PageCursor::Site(after) => {
            if let Some((at, last)) = after.clone() {
                query = query.filter(site_key.ge(at.clone())).filter(site_key.gt(at).or(id.gt(last)));
            }
            query.order((site.asc(), id.asc()))
        }
        PageCursor::ScoreLowest(after) => {
            query = query.filter(score_percent.is_not_null());
            if let Some((at, last)) = *after {
                query = query.filter(score_percent.ge(at)).filter(score_percent.gt(at).or(id.gt(last)));
            }
            query.order((score.asc(), id.asc()))
        }
        PageCursor::ScoreHighest(after) => {
            query = query.filter(score_percent.is_not_null());
            if let Some((at, last)) = *after {
                query = query.filter(score_percent.le(at)).filter(score_percent.lt(at).or(id.lt(last)));
            }
            query.order((score.desc(), id.desc()))
        }
    }
}
