//! `impl Trait` in the type that a function returns.

use proc_macro2::Span;
use syn::{GenericArgument, PathArguments, Type, parse_quote_spanned};

/// The type as it may stand in a body, where `impl Trait` may not.
pub(super) fn writable(mut declared: Type) -> Option<Type> {
    if matches!(declared, Type::ImplTrait(_) | Type::Never(_)) {
        return None;
    }
    erase(&mut declared);
    Some(declared)
}

/// Whether there is an `impl Trait` in the type.
pub(super) fn is_opaque_somewhere(declared: &Type) -> bool {
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
