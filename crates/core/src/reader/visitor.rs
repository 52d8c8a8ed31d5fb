//! The walk through a body, whoever reads it out.

use std::fmt;

use super::facts::{EventFacts, Facts};
use super::scalar::Scalar;
use crate::observe::Observation;
use crate::text;

/// What is known of a response while it is read.
pub(crate) type ResponseVisitor = Visitor<Facts>;

/// A place in a body, and the places it leads to.
pub(crate) trait Place: Copy + fmt::Debug {
    /// The whole value.
    const ROOT: Self;

    /// The place that member `key` of this object leads to, if anybody wants it.
    fn member(self, key: &[u8]) -> Option<Self>;

    /// The place of the elements of an array here, if anybody wants them.
    fn element(self) -> Option<Self>;

    /// Whether an object here has members that anybody wants.
    fn has_members(self) -> bool;
}

/// Keeps what stands at the places of a body.
pub(crate) trait Gather {
    /// The places it knows.
    type Place: Place;

    /// Whether anybody wants what stands at `place` this time.
    fn wants(&self, _place: Self::Place) -> bool {
        true
    }

    /// Whether of a text at `place` only matters if there is any.
    fn only_glances(&self, _place: Self::Place) -> bool {
        false
    }

    /// The number of the count at `place`, where a scalar does nothing else than to set it.
    fn count(&self, _place: Self::Place) -> Option<u8> {
        None
    }

    /// A text stands at `place`, of which only this matters.
    fn glance(&mut self, _place: Self::Place, _is_empty: bool) {}

    /// Whether of a text at `place` the characters are counted, and nothing else of it is wanted.
    fn measures(&self, _place: Self::Place) -> bool {
        false
    }

    /// A text at a place that [`measures`](Self::measures) has had so many characters.
    fn measured(&mut self, _characters: u64) {}

    /// An object or array begins.
    fn begin(&mut self, place: Self::Place);

    /// Whether the elements of an array at `place` are only counted.
    fn tallies(&self, _place: Self::Place) -> bool {
        false
    }

    /// So many more elements of the array at `place`, which have no parts.
    fn tally(&mut self, _place: Self::Place, _elements: u64) {}

    /// What [began](Self::begin) is an array.
    fn begin_array(&mut self, _place: Self::Place) {}

    /// The object or array at `place` ends.
    fn end(&mut self, place: Self::Place);

    /// A scalar stands at `place`. Its text, if it is one, has at most [`text::MAX_HEAD_BYTES`].
    fn scalar(&mut self, place: Self::Place, value: Scalar<'_>);

    /// The text at `place`, which [`scalar`](Self::scalar) was told the beginning of, has this many bytes.
    fn text_length(&mut self, _place: Self::Place, _length: usize) {}

    /// An object or array stands at `place` where nobody can use one.
    fn not_a_scalar(&mut self, place: Self::Place);

    /// Whether anything is heard as it passes: else nobody asks.
    const HEARS: bool = false;

    /// What at `place` is heard part by part, however long it is, instead of coming as one scalar. Only from bytes.
    fn hears(&self, _place: Self::Place) -> Hearing {
        Hearing::Nothing
    }

    /// The next part of what is heard.
    fn hear(&mut self, _part: &str) {}

    /// What is heard is over.
    fn end_heard(&mut self) {}
}

/// What is heard at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hearing {
    Nothing,
    /// A string.
    Text,
    /// A string, and an object or array as the text it is written in.
    Json,
}

/// Receives a body event by event and keeps what the call needs to know.
///
/// Every value comes as one [`scalar`](Self::scalar) or as a pair of `begin_` and `end_`; a member of an object
/// is announced by [`key`](Self::key). Where the answer is [`Interest::Skip`], the front end may leave out the
/// value (after `key`) or everything between the pair (after `begin_`), but need not: what it sends is ignored.
/// Events that come out of order are ignored too.
#[derive(Clone, Debug)]
pub(crate) struct Visitor<G: Gather> {
    /// The known places that are open; the tables bound how many there can be.
    open: [Frame<G::Place>; MAX_DEPTH],
    depth: usize,
    /// Where the member announced last leads to.
    next: Option<G::Place>,
    /// How many objects and arrays are open that nobody asked for.
    ignored: usize,
    facts: G,
}

/// The deepest nesting of known places in any kind of body.
pub(crate) const MAX_DEPTH: usize = 11;

/// Whether a value is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interest {
    /// Nothing in it matters; the front end should not even look at it.
    Skip,
    /// Something in it may matter.
    Enter,
}

impl<G: Gather> Visitor<G> {
    /// A visitor that waits for the beginning of a body.
    pub(crate) fn new() -> Self
    where
        G: Default,
    {
        Self::with(G::default())
    }

    /// A visitor that adds to `facts`.
    pub(crate) fn with(facts: G) -> Self {
        let outside = Frame { place: G::Place::ROOT, array: false };
        Self { open: [outside; MAX_DEPTH], depth: 0, next: Some(G::Place::ROOT), ignored: 0, facts }
    }

    /// The value being read is over, whole or not; another one of the same call may follow.
    pub(crate) fn end_value(&mut self) {
        // Half a choice is still a choice when the source broke off inside it.
        self.ignored = 0;
        while self.depth > 0 {
            self.end();
        }
        self.next = Some(G::Place::ROOT);
    }

    /// The member `key` of the open object follows.
    pub(crate) fn key(&mut self, key: impl AsRef<[u8]>) -> Interest {
        self.next = match self.innermost() {
            Some(frame) if self.ignored == 0 && !frame.array => {
                frame.place.member(key.as_ref()).filter(|place| self.facts.wants(*place))
            }
            _ => None,
        };
        self.interest()
    }

    /// Whether the value of the member announced last is wanted.
    pub(crate) const fn interest(&self) -> Interest {
        if self.next.is_some() { Interest::Enter } else { Interest::Skip }
    }

    /// Whether the value of the member announced last may be told by [`glance`](Self::glance), if it is a text.
    pub(crate) fn only_glances(&self) -> bool {
        self.next.is_some_and(|place| self.facts.only_glances(place))
    }

    /// An object begins.
    pub(crate) fn begin_object(&mut self) -> Interest {
        self.begin(false)
    }

    /// The object that began last ends.
    pub(crate) fn end_object(&mut self) {
        self.end();
    }

    /// An array begins.
    pub(crate) fn begin_array(&mut self) -> Interest {
        self.begin(true)
    }

    /// Whether the elements of the array that began last are only counted.
    pub(crate) fn tallies(&self) -> bool {
        self.innermost().is_some_and(|frame| self.facts.tallies(frame.place))
    }

    /// So many more elements of the array that began last.
    pub(crate) fn tally(&mut self, elements: usize) {
        if let Some(frame) = self.innermost() {
            self.facts.tally(frame.place, elements as u64);
        }
    }

    /// The array that began last ends.
    pub(crate) fn end_array(&mut self) {
        self.end();
    }

    /// A value without parts.
    pub(crate) fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Str(text) => self.text(text, text.len()),
            short => {
                if let Some(place) = self.place() {
                    self.facts.scalar(place, short);
                }
            }
        }
    }

    /// A string begins, or something nested: whether it is heard.
    pub(crate) fn begin_heard(&mut self, is_string: bool) -> bool {
        if !G::HEARS || self.ignored > 0 {
            return false;
        }
        let Some(place) = self.expected() else { return false };
        let is_heard = match self.facts.hears(place) {
            Hearing::Nothing => false,
            Hearing::Text => is_string,
            Hearing::Json => true,
        };
        if is_heard {
            self.next = None;
        }
        is_heard
    }

    /// The next part of what is heard.
    pub(crate) fn hear(&mut self, part: &str) {
        self.facts.hear(part);
    }

    /// What is heard is over.
    pub(crate) fn end_heard(&mut self) {
        self.facts.end_heard();
    }

    /// What the member announced last counts, if it does.
    pub(crate) fn count(&self) -> Option<u8> {
        self.facts.count(self.next?)
    }

    /// A text, of which only matters whether it is empty.
    pub(crate) fn glance(&mut self, is_empty: bool) {
        if let Some(place) = self.place() {
            self.facts.glance(place, is_empty);
        }
    }

    /// A text that begins with `head` and has `length` bytes as it was written.
    pub(crate) fn text(&mut self, head: &str, length: usize) {
        if let Some(place) = self.place() {
            // Bounded whoever reads, so that all readers agree.
            self.facts.scalar(place, Scalar::Str(text::head(head)));
            self.facts.text_length(place, length);
        }
    }

    /// Whether of the value that comes now, if it is a text, the characters are to be counted by the front end.
    pub(crate) fn measures(&self) -> bool {
        self.ignored == 0 && self.expected().is_some_and(|place| self.facts.measures(place))
    }

    /// The text that came had so many characters.
    pub(crate) fn measured(&mut self, characters: u64) {
        if self.place().is_some() {
            self.facts.measured(characters);
        }
    }

    /// What is gathered.
    pub(crate) const fn facts_mut(&mut self) -> &mut G {
        &mut self.facts
    }

    /// What was gathered, as far as the body came.
    pub(crate) fn into_facts(mut self) -> G {
        self.end_value();
        self.facts
    }

    fn begin(&mut self, array: bool) -> Interest {
        let Some(place) = self.place() else {
            self.ignored = self.ignored.saturating_add(1);
            return Interest::Skip;
        };
        let wanted = if array { place.element().is_some() } else { place.has_members() };
        if !wanted || !self.facts.wants(place) || self.depth == MAX_DEPTH {
            self.facts.not_a_scalar(place);
            self.ignored = 1;
            return Interest::Skip;
        }
        self.open[self.depth] = Frame { place, array };
        self.depth += 1;
        self.facts.begin(place);
        if array {
            self.facts.begin_array(place);
        }
        Interest::Enter
    }

    fn end(&mut self) {
        self.next = None;
        if self.ignored > 0 {
            self.ignored -= 1;
        } else if let Some(frame) = self.innermost() {
            self.depth -= 1;
            self.facts.end(frame.place);
        }
    }

    /// The place of the value that comes now, if anybody wants it.
    fn place(&mut self) -> Option<G::Place> {
        if self.ignored > 0 {
            return None;
        }
        let place = self.expected();
        self.next = None;
        place
    }

    fn expected(&self) -> Option<G::Place> {
        self.next.or_else(|| self.innermost().filter(|frame| frame.array)?.place.element())
    }

    fn innermost(&self) -> Option<Frame<G::Place>> {
        self.open[..self.depth].last().copied()
    }
}

impl ResponseVisitor {
    /// A visitor that notes what each event of a stream is, too.
    pub(crate) fn of_events() -> Self {
        let mut visitor = Self::new();
        visitor.facts.notes_events = true;
        visitor
    }

    /// What the event was that has just ended, forgotten for the next one.
    pub(crate) fn take_event(&mut self) -> EventFacts {
        std::mem::take(&mut self.facts.event)
    }

    /// What is known so far.
    pub(crate) const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the response said, as far as it came.
    pub(crate) fn finish(self) -> Observation {
        self.into_facts().resolve()
    }
}

/// An open object or array at a known place.
#[derive(Clone, Copy, Debug)]
struct Frame<P> {
    place: P,
    array: bool,
}

#[cfg(test)]
mod tests {
    use super::super::node::Node;
    use super::*;

    #[test]
    fn nobody_asks_for_content() {
        let mut visitor = ResponseVisitor::new();
        assert_eq!(visitor.key("model"), Interest::Skip, "no object is open");
        let mut visitor = ResponseVisitor { next: Some(Node::Root), ..visitor };
        assert_eq!(visitor.begin_object(), Interest::Enter);
        assert_eq!(visitor.key("input"), Interest::Skip);
        assert_eq!(visitor.key("choices"), Interest::Enter);
        assert_eq!(visitor.begin_array(), Interest::Enter);
        assert_eq!(visitor.begin_object(), Interest::Enter);
        assert_eq!(visitor.key("logprobs"), Interest::Skip);
        assert_eq!(visitor.key("message"), Interest::Enter);
        assert_eq!(visitor.begin_object(), Interest::Enter);
        assert_eq!(visitor.key("content"), Interest::Skip);
    }

    #[test]
    fn skipped_values_that_come_anyway_are_ignored() {
        let mut visitor = ResponseVisitor::new();
        visitor.begin_object();
        assert_eq!(visitor.key("input"), Interest::Skip);
        assert_eq!(visitor.begin_object(), Interest::Skip);
        assert_eq!(visitor.key("model"), Interest::Skip);
        visitor.scalar(Scalar::Str("not the model"));
        visitor.begin_array();
        visitor.begin_object();
        visitor.key("id");
        visitor.scalar(Scalar::Str("not the id"));
        visitor.end_object();
        visitor.end_array();
        visitor.end_object();
        visitor.key("model");
        visitor.scalar(Scalar::Str("m"));
        visitor.end_object();
        assert_eq!(visitor.finish(), {
            let mut o = Observation::new();
            o.model("m");
            o
        });
    }

    #[test]
    fn events_out_of_order_change_nothing() {
        let mut visitor = ResponseVisitor::new();
        visitor.begin_object();
        visitor.end_array();
        visitor.end_object();
        visitor.end_object();
        visitor.scalar(Scalar::Str("stray"));
        visitor.begin_array();
        visitor.key("model");
        visitor.scalar(Scalar::Str("stray"));
        assert_eq!(visitor.finish(), Observation::new());
    }

    #[test]
    fn keys_without_a_value_and_keys_in_arrays_lead_nowhere() {
        let mut visitor = ResponseVisitor::new();
        visitor.begin_array();
        assert_eq!(visitor.key("model"), Interest::Skip);
        visitor.begin_object();
        assert_eq!(visitor.key("message"), Interest::Enter);
        visitor.end_object();
        // Still the second body of the list, and not the message of the first.
        visitor.begin_object();
        assert_eq!(visitor.key("response"), Interest::Enter);
        assert_eq!(visitor.finish(), Observation::new());
    }

    #[test]
    fn a_source_that_breaks_off_leaves_what_it_said() {
        let mut visitor = ResponseVisitor::new();
        visitor.begin_object();
        visitor.key("choices");
        visitor.begin_array();
        visitor.begin_object();
        visitor.key("finish_reason");
        visitor.scalar(Scalar::Str("stop"));
        visitor.key("message");
        visitor.begin_object();
        visitor.key("content");
        visitor.begin_array();
        let mut expected = Observation::new();
        expected.finish_reason("stop");
        assert_eq!(visitor.finish(), expected);
    }
}
