//! Events that say what earlier ones said.

use crate::reader::facts::{EventFacts, Facts};
use crate::wire::json::{Shape, Shaper};

/// Recognises events that differ from an earlier one in nothing but counts and what nobody looks at, most of all the text. They
/// need not be read: a stream is made of them.
///
/// Only an event that changed nothing else is remembered, and only until one changes something else: read once more it would
/// change nothing again. All its counts have to be numbers at places of their own: where one is added to or reset by
/// something else, the event is always read.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats {
    known: Vec<(Shape, EventFacts)>,
    /// Where the next one is kept, once there are as many as are kept.
    oldest: usize,
    /// The holes of the event being read.
    pub(super) shaper: Shaper,
    /// What was known before the event being read.
    before: Option<Facts>,
    /// Whether events may be taken back.
    pub(super) revocable: bool,
    /// What the event being read has changed is known.
    is_settled: bool,
    /// How many were read since one was recognised.
    read: usize,
}

impl Repeats {
    /// What the event is that begins with `piece`, if it is like one that is known; its counts are taken.
    pub(super) fn recognise(&mut self, piece: &[u8], facts: &mut Facts) -> Option<EventFacts> {
        let fits = |(shape, event): &(Shape, EventFacts)| {
            Some(EventFacts { has_text: shape.fits(piece)?, ..*event })
        };
        let mut known = self.known.iter().enumerate();
        let (at, event) = known.find_map(|(at, known)| Some((at, fits(known)?)))?;
        self.read = 0;
        if self.revocable || self.before.is_some() {
            self.before = self.revocable.then(|| facts.clone());
        }
        self.known[at].0.counts(piece, |count, value| facts.set_count(count, value));
        // The next one is probably like it.
        if at > 0 {
            self.known.swap(0, at);
        }
        Some(event)
    }

    /// An event is going to be read.
    pub(super) fn begin(&mut self, facts: &Facts) {
        self.shaper.clear();
        self.is_settled = false;
        self.read = self.read.saturating_add(1);
        // Streams whose events all differ pay for it now and then.
        let may_repeat = self.read <= EAGER || self.read.is_multiple_of(RARELY);
        let worthwhile = may_repeat && facts.is_small();
        self.before = (worthwhile || self.revocable).then(|| facts.clone());
        if !worthwhile {
            self.forget();
        }
    }

    /// The event being read was all of `piece`.
    pub(super) fn learn(&mut self, piece: &[u8], facts: &Facts) {
        self.is_settled = true;
        let Some(before) = &mut self.before else { return };
        if !before.is_like(facts) {
            return self.forget();
        }
        // Every count has to be one that the shape will find.
        let told =
            self.shaper.counts(piece).filter(|(_, value)| matches!(value.count(), Ok(Some(_))));
        if told.count() != facts.count_changes_since(before) as usize || facts.event.is_last {
            return;
        }
        let Some(shape) = self.shaper.shape(piece) else { return };
        let known = (shape, facts.event);
        match self.known.get_mut(self.oldest) {
            Some(oldest) => *oldest = known,
            None => self.known.push(known),
        }
        self.oldest = (self.oldest + 1) % MAX_KNOWN;
    }

    /// The event being read has ended.
    pub(super) fn end(&mut self, facts: &Facts) {
        let before = self.before.as_mut().filter(|_| !self.is_settled);
        if before.is_some_and(|before| !before.is_like(facts)) {
            self.forget();
        }
    }

    /// What was known before the event being read.
    pub(super) const fn revoke(&mut self) -> Option<Facts> {
        self.before.take()
    }

    fn forget(&mut self) {
        self.known.clear();
        self.oldest = 0;
    }
}

/// How many shapes are kept: choices and kinds of events alternate.
const MAX_KNOWN: usize = 8;

/// So many events in a row are compared with what follows them, and then each of so many.
const EAGER: usize = 8;
const RARELY: usize = 32;
