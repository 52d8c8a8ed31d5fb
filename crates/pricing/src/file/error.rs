//! What is wrong with a price file, and where.

use std::fmt;
use std::sync::Arc;

use super::fault::Fault;
use super::place::Place;
use super::problem::PriceFileProblem;

/// A price file that cannot be used: which file, which line and column, which model and key, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceFileError {
    pub(super) file: Arc<str>,
    pub(super) place: Option<Place>,
    pub(super) subject: Option<Subject>,
    pub(super) field: String,
    pub(super) problem: Box<PriceFileProblem>,
}

impl PriceFileError {
    /// The name of the file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1; nothing where the file as a whole is wrong.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|place| place.line)
    }

    /// The column in characters, from 1; nothing where the file as a whole is wrong.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.place.map(|place| place.column)
    }

    /// The id of the model of which it is.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        match &self.subject {
            Some(Subject::Model(id)) => Some(id),
            _ => None,
        }
    }

    /// The key, such as `prices[0].rates.input_tokens`; empty where no single one is wrong.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &PriceFileProblem {
        &self.problem
    }

    pub(crate) fn of_file(file: &str, problem: PriceFileProblem) -> Self {
        Fault::of_file(problem).in_file(file, "")
    }
}

impl fmt::Display for PriceFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Place { line, column }) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        match &self.subject {
            Some(Subject::Model(id)) => write!(f, ": model `{id}`")?,
            Some(Subject::Provider(id)) => write!(f, ": provider `{id}`")?,
            None => {}
        }
        if !self.field.is_empty() {
            write!(f, ": `{}`", self.field)?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for PriceFileError {}

/// Whose part of the file is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Provider(String),
    Model(String),
}
