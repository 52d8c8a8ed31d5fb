//! Exports as JSON: a list, rows one after the other, pages with `data`, stretches of time with `results` and the like.

mod members;

use std::borrow::Cow;

use serde_json::Deserializer;
use serde_json::value::RawValue;

use self::members::Members;
use super::places::Places;
use super::{Cell, Row, Table};
use crate::reconcile::ExportError;

pub(super) fn read<'t>(
    text: &'t str,
    places: &Places<'t>,
    wanted: &[String],
) -> Result<Table<'t>, ExportError> {
    let mut reader = Reader { places, wanted, table: Table::default(), has_more: None };
    for value in Deserializer::from_str(text).into_iter::<&RawValue>() {
        let value = value.map_err(|error| {
            ExportError::single(
                Some(error.line() as u64),
                format!("it is no JSON: {}", reason(&error)),
            )
        })?;
        let row = Row { line: 1, cells: vec![None; wanted.len()] };
        reader.value(value.get(), row, 0);
    }
    if let Some(line) = reader.has_more {
        let what = "there are more pages of the export: put all of them into the file, one after the other";
        reader.table.error.add(Some(line), Some("has_more"), what);
    }
    Ok(reader.table)
}

struct Reader<'p, 't> {
    places: &'p Places<'t>,
    wanted: &'p [String],
    table: Table<'t>,
    /// Where the last page says that there are more.
    has_more: Option<u64>,
}

impl<'t> Reader<'_, 't> {
    /// Takes the rows of a value. `row` has what stands around it.
    fn value(&mut self, text: &'t str, mut row: Row<'t>, depth: usize) {
        let line = self.places.of(text);
        if depth > DEEPEST {
            return self.table.error.add(Some(line), None, "it is nested too deep for an export");
        }
        match text.as_bytes().first() {
            Some(b'[') => match serde_json::from_str::<Vec<&'t RawValue>>(text) {
                Ok(values) => {
                    values.iter().for_each(|value| self.value(value.get(), row.clone(), depth + 1))
                }
                Err(error) => self.table.error.add(Some(line), None, reason(&error)),
            },
            Some(b'{') => {
                row.line = line;
                let mut nested = None;
                self.members(text, "", &mut row, &mut nested, depth);
                match nested {
                    Some(nested) => self.value(nested, row, depth + 1),
                    None => self.table.rows.push(row),
                }
            }
            _ => self.table.error.add(Some(line), None, "a row is an object with columns"),
        }
    }

    /// Takes the cells of an object, and finds the list of rows in it.
    fn members(
        &mut self,
        text: &'t str,
        prefix: &str,
        row: &mut Row<'t>,
        nested: &mut Option<&'t str>,
        depth: usize,
    ) {
        let line = self.places.of(text);
        if depth > DEEPEST {
            return self.table.error.add(Some(line), None, "it is nested too deep for an export");
        }
        let members = match serde_json::from_str::<Members<'t>>(text) {
            Ok(Members(members)) => members,
            Err(error) => return self.table.error.add(Some(line), None, reason(&error)),
        };
        for (name, value) in members {
            let (text, is_list) = (value.get(), value.get().starts_with('['));
            let column = format!("{prefix}{name}");
            if prefix.is_empty() && is_list && LISTS.contains(&&*name) {
                *nested = Some(text);
            } else if text.starts_with('{') {
                self.members(text, &format!("{column}_"), row, &mut None, depth + 1);
            } else {
                if prefix.is_empty() && name == "has_more" {
                    self.has_more = (text == "true").then(|| self.places.of(text));
                }
                self.cell(&column, text, row);
                self.table.known.insert(column.into());
            }
        }
    }

    fn cell(&mut self, column: &str, text: &'t str, row: &mut Row<'t>) {
        let Some(at) = self.wanted.iter().position(|wanted| wanted == column) else { return };
        let line = self.places.of(text);
        let text: Cow<'t, str> = match text.as_bytes().first() {
            Some(b'"') => match serde_json::from_str::<String>(text) {
                Ok(text) => text.trim().to_owned().into(),
                Err(error) => {
                    return self.table.error.add(Some(line), Some(column), reason(&error));
                }
            },
            Some(b'[') => {
                return self.table.error.add(Some(line), Some(column), "a list is no value");
            }
            Some(b'n') => "".into(),
            _ => text.into(),
        };
        if let Some(cell) = row.cells.get_mut(at) {
            *cell = (!text.is_empty()).then_some(Cell { line, text });
        }
    }
}

/// Why, without the place: that is one in the text that was looked at, and not in the export.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

/// What lists of rows are called: by OpenAI and Anthropic, the metrics of Azure, the metrics and the costs of AWS.
const LISTS: [&str; 6] = ["data", "results", "value", "timeseries", "Datapoints", "ResultsByTime"];
/// How many objects and lists may lie in each other.
const DEEPEST: usize = 16;
