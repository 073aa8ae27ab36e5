//! Counts as the pages show them. Dates, sizes and numbers of a language are in [`crate::i18n`].

use crate::{i18n::Texts, services::home::Count};

pub use crate::i18n::Moment;

/// `12`, or `1,000+` where counting stopped.
pub fn count(count: Count, texts: Texts) -> String {
    match count {
        Count::Exactly(n) => texts.number(n),
        Count::MoreThan(n) => texts.with("format-more-than", &[("count", n.into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn a_capped_count_has_a_plus_sign() {
        assert_eq!(count(Count::MoreThan(1_000), Texts::of(Lang::EN)), "1,000+");
        assert_eq!(count(Count::Exactly(1_000), Texts::of(Lang::AR)), "1,000");
    }
}
