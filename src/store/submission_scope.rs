//! How far somebody sees into the submissions of their organisation, as a condition of a query.

use super::schema::submissions;
use crate::domain::{access::SubmissionScope, ids::ModuleSlug};
use diesel::{
    dsl::sql,
    pg::Pg,
    prelude::*,
    sql_types::{Array, Bool, Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Stands between the module and the site of a pair; neither can contain it.
const BETWEEN: char = '\u{1}';

/// The condition for those who do not see everything: sent by themselves, at one of their sites, of one of their
/// modules, or of a module at a site. Written with one parameter each, so that it is the same statement for everybody,
/// and with one alternative for each index that answers it.
pub fn within(reach: &SubmissionScope) -> Option<Box<dyn BoxableExpression<submissions::table, Pg, SqlType = Bool>>> {
    let SubmissionScope::Within { own, scopes } = reach else { return None };
    let (mut modules, mut sites, mut pairs, mut pair_sites) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for scope in scopes {
        match (&scope.module, &scope.site_key) {
            (Some(module), None) => modules.push(module.clone()),
            (None, Some(site)) => sites.push(site.clone()),
            (Some(module), Some(site)) => {
                pairs.push(format!("{}{BETWEEN}{site}", module.as_str()));
                pair_sites.push(site.clone());
            }
            // A scope that names nothing gives nothing.
            (None, None) => {}
        }
    }
    Some(Box::new(
        sql::<Bool>("(submissions.user_id = ")
            .bind::<Nullable<Int8>, _>(*own)
            .sql(" OR submissions.site_key = ANY(")
            .bind::<Array<Text>, _>(sites)
            .sql(") OR submissions.module = ANY(")
            .bind::<Array<Text>, _>(modules)
            .sql(") OR (submissions.site_key = ANY(")
            .bind::<Array<Text>, _>(pair_sites)
            .sql(") AND submissions.module || E'\\x01' || submissions.site_key = ANY(")
            .bind::<Array<Text>, _>(pairs)
            .sql(")))"),
    ))
}

/// Whether a submission, by its key, is within somebody's reach. One that is not there is not.
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
