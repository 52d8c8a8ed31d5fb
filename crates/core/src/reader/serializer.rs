//! The serde front end: hands a `Serialize` value to the visitor, event by event.

mod compound;
mod text_buffer;

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Serializer};

use self::compound::{Elements, Members, StructMembers, VariantElements, VariantMembers};
use self::text_buffer::TextBuffer;
use super::scalar::Scalar;
use super::visitor::{Interest, ResponseVisitor};

/// Serialises one value into the visitor. Enums come as the wire has them: a unit variant is its name, another
/// variant an object with one member.
#[derive(Debug)]
pub(super) struct ValueSerializer<'a> {
    visitor: &'a mut ResponseVisitor,
    role: Role,
}

/// What the value is to the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Value,
    /// A number written as text.
    Digits,
    /// The key of a map. No member we know has a key that is no text.
    Key,
}

impl<'a> ValueSerializer<'a> {
    /// A serializer for the value that `visitor` expects next.
    pub(super) const fn new(visitor: &'a mut ResponseVisitor) -> Self {
        Self { visitor, role: Role::Value }
    }

    /// A serializer for a number that comes as its digits.
    const fn digits(visitor: &'a mut ResponseVisitor) -> Self {
        Self { visitor, role: Role::Digits }
    }

    /// A serializer for the key of the member that follows.
    const fn key(visitor: &'a mut ResponseVisitor) -> Self {
        Self { visitor, role: Role::Key }
    }

    fn scalar(self, value: Scalar<'_>) -> Result<(), Unreadable> {
        match (self.role, value) {
            (Role::Key, Scalar::Str(key)) => {
                let _interest = self.visitor.key(key);
            }
            (Role::Key, _) => return Err(Unreadable),
            (Role::Digits, Scalar::Str(digits)) => self.visitor.scalar(Scalar::number(digits)),
            (Role::Digits | Role::Value, value) => self.visitor.scalar(value),
        }
        Ok(())
    }

    /// The visitor, for a value with parts.
    fn compound(self) -> Result<&'a mut ResponseVisitor, Unreadable> {
        match self.role {
            Role::Value => Ok(self.visitor),
            Role::Digits | Role::Key => Err(Unreadable),
        }
    }
}

/// Integers that fit the widest signed one.
macro_rules! integers {
    ($($method:ident: $int:ty),*) => {$(
        fn $method(self, value: $int) -> Result<(), Unreadable> {
            self.scalar(Scalar::Int(value.into()))
        }
    )*};
}

impl<'a> Serializer for ValueSerializer<'a> {
    type Ok = ();
    type Error = Unreadable;
    type SerializeSeq = Elements<'a>;
    type SerializeTuple = Elements<'a>;
    type SerializeTupleStruct = Elements<'a>;
    type SerializeTupleVariant = VariantElements<'a>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = StructMembers<'a>;
    type SerializeStructVariant = VariantMembers<'a>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    }

    fn serialize_u128(self, value: u128) -> Result<(), Unreadable> {
        // Beyond any count; the lost digits do not matter, the size does.
        self.scalar(i128::try_from(value).map_or(Scalar::Float(value as f64), Scalar::Int))
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unreadable> {
        self.scalar(Scalar::Bool(value))
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unreadable> {
        self.scalar(Scalar::Float(value.into()))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unreadable> {
        self.scalar(Scalar::Float(value))
    }

    fn serialize_char(self, value: char) -> Result<(), Unreadable> {
        self.scalar(Scalar::Str(value.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, value: &str) -> Result<(), Unreadable> {
        self.scalar(Scalar::Str(value))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Unreadable> {
        let text = TextBuffer::format(value)?;
        self.scalar(Scalar::Str(text.as_str()))
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<(), Unreadable> {
        self.scalar(Scalar::Null)
    }

    fn serialize_none(self) -> Result<(), Unreadable> {
        self.scalar(Scalar::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unreadable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unreadable> {
        self.scalar(Scalar::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Unreadable> {
        self.scalar(Scalar::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unreadable> {
        self.scalar(Scalar::Str(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unreadable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unreadable> {
        let mut members = Members::begin(self.compound()?);
        members.member(variant, value)?;
        members.finish();
        Ok(())
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Elements<'a>, Unreadable> {
        Ok(Elements::begin(self.compound()?))
    }

    fn serialize_tuple(self, _len: usize) -> Result<Elements<'a>, Unreadable> {
        Ok(Elements::begin(self.compound()?))
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<Elements<'a>, Unreadable> {
        Ok(Elements::begin(self.compound()?))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<VariantElements<'a>, Unreadable> {
        Ok(VariantElements::begin(self.compound()?, variant))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Members<'a>, Unreadable> {
        Ok(Members::begin(self.compound()?))
    }

    fn serialize_struct(
        self,
        name: &'static str,
        _len: usize,
    ) -> Result<StructMembers<'a>, Unreadable> {
        Ok(StructMembers::begin(self.compound()?, name))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<VariantMembers<'a>, Unreadable> {
        Ok(VariantMembers::begin(self.compound()?, variant))
    }
}

/// A value that could not be read out. It says no more, because a message of the value's own is content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value refused to be read")]
pub(crate) struct Unreadable;

impl ser::Error for Unreadable {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use serde::Serialize;

    use super::*;
    use crate::observe::Observation;
    use crate::reader::read;
    use crate::response::ToolCall;
    use crate::usage::Measured::Reported;
    use crate::usage::Usage;

    /// Content that must not even be looked at.
    struct Untouchable;

    impl Serialize for Untouchable {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            panic!("content was serialised");
        }
    }

    fn model(name: &str) -> Observation {
        let mut observation = Observation::new();
        observation.model(name);
        observation
    }

    #[test]
    fn content_is_never_serialised() {
        #[derive(Serialize)]
        struct Body {
            model: &'static str,
            background: Untouchable,
            choices: Vec<Choice>,
        }
        #[derive(Serialize)]
        struct Choice {
            message: Message,
            logprobs: Untouchable,
            finish_reason: Option<&'static str>,
        }
        #[derive(Serialize)]
        struct Message {
            content: Untouchable,
            tool_calls: Vec<Tool>,
        }
        #[derive(Serialize)]
        struct Tool {
            id: &'static str,
            function: Function,
        }
        #[derive(Serialize)]
        struct Function {
            name: &'static str,
            arguments: Untouchable,
        }
        let tool = Tool { id: "c", function: Function { name: "f", arguments: Untouchable } };
        let body = Body {
            model: "m",
            background: Untouchable,
            choices: vec![Choice {
                message: Message { content: Untouchable, tool_calls: vec![tool] },
                logprobs: Untouchable,
                finish_reason: Some("stop"),
            }],
        };
        let mut expected = model("m");
        expected.finish_reason("stop").tool_call("f", Some("c"));
        assert_eq!(read(&body), expected);
        // Where no object of ours is expected, the whole value stays untouched.
        assert_eq!(read(&BTreeMap::from([("input", Untouchable)])), Observation::new());
    }

    #[test]
    fn enums_come_as_the_wire_has_them() {
        #[derive(Serialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        enum Block {
            Text { text: Untouchable },
            ToolUse { id: String, name: String },
        }
        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum Reason {
            EndTurn,
        }
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Body {
            Message { content: Vec<Block>, stop_reason: Option<Reason> },
        }
        let content = vec![
            Block::Text { text: Untouchable },
            Block::ToolUse { id: "t".into(), name: "f".into() },
        ];
        let mut expected = Observation::new();
        expected.finish_reason("end_turn").tool_call("f", Some("t"));
        assert_eq!(read(&Body::Message { content, stop_reason: Some(Reason::EndTurn) }), expected);
    }

    #[test]
    fn externally_tagged_variants_are_objects_with_one_member() {
        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum Event {
            Response(Body),
            Message { model: &'static str },
            Choices(Choice, Choice),
            Other(Untouchable),
            Many(Untouchable, Untouchable),
            Some { value: Untouchable },
        }
        #[derive(Serialize)]
        struct Body {
            model: &'static str,
        }
        #[derive(Serialize)]
        struct Choice {
            finish_reason: &'static str,
        }
        assert_eq!(read(&Event::Response(Body { model: "m" })), model("m"));
        assert_eq!(read(&Event::Message { model: "m" }), model("m"));
        // What follows a variant is read at its own place.
        let choices =
            Event::Choices(Choice { finish_reason: "stop" }, Choice { finish_reason: "length" });
        let mut expected = model("m");
        expected.finish_reason("stop").finish_reason("length").id("x");
        let message = Event::Message { model: "m" };
        assert_eq!(read(&(choices, message, BTreeMap::from([("id", "x")]))), expected);
        let list = (
            Event::Other(Untouchable),
            Event::Many(Untouchable, Untouchable),
            Event::Some { value: Untouchable },
        );
        assert_eq!(read(&(list.0, list.1, list.2, Body { model: "m" })), model("m"));
    }

    #[test]
    fn flattened_and_wrapped_values_are_transparent() {
        #[derive(Serialize)]
        struct Id(&'static str);
        #[derive(Serialize)]
        struct Inner {
            model: Box<str>,
        }
        #[derive(Serialize)]
        struct Outer {
            id: Option<Id>,
            #[serde(flatten)]
            inner: Inner,
        }
        let mut expected = model("m");
        expected.id("x");
        assert_eq!(
            read(&Outer { id: Some(Id("x")), inner: Inner { model: "m".into() } }),
            expected
        );
    }

    #[test]
    fn keys_of_any_kind_are_accepted() {
        #[derive(Serialize, PartialEq, Eq, Hash)]
        #[serde(rename_all = "snake_case")]
        enum Key {
            Model,
        }
        assert_eq!(read(&HashMap::from([(Key::Model, "m")])), model("m"));
        assert_eq!(read(&HashMap::from([(Some("model".to_owned()), "m")])), model("m"));
        assert_eq!(read(&BTreeMap::from([('m', "m")])), Observation::new());
        assert_eq!(read(&BTreeMap::from([(1, "m")])), Observation::new());
        assert_eq!(read(&BTreeMap::from([((1, "model"), "m")])), Observation::new());
    }

    #[test]
    fn tokens_of_serde_json_are_numbers_and_nothing() {
        #[derive(Serialize)]
        #[serde(rename = "$serde_json::private::Number")]
        struct Number {
            #[serde(rename = "$serde_json::private::Number")]
            digits: &'static str,
        }
        #[derive(Serialize)]
        #[serde(rename = "$serde_json::private::RawValue")]
        struct Raw {
            #[serde(rename = "$serde_json::private::RawValue")]
            json: Untouchable,
        }
        #[derive(Serialize)]
        struct Body {
            error: Raw,
            usage: BTreeMap<&'static str, Number>,
        }
        let digits = |digits| Number { digits };
        let body = Body {
            error: Raw { json: Untouchable },
            usage: BTreeMap::from([
                ("prompt_tokens", digits("12")),
                ("completion_tokens", digits("3.0")),
                ("total_tokens", digits("99999999999999999999999999999999999999999999")),
            ]),
        };
        let expected =
            Observation { usage: Usage::tokens(12, 3), invalid: 1, ..Observation::new() };
        assert_eq!(read(&body), expected);
    }

    #[test]
    fn integers_of_any_width_are_counts() {
        #[derive(Serialize)]
        struct Body {
            usage: Counts,
        }
        #[derive(Serialize)]
        struct Counts {
            prompt_tokens: u8,
            completion_tokens: i128,
            total_tokens: u128,
            cached_tokens: u128,
            reasoning_tokens: f32,
        }
        let usage = Counts {
            prompt_tokens: 7,
            completion_tokens: 8,
            total_tokens: 15,
            cached_tokens: u128::MAX,
            reasoning_tokens: 4.0,
        };
        let usage_seen = Usage { total: Reported(15), ..Usage::tokens(7, 8).reasoning(4) };
        assert_eq!(
            read(&Body { usage }),
            Observation { usage: usage_seen, invalid: 1, ..Observation::new() }
        );
    }

    #[test]
    fn displayed_values_are_texts() {
        struct Shown;
        impl Serialize for Shown {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&format_args!("m-{}", 1))
            }
        }
        assert_eq!(read(&BTreeMap::from([("model", Shown)])), model("m-1"));
    }

    #[test]
    fn a_value_that_fails_half_way_leaves_what_it_said() {
        struct Failing;
        impl Serialize for Failing {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(ser::Error::custom("no"))
            }
        }
        #[derive(Serialize)]
        struct Body {
            model: &'static str,
            choices: [Choice; 1],
            id: &'static str,
        }
        #[derive(Serialize)]
        struct Choice {
            message: Message,
        }
        #[derive(Serialize)]
        struct Message {
            tool_calls: [Tool; 1],
        }
        #[derive(Serialize)]
        struct Tool {
            function: BTreeMap<&'static str, &'static str>,
            id: Failing,
        }
        let tool = Tool { function: BTreeMap::from([("name", "f")]), id: Failing };
        let body = Body {
            model: "m",
            choices: [Choice { message: Message { tool_calls: [tool] } }],
            id: "never reached",
        };
        let mut expected = model("m");
        expected.tool_call("f", None);
        assert_eq!(read(&body), expected);
        assert_eq!(expected.response.tool_calls, [ToolCall::new("f", None)]);
    }
}
