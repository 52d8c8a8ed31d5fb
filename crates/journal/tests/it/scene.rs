//! What tests do with a journal, in few words.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use genai_otel_journal::{
    Batch, FileSystem as _, Incident, Journal, Kind, Limits, Options, Place, Records, Simulated,
    Sync, Turn, What,
};

pub(crate) const ROOT: &str = "/spool";

pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
}

pub(crate) fn options() -> Options {
    Options::default().preamble(b"shop".to_vec()).sync(Sync::Never)
}

pub(crate) fn open(disk: &Simulated, options: Options) -> Journal {
    Journal::open_on(Arc::new(disk.clone()), ROOT, options).expect("a journal")
}

pub(crate) fn records<T: AsRef<[u8]>>(payloads: &[T]) -> Records {
    let mut records = Records::new();
    for payload in payloads {
        records.push(payload.as_ref()).expect("not too long");
    }
    records
}

/// Appends one record, which is on the disk then.
pub(crate) fn append(journal: &Journal, payload: &str) {
    assert_eq!(journal.append(&records(&[payload]), at(0)), Ok(Place::Disk), "{payload}");
}

pub(crate) fn many(records: usize) -> Limits {
    Limits { records, bytes: usize::MAX }
}

pub(crate) fn payloads(batch: &Batch) -> Vec<String> {
    batch.records().map(|(_, payload)| String::from_utf8_lossy(payload).into_owned()).collect()
}

/// Everything that there is, in order, acknowledged batch by batch.
pub(crate) fn drain(journal: &Journal) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(batch) = journal.next(Turn::Oldest, many(3)) {
        all.extend(payloads(&batch));
        journal.acknowledge(batch);
    }
    all
}

/// What happened, without where.
pub(crate) fn happened(journal: &Journal) -> Vec<What> {
    journal.incidents().into_iter().map(|Incident { what, .. }| what).collect()
}

/// All files below a directory, sorted.
pub(crate) fn files(disk: &Simulated, directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in disk.entries(directory).unwrap_or_default() {
        let path = directory.join(&entry.name);
        match entry.kind {
            Kind::Directory => files.extend(self::files(disk, &path)),
            _ => files.push(path),
        }
    }
    files.sort();
    files
}

/// The segment files in lanes, sorted.
pub(crate) fn segments(disk: &Simulated) -> Vec<PathBuf> {
    let mut segments = files(disk, Path::new(ROOT));
    segments.retain(|path| {
        path.extension().is_some_and(|extension| extension == "seg")
            && !path.to_string_lossy().contains("set-aside")
    });
    segments
}

/// A moment from which time goes on in the hands of the test.
#[allow(clippy::disallowed_methods, reason = "there is no other way to an instant")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// Does what is due in the next minute, every five seconds.
pub(crate) fn a_minute_passes(journal: &Journal, from: Instant) -> Instant {
    for second in (0..60).step_by(5) {
        journal.sync_if_due(from + Duration::from_secs(second));
    }
    from + Duration::from_secs(60)
}
