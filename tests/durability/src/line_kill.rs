use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use genai_otel_journal::{Compression, Lines, LinesOptions};

use crate::acknowledged::Acknowledged;
use crate::child::{Heard, Process};
use crate::clock;
use crate::dice::Dice;
use crate::line_audit::LineAudit;
use crate::options::Options;

/// Kills programs that append to files of lines at random moments, one or two at a time, and says whether every line that
/// they acknowledged is there once.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let times: u32 = options.get("times", 25)?;
    let seed: u64 = options.get("seed", clock::seed())?;
    let life: u64 = options.get("life", 120)?;
    println!("lines --times {times} --seed {seed} --life {life}");
    let folder = tempfile::tempdir()?;
    let kept: Option<PathBuf> = options.find("keep")?;
    let path = kept.as_deref().unwrap_or(folder.path());
    let mut all = Run { dice: Dice::new(seed), life, ..Run::default() };
    // Each directory is judged and gone before it is large.
    for from in (0..times).step_by(ROUND) {
        let directory = path.join(format!("lines-{from}"));
        fs::create_dir_all(&directory)?;
        all.round(&directory, from..times.min(from.saturating_add(ROUND_END)))?;
        if kept.is_none() {
            fs::remove_dir_all(&directory)?;
        }
    }
    let Run { killed, torn, lines, files, compressed, complaints, .. } = &all;
    println!("programs: {killed} killed by SIGKILL, {torn} torn lines were cut");
    println!("lines: {lines} in {files} files, of which {compressed} were compressed");
    for complaint in complaints.iter().take(20) {
        println!("WRONG: {complaint}");
    }
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Default)]
struct Run {
    dice: Dice,
    life: u64,
    killed: u32,
    torn: u64,
    lines: u64,
    files: u64,
    compressed: u64,
    complaints: Vec<String>,
}

/// A program and when it dies.
struct Doomed {
    program: u32,
    heard: Heard,
    at: Instant,
}

impl Run {
    fn round(&mut self, directory: &Path, programs: std::ops::Range<u32>) -> anyhow::Result<()> {
        let mut acknowledged = Acknowledged::default();
        let mut beside = None;
        for program in programs {
            let doomed = self.spawn(directory, program)?;
            let one = if self.dice.below(3) == 0 { beside.replace(doomed) } else { Some(doomed) };
            if let Some(one) = one {
                self.end(one, &mut acknowledged)?;
            }
        }
        if let Some(last) = beside {
            self.end(last, &mut acknowledged)?;
        }
        // Whoever comes next cuts what is torn in the first file; the others are cut as they are found.
        let mut found = Vec::new();
        loop {
            let options = LinesOptions::new("calls.jsonl", 0).in_background(false);
            let lines = Lines::open(directory, options.compression(Compression::Gzip))?;
            let is_new =
                lines.path().is_some_and(|path| fs::metadata(path).is_ok_and(|it| it.len() == 0));
            self.torn += lines.incidents().len() as u64;
            lines.keep(clock::time());
            found.push(lines);
            if is_new {
                break;
            }
        }
        drop(found);
        let mut audit = LineAudit::of(directory)?;
        audit.judge(&acknowledged);
        self.lines += audit.lines;
        self.files += audit.files;
        self.compressed += audit.compressed;
        self.complaints.append(&mut audit.complaints);
        Ok(())
    }

    fn spawn(&mut self, directory: &Path, program: u32) -> anyhow::Result<Doomed> {
        let (directory_text, program_text) = (directory.to_string_lossy(), program.to_string());
        let arguments =
            ["line-writer", "--directory", &*directory_text, "--program", &program_text];
        let heard = Process::start(&arguments, &directory.join("complaints"))?.listen();
        let at = clock::now() + Duration::from_micros(self.dice.below(self.life * 1_000));
        Ok(Doomed { program, heard, at })
    }

    fn end(&mut self, doomed: Doomed, acknowledged: &mut Acknowledged) -> anyhow::Result<()> {
        thread::sleep(doomed.at.saturating_duration_since(clock::now()));
        let (said, ended) = doomed.heard.kill()?;
        let program = doomed.program;
        for line in acknowledged.read(program, &said) {
            if line.contains("was never written whole") {
                self.torn += 1;
            } else {
                self.complaints.push(format!("program {program} said: {line}"));
            }
        }
        match ended {
            Some(status) => self.complaints.push(format!("program {program} ended: {status}")),
            None => self.killed += 1,
        }
        Ok(())
    }
}

/// Programs that have one directory.
const ROUND: usize = 25;
const ROUND_END: u32 = 25;
