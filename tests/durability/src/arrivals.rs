use std::collections::BTreeMap;
use std::fmt;

use crate::acknowledged::Acknowledged;
use crate::item::{Item, Maker};

/// What arrived of one signal, an item for each that was made.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Arrivals {
    /// Different items.
    pub(crate) arrived: u64,
    /// Acknowledged ones that did not arrive.
    pub(crate) missing: Vec<Item>,
    /// Items that arrived once more.
    pub(crate) duplicates: u64,
    /// Items whose answer the collector lost, which the program has to send again.
    pub(crate) lost_answers: u64,
    /// Items that came with two ids.
    pub(crate) twofold: Vec<Item>,
}

impl Arrivals {
    /// Each with its id and whether the answer was lost.
    pub(crate) fn of<'a>(
        acknowledged: &Acknowledged,
        arrived: impl Iterator<Item = (Item, &'a str, bool)>,
    ) -> Self {
        let mut arrivals = Self::default();
        let mut ids: BTreeMap<Maker, Vec<Option<&str>>> = BTreeMap::new();
        for (item, id, is_lost) in arrived {
            arrivals.lost_answers += u64::from(is_lost);
            let known = ids.entry(item.maker).or_default();
            let index = usize::try_from(item.number).unwrap_or(usize::MAX);
            known.resize(known.len().max(index + 1), None);
            match known[index].replace(id) {
                None => arrivals.arrived += 1,
                Some(first) if first == id => arrivals.duplicates += 1,
                Some(_) => arrivals.twofold.push(item),
            }
        }
        for (maker, made) in acknowledged.counts() {
            let known = ids.get(&maker).map_or(&[][..], |it| it);
            let is_there = |number: &u64| {
                let index = usize::try_from(*number).unwrap_or(usize::MAX);
                known.get(index).is_some_and(Option::is_some)
            };
            let missing = (0..made).filter(|number| !is_there(number));
            arrivals.missing.extend(missing.map(|number| Item { maker, number }));
        }
        arrivals
    }

    /// Why this is a failure, if it is. `in_flight` may have been sent twice because their sender was killed.
    pub(crate) fn complaint(&self, what: &str, in_flight: u64) -> Option<String> {
        let Self { missing, duplicates, lost_answers, twofold, .. } = self;
        if let Some(first) = missing.first() {
            return Some(format!("{} {what} are missing, the first {first}", missing.len()));
        }
        if let Some(first) = twofold.first() {
            return Some(format!("{} {what} have two ids, the first {first}", twofold.len()));
        }
        let most = in_flight + lost_answers;
        (*duplicates > most).then(|| format!("{duplicates} {what} came again, at most {most} may"))
    }
}

impl fmt::Display for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arrived, missing, duplicates, lost_answers, .. } = self;
        write!(
            f,
            "{arrived} arrived, {} acknowledged ones missing, {duplicates} came again, {lost_answers} kept with the answer lost",
            missing.len(),
        )
    }
}
