use std::collections::BTreeMap;
use std::fmt;

use crate::acknowledged::Acknowledged;
use crate::item::{Item, Maker};
use crate::ledger::Entry;

/// What was acknowledged, held against what arrived.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Audit {
    /// Spans that programs acknowledged.
    pub(crate) acknowledged: u64,
    /// Different spans in the ledger.
    pub(crate) arrived: u64,
    /// Acknowledged and not in the ledger.
    pub(crate) missing: Vec<Item>,
    /// Spans that are in the ledger once more.
    pub(crate) duplicates: u64,
    /// Spans whose answer the collector lost, which the program has to send again.
    pub(crate) lost_answers: u64,
    /// Items that came with two span ids.
    pub(crate) twofold: Vec<Item>,
    /// Counters of threads.
    pub(crate) counters: u64,
    /// Threads whose counter did not arrive as it was acknowledged: acknowledged, arrived.
    pub(crate) short: Vec<(Maker, u64, u64)>,
}

impl Audit {
    pub(crate) fn of(acknowledged: &Acknowledged, ledger: &[Entry]) -> Self {
        let mut audit = Self { acknowledged: acknowledged.total(), ..Self::default() };
        let mut spans: BTreeMap<Maker, Vec<Option<&str>>> = BTreeMap::new();
        let mut counts: BTreeMap<Maker, Counted> = BTreeMap::new();
        for entry in ledger {
            match entry {
                Entry::Span { item, span_id, is_lost } => {
                    audit.lost_answers += u64::from(*is_lost);
                    let known = spans.entry(item.maker).or_default();
                    let index = usize::try_from(item.number).unwrap_or(usize::MAX);
                    known.resize(known.len().max(index + 1), None);
                    match known[index].replace(span_id) {
                        None => audit.arrived += 1,
                        Some(first) if first == span_id => audit.duplicates += 1,
                        Some(_) => audit.twofold.push(*item),
                    }
                }
                Entry::Count { maker, is_delta, unix_nanos, count } => {
                    counts.entry(*maker).or_default().add(*is_delta, *unix_nanos, *count);
                }
            }
        }
        for (maker, made) in acknowledged.counts() {
            let known = spans.get(&maker).map_or(&[][..], |it| it);
            let is_there = |number: &u64| {
                let index = usize::try_from(*number).unwrap_or(usize::MAX);
                known.get(index).is_some_and(Option::is_some)
            };
            let missing = (0..made).filter(|number| !is_there(number));
            audit.missing.extend(missing.map(|number| Item { maker, number }));
            audit.counters += 1;
            let counted = counts.get(&maker).map_or(0, Counted::total);
            if counted < made {
                audit.short.push((maker, made, counted));
            }
        }
        audit
    }

    /// Why this is a failure, if it is. `in_flight` spans may have been sent twice because their sender was killed.
    pub(crate) fn complaint(&self, in_flight: u64) -> Option<String> {
        let Self { missing, duplicates, lost_answers, twofold, short, .. } = self;
        if let Some(first) = missing.first() {
            return Some(format!("{} spans are missing, the first {first}", missing.len()));
        }
        if let Some((maker, made, counted)) = short.first() {
            let threads = short.len();
            return Some(format!(
                "counters of {threads} threads are missing: {maker:?} has {counted} of {made}"
            ));
        }
        if let Some(first) = twofold.first() {
            return Some(format!("{} items have two span ids, the first {first}", twofold.len()));
        }
        let most = in_flight + lost_answers;
        (*duplicates > most).then(|| format!("{duplicates} duplicates are more than {most}"))
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            acknowledged, arrived, missing, duplicates, lost_answers, counters, short, ..
        } = self;
        writeln!(
            f,
            "spans: {acknowledged} acknowledged, {} of them missing; {arrived} arrived, {duplicates} of them once more; {lost_answers} kept with the answer lost",
            missing.len(),
        )?;
        write!(f, "counters: {counters} acknowledged, {} of them short", short.len())
    }
}

/// What arrived of a counter.
#[derive(Debug, Default)]
struct Counted {
    /// By when they were taken: a point that came twice counts once.
    deltas: BTreeMap<u64, u64>,
    last: u64,
}

impl Counted {
    fn add(&mut self, is_delta: bool, unix_nanos: u64, count: u64) {
        if is_delta {
            self.deltas.insert(unix_nanos, count);
        } else {
            self.last = count.max(self.last);
        }
    }

    fn total(&self) -> u64 {
        self.last + self.deltas.values().sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAKER: Maker = Maker { program: 1, thread: 0 };

    fn item(number: u64) -> Item {
        Item { maker: MAKER, number }
    }

    fn span(number: u64, span_id: &str, is_lost: bool) -> Entry {
        Entry::Span { item: item(number), span_id: span_id.to_owned(), is_lost }
    }

    fn delta(unix_nanos: u64, count: u64) -> Entry {
        Entry::Count { maker: MAKER, is_delta: true, unix_nanos, count }
    }

    fn audit(said: &str, ledger: &[Entry]) -> Audit {
        let mut acknowledged = Acknowledged::default();
        assert!(acknowledged.read(1, said).is_empty());
        Audit::of(&acknowledged, ledger)
    }

    #[test]
    fn what_arrived_is_no_complaint() {
        let ledger = [span(1, "b", true), span(0, "a", false), span(1, "b", false), delta(5, 2)];
        let audit = audit("ack 0 2\n", &ledger);
        let expected = Audit {
            acknowledged: 2,
            arrived: 2,
            duplicates: 1,
            lost_answers: 1,
            counters: 1,
            ..Audit::default()
        };
        assert_eq!(audit, expected);
        assert_eq!(audit.complaint(0), None);
    }

    #[test]
    fn missing_span_is_found() {
        let audit = audit("ack 0 3\n", &[span(0, "a", false), span(2, "c", false), delta(5, 3)]);
        assert_eq!(audit.missing, [item(1)]);
        assert_eq!(audit.complaint(9).unwrap(), "1 spans are missing, the first 1/0/1");
    }

    #[test]
    fn duplicates_beyond_what_was_in_flight_are_found() {
        let twice = [span(0, "a", false), span(0, "a", false), delta(5, 1)];
        let audit = audit("ack 0 1\n", &twice);
        assert_eq!(audit.complaint(1), None);
        assert_eq!(audit.complaint(0).unwrap(), "1 duplicates are more than 0");
    }

    #[test]
    fn span_that_came_back_as_another_is_found() {
        let audit = audit("ack 0 1\n", &[span(0, "a", false), span(0, "b", false), delta(5, 1)]);
        assert_eq!(audit.complaint(9).unwrap(), "1 items have two span ids, the first 1/0/0");
    }

    #[test]
    fn counter_that_is_short_is_found_and_a_point_counts_once() {
        let ledger = [span(0, "a", false), span(1, "b", false), delta(5, 1), delta(5, 1)];
        let audit = audit("ack 0 2\n", &ledger);
        assert_eq!(audit.short, [(MAKER, 2, 1)]);
        let cumulative = Entry::Count { maker: MAKER, is_delta: false, unix_nanos: 1, count: 2 };
        let ledger = [span(0, "a", false), span(1, "b", false), cumulative];
        assert_eq!(super::Audit::of(&acknowledged_two(), &ledger).short, []);
    }

    fn acknowledged_two() -> Acknowledged {
        let mut acknowledged = Acknowledged::default();
        assert!(acknowledged.read(1, "ack 0 2\n").is_empty());
        acknowledged
    }
}
