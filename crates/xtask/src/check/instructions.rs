//! What a call costs, in instructions: counted by valgrind, compared with the same by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
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

/// One case of the benchmark held against another.
struct Limit {
    case: &'static str,
    beside: &'static str,
    percent: u64,
}

const LIMITS: [Limit; 3] = [
    Limit { case: "chat.ours", beside: "chat.by_hand", percent: 115 },
    Limit { case: "silent_chat.ours", beside: "silent_chat.by_hand", percent: 100 },
    Limit { case: "silent_chat.ours", beside: "silent_span.bare", percent: 100 },
];

/// Cases without a limit in instructions, for the record.
const SHOWN: [&str; 5] =
    ["chat_read.ours", "read_response.ours", "tool.ours", "chunk.ours", "chunk.bare"];

fn measure(root: &Path) -> anyhow::Result<Verdict> {
    let program = build(root)?;
    println!("instructions per call (per chunk for chunk.*):");
    let mut above = String::new();
    for Limit { case, beside, percent } in LIMITS {
        let (ours, theirs) = (cost(root, &program, case)?, cost(root, &program, beside)?);
        let line = format!("{case} {ours}, {beside} {theirs}: {}", ratio(ours, theirs));
        println!("  {line}, limit {percent} %");
        if ours * 100 > theirs * percent {
            let _ = write!(above, "; {line}, more than {percent} %");
        }
    }
    for case in SHOWN {
        println!("  {case} {}", cost(root, &program, case)?);
    }
    ensure!(above.is_empty(), "too many instructions{above}");
    Ok(Verdict::Passed)
}

fn ratio(ours: u64, theirs: u64) -> String {
    format!("{:.1} %", ours as f64 * 100.0 / theirs as f64)
}

fn valgrind(root: &Path) -> anyhow::Result<String> {
    command::read(root, "valgrind", &["--version"]).context("valgrind is not installed")
}

/// Builds the benchmark as a dependent would: optimised, and not incrementally, which optimises less.
fn build(root: &Path) -> anyhow::Result<PathBuf> {
    let output = Command::new("cargo")
        .args(["bench", "--package", "genai-otel-benches", "--bench", BENCH, "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(root)
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("run `cargo bench`")?;
    ensure!(output.status.success(), "the benchmark does not build: {}", output.status);
    executable(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("cargo named no executable of the benchmark `{BENCH}`"))
}

/// The benchmark in what cargo says, a JSON object per line.
fn executable(messages: &str) -> Option<PathBuf> {
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
        .find(|message| message.target.name == BENCH && message.executable.is_some())?
        .executable
}

/// Instructions of one call: of twice as many calls, less those of once as many, so that neither
/// start-up nor the first call counts.
fn cost(root: &Path, program: &Path, case: &str) -> anyhow::Result<u64> {
    let once = count(root, program, case, CALLS)?;
    let twice = count(root, program, case, 2 * CALLS)?;
    let Some(calls) = twice.checked_sub(once) else {
        bail!("{case}: {once} instructions for {CALLS} calls, {twice} for twice as many");
    };
    Ok(calls / CALLS)
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

/// The benchmark's name.
const BENCH: &str = "instructions";

/// How many calls, enough for amortised work (growing, rehashing) to count little.
const CALLS: u64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(executable(messages), Some(PathBuf::from("/t/instructions-1")));
    }
}
