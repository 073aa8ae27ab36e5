//! Shared links to reports.
//!
//! One conditional UPDATE checks the limit of openings and counts an opening, so that concurrent requests cannot exceed
//! the limit.

use super::schema::{
    organisation_settings, organisations, shared_link_tries, shared_links, submissions, uploaded_files, users,
};
use crate::domain::{
    ids::{LinkId, ModuleSlug, SubmissionId, UploadId},
    lang::Lang,
    shared_link::SharedFiles,
    upload::FileType,
};
use diesel::{
    prelude::*,
    sql_types::{Bool, Nullable},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use time::{Date, OffsetDateTime};

#[derive(Insertable)]
#[diesel(table_name = shared_links)]
pub struct NewSharedLink<'a> {
    pub link_id: &'a LinkId,
    pub organisation_id: i64,
    pub submission_id: i64,
    pub files: SharedFiles,
    pub name: Option<&'a str>,
    pub password_hash: Option<&'a str>,
    pub most_openings: Option<i32>,
    pub expires_at: OffsetDateTime,
    pub made_by: Option<i64>,
    pub created_at: OffsetDateTime,
    pub allows_response: bool,
}

pub async fn add(conn: &mut AsyncPgConnection, link: &NewSharedLink<'_>) -> QueryResult<()> {
    diesel::insert_into(shared_links::table).values(link).execute(conn).await.map(drop)
}

/// A link for the page of its submission.
#[derive(Debug, Queryable)]
pub struct SharedRow {
    pub link_id: LinkId,
    pub files: SharedFiles,
    pub name: Option<String>,
    pub password_hash: Option<String>,
    pub most_openings: Option<i32>,
    pub opened_count: i32,
    pub last_opened_at: Option<OffsetDateTime>,
    pub expires_at: OffsetDateTime,
    pub revoked_at: Option<OffsetDateTime>,
    pub made_by: Option<String>,
    pub created_at: OffsetDateTime,
    pub allows_response: bool,
}

/// The links of a submission, newest first.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    most: i64,
) -> QueryResult<Vec<SharedRow>> {
    shared_links::table
        .left_join(users::table.on(users::id.nullable().eq(shared_links::made_by)))
        .filter(shared_links::organisation_id.eq(organisation))
        .filter(shared_links::submission_id.eq(submission))
        .order(shared_links::id.desc())
        .limit(most)
        .select((
            shared_links::link_id,
            shared_links::files,
            shared_links::name,
            shared_links::password_hash,
            shared_links::most_openings,
            shared_links::opened_count,
            shared_links::last_opened_at,
            shared_links::expires_at,
            shared_links::revoked_at,
            users::full_name.nullable(),
            shared_links::created_at,
            shared_links::allows_response,
        ))
        .load(conn)
        .await
}

/// A link that is being opened, with the data to check and to show.
#[derive(Debug, Queryable)]
pub struct HeldLink {
    pub id: i64,
    pub organisation_id: i64,
    pub organisation: String,
    pub submission_key: i64,
    pub submission: SubmissionId,
    pub module: ModuleSlug,
    pub form_version: i32,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub language: Lang,
    pub files: SharedFiles,
    pub password_hash: Option<String>,
    pub most_openings: Option<i32>,
    pub opened_count: i32,
    pub expires_at: OffsetDateTime,
    pub allows_response: bool,
}

/// A link that can be opened now. The caller has verified its signature. The link itself is the permission, so there is
/// no filter by organisation.
pub async fn find(conn: &mut AsyncPgConnection, link: &LinkId, now: OffsetDateTime) -> QueryResult<Option<HeldLink>> {
    held(conn, link, now, false).await
}

/// A link that was opened before, and is neither revoked nor expired: its last opening may be used up.
pub async fn find_opened(
    conn: &mut AsyncPgConnection,
    link: &LinkId,
    now: OffsetDateTime,
) -> QueryResult<Option<HeldLink>> {
    held(conn, link, now, true).await
}

async fn held(
    conn: &mut AsyncPgConnection,
    link: &LinkId,
    now: OffsetDateTime,
    even_used_up: bool,
) -> QueryResult<Option<HeldLink>> {
    shared_links::table
        .inner_join(submissions::table.on(submissions::id.eq(shared_links::submission_id)))
        .inner_join(organisations::table.on(organisations::id.eq(shared_links::organisation_id)))
        .filter(shared_links::link_id.eq(link))
        .filter(shared_links::revoked_at.is_null())
        .filter(shared_links::expires_at.gt(now))
        .filter(
            shared_links::most_openings
                .is_null()
                .or(shared_links::opened_count.nullable().lt(shared_links::most_openings))
                .or(even_used_up.into_sql::<Nullable<Bool>>()),
        )
        .select((
            shared_links::id,
            shared_links::organisation_id,
            organisations::name,
            shared_links::submission_id,
            submissions::submission_id,
            submissions::module,
            submissions::form_version,
            submissions::site_name,
            submissions::visit_date,
            submissions::language,
            shared_links::files,
            shared_links::password_hash,
            shared_links::most_openings,
            shared_links::opened_count,
            shared_links::expires_at,
            shared_links::allows_response,
        ))
        .first(conn)
        .await
        .optional()
}

/// Counts an opening; false if the limit is reached, or the link is revoked or expired.
pub async fn count_opening(conn: &mut AsyncPgConnection, id: i64, now: OffsetDateTime) -> QueryResult<bool> {
    let open = shared_links::table
        .filter(shared_links::id.eq(id))
        .filter(shared_links::revoked_at.is_null())
        .filter(shared_links::expires_at.gt(now))
        .filter(
            shared_links::most_openings
                .is_null()
                .or(shared_links::opened_count.nullable().lt(shared_links::most_openings)),
        );
    let counted = diesel::update(open)
        .set((shared_links::opened_count.eq(shared_links::opened_count + 1), shared_links::last_opened_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(counted == 1)
}

/// A link of a submission that is not revoked.
#[diesel::dsl::auto_type]
fn open_link<'a>(organisation: i64, submission: i64, link: &'a LinkId) -> _ {
    shared_links::table
        .filter(shared_links::organisation_id.eq(organisation))
        .filter(shared_links::submission_id.eq(submission))
        .filter(shared_links::link_id.eq(link))
        .filter(shared_links::revoked_at.is_null())
}

/// Changes the expiry of a link; false if it does not exist or is revoked.
pub async fn expire_at(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    link: &LinkId,
    expires_at: OffsetDateTime,
) -> QueryResult<bool> {
    diesel::update(open_link(organisation, submission, link))
        .set(shared_links::expires_at.eq(expires_at))
        .execute(conn)
        .await
        .map(|changed| changed == 1)
}

/// Revokes a link; false if it does not exist or was already revoked.
pub async fn revoke(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    link: &LinkId,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    diesel::update(open_link(organisation, submission, link))
        .set(shared_links::revoked_at.eq(now))
        .execute(conn)
        .await
        .map(|changed| changed == 1)
}

/// The current report of a type of a submission: upload id and hash.
pub async fn report(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    file_type: FileType,
) -> QueryResult<Option<(UploadId, Vec<u8>)>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::submission_id.eq(submission))
        .filter(uploaded_files::file_type.eq(file_type))
        .filter(uploaded_files::removed_in.is_null())
        .select((uploaded_files::upload_id, uploaded_files::sha256))
        .first(conn)
        .await
        .optional()
}

/// The validity of new links in days, if the organisation has set it.
pub async fn days_of(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Option<i32>> {
    organisation_settings::table
        .find(organisation)
        .select(organisation_settings::link_days)
        .first(conn)
        .await
        .optional()
}

/// The limits of password attempts within a period.
pub struct Limits {
    pub since: OffsetDateTime,
    pub of_peer: i64,
    pub of_link: i64,
}

/// Counts a password attempt before the password is checked, so that concurrent attempts all count. `None` if a limit
/// is reached. Needs its own transaction, which locks the link.
pub async fn count_attempt(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    link: i64,
    peer: Option<IpNet>,
    limits: &Limits,
    now: OffsetDateTime,
) -> QueryResult<Option<i64>> {
    shared_links::table.find(link).select(shared_links::id).for_update().first::<i64>(conn).await?;
    let over = shared_link_tries::table
        .filter(shared_link_tries::shared_link_id.eq(link))
        .filter(shared_link_tries::tried_at.le(limits.since));
    diesel::delete(over).execute(conn).await?;
    let lately = shared_link_tries::table.filter(shared_link_tries::shared_link_id.eq(link));
    let of_link: i64 = lately.count().get_result(conn).await?;
    let of_peer: i64 =
        lately.filter(shared_link_tries::peer.is_not_distinct_from(peer)).count().get_result(conn).await?;
    if of_link >= limits.of_link || of_peer >= limits.of_peer {
        return Ok(None);
    }
    diesel::insert_into(shared_link_tries::table)
        .values((
            shared_link_tries::organisation_id.eq(organisation),
            shared_link_tries::shared_link_id.eq(link),
            shared_link_tries::peer.eq(peer),
            shared_link_tries::tried_at.eq(now),
        ))
        .returning(shared_link_tries::id)
        .get_result(conn)
        .await
        .map(Some)
}

/// Removes the attempt with the correct password.
pub async fn delete_attempt(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<()> {
    diesel::delete(shared_link_tries::table.find(id)).execute(conn).await.map(drop)
}
