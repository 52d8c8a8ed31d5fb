//! What the values of settings may be, as text.

use std::time::Duration;

use genai_otel_journal::{Calendar, Compression, Sync};
use jiff::tz::TimeZone;

/// A plain name that ends in `.jsonl`.
pub(super) fn file_name(name: &str) -> Option<String> {
    let stem = name.strip_suffix(".jsonl")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (!stem.is_empty() && stem.len() <= 100 && stem.bytes().all(is_plain)).then(|| name.to_owned())
}

pub(super) fn sync(text: &str) -> Option<Sync> {
    match text.to_ascii_lowercase().as_str() {
        "never" => Some(Sync::Never),
        "interval" => Some(Sync::Interval(Duration::from_secs(1))),
        "always" => Some(Sync::Always),
        _ => None,
    }
}

pub(super) fn calendar(name: &str, zone: TimeZone) -> Option<Calendar> {
    match name.to_ascii_lowercase().as_str() {
        "never" => Some(Calendar::None),
        "day" => Some(Calendar::Day(zone)),
        "month" => Some(Calendar::Month(zone)),
        _ => None,
    }
}

pub(super) fn compression(name: &str) -> Option<Option<Compression>> {
    match name.to_ascii_lowercase().as_str() {
        "none" => Some(None),
        "gzip" => Some(Some(Compression::Gzip)),
        "zstd" => Some(Some(Compression::Zstd)),
        _ => None,
    }
}

/// `90d` or `36h`.
pub(super) fn age(text: &str) -> Option<Duration> {
    let (hours, number) = match text.strip_suffix('d') {
        Some(days) => (24, days),
        None => (1, text.strip_suffix('h')?),
    };
    let hours = positive(number)?.checked_mul(hours)?;
    Some(Duration::from_secs(hours.checked_mul(3_600)?))
}

pub(super) fn positive(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number > 0)
}

pub(super) fn file_size(text: &str) -> Option<u64> {
    text.parse().ok().filter(|bytes| *bytes >= LEAST_FILE_SIZE)
}

/// Less would be a file for each line.
pub(super) const LEAST_FILE_SIZE: u64 = 4_096;

pub(super) const DIRECTORY: &str = "a directory, by an absolute path at best";
pub(super) const FILE: &str =
    "a file name of letters, digits, `-` and `_` that ends in `.jsonl`, without a directory";
pub(super) const SYNC: &str = "`never`, `interval` or `always`";
pub(super) const ROTATE: &str = "`never`, `day` or `month`";
pub(super) const ZONE: &str = "a time zone such as `UTC` or `Europe/Berlin`";
pub(super) const FILE_SIZE: &str = "a whole number of bytes, at least 4096";
pub(super) const COMPRESS: &str = "`none`, `gzip` or `zstd`";
pub(super) const AGE: &str = "a number of days or hours such as `90d` or `36h`";
pub(super) const SIZE: &str = "a whole number of bytes, at least 1";
pub(super) const QUEUE: &str = "a whole number of calls, at least 1";
