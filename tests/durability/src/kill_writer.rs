use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::Context as _;
use genai_otel_ledger::LedgerWriter;

use crate::acknowledged::Acknowledged;
use crate::child::{Heard, Process};
use crate::clock;
use crate::dice::Dice;
use crate::options::Options;
use crate::written::Written;

/// Kills programs that write one ledger at random points, and says whether every call that they acknowledged is there,
/// once.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let times: u32 = options.get("times", 25)?;
    let seed: u64 = options.get("seed", clock::seed())?;
    let life: u64 = options.get("life", 300)?;
    println!("kill-writer --times {times} --seed {seed} --life {life}");
    let folder = tempfile::tempdir()?;
    let kept: Option<PathBuf> = options.find("keep")?;
    let path = kept.as_deref().unwrap_or(folder.path());
    fs::create_dir_all(path)?;
    let directory = path.join("ledger");
    let mut acknowledged = Acknowledged::default();
    let mut odd = kill(times, life, Dice::new(seed), path, &mut acknowledged)?;
    mend(&directory)?;
    let mut written = Written::read(&directory)?;
    written.judge(&acknowledged);
    println!("acknowledged: {}, all of them killed: {times} programs", acknowledged.total());
    println!(
        "written: {} lines in {} files, {} of them compressed",
        written.lines, written.files, written.compressed
    );
    odd.append(&mut written.complaints);
    if acknowledged.total() == 0 {
        odd.push("nothing was acknowledged".to_owned());
    }
    for complaint in &odd {
        println!("FAILED: {complaint}");
    }
    Ok(if odd.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A program and when it dies.
struct Doomed {
    program: u32,
    /// What it said before somebody listened.
    first: String,
    heard: Heard,
    at: Instant,
}

/// Starts so many programs, one or two at a time, and kills each: every second one when it has acknowledged something, however
/// long that takes, the others at any time. Gives what they said beside.
fn kill(
    times: u32,
    life: u64,
    mut dice: Dice,
    folder: &Path,
    acknowledged: &mut Acknowledged,
) -> anyhow::Result<Vec<String>> {
    let (mut running, mut odd, mut started) = (Vec::<Doomed>::new(), Vec::new(), 0);
    let directory = folder.join("ledger").to_string_lossy().into_owned();
    while started < times || !running.is_empty() {
        let wanted = if dice.below(3) == 0 { 2 } else { 1 };
        while running.len() < wanted && started < times {
            let number = started.to_string();
            let arguments = ["writer", "--directory", &directory, "--program", &number];
            let mut process = Process::start(&arguments, &folder.join("complaints"))?;
            let has_begun = started.is_multiple_of(2);
            let first = if has_begun { process.line()? + "\n" } else { String::new() };
            let at = clock::now() + Duration::from_micros(dice.below(life * 1_000));
            running.push(Doomed { program: started, first, heard: process.listen(), at });
            started += 1;
        }
        running.sort_by_key(|doomed| doomed.at);
        if running.is_empty() {
            break;
        }
        let Doomed { program, first, heard, at } = running.remove(0);
        thread::sleep(at.saturating_duration_since(clock::now()));
        let (said, ended) = heard.kill()?;
        let others = acknowledged.read(program, &(first + &said));
        odd.extend(others.iter().map(|line| format!("program {program}: {line}")));
        odd.extend(ended.map(|status| format!("program {program} ended by itself: {status}")));
    }
    Ok(odd)
}

/// Opens every file that a program has left open: what was torn is cut. They are as many as programs ran side by side.
fn mend(directory: &Path) -> anyhow::Result<()> {
    let open = |_| LedgerWriter::open(directory).context("open the ledger again");
    let writers: Vec<_> = (0..2).map(open).collect::<Result<_, _>>()?;
    for writer in writers {
        writer.shutdown(Duration::from_secs(120))?;
    }
    Ok(())
}
