//! What was typed behind `check`.

use std::time::Duration;

use clap::Args;
use genai_otel_core::Money;
use genai_otel_ledger::limits::Limit;

use super::{AnswerArgs, FilterArgs, LedgerArgs};
use crate::values::{
    parse_count, parse_limit_money, parse_millionths, parse_span, parse_user_limit,
};

/// Whether calls keep within limits.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct LimitArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// Tokens in and out on any day
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = LIMITS)]
    pub(crate) max_tokens_per_day: Option<u64>,
    /// Money on any day: 50, '50 EUR'; once for each currency
    #[arg(long, value_name = "X", value_parser = parse_limit_money, help_heading = LIMITS)]
    pub(crate) max_cost_per_day: Vec<Money>,
    /// Money in any month of the calendar: 1000, '1000 EUR'; once for each currency
    #[arg(long, value_name = "X", value_parser = parse_limit_money, help_heading = LIMITS)]
    pub(crate) max_cost_per_month: Vec<Money>,
    /// Calls on any day
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = LIMITS)]
    pub(crate) max_calls_per_day: Option<u64>,
    /// Calls that failed, all together
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = LIMITS)]
    pub(crate) max_failed: Option<u64>,
    /// How many of a hundred calls may fail: 2.5
    #[arg(long, value_name = "PERCENT", value_parser = parse_millionths, help_heading = LIMITS)]
    pub(crate) max_error_rate: Option<u32>,
    /// The mean latency of all calls: 2s, 800ms
    #[arg(long, value_name = "TIME", value_parser = parse_span, help_heading = LIMITS)]
    pub(crate) max_avg_latency: Option<Duration>,
    /// The latency below which 99 of 100 calls lie: 10s
    #[arg(long, value_name = "TIME", value_parser = parse_span, help_heading = LIMITS)]
    pub(crate) max_p99: Option<Duration>,
    /// Calls that used something and have no price, all together
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = LIMITS)]
    pub(crate) max_unpriced: Option<u64>,
    /// What a user may need on any day: u-1=5 (USD), 'u-1=5 EUR', 'u-1=200k tokens',
    /// 'u-1=100 calls'; may be repeated
    #[arg(long = "user-limit", value_name = "USER=X", value_parser = parse_user_limit, help_heading = LIMITS)]
    pub(crate) user_limits: Vec<Limit>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

const LIMITS: &str = "Limits";

pub(super) const ABOUT: &str = "\
Whether calls keep within limits. Each limit is told with the most that was reached and where; what
is equal to a limit is within it. Money, counts and rates are compared exactly. Days and months begin
in the time zone of `--tz`. `--days 1` looks at today alone.";

const AFTER_HELP: &str = "\
Exit codes: 0 where all limits hold, 1 where one is broken, 2 where nothing could be checked.

Examples:
  genai-otel check ledger --max-cost-per-day 50 --max-error-rate 5 --days 1
  genai-otel check ledger --user-limit u-17=5 --user-limit 'u-18=200k tokens' --format json";
