//! What the function returns, as far as its signature shows it. What types alone can tell is left to
//! the compiler; where it could not tell either, the attribute has to say a word.

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned as _;
use syn::{
    AngleBracketedGenericArguments, Error, GenericArgument, PathArguments, PathSegment, Result,
    ReturnType, Signature, Type, TypeParamBound, parse_quote_spanned,
};

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

/// What tells a result from another value.
#[derive(Clone, Copy)]
pub(crate) enum ShapeFrom {
    Type,
    Result(Span),
    Plain,
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
        let shape = match (words.result, words.plain) {
            (Some(span), _) => ShapeFrom::Result(span),
            (None, Some(_)) => ShapeFrom::Plain,
            (None, None) => shape(output.as_ref(), signature, words)?,
        };
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

/// Refuses types that hide whether they are results.
fn shape(output: Option<&Type>, signature: &Signature, words: &Words) -> Result<ShapeFrom> {
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
    if matches!(output, Type::Never(_)) {
        return Ok(ShapeFrom::Plain);
    }
    let hidden = match output {
        Type::ImplTrait(_) => Some("an opaque type"),
        Type::Path(path) if path.qself.is_none() => {
            let first = path.path.segments.first();
            let is_generic = first.is_some_and(|first| {
                signature.generics.type_params().any(|parameter| parameter.ident == first.ident)
            });
            is_generic.then_some("a generic type")
        }
        _ => None,
    };
    match hidden {
        Some(hidden) => Err(Error::new_spanned(
            output,
            format!(
                "{hidden} does not show whether it is a `Result`: write `result` or `plain`{}",
                if signature.asyncness.is_some() { "" } else { ", or `future`" }
            ),
        )),
        None => Ok(ShapeFrom::Type),
    }
}

/// The bound by the trait `name` of an `impl Trait`.
fn opaque_bound<'a>(declared: &'a Type, name: &str) -> Option<&'a PathSegment> {
    match declared {
        Type::ImplTrait(opaque) => bound(opaque.bounds.iter(), name),
        _ => None,
    }
}

/// The bound by the trait `name` of a `Pin<Box<dyn Trait>>`.
fn boxed_bound<'a>(declared: &'a Type, name: &str) -> Option<&'a PathSegment> {
    match inside(inside(declared, "Pin")?, "Box")? {
        Type::TraitObject(object) => bound(object.bounds.iter(), name),
        _ => None,
    }
}

fn bound<'a>(
    mut bounds: impl Iterator<Item = &'a TypeParamBound>,
    name: &str,
) -> Option<&'a PathSegment> {
    bounds.find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().filter(|segment| segment.ident == name)
        }
        _ => None,
    })
}

/// The type in the brackets of `name<..>`.
fn inside<'a>(declared: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = declared else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    arguments(last)?.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(peel(inner)),
        _ => None,
    })
}

/// The associated type `name` that a bound fixes.
fn associated(bound: &PathSegment, name: &str) -> Option<Type> {
    arguments(bound)?.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(fixed) if fixed.ident == name => Some(peel(&fixed.ty).clone()),
        _ => None,
    })
}

const fn arguments(segment: &PathSegment) -> Option<&AngleBracketedGenericArguments> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments),
        _ => None,
    }
}

fn peel(declared: &Type) -> &Type {
    match declared {
        Type::Paren(inner) => peel(&inner.elem),
        Type::Group(inner) => peel(&inner.elem),
        other => other,
    }
}

/// The type as it may stand in a body, where `impl Trait` may not.
fn writable(mut declared: Type) -> Option<Type> {
    if matches!(declared, Type::ImplTrait(_) | Type::Never(_)) {
        return None;
    }
    erase(&mut declared);
    Some(declared)
}

/// Whether there is an `impl Trait` in the type.
fn is_opaque_somewhere(declared: &Type) -> bool {
    erase(&mut declared.clone())
}

/// Replaces each `impl Trait` by `_`. Says whether there was one.
fn erase(declared: &mut Type) -> bool {
    match declared {
        Type::ImplTrait(_) => {
            *declared = parse_quote_spanned!(Span::mixed_site()=> _);
            true
        }
        Type::Array(array) => erase(&mut array.elem),
        Type::Group(group) => erase(&mut group.elem),
        Type::Paren(paren) => erase(&mut paren.elem),
        Type::Ptr(pointer) => erase(&mut pointer.elem),
        Type::Reference(reference) => erase(&mut reference.elem),
        Type::Slice(slice) => erase(&mut slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter_mut().fold(false, |found, each| erase(each) | found),
        Type::Path(path) => {
            let segments = path.path.segments.iter_mut();
            segments.fold(false, |found, segment| erase_arguments(&mut segment.arguments) | found)
        }
        _ => false,
    }
}

fn erase_arguments(arguments: &mut PathArguments) -> bool {
    let PathArguments::AngleBracketed(arguments) = arguments else { return false };
    arguments.args.iter_mut().fold(false, |found, argument| match argument {
        GenericArgument::Type(inner) => erase(inner) | found,
        _ => found,
    })
}
