//! What was typed behind `price`.

use std::time::{Duration, SystemTime};

use clap::{ArgAction, Args};
use genai_otel_pricing::Unit;

use super::BookArgs;
use crate::values::{parse_condition, parse_count, parse_moment, parse_span, parse_unit_count};

/// Price one call, and show the arithmetic.
#[derive(Debug, Args)]
#[command(
    long_about = ABOUT,
    after_help = AFTER_HELP,
    after_long_help = after_long_help(),
    allow_negative_numbers = true,
    max_term_width = 100
)]
pub(crate) struct PriceArgs {
    /// The model, as the request or the answer names it; `provider/model` names both
    #[arg(value_name = "MODEL")]
    pub(crate) model: String,

    /// Who was called: `openai`, `aws.bedrock`
    #[arg(long, short, value_name = "NAME", help_heading = WHERE)]
    pub(crate) provider: Option<String>,
    /// The server's host name: who was called, where nobody says, and where a model is run, such as
    /// `residency=eu` for `eu.api.openai.com`
    #[arg(long, value_name = "NAME", help_heading = WHERE)]
    pub(crate) host: Option<String>,

    /// Input tokens: all, those from the cache included
    #[arg(long, short, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) input: Option<u64>,
    /// Output tokens: all, reasoning included
    #[arg(long, short, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) output: Option<u64>,
    /// Of the input, tokens read from the cache
    #[arg(long, short, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) cached: Option<u64>,
    /// Of the input, tokens written to the cache, for any time
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) cache_write: Option<u64>,
    /// Of those written to the cache, those for an hour
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) cache_write_1h: Option<u64>,
    /// Of the output, tokens spent on reasoning
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) reasoning: Option<u64>,
    /// Of the input, audio tokens
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) input_audio: Option<u64>,
    /// Of the output, audio tokens
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) output_audio: Option<u64>,
    /// Of the input, image tokens
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) input_image: Option<u64>,
    /// Of the output, image tokens
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) output_image: Option<u64>,
    /// Of the cached, audio tokens
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) cached_audio: Option<u64>,
    /// Images that were made
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) images: Option<u64>,
    /// Pages of documents
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) pages: Option<u64>,
    /// Of the pages, those that were annotated
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) annotated_pages: Option<u64>,
    /// Length of audio or video: `90` and `2.5` in seconds, `1m30s`
    #[arg(long, value_name = "TIME", value_parser = parse_span, help_heading = USED)]
    pub(crate) seconds: Option<Duration>,
    /// Characters that went in
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) characters: Option<u64>,
    /// Searches: of the web or, for models that order documents, of those
    #[arg(long, value_name = "N", value_parser = parse_count, help_heading = USED)]
    pub(crate) searches: Option<u64>,
    /// Anything else that prices know, by its unit: `code_executions=2`; may be repeated
    #[arg(long = "unit", value_name = "NAME=N", value_parser = parse_unit_count, help_heading = USED)]
    pub(crate) units: Vec<(Unit, u64)>,

    /// The service tier of the answer: `priority`, `flex`
    #[arg(long, value_name = "NAME", help_heading = HOW)]
    pub(crate) tier: Option<String>,
    /// As part of a batch
    #[arg(long, help_heading = HOW)]
    pub(crate) batch: bool,
    /// Size of the images: `1024x1024`
    #[arg(long, value_name = "SIZE", help_heading = HOW)]
    pub(crate) size: Option<String>,
    /// Quality of the images: `high`
    #[arg(long, value_name = "NAME", help_heading = HOW)]
    pub(crate) quality: Option<String>,
    /// Anything else that prices depend on: `residency=eu`; may be repeated
    #[arg(long = "condition", value_name = "KEY=VALUE", value_parser = parse_condition, help_heading = HOW)]
    pub(crate) conditions: Vec<(String, String)>,
    /// When: a day (its beginning, in UTC) or a moment such as `2026-10-01T20:00:00Z` [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_moment, help_heading = HOW)]
    pub(crate) at: Option<SystemTime>,

    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// Print JSON: amounts are decimal text, counts are numbers
    #[arg(long, action = ArgAction::SetTrue)]
    pub(crate) json: bool,
}

const WHERE: &str = "Who was called";
const USED: &str = "What was used";
const HOW: &str = "How and when";

const ABOUT: &str = "\
Price one call, and show the arithmetic.

Each line is a count, times a rate, through what the rate is for. What is part of a whole and has a
rate of its own is billed at that, and the rest of the whole at the rate of the whole. Amounts are
exact; where one had to be rounded, to 12 decimals, its line says so.";

const AFTER_HELP: &str = "\
Counts may be written 2006, 1_000, 1,000, 20k and 1.5M.

Examples:
  genai-otel price gpt-4o --input 2006 --cached 1920 --output 300
  genai-otel price openai/gpt-4o --input 1k --output 100 --batch --at 2026-10-01
  genai-otel price mistral/mistral-ocr-latest --pages 3
  genai-otel price groq/whisper-large-v3 --seconds 1m30s
  genai-otel price my-prod-chat --provider azure --input 1k --output 100 --prices ours.toml

Exit codes: 0 with a cost, 1 without one, 2 for a command line or a file that cannot be read.";

fn after_long_help() -> String {
    let mut text = format!("{AFTER_HELP}\n\nUnits for --unit:\n");
    let mut line = String::from(" ");
    for unit in Unit::ALL {
        if line.len() + unit.as_str().len() > 98 {
            text.push_str(&line);
            text.push('\n');
            " ".clone_into(&mut line);
        }
        line.push(' ');
        line.push_str(unit.as_str());
    }
    text.push_str(&line);
    text.push_str(JSON_HELP);
    text
}

const JSON_HELP: &str = "

JSON:
  With a cost, one object: `provider`, `model`, `amount`, `currency`, `input`, `output` (the parts of
  the amount; null where not known apart), `estimated`, `incomplete`, `steps` (what was done to the
  names), `price_from`, `hours` (the time of day at which the price holds, null for all day),
  `context_tier`, `conditions`, `factors`, `components` (`unit`, `side`, `count`, `per`, `rate`,
  `amount`), `notes` (those of standard error), `at`, `book` (`version`, `hash`). Amounts, rates and
  factors are decimal text; durations are in seconds.
  Without one, `{\"unpriced\": {\"reason\": .., \"message\": ..}, ..}`.";
