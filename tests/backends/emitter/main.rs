//! A program whose telemetry is known: it makes a fixed set of calls on a clock of its own, ships them as any
//! application would (`genai_otel::init()` and the standard variables), and writes to standard output what it knows
//! that it sent. All of that is literals of `story`, but for the identifiers, which the records tell.

#![allow(clippy::print_stdout, reason = "what was sent is the output of this program")]

mod definitions;
mod hostile;
mod prices;
mod story;
mod told;

use std::error::Error;
use std::io;
use std::time::Duration;

use genai_otel::{Instrumentation, track_llm_call};
use genai_otel_testkit::{FakeClock, RecordingSink};

use crate::told::Told;

fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = genai_otel::init()?;
    let clock = FakeClock::new();
    let sink = RecordingSink::new();
    let (book, cost_names) = (prices::book()?, cost_names());
    let version = book.version().to_string();
    Instrumentation::builder()
        .environment([(COST_NAMES, &cost_names)])?
        .pricing(book)
        .clock(clock.clone())
        .sink(sink.clone())
        .install_global();

    let mut told = Told::new(sink, version, cost_names);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(story::tell(&clock, &mut told));

    // In flight while the last export is made: counted as active, and no span of it is sent.
    let unfinished = track_llm_call("mistral", "mistral-large").start();
    told.active("chat", "mistral_ai", 1);
    if let Some(address) = telemetry.listens_on("prometheus") {
        let mut told = told.to_json();
        told["listens_on"] = address.to_string().into();
        if std::env::var_os(HOSTILE).is_some() {
            told["hostile"] = hostile::measure();
        }
        println!("{told}");
        // Whoever wants to read closes this when that is done.
        io::copy(&mut io::stdin(), &mut io::sink())?;
    }
    let was_read = telemetry.listens_on("prometheus").is_some();
    telemetry.shutdown(PATIENCE)?;
    drop(unfinished);

    if !was_read {
        println!("{}", told.to_json());
    }
    Ok(())
}

/// Under which names costs are told.
fn cost_names() -> String {
    std::env::var_os(COST_NAMES)
        .map_or_else(|| "gen_ai".to_owned(), |names| names.to_string_lossy().into_owned())
}

/// Set to anything: with labels that nobody should have, beside the story.
const HOSTILE: &str = "EMITTER_HOSTILE";
const COST_NAMES: &str = "GENAI_OTEL_COST_NAMES";
/// Long enough for a collector that has just started on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
