//! Members who are named in a comment: `@` and the whole name.

/// Which of these names a text mentions, by their positions. A name that begins like a longer one counts only where the
/// longer one does not stand.
pub fn mentions(text: &str, names: &[String]) -> Vec<usize> {
    let text = text.to_lowercase();
    let mut by_length: Vec<(usize, String)> =
        names.iter().map(|name| name.trim().to_lowercase()).enumerate().filter(|(_, name)| !name.is_empty()).collect();
    by_length.sort_by_key(|(_, name)| std::cmp::Reverse(name.chars().count()));
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let ends = |name: &str| rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        if let Some((index, _)) = by_length.iter().find(|(_, name)| ends(name))
            && !found.contains(index)
        {
            found.push(*index);
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_mentioned_as_a_whole_and_the_longest_one_counts() {
        let names = ["Omar", "Omar Haddad", "منى حداد", ""].map(str::to_owned);
        assert_eq!(mentions("@omar haddad: please look", &names), [1]);
        assert_eq!(mentions("Thanks @Omar, and @منى حداد.", &names), [0, 2]);
        assert_eq!(mentions("omar@example.org, @Omarion, @", &names), Vec::<usize>::new());
        assert_eq!(mentions("@Omar @omar", &names), [0], "once");
    }
}
