//! One value, brought into the type that the conventions give it.

use opentelemetry::{Array, StringValue, Value};

use super::names;
use super::texts;
use crate::semconv::{Attribute, ValueKind};

/// The value in its type; nothing where it has that already or cannot be read.
pub(super) fn coerce(key: &str, kind: ValueKind, value: &Value) -> Option<Value> {
    match (kind, value) {
        (ValueKind::Int, Value::String(text)) => int(bare(text.as_str())).map(Value::I64),
        (ValueKind::Int, Value::F64(number)) => whole(*number).map(Value::I64),
        (ValueKind::Double, Value::String(text)) => {
            let number = bare(text.as_str()).parse().ok();
            number.filter(|number: &f64| number.is_finite()).map(Value::F64)
        }
        (ValueKind::Double, Value::I64(number)) => Some(Value::F64(*number as f64)),
        (ValueKind::Bool, Value::String(text)) => bare(text.as_str()).parse().ok().map(Value::Bool),
        (ValueKind::StringArray, Value::String(text)) => list(key, text.as_str()),
        _ => None,
    }
}

/// What `Debug` wraps a known value in is no part of it.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("Some(").and_then(|text| text.strip_suffix(')')).unwrap_or(text).trim()
}

fn int(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        // Digits alone are an integer: one that is too large must not be rounded to one that fits.
        text.contains('.').then(|| text.parse().ok().and_then(whole)).flatten()
    })
}

/// A number without a fraction, as far as a double counts without gaps.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= MAX_WHOLE).then_some(number as i64)
}

fn list(key: &str, text: &str) -> Option<Value> {
    let text = bare(text);
    let texts = if text.starts_with('[') {
        texts::bracketed(text)?
    } else if text.is_empty() {
        return None;
    } else if Some(key) == names::key(Attribute::RequestStopSequences) {
        // A comma may well be a part of the sequence.
        vec![text.to_owned()]
    } else {
        text.split(',').map(|word| word.trim().to_owned()).collect()
    };
    Some(Value::Array(Array::String(texts.into_iter().map(StringValue::from).collect())))
}

/// 2^53.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;
