//! The discounts and margins that files have for a model, with their times.

use std::time::SystemTime;

use genai_otel_pricing::{Date, Factor, Found, OverlayEntry};

use crate::world::OwnBook;

/// What all prices of a model are multiplied by, for some time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Discount<'o> {
    /// Its name in explanations.
    pub(super) name: &'o str,
    /// The factor.
    pub(super) times: Factor,
    /// The first day; nothing for since ever.
    pub(super) from: Option<Date>,
    /// The first day after; nothing for ever.
    pub(super) until: Option<Date>,
}

impl Discount<'_> {
    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// The discounts of a model: those of all files that hold at a time, the first file first; without a time those that hold
/// `now`, then those of other times.
pub(super) fn discounts<'o>(
    own: &'o OwnBook,
    found: &Found<'_>,
    (at, now): (Option<SystemTime>, SystemTime),
) -> Vec<Discount<'o>> {
    let (day, _) = Date::of(at.unwrap_or(now));
    let files = own.overlays().rev().flat_map(|file| of_model(file.entries(), found));
    let (holding, others): (Vec<_>, Vec<_>) = files.partition(|discount| discount.holds(day));
    let others = others.into_iter().filter(|_| at.is_none());
    holding.into_iter().chain(others).collect()
}

fn of_model<'o>(entries: Vec<OverlayEntry<'o>>, found: &Found<'_>) -> Vec<Discount<'o>> {
    let id = found.model_id.to_lowercase();
    let discount = |entry| match entry {
        OverlayEntry::Adjust { name, provider, models, times, from, until } => {
            let is_meant = provider.is_none_or(|provider| *provider == *found.billed_by)
                && models.is_none_or(|rule| rule.matches(&id));
            is_meant.then_some(Discount { name, times, from, until })
        }
        _ => None,
    };
    entries.into_iter().filter_map(discount).collect()
}
