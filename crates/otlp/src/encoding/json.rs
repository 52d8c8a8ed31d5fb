//! JSON by the rules of protobuf, where they differ from those of `serde_json`.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// A message whose numbers without a notation in JSON are written as protobuf names them, and not as `null`, which
/// would be no number at all.
#[derive(Debug)]
pub(super) struct Named<'a, T: ?Sized>(pub(super) &'a T);

impl<T: Serialize + ?Sized> Serialize for Named<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Naming(to))
    }
}

/// Hands everything on, except those numbers.
struct Naming<S>(S);

macro_rules! hand_on {
    ($($method:ident($($value:ident: $type:ty),*) -> $out:ty;)*) => {
        $(fn $method(self $(, $value: $type)*) -> Result<$out, S::Error> {
            self.0.$method($($value),*)
        })*
    };
}

macro_rules! hand_on_wrapped {
    ($($method:ident($($value:ident: $type:ty),*) -> $out:ident;)*) => {
        $(fn $method(self $(, $value: $type)*) -> Result<Self::$out, S::Error> {
            self.0.$method($($value),*).map(Naming)
        })*
    };
}

impl<S: Serializer> Serializer for Naming<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Naming<S::SerializeSeq>;
    type SerializeTuple = Naming<S::SerializeTuple>;
    type SerializeTupleStruct = Naming<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Naming<S::SerializeTupleVariant>;
    type SerializeMap = Naming<S::SerializeMap>;
    type SerializeStruct = Naming<S::SerializeStruct>;
    type SerializeStructVariant = Naming<S::SerializeStructVariant>;

    fn serialize_f64(self, number: f64) -> Result<S::Ok, S::Error> {
        if number.is_finite() {
            self.0.serialize_f64(number)
        } else if number.is_nan() {
            self.0.serialize_str("NaN")
        } else {
            self.0.serialize_str(if number > 0.0 { "Infinity" } else { "-Infinity" })
        }
    }

    hand_on! {
        serialize_bool(value: bool) -> S::Ok;
        serialize_i8(value: i8) -> S::Ok;
        serialize_i16(value: i16) -> S::Ok;
        serialize_i32(value: i32) -> S::Ok;
        serialize_i64(value: i64) -> S::Ok;
        serialize_u8(value: u8) -> S::Ok;
        serialize_u16(value: u16) -> S::Ok;
        serialize_u32(value: u32) -> S::Ok;
        serialize_u64(value: u64) -> S::Ok;
        serialize_f32(value: f32) -> S::Ok;
        serialize_char(value: char) -> S::Ok;
        serialize_str(value: &str) -> S::Ok;
        serialize_bytes(value: &[u8]) -> S::Ok;
        serialize_none() -> S::Ok;
        serialize_unit() -> S::Ok;
        serialize_unit_struct(name: &'static str) -> S::Ok;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> S::Ok;
    }

    hand_on_wrapped! {
        serialize_seq(length: Option<usize>) -> SerializeSeq;
        serialize_tuple(length: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> SerializeTupleVariant;
        serialize_map(length: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, length: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Named(value))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Named(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, &Named(value))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! hand_on_items {
    ($($trait:ident: $method:ident;)*) => {
        $(impl<S: $trait> $trait for Naming<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.0.$method(&Named(value))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        })*
    };
}

hand_on_items! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
}

macro_rules! hand_on_fields {
    ($($trait:ident)*) => {
        $(impl<S: $trait> $trait for Naming<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                self.0.serialize_field(name, &Named(value))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        })*
    };
}

hand_on_fields! { SerializeStruct SerializeStructVariant }

impl<S: SerializeMap> SerializeMap for Naming<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&Named(value))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use opentelemetry_proto::tonic::{
        collector::trace::v1::ExportTraceServiceRequest,
        common::v1::{AnyValue, KeyValue, any_value::Value},
        trace::v1::{ResourceSpans, ScopeSpans, Span, Status, span::Event},
    };
    use proptest::prelude::*;

    use super::*;

    fn request(name: String, numbers: [u64; 3], value: Option<Value>) -> ExportTraceServiceRequest {
        let value = value.map(|value| AnyValue { value: Some(value) });
        let attributes = vec![KeyValue { key: name.clone(), value, ..KeyValue::default() }];
        let event =
            Event { name: name.clone(), attributes: attributes.clone(), ..Event::default() };
        let span = Span {
            trace_id: numbers[0].to_be_bytes().repeat(2),
            start_time_unix_nano: numbers[1],
            end_time_unix_nano: numbers[2],
            status: Some(Status { message: name.clone(), code: 2 }),
            events: vec![event],
            attributes,
            name,
            ..Span::default()
        };
        let scope_spans = vec![ScopeSpans { spans: vec![span], ..ScopeSpans::default() }];
        let resource_spans = vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }];
        ExportTraceServiceRequest { resource_spans }
    }

    #[test]
    fn numbers_without_a_notation_have_names_wherever_they_are() {
        let numbers = (Some(f64::NAN), [f64::INFINITY, 1.5], vec![f64::NEG_INFINITY]);
        let map = BTreeMap::from([("at", numbers)]);
        assert_eq!(
            serde_json::to_string(&Named(&map)).unwrap(),
            r#"{"at":["NaN",["Infinity",1.5],["-Infinity"]]}"#
        );
    }

    proptest! {
        #[test]
        fn everything_else_is_written_as_it_would_be(
            name in any::<String>(),
            numbers in any::<[u64; 3]>(),
            value in proptest::option::of(prop_oneof![
                any::<String>().prop_map(Value::StringValue),
                any::<bool>().prop_map(Value::BoolValue),
                any::<i64>().prop_map(Value::IntValue),
                any::<Vec<u8>>().prop_map(Value::BytesValue),
                any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::DoubleValue),
            ]),
        ) {
            let request = request(name, numbers, value);
            prop_assert_eq!(
                serde_json::to_string(&Named(&request)).unwrap(),
                serde_json::to_string(&request).unwrap()
            );
        }
    }
}
