//! What is drawn: cost of each day, cost by model, latency of each day.

use genai_otel_core::Currency;

use super::element::{element, escaped};
use super::svg::{Series, bars, lines, named_bars};
use crate::columns::shortened;
use crate::figure::{Figure, Value};
use crate::overview::Overview;

/// All charts that there are numbers for.
pub(super) fn charts(overview: &Overview) -> String {
    let currencies = overview.total.costs.iter().map(|cost| cost.currency());
    let mut charts: Vec<String> = Vec::new();
    for currency in currencies {
        let title = format!("Cost of each day, in {currency}");
        charts.extend(by_day(&title, (Figure::Cost, Some(currency)), overview));
        charts.extend(by_model(currency, overview));
    }
    if charts.is_empty() {
        charts.extend(by_day("Calls of each day", (Figure::Calls, None), overview));
    }
    charts.extend(latency(overview));
    charts.join("\n")
}

fn by_day(
    title: &str,
    (figure, currency): (Figure, Option<Currency>),
    overview: &Overview,
) -> Option<String> {
    let series = series("a", figure, currency, overview);
    let top = top(std::slice::from_ref(&series))?;
    Some(section(title, &bars(&days(overview), &series, (top.0, &top.1)), ""))
}

fn by_model(currency: Currency, overview: &Overview) -> Option<String> {
    let report = &overview.models.report;
    let mut rows: Vec<_> = report
        .groups
        .iter()
        .map(|group| {
            let name = Value::text(group.values.first().cloned().flatten());
            (name.shown(&overview.zone), Figure::Cost.of(&group.totals, Some(currency)))
        })
        .collect();
    rows.extend(report.others.as_ref().map(|others| {
        let cost = Figure::Cost.of(&others.totals, Some(currency));
        (format!("({} more)", others.groups), cost)
    }));
    rows.retain(|(_, cost)| cost.drawn().is_some());
    let most = rows.iter().filter_map(|(_, cost)| cost.drawn()).fold(0.0, f64::max);
    let part = |cost: &Value| if most > 0.0 { cost.drawn().unwrap_or(0.0) / most } else { 0.0 };
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, cost)| (shortened(name, 30), part(cost), cost.shown(&overview.zone)))
        .collect();
    let title = format!("Cost by model, in {currency}");
    (!rows.is_empty()).then(|| section(&title, &named_bars(&rows, "b"), ""))
}

fn latency(overview: &Overview) -> Option<String> {
    let quantiles = [("a", 50), ("b", 90), ("c", 99)];
    let all =
        quantiles.map(|(class, of)| series(class, Figure::LatencyQuantile(of), None, overview));
    let top = top(&all)?;
    let key: String =
        quantiles.iter().map(|(class, of)| format!("<i class=\"{class}\"></i>p{of}")).collect();
    let chart = lines(&days(overview), &all, (top.0, &top.1));
    Some(section("Latency of each day", &chart, &element("p", "key", &key)))
}

fn series(
    class: &'static str,
    figure: Figure,
    currency: Option<Currency>,
    overview: &Overview,
) -> Series {
    let points = overview.days.iter().map(|day| {
        let value = figure.of(day.totals.as_ref()?, currency);
        Some((value.drawn()?, value.shown(&overview.zone)))
    });
    Series { class, points: points.collect() }
}

fn top(all: &[Series]) -> Option<(f64, String)> {
    let points = all.iter().flat_map(|series| series.points.iter().flatten());
    points.max_by(|a, b| a.0.total_cmp(&b.0)).cloned()
}

fn days(overview: &Overview) -> Vec<String> {
    overview.days.iter().map(|day| day.date.to_string()).collect()
}

fn section(title: &str, chart: &str, below: &str) -> String {
    let (title, chart) = (element("h2", "", &escaped(title)), element("div", "wide", chart));
    element("section", "", &format!("{title}\n{chart}\n{below}"))
}
