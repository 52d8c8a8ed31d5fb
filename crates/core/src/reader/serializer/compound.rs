//! Values with parts. A part that nobody wants is not serialised at all.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::{Interest, ResponseVisitor, Scalar, Unreadable, ValueSerializer};

/// The elements of an array.
#[derive(Debug)]
pub(crate) struct Elements<'a> {
    visitor: &'a mut ResponseVisitor,
    interest: Interest,
}

impl<'a> Elements<'a> {
    pub(super) fn begin(visitor: &'a mut ResponseVisitor) -> Self {
        let interest = visitor.begin_array();
        Self { visitor, interest }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        match self.interest {
            Interest::Enter => value.serialize(ValueSerializer::new(self.visitor)),
            Interest::Skip => Ok(()),
        }
    }

    fn finish(self) {
        self.visitor.end_array();
    }
}

/// The members of a map.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    visitor: &'a mut ResponseVisitor,
    interest: Interest,
    /// Whether the value of the key announced last is wanted.
    next: Interest,
}

impl<'a> Members<'a> {
    pub(super) fn begin(visitor: &'a mut ResponseVisitor) -> Self {
        let interest = visitor.begin_object();
        Self { visitor, interest, next: Interest::Skip }
    }

    pub(super) fn member<T: Serialize + ?Sized>(
        &mut self,
        key: &str,
        value: &T,
    ) -> Result<(), Unreadable> {
        if self.interest == Interest::Enter && self.visitor.key(key) == Interest::Enter {
            value.serialize(ValueSerializer::new(self.visitor))?;
        }
        Ok(())
    }

    pub(super) fn finish(self) {
        self.visitor.end_object();
    }
}

/// The members of a struct, which may be a token of `serde_json` for something else.
#[derive(Debug)]
pub(crate) enum StructMembers<'a> {
    Object(Members<'a>),
    /// A number of arbitrary precision, as its digits.
    Number(&'a mut ResponseVisitor),
    /// Raw JSON text: a whole tree inside a string, which is not parsed here.
    Raw,
}

impl<'a> StructMembers<'a> {
    pub(super) fn begin(visitor: &'a mut ResponseVisitor, name: &'static str) -> Self {
        match name {
            "$serde_json::private::Number" => Self::Number(visitor),
            "$serde_json::private::RawValue" => {
                visitor.scalar(Scalar::Null);
                Self::Raw
            }
            _ => Self::Object(Members::begin(visitor)),
        }
    }
}

/// The elements of a tuple variant: an object with one member, an array.
#[derive(Debug)]
pub(crate) struct VariantElements<'a> {
    /// Nothing where nobody wants the variant.
    elements: Option<Elements<'a>>,
}

impl<'a> VariantElements<'a> {
    pub(super) fn begin(visitor: &'a mut ResponseVisitor, variant: &'static str) -> Self {
        Self { elements: enter_variant(visitor, variant).map(Elements::begin) }
    }
}

/// The members of a struct variant: an object with one member, an object.
#[derive(Debug)]
pub(crate) struct VariantMembers<'a> {
    /// Nothing where nobody wants the variant.
    members: Option<Members<'a>>,
}

impl<'a> VariantMembers<'a> {
    pub(super) fn begin(visitor: &'a mut ResponseVisitor, variant: &'static str) -> Self {
        Self { members: enter_variant(visitor, variant).map(Members::begin) }
    }
}

/// Opens the object around a variant; closes it at once where nobody wants its member.
fn enter_variant<'a>(
    visitor: &'a mut ResponseVisitor,
    variant: &'static str,
) -> Option<&'a mut ResponseVisitor> {
    if visitor.begin_object() == Interest::Enter && visitor.key(variant) == Interest::Enter {
        return Some(visitor);
    }
    visitor.end_object();
    None
}

impl SerializeSeq for Elements<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        self.element(value)
    }

    fn end(self) -> Result<(), Unreadable> {
        self.finish();
        Ok(())
    }
}

impl SerializeTuple for Elements<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        self.element(value)
    }

    fn end(self) -> Result<(), Unreadable> {
        self.finish();
        Ok(())
    }
}

impl SerializeTupleStruct for Elements<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        self.element(value)
    }

    fn end(self) -> Result<(), Unreadable> {
        self.finish();
        Ok(())
    }
}

impl SerializeTupleVariant for VariantElements<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        self.elements.as_mut().map_or(Ok(()), |elements| elements.element(value))
    }

    fn end(self) -> Result<(), Unreadable> {
        if let Some(Elements { visitor, .. }) = self.elements {
            visitor.end_array();
            visitor.end_object();
        }
        Ok(())
    }
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unreadable> {
        self.next = match self.interest {
            Interest::Enter => match key.serialize(ValueSerializer::key(self.visitor)) {
                Ok(()) => self.visitor.interest(),
                // A key that is no text names nothing we know.
                Err(Unreadable) => Interest::Skip,
            },
            Interest::Skip => Interest::Skip,
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        match std::mem::replace(&mut self.next, Interest::Skip) {
            Interest::Enter => value.serialize(ValueSerializer::new(self.visitor)),
            Interest::Skip => Ok(()),
        }
    }

    fn end(self) -> Result<(), Unreadable> {
        self.finish();
        Ok(())
    }
}

impl SerializeStruct for StructMembers<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unreadable> {
        match self {
            Self::Object(members) => members.member(key, value),
            Self::Number(visitor) => {
                // The only field is a string of digits; anything else is not serde_json's and says nothing.
                value.serialize(ValueSerializer::digits(visitor))
            }
            Self::Raw => Ok(()),
        }
    }

    fn end(self) -> Result<(), Unreadable> {
        if let Self::Object(members) = self {
            members.finish();
        }
        Ok(())
    }
}

impl SerializeStructVariant for VariantMembers<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unreadable> {
        self.members.as_mut().map_or(Ok(()), |members| members.member(key, value))
    }

    fn end(self) -> Result<(), Unreadable> {
        if let Some(Members { visitor, .. }) = self.members {
            visitor.end_object();
            visitor.end_object();
        }
        Ok(())
    }
}
