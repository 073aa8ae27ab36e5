//! The score of an inspection: what its checks have earned, in each section and in all.
//!
//! A passed check earns its weight, a failed one nothing; `n.a.` and checks without an answer do not count. The form may
//! have a pass mark. A failed critical check fails the whole inspection, whatever its score is.

use super::{
    answers::{Answer, Answers, Group, answer},
    form::{Field, FormDef, SectionBody},
    lang::Label,
};

/// The stored values of a check.
pub const PASS: &str = "Pass";
pub const FAIL: &str = "Fail";
pub const NOT_APPLICABLE: &str = "N/A";

/// The ends of the names of the questions that a failure demands.
pub const DEMANDED_COMMENT: &str = "_comment";
pub const DEMANDED_PHOTOS: &str = "_photos";

#[derive(Clone, Debug, PartialEq)]
pub struct Score<'f> {
    /// The sections that have checks with an answer.
    pub sections: Vec<(&'f Label, ScorePoints)>,
    pub all: ScorePoints,
    pub has_failed_critical: bool,
    /// In percent.
    pub pass_mark: Option<u32>,
}

/// What was earned, and what could have been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScorePoints {
    pub earned: u32,
    pub of: u32,
}

impl ScorePoints {
    /// Rounded half up; a score of nothing is none.
    pub fn percent(self) -> Option<u32> {
        let (earned, of) = (u64::from(self.earned), u64::from(self.of));
        u32::try_from((earned * 200 + of).checked_div(of * 2)?).ok()
    }

    fn add(&mut self, other: ScorePoints) {
        self.earned = self.earned.saturating_add(other.earned);
        self.of = self.of.saturating_add(other.of);
    }
}

/// What is stored of a score with its submission, for the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredScore {
    /// 0 to 100, rounded as it is shown.
    pub percent: i16,
    /// `None`: see [`Score::has_passed`].
    pub has_passed: Option<bool>,
}

impl Score<'_> {
    /// `None` for a score of nothing.
    pub fn stored(&self) -> Option<StoredScore> {
        let percent = i16::try_from(self.all.percent()?).ok()?;
        Some(StoredScore { percent, has_passed: self.has_passed() })
    }

    /// `None` if the form has neither a pass mark nor a failed critical check.
    pub fn has_passed(&self) -> Option<bool> {
        if self.has_failed_critical {
            return Some(false);
        }
        // Compared exactly: 79.6 % is shown as 80 %, but does not reach a mark of 80.
        self.pass_mark.map(|mark| u64::from(self.all.earned) * 100 >= u64::from(mark) * u64::from(self.all.of))
    }
}

/// `None` if the form has no checks, or none with an answer.
pub fn score<'f>(def: &'f FormDef, answers: &Answers) -> Option<Score<'f>> {
    let mut score = Score {
        sections: Vec::new(),
        all: ScorePoints::default(),
        has_failed_critical: false,
        pass_mark: def.report.pass_mark,
    };
    for section in &def.sections {
        let mut points = ScorePoints::default();
        let mut count = |fields: &[Field], group: &Group| {
            for (found, is_critical) in fields.iter().filter_map(|field| of_check(field, group)) {
                points.add(found);
                score.has_failed_critical |= is_critical && found.earned == 0;
            }
        };
        match &section.body {
            SectionBody::Fields(fields) => count(fields, &answers.fields),
            SectionBody::Items(items) => {
                answers.items_of(&items.name).iter().for_each(|group| count(&items.fields, group));
            }
        }
        if points.of > 0 {
            score.sections.push((&section.title, points));
        }
        score.all.add(points);
    }
    (score.all.of > 0).then_some(score)
}

/// What a check has earned, and whether it is critical.
fn of_check(field: &Field, group: &Group) -> Option<(ScorePoints, bool)> {
    let check = field.rules.check.as_ref()?;
    let Some(Answer::Choice(value)) = answer(group, &field.name) else { return None };
    let earned = match value.as_str() {
        PASS => check.weight,
        FAIL => 0,
        _ => return None,
    };
    Some((ScorePoints { earned, of: check.weight }, check.is_critical))
}
