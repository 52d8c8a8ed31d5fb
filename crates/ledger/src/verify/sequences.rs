//! The numbers of each writer, in whatever order its files are read.

use std::collections::BTreeMap;

use super::{Fault, Note, Problem};

/// The numbers of all writers.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    writers: BTreeMap<String, Vec<Run>>,
    file: usize,
    /// Lines that could not be read, in all files so far.
    bad: u64,
}

/// Numbers that follow each other in one file.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: u64,
    last: u64,
    file: usize,
    /// The line of the first one.
    line: u64,
    /// How many bad lines came before the first one, and before the last one.
    bad_at_first: u64,
    bad_at_last: u64,
}

impl Sequences {
    /// From here on lines are those of this file.
    pub(super) fn begin_file(&mut self, file: usize) {
        self.file = file;
    }

    /// A line that cannot be read stands here.
    pub(super) fn bad(&mut self) {
        self.bad += 1;
    }

    /// A line with this number stands here.
    pub(super) fn seen(&mut self, writer: &str, seq: u64, line: u64) {
        if !self.writers.contains_key(writer) {
            self.writers.insert(writer.to_owned(), Vec::new());
        }
        let Some(runs) = self.writers.get_mut(writer) else { return };
        match runs.last_mut() {
            Some(run) if run.file == self.file && run.last.checked_add(1) == Some(seq) => {
                run.last = seq;
                run.bad_at_last = self.bad;
            }
            _ => runs.push(Run {
                first: seq,
                last: seq,
                file: self.file,
                line,
                bad_at_first: self.bad,
                bad_at_last: self.bad,
            }),
        }
    }

    /// Whether a line with this number was seen.
    pub(super) fn has(&self, writer: &str, seq: u64) -> bool {
        let runs = self.writers.get(writer);
        runs.is_some_and(|runs| runs.iter().any(|run| (run.first..=run.last).contains(&seq)))
    }

    /// What is missing, what stands twice, and what begins late, each with the file and line where it shows.
    pub(super) fn findings(self) -> Vec<(usize, u64, Problem)> {
        let mut found = Vec::new();
        for (writer, mut runs) in self.writers {
            // Of two that begin alike the one read first stays first: the sort is stable.
            runs.sort_by_key(|run| run.first);
            let mut before: Option<Run> = None;
            for run in runs {
                let place = |problem| (run.file, run.line, problem);
                found.extend(between(&writer, before.as_ref(), &run).map(place));
                before = match before {
                    Some(before) if before.last >= run.last => Some(before),
                    _ => Some(run),
                };
            }
        }
        found
    }
}

fn between(writer: &str, before: Option<&Run>, run: &Run) -> Option<Problem> {
    let writer = || writer.to_owned();
    let (last, bad) = match before {
        None if run.line == 1 && run.first > 1 => {
            let note = Note::OlderFilesGone { writer: writer(), first: run.first };
            return Some(Problem::Note(note));
        }
        None => (0, run.bad_at_first),
        Some(before) => (before.last, run.bad_at_first.saturating_sub(before.bad_at_last)),
    };
    if run.first <= last && before.is_some() {
        let last = last.min(run.last);
        return Some(Problem::Fault(Fault::Repeated { writer: writer(), first: run.first, last }));
    }
    let missing = run.first.saturating_sub(last).saturating_sub(1);
    (missing > bad).then(|| {
        let (first, last) = (last.saturating_add(1), run.first.saturating_sub(1));
        Problem::Fault(Fault::Missing { writer: writer(), first, last })
    })
}
