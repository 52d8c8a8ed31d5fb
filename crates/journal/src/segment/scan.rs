use std::{io, sync::Arc};

use super::{FRAME_HEADER, HEADER, Header, Seal, SegmentId, Step, Walk, walk::Window};
use crate::file_system::File;

/// What is in a segment of a dead writer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// Frames, all whole up to `end` but for the damaged ones.
    Segment(Found),
    /// Nothing: its writer died before a record was whole.
    Nothing { bytes: u64 },
    /// Something else.
    Unreadable { reason: String },
}

/// What was found in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) preamble: Arc<[u8]>,
    /// Where the first record begins.
    pub(crate) start: u64,
    /// Where what was written whole ends.
    pub(crate) end: u64,
    /// Bytes behind the end.
    pub(crate) torn: u64,
    /// Records behind the cursor, and the times of the oldest and newest of them.
    pub(crate) waiting: u64,
    pub(crate) oldest: u64,
    pub(crate) newest: u64,
    pub(crate) damaged_bytes: u64,
    pub(crate) damaged_records: u64,
}

/// Reads a segment whole. Records that end at or before the cursor are acknowledged.
pub(crate) fn scan(file: &dyn File, id: SegmentId, cursor: u64) -> io::Result<Scan> {
    let bytes = file.metadata()?.bytes;
    let mut header = Vec::new();
    Header { id }.write(&mut header);
    let mut start = [0; HEADER];
    let read = read_start(file, &mut start)?;
    if read < HEADER {
        let began = header.starts_with(&start[..read]) || start[..read].iter().all(|b| *b == 0);
        return Ok(if began {
            Scan::Nothing { bytes }
        } else {
            unreadable("its header is damaged")
        });
    }
    match Header::read(&start) {
        Ok(header) if header.id == id => {}
        Ok(header) => return Ok(unreadable(&format!("it is {}", header.id.long_name()))),
        Err(reason) if start.iter().all(|byte| *byte == 0) => {
            return zeros(file, bytes, reason);
        }
        Err(reason) => return Ok(unreadable(&reason)),
    }
    let mut window = Window::default();
    let mut walk = Walk::new(file, Seal::new(id), HEADER as u64, bytes, &mut window);
    let preamble: Arc<[u8]> = match walk.step()? {
        Some(Step::Frame { payload, .. }) => Arc::from(payload),
        None | Some(Step::Torn { .. }) => return Ok(Scan::Nothing { bytes }),
        Some(Step::Damaged { .. }) => return Ok(unreadable("its preamble is damaged")),
    };
    let start = (HEADER + FRAME_HEADER + preamble.len()) as u64;
    let mut found = Found {
        preamble,
        start,
        end: start,
        torn: 0,
        waiting: 0,
        oldest: u64::MAX,
        newest: 0,
        damaged_bytes: 0,
        damaged_records: 0,
    };
    while let Some(step) = walk.step()? {
        found.take(&step, cursor);
    }
    Ok(Scan::Segment(found))
}

impl Found {
    fn take(&mut self, step: &Step<'_>, cursor: u64) {
        match *step {
            Step::Frame { time, end, .. } => {
                self.end = end;
                if end > cursor {
                    self.waiting += 1;
                    self.oldest = self.oldest.min(time);
                    self.newest = self.newest.max(time);
                }
            }
            Step::Damaged { from, to, records } => {
                self.end = to;
                self.damaged_bytes += to - from;
                self.damaged_records += records;
            }
            Step::Torn { from, to } => self.torn = to - from,
        }
    }
}

/// A file that was given its length and, before power was lost, none of its bytes.
fn zeros(file: &dyn File, bytes: u64, reason: String) -> io::Result<Scan> {
    let mut piece = vec![0; 64 * 1024];
    let mut at = 0;
    loop {
        let read = file.read_at(&mut piece, at)?;
        if read == 0 {
            return Ok(Scan::Nothing { bytes });
        }
        if piece[..read].iter().any(|byte| *byte != 0) {
            return Ok(Scan::Unreadable { reason });
        }
        at += read as u64;
    }
}

fn read_start(file: &dyn File, start: &mut [u8; HEADER]) -> io::Result<usize> {
    let mut read = 0;
    while read < HEADER {
        match file.read_at(&mut start[read..], read as u64)? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

fn unreadable(reason: &str) -> Scan {
    Scan::Unreadable { reason: reason.to_owned() }
}
