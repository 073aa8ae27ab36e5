//! Charts that the server draws: geometry for SVG, with the numbers beside it. The page has no inline styles, so bars are
//! rectangles with attributes, and their colours are classes.

/// Bars that stand side by side, each made of the series, from the bottom.
pub struct ColumnChart {
    pub width: usize,
    pub height: usize,
    pub rects: Vec<Rect>,
    /// The value of the full height.
    pub top: i64,
}

pub struct Rect {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
    /// From 1.
    pub series: usize,
}

/// A bar that lies beside its name and number.
pub struct BarRow {
    pub label: String,
    /// A name that a user entered, not a text of the program.
    pub is_name: bool,
    pub value: String,
    /// Of 100.
    pub width: i64,
    /// Where it begins: at the right in texts that run from there.
    pub x: i64,
    /// The submissions that it counts.
    pub url: Option<String>,
}

const COLUMN: usize = 18;
const GAP: usize = 2;
const HEIGHT: usize = 120;

impl ColumnChart {
    /// `columns`: for each column one value for each series. The first column is at the side where texts begin.
    pub fn new(columns: &[Vec<i64>], is_rtl: bool) -> ColumnChart {
        let top = columns.iter().map(|values| values.iter().sum()).max().unwrap_or(0).max(1);
        let width = columns.len() * (COLUMN + GAP);
        let mut rects = Vec::new();
        for (index, values) in columns.iter().enumerate() {
            let place = if is_rtl { columns.len() - 1 - index } else { index };
            let mut below = 0;
            for (series, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
                let (low, high) = (scaled(below, top), scaled(below + value, top));
                let height = (high - low).max(1);
                let y = HEIGHT.saturating_sub(low + height);
                rects.push(Rect { x: place * (COLUMN + GAP), y, width: COLUMN, height, series: series + 1 });
                below += value;
            }
        }
        ColumnChart { width, height: HEIGHT, rects, top }
    }
}

fn scaled(value: i64, top: i64) -> usize {
    usize::try_from(value).unwrap_or(0) * HEIGHT / usize::try_from(top).unwrap_or(1).max(1)
}

impl BarRow {
    /// The bars of some numbers, the longest of which has the full width.
    pub fn all(
        numbers: impl IntoIterator<Item = (String, i64, Option<String>)>,
        is_name: bool,
        is_rtl: bool,
        text: impl Fn(i64) -> String,
    ) -> Vec<BarRow> {
        let numbers: Vec<_> = numbers.into_iter().collect();
        let most = numbers.iter().map(|(_, n, _)| *n).max().unwrap_or(0).max(1);
        let row = |(label, n, url): (String, i64, Option<String>)| {
            let width = if n > 0 { (n * 100 / most).max(1) } else { 0 };
            BarRow { label, is_name, value: text(n), width, x: if is_rtl { 100 - width } else { 0 }, url }
        };
        numbers.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_stacked_and_mirrored() {
        let columns = [vec![1, 2], vec![0, 0], vec![4, 0]];
        let chart = ColumnChart::new(&columns, false);
        let shape = |rect: &Rect| (rect.x, rect.y, rect.height, rect.series);
        assert_eq!(chart.top, 4);
        assert_eq!(
            chart.rects.iter().map(shape).collect::<Vec<_>>(),
            [(0, 90, 30, 1), (0, 30, 60, 2), (40, 0, 120, 1)]
        );
        let mirrored = ColumnChart::new(&columns, true);
        assert_eq!(
            mirrored.rects.iter().map(shape).collect::<Vec<_>>(),
            [(40, 90, 30, 1), (40, 30, 60, 2), (0, 0, 120, 1)]
        );
        assert!(ColumnChart::new(&[vec![0], vec![0]], false).rects.is_empty());
    }

    #[test]
    fn a_small_number_still_has_a_bar() {
        let rows =
            BarRow::all([("a".into(), 1_000, None), ("b".into(), 1, None), ("c".into(), 0, None)], false, true, |n| {
                n.to_string()
            });
        let widths: Vec<_> = rows.iter().map(|row| (row.width, row.x)).collect();
        assert_eq!(widths, [(100, 0), (1, 99), (0, 100)]);
    }
}
