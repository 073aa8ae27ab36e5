//! How different two words are: the number of letters that were changed between them.

/// How many letters were added, left out or replaced.
pub fn distance(from: &str, to: &str) -> usize {
    let letters = |word: &str| word.chars().collect::<Vec<char>>();
    changes(&letters(from), &letters(to), false)
}

/// The same, but two neighbouring letters that changed places are one change instead of two.
pub fn distance_with_swaps(from: &[char], to: &[char]) -> usize {
    changes(from, to, true)
}

/// Compares all beginnings of both words. Each row is for one letter more of `a`, each column for one more of `b`.
fn changes(a: &[char], b: &[char], counts_swaps: bool) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let is_swapped = counts_swaps && i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if is_swapped {
                least = least.min(at(&before_last, j - 1) + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_counted_by_letter() {
        for (from, to, without_swaps, with_swaps) in [
            ("", "", 0, 0),
            ("", "kind", 4, 4),
            ("kind", "", 4, 4),
            ("kind", "kind", 0, 0),
            ("tex", "text", 1, 1),
            ("foto", "photo", 2, 2),
            ("requierd", "required", 2, 1),
            ("ab", "ba", 2, 1),
            ("المارنا", "المارينا", 1, 1),
        ] {
            let letters = |word: &str| word.chars().collect::<Vec<char>>();
            assert_eq!(distance(from, to), without_swaps, "{from} {to}");
            assert_eq!(distance_with_swaps(&letters(from), &letters(to)), with_swaps, "{from} {to}");
        }
    }
}
