//! The absences of a member and the form for another one, for the own account and for a person in the administration.

use super::{control::ChoiceView, field_sentences::FieldSentences};
use crate::{
    domain::{
        answers,
        approval::absence::{AbsenceDays, AbsenceRefusal, MAX_DAYS},
    },
    i18n::Texts,
    services::absences::{Absence, AbsenceInput, AbsencesOf, DelegateStanding, DelegatedAbsence},
};
use rocket::FromForm;
use time::OffsetDateTime;

/// What was typed into the form.
#[derive(Clone, Copy, Debug, Default, FromForm)]
pub struct AbsenceForm<'r> {
    #[field(default = "")]
    first_day: &'r str,
    #[field(default = "")]
    last_day: &'r str,
    #[field(default = "")]
    delegate: &'r str,
}

/// What `parts/absences.html` prints.
pub struct AbsencesView {
    /// The address that the form is posted to.
    pub address: String,
    pub done: Option<&'static str>,
    pub refused: FieldSentences,
    pub rows: Vec<AbsenceView>,
    pub first_day: String,
    pub last_day: String,
    /// The first day that can be entered.
    pub earliest: String,
    pub days_hint: String,
    pub delegates: Vec<ChoiceView>,
}

/// One of them.
pub struct AbsenceView {
    pub id: i64,
    pub days: String,
    pub is_present: bool,
    pub delegate: Option<String>,
    /// Why the delegate does not decide.
    pub warning: Option<&'static str>,
}

/// An absence of another member, for whom the reader decides.
pub struct DelegatedView {
    pub absent: String,
    pub days: String,
}

impl AbsenceForm<'_> {
    pub fn input(&self) -> AbsenceInput<'_> {
        AbsenceInput { first_day: self.first_day, last_day: self.last_day, delegate: self.delegate }
    }
}

impl AbsencesView {
    pub fn new(address: String, of: AbsencesOf, typed: &AbsenceForm<'_>, texts: Texts, now: OffsetDateTime) -> Self {
        let choice = |value: &str, label: &str| ChoiceView {
            chosen: typed.delegate == value,
            value: value.to_owned(),
            label: label.to_owned(),
        };
        let no_delegate = std::iter::once(choice("", texts.t("absence-choose-delegate")));
        let members = of.delegates.iter().map(|member| choice(member.public_id.as_str(), &member.name));
        let zone = texts.time_zone(of.zone, now);
        AbsencesView {
            address,
            done: None,
            refused: FieldSentences::default(),
            rows: of.absences.into_iter().map(|absence| AbsenceView::new(absence, texts)).collect(),
            first_day: typed.first_day.to_owned(),
            last_day: typed.last_day.to_owned(),
            earliest: answers::iso(of.today),
            days_hint: texts.with("absence-days-hint", &[("zone", zone.into())]),
            delegates: no_delegate.chain(members).collect(),
        }
    }

    /// With the sentence about what was done, by the word of the address.
    pub fn after(self, done: Option<&str>, texts: Texts) -> Self {
        let done = match done {
            Some("entered") => Some(texts.t("absence-entered")),
            Some("ended") => Some(texts.t("absence-ended")),
            _ => None,
        };
        AbsencesView { done, ..self }
    }

    /// With everything that is wrong with what was typed.
    pub fn refuse(self, refusals: &[AbsenceRefusal], texts: Texts) -> Self {
        let mut refused = FieldSentences::default();
        for refusal in refusals {
            let (field, sentence) = sentence(*refusal, texts);
            refused.add(field, sentence);
        }
        AbsencesView { refused, ..self }
    }
}

impl AbsenceView {
    fn new(absence: Absence, texts: Texts) -> AbsenceView {
        AbsenceView {
            id: absence.id,
            days: days(absence.days, texts),
            is_present: absence.is_present,
            delegate: absence.delegate,
            warning: match absence.standing {
                DelegateStanding::Decides => None,
                DelegateStanding::AlsoAbsent => Some(texts.t("absence-delegate-absent")),
                DelegateStanding::CannotDecide => Some(texts.t("absence-delegate-cannot")),
            },
        }
    }
}

impl DelegatedView {
    pub fn new(absence: DelegatedAbsence, texts: Texts) -> DelegatedView {
        let range = AbsenceDays { first: absence.first_day, last: absence.last_day };
        DelegatedView { absent: absence.absent, days: days(range, texts) }
    }
}

/// One day, or the first and the last one.
fn days(days: AbsenceDays, texts: Texts) -> String {
    if days.first == days.last {
        return texts.date(days.first);
    }
    texts.with("absence-days", &[("first", texts.date(days.first).into()), ("last", texts.date(days.last).into())])
}

/// The field of the form that is wrong, and what to do.
fn sentence(refusal: AbsenceRefusal, texts: Texts) -> (&'static str, String) {
    let (field, key) = match refusal {
        AbsenceRefusal::NoFirstDay => ("first_day", "absence-no-first-day"),
        AbsenceRefusal::NoLastDay => ("last_day", "absence-no-last-day"),
        AbsenceRefusal::FirstDayInPast => ("first_day", "absence-first-day-in-past"),
        AbsenceRefusal::LastBeforeFirst => ("last_day", "absence-last-before-first"),
        AbsenceRefusal::NoDelegate => ("delegate", "absence-no-delegate"),
        AbsenceRefusal::UnknownDelegate => ("delegate", "absence-unknown-delegate"),
        AbsenceRefusal::SameMember => ("delegate", "absence-same-member"),
        AbsenceRefusal::TooLong => {
            return ("last_day", texts.with("absence-too-long", &[("most", MAX_DAYS.into())]));
        }
        AbsenceRefusal::Overlaps(other) => {
            return ("first_day", texts.with("absence-overlaps", &[("days", days(other, texts).into())]));
        }
    };
    (field, texts.t(key).to_owned())
}
