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
    writer.write_record(head).map_err(io::Error::from)?;
    for row in &grid.rows {
        writer.write_record(row.iter().map(Value::exact)).map_err(io::Error::from)?;
    }
    Ok(writer.flush()?)
}
