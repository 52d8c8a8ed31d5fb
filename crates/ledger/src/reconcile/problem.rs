//! What can be wrong with an export.

use std::fmt;

/// Something in an export that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The line, from 1; nothing where it concerns the whole export.
    pub line: Option<u64>,
    /// The column.
    pub column: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(column) = &self.column {
            write!(f, "column `{column}`: ")?;
        }
        f.write_str(&self.what)
    }
}

/// An export that cannot be compared: nothing of it is. The first problems are kept, all are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportError {
    /// At most [`Self::MAX_KEPT`], in the order of the export.
    pub problems: Vec<Problem>,
    /// How many there are.
    pub count: u64,
}

impl ExportError {
    /// How many problems are kept.
    pub const MAX_KEPT: usize = 20;

    pub(super) fn add(&mut self, line: Option<u64>, column: Option<&str>, what: impl Into<String>) {
        self.count += 1;
        if self.problems.len() < Self::MAX_KEPT {
            let column = column.map(str::to_owned);
            self.problems.push(Problem { line, column, what: what.into() });
        }
    }

    /// That alone.
    pub(super) fn single(line: Option<u64>, what: impl Into<String>) -> Self {
        let mut error = Self::default();
        error.add(line, None, what);
        error
    }
}

impl std::error::Error for ExportError {}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the export cannot be compared:")?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        match self.count - self.problems.len() as u64 {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}
