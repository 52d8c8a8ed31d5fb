//! All prices of a model.

use std::io::{self, Write};
use std::time::SystemTime;

use genai_otel_pricing::{Found, Model};

use super::super::discounts::Discount;
use crate::digits::{grouped, per};
use crate::sheet::{Block, Sheet, minimum};
use crate::table::{Align, Table};
use crate::words;
use crate::wrap::wrapped;

/// Writes what the book says of a model: all of it, or what holds at a time.
pub(super) fn write(
    found: &Found<'_>,
    discounts: &[Discount<'_>],
    (at, now): (Option<SystemTime>, SystemTime),
    out: &mut dyn Write,
) -> io::Result<()> {
    facts(found).write("", out)?;
    let model = found.model;
    let sheet = at.map_or_else(|| Sheet::of(model, now), |at| Sheet::at(model, at));
    if at.is_some() && !sheet.blocks.iter().any(|block| block.when.is_empty()) {
        writeln!(out, "\nIt had no price then.")?;
    }
    // What holds now is marked where there is more than that.
    let history = at.is_none() && model.prices.len() > 1;
    for block in &sheet.blocks {
        writeln!(out, "\n{}", title(block, history))?;
        if block.is_free() {
            writeln!(out, "  Whatever is used costs nothing")?;
        } else {
            rates(block, model).write("  ", out)?;
        }
    }
    let mut further = Table::new(&[Align::Left]);
    for multiplier in &sheet.multipliers {
        let when = words::conditions(&multiplier.when);
        let since = words::when_it_holds(multiplier.from, None);
        let since = if since.is_empty() { since } else { format!(", {since}") };
        further.row([format!("When {when}{since}: all x {}", multiplier.times)]);
    }
    for Discount { name, times, from, until } in discounts {
        let interval = words::interval(*from, *until);
        let interval = if interval.is_empty() { interval } else { format!(", {interval}") };
        further.row([format!("By your own file, {name}{interval}: all x {times}")]);
    }
    for (unit, least) in &model.minimums {
        let least = minimum(*unit, *least);
        further.row([format!("Where there is any of {unit}, at least {least} is billed")]);
    }
    if !further.is_empty() {
        writeln!(out)?;
        further.write("", out)?;
    }
    Ok(())
}

fn facts(found: &Found<'_>) -> Table {
    let model = found.model;
    let mut table = Table::new(&[Align::Left, Align::Left]);
    table.row(["provider", &found.provider]);
    table.row(["model", &found.model_id]);
    for step in &found.steps {
        table.row(["found", step]);
    }
    let modes: Vec<_> = model.modes.iter().copied().map(words::mode).collect();
    let window = model.context_window.map(|tokens| format!("{} tokens", grouped(tokens.into())));
    let checked = model.checked.map_or_else(String::new, |date| format!(", checked {date}"));
    let several = [
        ("name", model.name.clone()),
        ("matches", Some(words::rule(&model.rule))),
        ("for", Some(modes.join(", "))),
        ("context", window),
        ("currency", Some(model.currency.to_string())),
        ("source", Some(format!("{}{checked}", model.source))),
        ("comment", model.comment.clone()),
        ("deprecated", model.deprecated.then(|| "yes".to_owned())),
    ];
    for (what, text) in several {
        for (index, line) in wrapped(&text.unwrap_or_default(), WIDTH).iter().enumerate() {
            table.row([if index == 0 { what } else { "" }, line]);
        }
    }
    table
}

fn title(block: &Block<'_>, history: bool) -> String {
    let since = words::when_it_holds(block.from, block.daily);
    let when = match block.when {
        [] => "Prices".to_owned(),
        when => format!("Prices when {}", words::conditions(when)),
    };
    let since = if since.is_empty() { since } else { format!(", {since}") };
    let now = if history && block.in_force && block.when.is_empty() { " (now)" } else { "" };
    format!("{when}{since}{now}")
}

fn rates(block: &Block<'_>, model: &Model) -> Table {
    let mut table = Table::new(&[Align::Left, Align::Point, Align::Left]);
    for (unit, rate) in block.rates.iter() {
        let per = format!("{}{}", model.currency, per(unit));
        table.row([unit.as_str(), &rate.base.to_string(), &per]);
        for tier in &rate.tiers {
            let over = grouped(u128::from(tier.over));
            let label = format!("  over {over} input tokens");
            table.row([label.as_str(), &tier.price.to_string(), &per]);
        }
    }
    table
}

const WIDTH: usize = 86;
