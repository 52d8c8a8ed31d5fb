//! What the function returns, as far as its signature shows it. What types alone can tell is left to
//! the compiler; where it could not tell either, the attribute has to say a word.

mod bound;
mod opaque;
mod shape;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned as _;
use syn::{Error, Result, ReturnType, Signature, Type, parse_quote_spanned};

use self::bound::{associated, boxed_bound, opaque_bound, peel};
use self::opaque::{is_opaque_somewhere, writable};
pub(crate) use self::shape::ShapeFrom;
use self::shape::shape;
use crate::quoting::ours_at;
use crate::words::Words;

/// How the function's work is taken up.
pub(crate) struct Returns {
    pub(crate) work: Work,
    /// What the work gives in the end, where that can be written down.
    pub(crate) output: Option<Type>,
    pub(crate) shape: ShapeFrom,
    /// A stream is promised by what it does, so that another one will do.
    pub(crate) any_stream: bool,
    /// Where the signature says it.
    pub(crate) span: Span,
}

/// When the work is done.
pub(crate) enum Work {
    /// In the body of an `async fn`.
    Async,
    /// In the body.
    Sync,
    /// In a future that the body makes.
    Future {
        /// The body's own type, where it can be written down.
        body: Option<Box<Type>>,
        boxed: bool,
    },
}

impl Returns {
    pub(crate) fn of(signature: &Signature, words: &Words, private: &TokenStream) -> Result<Self> {
        let declared = match &signature.output {
            ReturnType::Default => parse_quote_spanned!(Span::mixed_site()=> ()),
            ReturnType::Type(_, declared) => peel(declared).clone(),
        };
        let span = match &signature.output {
            ReturnType::Default => signature.ident.span(),
            ReturnType::Type(_, declared) => declared.span(),
        };
        let (work, output) = work(signature, declared, words, private)?;
        let shape = shape(signature, &work, output.as_ref(), words)?;
        let any_stream = output.as_ref().is_none_or(is_opaque_somewhere);
        let output = output.and_then(writable);
        Ok(Self { work, output, shape, any_stream, span })
    }
}

/// When the work is done, and what it gives.
fn work(
    signature: &Signature,
    declared: Type,
    words: &Words,
    private: &TokenStream,
) -> Result<(Work, Option<Type>)> {
    if signature.asyncness.is_some() {
        return match words.future {
            Some(span) => Err(Error::new(span, "an `async fn` needs no `future`")),
            None => Ok((Work::Async, Some(declared))),
        };
    }
    if let Some(future) = opaque_bound(&declared, "Future") {
        let output = associated(future, "Output");
        return Ok((Work::Future { body: None, boxed: false }, output));
    }
    if let Some(future) = boxed_bound(&declared, "Future") {
        let output = associated(future, "Output");
        return Ok((Work::Future { body: Some(Box::new(declared)), boxed: true }, output));
    }
    match words.future {
        Some(_) if matches!(declared, Type::ImplTrait(_)) => {
            Ok((Work::Future { body: None, boxed: false }, None))
        }
        Some(span) => {
            let tokens = ours_at!(span=> <#declared as #private::Future>::Output);
            let output = syn::parse2(tokens)?;
            Ok((Work::Future { body: Some(Box::new(declared)), boxed: true }, Some(output)))
        }
        None => Ok((Work::Sync, Some(declared))),
    }
}
