use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use genai_otel_ledger::{Field, Key, Ledger};

use crate::child::Process;
use crate::options::Options;

/// Lets two programs of sixteen threads each write one ledger at the same time, and says whether every line is whole, every
/// sequence complete, and every call of every thread there once.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let seconds: u64 = options.get("seconds", 60)?;
    println!("ledger-threads --seconds {seconds}");
    let folder = tempfile::tempdir()?;
    let kept: Option<PathBuf> = options.find("keep")?;
    let path = kept.as_deref().unwrap_or(folder.path());
    fs::create_dir_all(path)?;
    let directory = path.join("ledger");
    let said = write(seconds, &directory, &path.join("complaints"))?;
    let mut odd = Vec::new();
    let made = made(&said, &mut odd);
    println!(
        "made: {} calls by {PROGRAMS} programs of {THREADS} threads",
        made.values().sum::<u64>()
    );
    judge(&Ledger::open(&directory)?, &made, &mut odd)?;
    for complaint in odd.iter().take(20) {
        println!("WRONG: {complaint}");
    }
    Ok(if odd.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Starts the programs, lets them go when all have opened the ledger, and gives what they said.
fn write(seconds: u64, directory: &Path, complaints: &Path) -> anyhow::Result<Vec<String>> {
    let (directory, seconds) = (directory.to_string_lossy().into_owned(), seconds.to_string());
    let start = |program: u32| {
        let program = program.to_string();
        let arguments = [
            "ledger-program",
            "--directory",
            &*directory,
            "--program",
            &*program,
            "--seconds",
            &*seconds,
        ];
        Process::start(&arguments, complaints)
    };
    let mut programs = (0..PROGRAMS).map(start).collect::<anyhow::Result<Vec<_>>>()?;
    for program in &mut programs {
        anyhow::ensure!(program.line()? == "ready", "a program is not ready");
    }
    for program in &mut programs {
        program.tell("go")?;
    }
    let ended = programs.into_iter().map(Process::end).collect::<anyhow::Result<Vec<_>>>();
    ended.with_context(|| fs::read_to_string(complaints).unwrap_or_default())
}

/// How many calls each thread made, by its name.
fn made(said: &[String], odd: &mut Vec<String>) -> BTreeMap<String, u64> {
    let mut made = BTreeMap::new();
    for line in said.iter().flat_map(|said| said.lines()) {
        let told = line.strip_prefix("made ").and_then(|told| told.split_once(' '));
        match told.and_then(|(thread, count)| Some((thread, count.parse().ok()?))) {
            Some((thread, count)) => drop(made.insert(thread.to_owned(), count)),
            None => odd.push(line.to_owned()),
        }
    }
    if made.len() != (PROGRAMS * THREADS) as usize || made.values().any(|count| *count == 0) {
        odd.push("not every thread made calls".to_owned());
    }
    made
}

fn judge(
    ledger: &Ledger,
    made: &BTreeMap<String, u64>,
    odd: &mut Vec<String>,
) -> anyhow::Result<()> {
    let verified = ledger.verify()?;
    odd.extend(verified.findings.iter().map(ToString::to_string));
    println!(
        "verified: {} lines in {} files, {} MB: {} faults, {} notes",
        verified.lines,
        verified.files,
        verified.bytes / 1_000_000,
        verified.faults,
        verified.notes
    );
    let report = ledger.query().by(Key::Field(Field::User)).report()?;
    let counted = report.groups.into_iter();
    let counted: BTreeMap<_, _> = counted
        .map(|mut group| (group.values.pop().flatten().unwrap_or_default(), group.totals.calls))
        .collect();
    for (thread, count) in made {
        let there = counted.get(thread).copied().unwrap_or_default();
        if there != *count {
            odd.push(format!("{thread} made {count} calls, of which {there} are there"));
        }
    }
    let total: u64 = made.values().sum();
    if (report.total.calls, report.scanned.bad, verified.lines) != (total, 0, total) {
        let (there, bad) = (report.total.calls, report.scanned.bad);
        odd.push(format!("{there} calls and {bad} bad lines where {total} were made"));
    }
    Ok(())
}

const PROGRAMS: u32 = 2;
/// Of each program.
pub(crate) const THREADS: u32 = 16;
