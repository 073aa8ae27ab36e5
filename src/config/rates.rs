//! How often something may be asked for: `posts=5/s+30` is five in a second, and thirty at once after a quiet time.

use std::{num::NonZeroU32, time::Duration};

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateClass {
    /// Whatever is looked at.
    Pages,
    /// Whatever changes something.
    Posts,
    /// Photos that are sent ahead of their form.
    Uploads,
    /// Reports that are made again.
    Reports,
    /// Much at once: lists as a file, all data of a person.
    Exports,
    /// Attempts to become somebody: passwords, codes, resets, invitations.
    SignIn,
    /// Forms that need no account.
    Public,
    /// What opens by a link alone.
    Links,
    /// Programs.
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

    /// Whether many people may come from one address, each with a rate of their own: an office behind one router. The
    /// others are asked for by people whom we do not know yet, so the address is all there is to count by.
    pub fn by_person(self) -> bool {
        !matches!(self, RateClass::SignIn | RateClass::Public | RateClass::Links)
    }
}

/// How many times as much as one person an address may ask for, as an office does.
pub const PEOPLE_AT_AN_ADDRESS: u32 = 5;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The pause after which one more is allowed.
    pub every: Duration,
    /// How many may come at once after a quiet time.
    pub burst: NonZeroU32,
}

impl Rate {
    /// The same for so many people.
    pub fn times(self, people: u32) -> Rate {
        let people = NonZeroU32::new(people).unwrap_or(NonZeroU32::MIN);
        Rate { every: self.every / people.get(), burst: self.burst.saturating_mul(people) }
    }
}

/// The rate of every class; none: no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates(Vec<(RateClass, Rate)>);

impl Rates {
    /// What holds where the setting says nothing.
    pub const DEFAULT: &'static str = "pages=20/s+100, posts=5/s+30, uploads=10/s+60, reports=10/min+10, \
        exports=10/min+10, sign-in=30/min+60, public=30/min+30, links=5/s+30, api=20/s+60";

    /// `off`, or classes whose rate is another one: those that are not named keep theirs.
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
