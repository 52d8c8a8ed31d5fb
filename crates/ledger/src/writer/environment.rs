//! What the environment says of a ledger.

use std::ffi::OsString;
use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::error::WriterError;
use super::options::LedgerOptions;
use super::values::{
    AGE, COMPRESS, DIRECTORY, FILE, FILE_SIZE, QUEUE, ROTATE, SIZE, SYNC, ZONE, age, calendar,
    compression, file_name, file_size, positive, sync,
};

impl LedgerOptions {
    /// What the variables `GENAI_OTEL_LEDGER_*` of the process say; nothing where `GENAI_OTEL_LEDGER_DIR` is not set.
    /// The guide's page on the ledger lists them. An empty one is as none.
    ///
    /// # Errors
    ///
    /// A variable whose value it cannot have, with what it accepts.
    pub fn from_env() -> Result<Option<Self>, WriterError> {
        #[allow(
            clippy::disallowed_methods,
            reason = "the one place of this crate that reads the process environment"
        )]
        let value = |name| std::env::var_os(name);
        Self::from_values(value)
    }

    /// What these variables say, in place of those of the process.
    ///
    /// # Errors
    ///
    /// As [`from_env`](Self::from_env).
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Option<Self>, WriterError> {
        let pairs: Vec<_> = pairs.into_iter().collect();
        Self::from_values(|name| {
            let found = pairs.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.into())
        })
    }

    fn from_values(
        value: impl Fn(&'static str) -> Option<OsString>,
    ) -> Result<Option<Self>, WriterError> {
        let value = |name| value(name).filter(|value| !value.is_empty());
        // All are read, with a directory or without: a wrong one shows before it is needed.
        let directory = directory("GENAI_OTEL_LEDGER_DIR", &value)?;
        let mut options = Self::at(directory.clone().unwrap_or_default());
        read("GENAI_OTEL_LEDGER_FILE", &value, FILE, file_name)?
            .into_iter()
            .for_each(|name| options.file_name = name);
        read("GENAI_OTEL_LEDGER_SYNC", &value, SYNC, sync)?
            .into_iter()
            .for_each(|sync| options.sync = sync);
        let zone =
            read("GENAI_OTEL_LEDGER_TIME_ZONE", &value, ZONE, |name| TimeZone::get(name).ok())?;
        let zone = zone.unwrap_or(TimeZone::UTC);
        read("GENAI_OTEL_LEDGER_ROTATE", &value, ROTATE, |name| calendar(name, zone))?
            .into_iter()
            .for_each(|calendar| options.calendar = calendar);
        read("GENAI_OTEL_LEDGER_MAX_FILE_SIZE", &value, FILE_SIZE, file_size)?
            .into_iter()
            .for_each(|bytes| options.max_file_size = bytes);
        read("GENAI_OTEL_LEDGER_COMPRESS", &value, COMPRESS, compression)?
            .into_iter()
            .for_each(|compression| options.compression = compression);
        options.max_age = read("GENAI_OTEL_LEDGER_MAX_AGE", &value, AGE, age)?;
        options.max_total_size = read("GENAI_OTEL_LEDGER_MAX_TOTAL_SIZE", &value, SIZE, positive)?;
        options.archive = self::directory("GENAI_OTEL_LEDGER_ARCHIVE_DIR", &value)?;
        read("GENAI_OTEL_LEDGER_QUEUE", &value, QUEUE, positive)?
            .into_iter()
            .for_each(|calls| options.max_records = calls);
        Ok(directory.map(|_| options))
    }
}

fn directory(
    variable: &'static str,
    value: &impl Fn(&'static str) -> Option<OsString>,
) -> Result<Option<PathBuf>, WriterError> {
    let Some(path) = value(variable) else { return Ok(None) };
    // Such a directory would be made without a word, in the working directory.
    if path.to_str().is_some_and(|path| path.trim().is_empty()) {
        let value = path.to_string_lossy().escape_debug().to_string();
        return Err(WriterError::Environment { variable, value, expected: DIRECTORY });
    }
    Ok(Some(path.into()))
}

fn read<T>(
    variable: &'static str,
    value: &impl Fn(&'static str) -> Option<OsString>,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, WriterError> {
    let Some(value) = value(variable) else { return Ok(None) };
    match value.to_str().and_then(|value| parse(value.trim())) {
        Some(read) => Ok(Some(read)),
        None => {
            let value = value.to_string_lossy().escape_debug().to_string();
            Err(WriterError::Environment { variable, value, expected })
        }
    }
}
