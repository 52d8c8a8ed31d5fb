//! What is to be read of an export.

use genai_otel_core::Currency;
use jiff::tz::TimeZone;

use super::mapping::{Mapping, MappingError, Role};
use super::table::Table;
use super::{ExportError, Figure, ProviderExport};
use crate::query::Key;

/// What is to be read of an export, and by which keys it is summed up.
#[derive(Clone, Debug)]
pub struct ExportPlan {
    /// Each column that is read, once.
    pub(super) columns: Vec<String>,
    /// The keys, and in which column they are.
    pub(super) keys: Vec<(Key, usize)>,
    /// The figures, by their order.
    pub(super) figures: Vec<Figure>,
    /// In which column there is a part of which figure.
    pub(super) parts: Vec<Part>,
    /// The column of the currency.
    pub(super) currency_column: Option<usize>,
    /// Where no column says it.
    pub(super) currency: Currency,
    pub(super) zone: TimeZone,
    /// How times are written, where that is said.
    pub(super) time_format: Option<String>,
}

/// A column that is a part of a figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) figure: usize,
    pub(super) column: usize,
    pub(super) unit: Unit,
}

/// What the number of a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Count,
    Money,
    Cents,
}

impl ExportPlan {
    pub(super) fn new(mapping: &Mapping, by: &[Key], zone: TimeZone) -> Result<Self, MappingError> {
        let mut columns = Vec::new();
        let mut place = |column: &String| {
            let known = columns.iter().position(|known| known == column);
            known.unwrap_or_else(|| {
                columns.push(column.clone());
                columns.len() - 1
            })
        };
        let mut keys = Vec::new();
        for key in by {
            let role = match key {
                Key::Period(_) => Role::Time,
                Key::Field(field) => Role::Key(field.clone()),
            };
            let column = mapping.columns.iter().find(|(_, known)| *known == role);
            let (column, _) = column.ok_or_else(|| without(key, mapping))?;
            keys.push((key.clone(), place(column)));
        }
        let of_unit = mapping.columns.iter().filter_map(|(column, role)| match role {
            Role::Figure(Figure::Cost) => Some((Figure::Cost, column, Unit::Money)),
            Role::Figure(figure) => Some((*figure, column, Unit::Count)),
            Role::Cents => Some((Figure::Cost, column, Unit::Cents)),
            Role::Time | Role::Key(_) | Role::Currency => None,
        });
        let of_unit: Vec<_> = of_unit.collect();
        let mut figures: Vec<_> = of_unit.iter().map(|(figure, ..)| *figure).collect();
        figures.sort_unstable();
        figures.dedup();
        if figures.is_empty() {
            let all = Figure::ALL.map(Figure::as_str).join(", ");
            return Err(MappingError(format!("no column is a figure: name one of {all}")));
        }
        let parts = of_unit.into_iter().map(|(figure, column, unit)| Part {
            figure: figures.binary_search(&figure).unwrap_or_default(),
            column: place(column),
            unit,
        });
        let parts = parts.collect();
        let has_cost = figures.contains(&Figure::Cost);
        let named = mapping.columns.iter().find(|(_, role)| has_cost && *role == Role::Currency);
        let currency_column = named.map(|(column, _)| place(column));
        let currency = mapping.currency;
        let time_format = mapping.time_format.clone();
        Ok(Self { columns, keys, figures, parts, currency_column, currency, zone, time_format })
    }

    /// Sums up an export: CSV with a head (commas, tabs or semicolons), or JSON: rows in a list, one after the other, or below `data`,
    /// `results`, `value`, `timeseries`, `Datapoints` or `ResultsByTime`. What stands around such a list belongs to each row. A cell that is empty counts nothing.
    ///
    /// # Errors
    ///
    /// Everything that is not understood, by line and column: then nothing of it is used.
    pub fn read(&self, export: &[u8]) -> Result<ProviderExport, ExportError> {
        ProviderExport::new(self, &Table::read(export, &self.columns)?)
    }
}

fn without(key: &Key, mapping: &Mapping) -> MappingError {
    let keys: Vec<_> = mapping.keys().iter().map(|key| format!("`{}`", key.name())).collect();
    let has = if keys.is_empty() { "no key".to_owned() } else { keys.join(", ") };
    let name = match key {
        Key::Period(_) => "time".to_owned(),
        Key::Field(field) => field.name(),
    };
    MappingError(format!(
        "`{}` has no column: the map has {has}; add `COLUMN={name}`, or group by something else",
        key.name()
    ))
}
