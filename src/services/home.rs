//! The content of the home page, in a fixed number of queries.

use super::{actor::Actor, submissions::SubmissionSummary};
use crate::{
    app::App,
    domain::{ids::ModuleSlug, problem::Problem},
    store::{
        self,
        list::{ListFilter, PageCursor},
    },
};
use time::Duration;

/// Larger numbers are shown as "999+", which limits the cost of counting.
const COUNT_UP_TO: i64 = 999;
const RECENT: i64 = 10;

pub struct Home {
    /// In the order in which the forms are offered, with the submissions of the last 30 days.
    pub modules: Vec<(ModuleSlug, Count)>,
    /// The newest ten.
    pub recent: Vec<SubmissionSummary>,
    /// Submissions of the last 30 days; submissions whose reports are pending or running; submissions whose reports
    /// failed.
    pub last_30_days: Count,
    pub in_progress: Count,
    pub failed: Count,
    /// The administrators have not confirmed that viewers without a scope see nothing now.
    pub scope_notice: bool,
    /// Nothing was submitted yet, and the member is an administrator.
    pub next_steps: Option<NextSteps>,
}

/// What the page after the first set-up says about going on.
pub struct NextSteps {
    /// The form to try first.
    pub module: ModuleSlug,
    /// The address that phones need.
    pub public_url: String,
    /// That address works on the machine of the server only.
    pub is_local: bool,
}

impl NextSteps {
    fn of(app: &App) -> Option<NextSteps> {
        let module = app.forms.all().first()?.module.clone();
        let public_url = app.config.public_url.clone();
        let is_local = ["//127.", "//localhost", "//[::1]"].iter().any(|host| public_url.contains(host));
        Some(NextSteps { module, public_url, is_local })
    }
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

/// `manages_people`: the notice about viewers and the next steps are for administrators.
pub async fn home(app: &App, actor: &Actor, manages_people: bool) -> Result<Home, Problem> {
    let organisation = actor.organisation_id;
    let slugs: Vec<&ModuleSlug> = app.forms.all().iter().map(|def| &def.module).collect();
    let since = app.clock.now() - Duration::days(30);
    let mut conn = actor.connection(&app.pool).await?;
    let counts =
        store::submission_counts::count_since(&mut conn, organisation, &slugs, since, COUNT_UP_TO + 1, &actor.reach)
            .await?;
    let (waiting, failed) =
        store::submission_counts::count_due(&mut conn, organisation, COUNT_UP_TO + 1, &actor.reach).await?;
    let all = ListFilter { reach: Some(&actor.reach), ..ListFilter::default() };
    let recent = store::list::page(&mut conn, organisation, &all, &PageCursor::Newest(None), RECENT).await?;
    let scope_notice = manages_people && store::scope_notices::any(&mut conn, organisation).await?;
    let count = |slug: &ModuleSlug| counts.iter().find(|(module, _)| module == slug).map_or(0, |(_, n)| *n);
    let next_steps = if manages_people && recent.is_empty() { NextSteps::of(app) } else { None };
    Ok(Home {
        next_steps,
        modules: app.forms.all().iter().map(|def| (def.module.clone(), Count::of(count(&def.module)))).collect(),
        recent: recent.into_iter().map(SubmissionSummary::from).collect(),
        last_30_days: Count::of(counts.iter().map(|(_, n)| n).sum()),
        in_progress: Count::of(waiting),
        failed: Count::of(failed),
        scope_notice,
    })
}
