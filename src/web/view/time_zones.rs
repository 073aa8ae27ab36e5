//! The options of a select of time zones, grouped by region.

use crate::{
    domain::time_zone::{REGIONS, TimeZone, offset_name},
    i18n::Texts,
};
use time::OffsetDateTime;

pub struct TimeZoneOptions {
    pub regions: Vec<TimeZoneRegion>,
    /// The name of the selected zone; what was sent if it names none; empty: the option that stands for no own zone.
    pub selected: String,
    /// Nothing in the list is selected, because what was sent names no zone.
    pub is_unknown: bool,
}

pub struct TimeZoneRegion {
    pub name: &'static str,
    pub zones: Vec<TimeZoneOption>,
}

pub struct TimeZoneOption {
    /// `Asia/Dubai`.
    pub value: &'static str,
    /// `Dubai, UTC+4`, with the offset at the time of the page.
    pub text: String,
}

impl TimeZoneOptions {
    pub fn new(selected: &str, texts: Texts, now: OffsetDateTime) -> TimeZoneOptions {
        let zone = TimeZone::named(selected);
        let mut regions: Vec<TimeZoneRegion> = REGIONS
            .iter()
            .map(|region| TimeZoneRegion { name: region_name(texts, region), zones: Vec::new() })
            .collect();
        for zone in TimeZone::all() {
            let Some((region, place)) = zone.region_and_place() else { continue };
            let at = REGIONS.iter().position(|known| *known == region);
            if let Some(group) = at.and_then(|at| regions.get_mut(at)) {
                let offset = offset_name(zone.offset_at(now));
                group.zones.push(TimeZoneOption {
                    value: zone.name(),
                    text: texts.list(&[&place.replace('_', " "), &offset]),
                });
            }
        }
        TimeZoneOptions {
            regions,
            selected: zone.map_or(selected, |zone| zone.name()).to_owned(),
            is_unknown: zone.is_none() && !selected.is_empty(),
        }
    }
}

fn region_name(texts: Texts, region: &str) -> &'static str {
    texts.t(match region {
        "Africa" => "time-zone-africa",
        "America" => "time-zone-america",
        "Antarctica" => "time-zone-antarctica",
        "Arctic" => "time-zone-arctic",
        "Atlantic" => "time-zone-atlantic",
        "Australia" => "time-zone-australia",
        "Europe" => "time-zone-europe",
        "Indian" => "time-zone-indian",
        "Pacific" => "time-zone-pacific",
        _ => "time-zone-asia",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use time::macros::datetime;

    #[test]
    fn zones_are_grouped_by_region_with_the_offset_of_the_day() {
        let options = |at| TimeZoneOptions::new("asia/dubai", Texts::of(Lang::EN), at);
        let text = |options: &TimeZoneOptions, name: &str| {
            let mut zones = options.regions.iter().flat_map(|region| &region.zones);
            zones.find(|zone| zone.value == name).map(|zone| zone.text.clone()).unwrap_or_default()
        };
        let (winter, summer) = (options(datetime!(2026-01-15 0:00 UTC)), options(datetime!(2026-07-15 0:00 UTC)));
        assert_eq!((winter.selected.as_str(), winter.is_unknown), ("Asia/Dubai", false));
        assert_eq!(text(&winter, "Europe/Berlin"), "Berlin, UTC+1");
        assert_eq!(text(&summer, "Europe/Berlin"), "Berlin, UTC+2");
        assert_eq!(text(&summer, "America/Argentina/Buenos_Aires"), "Argentina/Buenos Aires, UTC-3");
        assert!(winter.regions.iter().all(|region| !region.zones.is_empty()));
        assert!(TimeZoneOptions::new("Mars/Phobos", Texts::of(Lang::AR), datetime!(2026-01-15 0:00 UTC)).is_unknown);
    }
}
