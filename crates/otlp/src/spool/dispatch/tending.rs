//! What the thread does between its requests: it waits, and looks after the journal.

use std::time::Duration;

use genai_otel_journal::{Batch, Journal};

use super::{
    super::{now, writer::IDLE},
    Dispatcher,
};
use crate::Loss;

impl Dispatcher {
    /// Waits for a collector that is away.
    pub(super) fn pause(&mut self, journal: &Journal, pause: Duration, is_asked: bool) {
        let until = now().1.checked_add(pause);
        let mut hurries = false;
        loop {
            let left = until.map_or(pause, |until| until.saturating_duration_since(now().1));
            if left.is_zero() || (hurries && !is_asked) {
                break;
            }
            let step = left.min(self.upkeep());
            let rung = if is_asked {
                self.depot.bell.pause(step)
            } else {
                self.depot.bell.wait(step, u64::MAX)
            };
            hurries |= rung.hurries;
            if rung.is_closing {
                break;
            }
            self.tend(journal);
        }
        if hurries {
            // To be found by the next look.
            self.depot.bell.hurry();
        }
    }

    pub(super) fn rest(&self, enough: u64) {
        self.wait(self.upkeep(), enough);
    }

    pub(super) fn wait(&self, longest: Duration, enough: u64) {
        let rung = self.depot.bell.wait(longest.min(self.upkeep()), enough);
        if rung.hurries {
            // To be found by the next look.
            self.depot.bell.hurry();
        }
    }

    /// Looks after the journal where it is time: after what others left, and what is too old.
    pub(super) fn tend(&mut self, journal: &Journal) {
        let (time, instant) = now();
        if !self.depot.has_writer() {
            self.depot.upkeep_now(instant);
        }
        let is_due = self
            .tended
            .is_none_or(|tended| instant.saturating_duration_since(tended) >= self.upkeep());
        // Not all that others left is taken over at once.
        let may_be_more = self.is_adopting && journal.status().lanes <= 1;
        if !is_due && !may_be_more {
            return;
        }
        let is_first = self.tended.replace(instant).is_none();
        self.is_adopting = journal.adopt() > 0;
        if self.is_adopting || is_first {
            self.rush = self.depot.left_by_others(journal);
        }
        if let Some(max_age) = self.depot.max_age {
            self.expire_inquiries(journal);
            let before = journal.status().records;
            let expired = journal.expire(max_age, time);
            if expired > 0 {
                self.depot.note_expired(before, expired);
                let reason = format!("{expired} are older than {max_age:?}");
                self.depot.warn(Loss::Expired.as_str(), &reason);
            }
        }
        self.depot.upkeep_now(instant);
    }

    pub(super) fn upkeep(&self) -> Duration {
        let age = self.depot.max_age.map_or(IDLE, |age| (age / 2).max(SHORTEST));
        // Of metrics there is no thread that writes, and would look after them.
        let journal = if self.depot.has_writer() { IDLE } else { self.depot.upkeep() };
        IDLE.min(age).min(journal)
    }

    pub(super) fn is_too_old(&self, batch: &Batch) -> bool {
        let age = batch.oldest().and_then(|oldest| now().0.duration_since(oldest).ok());
        age.zip(self.depot.max_age).is_some_and(|(age, most)| age > most)
    }
}

/// How often the age of records is looked at, where they are kept for moments only.
const SHORTEST: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc, thread};

    use genai_otel_journal::{Keeps, Records};

    use super::*;
    use crate::{
        OtlpPipeline, Signal, Spool,
        config::Config,
        delivery::Delivery,
        shipper::Shipper,
        spool::{Depot, Depots, Intake},
        transport::Shared,
    };

    #[test]
    fn journal_that_no_thread_writes_to_is_looked_after_as_often_as_it_is_synced() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let upkeep = |keeps, is_written: bool| {
            let depot = depot(&config, keeps);
            let intake = is_written.then(|| Intake::start(&depot).unwrap());
            let upkeep = dispatcher(&config, &depot).upkeep();
            intake.iter().for_each(|intake| intake.close());
            upkeep
        };
        let second = Duration::from_secs(1);
        assert_eq!(upkeep(Keeps::Last, false), second);
        assert_eq!(upkeep(Keeps::All, false), second, "of delta metrics");
        assert_eq!(upkeep(Keeps::All, true), IDLE);
    }

    #[test]
    fn first_look_hurries_what_others_left_and_not_what_has_just_ended() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let rush_with = |own: &[&[u8]]| {
            let depot = depot(&config, Keeps::All);
            for payload in own {
                let mut records = Records::new();
                records.push(payload).unwrap();
                depot.append(&records).unwrap();
            }
            let mut dispatcher = dispatcher(&config, &depot);
            dispatcher.tend(&depot.journal().unwrap());
            dispatcher.rush
        };
        assert_eq!(rush_with(&[b"a"]), 0);
        assert_eq!(rush_with(&[b"b", b"c"]), 1);
        assert_eq!(rush_with(&[]), 3);
    }

    #[test]
    fn end_comes_after_that_of_the_thread_that_writes() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let depot = depot(&config, Keeps::All);
        let intake = Intake::start(&depot).unwrap();
        let dispatcher = dispatcher(&config, &depot);
        depot.bell.close();
        let has_ended = thread::scope(|scope| {
            let ended = scope.spawn(|| {
                dispatcher.run();
                intake.has_ended()
            });
            intake.close();
            ended.join().unwrap()
        });
        assert!(has_ended);
    }

    fn config(folder: &Path) -> Config {
        OtlpPipeline::from_pairs([]).spool(Spool::at(folder)).config().unwrap()
    }

    fn depot(config: &Config, keeps: Keeps) -> Arc<Depot> {
        let delivery = Arc::new(Delivery::new(Signal::Traces, "nowhere".to_owned(), 8));
        let depots = Depots::new(config.spool.as_ref().unwrap());
        depots.open(Signal::Traces, Vec::new(), keeps, delivery).unwrap()
    }

    fn dispatcher(config: &Config, depot: &Arc<Depot>) -> Dispatcher {
        let request = &config.traces.as_ref().unwrap().request;
        let shipper = Shipper::new(request, Signal::Traces, &Shared::default()).unwrap();
        Dispatcher::new(Arc::clone(depot), shipper, 8, Duration::ZERO)
    }
}
