//! Links for clients: made, listed, given another end, revoked.

use super::{
    open::{Named, filename},
    percent_encode, token,
};
use crate::{
    app::App,
    domain::{
        ids::{LinkId, SubmissionId},
        problem::{Problem, Resource},
        shared_link::{MOST_DAYS, ShareRequest, SharedFiles, Unfit},
    },
    services::{actor::Actor, passwords},
    store::{
        self,
        pool::Connection,
        shared_links::{NewSharedLink, SharedRow},
        submissions::SubmissionRow,
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// More links than anybody looks at; the oldest are not listed any more.
const LISTED: i64 = 200;

/// The links of a submission, and what the form for a new one starts with.
pub struct Shared {
    pub links: Vec<SharedLink>,
    pub default_days: i64,
}

pub struct SharedLink {
    pub id: LinkId,
    /// The whole address, as it is sent to a client.
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
    /// Whether it opens anything now.
    pub works: bool,
}

/// What came of the wish for a link.
pub enum ShareOutcome {
    Link(LinkId),
    Unfit(Unfit),
    /// There is no report yet that it could open.
    NoReports,
}

/// The submission of that id, if the caller sees it; otherwise it does not exist.
pub(super) async fn reached(conn: &mut Connection, actor: &Actor, id: &SubmissionId) -> Result<SubmissionRow, Problem> {
    let missing = || Problem::NotFound(Resource::Submission);
    let row = store::submissions::by_id(conn, actor.organisation_id, id).await?.ok_or_else(missing)?;
    actor.must_reach(conn, row.id, Resource::Submission).await?;
    Ok(row)
}

/// The links that were made for a submission.
pub async fn shared(app: &App, actor: &Actor, id: &SubmissionId) -> Result<Shared, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = reached(&mut conn, actor, id).await?;
    let rows = store::shared_links::of_submission(&mut conn, actor.organisation_id, row.id, LISTED).await?;
    let default_days = default_days(app, &mut conn, actor.organisation_id).await?;
    let named = Named {
        module: &row.module,
        form_version: row.form_version,
        site_name: &row.site_name,
        visit_date: row.visit_date,
        language: row.language,
    };
    let mut links = Vec::with_capacity(rows.len());
    for link in rows {
        links.push(listed(app, &mut conn, &named, link).await?);
    }
    Ok(Shared { links, default_days })
}

async fn listed(app: &App, conn: &mut Connection, named: &Named<'_>, row: SharedRow) -> Result<SharedLink, Problem> {
    let (id, files) = (row.link_id, row.files);
    let has_password = row.password_hash.is_some();
    let token = token::of_shared(&app.keyring, &id);
    let base = format!("{}/reports/{token}", app.config.public_url);
    let url = match files.kinds() {
        // What a link with a password leads to is not told by its address either.
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
    })
}

/// How many days a link works if nobody chooses: what the organisation decided, or the server's setting.
async fn default_days(app: &App, conn: &mut Connection, organisation: i64) -> Result<i64, Problem> {
    let days = store::shared_links::days_of(conn, organisation).await?;
    Ok(days.map_or(i64::from(app.config.link_days), i64::from))
}

/// Makes a link.
pub async fn share(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    wanted: &ShareRequest,
) -> Result<ShareOutcome, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = reached(&mut conn, actor, id).await?;
    if let Err(unfit) = wanted.check() {
        return Ok(ShareOutcome::Unfit(unfit));
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
    };
    // Not for whom: the log is kept longer than the names in it should be.
    let details = json!({
        "link": link, "files": wanted.files, "days": wanted.days, "openings": wanted.most_openings,
        "password": wanted.password.is_some(),
    });
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        store::shared_links::add(conn, &new).await?;
        store::audit::add(conn, &actor.audit("link.made", row.id, details, now)).await
    })
    .await?;
    Ok(ShareOutcome::Link(link))
}

/// What becomes of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It works for so many days from now on.
    Days(i64),
    /// It works no more, from the next request on.
    Revoke,
}

/// Changes a link that is not revoked. Its address stays the same.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    link: &LinkId,
    what: Change,
) -> Result<Result<(), Unfit>, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = reached(&mut conn, actor, id).await?;
    let organisation = actor.organisation_id;
    if let Change::Days(days) = what
        && !(1..=MOST_DAYS).contains(&days)
    {
        return Ok(Err(Unfit::Days));
    }
    let changed = conn.transaction::<_, DbError, _>(async |conn| {
        let (changed, action, details) = match what {
            Change::Days(days) => {
                let expires_at = now + Duration::days(days);
                let changed = store::shared_links::expire_at(conn, organisation, row.id, link, expires_at).await?;
                (changed, "link.changed", json!({ "link": link, "days": days }))
            }
            Change::Revoke => {
                let changed = store::shared_links::revoke(conn, organisation, row.id, link, now).await?;
                (changed, "link.revoked", json!({ "link": link }))
            }
        };
        if changed {
            store::audit::add(conn, &actor.audit(action, row.id, details, now)).await?;
        }
        Ok(changed)
    });
    if changed.await? { Ok(Ok(())) } else { Err(Problem::NotFound(Resource::Link)) }
}
