//! Output of commands.

use serde::Serialize;
use std::io::{self, Write};

/// Unlike `println!`, this returns an error instead of panicking when the reader has closed the output.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

pub fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}

/// A longer cell does not widen its column.
const WIDEST: usize = 40;

/// A table of columns, each as wide as its widest cell of at most [`WIDEST`] characters. A longer cell moves the rest of
/// its line to the right.
pub fn table<const N: usize>(rows: &[[&str; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = Some(cell.chars().count()).filter(|chars| *chars <= WIDEST).unwrap_or_default().max(*width);
        }
    }
    let line = |row: &[&str; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        assert_eq!(table(&[["a", "long", "x"], ["bcd", "é", ""]]), "a    long  x\nbcd  é\n");
    }

    #[test]
    fn a_long_cell_does_not_move_the_column_of_other_lines() {
        let long = "x".repeat(160);
        let lines = table(&[["JOBS", "2", "default"], ["RATES", &long, "default"], ["PORT", "8000", "environment"]]);
        assert_eq!(lines, format!("JOBS   2     default\nRATES  {long}  default\nPORT   8000  environment\n"));
    }
}
