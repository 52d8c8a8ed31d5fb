//! Traits in the type that a function returns.

use syn::{
    AngleBracketedGenericArguments, GenericArgument, PathArguments, PathSegment, Type,
    TypeParamBound,
};

/// The bound by the trait `name` of an `impl Trait`.
pub(super) fn opaque_bound<'a>(declared: &'a Type, name: &str) -> Option<&'a PathSegment> {
    match declared {
        Type::ImplTrait(opaque) => bound(opaque.bounds.iter(), name),
        _ => None,
    }
}

/// The bound by the trait `name` of a `Pin<Box<dyn Trait>>`.
pub(super) fn boxed_bound<'a>(declared: &'a Type, name: &str) -> Option<&'a PathSegment> {
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
pub(super) fn associated(bound: &PathSegment, name: &str) -> Option<Type> {
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

/// The type without brackets.
pub(super) fn peel(declared: &Type) -> &Type {
    match declared {
        Type::Paren(inner) => peel(&inner.elem),
        Type::Group(inner) => peel(&inner.elem),
        other => other,
    }
}
