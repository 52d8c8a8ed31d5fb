//! A small world to run command lines in, with a price book made by hand.

pub(crate) mod golden;
pub(crate) mod ledger;

use std::ffi::OsString;
use std::fmt;
use std::time::{Duration, SystemTime};

use genai_otel_cli::{Exit, World, run};
use genai_otel_pricing::PriceBook;
use genai_otel_pricing::file::{Format, read_providers};

/// What a command line led to.
#[derive(PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl fmt::Debug for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}\n-- out\n{}-- err\n{}", self.exit, self.out, self.err)
    }
}

impl Ran {
    /// The answer of a command that must have one, and nothing else to say.
    #[track_caller]
    pub(crate) fn answer(self) -> String {
        assert_eq!((self.exit, &*self.err), (Exit::Answered, ""), "{self:?}");
        self.out
    }

    /// What a command without an answer says.
    #[track_caller]
    pub(crate) fn refusal(self, exit: Exit) -> String {
        assert_eq!((self.exit, &*self.out), (exit, ""), "{self:?}");
        self.err
    }
}

/// Runs a command line, its words separated by spaces, with the book made by hand.
pub(crate) fn cli(line: &str) -> Ran {
    ran(line.split_whitespace())
}

/// Runs these arguments with the book made by hand.
pub(crate) fn ran<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Ran {
    ran_in(&hand_made(), arguments)
}

/// Runs a command line with the embedded book, at noon of 2026-11-29.
pub(crate) fn embedded(line: &str) -> Ran {
    ran_in(&world(PriceBook::embedded(), &[]), line.split_whitespace())
}

/// Runs these arguments.
pub(crate) fn ran_in<'a>(world: &World, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
    let name = std::iter::once("genai-otel");
    let arguments = name.chain(arguments).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = run(arguments, world, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { exit, out: text(out), err: text(err) }
}

/// The world with the book made by hand.
pub(crate) fn hand_made() -> World {
    world(book(), &[])
}

/// The book made by hand.
pub(crate) fn book() -> PriceBook {
    PriceBook::from_providers(read_providers(BOOK, Format::Json, "book.json").unwrap())
}

/// A world with these variables, at noon of 2026-11-29.
pub(crate) fn world(book: PriceBook, variables: &[(&str, OsString)]) -> World {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    World::new(book, variables, SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_953_600))
}

/// The text of the book made by hand.
pub(crate) const BOOK: &str = include_str!("support/book.json");

/// A user's own file: a discount, and prices. It goes with the folder.
pub(crate) fn own_file() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    std::fs::write(&file, OWN).unwrap();
    let file = file.to_str().unwrap().to_owned();
    (folder, file)
}

const OWN: &str = include_str!("support/ours.toml");
