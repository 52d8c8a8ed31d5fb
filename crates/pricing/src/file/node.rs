//! A file as a tree of values that know their places: the same for JSON and TOML.

use std::borrow::Cow;

use super::fault::Fault;
use super::problem::PriceFileProblem;
use super::{Format, json, toml};

/// A value and the offset of its first byte.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) at: usize,
    pub(crate) value: Value<'t>,
}

/// A key of a table and the offset of its first byte.
#[derive(Debug)]
pub(crate) struct Key<'t> {
    pub(crate) at: usize,
    pub(crate) text: Cow<'t, str>,
}

/// What JSON and TOML can say. Numbers are kept as they are written.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    Nothing,
    Flag(bool),
    Number(Cow<'t, str>),
    Text(Cow<'t, str>),
    /// A date or time of TOML, as text.
    Moment(String),
    List(Vec<Node<'t>>),
    Table(Vec<(Key<'t>, Node<'t>)>),
}

impl Value<'_> {
    /// The kind of the value, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "null",
            Self::Flag(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Moment(_) => "a date or time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Node<'_> {
    /// The value of a key of a table, if this is one and has it.
    pub(crate) fn field(&self, key: &str) -> Option<&Self> {
        let Value::Table(fields) = &self.value else { return None };
        let (_, node) = fields.iter().find(|(known, _)| known.text == key)?;
        (!matches!(node.value, Value::Nothing)).then_some(node)
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The text, if this is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The fault that it is of the wrong type.
    pub(crate) fn is_not(&self, expected: &'static str) -> Fault {
        let found = self.value.kind();
        Fault::new(self.at, PriceFileProblem::WrongType { expected, found })
    }
}

/// The tree of a text, which is bounded in size and depth.
pub(crate) fn read_root(text: &str, format: Format) -> Result<Node<'_>, Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault::of_file(PriceFileProblem::TooLarge));
    }
    match format {
        Format::Json => json::tree(text),
        Format::Toml => toml::tree(text),
    }
}

/// The most bytes of a file: 64 MiB.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// How deep values may stand in each other. The schema needs 8, without rules in rules.
pub(crate) const MAX_DEPTH: usize = 40;
