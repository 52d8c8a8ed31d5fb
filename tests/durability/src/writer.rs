use std::io::{Write as _, stdout};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use genai_otel_core::Instrumentation;
use genai_otel_ledger::{Compression, LedgerWriter};

use crate::dice::Dice;
use crate::item::{Item, Maker};
use crate::options::Options;

/// The program that is killed while it writes a ledger: calls from several threads, in files that are closed and
/// compressed every few hundred lines. After each flush a line on standard output says what is acknowledged. It has no end of
/// its own.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let program: u32 = options.require("program")?;
    let directory: PathBuf = options.require("directory")?;
    let compression = (!program.is_multiple_of(3)).then_some(Compression::Gzip);
    let ledger = LedgerWriter::builder(directory)
        .max_file_size(FILE_SIZE)
        .compress(compression)
        .open()
        .context("open the ledger")?;
    let genai = Instrumentation::builder().sink(ledger.clone()).build();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (ledger, genai) = (&ledger, &genai);
                scope.spawn(move || work(ledger, genai, Maker { program, thread }))
            })
            .collect();
        workers.into_iter().try_for_each(|it| match it.join() {
            Ok(result) => result,
            Err(_) => anyhow::bail!("a thread panicked"),
        })
    })
}

fn work(ledger: &LedgerWriter, genai: &Instrumentation, maker: Maker) -> anyhow::Result<()> {
    let mut dice = Dice::new(u64::from(maker.program) << 8 | u64::from(maker.thread));
    let mut made = 0;
    loop {
        let burst = 1 + dice.below(MOST);
        for number in made..made + burst {
            let item = Item { maker, number }.to_string();
            let call = genai.track_llm_call("openai", "gpt-4o").conversation_id(&item).start();
            call.set_token_usage(1_200, 340);
            call.finish();
        }
        made += burst;
        ledger.flush(PATIENCE).context("flush")?;
        // One write; the pipe takes it whole or not at all.
        let mut said = stdout().lock();
        said.write_all(format!("ack {} {made}\n", maker.thread).as_bytes())?;
        said.flush()?;
    }
}

const THREADS: u32 = 4;
/// Calls between two flushes of a thread.
const MOST: u64 = 96;
const FILE_SIZE: u64 = 200_000;
/// A flush waits for the disk alone.
const PATIENCE: Duration = Duration::from_secs(120);
