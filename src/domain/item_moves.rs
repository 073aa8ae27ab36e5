//! Which item of a correction is which item of the revision before: items have no ids, only places.
//!
//! Input: the stored answers before and after. Output: the items that have another place, or none any more.
//!
//! Decisions: an item is recognised by its photos and files, which nothing else has, and otherwise if more than half of
//! its answers are the same; the more alike two items are, the earlier they are paired, and of equals those whose places are closer.
//! An item that is like no other counts as the same if its place has a new one that is like none before: it was edited.

use super::answers::{Answer, Answers, Group};
use std::cmp::Reverse;

/// What a shared photo or file counts; more than all answers of an item.
const UPLOAD: usize = 10_000;

/// An item that does not have its place any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemMove {
    /// The name of the repeating group.
    pub group: String,
    pub from: usize,
    /// None: it was taken out.
    pub to: Option<usize>,
}

/// All items that a correction has moved or taken out.
pub fn item_moves(before: &Answers, after: &Answers) -> Vec<ItemMove> {
    let moves = before.items.iter().flat_map(|(group, old)| {
        let places = places(old, after.items_of(group));
        let moved = places.into_iter().enumerate().filter(|(from, to)| *to != Some(*from));
        moved.map(|(from, to)| ItemMove { group: group.clone(), from, to })
    });
    moves.collect()
}

/// The place that an item of the first of these revisions has in the last one; none: there is no such item, or it was
/// taken out meanwhile.
pub fn place_in_last(revisions: &[Answers], group: &str, place: usize) -> Option<usize> {
    revisions.first()?.items_of(group).get(place)?;
    let mut pairs = revisions.iter().zip(revisions.iter().skip(1));
    pairs.try_fold(place, |place, (before, after)| {
        let moves = item_moves(before, after);
        let moved = moves.into_iter().find(|one| one.group == group && one.from == place);
        moved.map_or(Some(place), |moved| moved.to)
    })
}

/// The place of each old item among the new ones. What is unchanged at the beginning and at the end is not compared with
/// everything else, because a form may have hundreds of items.
fn places(old: &[Group], new: &[Group]) -> Vec<Option<usize>> {
    let begin = old.iter().zip(new).take_while(|(before, after)| before == after).count();
    let (old, new) = (old.get(begin..).unwrap_or_default(), new.get(begin..).unwrap_or_default());
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(before, after)| before == after).count();
    let (kept, shift) = (old.len() - end, new.len() - end);
    let changed = changed_places(old.get(..kept).unwrap_or_default(), new.get(..shift).unwrap_or_default());
    let beginning = (0..begin).map(Some);
    let middle = changed.into_iter().map(|place| place.map(|place| begin + place));
    let ending = (0..end).map(|place| Some(begin + shift + place));
    beginning.chain(middle).chain(ending).collect()
}

fn changed_places(old: &[Group], new: &[Group]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (from, before) in old.iter().enumerate() {
        for (to, after) in new.iter().enumerate() {
            pairs.push((likeness(before, after), from, to));
        }
    }
    pairs.retain(|(likeness, ..)| *likeness > 0);
    pairs.sort_by_key(|(likeness, from, to)| (Reverse(*likeness), from.abs_diff(*to), *from, *to));
    let mut places = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    // Last, what is like nothing else keeps its place.
    let edited = (0..old.len().min(new.len())).map(|place| (0, place, place));
    for (_, from, to) in pairs.into_iter().chain(edited) {
        if let (Some(place), Some(is_taken)) = (places.get_mut(from), taken.get_mut(to))
            && place.is_none()
            && !*is_taken
        {
            *place = Some(to);
            *is_taken = true;
        }
    }
    places
}

/// How much two items are alike; 0: not at all.
fn likeness(before: &Group, after: &Group) -> usize {
    let mut same = 0;
    let mut photos = 0;
    for (name, answer) in before {
        let Some((_, other)) = after.iter().find(|(other, _)| other == name) else { continue };
        same += usize::from(answer == other);
        if let (Answer::Photos(ids), Answer::Photos(others)) = (answer, other) {
            photos += ids.iter().filter(|id| others.contains(id)).count();
        }
        photos += usize::from(matches!(answer, Answer::File(_)) && answer == other);
    }
    match photos {
        0 if same * 2 <= before.len().max(after.len()) => 0,
        _ => photos * UPLOAD + same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::UploadId;
    use proptest::prelude::*;

    fn item(answers: &[(&str, &str)]) -> Group {
        answers.iter().map(|(name, text)| ((*name).to_owned(), Answer::Text((*text).to_owned()))).collect()
    }

    fn pump(name: &str) -> Group {
        item(&[("asset", "HVAC"), ("system", "Chiller"), ("description", name), ("comments", &format!("About {name}"))])
    }

    fn answers(items: Vec<Group>) -> Answers {
        Answers { items: vec![("items".into(), items)], ..Answers::default() }
    }

    fn moves(before: &[Group], after: &[Group]) -> Vec<(usize, Option<usize>)> {
        let moves = item_moves(&answers(before.to_vec()), &answers(after.to_vec()));
        moves.into_iter().map(|one| (one.from, one.to)).collect()
    }

    #[test]
    fn items_follow_a_removal_an_insertion_and_a_change_of_order() {
        let [a, b, c] = ["A", "B", "C"].map(pump);
        let new = pump("D");
        assert_eq!(moves(&[a.clone(), b.clone(), c.clone()], &[a.clone(), c.clone()]), [(1, None), (2, Some(1))]);
        assert_eq!(moves(&[a.clone(), b.clone()], &[new, a.clone(), b.clone()]), [(0, Some(1)), (1, Some(2))]);
        assert_eq!(moves(&[a.clone(), b.clone(), c.clone()], &[c.clone(), a.clone(), b.clone()]).len(), 3);
        assert_eq!(moves(&[a.clone(), b.clone()], &[]), [(0, None), (1, None)]);
        assert_eq!(moves(&[a.clone(), b.clone()], &[a.clone(), b.clone()]), []);
        assert_eq!(moves(&[a.clone(), b, a.clone()], &[a.clone(), a]), [(1, None), (2, Some(1))]);
    }

    #[test]
    fn a_place_follows_its_item_through_all_corrections() {
        let [a, b, c] = ["A", "B", "C"].map(pump);
        let all = [vec![a.clone(), b.clone(), c.clone()], vec![b.clone(), c.clone()], vec![c, a.clone(), b]];
        let revisions = all.map(answers);
        let last = |place| place_in_last(&revisions, "items", place);
        assert_eq!([last(0), last(1), last(2), last(3)], [None, Some(2), Some(0), None]);
        assert_eq!(place_in_last(&revisions[2..], "items", 1), Some(1), "nothing was corrected");
        assert_eq!(place_in_last(&revisions, "others", 0), None);
        assert_eq!(place_in_last(&[], "items", 0), None);
    }

    #[test]
    fn an_edited_item_is_still_the_same() {
        let [a, b, c] = ["A", "B", "C"].map(pump);
        let edited = item(&[("asset", "HVAC"), ("system", "Chiller"), ("description", "C"), ("comments", "Replaced")]);
        assert_eq!(moves(&[a.clone(), b.clone(), c], &[a.clone(), edited]), [(1, None), (2, Some(1))]);
        let other = item(&[("asset", "Lights"), ("system", "Lamps")]);
        assert_eq!(
            moves(&[a.clone(), b.clone()], &[a.clone(), other.clone()]),
            [],
            "everything was changed in its place"
        );
        assert_eq!(moves(&[a.clone(), b.clone()], &[b, other]), [(0, None), (1, Some(0))], "another one at the end");
    }

    #[test]
    fn a_photo_tells_what_answers_do_not() {
        let id = |digit: char| -> UploadId { format!("upl_{}", String::from(digit).repeat(20)).parse().unwrap() };
        let with = |text: &str, digit| {
            let mut item = item(&[("asset", text)]);
            item.push(("photos".to_owned(), Answer::Photos(vec![id(digit)])));
            item
        };
        let (first, second) = (with("Same", '1'), with("Same", '2'));
        assert_eq!(moves(&[first, second], &[with("Other", '2')]), [(0, None), (1, Some(0))]);
    }

    proptest! {
        /// Each old item has at most one place, and no place has two.
        #[test]
        fn no_two_items_have_one_place(old in prop::collection::vec(0u8..4, 0..8), new in prop::collection::vec(0u8..4, 0..8)) {
            let items = |names: &[u8]| names.iter().map(|name| pump(&name.to_string())).collect::<Vec<_>>();
            let (old, new) = (items(&old), items(&new));
            let mut all: Vec<usize> = places(&old, &new).into_iter().flatten().collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), count);
            prop_assert!(all.iter().all(|place| *place < new.len()));
        }
    }
}
