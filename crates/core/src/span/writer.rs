//! Writing attributes under the names and in the types of a profile, each once.

use std::sync::Arc;

use opentelemetry::{Array, KeyValue, StringValue, Value};

use crate::semconv::{Attribute, Profile, ValueKind};

/// Which attributes a span has already, one bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written(u128);

impl Written {
    /// Notes an attribute; says whether it is new.
    fn note(&mut self, attribute: Attribute) -> bool {
        let bit = 1_u128 << attribute.index();
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new
    }
}

const _: () =
    assert!(Attribute::COUNT <= u128::BITS as usize, "`Written` has a bit for each attribute");

/// Collects the attributes of a span. What was written before, and numbers that cannot be exported
/// (NaN), are left out; the latter are counted where they come in.
pub(crate) struct Writer {
    profile: &'static Profile,
    attributes: Vec<KeyValue>,
    written: Written,
}

impl Writer {
    pub(crate) fn new(profile: &'static Profile, capacity: usize, written: Written) -> Self {
        Self { profile, attributes: Vec::with_capacity(capacity), written }
    }

    pub(crate) fn finish(self) -> (Vec<KeyValue>, Written) {
        (self.attributes, self.written)
    }

    pub(crate) fn value(&mut self, attribute: Attribute, value: Value) {
        if !self.written.note(attribute) {
            return;
        }
        match self.profile.names(attribute) {
            [name] => self.attributes.push(KeyValue::new(name.key, fit(value, name.kind))),
            names => {
                for name in names {
                    self.attributes.push(KeyValue::new(name.key, fit(value.clone(), name.kind)));
                }
            }
        }
    }

    pub(crate) fn text(&mut self, attribute: Attribute, text: Option<&Arc<str>>) {
        if let Some(text) = text {
            self.value(attribute, Value::String(StringValue::from(Arc::clone(text))));
        }
    }

    pub(crate) fn word(&mut self, attribute: Attribute, word: &'static str) {
        self.value(attribute, Value::String(StringValue::from(word)));
    }

    /// A value of an open list: static where it is listed.
    pub(crate) fn listed(&mut self, attribute: Attribute, known: Option<&'static str>, text: &str) {
        match known {
            Some(known) => self.word(attribute, known),
            None => self.value(attribute, Value::String(StringValue::from(text.to_owned()))),
        }
    }

    pub(crate) fn int(&mut self, attribute: Attribute, number: Option<impl TryInto<i64>>) {
        if let Some(number) = number {
            // The wire knows no larger number than i64; what is larger was absurd to begin with.
            self.value(attribute, Value::I64(number.try_into().unwrap_or(i64::MAX)));
        }
    }

    pub(crate) fn double(&mut self, attribute: Attribute, number: Option<f64>) {
        if let Some(number) = number.filter(|number| number.is_finite()) {
            self.value(attribute, Value::F64(number));
        }
    }

    pub(crate) fn flag(&mut self, attribute: Attribute, flag: Option<bool>) {
        if let Some(flag) = flag {
            self.value(attribute, Value::Bool(flag));
        }
    }

    pub(crate) fn texts(&mut self, attribute: Attribute, texts: Option<&Arc<[Arc<str>]>>) {
        if let Some(texts) = texts {
            let texts = texts.iter().map(|text| StringValue::from(Arc::clone(text))).collect();
            self.value(attribute, Value::Array(Array::String(texts)));
        }
    }

    /// A free key under its own name.
    pub(crate) fn free(&mut self, key: Arc<str>, value: Value) {
        self.attributes.push(KeyValue::new(key, value));
    }
}

/// The value in the type that the name has on the wire.
fn fit(value: Value, kind: ValueKind) -> Value {
    match (value, kind) {
        (Value::I64(number), ValueKind::Double) => Value::F64(number as f64),
        (value, _) => value,
    }
}
