//! Tables for a terminal, which are valid Markdown as well.

pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// The first column contains names and is left-aligned; all others contain numbers and are right-aligned.
    pub fn new(head: &[&str]) -> Table {
        Table { rows: vec![head.iter().map(ToString::to_string).collect()] }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn print(&self, title: &str) {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0).max(3)).collect();
        println!("\n{title}\n");
        for (n, row) in self.rows.iter().enumerate() {
            let cell = |(at, (cell, width)): (usize, (&String, &usize))| match at {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            };
            let cells: Vec<String> = row.iter().zip(&widths).enumerate().map(cell).collect();
            println!("| {} |", cells.join(" | "));
            if n == 0 {
                let line = |(at, width): (usize, &usize)| {
                    if at == 0 { "-".repeat(*width) } else { "-".repeat(width - 1) + ":" }
                };
                println!("| {} |", widths.iter().enumerate().map(line).collect::<Vec<_>>().join(" | "));
            }
        }
    }
}

/// A number with its significant digits.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

pub fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// The median, which a single disturbed round does not change.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
