//! What an event looks like apart from what nobody looks at.

use super::bare;
use super::skip::Skip;
use crate::reader::scalar::Scalar;

/// A value that was passed over, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hole {
    /// A text of which only mattered whether it is empty, behind its first quote.
    Glance,
    /// Another text, behind its first quote.
    String,
    /// A value without quotes or brackets.
    Bare,
    /// The same, which is a count: of what, as [`Gather::count`](crate::reader::visitor::Gather::count) numbers it.
    Count(u8),
    /// An object or array, behind its first bracket.
    Nested,
}

/// Hears of the values that are passed over or count something, where they end in the piece in which they began.
pub(crate) trait Holes {
    /// Whether anybody listens.
    const LISTEN: bool;

    /// One of them, from `start` to before `end` in the piece.
    fn add(&mut self, hole: Hole, start: usize, end: usize);
}

impl Holes for () {
    const LISTEN: bool = false;

    fn add(&mut self, _hole: Hole, _start: usize, _end: usize) {}
}

/// Collects the holes of one event that comes in one piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shaper {
    holes: [Option<(Hole, usize, usize)>; MAX_HOLES],
    count: usize,
}

impl Shaper {
    /// Forgets what was collected.
    pub(crate) const fn clear(&mut self) {
        self.count = 0;
    }

    /// What the event counts.
    pub(crate) fn counts(&self, event: &[u8]) -> impl Iterator<Item = (u8, Scalar<'static>)> {
        self.holes.iter().take(self.count).flatten().filter_map(|(hole, start, end)| match hole {
            Hole::Count(count) => Some((*count, bare::read(event.get(*start..*end)?))),
            _ => None,
        })
    }

    /// The shape of `event`; nothing for one with much to remember.
    pub(crate) fn shape(&self, event: &[u8]) -> Option<Shape> {
        let holes = self.holes.get(..self.count)?;
        let is_count = |hole: &Option<(Hole, _, _)>| matches!(hole, Some((Hole::Count(_), _, _)));
        let open = form(event, holes, |_| true)?;
        let filled = form(event, holes, |hole| hole != Hole::Bare)?;
        Some(Shape { open, filled, has_counts: holes.iter().any(is_count) })
    }
}

/// The form of `event` with the holes that are `wanted`; the others are filled with what stands there.
fn form(
    event: &[u8],
    holes: &[Option<(Hole, usize, usize)>],
    wanted: impl Fn(Hole) -> bool,
) -> Option<Form> {
    let mut form = Form::default();
    let mut from = 0;
    for (hole, start, end) in holes.iter().flatten().filter(|(hole, ..)| wanted(*hole)) {
        form.literals.extend_from_slice(event.get(from..*start)?);
        form.holes.push((form.literals.len(), *hole));
        from = *end;
    }
    form.literals.extend_from_slice(event.get(from..)?);
    (form.literals.len() <= MAX_LITERALS).then_some(form)
}

impl Holes for Shaper {
    const LISTEN: bool = true;

    fn add(&mut self, hole: Hole, start: usize, end: usize) {
        if let Some(free) = self.holes.get_mut(self.count) {
            *free = Some((hole, start, end));
        }
        // Past the last one there is no shape.
        self.count = self.count.saturating_add(1);
    }
}

/// The bytes of an event without what was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    open: Form,
    /// The same with the numbers and words that nobody looks at: most stay what they are, and are quicker compared than found.
    filled: Form,
    has_counts: bool,
}

impl Shape {
    /// Whether `event` differs from this in nothing that anybody looks at, but for counts, nor in more than white space; if so,
    /// whether a text that was glanced at is not empty.
    pub(crate) fn fits(&self, event: &[u8]) -> Option<bool> {
        walk(&self.filled, event, |_, _| {}).or_else(|| walk(&self.open, event, |_, _| {}))
    }

    /// Tells `take` what an event counts that [`fits`](Self::fits), in the order in which it is written.
    #[inline]
    pub(crate) fn counts(&self, event: &[u8], mut take: impl FnMut(u8, Scalar<'static>)) {
        if self.has_counts {
            walk(&self.open, event, |count, value| take(count, bare::read(value)));
        }
    }
}

/// The bytes between holes, and how many of them stand before each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Form {
    literals: Vec<u8>,
    holes: Vec<(usize, Hole)>,
}

/// Whether `event` has this form; if so, whether a text that was glanced at is not empty.
#[inline]
fn walk<'b>(form: &Form, event: &'b [u8], mut count: impl FnMut(u8, &'b [u8])) -> Option<bool> {
    let mut has_text = false;
    let (mut rest, mut from) = (event, 0);
    for (to, hole) in &form.holes {
        rest = past(&form.literals[from..*to], rest)?;
        from = *to;
        let used = match hole {
            Hole::Glance => {
                has_text |= rest.first() != Some(&b'"');
                Skip::new().string(rest)?
            }
            Hole::String => Skip::new().string(rest)?,
            Hole::Bare => bare::end(rest).filter(|end| *end > 0)?,
            Hole::Count(what) => {
                let end = bare::end(rest).filter(|end| *end > 0)?;
                count(*what, &rest[..end]);
                end
            }
            Hole::Nested => {
                let mut skip = Skip::new();
                skip.begin_nested();
                skip.nested(rest)?
            }
        };
        rest = &rest[used..];
    }
    past(&form.literals[from..], rest)?;
    Some(has_text)
}

/// What follows `literal` at the beginning of `bytes`.
#[inline]
fn past<'b>(literal: &[u8], bytes: &'b [u8]) -> Option<&'b [u8]> {
    bytes.strip_prefix(literal).or_else(|| past_difference(literal, bytes))
}

/// [`past`], where the first bytes differ.
#[cold]
fn past_difference<'b>(literal: &[u8], bytes: &'b [u8]) -> Option<&'b [u8]> {
    let same = literal.iter().zip(bytes).take_while(|(a, b)| a == b).count();
    let is_space = [literal, bytes].iter().any(|at| at.get(same).is_some_and(|b| is_space(*b)));
    if is_space { past_loosely(literal, bytes) } else { None }
}

/// [`past`], for JSON that begins between two tokens: white space between tokens does not count. Anthropic pads events
/// with it.
#[inline(never)]
fn past_loosely<'b>(literal: &[u8], mut bytes: &'b [u8]) -> Option<&'b [u8]> {
    let mut in_text = false;
    let mut is_escaped = false;
    // Whether a token may end, or a new one begin, behind the byte before.
    let mut is_between = true;
    for byte in literal {
        if !in_text {
            if is_space(*byte) {
                continue;
            }
            if is_between || !bare::holds(*byte) {
                bytes = past_space(bytes);
            }
        }
        bytes = bytes.strip_prefix(std::slice::from_ref(byte))?;
        in_text ^= *byte == b'"' && !is_escaped;
        is_escaped = in_text && *byte == b'\\' && !is_escaped;
        is_between = !in_text && !bare::holds(*byte);
    }
    Some(if is_between { past_space(bytes) } else { bytes })
}

fn past_space(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().take_while(|byte| is_space(**byte)).count();
    &bytes[length..]
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// The most holes of a shape.
const MAX_HOLES: usize = 12;

/// The most bytes that a shape remembers.
const MAX_LITERALS: usize = 1_024;

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(event: &[u8], holes: &[(Hole, &str)]) -> Option<Shape> {
        let mut shaper = Shaper::default();
        for (hole, value) in holes {
            let text = std::str::from_utf8(event).unwrap();
            let start = text.find(value).unwrap();
            shaper.add(*hole, start, start + value.len());
        }
        shaper.shape(event)
    }

    #[test]
    fn an_event_fits_that_differs_in_holes_alone() {
        let holes = [
            (Hole::Glance, "hello\""),
            (Hole::Bare, "12"),
            (Hole::String, "pad\""),
            (Hole::Nested, "1,2]"),
        ];
        let shape = shape(br#"{"t":"hello","n":12,"p":"pad","v":[1,2],"m":"x"}"#, &holes).unwrap();
        for (event, fits) in [
            (r#"{"t":"hello","n":12,"p":"pad","v":[1,2],"m":"x"}"#, Some(true)),
            (r#"{"t":"","n":0,"p":"","v":[],"m":"x"}"#, Some(false)),
            (r#"{"t":"a\"b\\","n":1e9,"p":"}","v":[{"m":"]"}],"m":"x"}"#, Some(true)),
            (r#"{"t":"hello","n":12,"p":"pad","v":[1,2],"m":"x"} "#, Some(true)),
            (
                "{ \"t\":\"hello\" ,\n\"n\" : 12,\"p\":\"pad\",\"v\":[1,2],\"m\":\"x\"  }",
                Some(true),
            ),
            (r#"{"t":"hello","n":12,"p":"pad","v":[1,2],"m":"x "}"#, None),
            (r#"{"t":"hello","n":12,"p":"pad","v":[1,2],"m":"x"} x"#, Some(true)),
            ("{\"t\":\"hello\",\x0c\"n\":12,\"p\":\"pad\",\"v\":[1,2],\"m\":\"x\"}", None),
            (r#"{"t":"hello","n":12,"p":"pad","v":[1,2],"m":"y"}"#, None),
            (r#"{"t":"hello","n":,"p":"pad","v":[1,2],"m":"x"}"#, None),
            (r#"{"t":"hello","n":12,"p":"pad","v":[1,2],"m":"x"#, None),
            (r#"{"t":"hello","n":12,"p":"pa"#, None),
            (r#"{"t":"hello","n":"12","p":"pad","v":[1,2],"m":"x"}"#, None),
            (r#"{"t":null,"n":12,"p":"pad","v":[1,2],"m":"x"}"#, None),
            ("", None),
        ] {
            assert_eq!(shape.fits(event.as_bytes()), fits, "{event}");
        }
    }

    #[test]
    fn counts_are_read() {
        let holes = [(Hole::Count(3), "12"), (Hole::Glance, "hello\""), (Hole::Count(0), "null")];
        let shape = shape(br#"{"n":12,"t":"hello","o":null}"#, &holes).unwrap();
        let counts = |event: &str| {
            let mut counts = Vec::new();
            shape.fits(event.as_bytes())?;
            shape.counts(event.as_bytes(), |count, value| counts.push((count, value)));
            Some(counts)
        };
        assert_eq!(
            counts(r#"{"n":13,"t":"","o":-1.5 }"#),
            Some(vec![(3, Scalar::Int(13)), (0, Scalar::Float(-1.5))])
        );
        assert_eq!(
            counts(r#"{"n":null,"t":"","o":null}"#),
            Some(vec![(3, Scalar::Null), (0, Scalar::Null)])
        );
        assert_eq!(counts(r#"{"n":[1],"t":"","o":null}"#), None);
        assert_eq!(counts(r#"{"n":"13","t":"","o":null}"#), None);
    }

    #[test]
    fn white_space_counts_within_a_token() {
        let shape = shape(br#"{"a":null,"b":12,"c":"d e"}"#, &[]).unwrap();
        for (event, fits) in [
            (r#"{"a": null ,"b" :12 ,"c": "d e" }"#, Some(false)),
            (r#"{"a":nu ll,"b":12,"c":"d e"}"#, None),
            (r#"{"a":null,"b":1 2,"c":"d e"}"#, None),
            (r#"{"a":null,"b":12,"c":"d  e"}"#, None),
        ] {
            assert_eq!(shape.fits(event.as_bytes()), fits, "{event}");
        }
    }

    #[test]
    fn large_shapes_are_not_kept() {
        assert_eq!(shape(&[b' '; MAX_LITERALS + 1], &[]), None);
        assert!(shape(&[b' '; MAX_LITERALS], &[]).is_some());
        let mut shaper = Shaper::default();
        for hole in 0..=MAX_HOLES {
            shaper.add(Hole::Bare, hole, hole);
        }
        assert_eq!(shaper.shape(b"[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"), None);
        shaper.clear();
        assert!(shaper.shape(b"[]").is_some());
    }
}
