//! Columns with names, and rows of values.

use std::io::{self, Write};

use jiff::tz::TimeZone;

use super::{Format, csv, fitting, markdown};
use crate::failure::Failure;
use crate::figure::Value;
use crate::table::Align;
use crate::world::Terminal;

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its name for programs.
    pub(crate) name: String,
    /// Its name for people.
    pub(crate) title: String,
    /// How its cells stand.
    pub(crate) align: Align,
    /// Which goes first where there is no room for all: the one with the least. Nothing for those that stay.
    pub(crate) rank: Option<usize>,
    /// Whether its cells are shortened only when nothing else helps.
    pub(crate) is_whole: bool,
}

impl Column {
    /// A column of names, which stays.
    pub(crate) fn of_names(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { title: name.clone(), name, align: Align::Left, rank: None, is_whole: false }
    }

    /// A column of numbers.
    pub(crate) fn of_numbers(name: impl Into<String>, title: impl Into<String>) -> Self {
        let (name, title) = (name.into(), title.into());
        Self { name, title, align: Align::Right, rank: Some(0), is_whole: true }
    }

    /// With cells that mean little where they are shortened.
    pub(crate) fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }

    /// With decimal points below each other.
    pub(crate) fn at_points(self) -> Self {
        Self { align: Align::Point, ..self }
    }

    /// The later a column is to go, the higher its rank.
    pub(crate) fn rank(self, rank: usize) -> Self {
        Self { rank: Some(rank), ..self }
    }
}

/// Columns with names, and rows of values.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// As many values a row as there are columns.
    pub(crate) rows: Vec<Vec<Value>>,
    /// The sum of all rows, for people.
    pub(crate) total: Option<Vec<Value>>,
    /// A bar for each row, for people at a terminal: which part of the longest.
    pub(crate) bars: Option<Vec<f64>>,
    /// Where days begin.
    pub(crate) zone: TimeZone,
}

impl Grid {
    /// Writes it, as anything but JSON, whose shape is each command's own.
    pub(crate) fn write(
        &self,
        format: Format,
        terminal: Terminal,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        match format {
            Format::Csv => csv::write(self, out),
            Format::Markdown => Ok(markdown::write(self, out)?),
            Format::Table | Format::Json => Ok(self.write_table(terminal, out)?),
        }
    }

    fn write_table(&self, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
        fitting::write(self, terminal, out)
    }

    /// The cells as people read them, the total last.
    pub(crate) fn shown(&self) -> Vec<Vec<String>> {
        let rows = self.rows.iter().chain(&self.total);
        rows.map(|row| row.iter().map(|value| value.shown(&self.zone)).collect()).collect()
    }
}
