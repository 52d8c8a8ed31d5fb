//! A dated price book of language models, and exact costs from it.

mod date;
pub mod file;
mod model;
mod overlay;
mod price;
mod rule;
mod unit;

pub use self::date::Date;
pub use self::file::{PriceFileError, PriceFileProblem};
pub use self::model::{
    Condition, Daily, DatedPrices, Mode, Model, Multiplier, Provider, Rate, Rates, Tier, Variant,
};
pub use self::overlay::Overlay;
pub use self::price::{Factor, ParseDecimalError, Price};
pub use self::rule::Rule;
pub use self::unit::Unit;
