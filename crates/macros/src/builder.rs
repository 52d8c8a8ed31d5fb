//! The call before its start: what the attribute and the arguments say of it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr};

use crate::attribute::{Entry, Given};
use crate::call::Call;
use crate::keys::{self, Role};
use crate::quoting::{ours, ours_at, shown_at};
use crate::track::track;

/// A block that gives the builder. Arguments are borrowed for it and stay where they are.
pub(crate) fn builder(call: &Call<'_>) -> TokenStream {
    let private = &call.private;
    let track = track(call);
    let given = call.attribute.entries.iter().map(|entry| set(call, entry));
    let read = arguments(call);
    let source = source(call);
    ours! {
        {
            use #private::methods::*;
            let builder = #track;
            let builder = builder.source_function(#source);
            #(#given)*
            #(#read)*
            builder
        }
    }
}

/// The path of the function. Of a method too, whose type the attribute cannot see.
fn source(call: &Call<'_>) -> TokenStream {
    let name = LitStr::new(&format!("::{}", call.function.name()), Span::mixed_site());
    ours!(::core::concat!(::core::module_path!(), #name))
}

/// A value of the user, borrowed for as long as an expression of ours needs it.
pub(crate) struct Borrowed<'a> {
    value: &'a dyn ToTokens,
    /// What it is called in the expression.
    name: Ident,
    private: TokenStream,
}

impl<'a> Borrowed<'a> {
    pub(crate) fn new(call: &Call<'_>, value: &'a impl ToTokens, name: &str) -> Self {
        let span = value.span();
        let name = Ident::new(name, Span::mixed_site().located_at(span));
        Self { value, name, private: shown_at(&call.private, span) }
    }

    /// The value as the hidden method `kind` has it.
    pub(crate) fn by(&self, kind: &str) -> TokenStream {
        let Self { name, private, .. } = self;
        let kind = Ident::new(kind, name.span());
        ours_at!(name.span()=> (&&#private::Value(#name)).#kind())
    }

    /// The expression, with the value borrowed around it. What is temporary in the value lives as long.
    pub(crate) fn around(&self, expression: &TokenStream) -> TokenStream {
        let Self { value, name, .. } = self;
        let borrowed = ours_at!(name.span()=> &(#value));
        ours!(match #borrowed { #name => #expression })
    }
}

/// Sets what a key says.
fn set(call: &Call<'_>, entry: &Entry) -> TokenStream {
    let private = &call.private;
    let setter = &entry.name;
    match &entry.value {
        Given::Value(value) => set_value(call, setter, entry.key.role, value),
        Given::Fields(fields) => {
            let sets = fields.iter().map(|field| {
                let name = &field.name;
                let borrowed = Borrowed::new(call, &field.value, "value");
                let value = borrowed.by("field");
                let builder = borrowed.around(&ours! {
                    #private::given(
                        builder,
                        #value,
                        |builder, value| builder.add_metadata(#name, value)
                    )
                });
                ours!(let builder = #builder;)
            });
            sets.collect()
        }
        Given::Alone if entry.key.role == Role::Flag => ours!(let builder = builder.#setter();),
        Given::Alone if entry.key.name == "stream" => said_to_stream(call),
        Given::Alone | Given::Names(_) => TokenStream::new(),
    }
}

fn set_value(call: &Call<'_>, setter: &Ident, role: Role, value: &impl ToTokens) -> TokenStream {
    let span = value.span();
    let private = shown_at(&call.private, span);
    let argument = match role {
        Role::Text => {
            let borrowed = Borrowed::new(call, value, "value");
            let text = borrowed.by("text");
            let builder = borrowed.around(&ours!(builder.#setter(#text)));
            return ours!(let builder = #builder;);
        }
        Role::Number(number) => {
            let number = format_ident!("{number}", span = Span::mixed_site());
            let number = ours_at!(span=> #private::primitive::#number);
            let value = ours_at!(span=> #private::number::<#number, _>(&(#value)));
            let private = &call.private;
            return ours! {
                let builder = #private::given(
                    builder,
                    #value,
                    |builder, value| builder.#setter(value)
                );
            };
        }
        Role::List => ours_at!(span=> #private::list(&(#value)[..])),
        Role::Cloned => ours_at!(span=> #private::cloned(&(#value))),
        Role::Whole => value.to_token_stream(),
        Role::MaybeValue if setter == "stream" => return said_to_stream(call),
        _ => return TokenStream::new(),
    };
    ours!(let builder = builder.#setter(#argument);)
}

/// Tells samplers before the start that a stream is asked for.
fn said_to_stream(call: &Call<'_>) -> TokenStream {
    if call.kind.is_model() {
        ours!(let builder = builder.stream(true);)
    } else {
        TokenStream::new()
    }
}

/// Sets the numbers of the request that are arguments, where the attribute says nothing of them.
fn arguments<'a>(call: &'a Call<'_>) -> impl Iterator<Item = TokenStream> + 'a {
    keys::read_by_themselves()
        .filter(|key| key.fits(call.kind) && call.attribute.find(key.name).is_none())
        .filter_map(|key| Some((key, call.read_argument(key.name)?)))
        .map(|(key, argument)| set_value(call, argument, key.role, argument))
}
