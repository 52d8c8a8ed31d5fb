//! What is written is read again.

use genai_otel_core::{CallRecord, Usage};
use proptest::collection::vec;
use proptest::prelude::*;

use super::full;
use super::source::Source;
use super::{STAMP, written};
use crate::line::checksum::{Checksum, checksum_of};
use crate::line::{Entry, Line};

/// What a line cannot tell apart: a total of the provider's own that is the sum of both sides.
fn without_own_sum(mut usage: Usage) -> Usage {
    let total = std::mem::take(&mut usage.total);
    let estimates = usage.input.is_estimated() || usage.output.is_estimated();
    if usage.total() != total.value() || estimates != total.is_estimated() {
        usage.total = total;
    }
    usage
}

fn expected(record: &CallRecord) -> Entry {
    let mut entry = Entry::of_record(record, &STAMP);
    entry.usage = without_own_sum(entry.usage);
    for attempt in &mut entry.attempt_list {
        attempt.usage = without_own_sum(attempt.usage.clone());
    }
    entry
}

#[test]
fn a_record_that_has_everything_is_kept() {
    let line = written(&full::record());
    assert_eq!(Entry::from_line(&line), Ok(expected(&full::record())));
}

proptest! {
    #[test]
    fn every_record_is_kept(numbers in vec(any::<u64>(), 0..600)) {
        let record = Source(numbers.iter()).record();
        let line = written(&record);
        prop_assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
        prop_assert_eq!(checksum_of(&line), Checksum::Holds);
        let entry = Entry::from_line(&line).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&entry, &expected(&record));
        prop_assert_eq!(entry.to_line(), line);
    }

    #[test]
    fn no_changed_byte_goes_unnoticed(
        numbers in vec(any::<u64>(), 0..300),
        place in any::<prop::sample::Index>(),
        change in 1..=u8::MAX,
    ) {
        let mut line = written(&Source(numbers.iter()).record());
        line.pop();
        let place = place.index(line.len());
        line[place] ^= change;
        prop_assert_ne!(checksum_of(&line), Checksum::Holds);
        prop_assert!(Line::read(&line).is_err());
    }

    #[test]
    fn no_line_that_was_cut_is_read(numbers in vec(any::<u64>(), 0..300), place in any::<prop::sample::Index>()) {
        let mut line = written(&Source(numbers.iter()).record());
        line.pop();
        line.truncate(place.index(line.len()));
        prop_assert!(Line::read(&line).is_err());
    }
}
