//! What files of lines are called. Only files of these names are ever moved or removed.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::{OpenError, file_system::FileSystem};

/// The names of one ledger in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    stem: String,
}

/// What the name of a closed file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Closed {
    /// When the last line was appended, in whole seconds.
    pub(crate) last: SystemTime,
    /// Who closed it.
    pub(crate) writer: u64,
    /// Which one of that writer's it is, from 1.
    pub(crate) number: u64,
}

/// In which form a closed file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// As it was written.
    Plain,
    /// Compressed, and whole.
    Compressed,
    /// Not finished.
    Temporary,
}

impl Names {
    /// Of a plain file name that ends in `.jsonl`.
    pub(crate) fn new(name: &str) -> Result<Self, OpenError> {
        let stem = name.strip_suffix(EXTENSION).filter(|stem| {
            !stem.is_empty() && !stem.starts_with('.') && !stem.contains(['/', '\\', '\0'])
        });
        match stem {
            Some(stem) => Ok(Self { stem: stem.to_owned() }),
            None => Err(OpenError::Name { name: name.to_owned() }),
        }
    }

    /// Of the file that is written while so many others, less one, are as well.
    pub(crate) fn open(&self, number: usize) -> String {
        match number {
            1 => format!("{}{EXTENSION}", self.stem),
            _ => format!("{}.{number}{EXTENSION}", self.stem),
        }
    }

    /// Of a closed file that is not compressed.
    pub(crate) fn closed(&self, closed: Closed) -> String {
        let time = Timestamp::try_from(closed.last).unwrap_or_default().strftime(TIME);
        format!("{}-{time}-{:016x}-{:06}{EXTENSION}", self.stem, closed.writer, closed.number)
    }

    /// A path that no file has in any form or with one of these endings: this one, or with the next number that is free.
    pub(crate) fn free(
        &self,
        file_system: &dyn FileSystem,
        directory: &Path,
        mut closed: Closed,
        endings: &[&str],
    ) -> PathBuf {
        loop {
            let path = directory.join(self.closed(closed));
            let others = endings.iter().map(|ending| with(&path, ending));
            if self.forms(&path).chain(others).all(|path| file_system.metadata(&path).is_err()) {
                return path;
            }
            closed.number += 1;
        }
    }

    /// All paths that a closed file of this one may have: plain, and as each compression names it.
    pub(crate) fn forms(&self, plain: &Path) -> impl Iterator<Item = PathBuf> + use<> {
        ["", GZIP, ZSTD].map(|suffix| with(plain, suffix)).into_iter()
    }

    /// Which file that is written has this name, from 1.
    pub(crate) fn number_of(&self, name: &str) -> Option<usize> {
        let rest = name.strip_prefix(&self.stem)?.strip_suffix(EXTENSION)?;
        let number = if rest.is_empty() { 1 } else { rest.strip_prefix('.')?.parse().ok()? };
        (self.open(number) == name).then_some(number)
    }

    /// Of a file beside those of lines, with this ending.
    pub(crate) fn beside(&self, ending: &str) -> String {
        format!("{}.{ending}", self.stem)
    }

    /// Of the file whose lock is held by whoever looks after closed files.
    pub(crate) fn lock(&self) -> String {
        self.beside("keeper")
    }

    /// What the name of a closed file says, and in which form it is; none where we would not name it so.
    pub(crate) fn parse_any(&self, name: &str) -> Option<(Closed, Form)> {
        let (name, form) = match name.strip_suffix(TEMPORARY) {
            Some(rest) => (rest, Some(Form::Temporary)),
            None => (name, None),
        };
        let compressed = name.strip_suffix(GZIP).or_else(|| name.strip_suffix(ZSTD));
        let closed = self.parse(compressed.unwrap_or(name))?;
        let whole = if compressed.is_some() { Form::Compressed } else { Form::Plain };
        Some((closed, form.unwrap_or(whole)))
    }

    fn parse(&self, name: &str) -> Option<Closed> {
        let rest = name.strip_prefix(&self.stem)?.strip_prefix('-')?.strip_suffix(EXTENSION)?;
        let mut parts = rest.splitn(3, '-');
        let (time, writer, number) = (parts.next()?, parts.next()?, parts.next()?);
        let time = TimeZone::UTC.to_timestamp(DateTime::strptime(TIME, time).ok()?).ok()?;
        let closed = Closed {
            last: time.try_into().ok()?,
            writer: u64::from_str_radix(writer, 16).ok()?,
            number: number.parse().ok()?,
        };
        (self.closed(closed) == name).then_some(closed)
    }
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// What is added to the name of a file that is not finished.
pub(crate) const TEMPORARY: &str = ".tmp";
pub(crate) const GZIP: &str = ".gz";
pub(crate) const ZSTD: &str = ".zst";
const EXTENSION: &str = ".jsonl";
const TIME: &str = "%Y%m%dT%H%M%SZ";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_closed_name_says_what_it_was_made_of() -> Result<(), OpenError> {
        let names = Names::new("calls.jsonl")?;
        let last = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_991_825_123);
        let name = names.closed(Closed { last, writer: 0xab, number: 12 });
        assert_eq!(name, "calls-20261129T223705Z-00000000000000ab-000012.jsonl");
        let whole = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_991_825);
        assert_eq!(names.parse(&name), Some(Closed { last: whole, writer: 0xab, number: 12 }));
        Ok(())
    }

    #[test]
    fn only_whole_names_are_ours() -> Result<(), OpenError> {
        let names = Names::new("calls.jsonl")?;
        for name in [
            "calls.jsonl",
            "calls.2.jsonl",
            "calls2-20261129T223705Z-00000000000000ab-000012.jsonl",
            "calls-2-20261129T223705Z-00000000000000ab-000012.jsonl",
            "calls-20261129T223705Z-00000000000000ab-000012.jsonl.gz",
            "calls-20261129T223705Z-00000000000000ab-012.jsonl",
            "calls-20261129T223705Z-00000000000000AB-000012.jsonl",
            "calls-20261129T223705Z-ab-000012.jsonl",
            "calls-20261329T223705Z-00000000000000ab-000012.jsonl",
            "calls-20261129T223705Z-00000000000000ab-000012-copy.jsonl",
            "calls-.jsonl",
        ] {
            assert_eq!(names.parse(name), None, "{name}");
        }
        Ok(())
    }

    #[test]
    fn a_name_is_a_plain_file_of_lines() {
        for name in ["", ".jsonl", "calls", "calls.json", "a/calls.jsonl", "..jsonl", ".a.jsonl"] {
            assert!(matches!(Names::new(name), Err(OpenError::Name { .. })), "{name}");
        }
    }
}
