//! Retention of the audit log: whole months are dropped, each only if a checkpoint covers all of it. The seals stay, so
//! the chain can be followed across the dropped rows, and a row of the log records what was dropped, when, and how many
//! rows.

use super::seal;
use crate::{
    app::App,
    domain::{
        audit::{actions::AuditAction, proof::Seal},
        problem::Problem,
    },
    services::actor::Actor,
    store::{self, audit::seals, error::detached_cross_tenant_connection, pool::as_table_owner},
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};
use time::Date;

/// A month that was dropped.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Dropped {
    pub month: String,
    pub rows: i64,
}

/// The same as the log records it.
pub(super) struct DroppedMonth {
    first: Date,
}

impl DroppedMonth {
    pub fn has(&self, seal: &Seal) -> bool {
        let day = seal.created_at.to_offset(time::UtcOffset::UTC).date();
        // Months are dropped oldest first, so every month before a dropped one was dropped too.
        (day.year(), u8::from(day.month())) <= (self.first.year(), u8::from(self.first.month()))
    }
}

/// The months that the log records as dropped, from rows with a valid MAC.
pub(super) async fn dropped_months(app: &App, conn: &mut AsyncPgConnection) -> Result<Vec<DroppedMonth>, Problem> {
    let rows = seals::dropped(conn).await?;
    let authentic = rows.iter().filter(|row| row.mac.is_some() && row.is_authentic(&app.audit_keys));
    let month = |details: &Value| crate::domain::answers::parse_iso(&format!("{}-01", details.get("month")?.as_str()?));
    Ok(authentic.filter_map(|row| month(&row.details)).map(|first| DroppedMonth { first }).collect())
}

/// Drops every month that ends before the month of `day`, oldest first, each with its row in the log.
pub async fn drop_before(app: &App, actor: &Actor, by: &str, day: Date) -> Result<Vec<Dropped>, Problem> {
    seal::seal_all(app, true).await?;
    let mut conn = detached_cross_tenant_connection(&app.pool).await?;
    // The application's role may not drop partitions.
    as_table_owner(&mut conn).await?;
    let mut dropped = Vec::new();
    for month in store::audit::months(&mut conn).await? {
        let Some(first) = crate::domain::answers::parse_iso(&format!("{month}-01")) else { continue };
        if first >= first_of(day) {
            continue;
        }
        let now = app.clock.now();
        let gone = conn
            .transaction::<_, DbError, _>(async |conn| {
                let details = json!({ "month": month, "by": by });
                store::audit::add(conn, &actor.audit_of("audit", None, AuditAction::AuditDropped, details, now))
                    .await?;
                seals::drop_month(conn, first).await
            })
            .await?;
        if let Some(rows) = gone {
            dropped.push(Dropped { month, rows });
        }
    }
    seal::seal_all(app, true).await?;
    Ok(dropped)
}

fn first_of(day: Date) -> Date {
    Date::from_calendar_date(day.year(), day.month(), 1).unwrap_or(day)
}
