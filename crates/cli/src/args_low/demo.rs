//! What was typed behind `demo`.

use std::path::PathBuf;

use clap::Args;
use genai_otel_ledger::sample::Sample;

use crate::values::parse_count;

/// Write a made-up ledger to try things with.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct DemoArgs {
    /// The directory; it gets a file `demo.jsonl`. `-` is standard output
    #[arg(value_name = "DIR", default_value = "demo-ledger")]
    pub(crate) directory: PathBuf,
    /// How many calls
    #[arg(long, value_name = "N", value_parser = parse_count, default_value_t = Sample::CALLS)]
    pub(crate) calls: u64,
    /// On how many days before the end
    #[arg(long, value_name = "N", default_value_t = Sample::DAYS, value_parser = clap::value_parser!(u16).range(1..=3_660))]
    pub(crate) days: u16,
    /// From which seed: the same one gives the same calls
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The day or moment before which all calls begin [default: the last full hour]
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,
    /// Without outages, slow providers and run-away agents
    #[arg(long)]
    pub(crate) calm: bool,
    /// Write into a directory that has a ledger of somebody else, beside it
    #[arg(long)]
    pub(crate) force: bool,
    /// Send the same calls as spans and metrics to this endpoint, too [default: that of the
    /// environment, else http://localhost:4318]
    #[cfg(feature = "otlp")]
    #[arg(long, value_name = "ENDPOINT", num_args = 0..=1, require_equals = true)]
    pub(crate) otlp: Option<Option<String>>,
}

pub(super) const ABOUT: &str = "\
Write a made-up ledger to try things with: people with their sessions, agents with their tools, a
document pipeline and a search, at models of several providers and one of the company's own; with
office hours, slow tails, caches, retries, errors in bursts, and calls that nobody has a price for.
Costs are those of the embedded price book at the time of each call.

The same arguments give the same bytes, if `--until` is one of them. DIR gets one file, `demo.jsonl`,
or a new one in its place. A directory with other files of a ledger is left alone without `--force`.";

const AFTER_HELP: &str = "\
Examples:
  genai-otel demo
  genai-otel demo big --calls 3M --days 365 --seed 7 --until 2026-11-01
  genai-otel demo - --calls 1000 | genai-otel report - --by model";
