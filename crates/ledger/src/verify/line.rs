//! What a line is, as far as it matters to whether it is the one that was written.

use std::borrow::Cow;

use serde::Deserialize;

use super::Fault;
use crate::entry::Entry;
use crate::line::{Checksum, Line, VERSION, checksum_of, is_in_order};

/// What a line is.
#[derive(Debug)]
pub(super) enum Read<'l> {
    /// As it was written, by a writer of ours.
    Ours(Ours<'l>),
    /// A call that another program wrote.
    Foreign { id: Option<String> },
    /// Nothing.
    Blank,
    /// Not what was written.
    Bad(Fault),
}

/// A line of ours.
#[derive(Debug)]
pub(super) struct Ours<'l> {
    id: Option<Cow<'l, str>>,
    pub(super) writer: Cow<'l, str>,
    pub(super) seq: u64,
    /// How many calls were refused, where the line says that some were.
    pub(super) gap: Option<u64>,
}

impl Ours<'_> {
    /// Its id; of a line without one what the writer would make of its number.
    pub(super) fn id(&self) -> String {
        let made = || format!("{}-{}", self.writer, self.seq);
        self.id.as_deref().map_or_else(made, str::to_owned)
    }

    /// The id that the caller gave; nothing for one that the writer made of the number.
    pub(super) fn given_id(&self) -> Option<&str> {
        let id = self.id.as_deref()?;
        let made = id
            .strip_prefix(&*self.writer)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|seq| seq.parse() == Ok(self.seq));
        (!made).then_some(id)
    }
}

/// Reads a line that has its end.
pub(super) fn read(line: &[u8]) -> Read<'_> {
    if line.trim_ascii().is_empty() {
        return Read::Blank;
    }
    match checksum_of(line) {
        Checksum::Holds => {}
        Checksum::Broken => return Read::Bad(Fault::BrokenChecksum),
        Checksum::None => return foreign(line),
    }
    match serde_json::from_slice::<Fields<'_>>(line) {
        Ok(Fields { id, writer: Some(writer), seq: Some(seq), gap }) => {
            Read::Ours(Ours { id, writer, seq, gap: gap.map(|gap| gap.refused) })
        }
        Ok(_) => not_understood("no `writer` or no `seq`"),
        // Of a key that stands twice the strict reader takes the last.
        Err(_) => Read::Bad(misread(line).unwrap_or(Fault::OutOfOrder)),
    }
}

/// What of a line of ours, which is as it was written, would be read wrong or not at all.
pub(super) fn misread(line: &[u8]) -> Option<Fault> {
    match Line::read(line) {
        Err(reason) => Some(Fault::NotUnderstood(reason)),
        // What a later version may do is not known.
        Ok(Line::Call(entry)) if entry.version != VERSION => None,
        Ok(_) => (!is_in_order(line)).then_some(Fault::OutOfOrder),
    }
}

/// Reads what stands behind the last end of a line: what another program wrote may be whole.
pub(super) fn read_tail(line: &[u8]) -> Read<'_> {
    match read(line) {
        Read::Bad(_) => Read::Bad(Fault::Torn),
        read => read,
    }
}

fn foreign(line: &[u8]) -> Read<'_> {
    if let Ok(Fields { writer: Some(_), seq: Some(_), .. }) = serde_json::from_slice(line) {
        return Read::Bad(Fault::LostChecksum);
    }
    match Entry::from_line(line) {
        Ok(entry) => Read::Foreign { id: entry.id },
        Err(reason) => Read::Bad(Fault::NotUnderstood(reason)),
    }
}

fn not_understood(why: impl ToString) -> Read<'static> {
    Read::Bad(Fault::NotUnderstood(why.to_string()))
}

#[derive(Deserialize)]
struct Fields<'l> {
    #[serde(borrow, default)]
    id: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    writer: Option<Cow<'l, str>>,
    #[serde(default)]
    seq: Option<u64>,
    #[serde(default)]
    gap: Option<Gap>,
}

#[derive(Deserialize)]
struct Gap {
    refused: u64,
}
