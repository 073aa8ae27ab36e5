//! Numbers about the submissions of a range of days, for the charts of the home page: one query.
//!
//! Only the newest rows of the range are read, along the index of the newest submissions, so the cost has an upper limit
//! whatever the table holds. Days are those of the reader: the caller passes the moment at which each begins, because
//! the database may know other time zones than the program.

use super::{
    list::{ListFilter, filtered},
    schema::submissions,
};
use crate::domain::access::SubmissionScope;
use diesel::{
    dsl::sql,
    pg::Pg,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{self, Array, Int4, Int8, Nullable, Text, Timestamptz, Untyped},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

/// So many of the newest submissions are counted.
pub const MOST: i64 = 3_000;

/// So many people and sites are named.
const NAMED: i64 = 5;

/// A wait of so many days and more is one group.
pub const LONG_WAIT: i64 = 8;

/// A number of one part of the overview.
#[derive(Debug, QueryableByName)]
pub struct OverviewRow {
    /// `day`, `wait`, `person` or `site`.
    #[diesel(sql_type = Text)]
    pub part: String,
    /// The number of the day, from 1; the days from the visit to the submission, at most [`LONG_WAIT`].
    #[diesel(sql_type = Int8)]
    pub number: i64,
    /// The module of a day; the name of a person or site.
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    #[diesel(sql_type = Int8)]
    pub n: i64,
}

/// The numbers of the days that begin at `starts`, in ascending order; the last one goes on until now.
pub async fn of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    first_day: Date,
    starts: &[OffsetDateTime],
    reach: &SubmissionScope,
) -> QueryResult<Vec<OverviewRow>> {
    let Some(begin) = starts.first().copied() else { return Ok(Vec::new()) };
    let visible = ListFilter { reach: Some(reach), ..ListFilter::default() };
    let newest = filtered(organisation, &visible).filter(submissions::created_at.ge(begin));
    let day = sql::<Int4>("width_bucket(submissions.created_at, ").bind::<Array<Timestamptz>, _>(starts.to_vec());
    let newest = newest.order((submissions::created_at.desc(), submissions::id.desc())).limit(MOST).select((
        day.sql(") AS day"),
        submissions::module,
        submissions::user_id,
        submissions::site_key,
        submissions::site_name,
        submissions::visit_date,
    ));
    OverviewQuery { newest, first_day }.load::<OverviewRow>(conn).await
}

struct OverviewQuery<Q> {
    /// The newest submissions, each with the number of its day.
    newest: Q,
    first_day: Date,
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for OverviewQuery<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH newest AS MATERIALIZED (");
        self.newest.walk_ast(out.reborrow())?;
        out.push_sql(
            ")
            SELECT 'day' AS part, day::int8 AS number, module AS name, count(*) AS n FROM newest GROUP BY day, module
            UNION ALL
            SELECT 'wait', w.days, NULL, count(*) FROM (SELECT least(greatest(",
        );
        out.push_bind_param::<sql_types::Date, _>(&self.first_day)?;
        out.push_sql(" + day - 1 - visit_date, 0), ");
        out.push_bind_param::<Int8, _>(&LONG_WAIT)?;
        out.push_sql(
            ") AS days FROM newest WHERE visit_date IS NOT NULL) w GROUP BY w.days
            UNION ALL
            SELECT 'person', 0, coalesce(u.full_name, u.email), p.n FROM (
                SELECT user_id, count(*) AS n FROM newest WHERE user_id IS NOT NULL
                GROUP BY user_id ORDER BY n DESC, user_id LIMIT ",
        );
        out.push_bind_param::<Int8, _>(&NAMED)?;
        out.push_sql(
            ") p JOIN users u ON u.id = p.user_id
            UNION ALL
            SELECT 'site', 0, (SELECT o.site_name FROM newest o WHERE o.site_key = s.site_key LIMIT 1), s.n FROM (
                SELECT site_key, count(*) AS n FROM newest WHERE site_key <> ''
                GROUP BY site_key ORDER BY n DESC, site_key LIMIT ",
        );
        out.push_bind_param::<Int8, _>(&NAMED)?;
        out.push_sql(") s");
        Ok(())
    }
}

impl<Q> QueryId for OverviewQuery<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for OverviewQuery<Q> {
    type SqlType = Untyped;
}
