//! Reading the lines of a ledger: its files, cut into pieces for several threads, and in each piece line after line.

mod decimal;
mod feed;
mod found;
mod input;
mod key;
mod keys;
mod lines;
mod moment;
mod progress;
mod start;
mod tally;
mod walker;

pub(crate) use self::decimal::scaled;
pub(crate) use self::feed::Feed;
pub(crate) use self::found::Found;
pub(crate) use self::input::Unpacked;
pub(crate) use self::keys::Place;
pub(crate) use self::moment::Moments;
pub use self::progress::Progress;
pub(crate) use self::progress::Watcher;
pub(crate) use self::tally::{BOM, Tally};
pub(crate) use self::walker::Walker;
