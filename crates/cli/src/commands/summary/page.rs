//! A ledger as a whole, on one page for people.

mod lines;

use std::io::{self, Write};

use self::lines::lines;
use crate::charts::sparkline;
use crate::failure::Failure;
use crate::figure::Figure;
use crate::formats::Format;
use crate::overview::{Day, Overview};
use crate::paint::Paint;
use crate::table::{Align, Table};
use crate::world::Terminal;

/// Writes it.
pub(super) fn write(
    overview: &Overview,
    terminal: Terminal,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for (head, lines) in lines(overview) {
        writeln!(out, "{}", Paint::Head.on(terminal, head))?;
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Left]);
        lines.into_iter().for_each(|line| table.row(line));
        table.write("  ", out)?;
        writeln!(out)?;
    }
    days(overview, terminal, out)?;
    for (head, groups) in [("Models", &overview.models), ("Users", &overview.users)] {
        if groups.has_names() {
            writeln!(out)?;
            writeln!(out, "{}", Paint::Head.on(terminal, head))?;
            groups.grid(&overview.zone).write(Format::Table, terminal, out)?;
        }
    }
    Ok(())
}

fn days(overview: &Overview, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let days = overview.days.split_at(overview.days.len().saturating_sub(MOST)).1;
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(()) };
    let head = format!("Days {} to {}", first.date, last.date);
    writeln!(out, "{}", Paint::Head.on(terminal, &head))?;
    let currencies = overview.total.costs.iter().map(|cost| Some(cost.currency()));
    let lines = [(Figure::Calls, None), (Figure::Failed, None), (Figure::TotalTokens, None)]
        .into_iter()
        .chain(currencies.map(|currency| (Figure::Cost, currency)))
        .chain([(Figure::EnergyHigh, None)])
        .filter(|(figure, _)| figure.is_there(&overview.total));
    let mut table = Table::new(&[Align::Left, Align::Left, Align::Left]);
    for (figure, currency) in lines {
        let of = |day: &Day| {
            let totals = day.totals.as_ref()?;
            figure.of(totals, currency).drawn()
        };
        let numbers: Vec<_> = days.iter().map(|day| Some(of(day).unwrap_or(0.0))).collect();
        let most = days.iter().filter_map(|day| {
            let value = figure.of(day.totals.as_ref()?, currency);
            Some((value.drawn()?, value.shown(&overview.zone)))
        });
        let most =
            most.max_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(String::new, |(_, most)| most);
        let code = currency.map_or_else(String::new, |currency| format!(" {currency}"));
        table.row([
            figure.title().to_owned(),
            Paint::Chart.on(terminal, &sparkline(&numbers)),
            format!("at most {most}{code}"),
        ]);
    }
    table.write("  ", out)
}

/// How many days are drawn.
const MOST: usize = 30;
