//! Who reads the response.

use proc_macro2::Span;
use syn::{Error, Expr, Result};

use crate::attribute::{Attribute, Entry};

/// Who reads the response, or the items of a stream.
pub(crate) enum Read<'a> {
    /// Nobody.
    Not,
    /// We, by its shape.
    Serialized(Span),
    /// It tells by itself.
    Observed(Span),
    /// A function of the user.
    By(&'a Expr),
}

impl<'a> Read<'a> {
    pub(crate) fn of(attribute: &'a Attribute) -> Result<Self> {
        let stream = attribute.find("stream");
        let by_stream = stream.filter(|entry| entry.expression().is_some());
        let response = attribute.find("response");
        let tokens = attribute.find("tokens_from_response");
        let given: Vec<&Entry> = [tokens, response, by_stream].into_iter().flatten().collect();
        if let [first, second, ..] = given[..] {
            let message =
                format!("`{}` and `{}` both read: keep one", first.key.name, second.key.name);
            return Err(Error::new(second.name.span(), message));
        }
        let Some(entry) = given.first() else { return Ok(Self::Not) };
        match entry.expression() {
            None => Ok(Self::Serialized(entry.name.span())),
            Some(Expr::Path(path)) if path.path.is_ident("observe") => {
                let span = path.path.segments[0].ident.span();
                Ok(Self::Observed(span))
            }
            Some(by) if entry.key.name == "response" && stream.is_some() => {
                Err(Error::new_spanned(
                    by,
                    "the response is a stream: read its items by `stream = |item, call| ..`",
                ))
            }
            Some(by) => Ok(Self::By(by)),
        }
    }
}
