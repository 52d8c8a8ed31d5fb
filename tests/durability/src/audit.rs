use std::collections::BTreeMap;
use std::fmt;

use crate::acknowledged::Acknowledged;
use crate::arrivals::Arrivals;
use crate::item::Maker;
use crate::ledger::Entry;

/// What was acknowledged, held against what arrived.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Audit {
    /// Items that programs acknowledged: each is a span, perhaps a log record, and one more in a counter.
    pub(crate) acknowledged: u64,
    pub(crate) spans: Arrivals,
    pub(crate) logs: Arrivals,
    /// Counters that were acknowledged, one for each thread.
    pub(crate) counters: u64,
    /// Those that did not arrive as they were acknowledged: acknowledged, arrived.
    pub(crate) short: Vec<(Maker, u64, u64)>,
}

impl Audit {
    pub(crate) fn of(acknowledged: &Acknowledged, ledger: &[Entry]) -> Self {
        let spans = ledger.iter().filter_map(|entry| match entry {
            Entry::Span { item, span_id, coming } => Some((*item, &**span_id, *coming)),
            _ => None,
        });
        let logs = ledger.iter().filter_map(|entry| match entry {
            Entry::Log { item, coming } => Some((*item, "", *coming)),
            _ => None,
        });
        let mut counts: BTreeMap<Maker, Counted> = BTreeMap::new();
        for entry in ledger {
            if let Entry::Count { maker, is_delta, unix_nanos, count } = entry {
                counts.entry(*maker).or_default().add(*is_delta, *unix_nanos, *count);
            }
        }
        let short = acknowledged.counts().filter_map(|(maker, made)| {
            let counted = counts.get(&maker).map_or(0, Counted::total);
            (counted < made).then_some((maker, made, counted))
        });
        Self {
            acknowledged: acknowledged.total(),
            spans: Arrivals::of(acknowledged, spans),
            logs: Arrivals::of(acknowledged, logs),
            counters: acknowledged.counts().count() as u64,
            short: short.collect(),
        }
    }

    /// Why this is a failure. Each of so many kills may have a request of each signal come again.
    pub(crate) fn complaints(&self, kills: u64) -> Vec<String> {
        let mut complaints = Vec::new();
        complaints.extend(self.spans.complaint("spans", kills));
        complaints.extend(self.logs.complaint("log records", kills));
        if let Some((maker, made, counted)) = self.short.first() {
            let threads = self.short.len();
            complaints.push(format!(
                "counters of {threads} threads are short: {maker:?} has {counted} of {made}"
            ));
        }
        complaints
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { acknowledged, spans, logs, counters, short } = self;
        writeln!(f, "acknowledged: {acknowledged} items, in {counters} counters")?;
        writeln!(f, "spans: {spans}")?;
        writeln!(f, "log records: {logs}")?;
        write!(f, "counters: {} short", short.len())
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
    use crate::item::Item;
    use crate::ledger::Coming;

    /// The request whose answer is lost.
    const LOST: u64 = 9;
    const MAKER: Maker = Maker { program: 1, thread: 0 };

    fn item(number: u64) -> Item {
        Item { maker: MAKER, number }
    }

    fn span(number: u64, span_id: &str, request: u64) -> Entry {
        let coming = Coming { request, is_lost: request == LOST };
        Entry::Span { item: item(number), span_id: span_id.to_owned(), coming }
    }

    fn log(number: u64) -> Entry {
        Entry::Log { item: item(number), coming: Coming { request: 1, is_lost: false } }
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
        let spans = [span(1, "b", LOST), span(0, "a", 1), span(1, "b", 2)];
        let others = [log(0), log(1), delta(5, 2)];
        let audit = audit("ack 0 2\n", &[&spans[..], &others].concat());
        let logs = Arrivals { arrived: 2, ..Arrivals::default() };
        let lost = [LOST].into();
        let spans = Arrivals { arrived: 2, duplicates: 1, lost, ..Arrivals::default() };
        let expected = Audit { acknowledged: 2, spans, logs, counters: 1, ..Audit::default() };
        assert_eq!(audit, expected);
        assert_eq!(audit.complaints(0), [""; 0]);
    }

    #[test]
    fn what_is_missing_is_found() {
        let ledger = [span(0, "a", 1), span(2, "c", 1), log(0), log(1), delta(5, 2)];
        assert_eq!(
            audit("ack 0 3\n", &ledger).complaints(9),
            [
                "1 spans are missing, the first 1/0/1",
                "1 log records are missing, the first 1/0/2",
                "counters of 1 threads are short: Maker { program: 1, thread: 0 } has 2 of 3",
            ]
        );
    }

    #[test]
    fn answered_requests_that_came_again_beyond_one_for_each_kill_are_found() {
        let spans = [span(0, "a", 1), span(1, "b", 1), span(0, "a", 2), span(1, "b", 3)];
        let again = [span(0, "a", LOST), span(0, "a", 4), log(0), log(1), delta(5, 2)];
        let audit = audit("ack 0 2\n", &[&spans[..], &again].concat());
        assert_eq!((audit.spans.duplicates, &audit.spans.repeated), (4, &[1, 2].into()));
        assert_eq!(audit.complaints(2), [""; 0]);
        assert_eq!(audit.complaints(1), ["2 answered requests of spans came again, of 1 kills"]);
    }

    #[test]
    fn span_that_came_again_as_another_is_found() {
        let audit = audit("ack 0 1\n", &[span(0, "a", 1), span(0, "b", 2), log(0), delta(5, 1)]);
        assert_eq!(audit.complaints(9), ["1 spans have two ids, the first 1/0/0"]);
    }

    #[test]
    fn point_that_came_again_counts_once_and_of_a_state_the_last_counts() {
        let items = [span(0, "a", 1), span(1, "b", 1), log(0), log(1)];
        let with = |counts: &[Entry]| audit("ack 0 2\n", &[&items[..], counts].concat()).short;
        assert_eq!(with(&[delta(5, 1), delta(5, 1)]), [(MAKER, 2, 1)]);
        assert_eq!(with(&[delta(5, 1), delta(6, 1)]), []);
        let state = |count| Entry::Count { maker: MAKER, is_delta: false, unix_nanos: 1, count };
        assert_eq!(with(&[state(2), state(1)]), []);
        assert_eq!(with(&[state(1), state(1)]), [(MAKER, 2, 1)]);
    }
}
