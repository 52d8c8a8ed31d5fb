use super::{FrameSink, Head};

/// The body is one frame; an empty body is none.
///
/// Whether all of it came is not to be seen here: the length is HTTP's, and JSON knows its own end.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole {
    open: bool,
}

impl Whole {
    pub(super) fn push<S: FrameSink + ?Sized>(&mut self, bytes: &[u8], sink: &mut S) {
        if bytes.is_empty() {
            return;
        }
        if !self.open {
            self.open = true;
            sink.begin(Head::Event(None));
        }
        sink.data(bytes);
    }

    pub(super) fn finish<S: FrameSink + ?Sized>(&mut self, sink: &mut S) {
        if self.open {
            self.open = false;
            sink.end(Ok(()));
        }
    }
}
