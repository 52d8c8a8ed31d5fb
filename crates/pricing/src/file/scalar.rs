//! Texts and numbers of a file.

use std::borrow::Cow;

use super::fault::Fault;
use super::fields::short;
use super::node::{Node, Value};
use super::problem::PriceFileProblem;
use crate::price::{Factor, ParseDecimalError, Price};

/// Any text, in one piece with its spaces and lines.
pub(crate) fn text(node: Node<'_>) -> Result<Cow<'_, str>, Fault> {
    match node.value {
        Value::Text(text) => Ok(text),
        _ => Err(node.is_not("text")),
    }
}

/// A name: not empty, in one line, without spaces around it.
pub(crate) fn name(node: Node<'_>) -> Result<String, Fault> {
    let at = node.at;
    let text = text(node)?;
    match problem_of(&text) {
        None => Ok(text.into_owned()),
        Some(problem) => {
            Err(Fault::new(at, PriceFileProblem::Text { text: short(&text), problem }))
        }
    }
}

/// A name in lower case.
pub(crate) fn lower(node: Node<'_>) -> Result<String, Fault> {
    name(node).map(|name| name.to_lowercase())
}

/// The id of a provider, in lower case: `provider/model` must be told apart.
pub(crate) fn id(node: Node<'_>) -> Result<String, Fault> {
    let at = node.at;
    let id = lower(node)?;
    if !is_id(&id) {
        let problem = "must be without spaces, slashes and colons, such as `x-ai`";
        return Err(Fault::new(at, PriceFileProblem::Text { text: short(&id), problem }));
    }
    Ok(id)
}

/// Whether a text can be the id of a provider.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c == '/' || c == ':' || c.is_whitespace())
}

/// True or false.
pub(crate) fn flag(node: Node<'_>) -> Result<bool, Fault> {
    match node.value {
        Value::Flag(flag) => Ok(flag),
        _ => Err(node.is_not("true or false")),
    }
}

/// A whole number.
pub(crate) fn whole(node: Node<'_>) -> Result<u64, Fault> {
    let at = node.at;
    let Value::Number(number) = node.value else { return Err(node.is_not("a whole number")) };
    number.parse().map_err(|_| number_fault(at, &number, "is no whole number of zero or more"))
}

/// A decimal number as it is written: text, or a number, which never becomes a float.
pub(crate) fn decimal(node: Node<'_>) -> Result<(usize, Cow<'_, str>), Fault> {
    match node.value {
        Value::Text(text) | Value::Number(text) => Ok((node.at, text)),
        _ => Err(node.is_not("a decimal number as text, such as `\"2.5\"`")),
    }
}

/// A price.
pub(crate) fn price(node: Node<'_>) -> Result<Price, Fault> {
    let (at, text) = decimal(node)?;
    text.parse().map_err(|error| decimal_fault(at, error))
}

/// A factor above zero, exact as it is written.
pub(crate) fn factor(node: Node<'_>) -> Result<Factor, Fault> {
    let (at, text) = decimal(node)?;
    let factor: Factor = text.parse().map_err(|error| decimal_fault(at, error))?;
    if factor.nano() == 0 {
        return Err(number_fault(at, &text, "must be above zero in its first nine decimals"));
    }
    if factor.nano() > 1_000 * Factor::ONE.nano() {
        return Err(number_fault(at, &text, "is too large; factors end at 1000"));
    }
    if decimals(&text) > 9 {
        return Err(number_fault(at, &text, "has more than nine decimals"));
    }
    Ok(factor)
}

pub(crate) fn number_fault(at: usize, text: &str, problem: &'static str) -> Fault {
    Fault::new(at, PriceFileProblem::Number { text: short(text), problem })
}

fn decimal_fault(at: usize, error: ParseDecimalError) -> Fault {
    number_fault(at, &error.text, error.problem)
}

/// How many decimals a well-formed number has, without zeros at their end.
pub(crate) fn decimals(text: &str) -> i64 {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    length(fraction.len()) - length(zeros) - exponent.parse::<i64>().unwrap_or_default()
}

fn problem_of(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("is empty")
    } else if text.trim() != text {
        Some("has spaces around it")
    } else if text.chars().any(char::is_control) {
        Some("has characters that do not show")
    } else if text.len() > MAX_NAME {
        Some("is longer than 512 bytes")
    } else {
        None
    }
}

/// What to write where an id is missing.
pub(crate) const ID: &str = "an id such as `\"openai\"`";

/// What to write where a name is missing.
pub(crate) const NAME: &str = "a name";

const MAX_NAME: usize = 512;
