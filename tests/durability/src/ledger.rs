use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use anyhow::Context as _;
use genai_otel_testkit::{AttributeValue, Attributes, MetricKind, Offer, PointValue, Temporality};

use crate::item::{Item, Maker};

/// The file to which the collector appends everything that it accepts, before it answers.
#[derive(Debug)]
pub(crate) struct Ledger {
    file: File,
    requests: u64,
}

/// How an item came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Coming {
    /// With which request, counted from 1.
    pub(crate) request: u64,
    /// Whether the collector kept the request and lost the answer.
    pub(crate) is_lost: bool,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    /// A span.
    Span {
        /// What it is about.
        item: Item,
        /// Its id.
        span_id: String,
        /// How it came.
        coming: Coming,
    },
    /// A log record.
    Log {
        /// What it is about.
        item: Item,
        /// How it came.
        coming: Coming,
    },
    /// A point of the counter that counts the items of a thread.
    Count {
        /// Whose.
        maker: Maker,
        /// Whether it counts since the point before.
        is_delta: bool,
        /// When it was taken.
        unix_nanos: u64,
        /// How many.
        count: u64,
    },
}

impl Ledger {
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("make {}", path.display()))?;
        Ok(Self { file, requests: 0 })
    }

    /// Writes what is accepted.
    pub(crate) fn write(&mut self, accepted: &Offer<'_>, is_lost: bool) -> anyhow::Result<()> {
        self.requests += 1;
        let coming = Coming { request: self.requests, is_lost };
        let mut lines = String::new();
        for span in accepted.spans {
            let item = item(&span.attributes)?;
            let span_id = span.span_id.clone();
            lines += &Entry::Span { item, span_id, coming }.line();
        }
        for record in accepted.logs {
            let item = record.body.as_str().context("a log record without an item")?.parse()?;
            lines += &Entry::Log { item, coming }.line();
        }
        for metric in accepted.metrics.iter().filter(|metric| metric.name == COUNTER) {
            let is_delta =
                matches!(metric.kind, MetricKind::Sum { temporality: Temporality::Delta, .. });
            for point in &metric.points {
                let maker = maker(&point.attributes)?;
                let PointValue::Int(count) = point.value else { anyhow::bail!("{point:?}") };
                let (count, unix_nanos) = (u64::try_from(count)?, point.unix_nanos);
                lines += &Entry::Count { maker, is_delta, unix_nanos, count }.line();
            }
        }
        Ok(self.file.write_all(lines.as_bytes())?)
    }

    /// Reads what was written.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Entry>> {
        let file = File::open(path).with_context(|| format!("open {}", path.display()))?;
        let lines = BufReader::new(file).lines();
        lines.map(|line| line.map_err(Into::into).and_then(|line| Entry::parse(&line))).collect()
    }
}

impl Entry {
    fn line(&self) -> String {
        match self {
            Self::Span { item, span_id, coming: Coming { request, is_lost } } => {
                format!("span {item} {span_id} {request} {is_lost}\n")
            }
            Self::Log { item, coming: Coming { request, is_lost } } => {
                format!("log {item} {request} {is_lost}\n")
            }
            Self::Count { maker: Maker { program, thread }, is_delta, unix_nanos, count } => {
                format!("count {program}/{thread}/{count} {unix_nanos} {is_delta}\n")
            }
        }
    }

    fn parse(line: &str) -> anyhow::Result<Self> {
        let parts: Vec<_> = line.split(' ').collect();
        Ok(match parts[..] {
            ["span", item, span_id, request, is_lost] => Self::Span {
                item: item.parse()?,
                span_id: span_id.to_owned(),
                coming: Coming { request: request.parse()?, is_lost: is_lost.parse()? },
            },
            ["log", item, request, is_lost] => Self::Log {
                item: item.parse()?,
                coming: Coming { request: request.parse()?, is_lost: is_lost.parse()? },
            },
            ["count", counted, unix_nanos, is_delta] => {
                let Item { maker, number: count } = counted.parse()?;
                let (unix_nanos, is_delta) = (unix_nanos.parse()?, is_delta.parse()?);
                Self::Count { maker, is_delta, unix_nanos, count }
            }
            _ => anyhow::bail!("`{line}` is no line of a ledger"),
        })
    }
}

/// The item that a span is about, which a program writes as the conversation.
fn item(attributes: &Attributes) -> anyhow::Result<Item> {
    let written = attributes.get("gen_ai.conversation.id").and_then(AttributeValue::as_str);
    written.context("a span without an item")?.parse()
}

fn maker(attributes: &Attributes) -> anyhow::Result<Maker> {
    let read = |key| {
        let number = attributes.get(key).and_then(AttributeValue::as_int);
        anyhow::Ok(u32::try_from(number.with_context(|| format!("a point without `{key}`"))?)?)
    };
    Ok(Maker { program: read(PROGRAM)?, thread: read(THREAD)? })
}

/// Counts the items of a thread.
pub(crate) const COUNTER: &str = "durability.items";
/// Attributes of its points.
pub(crate) const PROGRAM: &str = "program";
pub(crate) const THREAD: &str = "thread";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_they_were_written() {
        let maker = Maker { program: 3, thread: 1 };
        let item = Item { maker, number: 9 };
        let span_id = "00f067aa0ba902b7".to_owned();
        for entry in [
            Entry::Span { item, span_id, coming: Coming { request: 7, is_lost: true } },
            Entry::Log { item, coming: Coming { request: 8, is_lost: false } },
            Entry::Count { maker, is_delta: false, unix_nanos: 17, count: 9 },
        ] {
            assert_eq!(Entry::parse(entry.line().trim_end()).unwrap(), entry);
        }
        assert!(Entry::parse("span 1/2").is_err());
    }
}
