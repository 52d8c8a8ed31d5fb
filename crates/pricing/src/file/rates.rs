//! Rates and their tiers.

use super::fault::Fault;
use super::fields::{Fields, each, entries, short};
use super::node::{Key, Node, Value};
use super::problem::PriceFileProblem;
use super::scalar::{price, whole};
use crate::model::{Rate, Rates, Tier};
use crate::unit::Unit;

/// Rates by unit. Never empty.
pub(crate) fn rates(node: Node<'_>) -> Result<Rates, Fault> {
    let at = node.at;
    let rates = entries(node, |key, node| Ok((unit(key)?, rate(node)?)))?;
    if rates.is_empty() {
        let instead = "write at least one rate, such as `input_tokens`";
        return Err(Fault::new(at, PriceFileProblem::Empty { instead }));
    }
    Ok(Rates::new(rates))
}

/// The unit that a key names.
pub(crate) fn unit(key: &Key<'_>) -> Result<Unit, Fault> {
    let unknown = |_| PriceFileProblem::UnknownUnit { name: short(&key.text) };
    key.text.parse().map_err(unknown).map_err(|problem| Fault::new(key.at, problem))
}

fn rate(node: Node<'_>) -> Result<Rate, Fault> {
    if !matches!(node.value, Value::Table(_)) {
        return price(node).map(Rate::from);
    }
    let mut fields = Fields::of(node, &["base", "tiers"])?;
    let base = fields.required("base", "the price in the first tier", price)?;
    let tiers = fields.optional("tiers", tiers)?.unwrap_or_default();
    Ok(Rate { base, tiers })
}

fn tiers(node: Node<'_>) -> Result<Vec<Tier>, Fault> {
    let mut before = 0;
    each(node, |node| {
        let mut fields = Fields::of(node, &["over", "price"])?;
        let at = fields.place_of("over");
        let over = fields.required("over", "a number of input tokens", whole)?;
        if over <= before {
            let fault = Fault::new(at, PriceFileProblem::TierOrder { over, before });
            return Err(fault.within("over"));
        }
        before = over;
        Ok(Tier { over, price: fields.required("price", "the price of the tier", price)? })
    })
}
