//! What the command line means: checked, and complete but for what the price book must answer.

mod price;

pub(crate) use self::price::{PriceRequest, argument};
