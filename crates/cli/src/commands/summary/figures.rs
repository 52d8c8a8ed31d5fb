//! A ledger as a whole, a row for each number.

use crate::figure::{Figure, Value};
use crate::formats::{Column, Grid};
use crate::overview::Overview;

/// Each number with its name; a cost for each currency.
pub(super) fn grid(overview: &Overview) -> Grid {
    let total = &overview.total;
    let known = |figure: &Figure| !figure.is_of_energy() || total.energy.is_some();
    let rows = Figure::ALL.into_iter().filter(known).flat_map(|figure| {
        let name = figure.names().0;
        match figure {
            Figure::Cost => {
                let costs = total.costs.iter();
                let row = |cost: &genai_otel_core::Money| {
                    vec![Value::Text(format!("{name}_{}", cost.currency())), Value::Money(*cost)]
                };
                costs.map(row).collect()
            }
            _ => vec![vec![Value::Text(name.to_owned()), figure.of(total, None)]],
        }
    });
    Grid {
        columns: vec![Column::of_names("figure"), Column::of_numbers("value", "value")],
        rows: rows.collect(),
        total: None,
        bars: None,
        zone: overview.zone.clone(),
    }
}
