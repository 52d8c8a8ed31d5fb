//! TOML as a tree of values that know their places.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use super::node::{Key, MAX_DEPTH, Node, Value};
use super::problem::PriceFileProblem;

/// The tree of a TOML text.
pub(crate) fn tree(text: &str) -> Result<Node<'_>, Fault> {
    let root = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault::new(at, PriceFileProblem::Syntax { message: error.message().replace('\n', ", ") })
    })?;
    Ok(Node { at: 0, value: table(root.into_inner(), 0)? })
}

fn node(value: Spanned<DeValue<'_>>, depth: usize) -> Result<Node<'_>, Fault> {
    let at = value.span().start;
    if depth > MAX_DEPTH {
        return Err(Fault::new(at, PriceFileProblem::TooDeep));
    }
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => Value::Number(Cow::Owned(number.to_string())),
        DeValue::Float(number) => Value::Number(Cow::Owned(number.to_string())),
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
        DeValue::Array(items) => {
            let items = items.into_iter().map(|item| node(item, depth + 1));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        DeValue::Table(inner) => table(inner, depth)?,
    };
    Ok(Node { at, value })
}

fn table(table: DeTable<'_>, depth: usize) -> Result<Value<'_>, Fault> {
    let pairs = table.into_iter().map(|(key, value)| {
        let key = Key { at: key.span().start, text: key.into_inner() };
        Ok((key, node(value, depth + 1)?))
    });
    Ok(Value::Table(pairs.collect::<Result<_, _>>()?))
}
