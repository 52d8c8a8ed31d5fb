//! Where a part of a form ends.

use memchr::memchr;

/// The line break, two dashes and the boundary that end a part, looked for in pieces.
#[derive(Debug)]
pub(super) struct Delimiter {
    bytes: Vec<u8>,
    /// How many of its bytes were the last ones of the pieces before.
    matched: usize,
    /// How many of these are no content, whatever follows.
    above: usize,
}

impl Delimiter {
    /// None yet.
    pub(super) const fn unknown() -> Self {
        Self { bytes: Vec::new(), matched: 0, above: 0 }
    }

    /// The delimiter of a form that begins with `line`; nothing for a line that is no boundary.
    pub(super) fn of_first_line(line: &[u8]) -> Option<Self> {
        let is_boundary = line.starts_with(b"--") && (3..=MAX_LINE).contains(&line.len());
        is_boundary.then(|| Self { bytes: [b"\r\n", line].concat(), matched: 0, above: 0 })
    }

    /// The content of a part follows. It may be nothing at all: then the line break is that of the empty line above.
    pub(super) const fn begin(&mut self) {
        (self.matched, self.above) = (2, 2);
    }

    /// Looks for the end of a part in its next piece: hands over what stands before, in order, and says where what
    /// follows the delimiter begins, if it ends here.
    ///
    /// A delimiter begins with a carriage return and has no second one, so that after a byte that does not fit, only
    /// that byte can begin it anew.
    pub(super) fn pass(&mut self, piece: &[u8], mut content: impl FnMut(&[u8])) -> Option<usize> {
        let mut at = 0;
        while at < piece.len() {
            if self.matched == 0 {
                let found = memchr(b'\r', &piece[at..]).map_or(piece.len(), |found| at + found);
                content(&piece[at..found]);
                at = found;
                if at == piece.len() {
                    break;
                }
            }
            let fits =
                piece[at..].iter().zip(&self.bytes[self.matched..]).take_while(|(a, b)| a == b);
            let fits = fits.count();
            self.matched += fits;
            at += fits;
            if self.matched == self.bytes.len() {
                (self.matched, self.above) = (0, 0);
                return Some(at);
            }
            if at < piece.len() {
                self.give_back(&mut content);
            }
        }
        None
    }

    /// What looked like a delimiter was content.
    fn give_back(&mut self, content: &mut impl FnMut(&[u8])) {
        content(&self.bytes[self.above..self.matched]);
        (self.matched, self.above) = (0, 0);
    }
}

/// A boundary has at most 70 bytes; some clients do not know.
const MAX_LINE: usize = 256;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn content_ends_at_the_first_delimiter_however_it_comes(
            content in "[\r\n\\-ab]{0,40}", after in "[\r\n\\-ab]{0,9}", size in 1_usize..9
        ) {
            let mut delimiter = Delimiter::of_first_line(b"--ab").unwrap();
            let whole = format!("{content}\r\n--ab{after}");
            delimiter.begin();
            let (end, length) = match whole.find("\r\n--ab").unwrap() {
                _ if whole.starts_with("--ab") => (0, 4),
                end => (end, 6),
            };
            let (mut seen, mut at) = (Vec::new(), 0);
            for piece in whole.as_bytes().chunks(size) {
                if let Some(used) = delimiter.pass(piece, |bytes| seen.extend_from_slice(bytes)) {
                    at += used;
                    break;
                }
                at += piece.len();
            }
            prop_assert_eq!((&seen[..], at), (&whole.as_bytes()[..end], end + length));
        }
    }
}
