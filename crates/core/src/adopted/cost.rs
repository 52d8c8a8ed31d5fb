//! What a span of another library says of its cost.

use opentelemetry::{KeyValue, Value};

use crate::cost::{Cost, Currency, Money};

/// The cost under the first name that the span has, in the order of [`NAMES`]; of one that stands twice the last counts.
pub(super) fn read(attributes: &[KeyValue]) -> Option<Cost> {
    NAMES.iter().find_map(|(name, currency)| {
        let currency = match currency.and_then(|name| find(attributes, name)) {
            Some(code) => Currency::new(code.as_str().trim())?,
            None => Currency::USD,
        };
        let amount = match find(attributes, name)? {
            Value::F64(number) => Money::from_usd(*number)?,
            Value::I64(number) => Money::from_usd(*number as f64)?,
            Value::String(text) => text.as_str().parse().ok()?,
            _ => return None,
        };
        let stated = Money::from_pico(amount.pico(), currency);
        (amount.pico() >= 0).then(|| Cost::from_caller(stated))
    })
}

fn find<'a>(attributes: &'a [KeyValue], name: &str) -> Option<&'a Value> {
    Some(&attributes.iter().rfind(|attribute| attribute.key.as_str() == name)?.value)
}

/// Names of amounts and, where there is one, of their currency. The first is of a proposal for the conventions.
const NAMES: [(&str, Option<&str>); 3] = [
    ("gen_ai.usage.cost.amount", Some("gen_ai.usage.cost.currency")),
    ("gen_ai.usage.cost", None),
    ("operation.cost", None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_is_read_under_each_name_and_never_as_another_currency() {
        let amount = "gen_ai.usage.cost.amount";
        let euros = KeyValue::new("gen_ai.usage.cost.currency", "eur");
        let cases = [
            (vec![KeyValue::new("gen_ai.usage.cost", 0.1)], Some("0.1 USD")),
            (vec![KeyValue::new("operation.cost", 2)], Some("2 USD")),
            (vec![KeyValue::new("gen_ai.usage.cost", "7.5e-05")], Some("0.000075 USD")),
            (vec![KeyValue::new(amount, 0.5), euros.clone()], Some("0.5 EUR")),
            (vec![KeyValue::new(amount, 0.5)], Some("0.5 USD")),
            (
                vec![
                    KeyValue::new("operation.cost", 3.0),
                    KeyValue::new("gen_ai.usage.cost", 1.0),
                    KeyValue::new("gen_ai.usage.cost", 2.0),
                ],
                Some("2 USD"),
            ),
            (
                vec![KeyValue::new(amount, 0.5), KeyValue::new("gen_ai.usage.cost.currency", "€")],
                None,
            ),
            (vec![KeyValue::new("operation.cost", -1.0)], None),
            (vec![KeyValue::new("operation.cost", f64::NAN)], None),
            (vec![KeyValue::new("operation.cost", true), euros], None),
        ];
        for (attributes, expected) in cases {
            let cost = read(&attributes);
            let text = cost.as_ref().map(|cost| cost.amount.to_string());
            assert_eq!(text.as_deref(), expected, "{attributes:?}");
        }
    }
}
