//! What is told otherwise than expected.

use serde_json::{Map, Value, json};

/// One field that is told otherwise than expected.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// The field.
    pub field: String,
    /// What is told.
    pub told: Value,
    /// What is expected.
    pub expected: Value,
}

/// Members of `expected` that no record tells: they describe the recording, or repeat it.
pub const UNCOMPARED: &[&str] = &[
    // What the body looks like; whether semconv lists the provider; remarks.
    "framing",
    "provider_name_well_known",
    "notes",
    // The parts that `error_type` is made of.
    "error",
    // Counts that `input_tokens` and `output_tokens` are made of, or are not because others are billed.
    "bedrock_invocation_metrics",
    "unbilled_model_tokens",
    // A second id beside `response_id`; the machine that answered.
    "generation_id",
    "compute_type_header",
];

/// The fields of `expected` that `told` has otherwise, in the order of their names.
///
/// A value that `X_accepted` lists is right for `X`, and any operation is where none is expected. Numbers are equal by
/// their value, whether written with a fraction or not.
#[must_use]
pub fn differences(told: &Map<String, Value>, expected: &Map<String, Value>) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (field, wanted) in expected {
        if field.ends_with(ACCEPTED) || UNCOMPARED.contains(&&**field) || is_open(field, expected) {
            continue;
        }
        let said = told.get(field).unwrap_or(&Value::Null);
        let accepted = expected.get(&format!("{field}{ACCEPTED}")).and_then(Value::as_array);
        let is_right = |right: &Value| is_same(said, right);
        if !is_right(wanted) && !accepted.is_some_and(|accepted| accepted.iter().any(is_right)) {
            let (told, expected) = (said.clone(), wanted.clone());
            differences.push(Difference { field: field.clone(), told, expected });
        }
    }
    differences
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is {}, should be {}", self.field, self.told, self.expected)
    }
}

/// Whether anything is right: the conventions have no operation for it; what a stored response used, an earlier call
/// has told.
fn is_open(field: &str, expected: &Map<String, Value>) -> bool {
    let operation = expected.get("operation").unwrap_or(&Value::Null);
    match field {
        "operation" => operation.is_null(),
        _ => field.contains("tokens") && *operation == json!("fetch_response"),
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, one)| other.get(key).is_some_and(|other| is_same(one, other)))
        }
        _ => one == other,
    }
}

/// Ends the name of a list of further values that are right.
pub(crate) const ACCEPTED: &str = "_accepted";
