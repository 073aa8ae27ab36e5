//! The audit log for people: filters, pages, and the export of all rows that match a filter. Rows of one organisation
//! only.

use crate::{
    app::App,
    domain::{
        audit::actions::{AuditAction, LoggedAction, absent_user},
        ids::SubmissionId,
        problem::Problem,
        time_zone::TimeZone,
    },
    services::actor::Actor,
    store::{
        self,
        audit::list::{self, ListFilter, ListRow},
        pool::Connection,
    },
};
use ipnet::IpNet;
use serde_json::{Value, json};
use std::net::IpAddr;
use time::{Date, OffsetDateTime};

/// Rows of one page.
pub const PAGE: i64 = 50;
/// Rows that an export reads at once.
const EXPORT_PAGE: i64 = 1_000;
/// Maximum number of people that a name filter matches.
const NAMESAKES: i64 = 100;

/// Filter of the log. Empty: all rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of a person's name or e-mail address.
    pub who: Option<String>,
    pub action: Option<String>,
    pub thing: Option<ResourceFilter>,
    /// In which the days begin and end.
    pub zone: TimeZone,
    pub from: Option<Date>,
    /// The last day, inclusive.
    pub to: Option<Date>,
    pub ip: Option<IpAddr>,
    /// Cursor: the end of the previous page, from [`Page::next`]. An unreadable one gives the first page.
    pub after: Option<String>,
}

/// The resource that an action concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceFilter {
    Submission(SubmissionId),
    /// A resource type, and optionally the key of one resource.
    Kind(String, Option<i64>),
}

impl ResourceFilter {
    /// Parses `sub_0123456789ab`, `import` or `import 12`.
    pub fn parse(text: &str) -> Option<ResourceFilter> {
        let text = text.trim();
        if let Ok(id) = text.parse() {
            return Some(ResourceFilter::Submission(id));
        }
        let (kind, key) = match text.split_once([' ', ':']) {
            Some((kind, key)) => (kind, Some(key.trim().parse().ok()?)),
            None => (text, None),
        };
        let plain = !kind.is_empty() && kind.len() <= 60 && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        plain.then(|| ResourceFilter::Kind(kind.to_owned(), key))
    }
}

/// A row of the log as pages show it.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    pub id: i64,
    pub at: OffsetDateTime,
    pub action: LoggedAction,
    /// Name and e-mail address; none: the system, or a sender without an account.
    pub who: Option<(Option<String>, String)>,
    /// The same of the absent member for whom a delegate acted.
    pub absent: Option<(Option<String>, String)>,
    pub resource_type: String,
    pub resource_id: Option<i64>,
    /// Set if the resource is a submission that still exists.
    pub submission: Option<SubmissionId>,
    pub details: Value,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    pub sealed: bool,
}

pub struct Page {
    pub rows: Vec<AuditEntry>,
    pub next: Option<String>,
}

/// One page, newest first.
pub async fn page(app: &App, actor: &Actor, filter: &Filter) -> Result<Page, Problem> {
    read(app, actor, filter, PAGE).await
}

/// One part of an export.
pub async fn export_page(app: &App, actor: &Actor, filter: &Filter) -> Result<Page, Problem> {
    read(app, actor, filter, EXPORT_PAGE).await
}

/// Records in the audit log that it was exported, and with which filter.
pub async fn exported(app: &App, actor: &Actor, filter: &Filter, format: &str) -> Result<(), Problem> {
    let conn = actor.connection(&app.pool).await?;
    let details = json!({
        "format": format, "who": filter.who, "action": filter.action,
        "from": filter.from.map(|day| day.to_string()), "to": filter.to.map(|day| day.to_string()),
        "time_zone": filter.zone.name(), "ip": filter.ip.map(|ip| ip.to_string()),
    });
    let row = actor.audit_of("audit", None, AuditAction::AuditExported, details, app.clock.now());
    Ok(store::audit::add(&conn, &row).await?)
}

async fn read(app: &App, actor: &Actor, filter: &Filter, limit: i64) -> Result<Page, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let nothing = || Page { rows: Vec::new(), next: None };
    let users = match &filter.who {
        Some(who) => Some(list::people_like(&mut conn, organisation, who, NAMESAKES).await?),
        None => None,
    };
    let (resource_type, resource_id) = match &filter.thing {
        None => (None, None),
        Some(ResourceFilter::Kind(kind, key)) => (Some(kind.as_str()), *key),
        Some(ResourceFilter::Submission(id)) => match list::submission_key(&mut conn, organisation, id).await? {
            Some(key) => (Some("submission"), Some(key)),
            None => return Ok(nothing()),
        },
    };
    let narrow = ListFilter {
        users: users.as_deref(),
        action: filter.action.as_deref(),
        resource_type,
        resource_id,
        ip: filter.ip.map(IpNet::from),
        from: filter.from.map(|day| filter.zone.start_of_day(day)),
        until: filter.to.map(|day| filter.zone.end_of_day(day)),
    };
    let after = filter.after.as_deref().and_then(parse_cursor);
    let mut rows = list::page(&mut conn, organisation, &narrow, after, limit + 1).await?;
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| format_cursor(row.created_at, row.id));
    Ok(Page { rows: described(&mut conn, organisation, rows).await?, next })
}

/// Adds the people and submissions that the rows refer to, in three queries for all rows.
async fn described(conn: &mut Connection, organisation: i64, rows: Vec<ListRow>) -> Result<Vec<AuditEntry>, Problem> {
    let sealed = list::sealed(conn, &rows).await?;
    let mut ids: Vec<i64> = rows.iter().flat_map(|row| [row.user_id, absent_user(&row.details)]).flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let people = list::people(conn, &ids).await?;
    let of_submissions = rows.iter().filter(|row| row.resource_type == "submission");
    let keys: Vec<i64> = of_submissions.filter_map(|row| row.resource_id).collect();
    let submissions = list::submission_ids(conn, organisation, &keys).await?;
    let listed = rows.into_iter().map(|row| AuditEntry {
        sealed: sealed.contains(&row.id),
        who: row.user_id.and_then(|id| people.get(&id).cloned()),
        absent: absent_user(&row.details).and_then(|id| people.get(&id).cloned()),
        submission: (row.resource_type == "submission")
            .then_some(row.resource_id)
            .flatten()
            .and_then(|key| submissions.get(&key).cloned()),
        id: row.id,
        at: row.created_at,
        action: row.action,
        resource_type: row.resource_type,
        resource_id: row.resource_id,
        details: row.details,
        ip: row.ip_address.map(|ip| ip.addr()),
        user_agent: row.user_agent,
    });
    Ok(listed.collect())
}

/// Formats a cursor: `<microseconds>-<id>`.
fn format_cursor(at: OffsetDateTime, id: i64) -> String {
    format!("{}-{id}", crate::domain::audit::proof::micros(at))
}

fn parse_cursor(text: &str) -> Option<(OffsetDateTime, i64)> {
    let (at, id) = text.split_once('-')?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(at.parse::<i128>().ok()?.checked_mul(1_000)?).ok()?;
    Some((at, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_parsed_or_ignored() {
        let at = time::macros::datetime!(2026-03-14 09:30:00.000007 UTC);
        assert_eq!(parse_cursor(&format_cursor(at, 12)), Some((at, 12)));
        for nonsense in ["", "-", "1", "1-", "x-1", "99999999999999999999999999999999-1", "1-2-3"] {
            assert_eq!(parse_cursor(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_resource_filter_is_a_submission_or_a_kind() {
        let id = SubmissionId::random();
        assert_eq!(ResourceFilter::parse(&format!(" {id} ")), Some(ResourceFilter::Submission(id)));
        assert_eq!(ResourceFilter::parse("import"), Some(ResourceFilter::Kind("import".to_owned(), None)));
        assert_eq!(ResourceFilter::parse("import:12"), Some(ResourceFilter::Kind("import".to_owned(), Some(12))));
        for nonsense in ["", "import x", "Import", "a;b"] {
            assert_eq!(ResourceFilter::parse(nonsense), None, "{nonsense}");
        }
    }
}
