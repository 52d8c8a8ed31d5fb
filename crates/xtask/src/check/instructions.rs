//! What a call costs, in instructions: counted by valgrind, compared with the same by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::{Verdict, command};

/// Skips where valgrind is not installed.
pub(super) fn gate(root: &Path) -> anyhow::Result<Verdict> {
    if let Err(why) = valgrind(root) {
        return Ok(Verdict::Skipped(why.to_string()));
    }
    measure(root)
}

/// Fails where valgrind is not installed.
pub(super) fn run(root: &Path) -> anyhow::Result<Verdict> {
    valgrind(root)?;
    measure(root)
}

/// A program of this workspace that runs a case as often as it is told.
#[derive(Clone, Copy)]
struct Program {
    package: &'static str,
    /// The benchmark's name.
    bench: &'static str,
    /// How often each case is counted; the middle one holds.
    rounds: usize,
}

const CALLS_PROGRAM: Program =
    Program { package: "genai-otel-benches", bench: "instructions", rounds: 1 };
const BUDGETS_PROGRAM: Program =
    Program { package: "genai-otel-budget-benches", bench: "admit", rounds: 1 };
/// How many events a read of a socket brings differs from run to run.
const FRAMES_PROGRAM: Program =
    Program { package: "genai-otel-http-benches", bench: "frames", rounds: 3 };
const LEDGER_PROGRAM: Program =
    Program { package: "genai-otel-ledger-benches", bench: "enqueue", rounds: 1 };
const PRICES_PROGRAM: Program =
    Program { package: "genai-otel-pricing-benches", bench: "prices", rounds: 1 };

/// One case of a benchmark held against another.
struct Limit {
    case: &'static str,
    beside: &'static str,
    at_most: AtMost,
}

/// How much one case may take, by what the other takes.
#[derive(Clone, Copy)]
enum AtMost {
    Percent(u64),
    More(u64),
}

const LIMITS: [Limit; 9] = [
    Limit { case: "chat.ours", beside: "chat.by_hand", at_most: AtMost::Percent(115) },
    Limit {
        case: "silent_chat.ours",
        beside: "silent_chat.by_hand",
        at_most: AtMost::Percent(100),
    },
    Limit { case: "silent_chat.ours", beside: "silent_span.bare", at_most: AtMost::Percent(100) },
    // An attribute costs what the guard costs.
    Limit { case: "chat.annotated", beside: "chat.ours", at_most: AtMost::Percent(102) },
    Limit { case: "chat_read.annotated", beside: "chat_read.ours", at_most: AtMost::Percent(102) },
    Limit {
        case: "silent_chat.annotated",
        beside: "silent_chat.ours",
        at_most: AtMost::Percent(102),
    },
    // From bytes, beside a parser that builds a tree.
    Limit { case: "wire_chunk.ours", beside: "wire_chunk.tree", at_most: AtMost::Percent(45) },
    Limit { case: "wire_answer.ours", beside: "wire_answer.tree", at_most: AtMost::Percent(60) },
    // Stands for 100 ns: 4 instructions per nanosecond, about half of what a current processor does.
    Limit { case: "chunk.wrapper_alone", beside: "chunk.bare", at_most: AtMost::More(400) },
];

/// A frame of a stream, with everything that a client does for it.
const FRAME_LIMITS: [Limit; 1] = [Limit {
    case: "tapped_async_openai",
    beside: "plain_async_openai",
    at_most: AtMost::Percent(108),
}];

/// Finding a price again stands for 300 ns, 4 instructions per nanosecond; a cost is held against genai-prices.
const PRICE_LIMITS: [Limit; 6] = [
    Limit { case: "find.listed", beside: "nothing.listed", at_most: AtMost::More(1_200) },
    Limit { case: "find.wide", beside: "nothing.wide", at_most: AtMost::More(1_200) },
    Limit { case: "find.fallback", beside: "nothing.fallback", at_most: AtMost::More(1_200) },
    Limit { case: "find.unknown", beside: "nothing.unknown", at_most: AtMost::More(1_200) },
    Limit { case: "cost.listed", beside: "their_cost.listed", at_most: AtMost::Percent(50) },
    Limit { case: "cost.wide", beside: "their_cost.wide", at_most: AtMost::Percent(50) },
];

/// What a call pays for its line stands for 250 ns, a quarter of what it may take, 4 instructions per nanosecond.
const LEDGER_LIMITS: [Limit; 1] =
    [Limit { case: "enqueue.ours", beside: "enqueue.nothing", at_most: AtMost::More(1_000) }];

/// What a call pays for one budget, asked before and settled after, stands for 1 µs, 4 instructions per nanosecond.
const BUDGET_LIMITS: [Limit; 2] = [
    Limit { case: "one.ours", beside: "budgets.none", at_most: AtMost::More(4_000) },
    Limit { case: "four.ours", beside: "budgets.none", at_most: AtMost::More(7_500) },
];

/// Cases without a limit in instructions, for the record.
const SHOWN: [&str; 3] = ["read_response.ours", "tool.ours", "chunk.ours"];
const SHOWN_PRICES: [&str; 2] = ["cost.region", "their_cost.region"];
const SHOWN_FRAMES: [&str; 2] = ["tapped_reqwest", "plain_reqwest"];

impl Limit {
    /// What came out, and whether that is within the limit.
    fn judge(&self, ours: u64, theirs: u64) -> (String, bool) {
        let Self { case, beside, at_most } = self;
        let line = format!("{case} {ours}, {beside} {theirs}: ");
        match *at_most {
            AtMost::Percent(percent) => {
                let ratio = ours as f64 * 100.0 / theirs as f64;
                let within = ours * 100 <= theirs * percent;
                (format!("{line}{ratio:.1} %, limit {percent} %"), within)
            }
            AtMost::More(limit) => {
                let more = ours.saturating_sub(theirs);
                (format!("{line}{more} more, limit {limit}"), more <= limit)
            }
        }
    }
}

fn measure(root: &Path) -> anyhow::Result<Verdict> {
    println!("instructions per call (per chunk for chunk.*):");
    let mut above = compare(root, CALLS_PROGRAM, &LIMITS, &SHOWN)?;
    println!("instructions per frame of a stream:");
    above += &compare(root, FRAMES_PROGRAM, &FRAME_LIMITS, &SHOWN_FRAMES)?;
    println!("instructions per price:");
    above += &compare(root, PRICES_PROGRAM, &PRICE_LIMITS, &SHOWN_PRICES)?;
    println!("instructions per call for its line in the ledger:");
    above += &compare(root, LEDGER_PROGRAM, &LEDGER_LIMITS, &[])?;
    println!("instructions per call for its budgets:");
    above += &compare(root, BUDGETS_PROGRAM, &BUDGET_LIMITS, &[])?;
    ensure!(above.is_empty(), "too many instructions{above}");
    Ok(Verdict::Passed)
}

/// Prints what the cases of a program take. Gives those that take too much.
fn compare(
    root: &Path,
    program: Program,
    limits: &[Limit],
    shown: &[&str],
) -> anyhow::Result<String> {
    let executable = build(root, program)?;
    let cost = |case| middle_cost(root, &executable, case, program.rounds);
    let mut above = String::new();
    for limit in limits {
        let ours = cost(limit.case)?;
        let theirs = cost(limit.beside)?;
        let (line, within) = limit.judge(ours, theirs);
        println!("  {line}");
        if !within {
            let _ = write!(above, "; {line}");
        }
    }
    for case in shown {
        println!("  {case} {}", cost(case)?);
    }
    Ok(above)
}

fn valgrind(root: &Path) -> anyhow::Result<String> {
    command::read(root, "valgrind", &["--version"]).context("valgrind is not installed")
}

/// Builds the benchmark as a dependent would: optimised, and not incrementally, which optimises less.
fn build(root: &Path, program: Program) -> anyhow::Result<PathBuf> {
    let Program { package, bench, .. } = program;
    let output = Command::new("cargo")
        .args(["bench", "--package", package, "--bench", bench, "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(root)
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("run `cargo bench`")?;
    ensure!(output.status.success(), "the benchmark does not build: {}", output.status);
    executable(&String::from_utf8_lossy(&output.stdout), bench)
        .with_context(|| format!("cargo named no executable of the benchmark `{bench}`"))
}

/// The benchmark in what cargo says, a JSON object per line.
fn executable(messages: &str, bench: &str) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        target: Target,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .find(|message| message.target.name == bench && message.executable.is_some())?
        .executable
}

/// The middle one of so many counts.
fn middle_cost(root: &Path, program: &Path, case: &str, rounds: usize) -> anyhow::Result<u64> {
    let counts = (0..rounds).map(|_| cost(root, program, case));
    let mut counts = counts.collect::<anyhow::Result<Vec<u64>>>()?;
    counts.sort_unstable();
    counts.get(rounds / 2).copied().context("a program is counted at least once")
}

/// Instructions of one call: of twice as many calls, less those of once as many, so that neither
/// start-up nor the first call counts. Start-up varies by a few thousand, so that what takes next to nothing may come
/// out as nothing; held against that, the other case has the less room.
fn cost(root: &Path, program: &Path, case: &str) -> anyhow::Result<u64> {
    let once = count(root, program, case, CALLS)?;
    let twice = count(root, program, case, 2 * CALLS)?;
    Ok(twice.saturating_sub(once) / CALLS)
}

fn count(root: &Path, program: &Path, case: &str, calls: u64) -> anyhow::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([case, &calls.to_string()])
        .current_dir(root)
        .output()
        .context("run valgrind")?;
    let report = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{case} under valgrind: {}\n{report}", output.status);
    collected(&report)
        .with_context(|| format!("no count in valgrind's report on {case}:\n{report}"))
}

/// The count in a report of callgrind: `==7== Collected : 1234`.
fn collected(report: &str) -> Option<u64> {
    report.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}

/// How many calls, enough for amortised work (growing, rehashing) to count little.
const CALLS: u64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_takes_more_than_its_limit_is_found() {
        let percent = Limit { case: "a", beside: "b", at_most: AtMost::Percent(115) };
        assert_eq!(
            percent.judge(115, 100),
            ("a 115, b 100: 115.0 %, limit 115 %".to_owned(), true)
        );
        assert_eq!(
            percent.judge(116, 100),
            ("a 116, b 100: 116.0 %, limit 115 %".to_owned(), false)
        );
        let more = Limit { case: "a", beside: "b", at_most: AtMost::More(400) };
        assert_eq!(more.judge(404, 4), ("a 404, b 4: 400 more, limit 400".to_owned(), true));
        assert_eq!(more.judge(405, 4), ("a 405, b 4: 401 more, limit 400".to_owned(), false));
        assert_eq!(more.judge(3, 4), ("a 3, b 4: 0 more, limit 400".to_owned(), true));
    }

    #[test]
    fn the_count_is_found_in_the_report() {
        let report = "==7== Callgrind, a profiler\n==7== \n==7== Events    : Ir\n==7== Collected : 39912986\n==7== \n";
        assert_eq!(collected(report), Some(39_912_986));
        assert_eq!(collected("==7== Events    : Ir\n"), None);
    }

    #[test]
    fn the_benchmark_is_found_among_what_cargo_built() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"libc"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"instructions"},"executable":"/t/instructions-1"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages, "instructions"), Some(PathBuf::from("/t/instructions-1")));
    }
}
