//! A dated price book of language models, and exact costs from it.
//!
//! ```text
//!  your files (GENAI_OTEL_PRICES) ─ deployments, own and free models ─┐
//!                                                                     ▼
//!  provider, server, models ─▶ tables and rules ─▶ layers of books ─▶ model ─┐
//!                                                  (the embedded one last)   ▼
//!  usage ─▶ counts of units ─▶ less their priced parts ─────────────▶ count × rate / per ─▶ Cost, and its arithmetic
//!                        time, tier, conditions ─▶ which rates hold ─────────┘
//!                        discounts, exchange of your files ─▶ factors
//! ```
//!
//! A [`PriceBook`] is the [`Pricing`](genai_otel_core::Pricing) of an
//! [`Instrumentation`](genai_otel_core::Instrumentation): it is asked at the end of each call. It can also be asked by
//! hand:
//!
//! ```
//! use std::time::{Duration, UNIX_EPOCH};
//!
//! use genai_otel_pricing::PriceBook;
//!
//! let book = PriceBook::embedded();
//! let noon = UNIX_EPOCH + Duration::from_secs(1_795_262_400); // 2026-11-21T12:00:00Z
//! let question = book.question("openai", "gpt-4o").input(2006).cached(1920).output(300).at(noon);
//! let cost = question.cost()?;
//! assert_eq!(cost.amount.to_string(), "0.005615 USD");
//!
//! let basis = cost.basis.ok_or("a computed cost has a basis")?;
//! assert_eq!((&*basis.provider, &*basis.model), ("openai", "gpt-4o"));
//! let amounts = basis.components.iter().map(|part| (&*part.unit, part.count, part.amount.to_string()));
//! assert_eq!(
//!     amounts.collect::<Vec<_>>(),
//!     [
//!         ("input_tokens", 86, "0.000215 USD".to_owned()),
//!         ("output_tokens", 300, "0.003 USD".to_owned()),
//!         ("cache_read_tokens", 1920, "0.0024 USD".to_owned()),
//!     ]
//! );
//!
//! let unknown = book.question("openai", "gpt-4o-of-next-year").input(1).output(1).cost();
//! assert_eq!(unknown.unwrap_err().reason(), "unknown_model");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where prices come from
//!
//! From the data of genai-prices (Pydantic Services Inc.) and LiteLLM (Berri AI), both under the MIT licence; [`NOTICE`]
//! has both. A [`Model`] says which it is from and when that was looked at, and every cost says the date of the book and
//! a hash of it: [`PriceBook::version`]. They are list prices, for orientation: what you agreed with a provider belongs
//! in a file of yours.
//!
//! # Your own prices
//!
//! An [`Overlay`] lies over a book: names of deployments, own models, what is free, discounts and margins, rates of
//! exchange. The variable `GENAI_OTEL_PRICES` names files in TOML or JSON, separated as in `PATH`, for
//! [`PriceBook::from_env`]. The latest counts, and the discounts of all are multiplied. Discounts are those of whoever
//! sends the bill: where Azure is asked and the price is OpenAI's, those for `azure`. [`Overlay::doubts`] tells what is
//! probably a slip.
//!
//! # When things go wrong
//!
//! A file of yours with a mistake is refused at the start, with its line: [`PriceFileError`]. At run time nothing fails:
//! a provider or model that is not listed, a unit without a rate, counts that contradict each other are
//! [`Unpriced`](genai_otel_core::Unpriced), never 0, and never the price of something near.
//!
//! # Limits
//!
//! - Taxes, free quotas, credits, commitments and what a provider rounds on its bill are not known here.
//! - Deployments at Azure and application profiles at Bedrock have names of your choice. They are priced by the model
//!   that answered, or by your file.
//! - Answers to some 1,000 different lookups are remembered, and some 250 of those that find nothing. What is beyond is
//!   found again each time, in microseconds. Names of more than 2,048 bytes are unknown.
//! - The embedded book takes 0.8 MB of the program; with the code that reads files and computes, a stripped program that
//!   does nothing else grows by 1.8 MB. Models are decoded when they are first asked for.

mod book;
mod calculation;
mod date;
mod embedded;
mod explanation;
pub mod file;
mod layers;
mod matching;
mod model;
mod overlay;
mod plain;
mod price;
mod question;
mod rule;
#[cfg(test)]
mod sample;
mod unit;

pub use self::book::{PriceBook, ProviderInfo};
pub use self::date::{Date, ParseDateError};
pub use self::embedded::compile;
pub use self::explanation::{Explanation, explain};
pub use self::file::{PriceFileError, PriceFileProblem};
pub use self::matching::{Found, Lookup};
pub use self::model::{
    Condition, Daily, DatedPrices, Mode, Model, Multiplier, Provider, Rate, Rates, Tier, Variant,
};
pub use self::overlay::{Doubt, DoubtReason, Overlay, OverlayEntry};
pub use self::plain::{
    embedding_cost, image_cost, llm_cost, ocr_cost, rerank_cost, speech_cost, transcription_cost,
};
pub use self::price::{Factor, ParseDecimalError, Price};
pub use self::question::Question;
pub use self::rule::Rule;
pub use self::unit::{Unit, UnknownUnit};

/// Whose data the prices are, and the licences that ask to stay with them: a text in Markdown.
pub const NOTICE: &str = include_str!("../book/NOTICE.md");
