//! What files say beside prices, for comparisons.

use genai_otel_pricing::{Date, OverlayEntry};

use super::difference::{Subject, Subjects};
use crate::words;

/// What files say, as lines; with a `day` only what holds on it, and no dates. Of two that say something of the same the
/// first counts, but for discounts, of which all are told.
pub(super) fn subjects<'o>(
    entries: impl Iterator<Item = OverlayEntry<'o>>,
    day: Option<Date>,
) -> Subjects {
    let mut subjects = Subjects::new();
    for (subject, lines) in entries.filter_map(|entry| told(entry, day)) {
        match (&subject, subjects.get_mut(&subject)) {
            (Subject::Entry { section: ADJUST, .. }, Some(known)) => known.extend(lines),
            (_, Some(_)) => {}
            (_, None) => {
                subjects.insert(subject, lines);
            }
        }
    }
    subjects
}

fn told(entry: OverlayEntry<'_>, day: Option<Date>) -> Option<(Subject, Vec<(String, String)>)> {
    let line = |what: &str, value: String| (what.to_owned(), value);
    let (section, entry, lines) = match entry {
        OverlayEntry::Exchange { currency, dollars } => {
            ("exchange", currency.to_string(), vec![line("is", format!("{dollars} USD"))])
        }
        OverlayEntry::Deployment { name, provider, model } => {
            ("deployments", name.to_owned(), vec![line("is", format!("{provider}/{model}"))])
        }
        OverlayEntry::Free { provider, models } => {
            let models = models.map_or_else(|| words::ANY.to_owned(), words::rule);
            ("free", format!("{}, {models}", provider.unwrap_or("any provider")), Vec::new())
        }
        OverlayEntry::Adjust { name, provider, models, times, from, until } => {
            let begun = |day| from.is_none_or(|from| from <= day);
            let ended = |day| until.is_some_and(|until| until <= day);
            if day.is_some_and(|day| !begun(day) || ended(day)) {
                return None;
            }
            let interval =
                words::interval(from.filter(|_| day.is_none()), until.filter(|_| day.is_none()));
            let what =
                if interval.is_empty() { "all".to_owned() } else { format!("all {interval}") };
            let provider = provider.unwrap_or("any provider");
            let models = models.map_or_else(String::new, |rule| format!(", {}", words::rule(rule)));
            let lines = vec![(what, format!("x {times}"))];
            (ADJUST, format!("{name}, {provider}{models}"), lines)
        }
        _ => return None,
    };
    Some((Subject::Entry { section, entry }, lines))
}

const ADJUST: &str = "adjust";
