//! What to group by, to show and to sort by.

use genai_otel_ledger::{Key, Measure};

use crate::args_low::ReportArgs;
use crate::figure::Figure;
use crate::groups::Wanted;
use crate::similar::similar;

/// In which order groups stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// In that of what is grouped by.
    Key,
    /// The highest first.
    By(Measure),
}

/// What `report` is asked.
///
/// # Errors
///
/// A name that is none, and those that look like it.
pub(crate) fn report_wanted(typed: &ReportArgs) -> Result<Wanted, String> {
    let keys = typed.by.iter().map(|name| key(name.trim()));
    let keys: Vec<_> = keys.collect::<Result<_, String>>()?;
    let is_time = matches!(keys.first(), Some((_, Key::Period(_))));
    let usual = if is_time { Order::Key } else { Order::By(Measure::Cost) };
    let order = typed.sort.as_deref().map_or(Ok(usual), |name| order(name, "key"))?;
    let figures = match &*typed.columns {
        [] => USUAL.to_vec(),
        [all] if all == "all" => Figure::ALL.to_vec(),
        names => names.iter().map(|name| figure("--columns", name)).collect::<Result<_, _>>()?,
    };
    Ok(Wanted { keys, order, figures, top: typed.top.map(Into::into) })
}

/// The order of this name; `by_key` is that of what is grouped by.
///
/// # Errors
///
/// A name that is none.
pub(crate) fn order(name: &str, by_key: &str) -> Result<Order, String> {
    if name == by_key {
        return Ok(Order::Key);
    }
    Measure::named(name).map(Order::By).ok_or_else(|| {
        let all = Measure::ALL.map(Measure::as_str).join(", ");
        format!("--sort: `{name}` is none of {by_key}, {all}")
    })
}

fn key(name: &str) -> Result<(String, Key), String> {
    let key = Key::named(name).ok_or_else(|| format!("--by: {}", Key::unknown(name)))?;
    Ok((name.to_owned(), key))
}

fn figure(flag: &str, name: &str) -> Result<Figure, String> {
    let name = name.trim();
    let is_named = |figure: &&Figure| {
        let (long, short) = figure.names();
        name == long || (name == short && !name.is_empty())
    };
    Figure::ALL.iter().find(is_named).copied().ok_or_else(|| {
        let names = Figure::ALL.iter().flat_map(|figure| {
            let (long, short) = figure.names();
            [long, short]
        });
        let alike = similar(name, names.filter(|name| !name.is_empty()), 3);
        let alike: Vec<_> = alike.iter().map(|name| format!("`{name}`")).collect();
        let perhaps = match &*alike {
            [] => String::new(),
            alike => format!(" (perhaps {})", alike.join(", ")),
        };
        let help = "`genai-otel report --help` lists them";
        format!("{flag}: there is no column `{name}`{perhaps}; {help}")
    })
}

/// What is shown where nothing is chosen.
const USUAL: [Figure; 14] = [
    Figure::Calls,
    Figure::Failed,
    Figure::InputTokens,
    Figure::OutputTokens,
    Figure::Cost,
    Figure::Unpriced,
    Figure::LatencyMean,
    Figure::LatencyQuantile(50),
    Figure::LatencyQuantile(99),
    Figure::EnergyLow,
    Figure::EnergyHigh,
    Figure::CarbonLow,
    Figure::CarbonHigh,
    Figure::EnergyUnknown,
];
