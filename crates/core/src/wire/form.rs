//! The other front end of requests: hands the texts of a form (`multipart/form-data`) to the visitor, as members of
//! one object.
//!
//! ```text
//!  --boundary                                        Delimiter tells where a part ends
//!  content-disposition: form-data; name="model"      PartHead
//!
//!  whisper-1                                         a text somebody wants: kept up to the bound of any text
//!  --boundary
//!  content-disposition: form-data; name="file"; filename="speech.mp3"
//!
//!  ...                                               a file: passed over
//!  --boundary--
//! ```

mod delimiter;
mod part_head;

use self::delimiter::Delimiter;
use self::part_head::PartHead;
use crate::reader::scalar::Scalar;
use crate::reader::visitor::{Gather, Interest, Visitor};
use crate::text::MAX_HEAD_BYTES;

/// Reads one form, fed in pieces. Its boundary is what its first line says, as no client writes anything before that.
#[derive(Debug)]
pub(super) struct FormReader {
    state: State,
    delimiter: Delimiter,
    /// The line that is being read, as far as it is kept.
    line: Vec<u8>,
    head: PartHead,
    /// The text that is being read, as far as it is kept.
    text: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The first line, which is the boundary.
    Boundary,
    /// What follows a boundary in its line: nothing, or the mark of the end.
    AfterBoundary,
    Head,
    Text,
    Skip,
    /// The form has ended; what follows is not read.
    Whole,
    /// It is no form.
    Broken,
}

impl FormReader {
    /// A reader that waits for the first line.
    pub(super) const fn new() -> Self {
        Self {
            state: State::Boundary,
            delimiter: Delimiter::unknown(),
            line: Vec::new(),
            head: PartHead::new(),
            text: Vec::new(),
        }
    }

    /// Reads the next bytes of the form.
    pub(super) fn feed<G: Gather>(&mut self, bytes: &[u8], visitor: &mut Visitor<G>) {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match self.state {
                State::Boundary => self.boundary(rest, visitor),
                State::AfterBoundary => self.after_boundary(rest),
                State::Head => self.head(rest, visitor),
                State::Text => self.text(rest, visitor),
                State::Skip => match self.delimiter.pass(rest, |_| {}) {
                    Some(used) => self.end_part(&rest[used..]),
                    None => return,
                },
                State::Whole | State::Broken => return,
            };
        }
    }

    /// Whether the form has come to its end.
    pub(super) fn is_whole(&self) -> bool {
        self.state == State::Whole
    }

    fn boundary<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some(used) = self.line(rest) else { return &[] };
        let line = std::mem::take(&mut self.line);
        match Delimiter::of_first_line(line.trim_ascii_end()) {
            Some(delimiter) => {
                self.delimiter = delimiter;
                visitor.begin_object();
                self.state = State::Head;
            }
            None => self.state = State::Broken,
        }
        &rest[used..]
    }

    fn after_boundary<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        let used = self.line(rest);
        if self.line.starts_with(b"--") {
            self.state = State::Whole;
            return &[];
        }
        let Some(used) = used else { return &[] };
        self.line.clear();
        self.state = State::Head;
        &rest[used..]
    }

    fn head<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let Some(used) = self.line(rest) else { return &[] };
        let line = self.line.trim_ascii_end();
        if line.is_empty() {
            let head = std::mem::take(&mut self.head);
            let wanted = head.text_name().map(|name| visitor.key(name));
            self.state = if wanted == Some(Interest::Enter) { State::Text } else { State::Skip };
            self.delimiter.begin();
        } else {
            self.head.take(line);
        }
        self.line.clear();
        &rest[used..]
    }

    fn text<'b, G: Gather>(&mut self, rest: &'b [u8], visitor: &mut Visitor<G>) -> &'b [u8] {
        let text = &mut self.text;
        let Some(used) = self.delimiter.pass(rest, |piece| keep(text, piece)) else { return &[] };
        visitor.scalar(Scalar::Str(&String::from_utf8_lossy(&self.text)));
        self.text.clear();
        self.end_part(&rest[used..])
    }

    fn end_part<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        self.state = State::AfterBoundary;
        rest
    }

    /// Adds to the line what of it is in this piece; says where what follows the line begins, if it ends here.
    fn line(&mut self, piece: &[u8]) -> Option<usize> {
        let end = memchr::memchr(b'\n', piece);
        keep(&mut self.line, &piece[..end.unwrap_or(piece.len())]);
        end.map(|end| end + 1)
    }
}

/// Adds bytes as they came, those that fit.
fn keep(known: &mut Vec<u8>, piece: &[u8]) {
    let room = MAX_BYTES - known.len();
    known.extend_from_slice(&piece[..piece.len().min(room)]);
}

/// The most bytes kept of a line or a text: a little more than anybody looks at.
const MAX_BYTES: usize = MAX_HEAD_BYTES + 4;
