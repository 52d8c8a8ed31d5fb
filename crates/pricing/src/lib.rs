//! A dated price book of language models, and exact costs from it.

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
pub use self::overlay::Overlay;
pub use self::plain::{
    embedding_cost, image_cost, llm_cost, ocr_cost, rerank_cost, speech_cost, transcription_cost,
};
pub use self::price::{Factor, ParseDecimalError, Price};
pub use self::question::Question;
pub use self::rule::Rule;
pub use self::unit::{Unit, UnknownUnit};

/// Whose data the prices are, and the licences that ask to stay with them: a text in Markdown.
pub const NOTICE: &str = include_str!("../book/NOTICE.md");
