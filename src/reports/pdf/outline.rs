//! The outline of the file, which viewers show as bookmarks: the report, its sections, and the items in them.

use super::page::{Bookmark, Pages};
use krilla::{
    destination::XyzDestination,
    geom::Point,
    outline::{Outline, OutlineNode},
};

pub fn outline(pages: &Pages, plain: impl Fn(&str) -> String) -> Outline {
    let node = |mark: &Bookmark| {
        let target = XyzDestination::new(mark.page, Point::from_xy(0.0, mark.top));
        OutlineNode::new(plain(&mark.title), target).with_open(mark.level == 0)
    };
    let mut outline = Outline::new();
    // The open entries, the innermost last.
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    let close = |open: &mut Vec<(u8, OutlineNode)>, outline: &mut Outline| {
        let Some((_, node)) = open.pop() else { return };
        match open.last_mut() {
            Some((_, parent)) => parent.push_child(node),
            None => outline.push_child(node),
        }
    };
    for mark in &pages.bookmarks {
        while open.last().is_some_and(|(level, _)| *level >= mark.level) {
            close(&mut open, &mut outline);
        }
        open.push((mark.level, node(mark)));
    }
    while !open.is_empty() {
        close(&mut open, &mut outline);
    }
    outline
}
