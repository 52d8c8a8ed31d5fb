//! The rows of an export, whatever its format.

mod csv;
mod json;
mod places;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str;

use self::places::Places;
use super::ExportError;
use crate::query::nearest;

/// The rows of an export.
#[derive(Debug, Default)]
pub(super) struct Table<'t> {
    pub(super) rows: Vec<Row<'t>>,
    /// The names of all columns.
    known: BTreeSet<Cow<'t, str>>,
    /// What is not understood.
    pub(super) error: ExportError,
}

/// A row: one cell for each column that is wanted.
#[derive(Clone, Debug)]
pub(super) struct Row<'t> {
    pub(super) line: u64,
    pub(super) cells: Vec<Option<Cell<'t>>>,
}

/// What stands in a cell, without blanks around it: never empty.
#[derive(Clone, Debug)]
pub(super) struct Cell<'t> {
    pub(super) line: u64,
    pub(super) text: Cow<'t, str>,
}

impl<'t> Table<'t> {
    /// The columns that are wanted, of each row.
    pub(super) fn read(export: &'t [u8], wanted: &[String]) -> Result<Self, ExportError> {
        let text = str::from_utf8(export).map_err(|error| {
            let before = export.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
            ExportError::single(Some(line), "it is no text in UTF-8: save the export as UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let places = Places::new(text);
        let table = match text.trim_start().chars().next() {
            Some('{' | '[') => json::read(text, &places, wanted),
            _ => csv::read(text, &places, wanted),
        }?;
        table.with_columns(wanted)
    }

    /// Refuses a table that lacks a column, or has no row.
    fn with_columns(self, wanted: &[String]) -> Result<Self, ExportError> {
        // Rows that are no rows have no columns.
        if self.rows.is_empty() && self.error.count > 0 {
            return Err(self.error);
        }
        if self.rows.is_empty() {
            return Err(ExportError::single(None, "it has no rows"));
        }
        let mut error = self.error.clone();
        for column in wanted.iter().filter(|column| !self.known.contains(column.as_str())) {
            let perhaps = match nearest(column, self.known.iter().map(AsRef::as_ref)) {
                Some(near) => format!(": did you mean `{near}`?"),
                None if self.known.is_empty() => String::new(),
                None => {
                    let known: Vec<_> =
                        self.known.iter().take(MOST_TOLD).map(AsRef::as_ref).collect();
                    let more = if self.known.len() > MOST_TOLD { " ..." } else { "" };
                    format!(": it has {}{more}", known.join(", "))
                }
            };
            error.add(None, Some(column), format!("the export has no such column{perhaps}"));
        }
        // Without its columns no cell can be judged.
        if error.count > self.error.count { Err(error) } else { Ok(self) }
    }
}

/// How many columns are told where none is like the one that is missing.
const MOST_TOLD: usize = 12;
