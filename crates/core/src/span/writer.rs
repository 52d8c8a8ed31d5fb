//! Writing attributes under the names and in the types of a profile, each once.

use std::sync::Arc;

use opentelemetry::{Array, KeyValue, StringValue, Value};

use crate::attribute_set::AttributeSet;
use crate::semconv::{Attribute, Name, Profile, ValueKind};

/// Collects the attributes of a span. What was written before, and numbers that cannot be exported
/// (NaN), are left out; the latter are counted where they come in.
///
/// Most attributes of a record are nothing, so that is decided inline, before a value is made.
pub(crate) struct Writer<'w> {
    profile: &'static Profile,
    attributes: Vec<KeyValue>,
    /// What was written before and is now. Borrowed: it is large.
    written: &'w mut AttributeSet,
}

impl<'w> Writer<'w> {
    /// Writes into `attributes`, an empty list.
    pub(crate) const fn new(
        profile: &'static Profile,
        attributes: Vec<KeyValue>,
        written: &'w mut AttributeSet,
    ) -> Self {
        Self { profile, attributes, written }
    }

    pub(crate) fn finish(self) -> Vec<KeyValue> {
        self.attributes
    }

    #[inline]
    pub(crate) fn text(&mut self, attribute: Attribute, text: Option<&Arc<str>>) {
        if let Some(text) = text {
            self.value(attribute, || Value::String(StringValue::from(Arc::clone(text))));
        }
    }

    #[inline]
    pub(crate) fn word(&mut self, attribute: Attribute, word: &'static str) {
        self.value(attribute, || Value::String(StringValue::from(word)));
    }

    /// A value of an open list: static where it is listed.
    #[inline]
    pub(crate) fn listed(&mut self, attribute: Attribute, known: Option<&'static str>, text: &str) {
        match known {
            Some(known) => self.word(attribute, known),
            None => self.value(attribute, || Value::String(StringValue::from(text.to_owned()))),
        }
    }

    #[inline]
    pub(crate) fn int(&mut self, attribute: Attribute, number: Option<impl TryInto<i64>>) {
        if let Some(number) = number {
            // The wire knows no larger number than i64; what is larger was absurd to begin with.
            self.value(attribute, || Value::I64(number.try_into().unwrap_or(i64::MAX)));
        }
    }

    #[inline]
    pub(crate) fn double(&mut self, attribute: Attribute, number: Option<f64>) {
        if let Some(number) = number.filter(|number| number.is_finite()) {
            self.value(attribute, || Value::F64(number));
        }
    }

    #[inline]
    pub(crate) fn flag(&mut self, attribute: Attribute, flag: Option<bool>) {
        if let Some(flag) = flag {
            self.value(attribute, || Value::Bool(flag));
        }
    }

    /// A list of texts; an empty one says nothing.
    #[inline]
    pub(crate) fn texts(
        &mut self,
        attribute: Attribute,
        texts: impl ExactSizeIterator<Item = StringValue>,
    ) {
        if texts.len() > 0 {
            self.value(attribute, || Value::Array(Array::String(texts.collect())));
        }
    }

    /// A free key under its own name.
    pub(crate) fn free(&mut self, key: Arc<str>, value: Value) {
        self.attributes.push(KeyValue::new(key, value));
    }

    #[inline]
    fn value(&mut self, attribute: Attribute, value: impl FnOnce() -> Value) {
        if !self.written.contains(attribute) {
            self.push(attribute, value());
        }
    }

    #[inline(never)]
    fn push(&mut self, attribute: Attribute, value: Value) {
        self.written.insert(attribute);
        match self.profile.names(attribute) {
            [name] => self.attributes.push(KeyValue::new(name.key, fit(value, name.kind))),
            names => self.push_all(names, &value),
        }
    }

    /// For a profile that writes several conventions side by side.
    #[cold]
    fn push_all(&mut self, names: &[Name], value: &Value) {
        for name in names {
            self.attributes.push(KeyValue::new(name.key, fit(value.clone(), name.kind)));
        }
    }
}

/// The value in the type that the name has on the wire.
fn fit(value: Value, kind: ValueKind) -> Value {
    match value {
        Value::I64(number) if kind == ValueKind::Double => Value::F64(number as f64),
        value => value,
    }
}
