//! Near spellings of what was searched for, among known names.
//!
//! Input: a search text that found nothing, and the names of sites. Output: the text with each word that no name has
//! replaced by the nearest word of a name. The work is bounded by the number of words that are compared.

use super::{edit_distance::distance_with_swaps, fold};
use std::collections::BTreeSet;

/// Words of names that are compared, so that a request is bounded whatever the names are.
const MOST_WORDS: usize = 4_000;
/// Words of the search text; a longer one is not corrected.
const MOST_TYPED: usize = 8;
/// Shorter words are near too many others.
const SHORTEST: usize = 3;

/// The corrected text. None if nothing is near.
pub fn near_spelling<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let typed = fold::words(typed);
    if typed.is_empty() || typed.len() > MOST_TYPED {
        return None;
    }
    let mut known = BTreeSet::new();
    for word in names.into_iter().flat_map(fold::words) {
        if known.len() >= MOST_WORDS {
            break;
        }
        known.insert(word);
    }
    let mut is_changed = false;
    let mut corrected = Vec::with_capacity(typed.len());
    for word in &typed {
        // The list matches the beginnings of words.
        if known.range(word.clone()..).next().is_some_and(|found| found.starts_with(word.as_str())) {
            corrected.push(word.clone());
            continue;
        }
        corrected.push(nearest(word, &known)?);
        is_changed = true;
    }
    is_changed.then(|| corrected.join(" "))
}

/// The known word with the fewest changes, if those are few for its length.
fn nearest(word: &str, known: &BTreeSet<String>) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST {
        return None;
    }
    let most = if letters.len() < 6 { 1 } else { 2 };
    let near = known.iter().filter(|known| known.chars().count().abs_diff(letters.len()) <= most);
    let near = near.filter_map(|known| {
        let changes = distance_with_swaps(&letters, &known.chars().collect::<Vec<char>>());
        (changes <= most).then_some((changes, known))
    });
    near.min().map(|(_, known)| known.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITES: [&str; 3] = ["Marina Tower B", "Palm Villas – Phase 2", "برج المارينا"];

    fn near(typed: &str) -> Option<String> {
        near_spelling(typed, SITES)
    }

    #[test]
    fn a_word_that_no_site_has_becomes_the_nearest_one() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(near("Marinna Tower"), some("marina tower"));
        assert_eq!(near("Mairna"), some("marina"));
        assert_eq!(near("Vilas"), some("villas"));
        assert_eq!(near("المارنا"), some("المارينا"));
        assert_eq!(near("Marin Tpwer"), some("marin tower"), "a beginning stays");
    }

    #[test]
    fn nothing_is_offered_for_what_is_known_far_away_or_short() {
        for typed in ["", "marina tower", "chiller", "pa", "zz", "a b c d e f g h i", "marinna chiller"] {
            assert_eq!(near(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_number_of_compared_words_is_bounded() {
        let names: Vec<String> = (0..100_000).map(|n| format!("site{n:06}")).collect();
        assert_eq!(near_spelling("sitf000001", names.iter().map(String::as_str)), Some("site000001".to_owned()));
        assert_eq!(near_spelling("sitf099999", names.iter().map(String::as_str)), None);
    }
}
