use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::JsonError;

/// One message as JSON. A field that is absent or `null` has its default.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object<'a> {
    fields: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    pub(super) fn whole(body: &'a Value) -> Result<Self, JsonError> {
        body.as_object().map(|fields| Self { fields }).ok_or(JsonError::NoObject)
    }

    pub(super) fn text(&self, field: &'static str) -> Result<String, JsonError> {
        let read = |value: &Value| value.as_str().map(str::to_owned);
        self.read(field, "text", read).map(Option::unwrap_or_default)
    }

    pub(super) fn truth(&self, field: &'static str) -> Result<bool, JsonError> {
        self.read(field, "`true` or `false`", Value::as_bool).map(Option::unwrap_or_default)
    }

    /// 64 bits without a sign.
    pub(super) fn count(&self, field: &'static str) -> Result<u64, JsonError> {
        self.read(field, COUNT, count).map(Option::unwrap_or_default)
    }

    pub(super) fn counts(&self, field: &'static str) -> Result<Vec<u64>, JsonError> {
        let read = |value: &Value| value.as_array()?.iter().map(count).collect();
        self.read(field, "a list of whole numbers without a sign", read)
            .map(Option::unwrap_or_default)
    }

    /// 64 bits with a sign.
    pub(super) fn integer(&self, field: &'static str) -> Result<i64, JsonError> {
        let read = |value: &Value| match value {
            Value::String(digits) => digits.parse().ok(),
            number => number.as_i64(),
        };
        self.read(field, "a whole number of 64 bits", read).map(Option::unwrap_or_default)
    }

    /// At most 32 bits: a number, as text too.
    pub(super) fn small<T: TryFrom<i64> + Default>(
        &self,
        field: &'static str,
    ) -> Result<T, JsonError> {
        let small = T::try_from(self.integer(field)?);
        small.map_err(|_| JsonError::Field { field, expected: "a whole number of 32 bits" })
    }

    /// A number; its name is not allowed.
    pub(super) fn enumeration(&self, field: &'static str) -> Result<i32, JsonError> {
        let read = |value: &Value| value.as_i64().and_then(|number| i32::try_from(number).ok());
        self.read(field, "the number of an enumeration", read).map(Option::unwrap_or_default)
    }

    pub(super) fn double(&self, field: &'static str) -> Result<Option<f64>, JsonError> {
        self.read(field, DOUBLE, double)
    }

    pub(super) fn doubles(&self, field: &'static str) -> Result<Vec<f64>, JsonError> {
        let read = |value: &Value| value.as_array()?.iter().map(double).collect();
        self.read(field, "a list of numbers", read).map(Option::unwrap_or_default)
    }

    /// An identifier.
    pub(super) fn hex(&self, field: &'static str) -> Result<Vec<u8>, JsonError> {
        let read = |value: &Value| value.as_str().and_then(hex);
        self.read(field, "pairs of hexadecimal digits", read).map(Option::unwrap_or_default)
    }

    pub(super) fn bytes(&self, field: &'static str) -> Result<Vec<u8>, JsonError> {
        let read = |value: &Value| STANDARD.decode(value.as_str()?).ok();
        self.read(field, "base64", read).map(Option::unwrap_or_default)
    }

    /// A message within this one.
    pub(super) fn inner(&self, field: &'static str) -> Result<Option<Self>, JsonError> {
        let fields = self.present(field).map(Value::as_object);
        let fields = fields.map(|fields| fields.map(|fields| Self { fields }));
        fields.map(|inner| inner.ok_or(JsonError::Field { field, expected: OBJECT })).transpose()
    }

    /// Messages within this one.
    pub(super) fn list<T>(
        &self,
        field: &'static str,
        read: impl Fn(Self) -> Result<T, JsonError>,
    ) -> Result<Vec<T>, JsonError> {
        let expected = |expected| JsonError::Field { field, expected };
        let Some(value) = self.present(field) else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| expected("a list"))?.iter();
        let object = |item: &'a Value| item.as_object().ok_or_else(|| expected(OBJECT));
        items.map(|item| read(Self { fields: object(item)? })).collect()
    }

    pub(super) fn has(&self, field: &'static str) -> bool {
        self.present(field).is_some()
    }

    fn present(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }

    fn read<T>(
        &self,
        field: &'static str,
        expected: &'static str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, JsonError> {
        let read = |value| read(value).ok_or(JsonError::Field { field, expected });
        self.present(field).map(read).transpose()
    }
}

fn count(value: &Value) -> Option<u64> {
    match value {
        Value::String(digits) => digits.parse().ok(),
        number => number.as_u64(),
    }
}

fn double(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            digits => digits.parse().ok().filter(|number: &f64| number.is_finite()),
        },
        number => number.as_f64(),
    }
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    };
    digits.as_bytes().chunks(2).map(byte).collect()
}

const COUNT: &str = "a whole number without a sign";
const DOUBLE: &str = "a number";
const OBJECT: &str = "an object";
