use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::Context as _;

use crate::acknowledged::Acknowledged;
use crate::audit::Audit;
use crate::child::Process;
use crate::latency::Figures;
use crate::ledger::Ledger;
use crate::mood::{AWAY, Mood};
use crate::options::Options;
use crate::spool_files::SpoolFiles;
use crate::{clock, memory};

/// Runs three programs side by side, so that a busy machine is busy for all of them: two whose collector is there, and
/// one whose collector is away for minutes and then returns.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let minutes: f64 = options.get("minutes", 10.0)?;
    let rate: u64 = options.get("rate", 1_000)?;
    let limit: u64 = options.get("limit", 64)?;
    let is_latency_held = options.get("latency", "held".to_owned())? == "held";
    println!("soak --minutes {minutes} --rate {rate} --limit {limit}");
    let folder = tempfile::tempdir()?;
    let kept: Option<PathBuf> = options.find("keep")?;
    let path = kept.as_deref().unwrap_or(folder.path());
    let start = |program, name| Pair::start(&path.join(name), program, name, rate);
    let mut pairs = [start(0, NAMES[0])?, start(1, NAMES[1])?, start(2, NAMES[2])?];

    let span = Duration::from_secs_f64(minutes * 60.0);
    // The first of every allocation.
    watch(&mut pairs, (span / 20).max(Duration::from_secs(1)), |_, _| Ok(false))?;
    each(&mut pairs, Pair::lap)?;
    let moods = AWAY.iter().cycle().take(2 * AWAY.len());
    for mood in moods {
        pairs[AWAY_PAIR].collector.tell(&mood.to_string())?;
        watch(&mut pairs, span / 8, |_, _| Ok(false))?;
    }
    let away = each(&mut pairs, Pair::lap)?;
    let backlog = pairs[AWAY_PAIR].waiting()?;

    pairs[AWAY_PAIR].collector.tell(&Mood::Accept.to_string())?;
    // What a second makes may always be under way.
    let drained = watch(&mut pairs, span.max(Duration::from_secs(120)), |pairs, _| {
        Ok(pairs[AWAY_PAIR].waiting()? <= rate)
    })?;
    let back = each(&mut pairs, Pair::lap)?;

    let most = pairs.each_ref().map(|pair| pair.most);
    let mut complaints = Vec::new();
    for pair in pairs {
        complaints.extend(pair.end()?);
    }
    print_laps("while the collector of one is away", &away);
    print_laps("while what it kept is sent, beside what is new", &back);
    println!(
        "backlog: {backlog} waited when the collector returned, sent within {:.1} s",
        drained.as_secs_f64()
    );
    let slow = judge_latency(&away);
    complaints.extend(slow.into_iter().filter(|_| is_latency_held));
    complaints.extend(judge_memory(most, limit));
    for complaint in &complaints {
        println!("FAILED: {complaint}");
    }
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A program and its collector.
struct Pair {
    folder: PathBuf,
    number: u32,
    name: &'static str,
    collector: Process,
    program: Process,
    /// The most memory that the program had, in kilobytes.
    most: Option<u64>,
}

impl Pair {
    fn start(folder: &Path, number: u32, name: &'static str, rate: u64) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let (complaints, ledger) = (folder.join("complaints"), folder.join("ledger"));
        let ledger = ledger.to_string_lossy();
        let mut collector = Process::start(&["collector", "--ledger", &*ledger], &complaints)?;
        let url = collector.line().context("the collector did not start")?;
        let (spool, number_text, rate) =
            (folder.join("spool"), number.to_string(), rate.to_string());
        let spool = spool.to_string_lossy();
        let arguments = ["load", "--url", &url, "--spool", &*spool];
        let arguments = [&arguments[..], &["--program", &number_text, "--rate", &rate]].concat();
        let program = Process::start(&arguments, &complaints)?;
        Ok(Self { folder: folder.to_owned(), number, name, collector, program, most: None })
    }

    fn lap(&mut self) -> anyhow::Result<Figures> {
        self.program.tell("lap")?;
        let line = self.program.line()?;
        Figures::parse(&line).with_context(|| format!("`{line}` is no lap"))
    }

    fn waiting(&mut self) -> anyhow::Result<u64> {
        self.program.tell("waiting")?;
        Ok(self.program.line()?.parse()?)
    }

    /// Ends both, and gives what is wrong.
    fn end(self) -> anyhow::Result<Vec<String>> {
        let said = self.program.end().with_context(|| format!("program {}", self.name))?;
        drop(self.collector.end()?);
        let mut acknowledged = Acknowledged::default();
        let mut complaints = acknowledged.read(self.number, &said);
        let audit = Audit::of(&acknowledged, &Ledger::read(&self.folder.join("ledger"))?);
        println!("{}: {}", self.name, audit.to_string().replace('\n', "; "));
        complaints.extend(audit.complaints(0));
        let files = SpoolFiles::of(&self.folder.join("spool"))?;
        if files != SpoolFiles::default() {
            complaints.push(format!("the spool is not empty: {files:?}"));
        }
        Ok(complaints.into_iter().map(|complaint| format!("{}: {complaint}", self.name)).collect())
    }
}

fn each<T>(
    pairs: &mut [Pair; 3],
    mut ask: impl FnMut(&mut Pair) -> anyhow::Result<T>,
) -> anyhow::Result<[T; 3]> {
    let [one, other, away] = pairs;
    Ok([ask(one)?, ask(other)?, ask(away)?])
}

/// Samples memory until so much time has passed or something has come about. Says how long that was.
fn watch(
    pairs: &mut [Pair; 3],
    span: Duration,
    mut is_over: impl FnMut(&mut [Pair; 3], Instant) -> anyhow::Result<bool>,
) -> anyhow::Result<Duration> {
    let begun = clock::now();
    while begun.elapsed() < span && !is_over(pairs, begun)? {
        for pair in pairs.iter_mut() {
            pair.most = pair.most.max(memory::resident(pair.program.id()));
        }
        thread::sleep(SAMPLING);
    }
    Ok(begun.elapsed())
}

fn print_laps(when: &str, laps: &[Figures; 3]) {
    println!("a call, {when}:");
    for (name, lap) in NAMES.iter().zip(laps) {
        println!("  {name:<10} {lap}");
    }
}

/// A call must not take longer than with a collector that is there, as far as two programs that have theirs agree.
fn judge_latency([one, other, away]: &[Figures; 3]) -> Vec<String> {
    let judge = |what: &str, one: u64, other: u64, away: u64, least: u64| {
        // Two runs may agree by chance; they do not the next time.
        let slack = one.abs_diff(other).max(one.max(other) * least / 100);
        let most = one.max(other) + slack;
        println!("{what}: {away} ns, two runs without a fault {one} and {other}, limit {most}");
        (away > most).then(|| format!("{what} of {away} ns is more than {most}"))
    };
    let median = judge("median", one.median, other.median, away.median, 5);
    median.into_iter().chain(judge("p99", one.p99, other.p99, away.p99, 25)).collect()
}

fn judge_memory([one, other, away]: [Option<u64>; 3], limit: u64) -> Option<String> {
    let (Some(one), Some(other), Some(away)) = (one, other, away) else {
        println!("memory is not known on this system");
        return None;
    };
    let megabytes = |kilobytes: u64| kilobytes as f64 / 1_024.0;
    let above = away.saturating_sub(one.max(other));
    println!(
        "memory at most: {:.1} MB, {:.1} and {:.1} without a fault: {:.1} MB above, limit {limit}",
        megabytes(away),
        megabytes(one),
        megabytes(other),
        megabytes(above),
    );
    (above >= limit * 1_024).then(|| format!("{above} kB above the baseline"))
}

const NAMES: [&str; 3] = ["baseline", "baseline 2", "away"];
/// The place of the one whose collector is away.
const AWAY_PAIR: usize = 2;
const SAMPLING: Duration = Duration::from_millis(250);
