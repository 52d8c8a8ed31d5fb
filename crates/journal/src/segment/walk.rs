use std::io;

use super::{
    FRAME_HEADER, Seal,
    frame::{FrameHeader, may_begin},
};
use crate::file_system::File;

/// Walks over the frames of a segment, and over what is not a frame.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    file: &'a dyn File,
    seal: Seal,
    at: u64,
    end: u64,
    window: &'a mut Window,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// A whole frame, which ends there.
    Frame { time: u64, payload: &'a [u8], end: u64 },
    /// Bytes that are not what was written, up to there, and how many records they are for certain.
    Damaged { from: u64, to: u64, records: u64 },
    /// A frame that was begun, or zeros: what an interrupted write leaves at the end.
    Torn { from: u64, to: u64 },
}

/// Bytes of a file in memory, kept from one walk to the next for the sake of its buffer.
#[derive(Debug, Default)]
pub(crate) struct Window {
    bytes: Vec<u8>,
    start: u64,
}

impl<'a> Walk<'a> {
    /// From one offset to another, where the file is that long.
    pub(crate) fn new(
        file: &'a dyn File,
        seal: Seal,
        from: u64,
        end: u64,
        window: &'a mut Window,
    ) -> Self {
        window.bytes.clear();
        window.start = from;
        Self { file, seal, at: from, end, window }
    }

    pub(crate) fn step(&mut self) -> io::Result<Option<Step<'_>>> {
        let from = self.at;
        self.load(FRAME_HEADER)?;
        if from >= self.end {
            return Ok(None);
        }
        match self.seal.read(from, self.window.after(from)) {
            Some(header) => self.frame(from, header).map(Some),
            None => self.gap(from).map(Some),
        }
    }

    fn frame(&mut self, from: u64, header: FrameHeader) -> io::Result<Step<'_>> {
        let whole = FRAME_HEADER + header.len;
        self.load(whole)?;
        self.at = from + whole as u64;
        if self.at > self.end {
            self.at = self.end;
            return Ok(Step::Torn { from, to: self.end });
        }
        match self.window.after(from).get(FRAME_HEADER..whole) {
            Some(payload) if header.is_of(payload) => {
                Ok(Step::Frame { time: header.time, payload, end: self.at })
            }
            _ => Ok(Step::Damaged { from, to: self.at, records: 1 }),
        }
    }

    /// Up to the next frame, or to the end.
    fn gap(&mut self, from: u64) -> io::Result<Step<'_>> {
        if self.end - from < FRAME_HEADER as u64 {
            self.at = self.end;
            return Ok(Step::Torn { from, to: self.end });
        }
        let mut zeros = true;
        while self.at < self.end {
            self.load(FRAME_HEADER)?;
            let bytes = self.window.after(self.at);
            // What lies too near to the end of the window is looked at in the next one.
            let len = (bytes.len() + 1).saturating_sub(FRAME_HEADER).max(1).min(bytes.len());
            let found = (0..len).find(|&skipped| {
                let candidate = &bytes[skipped..];
                may_begin(candidate)
                    && self.seal.read(self.at + skipped as u64, candidate).is_some()
            });
            zeros &= bytes[..found.unwrap_or(len)].iter().all(|byte| *byte == 0);
            self.at += found.unwrap_or(len) as u64;
            if found.is_some() {
                return Ok(Step::Damaged { from, to: self.at, records: 0 });
            }
        }
        let to = self.end;
        Ok(if zeros { Step::Torn { from, to } } else { Step::Damaged { from, to, records: 0 } })
    }

    /// Sees to it that so many bytes from here on are in the window, where the file has them. A file that is shorter
    /// than it should be ends earlier.
    fn load(&mut self, want: usize) -> io::Result<()> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let want = want.min(left);
        if self.window.after(self.at).len() >= want {
            return Ok(());
        }
        let target = want.max(WINDOW.min(left));
        let filled = self.window.fill(self.file, self.at, target)?;
        if filled < want {
            self.end = self.at + filled as u64;
        }
        Ok(())
    }
}

impl Window {
    fn after(&self, offset: u64) -> &[u8] {
        let skipped = usize::try_from(offset - self.start).unwrap_or(usize::MAX);
        self.bytes.get(skipped..).unwrap_or_default()
    }

    /// Keeps what is there from this offset on and reads more behind it.
    fn fill(&mut self, file: &dyn File, from: u64, target: usize) -> io::Result<usize> {
        let skipped = usize::try_from(from - self.start).unwrap_or(usize::MAX);
        self.bytes.drain(..skipped.min(self.bytes.len()));
        self.start = from;
        if target <= WINDOW {
            self.bytes.shrink_to(WINDOW);
        }
        let mut filled = self.bytes.len();
        self.bytes.resize(target.max(filled), 0);
        while filled < target {
            match file.read_at(&mut self.bytes[filled..], from + filled as u64) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.bytes.clear();
                    return Err(error);
                }
            }
        }
        self.bytes.truncate(filled);
        Ok(filled)
    }
}

/// Bytes that are read at a time.
const WINDOW: usize = 256 * 1024;
