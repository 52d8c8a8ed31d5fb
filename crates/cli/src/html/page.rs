//! The page.

use super::charts::charts;
use super::element::{element, escaped};
use crate::figure::{Figure, Value};
use crate::formats::Grid;
use crate::overview::Overview;
use crate::safe::safe;
use crate::table::Align;

/// The whole page.
pub(super) fn page(overview: &Overview) -> String {
    let head = format!(
        "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Usage of models</title>\n<style>\n{STYLE}</style>"
    );
    let parts = [
        element("h1", "", "Usage of models"),
        element("p", "when", &when(overview)),
        only(overview),
        element("div", "tiles", &tiles(overview)),
        charts(overview),
        table("Models", &overview.models.grid(&overview.zone)),
        users(overview),
        failures(overview),
    ];
    let body = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n{head}\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
}

fn when(overview: &Overview) -> String {
    let shown = |figure: Figure| figure.of(&overview.total, None).shown(&overview.zone);
    let zone = overview.zone.iana_name().unwrap_or("local time");
    let bad = match overview.scanned.bad {
        0 => String::new(),
        bad => format!(". {bad} lines are not understood and in no number here"),
    };
    escaped(&format!("{} to {} {zone}{bad}", shown(Figure::First), shown(Figure::Last)))
}

/// Which calls the page is about, where it is not about all.
fn only(overview: &Overview) -> String {
    if overview.only.is_empty() {
        return String::new();
    }
    let filters = overview.only.iter().map(|filter| safe(filter)).collect::<Vec<_>>().join(", ");
    element("p", "when", &escaped(&format!("Only calls with: {filters}")))
}

fn tiles(overview: &Overview) -> String {
    let total = &overview.total;
    let shown = |figure: Figure| figure.of(total, None).shown(&overview.zone);
    let mut tiles = vec![("calls".to_owned(), shown(Figure::Calls))];
    tiles.extend(
        total.costs.iter().map(|cost| (format!("cost in {}", cost.currency()), cost.decimal())),
    );
    tiles.extend([
        ("tokens".to_owned(), shown(Figure::TotalTokens)),
        ("error rate".to_owned(), shown(Figure::ErrorRate)),
        ("latency, p50".to_owned(), shown(Figure::LatencyQuantile(50))),
        ("latency, p99".to_owned(), shown(Figure::LatencyQuantile(99))),
        ("unpriced calls".to_owned(), shown(Figure::Unpriced)),
    ]);
    if Figure::EnergyHigh.is_there(total) {
        tiles.push(("joules, at most".to_owned(), shown(Figure::EnergyHigh)));
    }
    if Figure::CarbonHigh.is_there(total) {
        tiles.push(("grams of CO2e, at most".to_owned(), shown(Figure::CarbonHigh)));
    }
    let tile = |(name, number): (String, String)| {
        let inner = element("b", "", &escaped(&number)) + &element("span", "", &escaped(&name));
        element("div", "tile", &inner)
    };
    tiles.into_iter().map(tile).collect::<Vec<_>>().join("\n")
}

fn users(overview: &Overview) -> String {
    let users = &overview.users;
    if users.has_names() { table("Users", &users.grid(&overview.zone)) } else { String::new() }
}

fn table(title: &str, grid: &Grid) -> String {
    let class = |at: usize| match grid.columns[at].align {
        Align::Left => "",
        Align::Right | Align::Point => "number",
    };
    let titles = grid.columns.iter().enumerate();
    let head: String = titles.map(|(at, c)| element("th", class(at), &escaped(&c.title))).collect();
    let rows: String = grid
        .shown()
        .iter()
        .map(|row| {
            let cells = row.iter().enumerate();
            let cells: String =
                cells.map(|(at, cell)| element("td", class(at), &escaped(cell))).collect();
            element("tr", "", &cells) + "\n"
        })
        .collect();
    let table = element("table", "", &format!("\n{}\n{rows}", element("tr", "", &head)));
    element(
        "section",
        "",
        &format!("{}\n{}", element("h2", "", title), element("div", "wide", &table)),
    )
}

fn failures(overview: &Overview) -> String {
    if overview.failures.is_empty() {
        return String::new();
    }
    let cell = |value: Option<&Option<String>>| {
        let value = Value::text(value.cloned().flatten());
        element("td", "", &escaped(&value.shown(&overview.zone)))
    };
    let rows: String = overview
        .failures
        .iter()
        .map(|group| {
            let calls = element("td", "number", &group.totals.calls.to_string());
            let cells = cell(group.values.first()) + &cell(group.values.get(1)) + &calls;
            element("tr", "", &cells) + "\n"
        })
        .collect();
    let head = "<tr><th>ended</th><th>kind of error</th><th class=\"number\">calls</th></tr>";
    let table = element("table", "", &format!("\n{head}\n{rows}"));
    element("section", "", &format!("<h2>Calls that did not end well</h2>\n{table}"))
}

const STYLE: &str = include_str!("style.css");
