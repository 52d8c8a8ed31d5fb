use std::io::{Write as _, stdout};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use genai_otel_journal::{Compression, Lines, LinesOptions, Sync};

use crate::clock;
use crate::dice::Dice;
use crate::options::Options;

/// The program that is killed: appends numbered lines to files that are soon full. After each append a line on standard
/// output says what is acknowledged. It has no end of its own.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let program: u32 = options.require("program")?;
    let directory: PathBuf = options.require("directory")?;
    let sync = match program % 3 {
        0 => Sync::Never,
        1 => Sync::Interval(Duration::from_millis(10)),
        _ => Sync::Always,
    };
    let gzip = program.is_multiple_of(2);
    let compression = if gzip { Compression::Gzip } else { Compression::Zstd };
    let lines = LinesOptions::new("calls.jsonl", program.into()).sync(sync);
    let lines = lines.max_file_bytes(FILE).compression(compression);
    let mut lines = Lines::open(directory, lines)?;
    let mut dice = Dice::new(program.into());
    let (mut made, mut bytes) = (0, 0);
    loop {
        let mut text = String::new();
        for _ in 0..=dice.below(MOST) {
            text.push_str(&line(program, made));
            made += 1;
        }
        lines.append(text.as_bytes(), clock::time())?;
        // One write; the pipe takes it whole or not at all.
        let mut said = stdout().lock();
        said.write_all(format!("ack 0 {made}\n").as_bytes())?;
        said.flush()?;
        drop(said);
        lines.tend(clock::time())?;
        for incident in lines.incidents() {
            println!("{incident}");
        }
        bytes += text.len();
        if bytes > HURRIED {
            // Enough for the disk; kills go on.
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// What a program's line of this number says; how long it is depends on both.
pub(crate) fn line(program: u32, number: u64) -> String {
    let length = Dice::new(u64::from(program) << 32 | number).below(LONGEST);
    let pad = "x".repeat(usize::try_from(length).unwrap_or(0));
    format!("{program} {number} {pad}.\n")
}

/// Lines of an append.
pub(crate) const MOST: u64 = 64;
const LONGEST: u64 = 300;
/// Bytes of a file, so that many are closed.
const FILE: u64 = 64 * 1_024;
/// Bytes that are written as fast as it goes.
const HURRIED: usize = 2 * 1_024 * 1_024;
