//! Comma-separated values, by RFC 4180.

use std::io::{self, Write};

use super::Grid;
use crate::failure::Failure;
use crate::figure::Value;

/// Writes a head and the rows, without the total, which would be one more row to whoever sums.
pub(super) fn write(grid: &Grid, out: &mut dyn Write) -> Result<(), Failure> {
    // RFC 4180 ends lines so.
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    let head = grid.columns.iter().map(|column| column.name.as_str());
    writer.write_record(head).map_err(told)?;
    for row in &grid.rows {
        writer.write_record(row.iter().map(Value::exact)).map_err(told)?;
    }
    Ok(writer.flush()?)
}

/// What the writer said: a pipe whose reader went away is told from a disk that is full.
fn told(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}
