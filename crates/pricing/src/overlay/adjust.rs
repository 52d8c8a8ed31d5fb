//! Discounts and margins.

use std::sync::Arc;
use std::time::SystemTime;

use super::OverlayEntry;
use crate::date::Date;
use crate::file::{Fault, Fields, Node, PriceFileProblem, date, factor, id, name, rules};
use crate::price::Factor;
use crate::rule::Rule;

/// A factor for the prices of some models, for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Adjustment {
    name: Arc<str>,
    /// The provider; nothing for all.
    provider: Option<String>,
    /// The models; nothing for all.
    models: Option<Rule>,
    times: Factor,
    /// The first day; nothing for since ever.
    from: Option<Date>,
    /// The first day after; nothing for ever.
    until: Option<Date>,
}

impl Adjustment {
    /// The provider that it names.
    pub(super) fn spelling(&mut self) -> Option<&mut String> {
        self.provider.as_mut()
    }

    /// What it says.
    pub(super) fn entry(&self) -> OverlayEntry<'_> {
        OverlayEntry::Adjust {
            name: &self.name,
            provider: self.provider.as_deref(),
            models: self.models.as_ref(),
            times: self.times,
            from: self.from,
            until: self.until,
        }
    }

    fn holds(&self, provider: &str, model: &str, day: Date) -> bool {
        self.provider.as_deref().is_none_or(|own| own == provider)
            && self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day < until)
            && self.models.as_ref().is_none_or(|rule| rule.matches(&model.to_lowercase()))
    }
}

/// A factor, from an entry of `adjust` in the overlay `overlay`.
pub(super) fn read(node: Node<'_>, overlay: &str) -> Result<Adjustment, Fault> {
    let mut fields = Fields::of(node, &["name", "provider", "model", "times", "from", "until"])?;
    let from = fields.optional("from", date)?;
    let end_at = fields.place_of("until");
    let until = fields.optional("until", date)?;
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        return Err(Fault::new(end_at, PriceFileProblem::EmptyInterval).within("until"));
    }
    Ok(Adjustment {
        name: fields.optional("name", name)?.unwrap_or_else(|| overlay.to_owned()).into(),
        provider: fields.optional("provider", id)?,
        models: fields.optional("model", rules)?,
        times: fields.required("times", "a factor such as `\"0.85\"`", factor)?,
        from,
        until,
    })
}

/// The factors that hold.
pub(super) fn find(
    adjustments: &[Adjustment],
    provider: &str,
    model: &str,
    at: SystemTime,
) -> Vec<(Arc<str>, Factor)> {
    let (day, _) = Date::of(at);
    let holding = adjustments.iter().filter(|own| own.holds(provider, model, day));
    holding.map(|own| (Arc::clone(&own.name), own.times)).collect()
}
