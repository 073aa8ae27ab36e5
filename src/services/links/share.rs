//! Shared links: members create, list, extend and revoke them.

use super::{
    format::percent_encode,
    model::{DownloadName, filename},
    token,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{LinkId, ModuleSlug, SubmissionId},
        lang::Lang,
        problem::{Problem, Resource},
        shared_link::{InvalidShareSetting, MOST_DAYS, ShareRequest, SharedFiles},
        upload::FileType,
    },
    services::{actor::Actor, passwords},
    store::{
        self,
        links::LinkedReport,
        pool::Connection,
        shared_links::{NewSharedLink, SharedRow},
        submissions::SubmissionRow,
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::{Date, Duration, OffsetDateTime};

/// Maximum number of listed links; the oldest are left out.
const LISTED: i64 = 200;

/// The links of a submission, and the default for a new one.
pub struct SubmissionLinks {
    pub links: Vec<SharedLink>,
    pub default_days: i64,
    /// The links in responses of the API; none without reports.
    pub in_responses: Option<ResponseLinks>,
}

/// The links that responses of the API contain: one for each report.
pub struct ResponseLinks {
    /// How often they were opened since they were made or revoked.
    pub opened: i64,
    pub last_opened_at: Option<OffsetDateTime>,
    /// How many days an address works.
    pub days: u32,
}

pub struct SharedLink {
    pub id: LinkId,
    /// The complete address, as it is sent to a client.
    pub url: String,
    pub files: SharedFiles,
    pub name: Option<String>,
    pub has_password: bool,
    pub most_openings: Option<i32>,
    pub opened_count: i32,
    pub last_opened_at: Option<OffsetDateTime>,
    pub expires_at: OffsetDateTime,
    pub revoked_at: Option<OffsetDateTime>,
    pub made_by: Option<String>,
    pub created_at: OffsetDateTime,
    /// The client may respond to the report.
    pub allows_response: bool,
    /// Whether it opens a report now.
    pub works: bool,
}

/// Result of creating a link.
pub enum ShareOutcome {
    Link(LinkId),
    Invalid(InvalidShareSetting),
    /// The report that the link would open does not exist yet.
    NoReports,
}

/// The submission with this id, if it is within the actor's submission scope; otherwise "not found".
pub(super) async fn submission_in_scope(
    conn: &mut Connection,
    actor: &Actor,
    id: &SubmissionId,
) -> Result<SubmissionRow, Problem> {
    let missing = || Problem::NotFound(Resource::Submission);
    let row = store::submissions::by_id(conn, actor.organisation_id, id).await?.ok_or_else(missing)?;
    actor.require_in_scope(conn, row.id, Resource::Submission).await?;
    Ok(row)
}

/// A submission that its reader may see, as far as its links need it.
pub struct LinkedSubmission<'a> {
    pub key: i64,
    pub module: &'a ModuleSlug,
    pub form_version: i32,
    pub site_name: &'a str,
    pub visit_date: Option<Date>,
    pub language: Lang,
    /// The links of its reports in responses of the API.
    pub in_responses: &'a [LinkedReport],
}

/// The shared links of a submission.
pub async fn shared(app: &App, actor: &Actor, of: LinkedSubmission<'_>) -> Result<SubmissionLinks, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::shared_links::of_submission(&mut conn, actor.organisation_id, of.key, LISTED).await?;
    let default_days = default_days(app, &mut conn, actor.organisation_id).await?;
    let named = DownloadName {
        organisation: actor.organisation_id,
        module: of.module,
        form_version: of.form_version,
        site_name: of.site_name,
        visit_date: of.visit_date,
        language: of.language,
    };
    let mut links = Vec::with_capacity(rows.len());
    for link in rows {
        links.push(listed(app, &mut conn, &named, link).await?);
    }
    let linked = of.in_responses;
    let in_responses = (!linked.is_empty()).then(|| ResponseLinks {
        opened: linked.iter().map(|link| i64::from(link.opened_count)).sum(),
        last_opened_at: linked.iter().filter_map(|link| link.last_opened_at).max(),
        days: app.config.link_days,
    });
    Ok(SubmissionLinks { links, default_days, in_responses })
}

async fn listed(
    app: &App,
    conn: &mut Connection,
    named: &DownloadName<'_>,
    row: SharedRow,
) -> Result<SharedLink, Problem> {
    let (id, files) = (row.link_id, row.files);
    let has_password = row.password_hash.is_some();
    let token = token::of_shared(&app.keyring, &id);
    let base = format!("{}/reports/{token}", app.config.public_url);
    let url = match files.kinds() {
        // The page shows the report, and offers the files.
        kinds if kinds.contains(&FileType::ReportPdf) => base,
        // The address of a protected link must not reveal the file name.
        [kind] if !has_password => format!("{base}/{}", percent_encode(&filename(app, conn, named, *kind).await?)),
        _ => base,
    };
    let used_up = row.most_openings.is_some_and(|most| row.opened_count >= most);
    Ok(SharedLink {
        works: row.revoked_at.is_none() && row.expires_at > app.clock.now() && !used_up,
        id,
        url,
        files,
        name: row.name,
        has_password,
        most_openings: row.most_openings,
        opened_count: row.opened_count,
        last_opened_at: row.last_opened_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        made_by: row.made_by,
        created_at: row.created_at,
        allows_response: row.allows_response,
    })
}

/// The default lifetime in days: the organisation's setting, or else the server's.
async fn default_days(app: &App, conn: &mut Connection, organisation: i64) -> Result<i64, Problem> {
    let days = store::shared_links::days_of(conn, organisation).await?;
    Ok(days.map_or(i64::from(app.config.link_days), i64::from))
}

/// Creates a shared link.
pub async fn share(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    wanted: &ShareRequest,
) -> Result<ShareOutcome, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = submission_in_scope(&mut conn, actor, id).await?;
    if let Err(unfit) = wanted.check() {
        return Ok(ShareOutcome::Invalid(unfit));
    }
    for kind in wanted.files.kinds() {
        if store::shared_links::report(&mut conn, actor.organisation_id, row.id, *kind).await?.is_none() {
            return Ok(ShareOutcome::NoReports);
        }
    }
    drop(conn);
    let password_hash = match &wanted.password {
        Some(password) => Some(passwords::hash(app, password).await?),
        None => None,
    };
    let link = LinkId::random();
    let new = NewSharedLink {
        link_id: &link,
        organisation_id: actor.organisation_id,
        submission_id: row.id,
        files: wanted.files,
        name: wanted.name.as_deref(),
        password_hash: password_hash.as_deref(),
        most_openings: wanted.most_openings,
        expires_at: now + Duration::days(wanted.days),
        made_by: actor.user_id,
        created_at: now,
        allows_response: wanted.allows_response,
    };
    // Without the recipient: the log is kept longer than personal names may be.
    let details = json!({
        "link": link, "files": wanted.files, "days": wanted.days, "openings": wanted.most_openings,
        "password": wanted.password.is_some(), "response": wanted.allows_response,
    });
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        store::shared_links::add(conn, &new).await?;
        store::audit::add(conn, &actor.audit(AuditAction::LinkMade, row.id, details, now)).await
    })
    .await?;
    Ok(ShareOutcome::Link(link))
}

/// A change of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkChange {
    /// It expires this number of days from now.
    Days(i64),
    /// It stops working, from the next request on.
    Revoke,
}

/// Changes a link that is not revoked. Its address stays the same.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    link: &LinkId,
    what: LinkChange,
) -> Result<Result<(), InvalidShareSetting>, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = submission_in_scope(&mut conn, actor, id).await?;
    let organisation = actor.organisation_id;
    if let LinkChange::Days(days) = what
        && !(1..=MOST_DAYS).contains(&days)
    {
        return Ok(Err(InvalidShareSetting::Days));
    }
    let changed = conn.transaction::<_, DbError, _>(async |conn| {
        let (changed, action, details) = match what {
            LinkChange::Days(days) => {
                let expires_at = now + Duration::days(days);
                let changed = store::shared_links::expire_at(conn, organisation, row.id, link, expires_at).await?;
                (changed, AuditAction::LinkChanged, json!({ "link": link, "days": days }))
            }
            LinkChange::Revoke => {
                let changed = store::shared_links::revoke(conn, organisation, row.id, link, now).await?;
                (changed, AuditAction::LinkRevoked, json!({ "link": link }))
            }
        };
        if changed {
            store::audit::add(conn, &actor.audit(action, row.id, details, now)).await?;
        }
        Ok(changed)
    });
    if changed.await? { Ok(Ok(())) } else { Err(Problem::NotFound(Resource::Link)) }
}
