//! Exports as comma-separated values.

use std::borrow::Cow;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::places::Places;
use super::{Cell, Row, Table};
use crate::reconcile::ExportError;

pub(super) fn read<'t>(
    text: &'t str,
    places: &Places<'t>,
    wanted: &[String],
) -> Result<Table<'t>, ExportError> {
    let head = text.lines().next().unwrap_or_default();
    // Where the comma is that of decimals, programs write semicolons.
    let delimiter = match head {
        _ if head.contains('\t') => b'\t',
        _ if head.contains(',') || !head.contains(';') => b',',
        _ => b';',
    };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let line = |offset: u64| {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
        let rest = text.get(offset..).unwrap_or_default();
        // The reader has not gone beyond the end of the line before.
        places.at(offset + rest.len() - rest.trim_start_matches(['\r', '\n']).len())
    };
    let told = |error: csv::Error| match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => ExportError::single(
            pos.as_ref().map(|pos| line(pos.byte())),
            format!("number of cells: {len}, in the head: {expected_len}"),
        ),
        _ => ExportError::single(None, error.to_string()),
    };
    let mut table = Table::default();
    let head = reader.headers().map_err(told)?.clone();
    let names: Vec<&str> = head.iter().map(str::trim).collect();
    table.known.extend(
        names.iter().filter(|name| !name.is_empty()).map(|name| Cow::from((*name).to_owned())),
    );
    let at = wanted.iter().map(|column| names.iter().position(|name| name == column));
    let at: Vec<Option<usize>> = at.collect();
    for column in wanted {
        if names.iter().filter(|name| *name == column).count() > 1 {
            table.error.add(Some(line(0)), Some(column), "the head has it twice");
        }
    }
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(told)? {
        let line = record.position().map_or(0, |place| line(place.byte()));
        let cell = |at: &Option<usize>| {
            let text = record.get((*at)?)?.trim();
            (!text.is_empty()).then(|| Cell { line, text: text.to_owned().into() })
        };
        table.rows.push(Row { line, cells: at.iter().map(cell).collect() });
    }
    Ok(table)
}
