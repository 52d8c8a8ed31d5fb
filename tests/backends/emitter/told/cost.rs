//! What a call costs in the story's own words, under the names that were asked for.

use serde_json::{Value, json};

use super::{Told, all};

/// A cost; amounts are decimal text.
pub(crate) struct Cost {
    pub(crate) amount: &'static str,
    /// The parts that input and output make, where they are known.
    pub(crate) parts: [Option<&'static str>; 2],
    pub(crate) currency: &'static str,
    pub(crate) origin: &'static str,
    /// Whose price it is, where it was computed.
    pub(crate) model: Option<&'static str>,
}

impl Cost {
    /// In US dollars, said by somebody.
    pub(crate) const fn said(amount: &'static str, origin: &'static str) -> Self {
        Self { amount, parts: [None, None], currency: "USD", origin, model: None }
    }

    /// In US dollars, computed by the price of a model, input and output apart.
    pub(crate) const fn computed(
        amount: &'static str,
        parts: [Option<&'static str>; 2],
        model: &'static str,
    ) -> Self {
        Self { parts, origin: "computed", model: Some(model), ..Self::said(amount, "") }
    }

    /// The same number in another currency.
    pub(crate) const fn currency(self, currency: &'static str) -> Self {
        Self { currency, ..self }
    }
}

impl Told {
    /// The attributes of a span that say what it cost.
    pub(crate) fn cost(&self, cost: &Cost) -> Value {
        if self.tells_no_costs() {
            return json!({});
        }
        let mut said = json!({ "genai_otel.cost.origin": cost.origin });
        if let Some(model) = cost.model {
            said["genai_otel.cost.model"] = model.into();
            said["genai_otel.cost.book"] = self.book.as_str().into();
        }
        if cost.currency != "USD" {
            said["genai_otel.cost.currency"] = cost.currency.into();
            said["genai_otel.cost.amount"] = cost.amount.into();
            return said;
        }
        let [input, output] = cost.parts;
        let [total, prompt, completion] = [Some(cost.amount), input, output];
        for (word, name, amount) in [
            ("gen_ai", "gen_ai.usage.cost", total),
            ("openinference", "llm.cost.total", total),
            ("openinference", "llm.cost.prompt", prompt),
            ("openinference", "llm.cost.completion", completion),
            ("logfire", "operation.cost", total),
        ] {
            if let (true, Some(amount)) = (self.has_cost_name(word), amount) {
                said[name] = double(amount);
            }
        }
        if self.has_cost_name("mlflow") {
            let names = ["input_cost", "output_cost", "total_cost"];
            let members = names.into_iter().zip([input, output, Some(cost.amount)]);
            let members: Vec<_> = members
                .filter_map(|(name, amount)| Some(format!("\"{name}\":{}", amount?)))
                .collect();
            said["mlflow.llm.cost"] = format!("{{{}}}", members.join(",")).into();
        }
        said
    }

    /// The measurements of a cost.
    pub(crate) fn paid(&mut self, labels: &Value, cost: &Cost) {
        if self.tells_no_costs() {
            return;
        }
        let labels = all([labels, &json!({ "genai_otel.cost.origin": cost.origin })]);
        for (word, metric) in [("gen_ai", "gen_ai.usage.cost"), ("logfire", "operation.cost")] {
            if cost.currency == "USD" && self.has_cost_name(word) {
                self.measured(metric, &labels, double(cost.amount));
            }
        }
        let currency = json!({ "genai_otel.cost.currency": cost.currency });
        self.measured("genai_otel.cost", &all([&labels, &currency]), double(cost.amount));
    }

    /// The attribute of a span that says why it has no cost.
    pub(crate) fn unpriced(&self, reason: &str) -> Value {
        if self.tells_no_costs() {
            json!({})
        } else {
            json!({ "genai_otel.unpriced.reason": reason })
        }
    }

    /// The measurement of a call without a cost.
    pub(crate) fn not_paid(&mut self, labels: &Value, reason: &str) {
        if !self.tells_no_costs() {
            let reason = json!({ "genai_otel.unpriced.reason": reason });
            self.measured("genai_otel.unpriced", &all([labels, &reason]), 1);
        }
    }

    fn tells_no_costs(&self) -> bool {
        self.cost_names == "none"
    }

    fn has_cost_name(&self, word: &str) -> bool {
        self.cost_names.split(',').any(|name| name == word)
    }
}

/// The nearest one.
///
/// # Panics
///
/// When it is no number: the story is wrong then.
fn double(amount: &str) -> Value {
    match amount.parse::<f64>() {
        Ok(amount) => amount.into(),
        Err(error) => panic!("`{amount}`: {error}"),
    }
}
