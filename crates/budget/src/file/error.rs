//! What is wrong with a file of budgets, and where.

use std::fmt;
use std::ops::Range;

/// A file of budgets that cannot be used: which file, which line, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetFileError {
    file: String,
    /// From 1.
    place: Option<(usize, usize)>,
    problem: String,
}

impl BudgetFileError {
    /// The name of the file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1; nothing where the file as a whole is wrong.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// The column in characters, from 1; nothing where the file as a whole is wrong.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }

    pub(super) fn of_file(file: &str, problem: String) -> Self {
        Self { file: file.to_owned(), place: None, problem }
    }
}

/// `budgets.toml:3:9: ...`
impl fmt::Display for BudgetFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, problem } = self;
        match place {
            Some((line, column)) => write!(f, "{file}:{line}:{column}: {problem}"),
            None => write!(f, "{file}: {problem}"),
        }
    }
}

impl std::error::Error for BudgetFileError {}

/// What is wrong at some byte of a text.
#[derive(Debug)]
pub(super) struct Fault {
    at: usize,
    problem: String,
}

impl Fault {
    pub(super) const fn new(span: &Range<usize>, problem: String) -> Self {
        Self { at: span.start, problem }
    }

    pub(super) fn in_file(self, file: &str, text: &str) -> BudgetFileError {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        let place = Some((line, column));
        BudgetFileError { file: file.to_owned(), place, problem: self.problem }
    }
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        let span = error.span().unwrap_or_default();
        Self::new(&span, error.message().replace('\n', ", "))
    }
}
