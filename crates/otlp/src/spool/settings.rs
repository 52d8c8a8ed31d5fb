use std::{
    fmt,
    path::{Path, PathBuf, absolute},
    time::Duration,
};

use genai_otel_journal::Sync as SpoolSync;

use crate::{
    SetupError,
    env::{Environment, Range, duration_in, milliseconds, whole_number},
    error::Origin,
    text::one_line,
};

/// A directory on disk in which telemetry is kept until the collector has taken it.
///
/// What is not set here comes from the `GENAI_OTEL_SPOOL_*` variables. Any number of processes may share one directory;
/// what one of them leaves behind, the next one that starts or still runs sends.
///
/// ```
/// use genai_otel_otlp::{OtlpPipeline, Spool, SpoolSync};
///
/// # let folder = tempfile::tempdir()?;
/// # let directory = folder.path().join("spool");
/// let spool = Spool::at(directory).sync(SpoolSync::Always).max_bytes(64 * 1024 * 1024);
/// let telemetry = OtlpPipeline::from_pairs([]).spool(spool).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "pass it to `OtlpPipeline::spool`"]
pub struct Spool {
    directory: PathBuf,
    sync: Option<SpoolSync>,
    max_bytes: Option<u64>,
    max_age: Option<Duration>,
}

impl Spool {
    /// A spool in this directory, which is made, for this user alone, if it is not there. A relative path starts from
    /// the working directory at set-up.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), sync: None, max_bytes: None, max_age: None }
    }

    /// When written data is forced to the disk, and so survives a power failure. Defaults to once a second. The end of
    /// the process, however sudden, loses nothing that is written, whatever is set here.
    pub fn sync(mut self, sync: SpoolSync) -> Self {
        self.sync = Some(sync);
        self
    }

    /// The most that this process keeps on disk, all signals together and with what it took over from processes that
    /// ended; at least 1 MiB. What finds the spool full is
    /// dropped and counted, the newest first: what was kept stays. Defaults to 512 MiB.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = Some(bytes);
        self
    }

    /// How long telemetry is kept, up to a year; zero is no limit. What is older is dropped and counted. Defaults to
    /// seven days. Age is by the clock: what ended while that stood in 1970 is too old once it is right.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }
}

impl<P: Into<PathBuf>> From<P> for Spool {
    fn from(directory: P) -> Self {
        Self::at(directory)
    }
}

/// [`Spool`] with every value known.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedSpool {
    /// What names the directory, for errors about it.
    pub(crate) origin: Origin,
    /// Absolute: a program may change its working directory.
    pub(crate) directory: PathBuf,
    pub(crate) sync: SpoolSync,
    pub(crate) max_bytes: u64,
    /// Nothing is no limit.
    pub(crate) max_age: Option<Duration>,
}

impl ResolvedSpool {
    /// Nothing where neither code nor environment asks for one. What cannot be used is an error all the same: whoever says
    /// how much is kept wants something kept.
    pub(crate) fn resolve(
        environment: &Environment,
        code: Option<&Spool>,
    ) -> Result<Option<Self>, SetupError> {
        let directory = match code {
            Some(spool) => Some((Origin::Setting("spool"), spool.directory.clone())),
            None => from_variable(environment)?,
        };
        let sync = match code.and_then(|spool| spool.sync) {
            Some(sync) => Some(sync),
            None => environment.read(&["GENAI_OTEL_SPOOL_SYNC"], parse_sync)?,
        };
        let max_bytes = match code.and_then(|spool| spool.max_bytes) {
            Some(bytes) => {
                Some(whole_number(Origin::Setting("max_bytes"), &bytes.to_string(), BYTES)?)
            }
            None => environment.read(&["GENAI_OTEL_SPOOL_MAX_BYTES"], |origin, text| {
                whole_number(origin, text, BYTES)
            })?,
        };
        let max_age = match code.and_then(|spool| spool.max_age) {
            Some(age) => Some(duration_in("max_age", age, AGE)?),
            None => environment.read(&["GENAI_OTEL_SPOOL_MAX_AGE"], |origin, text| {
                milliseconds(origin, text, AGE)
            })?,
        };
        let Some((origin, directory)) = directory else { return Ok(None) };
        Ok(Some(Self {
            origin,
            directory: whole(origin, &directory)?,
            sync: sync.unwrap_or(DEFAULT_SYNC),
            max_bytes: max_bytes.unwrap_or(DEFAULT_MAX_BYTES),
            max_age: Some(max_age.unwrap_or(DEFAULT_MAX_AGE)).filter(|age| !age.is_zero()),
        }))
    }
}

impl fmt::Display for ResolvedSpool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  ", one_line(&self.directory.to_string_lossy()))?;
        match &self.sync {
            SpoolSync::Never => write!(f, "never synced")?,
            SpoolSync::Interval(interval) => write!(f, "synced every {interval:?}")?,
            _ => write!(f, "synced at once")?,
        }
        write!(f, ", at most {} bytes", self.max_bytes)?;
        match self.max_age {
            Some(age) => write!(f, ", for at most {age:?}"),
            None => write!(f, ", for any time"),
        }
    }
}

fn from_variable(environment: &Environment) -> Result<Option<(Origin, PathBuf)>, SetupError> {
    // A variable that was put together of others that are missing: somebody counts on a spool.
    if let Some((origin, blank)) = environment.blank(DIRECTORY) {
        return Err(origin.invalid(blank, EXPECTED));
    }
    let directory = environment.text(&[DIRECTORY])?;
    Ok(directory.map(|(origin, directory)| (origin, PathBuf::from(directory))))
}

fn whole(origin: Origin, directory: &Path) -> Result<PathBuf, SetupError> {
    // The one failure of a path that is not empty is a working directory that is gone.
    absolute(directory).map_err(|_| origin.invalid(directory.to_string_lossy(), EXPECTED))
}

fn parse_sync(origin: Origin, text: &str) -> Result<SpoolSync, SetupError> {
    match text.to_ascii_lowercase().as_str() {
        "never" => Ok(SpoolSync::Never),
        "interval" => Ok(DEFAULT_SYNC),
        "always" => Ok(SpoolSync::Always),
        _ => Err(origin.invalid(text, "`never`, `interval` or `always`")),
    }
}

const DIRECTORY: &str = "GENAI_OTEL_SPOOL_DIR";
const EXPECTED: &str = "a directory, by an absolute path at best";
const DEFAULT_SYNC: SpoolSync = SpoolSync::Interval(Duration::from_secs(1));
const DEFAULT_MAX_BYTES: u64 = 512 * 1_024 * 1_024;
const DEFAULT_MAX_AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Less would hold no few requests, more is no number of bytes that disks know.
const BYTES: Range = Range { least: 1_024 * 1_024, most: 1 << 50 };
/// A year.
const AGE: Range = Range { least: 0, most: 365 * 24 * 60 * 60 * 1_000 };

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pairs: &[(&str, &str)], code: Option<&Spool>) -> String {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        match ResolvedSpool::resolve(&Environment::from_pairs(pairs), code) {
            Ok(Some(spool)) => spool.to_string().replace("\n  ", ": "),
            Ok(None) => "none".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    const SPOOL: (&str, &str) = (DIRECTORY, "/spool");

    #[test]
    fn directory_turns_it_on_and_code_wins() {
        assert_eq!(shown(&[], None), "none");
        assert_eq!(shown(&[("GENAI_OTEL_SPOOL_SYNC", "always")], None), "none");
        let defaults = "synced every 1s, at most 536870912 bytes, for at most 604800s";
        assert_eq!(shown(&[SPOOL], None), format!("/spool: {defaults}"));
        assert_eq!(shown(&[SPOOL], Some(&Spool::at("/code"))), format!("/code: {defaults}"));
        let variables = [
            SPOOL,
            ("GENAI_OTEL_SPOOL_SYNC", "Never"),
            ("GENAI_OTEL_SPOOL_MAX_BYTES", "1048576"),
            ("GENAI_OTEL_SPOOL_MAX_AGE", "0"),
        ];
        let expected = "/spool: never synced, at most 1048576 bytes, for any time";
        assert_eq!(shown(&variables, None), expected);
        let code = Spool::from("/code").sync(SpoolSync::Always).max_bytes(2_000_000);
        let code = code.max_age(Duration::from_secs(60));
        let expected = "/code: synced at once, at most 2000000 bytes, for at most 60s";
        assert_eq!(shown(&variables, Some(&code)), expected);
    }

    #[test]
    fn what_cannot_be_used_is_an_error_that_names_it() {
        for (pair, expected) in [
            (
                ("GENAI_OTEL_SPOOL_SYNC", "often"),
                "`often`, expected `never`, `interval` or `always`",
            ),
            (
                ("GENAI_OTEL_SPOOL_MAX_BYTES", "1"),
                "`1`, expected a whole number between 1048576 and 1125899906842624",
            ),
            (
                ("GENAI_OTEL_SPOOL_MAX_AGE", "7d"),
                "`7d`, expected a whole number of milliseconds between 0 and 31536000000",
            ),
        ] {
            let expected = format!("{} is {expected}", pair.0);
            assert_eq!(shown(&[SPOOL, pair], None), expected);
            assert_eq!(shown(&[pair], None), expected, "without a directory");
        }
        for blank in [" ", "\t "] {
            let error = shown(&[("GENAI_OTEL_SPOOL_DIR", blank)], None);
            let blank = blank.replace('\t', r"\t");
            let expected = "expected a directory, by an absolute path at best";
            assert_eq!(error, format!("GENAI_OTEL_SPOOL_DIR is `{blank}`, {expected}"));
        }
        assert_eq!(shown(&[("GENAI_OTEL_SPOOL_DIR", "")], None), "none");
        assert_eq!(
            shown(&[], Some(&Spool::at(""))),
            "the setting `spool` is ``, expected a directory, by an absolute path at best"
        );
        assert_eq!(
            shown(&[], Some(&Spool::at("/spool").max_age(Duration::MAX))),
            "the setting `max_age` is `18446744073709551615.999999999s`, expected a duration between 0ns and 31536000s"
        );
    }
}
