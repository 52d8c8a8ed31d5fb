use std::io::{self, Read};

use crate::exchange::Reading;

/// A body that blocks, read as it passes.
pub(super) struct TappedReader<R> {
    inner: R,
    reading: Reading,
}

impl<R> TappedReader<R> {
    pub(super) const fn new(inner: R, reading: Reading) -> Self {
        Self { inner, reading }
    }
}

impl<R: Read> Read for TappedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // It is over only if there was room for more.
        if buffer.is_empty() {
            return self.inner.read(buffer);
        }
        let read = self.reading.read(|| self.inner.read(buffer));
        match &read {
            Ok(0) => self.reading.end(),
            Ok(length) => self.reading.data(buffer.get(..*length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.reading.fail(error),
        }
        read
    }
}
