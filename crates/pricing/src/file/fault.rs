//! What is wrong at an offset of a text, until it is known which line of which file that is.

use super::error::{PriceFileError, Subject};
use super::place::Place;
use super::problem::PriceFileProblem;

/// Something wrong at an offset of a text whose name the reader does not know.
#[derive(Debug)]
pub(crate) struct Fault {
    at: Option<usize>,
    subject: Option<Subject>,
    field: String,
    problem: Box<PriceFileProblem>,
}

impl Fault {
    pub(crate) fn new(at: usize, problem: PriceFileProblem) -> Self {
        Self { at: Some(at), ..Self::of_file(problem) }
    }

    pub(crate) fn of_file(problem: PriceFileProblem) -> Self {
        Self { at: None, subject: None, field: String::new(), problem: Box::new(problem) }
    }

    /// Within the value of a key. Where the model or provider is known, keys outside of it say no more.
    pub(crate) fn within(mut self, key: &str) -> Self {
        if self.subject.is_none() {
            let dot = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
            self.field.insert_str(0, dot);
            self.field.insert_str(0, key);
        }
        self
    }

    pub(crate) fn of_provider(mut self, id: &str) -> Self {
        self.subject.get_or_insert_with(|| Subject::Provider(id.to_owned()));
        self
    }

    pub(crate) fn of_model(mut self, id: &str) -> Self {
        self.subject.get_or_insert_with(|| Subject::Model(id.to_owned()));
        self
    }

    pub(crate) fn in_file(self, file: &str, text: &str) -> PriceFileError {
        PriceFileError {
            file: file.into(),
            place: self.at.map(|at| Place::of(text, at)),
            subject: self.subject,
            field: self.field,
            problem: self.problem,
        }
    }
}
