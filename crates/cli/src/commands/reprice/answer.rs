//! Old and new costs, for people and for programs.

use std::collections::BTreeMap;
use std::io::Write;

use genai_otel_core::{Currency, Money};
use genai_otel_ledger::Scanned;
use serde_json::{Value, json};

use super::tally::{Sums, Tally};
use crate::digits::grouped;
use crate::failure::Failure;
use crate::formats::write_json as write_document;
use crate::safe::safe;
use crate::table::{Align, Table};
use crate::warnings::Read;

/// Writes a table by model, and what is not in it.
pub(super) fn write(tally: &Tally, book: &str, out: &mut dyn Write) -> Result<(), Failure> {
    for change in &tally.changes {
        let text = |text: &Option<String>| text.as_deref().map_or("-".to_owned(), safe);
        let new =
            change.unpriced.map_or_else(|| text(&change.new), |why| format!("no price: {why}"));
        let (id, model) = (text(&change.id), text(&change.model));
        let old = text(&change.old);
        writeln!(out, "{}  {id}  {model}  {old} -> {new}", change.timestamp)?;
    }
    if !tally.changes.is_empty() {
        writeln!(out)?;
    }
    let (left, right, point) = (Align::Left, Align::Right, Align::Point);
    let mut table = Table::new(&[left, right, point, point, point, left]);
    table.row(["model", "calls", "old", "new", "difference", ""]);
    for ((provider, model, currency), sums) in &tally.sums {
        let name = if provider.is_empty() { model.clone() } else { format!("{provider}/{model}") };
        row(&mut table, &safe(&name), currency, *sums);
    }
    for (currency, sums) in totals(tally) {
        row(&mut table, "total", currency, sums);
    }
    table.write("", out)?;
    let counts = [
        (tally.same, "as before"),
        (tally.changed, "changed"),
        (tally.newly_priced, "newly priced"),
        (tally.no_longer_priced, "no longer priced"),
        (tally.unpriced, "without a price as before"),
        (tally.without_usage, "without usage"),
    ];
    let left = tally.left.iter().map(|(origin, calls)| (*calls, *origin));
    let left = left.map(|(calls, origin)| format!("{} left alone ({origin})", number(calls)));
    let told = counts.into_iter().filter(|(calls, _)| *calls > 0);
    let told = told.map(|(calls, what)| format!("{} {what}", number(calls))).chain(left);
    let told = told.collect::<Vec<_>>().join(", ");
    writeln!(out, "{} calls: {told}; book {book}", number(tally.calls))?;
    Ok(())
}

/// Writes one document. Amounts are decimal text.
pub(super) fn write_json(
    tally: &Tally,
    book: &str,
    scanned: &Scanned,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let sums = |currency: &str, sums: Sums| {
        json!({
            "currency": currency,
            "calls": sums.calls,
            "old": amount(sums.old),
            "new": amount(sums.new),
            "difference": amount(sums.new.saturating_sub(sums.old)),
        })
    };
    let by_model = tally.sums.iter().map(|((provider, model, currency), found)| {
        let mut row = sums(currency, *found);
        row["provider"] = named(provider);
        row["model"] = named(model);
        row
    });
    let mut document = json!({
        "book": book,
        "calls": tally.calls,
        "same": tally.same,
        "changed": tally.changed,
        "newly_priced": tally.newly_priced,
        "no_longer_priced": tally.no_longer_priced,
        "unpriced": tally.unpriced,
        "without_usage": tally.without_usage,
        "left_alone": tally.left,
        "by_model": by_model.collect::<Vec<_>>(),
        "total": totals(tally).iter().map(|(of, found)| sums(of, *found)).collect::<Vec<_>>(),
        "read": Read::from(scanned),
    });
    if !tally.changes.is_empty() {
        document["changes"] = serde_json::to_value(&tally.changes)?;
    }
    write_document(&document, out)
}

fn row(table: &mut Table, name: &str, currency: &str, sums: Sums) {
    let difference = sums.new.saturating_sub(sums.old);
    let sign = if difference > 0 { "+" } else { "" };
    table.row([
        name,
        &number(sums.calls),
        &amount(sums.old),
        &amount(sums.new),
        &format!("{sign}{}", amount(difference)),
        currency,
    ]);
}

fn totals(tally: &Tally) -> BTreeMap<&str, Sums> {
    let mut totals: BTreeMap<&str, Sums> = BTreeMap::new();
    for ((_, _, currency), sums) in &tally.sums {
        let total = totals.entry(currency).or_default();
        total.calls += sums.calls;
        total.old = total.old.saturating_add(sums.old);
        total.new = total.new.saturating_add(sums.new);
    }
    totals
}

fn amount(pico: i128) -> String {
    Money::from_pico(pico, Currency::USD).decimal()
}

fn number(count: u64) -> String {
    grouped(count.into())
}

fn named(name: &str) -> Value {
    if name.is_empty() { Value::Null } else { name.into() }
}
