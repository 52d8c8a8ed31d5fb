use super::{FrameSink, Head};

/// Lines, each a frame. Blank ones are passed over, white space before a line's text and a CR before its LF left out.
///
/// The last line needs no end. Whether such a line is cut is for the reader of its JSON to say.
#[derive(Clone, Debug, Default)]
pub(super) struct NdJson {
    open: bool,
    /// A CR is held back: it belongs to the line's end if an LF follows, otherwise to its text.
    held: bool,
}

impl NdJson {
    pub(super) fn push<S: FrameSink + ?Sized>(&mut self, mut bytes: &[u8], sink: &mut S) {
        loop {
            if !self.open {
                bytes = bytes.trim_ascii_start();
            }
            if bytes.is_empty() {
                return;
            }
            if !self.open {
                self.open = true;
                sink.begin(Head::Event(None));
            }
            let end = memchr::memchr(b'\n', bytes);
            let (line, rest) =
                end.map_or((bytes, None), |at| (&bytes[..at], Some(&bytes[at + 1..])));
            self.text(line, sink);
            let Some(rest) = rest else { return };
            self.finish(sink);
            bytes = rest;
        }
    }

    pub(super) fn finish<S: FrameSink + ?Sized>(&mut self, sink: &mut S) {
        if self.open {
            *self = Self::default();
            sink.end(Ok(()));
        }
    }

    /// Passes on all but a CR at the end.
    fn text<S: FrameSink + ?Sized>(&mut self, line: &[u8], sink: &mut S) {
        if line.is_empty() {
            return;
        }
        if self.held {
            sink.data(b"\r");
        }
        let text = line.strip_suffix(b"\r");
        self.held = text.is_some();
        let text = text.unwrap_or(line);
        if !text.is_empty() {
            sink.data(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::framing::Framing;
    use crate::framing::collected::{collect, collect_split, data_of};

    #[test]
    fn lines_are_frames_and_blank_lines_are_none() {
        let body = b"{\"a\":1}\r\n\r\n  \n\t{\"b\":\"\r\"}\r\r\n\n{\"c\":3}";
        let wanted = "{\"a\":1}\n{\"b\":\"\\r\"}\\r\n{\"c\":3}\n";
        assert_eq!(collect(Framing::NdJson, body), wanted);
        for at in 0..=body.len() {
            assert_eq!(collect_split(Framing::NdJson, body, &[at]), wanted, "split at {at}");
        }
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_standard_library_however_the_bytes_are_split(
            body in "([ \t\r\n{}é]|\r\n){0,40}",
            mut splits in prop::collection::vec(0..80_usize, 0..8),
        ) {
            splits.iter_mut().for_each(|at| *at = (*at).min(body.len()));
            splits.sort_unstable();
            let seen = data_of(Framing::NdJson, body.as_bytes(), &splits);
            let wanted: Vec<&[u8]> = body
                .split('\n')
                .map(|line| line.strip_suffix('\r').unwrap_or(line).as_bytes().trim_ascii_start())
                .filter(|line| !line.is_empty())
                .collect();
            prop_assert_eq!(seen, wanted);
        }
    }
}
