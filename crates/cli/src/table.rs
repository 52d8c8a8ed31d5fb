//! Columns of text.

use std::io::{self, Write};

use crate::columns::width;

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Align {
    /// At the left.
    Left,
    /// At the right.
    Right,
    /// With their decimal points below each other.
    Point,
}

/// Rows of cells, written with as much room as each column needs.
#[derive(Debug)]
pub(crate) struct Table {
    align: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with one column for each of `align`, two spaces apart.
    pub(crate) fn new(align: &[Align]) -> Self {
        Self { align: align.to_vec(), rows: Vec::new() }
    }

    /// Adds a row. Cells that it lacks are empty.
    pub(crate) fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes all, each line after `indent`, without spaces at their ends.
    pub(crate) fn write(&self, indent: &str, out: &mut dyn Write) -> io::Result<()> {
        self.lines().try_for_each(|line| writeln!(out, "{}", format!("{indent}{line}").trim_end()))
    }

    /// Writes all, the first row as `head` makes it.
    pub(crate) fn write_under(
        &self,
        head: impl Fn(&str) -> String,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.lines().enumerate().try_for_each(|(index, line)| match index {
            0 => writeln!(out, "{}", head(line.trim_end())),
            _ => writeln!(out, "{}", line.trim_end()),
        })
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        let columns: Vec<Column> =
            (0..self.align.len()).map(|index| Column::of(&self.rows, index)).collect();
        self.rows.iter().map(move |row| {
            let cells =
                self.align.iter().zip(&columns).enumerate().map(|(index, (align, column))| {
                    column.padded(row.get(index).map_or("", String::as_str), *align)
                });
            cells.collect::<Vec<_>>().join("  ")
        })
    }
}

/// How wide the cells of a column are: whole, and before and from their decimal points.
#[derive(Debug, Default)]
struct Column {
    whole: usize,
    before: usize,
    from: usize,
}

impl Column {
    fn of(rows: &[Vec<String>], index: usize) -> Self {
        rows.iter().filter_map(|row| row.get(index)).fold(Self::default(), |column, cell| {
            let (before, from) = at_point(cell);
            Self {
                whole: column.whole.max(width(cell)),
                before: column.before.max(before),
                from: column.from.max(from),
            }
        })
    }

    fn padded(&self, cell: &str, align: Align) -> String {
        let spaces = |wanted: usize, used: usize| " ".repeat(wanted.saturating_sub(used));
        match align {
            Align::Left => format!("{cell}{}", spaces(self.whole, width(cell))),
            Align::Right => format!("{}{cell}", spaces(self.whole, width(cell))),
            Align::Point => {
                let (before, from) = at_point(cell);
                format!("{}{cell}{}", spaces(self.before, before), spaces(self.from, from))
            }
        }
    }
}

/// The widths before the decimal point, and from there on.
fn at_point(cell: &str) -> (usize, usize) {
    let number = cell.split(' ').next().unwrap_or_default();
    let before = width(number.split('.').next().unwrap_or_default());
    (before, width(cell) - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Point, Align::Left]);
        table.row(["unit", "count", "price", ""]);
        table.row(["input_tokens", "2,006", "2.5", "USD"]);
        table.row(["é", "1", "10", "x"]);
        table.row(["total"]);
        let mut text = Vec::new();
        table.write("| ", &mut text).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "\
| unit          count  price
| input_tokens  2,006      2.5  USD
| é                 1     10    x
| total
"
        );
    }
}
