//! Values of free keys.

use super::{Text, Value};
use crate::metadata::MetadataValue;

/// First: texts by `AsRef`.
pub trait FieldOfText {
    /// The value.
    fn field(&self) -> Option<MetadataValue>;
}

impl<T: AsRef<str> + ?Sized> FieldOfText for &Value<'_, T> {
    fn field(&self) -> Option<MetadataValue> {
        Some(self.0.as_ref().into())
    }
}

/// Then: numbers, flags, and what may be a value.
pub trait FieldByItself {
    /// What is asked.
    type Of: ?Sized;

    /// The value, if there is one.
    fn field(&self) -> Option<MetadataValue>
    where
        Self::Of: Field;
}

impl<T: ?Sized> FieldByItself for Value<'_, T> {
    type Of = T;

    fn field(&self) -> Option<MetadataValue>
    where
        T: Field,
    {
        self.0.field()
    }
}

/// A value that can be metadata of a call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a field",
    label = "expected a text, a number, a `bool`, a `MetadataValue`, or an `Option` of one",
    note = "make a text of it: `fields(key = value.to_string())`"
)]
pub trait Field {
    /// The value, if there is one.
    fn field(&self) -> Option<MetadataValue>;
}

impl<T: Field + ?Sized> Field for &T {
    fn field(&self) -> Option<MetadataValue> {
        (**self).field()
    }
}

impl<T: Field> Field for Option<T> {
    fn field(&self) -> Option<MetadataValue> {
        self.as_ref()?.field()
    }
}

impl Field for MetadataValue {
    fn field(&self) -> Option<MetadataValue> {
        Some(self.clone())
    }
}

macro_rules! fields {
    (texts $($text:ty),*) => {$(
        impl Field for $text {
            fn field(&self) -> Option<MetadataValue> {
                Some(self.text()?.into())
            }
        }
    )*};
    (numbers $($number:ty),*) => {$(
        impl Field for $number {
            fn field(&self) -> Option<MetadataValue> {
                Some((*self).into())
            }
        }
    )*};
    (integers $($integer:ty),*) => {$(
        impl Field for $integer {
            fn field(&self) -> Option<MetadataValue> {
                i64::try_from(*self).ok().map(Into::into)
            }
        }
    )*};
}

// In an `Option`, where `AsRef` is not asked.
fields!(texts str, String, Box<str>, std::sync::Arc<str>, std::borrow::Cow<'_, str>);
fields!(numbers f64, i64, i32, u32, bool);
fields!(integers u64, u16, u8, usize, i16, i8, isize);

impl Field for f32 {
    fn field(&self) -> Option<MetadataValue> {
        Some(f64::from(*self).into())
    }
}
