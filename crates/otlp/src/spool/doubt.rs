use std::{collections::VecDeque, iter::repeat_n, ops::Range};

/// Finds out which records are bad, or whether it is the collector that takes nothing.
///
/// ```text
///   refused: 8 ─► 4 ─► 2 ─► 1 refused alone: a suspect ─► another taken ─► refused ─► another taken ─► refused: set aside
///                                                    └──► nothing is taken: all of it stays, and is tried again
/// ```
///
/// Where nothing is blamed (500, `INTERNAL`) a record is set aside when it was refused alone, and then twice more directly
/// after others were taken. So nothing is set aside by a collector that refuses everything, until whenever, nor by one
/// that recovers and breaks again: it would have to do so twice, and each time at the same record. Where the content is
/// blamed (400, `INVALID_ARGUMENT`), once is enough: refused alone, directly after others were taken.
///
/// Others are sent one by one as long as there are suspects, for each that is taken is a witness. What is taken is not
/// sent again, though it stays in the journal until the suspects before it are settled.
#[derive(Debug)]
pub(super) struct Doubt {
    /// What is known of each record, by its place.
    fates: VecDeque<Fate>,
    /// What is not yet taken and not yet refused alone; the next one last, the largest first.
    parts: VecDeque<Range<usize>>,
    /// What was refused alone, the next one to be tried again first.
    suspects: VecDeque<usize>,
    /// How many suspects are to be tried on the word of the last witness.
    tests: usize,
    /// Refusals since anything was taken.
    misses: u32,
    /// Whether the last answer of all was that something is taken.
    is_witnessed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    Open,
    /// Refused so often directly after something else was taken.
    Suspect(u32),
    Taken,
    Refused(String),
}

/// What is certain of the first records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Certain {
    /// So many were taken.
    Taken(usize),
    /// One is refused; what the collector said.
    Refused(String),
}

impl Doubt {
    /// So many records were refused together, again and again.
    pub(super) fn new(records: usize) -> Self {
        let mut doubt = Self {
            fates: repeat_n(Fate::Open, records).collect(),
            parts: VecDeque::new(),
            suspects: VecDeque::new(),
            tests: 0,
            misses: 0,
            is_witnessed: false,
        };
        doubt.part(0..records);
        doubt
    }

    /// Which records to send next; none when all is certain.
    pub(super) fn next(&self) -> Range<usize> {
        let suspect = self.suspects.front().map(|suspect| *suspect..*suspect + 1);
        if self.tests > 0
            && let Some(suspect) = suspect
        {
            return suspect;
        }
        let part = if self.misses > MOST_MISSES { self.parts.front() } else { self.parts.back() };
        match (part.cloned(), suspect) {
            // A witness.
            (Some(part), Some(_)) => part.start..part.start + 1,
            (part, suspect) => part.or(suspect).unwrap_or(0..0),
        }
    }

    /// Those records were taken.
    pub(super) fn taken(&mut self) {
        for place in self.take() {
            if let Some(fate) = self.fates.get_mut(place) {
                *fate = Fate::Taken;
            }
        }
        self.others_taken();
    }

    /// Something else was taken.
    pub(super) fn others_taken(&mut self) {
        (self.misses, self.is_witnessed) = (0, true);
        self.tests = self.suspects.len().min(MOST_TESTS);
    }

    /// There was no answer, or none that says anything of those records; or something else was refused.
    pub(super) fn unanswered(&mut self) {
        (self.tests, self.is_witnessed) = (0, false);
    }

    /// Those records were refused; whether to wait before the next attempt. `is_blamed` tells that the collector says of
    /// the content that it is bad, for which fewer witnesses are enough.
    pub(super) fn refused(&mut self, reason: &str, is_blamed: bool) -> bool {
        let is_tested = self.tests > 0;
        let is_witnessed = std::mem::take(&mut self.is_witnessed);
        let range = self.take();
        self.tests = self.tests.saturating_sub(1);
        self.misses = self.misses.saturating_add(1);
        match self.fates.get_mut(range.start) {
            Some(fate) if range.len() == 1 && is_blamed && is_witnessed => {
                *fate = Fate::Refused(reason.to_owned());
            }
            Some(Fate::Suspect(refusals)) => {
                *refusals = refusals.saturating_add(is_tested.into());
                if *refusals < if is_blamed { 1 } else { ENOUGH } {
                    self.suspects.push_back(range.start);
                } else if let Some(fate) = self.fates.get_mut(range.start) {
                    *fate = Fate::Refused(reason.to_owned());
                }
            }
            _ => self.part(range),
        }
        self.misses > MOST_MISSES || (self.is_stuck() && self.tests == 0)
    }

    /// What is certain of the first records, which [`settled`](Self::settled) takes away.
    pub(super) fn certain(&self) -> Option<Certain> {
        match self.fates.front()? {
            Fate::Refused(reason) => Some(Certain::Refused(reason.clone())),
            Fate::Taken => {
                Some(Certain::Taken(self.fates.iter().take_while(|it| **it == Fate::Taken).count()))
            }
            Fate::Open | Fate::Suspect(_) => None,
        }
    }

    /// So many of the first records are no matter any more, whatever was known of them.
    pub(super) fn settled(&mut self, records: usize) {
        self.fates.drain(..records.min(self.fates.len()));
        for part in &mut self.parts {
            *part = part.start.saturating_sub(records)..part.end.saturating_sub(records);
        }
        self.parts.retain(|part| !part.is_empty());
        self.suspects.retain(|suspect| *suspect >= records);
        for suspect in &mut self.suspects {
            *suspect -= records;
        }
    }

    /// So many records came behind those.
    pub(super) fn grow(&mut self, records: usize) {
        let end = self.fates.len();
        self.fates.extend(repeat_n(Fate::Open, records));
        if records > 0 {
            self.parts.push_front(end..self.fates.len());
        }
    }

    /// How many records are not settled.
    pub(super) fn len(&self) -> usize {
        self.fates.len()
    }

    /// Whether there are suspects and no witnesses.
    pub(super) fn is_stuck(&self) -> bool {
        self.parts.is_empty() && !self.suspects.is_empty()
    }

    /// Parts what was refused; what is alone becomes a suspect.
    fn part(&mut self, range: Range<usize>) {
        if range.len() > 1 {
            let middle = range.start + range.len() / 2;
            self.parts.push_back(middle..range.end);
            self.parts.push_back(range.start..middle);
        } else if let Some(fate) = self.fates.get_mut(range.start) {
            *fate = Fate::Suspect(0);
            self.suspects.push_back(range.start);
        }
    }

    /// Takes away what was sent.
    fn take(&mut self) -> Range<usize> {
        let sent = self.next();
        if self.suspects.front() == Some(&sent.start) {
            self.suspects.pop_front();
            return sent;
        }
        let is_missing = self.misses > MOST_MISSES;
        let part = if is_missing { self.parts.front_mut() } else { self.parts.back_mut() };
        if let Some(part) = part {
            part.start = sent.end;
        }
        self.parts.retain(|part| !part.is_empty());
        sent
    }
}

/// How often a record is refused alone, directly after others were taken, before it is set aside.
const ENOUGH: u32 = 2;
/// For how many suspects one witness is enough.
const MOST_TESTS: usize = 4;
/// Refusals in a row that may come from looking for one bad record. With more witnesses are looked for in the largest
/// part, and not without pauses.
const MOST_MISSES: u32 = 16;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Said {
        Taken,
        Unclear,
        /// The content is blamed.
        Bad,
        /// Nothing that says anything of the content.
        Away,
    }

    /// What became of records, by their number.
    #[derive(Debug, Default)]
    struct Outcome {
        delivered: Vec<usize>,
        aside: BTreeSet<usize>,
        requests: usize,
        pauses: usize,
        /// Whether everything was settled.
        is_done: bool,
    }

    /// Asks for at most so many requests; `fresh` records come one by one where nothing else can tell.
    fn inquire(
        records: usize,
        mut fresh: usize,
        most: usize,
        mut collector: impl FnMut(usize, Range<usize>) -> Said,
    ) -> Outcome {
        let (mut outcome, mut first) = (Outcome::default(), 0);
        let mut doubt = Doubt::new(records);
        while outcome.requests < most {
            if doubt.is_stuck() && fresh > 0 {
                doubt.grow(1);
                fresh -= 1;
            }
            if doubt.len() == 0 {
                outcome.is_done = true;
                break;
            }
            let range = doubt.next();
            assert!(!range.is_empty(), "{doubt:?}");
            let numbers = first + range.start..first + range.end;
            match collector(outcome.requests, numbers.clone()) {
                Said::Away => {
                    doubt.unanswered();
                    outcome.pauses += 1;
                }
                Said::Unclear => outcome.pauses += usize::from(doubt.refused("no", false)),
                Said::Bad => outcome.pauses += usize::from(doubt.refused("bad", true)),
                Said::Taken => {
                    doubt.taken();
                    outcome.delivered.extend(numbers);
                }
            }
            outcome.requests += 1;
            while let Some(certain) = doubt.certain() {
                let settled = match certain {
                    Certain::Taken(records) => records,
                    Certain::Refused(_) => {
                        outcome.aside.insert(first);
                        1
                    }
                };
                doubt.settled(settled);
                first += settled;
            }
        }
        outcome.delivered.sort_unstable();
        outcome
    }

    fn all_but(records: usize, poison: &BTreeSet<usize>) -> Vec<usize> {
        (0..records).filter(|it| !poison.contains(it)).collect()
    }

    #[test]
    fn one_record_of_many_is_found_in_few_requests() {
        let outcome =
            inquire(
                512,
                0,
                1_000,
                |_, range| {
                    if range.contains(&300) { Said::Unclear } else { Said::Taken }
                },
            );
        assert_eq!(outcome.aside, BTreeSet::from([300]));
        assert_eq!(outcome.delivered, all_but(512, &outcome.aside));
        assert_eq!((outcome.requests, outcome.pauses), (21, 0));
    }

    #[test]
    fn lone_record_waits_until_something_else_is_taken() {
        let poison = |_, range: Range<usize>| {
            if range.contains(&0) { Said::Unclear } else { Said::Taken }
        };
        let alone = inquire(1, 0, 100, poison);
        assert!(alone.aside.is_empty() && alone.pauses == 100, "{alone:?}");
        let joined = inquire(1, 2, 100, poison);
        assert_eq!((joined.aside, joined.delivered), (BTreeSet::from([0]), vec![1, 2]));
        assert_eq!((joined.requests, joined.pauses), (4, 0));
    }

    proptest! {
        #[test]
        fn exactly_what_is_refused_alone_is_set_aside(
            records in 1_usize..200,
            poison in prop::collection::btree_set(0_usize..200, 0..20),
            away in prop::collection::btree_set(0_usize..300, 0..50),
            is_blamed in any::<bool>(),
        ) {
            let poison: BTreeSet<_> = poison.into_iter().filter(|it| *it < records).collect();
            let outcome = inquire(records, 2 * (poison.len() + away.len()), 10_000, |request, range| match () {
                () if away.contains(&request) => Said::Away,
                () if poison.range(range).next().is_none() => Said::Taken,
                () if is_blamed => Said::Bad,
                () => Said::Unclear,
            });
            prop_assert!(outcome.is_done);
            prop_assert_eq!(&outcome.aside, &poison);
            let came = outcome.delivered.len() + poison.len();
            prop_assert_eq!(&outcome.delivered, &all_but(came, &poison));
            let bound = 2 + poison.len() * (2 * 8 + 2 * 2 + 1) + 4 * away.len();
            prop_assert!(outcome.requests <= bound, "{} of {bound}", outcome.requests);
        }

        #[test]
        fn nothing_is_set_aside_when_everything_is_refused(
            records in 1_usize..100,
            fresh in 0_usize..10,
            away in prop::collection::vec(any::<bool>(), 1..20),
        ) {
            let said = |request| match request % 3 {
                _ if away[request % away.len()] => Said::Away,
                0 => Said::Unclear,
                _ => Said::Bad,
            };
            let outcome = inquire(records, fresh, 1_000, |request, _| said(request));
            prop_assert!(outcome.aside.is_empty() && outcome.delivered.is_empty());
            prop_assert!(outcome.requests - outcome.pauses <= 16);
        }

        #[test]
        fn nothing_is_set_aside_by_outages_that_begin_and_end_anywhere(
            records in 1_usize..100,
            lengths in [0_usize..300, 1_usize..100, 0_usize..300],
            away in prop::collection::vec(any::<bool>(), 1..20),
        ) {
            let [first, between, second] = lengths;
            let outcome = inquire(records, 0, 2_000, |request, _| match () {
                () if (first..first + between).contains(&request) => Said::Taken,
                () if request >= first + between + second => Said::Taken,
                () if away[request % away.len()] => Said::Away,
                () => Said::Unclear,
            });
            prop_assert!(outcome.aside.is_empty() && outcome.is_done, "{outcome:?}");
            prop_assert_eq!(outcome.delivered, (0..records).collect::<Vec<_>>());
        }

        #[test]
        fn collector_that_breaks_half_way_has_nothing_set_aside(
            records in 1_usize..100,
            breaks in 0_usize..30,
            poison in 0_usize..100,
        ) {
            let poison = poison % records;
            let outcome = inquire(records, 5, 1_000, |request, range| {
                if request < breaks && !range.contains(&poison) { Said::Taken } else { Said::Unclear }
            });
            prop_assert!(outcome.aside.iter().all(|it| *it == poison), "{outcome:?}");
        }
    }
}
