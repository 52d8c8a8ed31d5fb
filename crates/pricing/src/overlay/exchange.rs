//! Exchange: what other currencies are worth.

use genai_otel_core::Currency;

use crate::file::{Fault, Key, Node, PriceFileProblem, currency_by_code, entries, factor};
use crate::price::Factor;

/// US dollars for one unit of each currency.
pub(super) fn read(node: Node<'_>) -> Result<Vec<(Currency, Factor)>, Fault> {
    let mut known: Vec<(Currency, Factor)> = Vec::new();
    entries(node, |key, node| {
        let currency = foreign(key)?;
        if known.iter().any(|(other, _)| *other == currency) {
            let name = currency.to_string();
            return Err(Fault::new(key.at, PriceFileProblem::Twice { name }));
        }
        known.push((currency, factor(node)?));
        Ok(())
    })?;
    known.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
    Ok(known)
}

fn foreign(key: &Key<'_>) -> Result<Currency, Fault> {
    let fault = |problem| Fault::new(key.at, problem);
    match currency_by_code(&key.text).map_err(fault)? {
        Currency::USD => {
            let problem = "is what the others are exchanged to";
            Err(fault(PriceFileProblem::Text { text: Currency::USD.to_string(), problem }))
        }
        currency => Ok(currency),
    }
}
