//! Calls for other programs.

mod columns;
mod focus;
mod plain;

use std::io::{self, Write};

use crate::entry::Entry;

/// How calls are written for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportFormat {
    /// One JSON array, with an object for each call: its line without the checksum.
    Json,
    /// A JSON object in each line: the line of the ledger without the checksum.
    JsonLines,
    /// Comma-separated values by RFC 4180, with a head: all keys whose values are no objects, and `metadata` as JSON.
    Csv,
    /// The columns of FOCUS 1.2, as CSV: see `docs/reference/focus.md`.
    Focus,
}

/// Writes calls one by one, in a stable order of columns and keys. Nothing is kept in memory.
///
/// ```
/// use genai_otel_ledger::{Entry, Export, ExportFormat};
///
/// let line = br#"{"timestamp":"2026-11-29T10:00:00Z","model":"gpt-4o","input_tokens":12}"#;
/// let mut export = Export::new(ExportFormat::JsonLines, Vec::new())?;
/// export.write(&Entry::from_line(line)?)?;
/// let text = String::from_utf8(export.finish()?)?;
/// assert_eq!(
///     text,
///     r#"{"v":1,"timestamp":"2026-11-29T10:00:00.000000000Z","status":"success","model":"gpt-4o","input_tokens":12}
/// "#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Export<W: Write> {
    out: Out<W>,
    left_out: u64,
}

#[derive(Debug)]
enum Out<W: Write> {
    Json { out: W, begun: bool },
    JsonLines(W),
    Csv(Box<csv::Writer<W>>),
    Focus(Box<csv::Writer<W>>),
}

impl<W: Write> Export<W> {
    /// Begins to write to `out`.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn new(format: ExportFormat, out: W) -> io::Result<Self> {
        let head = |columns: &[&str], out| {
            // RFC 4180 ends lines so.
            let mut out =
                csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            out.write_record(columns).map_err(of_csv)?;
            Ok::<_, io::Error>(Box::new(out))
        };
        let out = match format {
            ExportFormat::Json => Out::Json { out, begun: false },
            ExportFormat::JsonLines => Out::JsonLines(out),
            ExportFormat::Csv => Out::Csv(head(&columns::names(), out)?),
            ExportFormat::Focus => Out::Focus(head(focus::COLUMNS, out)?),
        };
        Ok(Self { out, left_out: 0 })
    }

    /// Writes a call.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn write(&mut self, entry: &Entry) -> io::Result<()> {
        match &mut self.out {
            Out::Json { out, begun } => {
                out.write_all(if *begun { b",\n" } else { b"[\n" })?;
                *begun = true;
                out.write_all(&plain::object(entry))
            }
            Out::JsonLines(out) => {
                out.write_all(&plain::object(entry))?;
                out.write_all(b"\n")
            }
            Out::Csv(out) => {
                out.write_record(columns::values(&plain::object(entry))).map_err(of_csv)
            }
            Out::Focus(out) => {
                let rows = focus::rows(entry);
                let used = entry.unpriced.is_some() || !entry.usage.is_missing();
                self.left_out += u64::from(rows.is_empty() && used);
                rows.iter().try_for_each(|row| out.write_record(row)).map_err(of_csv)
            }
        }
    }

    /// How many calls have no place in this format: in FOCUS, which has no unknown amounts, those that used something
    /// and have no cost. A tool, and a call that failed before it used anything, is not counted.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Ends, and hands back what was written to.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn finish(self) -> io::Result<W> {
        let mut out = match self.out {
            Out::Json { mut out, begun } => {
                out.write_all(if begun { b"\n]\n" } else { b"[]\n" })?;
                out
            }
            Out::JsonLines(out) => out,
            Out::Csv(out) | Out::Focus(out) => {
                out.into_inner().map_err(csv::IntoInnerError::into_error)?
            }
        };
        out.flush()?;
        Ok(out)
    }
}

/// What the writer said: a pipe whose reader went away is told from a disk that is full.
fn of_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}
