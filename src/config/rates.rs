//! The limits of the rate limiter: `posts=5/s+30` allows five requests per second, and a burst of 30.

use std::{num::NonZeroU32, time::Duration};

/// Requests that are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateClass {
    /// Read requests.
    Pages,
    /// Requests that change data.
    Posts,
    /// Photos that are uploaded before their form is sent.
    Uploads,
    /// Requests to generate reports again.
    Reports,
    /// Bulk data: lists as a file, exports of personal data.
    Exports,
    /// Attempts to authenticate: passwords, codes, resets, invitations.
    SignIn,
    /// Forms without an account.
    Public,
    /// Pages that need only a link.
    Links,
    /// Requests with an API token.
    Api,
}

impl RateClass {
    pub const ALL: [RateClass; 9] = [
        RateClass::Pages,
        RateClass::Posts,
        RateClass::Uploads,
        RateClass::Reports,
        RateClass::Exports,
        RateClass::SignIn,
        RateClass::Public,
        RateClass::Links,
        RateClass::Api,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RateClass::Pages => "pages",
            RateClass::Posts => "posts",
            RateClass::Uploads => "uploads",
            RateClass::Reports => "reports",
            RateClass::Exports => "exports",
            RateClass::SignIn => "sign-in",
            RateClass::Public => "public",
            RateClass::Links => "links",
            RateClass::Api => "api",
        }
    }

    /// Whether users are counted individually, so that an office behind one router can have many of them. The other
    /// classes are used before authentication, so they can only be counted by address.
    pub fn by_person(self) -> bool {
        !matches!(self, RateClass::SignIn | RateClass::Public | RateClass::Links)
    }
}

/// The limit of one address as a multiple of the limit of one user, for offices.
pub const PEOPLE_AT_AN_ADDRESS: u32 = 5;

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The interval after which one more request is allowed.
    pub every: Duration,
    /// The maximum number of requests at once after an idle period.
    pub burst: NonZeroU32,
}

impl Rate {
    /// The limit for several users together.
    pub fn times(self, people: u32) -> Rate {
        let people = NonZeroU32::new(people).unwrap_or(NonZeroU32::MIN);
        Rate { every: self.every / people.get(), burst: self.burst.saturating_mul(people) }
    }
}

/// The limit of each class; a class without one is not limited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates(Vec<(RateClass, Rate)>);

impl Rates {
    /// The limits that apply unless the setting changes them.
    pub const DEFAULT: &'static str = "pages=20/s+100, posts=5/s+30, uploads=10/s+60, reports=10/min+10, \
        exports=10/min+10, sign-in=30/min+60, public=30/min+30, links=5/s+30, api=20/s+60";

    /// Parses `off`, or limits of single classes; classes that are not listed keep their default.
    pub fn parse(text: &str) -> Option<Rates> {
        if text.trim() == "off" {
            return Some(Rates::default());
        }
        let mut rates = Rates::default();
        for part in Rates::DEFAULT.split(',').chain(text.split(',')).filter(|part| !part.trim().is_empty()) {
            let (name, rate) = part.split_once('=')?;
            let class = RateClass::ALL.into_iter().find(|class| class.as_str() == name.trim())?;
            rates.0.retain(|(other, _)| *other != class);
            if rate.trim() != "off" {
                rates.0.push((class, parse_rate(rate.trim())?));
            }
        }
        Some(rates)
    }

    pub fn of(&self, class: RateClass) -> Option<Rate> {
        self.0.iter().find(|(other, _)| *other == class).map(|(_, rate)| *rate)
    }
}

fn parse_rate(text: &str) -> Option<Rate> {
    let (often, burst) = text.split_once('+')?;
    let (count, per) = often.split_once('/')?;
    let count: NonZeroU32 = count.parse().ok()?;
    let per = match per {
        "s" => Duration::from_secs(1),
        "min" => Duration::from_secs(60),
        "h" => Duration::from_secs(3600),
        _ => return None,
    };
    let sane = |number: NonZeroU32| number.get() <= 1_000_000;
    let burst: NonZeroU32 = burst.parse().ok()?;
    (sane(count) && sane(burst)).then(|| Rate { every: per / count.get(), burst })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_rate_until_it_is_switched_off() {
        let rates = Rates::parse(Rates::DEFAULT);
        assert_eq!(rates, Rates::parse(""));
        let rates = rates.unwrap_or_default();
        for class in RateClass::ALL {
            assert!(rates.of(class).is_some(), "{}", class.as_str());
        }
        assert_eq!(Rates::parse("off"), Some(Rates::default()));
        let rates = Rates::parse("posts=1/h+2, pages=off").unwrap_or_default();
        let posts = rates.of(RateClass::Posts).map(|rate| (rate.every.as_secs(), rate.burst.get()));
        assert_eq!((posts, rates.of(RateClass::Pages)), (Some((3600, 2)), None));
        assert!(rates.of(RateClass::Uploads).is_some());
    }

    #[test]
    fn invalid_rates_are_rejected() {
        for text in ["posts", "posts=5", "posts=0/s+1", "posts=1/s+0", "posts=1/d+1", "tea=1/s+1", "posts=9999999/s+1"]
        {
            assert_eq!(Rates::parse(text), None, "{text}");
        }
    }
}
