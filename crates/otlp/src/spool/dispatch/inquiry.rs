use std::ops::Range;

use genai_otel_journal::{Batch, Journal, Keeps, Limits, Turn};

use super::{
    super::doubt::{Certain, Doubt},
    Dispatcher, PATIENCE, Turned,
};
use crate::{Loss, retry::Blame, transport::Failure};

/// Records that were refused, by a collector that may take others or none.
#[derive(Debug)]
pub(super) struct Inquiry {
    /// Those that are not settled.
    batch: Batch,
    doubt: Doubt,
    /// Whether one of them was set aside.
    has_found: bool,
}

impl Dispatcher {
    /// Looks into what was refused. What is left of other plans for it is void.
    pub(super) fn begin_inquiry(&mut self, batch: Batch) {
        let doubt = Doubt::new(batch.len());
        self.inquiries.push_front(Inquiry { batch, doubt, has_found: false });
        (self.unclear, self.asked) = (0, 0);
        self.swap();
    }

    /// Sends what the first inquiry wants to know about, and settles what is certain by then.
    pub(super) fn inquire(&mut self, journal: &Journal) -> Turned {
        let Some(mut inquiry) = self.inquiries.pop_front() else { return Turned::Settled(0) };
        if !self.renew(journal, &mut inquiry) {
            // The next state has the same records.
            self.patience = 1;
            return Turned::Settled(0);
        }
        let failure = self.ask(&mut inquiry);
        let settled = self.settle(journal, &mut inquiry);
        let is_done = inquiry.doubt.len() == 0;
        if is_done {
            // Whoever stumbles over one record stumbles over the next.
            self.patience = if inquiry.has_found { 1 } else { PATIENCE };
        }
        let Some(failure) = failure else {
            if !is_done {
                self.inquiries.push_front(inquiry);
            }
            return Turned::Settled(settled);
        };
        if !is_done {
            self.inquiries.push_back(inquiry);
        }
        self.asked = self.asked.saturating_add(1);
        self.failed(&failure)
    }

    /// Sends one part; why there has to be a pause after it, if there has.
    fn ask(&mut self, inquiry: &mut Inquiry) -> Option<Failure> {
        let range = inquiry.doubt.next();
        let payloads = inquiry.payloads(range.clone());
        match self.attempt(inquiry.batch.preamble(), payloads) {
            Ok(answer) => {
                self.note_taken(count(range.len()), &answer);
                inquiry.doubt.taken();
                None
            }
            Err(failure) if failure.blame == Blame::Way => {
                inquiry.doubt.unanswered();
                Some(failure)
            }
            Err(failure) => {
                let is_blamed = failure.blame == Blame::Content;
                inquiry.doubt.refused(&failure.reason, is_blamed).then_some(failure)
            }
        }
    }

    /// Acknowledges or sets aside what is certain of the first records; how many those are.
    fn settle(&mut self, journal: &Journal, inquiry: &mut Inquiry) -> u64 {
        let mut settled = 0_u64;
        while let Some(certain) = inquiry.doubt.certain() {
            let records = match certain {
                Certain::Taken(records) => records,
                Certain::Refused(reason) => {
                    self.set_aside(journal, &inquiry.first(), &reason);
                    let _settled = inquiry.forget(1);
                    inquiry.has_found = true;
                    settled = settled.saturating_add(1);
                    continue;
                }
            };
            let done = inquiry.forget(records);
            self.depot.note_settled(done.preamble(), count(records));
            journal.acknowledge(done);
            settled = settled.saturating_add(count(records));
        }
        settled
    }

    /// Takes in what came behind the records where nothing else can tell. Whether they are still worth an answer: a
    /// newer state supersedes them.
    fn renew(&self, journal: &Journal, inquiry: &mut Inquiry) -> bool {
        let Inquiry { batch, doubt, .. } = inquiry;
        let is_state = self.depot.keeps == Keeps::Last;
        // What is taken and cannot be acknowledged yet is repeated by a kill, and has a bound for that.
        let wants_more = doubt.is_stuck() && batch.len() <= self.batch_size;
        if !is_state && !wants_more {
            return true;
        }
        let (records, bytes) =
            if wants_more { (self.batch_size, self.shipper.max_bytes()) } else { (0, 0) };
        let limits = Limits {
            records: batch.len().saturating_add(records),
            bytes: batch.bytes().saturating_add(bytes),
        };
        let again = [Turn::Oldest, Turn::Newest].into_iter().find_map(|turn| {
            let again = journal.next(turn, limits)?;
            let is_same =
                again.len() >= batch.len() && again.records().take(batch.len()).eq(batch.records());
            is_same.then_some(again)
        });
        let Some(again) = again else { return !is_state };
        doubt.grow(again.len().saturating_sub(batch.len()));
        *batch = again;
        true
    }

    /// Whether an inquiry has these records, which are the first of their segment, or others behind them.
    pub(super) fn is_inquired(&self, batch: &Batch) -> bool {
        let first = batch.records().next();
        self.inquiries.iter().any(|inquiry| inquiry.batch.records().next() == first)
    }

    /// Something else was refused.
    pub(super) fn note_others_refused(&mut self) {
        for inquiry in &mut self.inquiries {
            inquiry.doubt.unanswered();
        }
    }

    /// Something else was taken.
    pub(super) fn note_others_taken(&mut self) {
        for inquiry in &mut self.inquiries {
            inquiry.doubt.others_taken();
        }
    }

    /// Gives up what is too old, before the journal does, which does not know what was taken.
    pub(super) fn expire_inquiries(&mut self, journal: &Journal) {
        let mut inquiries = std::mem::take(&mut self.inquiries);
        for inquiry in &mut inquiries {
            while inquiry.doubt.len() > 0 && self.is_too_old(&inquiry.first()) {
                if self.settle(journal, inquiry) > 0 {
                    continue;
                }
                let first = inquiry.forget(1);
                self.depot.note_settled(first.preamble(), 1);
                self.depot.delivery.count(Loss::Expired, 1);
                journal.acknowledge(first);
            }
        }
        inquiries.retain(|inquiry| inquiry.doubt.len() > 0);
        self.inquiries = inquiries;
    }
}

impl Inquiry {
    fn payloads(&self, range: Range<usize>) -> impl Iterator<Item = &[u8]> {
        let records = self.batch.records().skip(range.start).take(range.len());
        records.map(|(_, payload)| payload)
    }

    /// Lets go of the first records, which are returned.
    fn forget(&mut self, records: usize) -> Batch {
        self.doubt.settled(records);
        let rest = self.batch.split_off(records);
        std::mem::replace(&mut self.batch, rest)
    }

    /// The first record alone.
    fn first(&self) -> Batch {
        let mut first = self.batch.clone();
        first.truncate(1);
        first
    }
}

fn count(records: usize) -> u64 {
    u64::try_from(records).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use genai_otel_journal::Records;
    use genai_otel_testkit::{FakeCollector, Reaction};
    use opentelemetry_proto::tonic::trace::v1::Span;
    use prost::Message as _;

    use super::*;
    use crate::{
        OtlpPipeline, Signal, Spool,
        delivery::Delivery,
        shipper::Shipper,
        spool::{Depots, now, record},
        transport::Shared,
    };

    const HOUR: Duration = Duration::from_secs(3_600);

    /// A record of the spool.
    fn span(name: String) -> Vec<u8> {
        let mut record = Vec::new();
        record::begin(&[], &mut record);
        let (trace_id, span_id) = (vec![1; 16], vec![1; 8]);
        Span { name, trace_id, span_id, ..Span::default() }.encode(&mut record).unwrap();
        record
    }

    #[test]
    fn what_is_in_doubt_for_too_long_is_lost_and_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        let is_bad = |name: &str| name == "span 7";
        let collector = FakeCollector::builder()
            .when(move |offer| offer.spans.iter().any(|it| is_bad(&it.name)), Reaction::status(500))
            .start()
            .unwrap();
        let spool = Spool::at(folder.path()).max_age(HOUR);
        let pipeline = OtlpPipeline::from_pairs([]).endpoint(collector.url()).spool(spool);
        let config = pipeline.timeout(HOUR).config().unwrap();
        let delivery = Arc::new(Delivery::new(Signal::Traces, collector.url(), 8));
        let depots = Depots::new(config.spool.as_ref().unwrap());
        let depot = depots.open(Signal::Traces, Vec::new(), Keeps::All, Arc::clone(&delivery));
        let (depot, request) = (depot.unwrap(), &config.traces.as_ref().unwrap().request);
        let shipper = Shipper::new(request, Signal::Traces, &Shared::default()).unwrap();
        let journal = depot.journal().unwrap();
        let mut dispatcher = Dispatcher::new(depot, shipper, 8, Duration::ZERO);

        let mut records = Records::new();
        for number in 0..8 {
            records.push(&span(format!("span {number}"))).unwrap();
        }
        journal.append(&records, now().0 - 2 * HOUR).unwrap();
        for _ in 0..100 {
            let _turned = dispatcher.turn(&journal);
        }
        let seen = || {
            let counts = delivery.counts();
            (counts.delivered, delivery.lost_by(Loss::Expired), journal.status().records)
        };
        assert_eq!(seen(), (7, 0, 1));
        dispatcher.expire_inquiries(&journal);
        assert_eq!(seen(), (7, 1, 0));
        assert!(dispatcher.inquiries.is_empty());
        let mut names: Vec<_> = collector.spans().into_iter().map(|span| span.name).collect();
        names.sort();
        assert_eq!(names, [0, 1, 2, 3, 4, 5, 6].map(|number| format!("span {number}")));
    }
}
