//! The attribute macros of genai-otel.

mod attribute;
mod builder;
mod call;
mod expand;
mod function;
mod keys;
mod operation;
mod quoting;
mod read;
mod returns;
mod track;
mod words;

use proc_macro::TokenStream;

use self::attribute::Attribute;
use self::call::{Call, Which};
use self::function::Function;

/// Instruments a function that calls a model.
#[proc_macro_attribute]
pub fn llm_instrumented(attribute: TokenStream, item: TokenStream) -> TokenStream {
    instrument(Which::Llm, attribute, item)
}

/// Instruments a tool.
#[proc_macro_attribute]
pub fn tool_instrumented(attribute: TokenStream, item: TokenStream) -> TokenStream {
    instrument(Which::Tool, attribute, item)
}

/// Instruments a workflow.
#[proc_macro_attribute]
pub fn workflow(attribute: TokenStream, item: TokenStream) -> TokenStream {
    instrument(Which::Workflow, attribute, item)
}

fn instrument(which: Which, attribute: TokenStream, item: TokenStream) -> TokenStream {
    let item = item.into();
    let expanded = expanded(which, attribute.into(), &item).unwrap_or_else(|error| {
        // The item as it was, so that nothing else is missing.
        let mut tokens = error.into_compile_error();
        tokens.extend(item);
        tokens
    });
    expanded.into()
}

fn expanded(
    which: Which,
    attribute: proc_macro2::TokenStream,
    item: &proc_macro2::TokenStream,
) -> syn::Result<proc_macro2::TokenStream> {
    let attribute = Attribute::parse(attribute, which.name(), which.kinds())?;
    let function = Function::parse(item.clone(), which.name())?;
    let call = Call::check(which, &attribute, &function)?;
    expand::expand(&call)
}
