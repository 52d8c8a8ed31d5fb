//! The call before its start: what the attribute and the arguments say of it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr};

use crate::attribute::{Entry, Given};
use crate::call::Call;
use crate::keys::{self, Role};
use crate::operation::{Kind, Operation};
use crate::quoting::{ours, ours_at};

/// A block that gives the builder. Arguments are borrowed for it and stay where they are.
pub(crate) fn builder(call: &Call<'_>) -> TokenStream {
    let private = &call.private;
    let track = track(call);
    let given = call.attribute.entries.iter().map(|entry| set(call, entry));
    let read = arguments(call);
    ours! {
        {
            use #private::methods::*;
            let builder = #track;
            #(#given)*
            #(#read)*
            builder
        }
    }
}

/// The way in that the kind of call has, with what it starts with.
fn track(call: &Call<'_>) -> TokenStream {
    let facade = &call.facade;
    let instrumentation = match call.attribute.value("instrumentation") {
        Some(own) => ours_at!(own.span()=> &(#own)),
        None => ours!( &#facade::__private::global()),
    };
    let value = |name: &str| call.attribute.value(name);
    let provider = value("provider").map(|provider| by(call, provider, "provider"));
    let model = call.model().map(|model| by(call, &model, "text"));
    let name = match value("name") {
        Some(name) => by(call, name, "text"),
        None => {
            let name = LitStr::new(&call.function.name(), Span::mixed_site());
            by(call, &name, "text")
        }
    };
    let (track, first, is_known) = match &call.operation {
        Some(Operation::Known(known)) => {
            let variant = Ident::new(known.variant, Span::mixed_site());
            (known.track, ours!(#facade::ModelOperation::#variant), known.variant != "Chat")
        }
        Some(Operation::Own(name)) => ("track_operation", ours!(#name), false),
        None if call.kind == Kind::Tool => ("track_tool_call", TokenStream::new(), false),
        None => ("track_workflow", TokenStream::new(), false),
    };
    let track = Ident::new(track, Span::mixed_site());
    let start = |arguments: TokenStream| {
        ours! {
            #facade::Instrumentation::#track(#instrumentation, #arguments)
        }
    };
    let with_provider = provider.as_ref().map(|provider| ours!(.provider(#provider)));
    let with_model = model.as_ref().map(|model| ours!(.model(#model)));
    let unknown = || ours!("");
    match call.kind {
        Kind::Llm => {
            let model = model.unwrap_or_else(unknown);
            let start = start(ours!(#provider, #model));
            if is_known { ours!(#start.operation(#first)) } else { start }
        }
        Kind::Embeddings | Kind::Model => {
            let model = model.unwrap_or_else(unknown);
            start(ours!(#provider, #model))
        }
        Kind::Retrieval => {
            let source = value("data_source").map(|source| by(call, source, "text"));
            let start = start(ours!(#source));
            ours!(#start #with_provider #with_model)
        }
        Kind::Search => {
            let index = value("index").map(|index| by(call, index, "text"));
            let start = start(ours!(#provider, #index));
            ours!(#start #with_model)
        }
        Kind::AgentCreation => {
            let start = start(ours!(#provider, #name));
            ours!(#start #with_model)
        }
        Kind::AgentInvocation => {
            let start = start(name);
            ours!(#start #with_provider #with_model)
        }
        Kind::Operation => {
            let start = start(first);
            ours!(#start #with_provider #with_model)
        }
        Kind::Tool | Kind::Workflow => start(name),
    }
}

/// Sets what a key says.
fn set(call: &Call<'_>, entry: &Entry) -> TokenStream {
    let setter = &entry.name;
    match &entry.value {
        Given::Value(value) => set_value(call, setter, entry.key.role, value),
        Given::Fields(fields) => {
            let private = &call.private;
            let sets = fields.iter().map(|field| {
                let name = &field.name;
                let value = by(call, &field.value, "field");
                ours! {
                    let builder = #private::given(builder, #value, |builder, value| {
                        builder.add_metadata(#name, value)
                    });
                }
            });
            ours!(#(#sets)*)
        }
        Given::Alone if entry.key.role == Role::Flag => {
            ours!( let builder = builder.#setter();)
        }
        Given::Alone if entry.key.name == "stream" => said_to_stream(call),
        Given::Alone | Given::Names(_) => TokenStream::new(),
    }
}

fn set_value(call: &Call<'_>, setter: &Ident, role: Role, value: &impl ToTokens) -> TokenStream {
    let private = &call.private;
    let span = value.span();
    let value = match role {
        Role::Text => by(call, value, "text"),
        Role::List => ours_at!(span=> #private::list(&(#value)[..])),
        Role::Cloned => ours_at!(span=> #private::cloned(&(#value))),
        Role::Whole => value.to_token_stream(),
        Role::Number(number) => {
            let number = format_ident!("{number}", span = Span::mixed_site());
            let value =
                ours_at!(span=> #private::number::<#private::primitive::#number, _>(&(#value)));
            return ours! {
                let builder = #private::given(builder, #value, |builder, value| {
                    builder.#setter(value)
                });
            };
        }
        Role::MaybeValue if setter == "stream" => return said_to_stream(call),
        _ => return TokenStream::new(),
    };
    ours!( let builder = builder.#setter(#value);)
}

/// Tells samplers before the start that a stream is asked for.
fn said_to_stream(call: &Call<'_>) -> TokenStream {
    if call.kind.is_model() {
        ours!( let builder = builder.stream(true);)
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

/// A value, borrowed, as `kind` (a method of the hidden traits) has it.
fn by(call: &Call<'_>, value: &impl ToTokens, kind: &str) -> TokenStream {
    let private = &call.private;
    let span = value.span();
    let kind = Ident::new(kind, span);
    ours_at!(span=> (&&#private::Value(&(#value))).#kind())
}
