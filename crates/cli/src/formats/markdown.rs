//! Tables in Markdown.

use std::io::{self, Write};

use super::Grid;
use crate::table::Align;

/// Writes a head, the rows and the total.
pub(super) fn write(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let titles = grid.columns.iter().map(|column| escaped(&column.title)).collect();
    writeln!(out, "{}", row(titles))?;
    let rule = grid.columns.iter().map(|column| match column.align {
        Align::Left => "---".to_owned(),
        Align::Right | Align::Point => "---:".to_owned(),
    });
    writeln!(out, "{}", row(rule.collect()))?;
    for cells in grid.shown() {
        writeln!(out, "{}", row(cells.iter().map(|cell| escaped(cell)).collect()))?;
    }
    Ok(())
}

/// A text that stays in its cell and means nothing: no bars, marks or HTML.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '[' | ']' | '~' | '!' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
        escaped
    })
}
