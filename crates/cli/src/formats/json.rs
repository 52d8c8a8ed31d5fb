//! Answers for programs.

use std::io::Write;

use serde::{Serialize, Serializer};

use super::{Column, Grid};
use crate::failure::Failure;
use crate::figure::Value;

/// Writes an answer, indented.
pub(crate) fn write_json(answer: &impl Serialize, out: &mut dyn Write) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, answer)?;
    writeln!(out)?;
    Ok(())
}

/// The rows of a grid as objects, by the names of its columns.
#[derive(Debug)]
pub(crate) struct Records<'g>(pub(crate) &'g Grid);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(grid) = self;
        serializer.collect_seq(grid.rows.iter().map(|row| Record(&grid.columns, row)))
    }
}

struct Record<'g>(&'g [Column], &'g [Value]);

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(columns, row) = self;
        serializer.collect_map(columns.iter().map(|column| &column.name).zip(*row))
    }
}
