use std::io::stdin;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use genai_otel_core::Instrumentation;
use opentelemetry::KeyValue;
use opentelemetry::logs::LoggerProvider as _;
use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::logs::SdkLogger;
use opentelemetry_sdk::metrics::Temporality;

use crate::item::{Item, Maker};
use crate::latency::Latencies;
use crate::ledger::{COUNTER, PROGRAM, THREAD};
use crate::options::Options;
use crate::pipeline::Target;
use crate::{clock, pipeline};

/// The program that is measured: `--rate` calls a second from several threads. To each line on its standard input it
/// answers one: `lap` how long the calls took since the last lap, `waiting` how much is not sent yet, and at the end,
/// when everything is sent, `ack <thread> <count>` for each thread.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let spool: PathBuf = options.require("spool")?;
    let program: u32 = options.require("program")?;
    let rate: u64 = options.get("rate", 1_000)?;
    let telemetry = pipeline::start(&Target::of(options)?, &spool, Temporality::Cumulative)?;
    let counter = telemetry.meter_provider().meter("durability").u64_counter(COUNTER).build();
    let is_ended = AtomicBool::new(false);
    let laps: Vec<Mutex<Latencies>> = (0..THREADS).map(|_| Mutex::default()).collect();
    let made = thread::scope(|scope| {
        let workers = (0..THREADS).zip(&laps).map(|(thread, lap)| {
            let maker = Maker { program, thread };
            let instrumentation = pipeline::instrumentation(&telemetry);
            let logger = telemetry.logger_provider().logger("durability");
            let worker = Worker { maker, instrumentation, logger };
            let (is_ended, every) = (&is_ended, Duration::from_secs(1) * THREADS / to_u32(rate));
            scope.spawn(move || worker.work(every, lap, is_ended))
        });
        let workers: Vec<_> = workers.collect();
        for line in stdin().lines().map_while(Result::ok) {
            match &*line {
                "lap" => println!("{}", take(&laps).figures().line()),
                _ => println!("{}", pipeline::waiting(&telemetry)),
            }
        }
        is_ended.store(true, Ordering::Relaxed);
        let made = workers.into_iter().map(|it| it.join().map_err(|_| anyhow::anyhow!("a panic")));
        made.collect::<anyhow::Result<Vec<_>>>()
    })?;
    for (thread, made) in (0_u32..).zip(&made) {
        let labels =
            [KeyValue::new(PROGRAM, i64::from(program)), KeyValue::new(THREAD, i64::from(thread))];
        counter.add(*made, &labels);
    }
    telemetry.shutdown(PATIENCE)?;
    anyhow::ensure!(pipeline::waiting(&telemetry) == 0, "{}", telemetry.health());
    for (thread, made) in made.iter().enumerate() {
        println!("ack {thread} {made}");
    }
    Ok(())
}

fn take(laps: &[Mutex<Latencies>]) -> Latencies {
    let mut all = Latencies::default();
    for lap in laps {
        let mut lap = lap.lock().unwrap_or_else(PoisonError::into_inner);
        all.absorb(&std::mem::take(&mut lap));
    }
    all
}

struct Worker {
    maker: Maker,
    instrumentation: Instrumentation,
    logger: SdkLogger,
}

impl Worker {
    /// Says how many calls it made.
    fn work(self, every: Duration, lap: &Mutex<Latencies>, is_ended: &AtomicBool) -> u64 {
        let mut due = clock::now();
        for number in 0.. {
            if is_ended.load(Ordering::Relaxed) {
                return number;
            }
            let item = Item { maker: self.maker, number }.to_string();
            let before = clock::now();
            self.call(&item);
            let took = before.elapsed();
            lap.lock().unwrap_or_else(PoisonError::into_inner).add(took);
            pipeline::log(&self.logger, &item);
            due += every;
            thread::sleep(due.saturating_duration_since(clock::now()));
        }
        0
    }

    fn call(&self, item: &str) {
        let call = self.instrumentation.track_llm_call("openai", "gpt-4o").temperature(0.2);
        let call = call.max_tokens(1_000).user_id("user-4711").conversation_id(item).start();
        call.set_response_model("gpt-4o-2024-08-06");
        call.set_response_id("chatcmpl-9xYzAbCdEf0123456789");
        call.set_finish_reasons(["stop"]);
        call.set_token_usage(1_200, 340);
        call.finish();
    }
}

fn to_u32(rate: u64) -> u32 {
    u32::try_from(rate).unwrap_or(u32::MAX).max(1)
}

const THREADS: u32 = 4;
/// To send what is left.
const PATIENCE: Duration = Duration::from_secs(120);
