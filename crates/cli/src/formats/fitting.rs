//! Tables that fit the terminal.

use std::io::{self, Write};

use super::{Column, Grid};
use crate::charts::bar;
use crate::columns::{shortened, width};
use crate::paint::Paint;
use crate::table::{Align, Table};
use crate::world::Terminal;

/// Writes a grid as a table: whole to a file or a pipe; to a terminal what fits, and what was left out below.
pub(super) fn write(grid: &Grid, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let titles = grid.columns.iter().map(|column| column.title.clone()).collect();
    let mut cells = vec![titles];
    cells.extend(grid.shown());
    let mut fitted = Fitted {
        columns: grid.columns.iter().collect(),
        cells,
        left_out: Vec::new(),
        is_short: false,
    };
    if let Some(room) = terminal.columns {
        fitted.fit(room);
    }
    let bars = grid
        .bars
        .as_ref()
        .filter(|_| terminal.columns.is_some_and(|room| fitted.width() + BAR + 2 <= room));
    let mut align: Vec<Align> = fitted.columns.iter().map(|column| column.align).collect();
    align.extend(bars.map(|_| Align::Left));
    let mut table = Table::new(&align);
    for (index, row) in fitted.cells.iter().enumerate() {
        let part = bars.and_then(|bars| bars.get(index.checked_sub(1)?));
        let bar = part.map(|part| Paint::Chart.on(terminal, &bar(*part, BAR)));
        table.row(row.iter().cloned().chain(bar));
    }
    table.write_under(|head| Paint::Head.on(terminal, head), out)?;
    for note in fitted.notes() {
        writeln!(out, "{}", Paint::Faint.on(terminal, &note))?;
    }
    Ok(())
}

/// What of a grid is shown.
struct Fitted<'g> {
    columns: Vec<&'g Column>,
    /// The titles first.
    cells: Vec<Vec<String>>,
    left_out: Vec<&'g str>,
    is_short: bool,
}

impl Fitted<'_> {
    /// Shortens long names, then leaves out columns, until `room` columns hold all; at last names become shorter still.
    fn fit(&mut self, room: usize) {
        self.shorten(room, NAME, |column| !column.is_whole);
        while self.width() > room {
            let ranked = self.columns.iter().enumerate();
            let least = ranked
                .filter_map(|(index, column)| Some((column.rank?, index)))
                .min_by_key(|(rank, index)| (*rank, usize::MAX - index));
            let Some((_, index)) = least else { break };
            self.left_out.insert(0, &self.columns.remove(index).name);
            for row in &mut self.cells {
                row.remove(index);
            }
        }
        self.shorten(room, 1, |column| matches!(column.align, Align::Left));
    }

    /// Shortens the widest names, to no less than `least` columns each, until all fits.
    fn shorten(&mut self, room: usize, least: usize, may: impl Fn(&Column) -> bool) {
        while let Some(excess) = self.width().checked_sub(room).filter(|excess| *excess > 0) {
            let names = (0..self.columns.len()).filter(|index| may(self.columns[*index]));
            let Some(widest) = names.max_by_key(|index| self.column(*index)) else { return };
            let wide = self.column(widest);
            if wide <= least {
                return;
            }
            let most = wide.saturating_sub(excess).max(least).max(wide / 2);
            let most = if most == wide { wide - 1 } else { most };
            for row in &mut self.cells {
                row[widest] = shortened(&row[widest], most);
            }
            self.is_short = true;
        }
    }

    fn column(&self, index: usize) -> usize {
        self.cells.iter().map(|row| width(&row[index])).max().unwrap_or_default()
    }

    fn width(&self) -> usize {
        let point = |index: usize| matches!(self.columns[index].align, Align::Point);
        let columns = (0..self.columns.len())
            .map(|index| if point(index) { self.at_points(index) } else { self.column(index) });
        columns.map(|wide| wide + 2).sum::<usize>().saturating_sub(2)
    }

    /// How wide a column with its decimal points below each other is.
    fn at_points(&self, index: usize) -> usize {
        let cells = || self.cells.iter().map(|row| row[index].as_str());
        let before = |cell: &str| width(cell.split(['.', ' ']).next().unwrap_or_default());
        let most_before = cells().map(before).max().unwrap_or_default();
        let most_from = cells().map(|cell| width(cell) - before(cell)).max().unwrap_or_default();
        most_before + most_from
    }

    fn notes(&self) -> Vec<String> {
        let left_out = (!self.left_out.is_empty()).then(|| {
            format!(
                "Not shown, for want of room: {}. `--format csv` has all.",
                self.left_out.join(", ")
            )
        });
        let is_short = self
            .is_short
            .then(|| "Names are shortened (…): `--format csv` has them whole.".to_owned());
        left_out.into_iter().chain(is_short).collect()
    }
}

/// How wide the bars are.
const BAR: usize = 16;

/// Names are shortened to this before columns are left out.
const NAME: usize = 16;
