//! What costs nothing, and is known to cost nothing.

use genai_otel_core::Currency;

use super::OverlayEntry;
use crate::file::{Fault, Fields, Node, PriceFileProblem, id, rules};
use crate::model::{DatedPrices, Model, Rate, Rates};
use crate::rule::Rule;
use crate::unit::Unit;

/// Models that cost nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Free {
    /// The provider; nothing for any.
    provider: Option<String>,
    /// The prices, and by its rule the models.
    model: Model,
}

impl Free {
    /// The provider that it names.
    pub(super) fn spelling(&mut self) -> Option<&mut String> {
        self.provider.as_mut()
    }

    /// What it says.
    pub(super) fn entry(&self) -> OverlayEntry<'_> {
        let all = self.model.rule == all_names();
        let models = (!all).then_some(&self.model.rule);
        OverlayEntry::Free { provider: self.provider.as_deref(), models }
    }
}

/// Models that cost nothing, from an entry of `free` in the overlay `name`.
pub(super) fn read(node: Node<'_>, name: &str) -> Result<Free, Fault> {
    let at = node.at;
    let mut fields = Fields::of(node, &["provider", "models"])?;
    let provider = fields.optional("provider", id)?;
    let models = fields.optional("models", rules)?;
    if provider.is_none() && models.is_none() {
        let instead = "name a `provider`, `models` or both";
        return Err(Fault::new(at, PriceFileProblem::Empty { instead }));
    }
    Ok(Free { provider, model: free_model(models.unwrap_or_else(all_names), name) })
}

/// The prices of a model that costs nothing.
pub(super) fn find<'o>(free: &'o [Free], provider: Option<&str>, name: &str) -> Option<&'o Model> {
    let name = name.trim().to_lowercase();
    let of_provider = |own: &&Free| own.provider.is_none() || own.provider.as_deref() == provider;
    let found = free.iter().filter(of_provider).find(|own| own.model.rule.matches(&name))?;
    Some(&found.model)
}

fn free_model(rule: Rule, source: &str) -> Model {
    let rates = Unit::ALL.iter().map(|unit| (*unit, Rate::from(crate::price::Price::default())));
    Model {
        id: "free".to_owned(),
        name: None,
        rule,
        modes: Vec::new(),
        context_window: None,
        source: source.to_owned(),
        checked: None,
        comment: None,
        deprecated: false,
        currency: Currency::USD,
        prices: vec![DatedPrices { from: None, daily: None, rates: Rates::new(rates) }],
        variants: Vec::new(),
        multipliers: Vec::new(),
        minimums: Vec::new(),
    }
}

fn all_names() -> Rule {
    Rule::StartsWith(String::new())
}
