//! What was typed behind `anomalies`.

use clap::Args;
use genai_otel_ledger::anomaly::Watch;

use super::{AnswerArgs, FilterArgs, LedgerArgs};

/// What is unusual for its hour of the week.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct AnomaliesArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// Judge the last N hours that are over
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "at", value_parser = clap::value_parser!(u16).range(1..=744))]
    pub(crate) last: u16,
    /// Judge the hour that this moment lies in, or all hours of this day
    #[arg(long, value_name = "WHEN")]
    pub(crate) at: Option<String>,
    /// Compare with the same hour in so many weeks before
    #[arg(long, value_name = "N", default_value_t = Watch::WEEKS, value_parser = clap::value_parser!(u8).range(i64::from(Watch::LEAST)..=52))]
    pub(crate) weeks: u8,
    /// Judge each value of this field by itself, too: model, user, provider ...; may be repeated
    #[arg(long, value_name = "FIELD")]
    pub(crate) by: Vec<String>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

pub(super) const ABOUT: &str = "\
What is unusual for its hour of the week: calls, tokens, cost, error rate and average latency of an
hour, compared with the same hour of the week in the weeks before. The usual is their median, the usual
spread the median distance from it (MAD), or what chance does with so few calls where that is more.
What lies five times the spread above or below is told. A number needs four weeks to be compared with.
Hours are those of the time zone of `--tz`. docs/reference/anomalies.md has the whole method.";

const AFTER_HELP: &str = "\
Exit codes: 0 where nothing is unusual, 1 where something is, 2 where nothing could be read.

Examples:
  genai-otel anomalies ledger
  genai-otel anomalies ledger --last 24 --by model --by user --tz Europe/Berlin
  genai-otel anomalies ledger --at 2026-11-29T13:00:00Z --format json";
