use std::io::{Write as _, stdin, stdout};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use genai_otel_core::Instrumentation;
use genai_otel_ledger::{Compression, LedgerWriter};

use crate::clock;
use crate::dice::Dice;
use crate::ledger_threads::THREADS;
use crate::options::Options;

/// The program that writes a ledger beside another one: calls from all its threads, as fast as the ledger takes them, in
/// files that are closed by size and by request, and compressed. It begins when it is told to, ends in order, and says how many
/// calls each thread made.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let program: u32 = options.require("program")?;
    let directory: PathBuf = options.require("directory")?;
    let life = Duration::from_secs(options.require("seconds")?);
    let ledger = LedgerWriter::builder(directory)
        .max_file_size(FILE_SIZE)
        .compress(Compression::Zstd)
        .open()
        .context("open the ledger")?;
    let genai = Instrumentation::builder().sink(ledger.clone()).build();
    println!("ready");
    stdout().flush()?;
    stdin().read_line(&mut String::new())?;
    let until = clock::now() + life;
    let made = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (ledger, genai) = (&ledger, &genai);
                let name = format!("p{program}-t{thread}");
                let dice = Dice::new(u64::from(program) << 8 | u64::from(thread));
                scope.spawn(move || Ok((work(ledger, genai, &name, dice, until)?, name)))
            })
            .collect();
        let joined = workers.into_iter().map(|it| match it.join() {
            Ok(result) => result,
            Err(_) => anyhow::bail!("a thread panicked"),
        });
        joined.collect::<anyhow::Result<Vec<_>>>()
    })?;
    ledger.shutdown(PATIENCE).context("end the ledger")?;
    let status = ledger.status();
    anyhow::ensure!((status.refused, status.lost) == (0, 0), "{status:?}");
    for (count, name) in made {
        println!("made {name} {count}");
    }
    Ok(())
}

/// Makes calls in bursts until then. All bursts at once are fewer than may wait, so that none is refused.
fn work(
    ledger: &LedgerWriter,
    genai: &Instrumentation,
    name: &str,
    mut dice: Dice,
    until: Instant,
) -> anyhow::Result<u64> {
    let mut made = 0;
    while clock::now() < until {
        let burst = 1 + dice.below(MOST);
        for _ in 0..burst {
            let call = genai.track_llm_call("openai", "gpt-4o").user_id(name).start();
            call.set_token_usage(1_200, 340);
            call.finish();
        }
        made += burst;
        if dice.below(ROTATES) == 0 {
            ledger.rotate();
        }
        ledger.flush(PATIENCE).context("flush")?;
    }
    Ok(made)
}

/// Calls between two flushes of a thread.
const MOST: u64 = 96;
/// Among so many bursts one asks that the file be closed.
const ROTATES: u64 = 2_000;
const FILE_SIZE: u64 = 2_000_000;
/// A flush waits for the disk alone.
const PATIENCE: Duration = Duration::from_secs(120);
