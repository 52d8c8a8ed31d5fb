//! Texts of the command line as values. Each is exact: nothing goes through a float.

mod count;
mod limit;
mod moment;
mod pair;
mod span;

pub(crate) use self::count::{ParseCountError, parse_count};
pub(crate) use self::limit::{parse_limit_money, parse_millionths, parse_user_limit};
pub(crate) use self::moment::{moment_text, parse_moment};
pub(crate) use self::pair::{parse_condition, parse_unit_count};
pub(crate) use self::span::{ParseSpanError, parse_span};
