//! What a command may know of where it runs.

mod own_book;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use genai_otel_ledger::{Ledger, LineFiles};
use genai_otel_pricing::PriceBook;

pub(crate) use self::own_book::OwnBook;
use self::own_book::Refuse;
use crate::args_low::{BookArgs, FilesArgs, LedgerArgs};
use crate::failure::Failure;
use crate::progress::ProgressLine;

/// What a command may know of where it runs: the price book, the environment and the time.
#[derive(Debug)]
pub struct World {
    book: PriceBook,
    files: Vec<PathBuf>,
    ledger: Option<PathBuf>,
    ledger_file: Option<String>,
    terminal: Terminal,
    #[cfg(feature = "otlp")]
    otel: Vec<(String, String)>,
    progress: Option<ProgressLine>,
    now: SystemTime,
}

/// Where answers are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "made by the program and by tests")]
pub struct Terminal {
    /// How many columns the terminal has that answers go to; nothing where they go to a file or a pipe.
    pub columns: Option<usize>,
    /// Whether it may be coloured: where it is a terminal and `NO_COLOR` is not set.
    pub colour: bool,
}

impl World {
    /// A world with `book` as the embedded price book, these variables of the environment, and the time `now`.
    pub fn new(
        book: PriceBook,
        variables: impl IntoIterator<Item = (String, OsString)>,
        now: SystemTime,
    ) -> Self {
        let variables: BTreeMap<String, OsString> = variables.into_iter().collect();
        let ledger = variables.get(LEDGER_DIR).filter(|value| !value.is_empty()).map(PathBuf::from);
        let ledger_file = variables.get(LEDGER_FILE).filter(|value| !value.is_empty());
        let ledger_file = ledger_file.map(|value| value.to_string_lossy().into_owned());
        let files = variables.get(PRICES);
        let files = files.filter(|value| *value != NONE).map(|value| {
            env::split_paths(value).filter(|path| !path.as_os_str().is_empty()).collect()
        });
        let files = files.unwrap_or_default();
        Self {
            book,
            files,
            ledger,
            ledger_file,
            terminal: Terminal::default(),
            #[cfg(feature = "otlp")]
            otel: variables
                .into_iter()
                .filter(|(name, _)| name.starts_with(OTEL))
                .filter_map(|(name, value)| Some((name, value.into_string().ok()?)))
                .collect(),
            progress: None,
            now,
        }
    }

    /// With answers that go to this terminal. To none by default.
    #[must_use]
    pub fn terminal(mut self, terminal: Terminal) -> Self {
        self.terminal = terminal;
        self
    }

    /// With a line that tells how far reading has come. Without one by default.
    #[must_use]
    pub fn progress(mut self, line: ProgressLine) -> Self {
        self.progress = Some(line);
        self
    }

    /// Where it is told how far reading has come.
    pub(crate) fn progress_line(&self) -> Option<&ProgressLine> {
        self.progress.as_ref()
    }

    /// Where answers are shown.
    pub(crate) fn shown(&self) -> Terminal {
        self.terminal
    }

    /// The ledger that was typed, else that of the environment.
    ///
    /// # Errors
    ///
    /// None is named, or it cannot be read.
    pub(crate) fn ledger(&self, typed: &LedgerArgs) -> Result<Ledger, Failure> {
        Ok(Ledger::of_paths(self.ledger_paths(typed)?)?)
    }

    /// The paths that were typed, else that of the environment.
    ///
    /// # Errors
    ///
    /// None is named.
    pub(crate) fn ledger_paths<'t>(
        &'t self,
        typed: &'t LedgerArgs,
    ) -> Result<Vec<&'t Path>, Failure> {
        let of_environment = self.ledger.iter().filter(|_| typed.paths.is_empty());
        let paths: Vec<_> =
            typed.paths.iter().chain(of_environment).map(PathBuf::as_path).collect();
        if paths.is_empty() {
            return Err(Failure::usage(
                "no ledger: name a directory or file, or set GENAI_OTEL_LEDGER_DIR",
            ));
        }
        Ok(paths)
    }

    /// The files of the ledger that was typed, else of that of the environment.
    ///
    /// # Errors
    ///
    /// None is named, it is no directory, or its file cannot be called so.
    pub(crate) fn ledger_files(&self, typed: &FilesArgs) -> Result<LineFiles, Failure> {
        let Some(path) = typed.directory.as_ref().or(self.ledger.as_ref()) else {
            return Err(Failure::usage(
                "no ledger: name a directory, or set GENAI_OTEL_LEDGER_DIR",
            ));
        };
        match std::fs::metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Failure::NoLedger { path: path.clone() });
            }
            Err(source) => return Err(Failure::Unreadable { path: path.clone(), source }),
            Ok(known) if !known.is_dir() => {
                let source = ErrorKind::NotADirectory.into();
                return Err(Failure::Unreadable { path: path.clone(), source });
            }
            Ok(_) => {}
        }
        let name = typed.name.as_ref().or(self.ledger_file.as_ref());
        LineFiles::new(path, name.map_or(CALLS, String::as_str)).map_err(Failure::usage)
    }

    /// The variables of the environment that OpenTelemetry reads.
    #[cfg(feature = "otlp")]
    pub(crate) fn otel(&self) -> impl Iterator<Item = (String, String)> {
        self.otel.iter().cloned()
    }

    /// When the command runs.
    pub(crate) fn now(&self) -> SystemTime {
        self.now
    }

    /// The embedded price book, without anybody's own prices.
    pub(crate) fn embedded(&self) -> PriceBook {
        self.book.clone()
    }

    /// The embedded price book under the files of the environment and those of the command line.
    ///
    /// # Errors
    ///
    /// What is wrong with a file, and where.
    pub(crate) fn book(&self, typed: &BookArgs) -> Result<OwnBook, Failure> {
        let named = self.files.iter().map(|file| (file, Failure::Variable as Refuse));
        let typed = typed.files.iter().map(|file| (file, Failure::Prices as Refuse));
        OwnBook::laid(self.embedded(), named.chain(typed))
    }

    /// The embedded price book under one file.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, and where.
    pub(crate) fn embedded_with(&self, file: &PathBuf) -> Result<OwnBook, Failure> {
        OwnBook::laid(self.embedded(), std::iter::once((file, Failure::Prices as Refuse)))
    }
}

const PRICES: &str = "GENAI_OTEL_PRICES";
#[cfg(feature = "otlp")]
const OTEL: &str = "OTEL_";
const LEDGER_DIR: &str = "GENAI_OTEL_LEDGER_DIR";
const LEDGER_FILE: &str = "GENAI_OTEL_LEDGER_FILE";

/// What the file of a ledger is called where nobody says.
const CALLS: &str = "calls.jsonl";

/// The value of the variable that means no file.
const NONE: &str = "none";
