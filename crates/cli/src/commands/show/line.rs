//! The line of a call, member by member, in its order and with its numbers as they are written.

use std::fmt;

use genai_otel_ledger::Entry;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// The members of a line.
#[derive(Debug)]
pub(super) struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    /// Those of a call, as this schema has them, without the checksum, which is of the line as it is stored.
    ///
    /// # Errors
    ///
    /// None: a line is JSON.
    pub(super) fn of(entry: &Entry) -> Result<Self, serde_json::Error> {
        let Self(mut members) = serde_json::from_slice(&entry.to_line())?;
        members.retain(|(name, _)| name != "checksum");
        Ok(Self(members))
    }

    /// Them for people, in parts with a head each.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&'static str, Vec<(String, String)>)> {
        let Self(members) = self;
        HEADS.iter().enumerate().filter_map(|(part, head)| {
            let mut facts = Vec::new();
            for (name, raw) in members.iter().filter(|(name, _)| part_of(name) == part) {
                tell(name, raw, &mut facts);
            }
            (!facts.is_empty()).then_some((*head, facts))
        })
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Ordered)
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, raw)| (name, raw)))
    }
}

struct Ordered;

impl<'de> Visitor<'de> for Ordered {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

/// Objects member by member, lists of objects one by one, a text without its quotes, all else as it is written.
fn tell(name: &str, raw: &RawValue, facts: &mut Vec<(String, String)>) {
    if let Ok(Members(members)) = serde_json::from_str(raw.get()) {
        members.iter().for_each(|(member, raw)| tell(&format!("{name}.{member}"), raw, facts));
        return;
    }
    match serde_json::from_str::<Vec<Box<RawValue>>>(raw.get()) {
        Ok(list) if list.iter().any(|item| item.get().starts_with('{')) => {
            for (number, item) in (1..).zip(list) {
                facts.push((format!("{name}.{number}"), item.get().to_owned()));
            }
        }
        _ => {
            let text = serde_json::from_str(raw.get());
            facts.push((name.to_owned(), text.unwrap_or_else(|_| raw.get().to_owned())));
        }
    }
}

/// Which part a member stands in.
fn part_of(name: &str) -> usize {
    match name {
        "user_id" | "session_id" | "organization_id" | "team" | "tenant" | "customer" | "agent"
        | "agent_id" | "workflow" | "step" | "run" | "conversation_id" | "source_id" => 1,
        "estimated" | "pages" | "annotated_pages" | "characters" | "images" | "pixels"
        | "searches" | "storage_searches" | "code_executions" | "media_ms" => 2,
        "max_tokens" | "tokens_per_second" => 0,
        "currency" | "unpriced" => 3,
        _ if name.starts_with("cost") => 3,
        _ if name.ends_with("_tokens") => 2,
        "energy" => 4,
        _ if name.starts_with("energy_") || name.starts_with("carbon_") => 4,
        "metadata" => 5,
        _ => 0,
    }
}

const HEADS: [&str; 6] = ["Call", "For whom", "Used", "Cost", "Energy", "Metadata"];
