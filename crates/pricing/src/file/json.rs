//! JSON as a tree of values that know their places.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::Fault;
use super::node::{Key, MAX_DEPTH, Node, Value};
use super::place::BYTE_ORDER_MARK;
use super::problem::PriceFileProblem;

/// The tree of a JSON text.
pub(crate) fn tree(text: &str) -> Result<Node<'_>, Fault> {
    let json = Json { start: text.as_ptr().addr() };
    let whole = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let root = json.parse::<&RawValue>(whole)?;
    json.node(root, 0)
}

/// A text, by where it begins: raw values are parts of it, so each knows its offset.
#[derive(Clone, Copy)]
struct Json {
    start: usize,
}

impl Json {
    fn node<'t>(self, raw: &'t RawValue, depth: usize) -> Result<Node<'t>, Fault> {
        let text = raw.get();
        let at = self.offset(text);
        if depth > MAX_DEPTH {
            return Err(Fault::new(at, PriceFileProblem::TooDeep));
        }
        let value = match text.as_bytes().first() {
            Some(b'n') => Value::Nothing,
            Some(b't') => Value::Flag(true),
            Some(b'f') => Value::Flag(false),
            Some(b'"') => Value::Text(self.parse::<Quoted<'_>>(text)?.0),
            Some(b'[') => {
                let items = self.parse::<Vec<&RawValue>>(text)?;
                let items = items.into_iter().map(|item| self.node(item, depth + 1));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            Some(b'{') => {
                let pairs = self.parse::<Pairs<'_>>(text)?.0;
                let pairs = pairs
                    .into_iter()
                    .map(|(key, value)| Ok((self.key(key)?, self.node(value, depth + 1)?)));
                Value::Table(pairs.collect::<Result<_, _>>()?)
            }
            _ => Value::Number(Cow::Borrowed(text)),
        };
        Ok(Node { at, value })
    }

    fn key<'t>(self, raw: &'t RawValue) -> Result<Key<'t>, Fault> {
        let text = self.parse::<Quoted<'_>>(raw.get())?.0;
        Ok(Key { at: self.offset(raw.get()), text })
    }

    fn parse<'t, T: Deserialize<'t>>(self, part: &'t str) -> Result<T, Fault> {
        serde_json::from_str(part).map_err(|error| {
            let at = self.offset(part) + offset_of(&error, part);
            let message = error.to_string();
            // The place is said once, and in the file.
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            Fault::new(at, PriceFileProblem::Syntax { message })
        })
    }

    fn offset(self, part: &str) -> usize {
        part.as_ptr().addr().saturating_sub(self.start)
    }
}

/// The offset at which reading `part` ended: columns of serde_json count bytes.
fn offset_of(error: &serde_json::Error, part: &str) -> usize {
    let lines = part.split_inclusive('\n').take(error.line().saturating_sub(1));
    let before = lines.map(str::len).sum::<usize>();
    (before + error.column().saturating_sub(1)).min(part.len())
}

#[derive(Deserialize)]
struct Quoted<'t>(#[serde(borrow)] Cow<'t, str>);

/// The entries of an object in their order, also those that stand twice.
struct Pairs<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}
