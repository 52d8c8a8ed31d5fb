//! Dates and times of day, in UTC.

use super::fault::Fault;
use super::fields::{Fields, short};
use super::node::{Node, Value};
use super::problem::PriceFileProblem;
use crate::date::Date;
use crate::model::Daily;

/// A date: text, or a date of TOML.
pub(crate) fn date(node: Node<'_>) -> Result<Date, Fault> {
    let (at, text) = moment(node, "a date such as `\"2026-11-29\"`")?;
    text.parse().map_err(|_| Fault::new(at, PriceFileProblem::Date { text: short(&text) }))
}

/// A time of day: `from`, `until`.
pub(crate) fn daily(node: Node<'_>) -> Result<Daily, Fault> {
    let at = node.at;
    let mut fields = Fields::of(node, &["from", "until"])?;
    let from = fields.required("from", "a time of day such as `\"00:30\"`", |node| {
        second(node, SECONDS_A_DAY - 1)
    })?;
    let until = fields.required("until", "a time of day such as `\"16:30\"`", |node| {
        second(node, SECONDS_A_DAY)
    })?;
    if from == until {
        return Err(Fault::new(at, PriceFileProblem::EmptyInterval));
    }
    Ok(Daily { from, until })
}

/// A time of day as it is written: `16:30`, with seconds where there are any.
pub(crate) fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// The seconds since midnight.
fn second(node: Node<'_>, max: u32) -> Result<u32, Fault> {
    let (at, text) = moment(node, "a time of day such as `\"16:30\"`")?;
    let second = parse_clock(&text).filter(|second| *second <= max);
    second.ok_or_else(|| Fault::new(at, PriceFileProblem::Time { text: short(&text) }))
}

fn moment<'t>(
    node: Node<'t>,
    expected: &'static str,
) -> Result<(usize, std::borrow::Cow<'t, str>), Fault> {
    match node.value {
        Value::Text(text) => Ok((node.at, text)),
        Value::Moment(text) => Ok((node.at, text.into())),
        _ => Err(node.is_not(expected)),
    }
}

fn parse_clock(text: &str) -> Option<u32> {
    let two_digits = |part: &str| {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (hours, rest) = text.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
    let (hours, minutes, seconds) =
        (two_digits(hours)?, two_digits(minutes)?, two_digits(seconds)?);
    (minutes < 60 && seconds < 60).then_some(hours * 3_600 + minutes * 60 + seconds)
}

const SECONDS_A_DAY: u32 = 86_400;
