//! Values of a file.

use toml::de::{DeTable, DeValue};

use super::error::{Fault, short};
use super::fields::Node;
use crate::grid::Grid;
use crate::pue::Pue;
use crate::rates::Rate;

/// A name: not empty, in one line, without spaces around it, of at most 256 bytes.
pub(super) fn name(node: Node<'_>) -> Result<String, Fault> {
    let at = node.span().start;
    let DeValue::String(text) = node.into_inner() else {
        return Err(Fault::new(at, "is no text in quotes"));
    };
    let is_name = !text.is_empty()
        && text.trim() == text
        && !text.chars().any(char::is_control)
        && text.len() <= 256;
    if is_name {
        Ok(text.into_owned())
    } else {
        Err(Fault::new(at, format!("`{}` is no name", short(&text))))
    }
}

/// A list of names, or one.
pub(super) fn names(node: Node<'_>) -> Result<Vec<String>, Fault> {
    let at = node.span().start;
    match node.get_ref() {
        DeValue::Array(items) if items.is_empty() => Err(Fault::new(at, "names nothing")),
        DeValue::Array(_) => items(node).into_iter().map(name).collect(),
        _ => name(node).map(|name| vec![name]),
    }
}

/// The tables of a list, each with where it begins.
pub(super) fn tables(node: Node<'_>) -> Result<Vec<(usize, DeTable<'_>)>, Fault> {
    match node.get_ref() {
        DeValue::Array(_) => items(node).into_iter().map(table).collect(),
        _ => table(node).and_then(|(at, _)| Err(Fault::new(at, NO_TABLES))),
    }
}

fn table(node: Node<'_>) -> Result<(usize, DeTable<'_>), Fault> {
    let at = node.span().start;
    match node.into_inner() {
        DeValue::Table(table) => Ok((at, table)),
        _ => Err(Fault::new(at, NO_TABLES)),
    }
}

const NO_TABLES: &str = "is no list of tables: write `[[model]]`";

/// A country, `world`, or grams of CO2e for a kilowatt-hour.
pub(super) fn grid(node: Node<'_>) -> Result<Grid, Fault> {
    let at = node.span().start;
    if let DeValue::String(code) = node.get_ref() {
        let known: Vec<_> = Grid::countries().collect();
        let message = format!("`{}` is none of {}", short(code), known.join(", "));
        return Grid::country(code).ok_or_else(|| {
            Fault::new(at, format!("{message}: write the grams of CO2e for a kWh"))
        });
    }
    parsed(node)
}

/// Kilowatt-hours for 1,000 tokens: a number, or a list of the lowest and the highest.
pub(super) fn rate(node: Node<'_>) -> Result<Rate, Fault> {
    bounds(node, parsed).map(|[one, other]| Rate::between(one, other))
}

/// Power usage effectiveness: a number, or a list of the lowest and the highest.
pub(super) fn pue(node: Node<'_>) -> Result<Pue, Fault> {
    bounds(node, parsed).map(|[one, other]| Pue::between(one, other))
}

/// Numbers that methods compute with: one, or a list of the lowest and the highest.
pub(super) fn floats(node: Node<'_>) -> Result<[f64; 2], Fault> {
    bounds(node, float)
}

pub(super) fn float(node: Node<'_>) -> Result<f64, Fault> {
    parsed(node)
}

/// One value as both bounds, or a list of two.
fn bounds<'t, T: Copy>(
    node: Node<'t>,
    read: impl Fn(Node<'t>) -> Result<T, Fault>,
) -> Result<[T; 2], Fault> {
    let at = node.span().start;
    if !matches!(node.get_ref(), DeValue::Array(_)) {
        return read(node).map(|value| [value; 2]);
    }
    let values: Vec<T> = items(node).into_iter().map(read).collect::<Result<_, _>>()?;
    <[T; 2]>::try_from(values).map_err(|_| {
        Fault::new(at, "is neither one number nor a list of two, the lowest and the highest")
    })
}

/// A number as it is written: it never becomes a float on the way.
fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(node: Node<'_>) -> Result<T, Fault> {
    let at = node.span().start;
    let text = match node.get_ref() {
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        _ => return Err(Fault::new(at, "is no number")),
    };
    text.parse().map_err(|error| Fault::new(at, format!("{error}")))
}

fn items(node: Node<'_>) -> Vec<Node<'_>> {
    match node.into_inner() {
        DeValue::Array(items) => items.into_iter().collect(),
        _ => Vec::new(),
    }
}
