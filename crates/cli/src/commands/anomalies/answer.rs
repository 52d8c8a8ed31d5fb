//! What is unusual, with the numbers that led to it.

use std::io::{self, Write};

use genai_otel_ledger::Scanned;
use genai_otel_ledger::anomaly::{Hour, Unusual, Watch, Watched};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::digits::grouped;
use crate::figure::Value;
use crate::formats::{Column, Grid};
use crate::safe::safe;
use crate::warnings::Read;

/// What was found of all calls together, or by a field.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) by: Option<&'a str>,
    pub(super) watched: Watched,
}

/// A sentence for each, and how many numbers were compared.
pub(super) fn write(parts: &[Part<'_>], hours: &[Hour], out: &mut dyn Write) -> io::Result<()> {
    for Part { by, watched } in parts {
        for unusual in &watched.unusual {
            match by {
                Some(by) => {
                    writeln!(out, "{by} {}: {unusual}", safe(group(unusual).unwrap_or("-")))?
                }
                None => writeln!(out, "{unusual}")?,
            }
        }
    }
    let sum = |of: fn(&Watched) -> u64| parts.iter().map(|part| of(&part.watched)).sum::<u64>();
    let found = sum(|watched| watched.unusual.len() as u64);
    let span = match hours {
        [] => String::new(),
        [hour] => format!(" of {hour}"),
        [first, .., last] => format!(" of {first} to {last}"),
    };
    writeln!(
        out,
        "{} of {} numbers{span} unusual; {} without enough weeks to be compared with",
        grouped(found.into()),
        grouped(sum(|watched| watched.judged).into()),
        grouped(sum(|watched| watched.without_history).into()),
    )
}

/// The same in columns.
pub(super) fn grid(parts: &[Part<'_>], zone: &TimeZone) -> Grid {
    let names = ["hour", "by", "group", "measure", "value", "median", "weeks", "score"];
    let columns = names.map(Column::of_names).into();
    let rows = parts.iter().flat_map(|part| {
        part.watched.unusual.iter().map(|unusual| {
            vec![
                Value::Text(unusual.hour.to_string()),
                Value::text(part.by),
                Value::text(group(unusual)),
                Value::Text(unusual.measure.as_str().to_owned()),
                Value::Text(unusual.measure.text(unusual.value)),
                Value::Text(unusual.measure.text(unusual.median)),
                Value::Count(unusual.weeks as u128),
                Value::Text(format!("{:.1}", unusual.score)),
            ]
        })
    });
    Grid { columns, rows: rows.collect(), total: None, bars: None, zone: zone.clone() }
}

/// The same for programs.
pub(super) fn json<'p>(
    parts: &'p [Part<'p>],
    hours: &[Hour],
    scanned: &Scanned,
) -> impl Serialize + use<'p> {
    let unusual = parts.iter().flat_map(|part| {
        part.watched.unusual.iter().map(|unusual| One {
            hour: unusual.hour.to_string(),
            by: part.by,
            group: group(unusual),
            measure: unusual.measure.as_str(),
            value: unusual.measure.text(unusual.value),
            median: unusual.measure.text(unusual.median),
            spread: unusual.measure.text(unusual.spread as i128),
            weeks: unusual.weeks,
            score: (unusual.score * 10.0).round() / 10.0,
            sentence: unusual.to_string(),
        })
    });
    let sum = |of: fn(&Watched) -> u64| parts.iter().map(|part| of(&part.watched)).sum();
    Answer {
        hours: hours.iter().map(Hour::to_string).collect(),
        weeks: parts.first().map_or(Watch::WEEKS, |part| part.watched.weeks),
        judged: sum(|watched| watched.judged),
        without_history: sum(|watched| watched.without_history),
        unusual: unusual.collect(),
        scanned: scanned.into(),
    }
}

#[derive(Serialize)]
struct Answer<'p> {
    hours: Vec<String>,
    weeks: u8,
    judged: u64,
    without_history: u64,
    unusual: Vec<One<'p>>,
    scanned: Read,
}

#[derive(Serialize)]
struct One<'p> {
    hour: String,
    by: Option<&'p str>,
    group: Option<&'p str>,
    measure: &'static str,
    value: String,
    median: String,
    spread: String,
    weeks: usize,
    score: f64,
    sentence: String,
}

fn group(unusual: &Unusual) -> Option<&str> {
    unusual.group.first().and_then(Option::as_deref)
}
