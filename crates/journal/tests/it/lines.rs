//! Files of lines on a simulated file system and on the real one.

mod appending;
mod closing;
mod faults;
mod keeper;
mod model;
mod others;
mod power;
mod real;
mod tails;

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use genai_otel_journal::{
    FileSystem as _, Incident, Lines, LinesOptions, OpenError, Simulated, Sync, What,
};

use crate::scene::at;

const ROOT: &str = "/ledger";
const DAY: u64 = 86_400;

/// Without a thread: what is done is done in the test's order.
fn options() -> LinesOptions {
    LinesOptions::new("calls.jsonl", 0xab).sync(Sync::Never).in_background(false)
}

fn try_open(disk: &Simulated, options: LinesOptions) -> Result<Lines, OpenError> {
    Lines::open_on(Arc::new(disk.clone()), ROOT, options)
}

fn open(disk: &Simulated, options: LinesOptions) -> Lines {
    try_open(disk, options).expect("lines")
}

/// Appends lines without their newlines, which are whole then.
fn append(lines: &mut Lines, text: &str) {
    append_at(lines, text, 0);
}

fn append_at(lines: &mut Lines, text: &str, second: u64) {
    lines.append(format!("{text}\n").as_bytes(), at(second)).expect(text);
}

/// What is in a file of the directory; nothing where there is none.
fn text(disk: &Simulated, name: &str) -> String {
    let bytes = disk.read(&Path::new(ROOT).join(name)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// All names in the directory but that of the keeper's lock, sorted.
fn names(disk: &Simulated) -> Vec<String> {
    let entries = disk.entries(Path::new(ROOT)).expect("the directory");
    let names = entries.into_iter().filter_map(|entry| entry.name.into_string().ok());
    names.filter(|name| name != "calls.keeper").collect()
}

/// All lines in all files, of which a compressed one counts in the place of its plain one, each file's sorted by name.
fn all_lines(disk: &Simulated) -> Vec<String> {
    let mut lines = Vec::new();
    let names = names(disk);
    for name in &names {
        let is_double = |suffix: &str| names.contains(&format!("{name}{suffix}"));
        if is_double(".gz") || is_double(".zst") || name.ends_with(".tmp") {
            continue;
        }
        let bytes = disk.read(&Path::new(ROOT).join(name)).unwrap_or_default();
        lines.extend(unpack(name, &bytes).lines().map(str::to_owned));
    }
    lines
}

fn unpack(name: &str, bytes: &[u8]) -> String {
    let mut text = String::new();
    if name.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(bytes).read_to_string(&mut text).expect(name);
    } else if name.ends_with(".zst") {
        zstd::Decoder::new(bytes).expect(name).read_to_string(&mut text).expect(name);
    } else {
        text = String::from_utf8_lossy(bytes).into_owned();
    }
    text
}

/// What happened, without where.
fn happened(lines: &Lines) -> Vec<What> {
    lines.incidents().into_iter().map(|Incident { what, .. }| what).collect()
}

fn in_root(name: &str) -> PathBuf {
    Path::new(ROOT).join(name)
}
