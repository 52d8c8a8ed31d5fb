//! Texts: anything that is one by `AsRef`, or may be one.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::Value;

/// First: what is a text by `AsRef`, generic or not.
pub trait TextByAsRef<'a> {
    /// The text.
    fn text(&self) -> &'a str;
}

impl<'a, T: AsRef<str> + ?Sized> TextByAsRef<'a> for &Value<'a, T> {
    fn text(&self) -> &'a str {
        self.0.as_ref()
    }
}

/// Then: what may be a text.
pub trait TextByItself<'a> {
    /// What is asked.
    type Of: ?Sized;

    /// The text; blank for none.
    fn text(&self) -> &'a str
    where
        Self::Of: Text;
}

impl<'a, T: ?Sized> TextByItself<'a> for Value<'a, T> {
    type Of = T;

    fn text(&self) -> &'a str
    where
        T: Text,
    {
        self.0.text().unwrap_or_default()
    }
}

/// A value that can be a text of a call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a text",
    label = "expected a text: `&str`, `String`, anything `AsRef<str>`, or an `Option` of one",
    note = "make a text of it: `key = value.as_str()`, `key = value.to_string()`"
)]
pub trait Text {
    /// The text, if there is one.
    fn text(&self) -> Option<&str>;
}

impl<T: Text + ?Sized> Text for &T {
    fn text(&self) -> Option<&str> {
        (**self).text()
    }
}

impl<T: Text> Text for Option<T> {
    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }
}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl Text for $text {
            fn text(&self) -> Option<&str> {
                Some(self)
            }
        }
    )*};
}

texts!(str, String, Box<str>, Arc<str>, Rc<str>, Cow<'_, str>, Arc<String>);
