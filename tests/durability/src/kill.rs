use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::Context as _;

use crate::acknowledged::Acknowledged;
use crate::audit::Audit;
use crate::child::{Heard, Process};
use crate::clock;
use crate::dice::Dice;
use crate::ledger::Ledger;
use crate::options::Options;
use crate::spool_files::SpoolFiles;

/// Kills programs at random points, and says whether everything that they acknowledged arrived.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let times: u32 = options.get("times", 25)?;
    let seed: u64 = options.get("seed", clock::seed())?;
    let life: u64 = options.get("life", 600)?;
    let protocol: String = options.get("protocol", "http/protobuf".to_owned())?;
    println!("kill --times {times} --seed {seed} --life {life} --protocol {protocol}");
    let folder = tempfile::tempdir()?;
    let kept: Option<PathBuf> = options.find("keep")?;
    let path = kept.as_deref().unwrap_or(folder.path());
    fs::create_dir_all(path)?;
    let begun = clock::now();
    let places = Places::below(path);
    let mut run = Run::start(places, Dice::new(seed), life, protocol)?;
    run.kill(times)?;
    let drained = run.drain()?;
    println!("drained after {:.1} s: {drained}", begun.elapsed().as_secs_f64());
    run.judge()
}

/// Where everything is.
#[derive(Debug)]
struct Places {
    spool: PathBuf,
    ledger: PathBuf,
    complaints: PathBuf,
}

impl Places {
    fn below(folder: &Path) -> Self {
        let place = |name| folder.join(name);
        Self { spool: place("spool"), ledger: place("ledger"), complaints: place("complaints") }
    }
}

struct Run {
    places: Places,
    dice: Dice,
    life: u64,
    protocol: String,
    collector: Process,
    url: String,
    acknowledged: Acknowledged,
    /// What programs said that is no acknowledgement, and how those ended that were not killed.
    odd: Vec<String>,
    killed: u32,
    beside: u32,
}

/// A program and when it dies.
struct Doomed {
    program: u32,
    heard: Heard,
    at: Instant,
}

impl Run {
    fn start(places: Places, mut dice: Dice, life: u64, protocol: String) -> anyhow::Result<Self> {
        let ledger = places.ledger.to_string_lossy();
        let mut collector = Process::start(
            &["collector", "--protocol", &protocol, "--ledger", &*ledger],
            &places.complaints,
        )?;
        let url = collector.line().context("the collector did not start")?;
        collector.tell(&format!("flap {}", dice.below(1 << 32)))?;
        Ok(Self {
            places,
            dice,
            life,
            protocol,
            collector,
            url,
            acknowledged: Acknowledged::default(),
            odd: Vec::new(),
            killed: 0,
            beside: 0,
        })
    }

    /// Starts so many programs, one or two at a time, and kills each.
    fn kill(&mut self, times: u32) -> anyhow::Result<()> {
        let mut running: Vec<Doomed> = Vec::new();
        let mut started = 0;
        while started < times || !running.is_empty() {
            let wanted = if self.dice.below(4) == 0 { 2 } else { 1 };
            while running.len() < wanted && started < times {
                self.beside += u32::from(!running.is_empty());
                running.push(self.spawn(started)?);
                started += 1;
            }
            running.sort_by_key(|doomed| doomed.at);
            if running.is_empty() {
                break;
            }
            self.end(running.remove(0))?;
        }
        Ok(())
    }

    fn spawn(&mut self, program: u32) -> anyhow::Result<Doomed> {
        let (spool, program_text) = (self.places.spool.to_string_lossy(), program.to_string());
        let arguments =
            ["program", "--url", &self.url, "--protocol", &self.protocol, "--spool", &*spool];
        let arguments = [&arguments[..], &["--program", &program_text]].concat();
        let heard = Process::start(&arguments, &self.places.complaints)?.listen();
        let at = clock::now() + Duration::from_micros(self.dice.below(self.life * 1_000));
        Ok(Doomed { program, heard, at })
    }

    fn end(&mut self, doomed: Doomed) -> anyhow::Result<()> {
        thread::sleep(doomed.at.saturating_duration_since(clock::now()));
        let (said, ended) = doomed.heard.kill()?;
        let others = self.acknowledged.read(doomed.program, &said);
        self.odd.extend(others.iter().map(|line| format!("program {}: {line}", doomed.program)));
        match ended {
            Some(status) => {
                self.odd.push(format!("program {} ended by itself: {status}", doomed.program));
            }
            None => self.killed += 1,
        }
        Ok(())
    }

    /// Lets the collector be well, and a last program send what is left.
    fn drain(&mut self) -> anyhow::Result<String> {
        self.collector.tell("accept")?;
        let spool = self.places.spool.to_string_lossy();
        let arguments =
            ["drain", "--url", &self.url, "--protocol", &self.protocol, "--spool", &*spool];
        Process::start(&arguments, &self.places.complaints)?.end().context("the last program")
    }

    fn judge(self) -> anyhow::Result<ExitCode> {
        drop(self.collector.end().context("the collector")?);
        let audit = Audit::of(&self.acknowledged, &Ledger::read(&self.places.ledger)?);
        let files = SpoolFiles::of(&self.places.spool)?;
        println!(
            "programs: {} killed by SIGKILL, {} of them started beside another",
            self.killed, self.beside
        );
        println!("{audit}");
        println!(
            "spool: {} segments left, {} files set aside",
            files.waiting.len(),
            files.set_aside.len()
        );
        let mut complaints = audit.complaints(u64::from(self.killed));
        complaints.extend(self.odd);
        if files != SpoolFiles::default() {
            complaints.push(format!("the spool is not empty: {files:?}"));
        }
        for complaint in &complaints {
            println!("FAILED: {complaint}");
        }
        Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
