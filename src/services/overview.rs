//! Numbers of the last 30 days for those who look after the work of others: inspections by day and form, the time from
//! the visit to the inspection's submission, who sent most, and where. One query, with an upper limit.

use super::actor::Actor;
pub use crate::store::overview::MOST;
use crate::{
    app::App,
    domain::{ids::ModuleSlug, problem::Problem, time_zone::TimeZone},
    forms::Forms,
    store::{
        self,
        overview::{LONG_WAIT, OverviewRow},
        pool::Connection,
    },
};

use time::{Date, Duration};

/// The range, with today.
pub const DAYS: i64 = 30;

/// The upper limits of the groups of [`Overview::waits`], in days; the last group has none.
pub const WAITS: [i64; 4] = [0, 1, 3, LONG_WAIT - 1];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The forms, in the order in which they are offered.
    pub modules: Vec<ModuleSlug>,
    /// Every day of the range, oldest first.
    pub days: Vec<DayCounts>,
    /// Inspections by the days between visit and submission, grouped by [`WAITS`].
    pub waits: [i64; WAITS.len() + 1],
    /// Those who sent most, and the sites with most inspections.
    pub people: Vec<(String, i64)>,
    pub sites: Vec<(String, i64)>,
    /// There were more inspections than are counted; the numbers are those of the newest [`MOST`].
    pub is_capped: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCounts {
    pub date: Date,
    /// One number for each of [`Overview::modules`].
    pub counts: Vec<i64>,
}

impl Overview {
    pub fn total(&self) -> i64 {
        self.days.iter().flat_map(|day| &day.counts).sum()
    }
}

pub async fn overview(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    zone: TimeZone,
    conn: &mut Connection,
) -> Result<Overview, Problem> {
    let today = zone.date_of(app.clock.now());
    let days: Vec<Date> = (0..DAYS).rev().map(|ago| today.saturating_sub(Duration::days(ago))).collect();
    let starts: Vec<_> = days.iter().map(|day| zone.start_of_day(*day)).collect();
    let first = days.first().copied().unwrap_or(today);
    let rows = store::overview::of(conn, actor.organisation_id, first, &starts, &actor.reach).await?;
    Ok(collect(forms.all().iter().map(|def| def.module.clone()).collect(), &days, rows))
}

fn collect(mut modules: Vec<ModuleSlug>, days: &[Date], rows: Vec<OverviewRow>) -> Overview {
    let mut overview = Overview {
        modules: Vec::new(),
        days: Vec::new(),
        waits: Default::default(),
        people: Vec::new(),
        sites: Vec::new(),
        is_capped: false,
    };
    let mut by_day: Vec<(i64, ModuleSlug, i64)> = Vec::new();
    for OverviewRow { part, number, name, n } in rows {
        match (part.as_str(), name) {
            ("day", Some(module)) => {
                let Ok(module) = module.parse::<ModuleSlug>() else { continue };
                // A form that is not offered any more still has its inspections.
                if !modules.contains(&module) {
                    modules.push(module.clone());
                }
                by_day.push((number, module, n));
            }
            ("wait", _) => {
                let group = WAITS.iter().position(|most| number <= *most).unwrap_or(WAITS.len());
                if let Some(wait) = overview.waits.get_mut(group) {
                    *wait += n;
                }
            }
            ("person", Some(name)) => overview.people.push((name, n)),
            ("site", Some(name)) => overview.sites.push((name, n)),
            _ => {}
        }
    }
    let count = |number: i64, module: &ModuleSlug| {
        by_day.iter().filter(|(day, of, _)| *day == number && of == module).map(|(.., n)| n).sum()
    };
    overview.days = (1..)
        .zip(days)
        .map(|(number, date)| DayCounts { date: *date, counts: modules.iter().map(|m| count(number, m)).collect() })
        .collect();
    // The database returns the parts in no order.
    overview.people.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    overview.sites.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    overview.modules = modules;
    overview.is_capped = overview.total() >= MOST;
    overview
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn row(part: &str, number: i64, name: Option<&str>, n: i64) -> OverviewRow {
        OverviewRow { part: part.to_owned(), number, name: name.map(str::to_owned), n }
    }

    #[test]
    fn the_rows_of_the_query_become_days_groups_and_names() {
        let modules = vec!["civil".parse().unwrap(), "hvac_mep".parse().unwrap()];
        let days = [date!(2026 - 03 - 13), date!(2026 - 03 - 14)];
        let rows = vec![
            row("day", 2, Some("hvac_mep"), 3),
            row("day", 1, Some("retired"), 1),
            row("day", 2, Some("civil"), 2),
            row("wait", 0, None, 1),
            row("wait", 2, None, 2),
            row("wait", 3, None, 4),
            row("wait", 7, None, 8),
            row("wait", LONG_WAIT, None, 16),
            row("person", 0, Some("Omar"), 1),
            row("person", 0, Some("Aisha"), 5),
            row("site", 0, Some("B"), 2),
            row("site", 0, Some("A"), 2),
        ];
        let overview = collect(modules, &days, rows);
        assert_eq!(
            overview.modules.iter().map(ModuleSlug::as_str).collect::<Vec<_>>(),
            ["civil", "hvac_mep", "retired"]
        );
        let counts: Vec<_> = overview.days.iter().map(|day| (day.date, day.counts.as_slice())).collect();
        assert_eq!(counts, [(days[0], &[0, 0, 1][..]), (days[1], &[2, 3, 0])]);
        assert_eq!(overview.waits, [1, 0, 6, 8, 16]);
        assert_eq!(overview.people, [("Aisha".to_owned(), 5), ("Omar".to_owned(), 1)]);
        assert_eq!(overview.sites, [("A".to_owned(), 2), ("B".to_owned(), 2)]);
        assert_eq!((overview.total(), overview.is_capped), (6, false));
    }
}
