//! How much CPU time a question takes, beside DuckDB: `cargo bench -p genai-otel-ledger --bench scan -- --calls 3000000`.
#![allow(clippy::print_stdout, reason = "a program that shows its figures")]

#[path = "scan/ask.rs"]
mod ask;
#[path = "scan/generate.rs"]
mod generate;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> =
        env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["ask", file, question, threads] => ask::ask(Path::new(file), question, threads.parse()?),
        ["--calls", calls] => compare(calls.parse()?),
        [] => compare(3_000_000),
        ["--sessions", sessions] => memory(sessions.parse()?),
        _ => Err("usage: --calls N, or --sessions N".into()),
    }
}

/// Compares ours with DuckDB.
fn compare(calls: u64) -> Result<(), Box<dyn Error>> {
    script(&ledger(calls, 20_000)?, &[])
}

/// Shows how much memory it takes to group by session.
fn memory(sessions: u64) -> Result<(), Box<dyn Error>> {
    script(&ledger(3 * sessions, sessions)?, &["session", "session-p99"])
}

/// Makes the ledger, unless it is there.
fn ledger(calls: u64, sessions: u64) -> Result<PathBuf, Box<dyn Error>> {
    let name = format!("calls-{calls}-{sessions}.jsonl");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if !file.exists() {
        println!("writing {calls} calls to {}", file.display());
        generate::ledger(&file, calls, sessions)?;
    }
    Ok(file)
}

/// Lets the script ask both: all questions, or only ours these.
fn script(file: &Path, ours: &[&str]) -> Result<(), Box<dyn Error>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/scan/compare.py");
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(python);
    let status = command.arg(script).arg(env::current_exe()?).arg(file).args(ours).status()?;
    if status.success() { Ok(()) } else { Err(format!("compare.py: {status}").into()) }
}
