//! What is wrong with an energy file, and where.

use std::fmt;

/// An energy file that cannot be used: which file, which line and column, which key, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnergyFileError {
    file: String,
    place: Option<(usize, usize)>,
    message: String,
}

impl EnergyFileError {
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
}

impl fmt::Display for EnergyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for EnergyFileError {}

/// Something wrong at an offset of a text whose name the reader does not know.
#[derive(Debug)]
pub(super) struct Fault {
    at: Option<usize>,
    message: String,
}

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at: Some(at), message: message.into() }
    }

    pub(super) fn of_file(message: impl Into<String>) -> Self {
        Self { at: None, message: message.into() }
    }

    /// Within the value of a key.
    pub(super) fn within(mut self, key: &str) -> Self {
        self.message = format!("`{key}`: {}", self.message);
        self
    }

    pub(super) fn in_file(self, file: &str, text: &str) -> EnergyFileError {
        let place = self.at.map(|at| {
            let before = text.get(..at).unwrap_or(text);
            let start = before.rfind('\n').map_or(0, |newline| newline + 1);
            let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
            (line, before[start..].chars().count() + 1)
        });
        EnergyFileError { file: file.to_owned(), place, message: self.message }
    }
}

/// A text as it is quoted in messages: its first 64 characters, in one line.
pub(super) fn short(text: &str) -> String {
    text.chars().take(64).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
