//! The content of the home page, in a fixed number of queries. Each member gets what their permissions make their work.

use super::{
    actor::Actor,
    overview::{self, Overview},
    setup_checklist::{KnownState, SetupChecklist, checklist},
    submissions::SubmissionSummary,
};
use crate::{
    app::App,
    domain::{problem::Problem, time_zone::TimeZone},
    forms::Forms,
    store::{
        self,
        list::{ListFilter, order::PageCursor},
    },
};

/// Larger numbers are shown as "999+", which limits the cost of counting.
const COUNT_UP_TO: i64 = 999;
const RECENT: i64 = 10;
/// With charts below them.
const RECENT_BEFORE_CHARTS: i64 = 6;

/// What the permissions of the member ask for.
#[derive(Clone, Copy, Debug)]
pub struct HomeParts {
    /// Numbers about the work of everybody, and failed reports.
    pub overview: bool,
    /// The notice about viewers and the set-up, of this administrator.
    pub administrator: Option<i64>,
    pub in_home_tenant: bool,
    /// In which days begin.
    pub zone: TimeZone,
}

pub struct Home {
    /// The newest.
    pub recent: Vec<SubmissionSummary>,
    pub overview: Option<Overview>,
    /// Submissions whose reports failed.
    pub failed: Count,
    /// The administrators have not confirmed that viewers without a scope see nothing now.
    pub scope_notice: bool,
    pub checklist: Option<SetupChecklist>,
}

/// A count with an upper limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Exactly(i64),
    /// More than this number.
    MoreThan(i64),
}

impl Count {
    fn of(n: i64) -> Count {
        if n > COUNT_UP_TO { Count::MoreThan(COUNT_UP_TO) } else { Count::Exactly(n) }
    }
}

pub async fn home(app: &App, actor: &Actor, forms: &Forms, parts: HomeParts) -> Result<Home, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let all = ListFilter { reach: Some(&actor.reach), ..ListFilter::default() };
    let most = if parts.overview { RECENT_BEFORE_CHARTS } else { RECENT };
    let recent = store::list::page(&mut conn, organisation, &all, &PageCursor::Newest(None), most).await?;
    let mut home = Home {
        recent: recent.into_iter().map(SubmissionSummary::from).collect(),
        overview: None,
        failed: Count::Exactly(0),
        scope_notice: false,
        checklist: None,
    };
    if parts.overview {
        home.overview = Some(overview::overview(app, actor, forms, parts.zone, &mut conn).await?);
        let most = COUNT_UP_TO + 1;
        home.failed =
            Count::of(store::submission_counts::count_failed(&mut conn, organisation, most, &actor.reach).await?);
    }
    if let Some(user) = parts.administrator {
        let facts = store::setup_checklist::facts(&mut conn, organisation, user, app.clock.now()).await?;
        home.scope_notice = facts.scope_notice;
        let has_submissions = !home.recent.is_empty();
        let known = KnownState { in_home_tenant: parts.in_home_tenant, has_submissions };
        home.checklist = checklist(app, actor, &facts, known);
    }
    Ok(home)
}
