//! When a finding recurs: an action is recurring if another submission had an action about the same finding within the
//! 90 days before.
//!
//! Input: what an action is about, and when actions were made. Output: the key of the finding, and whether one action
//! recurs after another. This is the only place that decides; queries narrow down what is compared.
//!
//! Decisions: a finding is a question of a form at a site, about an asset if the question is asked for each item. Two
//! actions about the same submission are about one finding and no recurrence. The status does not matter: what was not
//! to be done recurs, too.

use super::{
    answers::{Answer, Answers, Group, answer},
    fold,
    form::{FormDef, Items},
    ids::ModuleSlug,
};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// How long before an action an earlier one counts. An action of exactly so long ago does.
const WINDOW: Duration = Duration::days(90);

/// What an action is about, as it is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingPlace {
    module: ModuleSlug,
    /// The folded name of the site.
    site_key: String,
    /// The repeating group and the folded answers that name the asset; none for a question that is asked once.
    asset: Option<(String, Vec<String>)>,
    question: String,
}

impl FindingPlace {
    /// `item` is an item such as `items.2`. `None` if it cannot be found again: without a question, without the name of
    /// the site, or about an item that nothing names.
    pub fn of(
        def: &FormDef,
        answers: &Answers,
        site_key: &str,
        item: Option<&str>,
        question: Option<&str>,
    ) -> Option<FindingPlace> {
        let question = question.filter(|_| !site_key.is_empty())?.to_owned();
        let asset = match item {
            None => None,
            Some(item) => {
                let (name, index) = item.rsplit_once('.')?;
                let group = answers.items_of(name).get(index.parse::<usize>().ok()?)?;
                Some((name.to_owned(), asset(def.items_named(name)?, group)?))
            }
        };
        Some(FindingPlace { module: def.module.clone(), site_key: site_key.to_owned(), asset, question })
    }

    /// The same for all actions about the same finding, and for no others.
    pub fn key(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // None of the parts contains a line feed.
        let mut add = |part: &str| {
            hash.update(part);
            hash.update("\n");
        };
        add(self.module.as_str());
        add(&self.site_key);
        add(&self.question);
        if let Some((group, names)) = &self.asset {
            add(group);
            names.iter().for_each(|name| add(name));
        }
        hash.finalize().into()
    }
}

/// The folded answers that name the asset of an item; `None` if there are none.
fn asset(items: &Items, group: &Group) -> Option<Vec<String>> {
    let named = |name: &str| match answer(group, name) {
        Some(Answer::Text(text) | Answer::Choice(text)) => fold::words(text).join(" "),
        Some(Answer::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let names: Vec<String> = items.asset_fields().map(|field| named(&field.name)).collect();
    names.iter().any(|name| !name.is_empty()).then_some(names)
}

/// An action among those about one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its key, which orders actions of the same moment.
    pub action: i64,
    /// The key of its submission.
    pub submission: i64,
    pub made_at: OffsetDateTime,
}

impl Occurrence {
    /// Whether the finding was there before, in `earlier`.
    pub fn recurs_after(self, earlier: Occurrence) -> bool {
        earlier.submission != self.submission
            && (earlier.made_at, earlier.action) < (self.made_at, self.action)
            && earlier.made_at >= compared_since(self.made_at)
    }

    pub fn recurs_among(self, others: &[Occurrence]) -> bool {
        others.iter().any(|other| self.recurs_after(*other))
    }
}

/// The earliest action that is compared with one that was made at this moment.
pub fn compared_since(made_at: OffsetDateTime) -> OffsetDateTime {
    made_at.checked_sub(WINDOW).unwrap_or(made_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        form::{FieldKind, SectionBody},
        form_samples::{self, field, items},
    };
    use time::macros::datetime;

    const MADE: OffsetDateTime = datetime!(2026-03-14 09:00 UTC);

    fn made(action: i64, submission: i64, made_at: OffsetDateTime) -> Occurrence {
        Occurrence { action, submission, made_at }
    }

    #[test]
    fn ninety_days_ago_counts_and_a_second_more_does_not() {
        let now = made(9, 2, MADE);
        assert!(now.recurs_after(made(1, 1, MADE - Duration::days(90))));
        assert!(!now.recurs_after(made(1, 1, MADE - Duration::days(90) - Duration::SECOND)));
        assert!(now.recurs_after(made(8, 1, MADE)), "of the same moment the first one was earlier");
        assert!(!now.recurs_after(made(10, 1, MADE)));
        assert!(!now.recurs_after(made(1, 1, MADE + Duration::SECOND)), "a later one");
        assert!(!now.recurs_after(now));
    }

    #[test]
    fn two_actions_about_one_submission_are_no_recurrence() {
        let others = [made(1, 2, MADE - Duration::days(1)), made(2, 2, MADE)];
        assert!(!made(9, 2, MADE).recurs_among(&others));
        assert!(made(9, 3, MADE).recurs_among(&others));
        assert!(!made(9, 3, MADE).recurs_among(&[]));
    }

    /// A form with a tree of assets, and these assets as its items.
    fn form(assets: &[[&str; 3]]) -> (FormDef, Answers) {
        let level = |name: &str, level| field(name, FieldKind::Cascade { tree: "equipment".into(), level });
        let fields = vec![
            level("asset", 0),
            level("system", 1),
            level("description", 2),
            field("comments", FieldKind::LongText { max: 99 }),
        ];
        let def = form_samples::form(vec![SectionBody::Items(items("items", fields))]);
        let answer = |name: &str, value: &str| (name.to_owned(), Answer::Choice(value.to_owned()));
        let item = |[asset, system, description]: &[&str; 3]| {
            vec![answer("asset", asset), answer("system", system), answer("description", description)]
        };
        let items = assets.iter().map(item).collect();
        (def, Answers { fields: Vec::new(), items: vec![("items".into(), items)], further: Vec::new() })
    }

    const BOARD: [&str; 3] = ["Electrical", "LV Panel", "SMDB"];

    fn key(assets: &[[&str; 3]], site: &str, item: Option<&str>, question: Option<&str>) -> Option<[u8; 32]> {
        let (def, answers) = form(assets);
        FindingPlace::of(&def, &answers, site, item, question).map(|place| place.key())
    }

    #[test]
    fn a_finding_is_a_question_about_an_asset_at_a_site() {
        let first = key(&[BOARD], "marina tower", Some("items.0"), Some("comments"));
        assert!(first.is_some());
        let other = ["HVAC", "Extract Fans", "Jet Air Fan"];
        assert_eq!(
            key(&[other, BOARD], "marina tower", Some("items.1"), Some("comments")),
            first,
            "wherever it is listed"
        );
        for different in [
            key(&[BOARD], "creek mall", Some("items.0"), Some("comments")),
            key(&[BOARD], "marina tower", Some("items.0"), Some("photos")),
            key(&[other], "marina tower", Some("items.0"), Some("comments")),
            // The same name under another system is another asset.
            key(&[["Electrical", "MDB", "SMDB"]], "marina tower", Some("items.0"), Some("comments")),
            key(&[BOARD], "marina tower", None, Some("comments")),
        ] {
            assert!(different.is_some());
            assert_ne!(different, first);
        }
    }

    #[test]
    fn a_question_that_is_asked_once_is_about_the_whole_site() {
        let of = |site| key(&[], site, None, Some("tech_signature"));
        assert_eq!(of("marina tower"), key(&[BOARD], "marina tower", None, Some("tech_signature")));
        assert_ne!(of("marina tower"), of("creek mall"));
    }

    #[test]
    fn what_cannot_be_found_again_never_recurs() {
        assert_eq!(key(&[BOARD], "marina tower", Some("items.0"), None), None, "no question");
        assert_eq!(key(&[BOARD], "", Some("items.0"), Some("comments")), None, "no site");
        assert_eq!(key(&[["", "", ""]], "marina tower", Some("items.0"), Some("comments")), None, "no asset");
        for item in ["items.1", "items.x", "items", "others.0"] {
            assert_eq!(key(&[BOARD], "marina tower", Some(item), Some("comments")), None, "{item}");
        }
    }
}
