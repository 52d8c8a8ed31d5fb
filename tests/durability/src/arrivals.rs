use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::acknowledged::Acknowledged;
use crate::item::{Item, Maker};
use crate::ledger::Coming;

/// What arrived of one signal, an item for each that was made.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Arrivals {
    /// Different items.
    pub(crate) arrived: u64,
    /// Acknowledged ones that did not arrive.
    pub(crate) missing: Vec<Item>,
    /// How often items arrived once more.
    pub(crate) duplicates: u64,
    /// Requests that were answered, and whose items came again nevertheless: their sender was killed before it had
    /// noted the answer.
    pub(crate) repeated: BTreeSet<u64>,
    /// Requests whose answer the collector lost, so that they had to come again.
    pub(crate) lost: BTreeSet<u64>,
    /// Items that came with two ids.
    pub(crate) twofold: Vec<Item>,
}

impl Arrivals {
    /// Each item with its id, in the order in which they arrived.
    pub(crate) fn of<'a>(
        acknowledged: &Acknowledged,
        arrived: impl Iterator<Item = (Item, &'a str, Coming)>,
    ) -> Self {
        let mut arrivals = Self::default();
        let mut seen: BTreeMap<Maker, Vec<Option<(&str, Coming)>>> = BTreeMap::new();
        for (item, id, coming) in arrived {
            if coming.is_lost {
                arrivals.lost.insert(coming.request);
            }
            let known = seen.entry(item.maker).or_default();
            let index = usize::try_from(item.number).unwrap_or(usize::MAX);
            known.resize(known.len().max(index + 1), None);
            let Some((known_id, before)) = known[index].replace((id, coming)) else {
                arrivals.arrived += 1;
                continue;
            };
            arrivals.duplicates += 1;
            if !before.is_lost {
                arrivals.repeated.insert(before.request);
            }
            if known_id != id {
                arrivals.twofold.push(item);
            }
        }
        for (maker, made) in acknowledged.counts() {
            let known = seen.get(&maker).map_or(&[][..], |it| it);
            let is_there = |number: &u64| {
                let index = usize::try_from(*number).unwrap_or(usize::MAX);
                known.get(index).is_some_and(Option::is_some)
            };
            let missing = (0..made).filter(|number| !is_there(number));
            arrivals.missing.extend(missing.map(|number| Item { maker, number }));
        }
        arrivals
    }

    /// Why this is a failure, if it is. Each of so many kills may have a request of this signal come again.
    pub(crate) fn complaint(&self, what: &str, kills: u64) -> Option<String> {
        let Self { missing, repeated, twofold, .. } = self;
        if let Some(first) = missing.first() {
            return Some(format!("{} {what} are missing, the first {first}", missing.len()));
        }
        if let Some(first) = twofold.first() {
            return Some(format!("{} {what} have two ids, the first {first}", twofold.len()));
        }
        let requests = repeated.len() as u64;
        (requests > kills)
            .then(|| format!("{requests} answered requests of {what} came again, of {kills} kills"))
    }
}

impl fmt::Display for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arrived, missing, duplicates, repeated, lost, .. } = self;
        write!(
            f,
            "{arrived} arrived, {} acknowledged ones missing; {duplicates} came again, of {} requests whose answer was lost and {} that were answered",
            missing.len(),
            lost.len(),
            repeated.len(),
        )
    }
}
