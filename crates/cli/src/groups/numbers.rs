//! All numbers of some calls, for programs.

use std::collections::BTreeMap;

use genai_otel_ledger::Totals;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::figure::Figure;

/// All numbers of some calls: each figure by its name, costs by currency, calls by how they ended. Energies only
/// where a line says something of them.
#[derive(Debug)]
pub(crate) struct Numbers<'t>(pub(crate) &'t Totals);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(totals) = self;
        let mut map = serializer.serialize_map(None)?;
        let known = |figure: &Figure| !figure.is_of_energy() || totals.energy.is_some();
        for figure in Figure::ALL.into_iter().filter(known) {
            if figure != Figure::Cost {
                map.serialize_entry(figure.names().0, &figure.of(totals, None))?;
                continue;
            }
            let costs = totals.costs.iter();
            let costs: BTreeMap<_, _> =
                costs.map(|money| (money.currency().to_string(), money.decimal())).collect();
            map.serialize_entry("costs", &costs)?;
        }
        let ends = totals.by_status.iter();
        let ends: BTreeMap<_, _> = ends.map(|(status, calls)| (status.as_str(), calls)).collect();
        map.serialize_entry("by_status", &ends)?;
        map.end()
    }
}
