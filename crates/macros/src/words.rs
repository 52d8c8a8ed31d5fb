//! The words that say how a function works where its signature does not.

use proc_macro2::Span;
use syn::{Error, Result};

use crate::attribute::Attribute;

/// Where each word was said.
pub(crate) struct Words {
    pub(crate) result: Option<Span>,
    pub(crate) plain: Option<Span>,
    pub(crate) future: Option<Span>,
    pub(crate) stream: Option<Span>,
}

impl Words {
    pub(crate) fn of(attribute: &Attribute) -> Result<Self> {
        let said = |name| attribute.find(name).map(|entry| entry.name.span());
        let this = Self {
            result: said("result"),
            plain: said("plain"),
            future: said("future"),
            stream: said("stream"),
        };
        match (this.result, this.plain) {
            (Some(_), Some(plain)) => Err(Error::new(plain, "either `result` or `plain`")),
            _ => Ok(this),
        }
    }
}
