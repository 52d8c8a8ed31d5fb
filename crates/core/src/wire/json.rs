//! The bytes front end: hands JSON that comes in pieces to the visitor, event by event.

mod bare;
mod decode;
mod measure;
mod quote;
mod raw;
mod shape;
mod skip;
mod text;
mod unescape;

use self::measure::Measure;
use self::raw::Raw;
use self::shape::{Hole, Holes};
pub(crate) use self::shape::{Shape, Shaper};
use self::skip::Skip;
use self::text::TextBuffer;
use crate::reader::visitor::{Gather, Interest, Visitor};

/// Reads one JSON value, fed in pieces. The same visitor goes with all pieces of a value.
///
/// It is strict where it must be to find its way (brackets, colons, commas) and lenient elsewhere. After what
/// it cannot read it reads nothing more of the value.
#[derive(Clone, Debug)]
pub(crate) struct JsonReader {
    state: State,
    /// How many of the known places are open.
    depth: u32,
    /// One bit for each of them, the innermost lowest: whether it is an array.
    arrays: u32,
    /// Whether anybody asked for the value that comes next.
    wanted: bool,
    /// Whether of a text that comes next only matters if it is empty.
    glance: bool,
    skip: Skip,
    raw: Raw,
    measure: Measure,
    /// What of a key, text or number came in earlier pieces.
    text: TextBuffer,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A byte order mark, of which so many bytes came, or the value.
    Start(u8),
    Value,
    /// A key, or the end of the object.
    Key,
    InKey,
    Colon,
    InString,
    /// In a string that is heard as it passes.
    HearString,
    /// In an object or array that is heard as the text it is written in.
    HearNested,
    /// In a text whose characters are counted.
    Measure,
    /// In an array whose elements are only counted; whether one has begun.
    Tally(bool),
    /// More of a number or a word.
    InBare,
    /// A comma, or the end of the object or array.
    After,
    /// At the first byte of a text of which only matters whether it is empty.
    Glance,
    SkipString,
    SkipBare,
    /// More of an object or array that nobody asked for.
    SkipNested(Announced),
    /// The value has ended; what follows is not read.
    Whole,
    /// The value cannot be read any further.
    Broken,
}

/// How the visitor was told of what is skipped, and so has to be told of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announced {
    No,
    Object,
    Array,
}

impl JsonReader {
    /// A reader that waits for a value.
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Start(0),
            depth: 0,
            arrays: 0,
            wanted: true,
            glance: false,
            skip: Skip::new(),
            raw: Raw::new(),
            measure: Measure::new(),
            text: TextBuffer::new(),
        }
    }

    /// Reads the next bytes of the value.
    pub(crate) fn feed<G: Gather>(&mut self, bytes: &[u8], visitor: &mut Visitor<G>) {
        self.feed_with(bytes, visitor, &mut ());
    }

    /// [`feed`](Self::feed), and notes what was not looked at.
    pub(crate) fn feed_with<G: Gather, H: Holes>(
        &mut self,
        bytes: &[u8],
        visitor: &mut Visitor<G>,
        holes: &mut H,
    ) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let at = bytes.len() - rest.len();
            rest = match self.state {
                State::Start(seen) => self.start(rest, seen),
                State::Value => self.value(rest, visitor),
                State::Key => self.key(rest, visitor),
                State::InKey => self.in_key(rest, visitor),
                State::Colon => self.colon(rest),
                State::InString => self.in_string(rest, visitor),
                State::HearString => self.hear_string(rest, visitor),
                State::HearNested => self.hear_nested(rest, visitor),
                State::Measure => {
                    let Some(used) = self.measure.string(rest) else { return };
                    self.end_measured(&rest[used..], visitor)
                }
                State::InBare => {
                    if H::LISTEN
                        && let (Some(count), Some(end)) = (visitor.count(), bare::end(rest))
                    {
                        holes.add(Hole::Count(count), at, at + end);
                    }
                    self.in_bare(rest, visitor)
                }
                State::Tally(open) => match self.tally(rest, open, visitor) {
                    Some(after) => after,
                    None => return,
                },
                State::After => self.after(rest, visitor),
                State::Glance => {
                    visitor.glance(rest[0] == b'"');
                    self.state = State::SkipString;
                    let Some(used) = self.skip.string(rest) else { return };
                    holes.add(Hole::Glance, at, at + used);
                    self.end_value(&rest[used..])
                }
                State::SkipString => {
                    let Some(used) = self.skip.string(rest) else { return };
                    holes.add(Hole::String, at, at + used);
                    self.end_value(&rest[used..])
                }
                State::SkipBare => {
                    let Some(used) = bare::end(rest) else { return };
                    holes.add(Hole::Bare, at, at + used);
                    self.end_value(&rest[used..])
                }
                State::SkipNested(announced) => {
                    let Some(used) = self.skip.nested(rest) else { return };
                    holes.add(Hole::Nested, at, at + used);
                    self.end_skipped(announced, &rest[used..], visitor)
                }
                State::Whole | State::Broken => return,
            };
        }
    }

    /// The value is over; another may follow. Says whether it was whole.
    pub(crate) fn end<G: Gather>(&mut self, visitor: &mut Visitor<G>) -> bool {
        // Only its end says where a number ends that stands alone. Inside an object it may have been cut.
        if self.depth == 0 && self.state == State::InBare {
            visitor.scalar(bare::read(self.text.raw()));
            self.state = State::Whole;
        }
        if matches!(self.state, State::HearString | State::HearNested) {
            visitor.end_heard();
        }
        let whole = self.is_whole();
        visitor.end_value();
        self.text.clear();
        self.skip = Skip::new();
        self.raw = Raw::new();
        self.measure = Measure::new();
        self.state = State::Start(0);
        self.depth = 0;
        self.arrays = 0;
        self.wanted = true;
        self.glance = false;
        whole
    }

    /// Whether the value has come to its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.state == State::Whole
    }

    /// Whether nothing came yet, not even white space.
    pub(crate) fn is_untouched(&self) -> bool {
        self.state == State::Start(0)
    }

    /// Whether nothing of a value came yet.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.state, State::Start(_)) || (self.state == State::Value && self.depth == 0)
    }

    fn start<'b>(&mut self, rest: &'b [u8], seen: u8) -> &'b [u8] {
        if BYTE_ORDER_MARK.get(usize::from(seen)) == rest.first() {
            self.state = State::Start(seen + 1);
            return &rest[1..];
        }
        self.state = State::Value;
        rest
    }

    fn value<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some((first, after, from)) = past_space(rest) else { return &[] };
        match first {
            b'"' if self.wanted && visitor.begin_heard(true) => {
                self.state = State::HearString;
                after
            }
            b'"' if self.wanted && visitor.measures() => {
                self.state = State::Measure;
                after
            }
            b'{' | b'[' if self.wanted && visitor.begin_heard(false) => {
                self.raw = Raw::new();
                self.state = State::HearNested;
                from
            }
            b'"' if !self.wanted => {
                self.state = State::SkipString;
                after
            }
            b'"' if self.glance => {
                self.state = State::Glance;
                after
            }
            b'"' => {
                self.state = State::InString;
                self.in_string(after, visitor)
            }
            b'{' => self.begin(false, after, visitor),
            b'[' => self.begin(true, after, visitor),
            b']' if self.depth > 0 && self.in_array() => self.close(after, visitor),
            _ if !bare::holds(first) => self.give_up(),
            _ => {
                self.state = if self.wanted { State::InBare } else { State::SkipBare };
                from
            }
        }
    }

    fn begin<'b, G: Gather>(
        &mut self,
        array: bool,
        rest: &'b [u8],
        visitor: &mut Visitor<G>,
    ) -> &'b [u8] {
        let announced = match (self.wanted, array) {
            (false, _) => Announced::No,
            (true, true) => Announced::Array,
            (true, false) => Announced::Object,
        };
        let interest = match announced {
            Announced::No => Interest::Skip,
            Announced::Array => visitor.begin_array(),
            Announced::Object => visitor.begin_object(),
        };
        if interest == Interest::Enter && self.depth < u32::BITS {
            self.depth += 1;
            self.glance = false;
            self.arrays = (self.arrays << 1) | u32::from(array);
            self.state = match array {
                true if visitor.tallies() => State::Tally(false),
                true => State::Value,
                false => State::Key,
            };
        } else {
            self.skip.begin_nested();
            self.state = State::SkipNested(announced);
        }
        rest
    }

    fn key<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some((first, after, _)) = past_space(rest) else { return &[] };
        match first {
            b'"' => {
                self.state = State::InKey;
                self.in_key(after, visitor)
            }
            b'}' => self.close(after, visitor),
            _ => self.give_up(),
        }
    }

    fn in_key<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some(used) = self.text.read_raw(rest, |key, _| {
            self.wanted = visitor.key(key) == Interest::Enter;
            self.glance = self.wanted && visitor.only_glances();
        }) else {
            return &[];
        };
        // Nearly always it follows at once.
        if let [b':', after @ ..] = &rest[used..] {
            self.state = State::Value;
            return after;
        }
        self.state = State::Colon;
        &rest[used..]
    }

    fn colon<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        let Some((first, after, _)) = past_space(rest) else { return &[] };
        if first != b':' {
            return self.give_up();
        }
        self.state = State::Value;
        after
    }

    fn in_string<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        match self.text.read(rest, |text, length| visitor.text(text, length)) {
            Some(used) => self.end_value(&rest[used..]),
            None => &[],
        }
    }

    fn hear_string<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some(used) = self.text.hear(rest, |part| visitor.hear(part)) else { return &[] };
        visitor.end_heard();
        self.end_value(&rest[used..])
    }

    fn hear_nested<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let text = &mut self.text;
        let end = self.raw.read(rest, |plain| text.hear_plain(plain, |part| visitor.hear(part)));
        let Some(used) = end else { return &[] };
        text.end_plain(|part| visitor.hear(part));
        visitor.end_heard();
        self.end_value(&rest[used..])
    }

    fn end_measured<'b, G: Gather>(
        &mut self,
        rest: &'b [u8],
        visitor: &mut Visitor<G>,
    ) -> &'b [u8] {
        visitor.measured(self.measure.take());
        self.end_value(rest)
    }

    fn in_bare<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some(end) = bare::end(rest) else {
            self.text.push_raw(rest);
            return &[];
        };
        if self.text.raw().is_empty() {
            visitor.scalar(bare::read(&rest[..end]));
        } else {
            self.text.push_raw(&rest[..end]);
            visitor.scalar(bare::read(self.text.raw()));
            self.text.clear();
        }
        self.end_value(&rest[end..])
    }

    /// Counts elements, as long as they have no parts; says where the array goes on in another way, or what follows it.
    fn tally<'b, G: Gather>(
        &mut self,
        rest: &'b [u8],
        open: bool,
        visitor: &mut Visitor<G>,
    ) -> Option<&'b [u8]> {
        let end = skip::structural(rest);
        let plain = &rest[..end.unwrap_or(rest.len())];
        let last = memchr::memrchr(b',', plain);
        let open = !plain[last.map_or(0, |at| at + 1)..].trim_ascii().is_empty()
            || (open && last.is_none());
        visitor.tally(memchr::memchr_iter(b',', plain).count());
        self.state = State::Tally(open);
        let end = end?;
        if rest[end] == b']' {
            visitor.tally(usize::from(open));
            return Some(self.close(&rest[end + 1..], visitor));
        }
        self.state = State::Value;
        Some(&rest[end..])
    }

    fn after<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some((first, after, _)) = past_space(rest) else { return &[] };
        match (first, self.in_array()) {
            (b',', _) => {
                self.comma();
                after
            }
            (b']', true) | (b'}', false) => self.close(after, visitor),
            _ => self.give_up(),
        }
    }

    fn close<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        if self.in_array() {
            visitor.end_array()
        } else {
            visitor.end_object()
        }
        self.depth -= 1;
        self.arrays >>= 1;
        self.end_value(rest)
    }

    fn end_skipped<'b, G: Gather>(
        &mut self,
        announced: Announced,
        rest: &'b [u8],
        visitor: &mut Visitor<G>,
    ) -> &'b [u8] {
        match announced {
            Announced::No => {}
            Announced::Object => visitor.end_object(),
            Announced::Array => visitor.end_array(),
        }
        self.end_value(rest)
    }

    const fn end_value<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        if self.depth == 0 {
            self.state = State::Whole;
            return rest;
        }
        // Nearly always it follows at once.
        if let [b',', after @ ..] = rest {
            self.comma();
            return after;
        }
        self.state = State::After;
        rest
    }

    const fn comma(&mut self) {
        if self.in_array() {
            self.state = State::Value;
            self.wanted = true;
            self.glance = false;
        } else {
            self.state = State::Key;
        }
    }

    const fn give_up(&mut self) -> &'static [u8] {
        self.state = State::Broken;
        &[]
    }

    /// Whether the innermost open place is an array.
    const fn in_array(&self) -> bool {
        self.arrays & 1 == 1
    }
}

/// The first byte that is no white space, what follows it, and both together.
#[inline]
fn past_space(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let mut from = bytes;
    loop {
        let (first, after) = from.split_first()?;
        if !matches!(first, b' ' | b'\n' | b'\r' | b'\t') {
            return Some((*first, after, from));
        }
        from = after;
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
