use std::io::{Write as _, stdout};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use genai_otel_core::Instrumentation;
use genai_otel_otlp::Telemetry;
use opentelemetry::KeyValue;
use opentelemetry::logs::LoggerProvider as _;
use opentelemetry::metrics::{Counter, MeterProvider as _};
use opentelemetry_sdk::logs::SdkLogger;
use opentelemetry_sdk::metrics::Temporality;

use crate::dice::Dice;
use crate::item::{Item, Maker};
use crate::ledger::{COUNTER, PROGRAM, THREAD};
use crate::options::Options;
use crate::pipeline::Target;
use crate::{clock, pipeline};

/// The program that is killed: calls from several threads as fast as `--rate` says, each counted and traced as an item.
/// After each flush a line on standard output says what is acknowledged. It has no end of its own.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let program: u32 = options.require("program")?;
    // Both ways of keeping metrics.
    let temporality =
        if program.is_multiple_of(2) { Temporality::Cumulative } else { Temporality::Delta };
    let telemetry = start(options, temporality)?;
    let counter = telemetry.meter_provider().meter("durability").u64_counter(COUNTER).build();
    let worker = |thread| Worker {
        maker: Maker { program, thread },
        dice: Dice::new(u64::from(program) << 8 | u64::from(thread)),
        instrumentation: pipeline::instrumentation(&telemetry),
        logger: telemetry.logger_provider().logger("durability"),
        counter: counter.clone(),
        telemetry: &telemetry,
    };
    let rate: u64 = options.get("rate", 3_000)?;
    thread::scope(|scope| {
        let workers = (0..THREADS).map(|thread| {
            let worker = worker(thread);
            scope.spawn(move || worker.work(rate / u64::from(THREADS)))
        });
        let workers: Vec<_> = workers.collect();
        workers.into_iter().try_for_each(|it| match it.join() {
            Ok(result) => result,
            Err(_) => anyhow::bail!("a thread panicked"),
        })
    })
}

/// The program that makes nothing and sends what others have left, until nothing is left.
pub(crate) fn drain(options: &Options) -> anyhow::Result<()> {
    let telemetry = start(options, Temporality::Cumulative)?;
    let patience = Duration::from_secs(options.get("patience", 120)?);
    let until = clock::now() + patience;
    // What the dead have left is adopted by the thread that sends, at its start.
    telemetry.flush(patience)?;
    while pipeline::waiting(&telemetry) > 0 && clock::now() < until {
        thread::sleep(Duration::from_millis(20));
    }
    let health = telemetry.health();
    telemetry.shutdown(patience)?;
    println!("{health}");
    println!("{} are left", pipeline::waiting(&telemetry));
    Ok(())
}

fn start(options: &Options, temporality: Temporality) -> anyhow::Result<Telemetry> {
    let spool: PathBuf = options.require("spool")?;
    pipeline::start(&Target::of(options)?, &spool, temporality)
}

struct Worker<'a> {
    maker: Maker,
    dice: Dice,
    instrumentation: Instrumentation,
    logger: SdkLogger,
    counter: Counter<u64>,
    telemetry: &'a Telemetry,
}

impl Worker<'_> {
    fn work(mut self, rate: u64) -> anyhow::Result<()> {
        let labels = [
            KeyValue::new(PROGRAM, i64::from(self.maker.program)),
            KeyValue::new(THREAD, i64::from(self.maker.thread)),
        ];
        let mut made = 0;
        loop {
            let burst = 1 + self.dice.below(MOST);
            for number in made..made + burst {
                self.call(Item { maker: self.maker, number });
                self.counter.add(1, &labels);
            }
            made += burst;
            self.telemetry.flush(PATIENCE).context("flush")?;
            // One write; the pipe takes it whole or not at all.
            let mut said = stdout().lock();
            said.write_all(format!("ack {} {made}\n", self.maker.thread).as_bytes())?;
            said.flush()?;
            drop(said);
            thread::sleep(Duration::from_micros(burst * 1_000_000 / rate.max(1)));
        }
    }

    fn call(&self, item: Item) {
        let item = item.to_string();
        let call = self.instrumentation.track_llm_call("openai", "gpt-4o");
        let call = call.conversation_id(&item).start();
        call.set_token_usage(1_200, 340);
        pipeline::log(&self.logger, &item);
        call.finish();
    }
}

const THREADS: u32 = 4;
/// Calls between two flushes of a thread.
const MOST: u64 = 96;
/// A flush waits for the disk alone.
const PATIENCE: Duration = Duration::from_secs(120);
