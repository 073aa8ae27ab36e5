//! The submission scope of a member or API token as a condition of a query.

use super::schema::submissions;
use crate::domain::{
    access::{Scope, SubmissionScope},
    ids::ModuleSlug,
};
use diesel::{
    dsl::sql,
    pg::Pg,
    prelude::*,
    sql_types::{Array, Bool, Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A condition on rows of `submissions`, in a query of the table `Q`: of itself, or of a table with a subquery.
pub type Condition<Q = submissions::table> = Box<dyn BoxableExpression<Q, Pg, SqlType = Bool>>;

/// The separator between module and site of a pair; neither contains it.
const BETWEEN: char = '\u{1}';

/// The condition for a limited scope: sent by the member, at one of the sites, of one of the modules, or of a module at
/// a site. It has a fixed number of parameters, so that the statement is the same for all members, and one alternative
/// for each index.
pub fn within<Q: 'static>(reach: &SubmissionScope) -> Option<Condition<Q>> {
    match reach {
        SubmissionScope::Everything => None,
        SubmissionScope::Within { own, scopes } => Some(matching(*own, scopes)),
        SubmissionScope::Narrowed { member, scopes } => {
            let narrowed = matching(None, scopes);
            Some(match within(member) {
                Some(member) => Box::new(member.and(narrowed)),
                None => narrowed,
            })
        }
    }
}

fn matching<Q: 'static>(own: Option<i64>, scopes: &[Scope]) -> Condition<Q> {
    let (mut modules, mut sites, mut pairs, mut pair_sites) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for scope in scopes {
        match (&scope.module, &scope.site_key) {
            (Some(module), None) => modules.push(module.clone()),
            (None, Some(site)) => sites.push(site.clone()),
            (Some(module), Some(site)) => {
                pairs.push(format!("{}{BETWEEN}{site}", module.as_str()));
                pair_sites.push(site.clone());
            }
            // A scope without module and site matches nothing here.
            (None, None) => {}
        }
    }
    Box::new(
        sql::<Bool>("(submissions.user_id = ")
            .bind::<Nullable<Int8>, _>(own)
            .sql(" OR submissions.site_key = ANY(")
            .bind::<Array<Text>, _>(sites)
            .sql(") OR submissions.module = ANY(")
            .bind::<Array<Text>, _>(modules)
            .sql(") OR (submissions.site_key = ANY(")
            .bind::<Array<Text>, _>(pair_sites)
            .sql(") AND submissions.module || E'\\x01' || submissions.site_key = ANY(")
            .bind::<Array<Text>, _>(pairs)
            .sql(")))"),
    )
}

/// Whether a submission is within the scope; false if it does not exist.
pub async fn includes(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    submission: i64,
) -> QueryResult<bool> {
    let about = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq(submission))
        .select((submissions::user_id, submissions::module, submissions::site_key))
        .first::<(Option<i64>, ModuleSlug, String)>(conn)
        .await
        .optional()?;
    Ok(about.is_some_and(|(sender, module, site)| reach.includes(sender, &module, &site)))
}
