//! Whether the output of a function is a result: by its type, or by a word of the attribute.

use proc_macro2::Span;
use syn::{Error, Result, Signature, Type};

use super::Work;
use super::bound::opaque_bound;
use crate::words::Words;

/// What tells a result from another value.
#[derive(Clone, Copy)]
pub(crate) enum ShapeFrom {
    Type,
    Result(Span),
    Plain,
}

/// What tells whether the output is a result. Refuses types that hide it, where no word says it.
pub(super) fn shape(
    signature: &Signature,
    work: &Work,
    output: Option<&Type>,
    words: &Words,
) -> Result<ShapeFrom> {
    match (words.result, words.plain, output) {
        (Some(span), _, _) => return Ok(ShapeFrom::Result(span)),
        (None, Some(_), _) | (None, None, Some(Type::Never(_))) => return Ok(ShapeFrom::Plain),
        // By `future` we named the type ourselves; or the compiler finds it out.
        (None, None, _) if words.future.is_some() => return Ok(ShapeFrom::Type),
        (None, None, None) => return Ok(ShapeFrom::Type),
        (None, None, Some(_)) => {}
    }
    let Some(output) = output else { return Ok(ShapeFrom::Type) };
    if opaque_bound(output, "Stream").is_some() {
        return match words.stream {
            Some(_) => Ok(ShapeFrom::Plain),
            None => Err(Error::new_spanned(
                output,
                "the function returns a stream: write `stream` to make the call last as long as it, \
                 or `plain` to end the call here",
            )),
        };
    }
    let Some(hidden) = hidden(signature, output) else { return Ok(ShapeFrom::Type) };
    let or = if matches!(work, Work::Sync) { ", or `future`" } else { "" };
    Err(Error::new_spanned(
        output,
        format!("{hidden} does not show whether it is a `Result`: write `result` or `plain`{or}"),
    ))
}

/// What kind of type it is, if it may be a result and the compiler cannot know.
fn hidden(signature: &Signature, output: &Type) -> Option<&'static str> {
    let path = match output {
        Type::ImplTrait(_) => return Some("an opaque type"),
        Type::Path(path) => path,
        _ => return None,
    };
    let first = path.path.segments.first()?;
    let is_generic = signature.generics.type_params().any(|each| each.ident == first.ident);
    match (path.path.segments.len(), is_generic) {
        (1, true) => Some("a generic type"),
        _ if path.qself.is_some() => Some("an associated type"),
        (1, false) => None,
        _ if is_generic || first.ident == "Self" => Some("an associated type"),
        _ => None,
    }
}
