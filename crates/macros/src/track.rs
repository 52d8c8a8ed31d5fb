//! The way in that a kind of call has, with what it starts with.

use proc_macro2::{Span, TokenStream};
use syn::{Ident, LitStr};

use crate::builder::Borrowed;
use crate::call::Call;
use crate::operation::{Kind, Operation};
use crate::quoting::{ours, ours_at};

/// The expression that gives the builder.
pub(crate) fn track(call: &Call<'_>) -> TokenStream {
    let value = |name: &str| call.attribute.value(name);
    let (model, own_name) = (call.model(), own_name(call));
    let provider = value("provider").map(|value| Borrowed::new(call, value, "provider"));
    let model = model.as_ref().map(|value| Borrowed::new(call, value, "model"));
    let subject = match call.kind {
        Kind::Retrieval => value("data_source").map(|value| Borrowed::new(call, value, "subject")),
        Kind::Search => value("index").map(|value| Borrowed::new(call, value, "subject")),
        Kind::AgentCreation | Kind::AgentInvocation | Kind::Tool | Kind::Workflow => {
            Some(match value("name") {
                Some(name) => Borrowed::new(call, name, "subject"),
                None => Borrowed::new(call, &own_name, "subject"),
            })
        }
        _ => None,
    };
    let start = start(
        call,
        &Start {
            provider: provider.as_ref().map(|provider| provider.by("provider")),
            model: model.as_ref().map(|model| model.by("text")),
            subject: subject.as_ref().map(|subject| subject.by("text")),
        },
    );
    let borrowed = [&provider, &model, &subject].into_iter().flatten();
    borrowed.fold(start, |start, borrowed| borrowed.around(&start))
}

/// What a call starts with, as far as it is known.
struct Start {
    provider: Option<TokenStream>,
    model: Option<TokenStream>,
    /// What it is about: a data source, an agent, a tool, a workflow.
    subject: Option<TokenStream>,
}

fn start(call: &Call<'_>, Start { provider, model, subject }: &Start) -> TokenStream {
    let with_provider = provider.as_ref().map(|provider| ours!(.provider(#provider)));
    let with_model = model.as_ref().map(|model| ours!(.model(#model)));
    let operation = operation(call);
    match call.kind {
        Kind::Llm | Kind::Embeddings | Kind::Model => {
            let model = model.clone().unwrap_or_else(|| ours!(""));
            let start = enter(call, &ours!(#provider, #model));
            match &call.operation {
                Some(Operation::Known(known)) if known.is_other_than_its_way_in() => {
                    ours!(#start.operation(#operation))
                }
                _ => start,
            }
        }
        Kind::Search | Kind::AgentCreation => {
            let start = enter(call, &ours!(#provider, #subject));
            ours!(#start #with_model)
        }
        Kind::Retrieval | Kind::AgentInvocation => {
            let start = enter(call, &ours!(#subject));
            ours!(#start #with_provider #with_model)
        }
        Kind::Operation => {
            let start = enter(call, &ours!(#operation));
            ours!(#start #with_provider #with_model)
        }
        Kind::Tool | Kind::Workflow => enter(call, &ours!(#subject)),
    }
}

fn enter(call: &Call<'_>, arguments: &TokenStream) -> TokenStream {
    let facade = &call.facade;
    let track = match (&call.operation, call.kind) {
        (Some(Operation::Known(known)), _) => known.track,
        (Some(Operation::Own(_)), _) => "track_operation",
        (None, Kind::Tool) => "track_tool_call",
        (None, _) => "track_workflow",
    };
    let track = Ident::new(track, Span::mixed_site());
    let instrumentation = match call.attribute.value("instrumentation") {
        Some(own) => ours!(&(#own)),
        None => ours!(&#facade::__private::global()),
    };
    ours!(#facade::Instrumentation::#track(#instrumentation, #arguments))
}

/// The operation, for the ways in that are asked which.
fn operation(call: &Call<'_>) -> TokenStream {
    let facade = &call.facade;
    match &call.operation {
        Some(Operation::Known(known)) => {
            let variant = Ident::new(known.variant, Span::mixed_site());
            ours!(#facade::ModelOperation::#variant)
        }
        Some(Operation::Own(name)) => ours!(#name),
        None => TokenStream::new(),
    }
}

/// The name of the function.
fn own_name(call: &Call<'_>) -> TokenStream {
    let name = LitStr::new(&call.function.name(), Span::mixed_site());
    ours_at!(call.function.signature.ident.span()=> #name)
}
