//! Counting instructions of a process.

use std::error::Error;
use std::process::Command;

/// Runs this program again, with these arguments, under callgrind with these options, and gives the instructions that
/// it counted.
///
/// # Errors
///
/// When valgrind is not installed, the program fails, or there is no count in the report.
pub fn instructions(options: &[&str], arguments: &[&str]) -> Result<u64, Box<dyn Error>> {
    let done = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(options)
        .arg(std::env::current_exe()?)
        .args(arguments)
        .output()?;
    let report = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        return Err(format!("{arguments:?} ended with {}: {report}", done.status).into());
    }
    let collected = report.lines().find_map(|line| line.split_once("Collected :"));
    Ok(collected.ok_or("valgrind counted nothing")?.1.trim().parse()?)
}
