//! Lower prices at some times of the day.

use std::collections::BTreeSet;

use anyhow::Context;
use serde_json::Value;

use super::super::decimal::Decimal;
use super::super::schema::{Daily, Dated, Rate, Rates};
use super::super::source::Entry;
use super::key;

/// The prices of an entry outside its busy hours, after `usual`.
///
/// The book does not know days of the week. Hours that are cheap every day are taken; what is cheap at weekends alone
/// is not, and [`COMMENT`] says so.
pub(super) fn of(entry: &Entry, usual: &Rates) -> anyhow::Result<Vec<Dated>> {
    let Some(cheap) = entry.facts.get("off_peak_pricing") else { return Ok(Vec::new()) };
    let mut rates = usual.clone();
    for (what, value) in cheap.as_object().into_iter().flatten() {
        let (units, scale) = key::units(what, "chat");
        for unit in units {
            let text = value.as_str().context("an off-peak price is no number")?;
            rates.insert(
                *unit,
                Rate::Flat(Decimal::parse(text)?.times(scale)?.rounded(12).to_string()),
            );
        }
    }
    let hours = every_day(cheap.get("windows"))?;
    Ok(hours
        .into_iter()
        .map(|daily| Dated { from: None, daily: Some(daily), rates: rates.clone() })
        .collect())
}

/// What a model says whose provider is cheaper at weekends too.
pub(super) const COMMENT: &str = "At weekends the provider asks its lower prices all day; this book has them for the hours of working days only.";

/// The hours of the window with the most working days, if the other days are cheap all day.
fn every_day(windows: Option<&Value>) -> anyhow::Result<Vec<Daily>> {
    let windows = windows.and_then(Value::as_array).context("off-peak prices without windows")?;
    let (mut hours, mut days) = (Vec::new(), BTreeSet::new());
    for window in windows {
        let listed = window.get("weekdays").and_then(Value::as_array);
        days.extend(listed.into_iter().flatten().filter_map(Value::as_str));
        let spans: Vec<&str> = match window.get("hours_utc") {
            Some(Value::String(span)) => vec![span],
            Some(Value::Array(spans)) => spans.iter().filter_map(Value::as_str).collect(),
            _ => anyhow::bail!("an off-peak window without hours"),
        };
        for span in spans.iter().filter(|span| **span != "00:00-00:00") {
            let (from, until) = span.split_once('-').context("off-peak hours are no span")?;
            hours.push(Daily { from: from.to_owned(), until: until.to_owned() });
        }
    }
    anyhow::ensure!(days.len() == 7, "off-peak windows do not say all days of the week");
    Ok(hours)
}
