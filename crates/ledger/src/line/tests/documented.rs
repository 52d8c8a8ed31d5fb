//! The page tells what is written.

use std::collections::BTreeSet;

use genai_otel_core::{CallRecord, ModelOperation};
use serde_json::{Map, Value};

use super::super::keys::KEYS;
use super::{STAMP, full, written};
use crate::line::{Entry, Gap, Line, write_gap};

const PAGE: &str = include_str!("../../../../../docs/reference/ledger-line.md");

/// The lines of the page, as files have them.
fn lines() -> Vec<String> {
    let lines = PAGE.lines().filter(|line| line.starts_with("{\"checksum\""));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The cells of the tables that begin with a key in quotes.
fn rows(from: &str, to: &str) -> Vec<Vec<&'static str>> {
    let section = PAGE.split_once(from).and_then(|(_, rest)| rest.split_once(to));
    let section = section.map_or("", |(section, _)| section);
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn the_lines_of_the_page_are_read_and_written_again_byte_for_byte() {
    let lines = lines();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        let mut again = Vec::new();
        match Line::read(line.as_bytes()).unwrap() {
            Line::Call(entry) => entry.write_line(&mut again),
            Line::Gap(gap) => {
                let (writer, seq) = (gap.writer.as_deref().unwrap(), gap.seq.unwrap());
                let stamp = super::Stamp { writer, seq, now: gap.timestamp, ..STAMP };
                write_gap(&Gap::new(gap.refused, gap.since.unwrap()), &stamp, &mut again);
            }
        }
        assert_eq!(String::from_utf8(again).unwrap(), *line);
    }
}

#[test]
fn the_page_lists_the_keys_in_their_order() {
    let listed = rows("## Keys", "## Kinds of work");
    let keys: Vec<&str> = listed.iter().map(|row| row[0].trim_matches('`')).collect();
    assert_eq!(keys, KEYS);
}

#[test]
fn the_examples_of_the_page_are_read_without_a_rest() {
    let mut fields: Map<String, Value> = Map::new();
    for row in rows("## Keys", "## Kinds of work") {
        let key = row[0].trim_matches('`');
        // The version needs a checksum.
        if key != "v" {
            fields.insert(key.to_owned(), serde_json::from_str(row[4].trim_matches('`')).unwrap());
        }
    }
    let entry = Entry::from_line(&serde_json::to_vec(&fields).unwrap()).unwrap();
    assert_eq!(entry.more, Map::new());
    let line: Map<String, Value> = serde_json::from_slice(&entry.to_line()).unwrap();
    let keys = |map: &Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
    let added = ["checksum", "v"].map(str::to_owned).into();
    assert_eq!(keys(&line), &keys(&fields) | &added);
}

#[test]
fn keys_are_written_in_their_order() {
    let line = written(&full::record());
    let mut keys = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(&line);
    serde::Deserializer::deserialize_map(&mut reader, Keys(&mut keys)).unwrap();
    let mut known = [&["checksum"], KEYS].concat().into_iter();
    assert!(keys.iter().all(|key| known.any(|known| known == key)), "{keys:?}");
}

#[test]
fn the_page_tells_the_kind_of_every_operation() {
    let mut told = BTreeSet::new();
    for row in rows("## Kinds of work", "## cost_basis") {
        let named = |name: &str| name.trim_matches('`').to_owned();
        told.extend(row[1].split(", ").map(|name| (named(name), named(row[0]))));
    }
    for operation in ModelOperation::KNOWN {
        let mut record = CallRecord::default();
        record.operation = operation.clone();
        let kind = Entry::of_record(&record, &STAMP).api_type.unwrap();
        assert!(told.remove(&(operation.to_string(), kind)), "{operation}");
    }
    assert_eq!(told, BTreeSet::new());
}

struct Keys<'k>(&'k mut Vec<String>);

impl<'a> serde::de::Visitor<'a> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
            self.0.push(key);
        }
        Ok(())
    }
}
