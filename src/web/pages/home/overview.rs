//! The charts of the home page, each with its numbers as a table.

use crate::{
    forms::Forms,
    i18n::{Direction, Texts},
    services::overview::{DAYS, DayCounts, MOST, Overview, WAITS},
    web::{
        pages::submissions::controls::short_name,
        view::chart::{BarRow, ColumnChart},
    },
};
use rocket::http::RawStr;

pub struct OverviewView {
    /// `128 inspections in the last 30 days`.
    pub total: String,
    pub days: ColumnChart,
    /// The value of the full height.
    pub top: String,
    pub first_day: String,
    pub last_day: String,
    /// The names of the series, with their numbers.
    pub series: Vec<(String, String)>,
    /// The days with inspections, newest first: the date, and one number for each series.
    pub table: Vec<(String, Vec<String>)>,
    pub waits: Vec<BarRow>,
    pub people: Vec<BarRow>,
    pub sites: Vec<BarRow>,
    /// A remark if not all were counted.
    pub capped: Option<String>,
}

impl OverviewView {
    pub fn new(overview: Overview, forms: &Forms, texts: Texts) -> OverviewView {
        let is_rtl = texts.direction() == Direction::RightToLeft;
        let total = overview.total();
        let columns: Vec<Vec<i64>> = overview.days.iter().map(|day| day.counts.clone()).collect();
        let days = ColumnChart::new(&columns, is_rtl);
        let number = |n: i64| texts.number(n);
        let date = |day: Option<&DayCounts>| day.map(|day| texts.date(day.date));
        let of_series = |index: usize| columns.iter().filter_map(|counts| counts.get(index)).sum();
        let series = overview.modules.iter().enumerate();
        let bars = |numbers: Vec<(String, i64, Option<String>)>| BarRow::all(numbers, is_rtl, number);
        let site_url = |name: &str| format!("/submissions?site={}", RawStr::new(name).percent_encode());
        let with_inspections = overview.days.iter().rev().filter(|day| day.counts.iter().any(|n| *n > 0));
        OverviewView {
            total: texts.with("home-overview-total", &[("count", total.into()), ("days", DAYS.into())]),
            top: number(days.top),
            first_day: date(overview.days.first()).unwrap_or_default(),
            last_day: date(overview.days.last()).unwrap_or_default(),
            series: series
                .map(|(index, module)| (short_name(forms, module, texts.lang()), number(of_series(index))))
                .collect(),
            table: with_inspections
                .map(|day| (texts.date(day.date), day.counts.iter().map(|n| number(*n)).collect()))
                .collect(),
            waits: bars(
                wait_labels(texts).into_iter().zip(overview.waits).map(|(label, n)| (label, n, None)).collect(),
            ),
            people: bars(overview.people.into_iter().map(|(name, n)| (name, n, None)).collect()),
            sites: bars(overview.sites.into_iter().map(|(name, n)| (name.clone(), n, Some(site_url(&name)))).collect()),
            capped: overview.is_capped.then(|| texts.with("home-overview-capped", &[("count", MOST.into())])),
            days,
        }
    }
}

/// One label for each group of days between visit and submission.
fn wait_labels(texts: Texts) -> [String; WAITS.len() + 1] {
    let [_, _, short, long] = WAITS;
    let range = |from: i64, to: i64| texts.with("home-wait-range", &[("from", from.into()), ("to", to.into())]);
    [
        texts.t("home-wait-same-day").to_owned(),
        texts.t("home-wait-next-day").to_owned(),
        range(2, short),
        range(short + 1, long),
        texts.with("home-wait-longer", &[("days", long.into())]),
    ]
}
