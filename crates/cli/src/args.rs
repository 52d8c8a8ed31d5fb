//! What the command line means: checked, and complete but for what the price book must answer.

mod ledger;
mod price;
mod report;

pub(crate) use self::ledger::{Calls, moment};
pub(crate) use self::price::{PriceRequest, argument};
pub(crate) use self::report::{Order, order, report_wanted};
