//! The sites that an organisation knows, and the visits of one, from its submissions.
//!
//! Input: the submission scope of the caller. Output: nothing outside of it.

use super::{FEW, ListFilter, filtered, order::PageCursor, order::after_cursor};
use crate::{
    domain::{access::SubmissionScope, ids::ModuleSlug},
    store::{schema::submissions, submissions::SubmissionRow},
};
use diesel::{
    prelude::*,
    sql_types::{Int8, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The newest submissions of a form at a site, by visit date.
pub async fn visits(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    (module, site_key): (&ModuleSlug, &str),
    limit: i64,
) -> QueryResult<Vec<SubmissionRow>> {
    let narrow = ListFilter { module: Some(module), reach: Some(reach), ..ListFilter::default() };
    let of_site = filtered(organisation, &narrow).filter(submissions::site_key.eq(site_key.to_owned()));
    let newest = after_cursor(of_site, &PageCursor::VisitNewest(None), true);
    newest.limit(limit).select(SubmissionRow::as_select()).load(conn).await
}

/// Follows the index from one site to the next, however many submissions each has.
const ALONG_THE_INDEX: &str = "
WITH RECURSIVE site (site_key) AS (
    (SELECT s.site_key FROM submissions s
     WHERE s.organisation_id = $1 AND s.site_key >= $2 AND s.site_key < $3
     ORDER BY s.site_key LIMIT 1)
    UNION ALL
    SELECT following.site_key FROM site, LATERAL (
        SELECT s.site_key FROM submissions s
        WHERE s.organisation_id = $1 AND s.site_key > site.site_key AND s.site_key < $3
        ORDER BY s.site_key LIMIT 1) following
), found AS (SELECT site_key FROM site LIMIT $4)
SELECT newest.site_name FROM found, LATERAL (
    SELECT s.site_name FROM submissions s
    WHERE s.organisation_id = $1 AND s.site_key = found.site_key
    ORDER BY s.id DESC LIMIT 1) newest
ORDER BY found.site_key";

#[derive(QueryableByName)]
struct NamedSite {
    #[diesel(sql_type = Text)]
    site_name: String,
}

/// The names of sites whose folded name begins like this, in the order of their names.
pub async fn beginning_with(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    beginning: &str,
    limit: i64,
) -> QueryResult<Vec<String>> {
    // The last character of Unicode sorts behind all others: the keys are compared by their bytes.
    let end = format!("{beginning}{}", char::MAX);
    // Some names have no letters, and so an empty key.
    let start = if beginning.is_empty() { "\u{1}" } else { beginning };
    if *reach == SubmissionScope::Everything {
        let query = diesel::sql_query(ALONG_THE_INDEX).bind::<Int8, _>(organisation).bind::<Text, _>(start);
        let found = query.bind::<Text, _>(end).bind::<Int8, _>(limit).load::<NamedSite>(conn).await?;
        return Ok(found.into_iter().map(|site| site.site_name).collect());
    }
    let narrow = ListFilter { reach: Some(reach), ..ListFilter::default() };
    let found: Vec<(String, String)> = filtered(organisation, &narrow)
        .filter(submissions::site_key.ge(start.to_owned()))
        .filter(submissions::site_key.lt(end))
        .select((submissions::site_key, submissions::site_name))
        .distinct()
        .order(submissions::site_key)
        .limit(FEW.min(limit * 4))
        .load(conn)
        .await?;
    let mut names: Vec<(String, String)> = Vec::new();
    for (key, name) in found {
        if names.last().is_none_or(|(last, _)| *last != key) {
            names.push((key, name));
        }
    }
    names.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(names.into_iter().map(|(_, name)| name).collect())
}
