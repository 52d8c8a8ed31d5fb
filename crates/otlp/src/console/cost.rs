//! What a call cost, under whichever of the names it is told.

use opentelemetry::Value;

use super::{amount, line::Facts};

/// What a span says of its cost.
pub(super) struct Costs<'a>(pub(super) &'a Facts<'a>);

impl Costs<'_> {
    /// The cost, or why there is none.
    pub(super) fn told(&self) -> Option<String> {
        let Some(cost) = self.dollars().or_else(|| self.other_currency()) else {
            let reason = self.0.text("genai_otel.unpriced.reason")?;
            return Some(format!("no price: {reason}"));
        };
        let is_incomplete = self.0.value("genai_otel.cost.incomplete") == Some(&Value::Bool(true));
        Some(if is_incomplete { format!("at least {cost}") } else { cost })
    }

    fn dollars(&self) -> Option<String> {
        let number = DOLLARS.iter().find_map(|name| self.0.float(name));
        number.or_else(|| self.in_json()).and_then(amount::dollars)
    }

    /// `{"input_cost":0.1,"total_cost":0.3}`
    fn in_json(&self) -> Option<f64> {
        let Value::String(json) = self.0.value("mlflow.llm.cost")? else { return None };
        let (_, total) = json.as_str().split_once("\"total_cost\":")?;
        total.split([',', '}']).next()?.trim().parse().ok()
    }

    /// The exact text, which dollars have not.
    fn other_currency(&self) -> Option<String> {
        let amount = self.0.text("genai_otel.cost.amount")?;
        let currency = self.0.text("genai_otel.cost.currency")?;
        Some(format!("{amount} {currency}"))
    }
}

/// Where dollars are told as a number, the first that is there.
const DOLLARS: [&str; 3] = ["gen_ai.usage.cost", "llm.cost.total", "operation.cost"];
