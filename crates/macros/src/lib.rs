//! The attribute macros of genai-otel: [`macro@llm_instrumented`], [`macro@tool_instrumented`] and
//! [`macro@workflow`]. Use them through the crate `genai-otel`, whose feature `macros` re-exports them.
//!
//! ```text
//!   #[llm_instrumented(provider = "openai", tokens_from_response)]
//!   async fn chat(model: &str, temperature: f64) -> Result<Answer, Error> { body }
//!        │
//!        ▼  the signature stays; the body becomes
//!   builder  ◀── provider, model, temperature: borrowed from the arguments before the body moves them
//!      │
//!   start ──▶ body, as one future or closure, in the call's context ──▶ end
//!                                                │
//!                          Ok: the answer is read     Err: recorded and passed on
//! ```
//!
//! # What comes out
//!
//! This function:
//!
//! ```
//! # use genai_otel::llm_instrumented;
//! # #[derive(serde::Serialize)] struct Answer;
//! # async fn ask(_: &str, _: f64) -> Result<Answer, std::io::Error> { Ok(Answer) }
//! #[llm_instrumented(provider = "openai", tokens_from_response, user_id = user)]
//! async fn chat(model: &str, temperature: f64, user: String) -> Result<Answer, std::io::Error> {
//!     let answer = ask(model, temperature).await?;
//!     drop(user);
//!     Ok(answer)
//! }
//! ```
//!
//! becomes this one. The local names are out of sight for the body, and the paths are absolute:
//!
//! ```
//! # #[derive(serde::Serialize)] struct Answer;
//! # async fn ask(_: &str, _: f64) -> Result<Answer, std::io::Error> { Ok(Answer) }
//! # use genai_otel::__private;
//! # use __private::Value;
//! async fn chat(model: &str, temperature: f64, user: String) -> Result<Answer, std::io::Error> {
//!     let builder = {
//!         use ::genai_otel::__private::methods::*;
//!         let builder = match &(model) {
//!             model => match &("openai") {
//!                 provider => ::genai_otel::Instrumentation::track_llm_call(
//!                     &::genai_otel::__private::global(),
//!                     (&&Value(provider)).provider(), // a name, or a `Provider`
//!                     (&&Value(model)).text(), // `AsRef<str>`, or an `Option` of one
//!                 ),
//!             },
//!         };
//!         let builder =
//!             builder.source_function(::core::concat!(::core::module_path!(), "::chat"));
//!         let builder = match &(user) {
//!             value => builder.user_id((&&Value(value)).text()),
//!         };
//!         let builder = __private::given(
//!             builder,
//!             __private::number::<f64, _>(&(temperature)), // any number that fits, or an `Option` of one
//!             |builder, value| builder.temperature(value),
//!         );
//!         builder
//!     };
//!     let work = async move {
//!         if false {
//!             return __private::never::<Result<Answer, std::io::Error>>(); // tells the type
//!         }
//!         {
//!             let answer = ask(model, temperature).await?;
//!             drop(user);
//!             Ok(answer)
//!         }
//!     };
//!     let (work, returned) = __private::of_future::<Result<Answer, std::io::Error>, _>(work);
//!     let shape = {
//!         use ::genai_otel::__private::methods::*;
//!         (&&&&&returned).shape() // a `Result`, an `Option` or just a value
//!     };
//!     let call = builder.start();
//!     __private::run(
//!         call,
//!         shape,
//!         {
//!             use ::genai_otel::__private::methods::*;
//!             (&&__private::answer(&shape)).reader() // needs `Serialize`
//!         },
//!         work,
//!     )
//!     .await
//! }
//! ```
//!
//! # Limits
//!
//! * Whether the return type is a `Result` or an `Option` is told by the type, aliases included. `impl Trait`, a
//!   type parameter of the function and an associated type hide it: there the attribute has to say `result` or
//!   `plain`. A type parameter of the surrounding `impl` block, which the attribute cannot see, is taken for
//!   a plain value; that it was a `Result` is counted (`Trouble::HiddenResult`).
//! * The error of a `Result` has to be `Display + 'static`, as for the guard. `plain` takes any.
//! * `#[track_caller]` tells the body of an annotated function the place of that body, not of the caller.
//! * The body is a future inside of the function's, as with the guard: arguments that live on in it take their place twice.
//! * `const`, `extern` and variadic functions, and functions without a body, are refused.

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

/// Makes a call of a model out of each call of a function.
///
/// ```
/// use genai_otel::llm_instrumented;
/// # #[derive(serde::Serialize)] struct Answer;
/// # struct Client;
/// # impl Client { async fn send(&self, _: &str) -> Result<Answer, std::io::Error> { Ok(Answer) } }
///
/// /// `model` and `max_tokens` are read from the arguments, usage and finish reasons from the answer.
/// #[llm_instrumented(provider = "openai", tokens_from_response, fields(app.kind = "triage"))]
/// async fn ask(client: &Client, model: &str, max_tokens: u32) -> Result<Answer, std::io::Error> {
///     client.send(model).await
/// }
/// ```
///
/// The call starts when the function runs: an `async fn` or a returned future at its first poll. It ends
/// with the function, with the future, or, where the attribute says `stream`, with the stream. What the
/// function returns, its lifetimes and whether its future is `Send` stay what they are.
///
/// # What the call is
///
/// | key | meaning | default |
/// | --- | --- | --- |
/// | `provider = ..` | Whom the function calls: a name in any spelling, or a `Provider` | has to be said, but for agents, retrieval and operations of your own |
/// | `model = ..` | The model | the argument `model` |
/// | `operation = ..` | `Embeddings`, `ModelOperation::Embeddings` or `"embeddings"`; any other text is an operation of your own | `Chat` |
/// | `name = ..` | The agent's name, for `InvokeAgent` and `CreateAgent` | the function's name, for `InvokeAgent` |
/// | `data_source = ..` | What is searched, for `Retrieval` | has to be said |
/// | `index = ..` | What is searched, for `Search` | has to be said |
/// | `instrumentation = ..` | The `Instrumentation` that makes the call | the global one |
/// | `crate = ..` | The path of genai-otel, where it is re-exported | `::genai_otel` |
///
/// # Who reads the answer
///
/// | key | meaning |
/// | --- | --- |
/// | `tokens_from_response` | We read it by its shape, as `record_response` does. It has to be `Serialize` |
/// | `response = observe` | It tells by itself. It has to be `Observe` |
/// | `response = ..` | A function of your own, such as a closure, gets a reference to it and one to the call. It is not run where nobody listens, and a panic in it goes no further |
/// | `stream` | The function returns a stream, also in a `Result` or a future. Its items are chunks; with `tokens_from_response` or `response = observe` each is read |
/// | `stream = ..` | A function of your own gets each item and the call's handle, and says which `Chunk` it is |
///
/// The answer is what is in `Ok` or `Some`, else the value itself. A stream is returned as `impl Stream` or as
/// `Pin<Box<dyn Stream>>`, because it is another type with the call in it.
///
/// # On whose behalf
///
/// `user_id`, `session_id`, `organization_id`, `team`, `tenant`, `agent`, `conversation_id`, `source_id` take texts;
/// `attribution` takes an `Attribution`. `fields(name = value, app.name = value, "name" = value, variable)` adds
/// metadata: texts, numbers and flags.
///
/// # What is asked for
///
/// Numbers of the request are read from arguments of the same name, unless the attribute gives another value or
/// says `skip(temperature, ..)`: `temperature`, `top_p`, `top_k`, `max_tokens`, `frequency_penalty`,
/// `presence_penalty`, `seed`, `choice_count`, and for `Embeddings` `embedding_dimensions` and `text_count`. They
/// may be of any width, or an `Option`. `skip(model)` says that nobody knows the model.
///
/// Texts are never read by themselves: `reasoning_level`, `service_tier`, `previous_response_id`, `prompt_name`,
/// `prompt_version`, `client_request_id`, `server_address`, and for agents `agent_id`, `description`, `version`.
/// Others are `stop_sequences` and `encoding_formats` (slices of texts), `output_type`, `api`, `server_port`,
/// `attempt`, `deadline` (a `Duration`), `remote` (for `InvokeAgent`), and `classify` (a function that
/// gives the class of an error, as on the builder).
///
/// A text is anything `AsRef<str>`, or an `Option` of one. Values are borrowed, before the body gets the
/// arguments; they may use `self` and every argument.
///
/// # What the signature does not say
///
/// | key | meaning |
/// | --- | --- |
/// | `result`, `plain` | The function returns a `Result`, or a value that is a success whatever it is. Has to be said where the return type hides it: `impl Trait`, a type parameter, an associated type |
/// | `future` | The function returns a `Pin<Box<dyn Future>>` under another name, such as `BoxFuture` |
/// | `gate` | Gates may refuse the call, which then does not start: the function returns the refusal as its error, which has to be `From<Refusal>` |
/// | `gate = ..` | A function that makes the error of a `Refusal` |
///
/// Without `gate` a refusal is only noted. See the crate's documentation for limits.
#[proc_macro_attribute]
pub fn llm_instrumented(attribute: TokenStream, item: TokenStream) -> TokenStream {
    instrument(Which::Llm, attribute, item)
}

/// Makes a run of a tool out of each call of a function.
///
/// ```
/// use genai_otel::{ToolResult, tool_instrumented};
///
/// #[tool_instrumented(tool_call_id = id, response = |found: &Vec<String>, tool| {
///     tool.set_result(ToolResult::success().items_returned(found.len() as u64));
/// })]
/// fn search_books(word: &str, id: &str) -> Result<Vec<String>, std::io::Error> {
///     Ok(vec![format!("A book of {word}")])
/// }
/// ```
///
/// | key | meaning | default |
/// | --- | --- | --- |
/// | `name = ..` | The tool's name | the function's name |
/// | `tool_call_id = ..` | The id of the model's request for this run | |
/// | `description = ..` | What the tool does | |
/// | `tool_type = ..` | `"function"`, `"extension"`, `"datastore"`, or a `ToolType` | |
///
/// Everything else is as for [`macro@llm_instrumented`]: `user_id`, `session_id`, `organization_id`, `team`, `tenant`,
/// `agent`, `conversation_id`, `source_id`, `attribution`, `fields`, `attempt`, `deadline`, `classify`,
/// `tokens_from_response`, `response`, `stream`, `result`, `plain`, `future`, `gate`, `instrumentation`, `crate`.
#[proc_macro_attribute]
pub fn tool_instrumented(attribute: TokenStream, item: TokenStream) -> TokenStream {
    instrument(Which::Tool, attribute, item)
}

/// Makes a run of a workflow out of each call of a function. Calls inside inherit its name.
///
/// ```
/// use genai_otel::workflow;
///
/// #[workflow(name = format!("digest-{day}"), user_id = user)]
/// async fn digest(day: &str, user: &str) -> Result<(), std::io::Error> {
///     // calls of models, tools, agents ...
///     Ok(())
/// }
/// ```
///
/// | key | meaning | default |
/// | --- | --- | --- |
/// | `name = ..` | The workflow's name | the function's name |
///
/// Everything else is as for [`macro@llm_instrumented`]: `user_id`, `session_id`, `organization_id`, `team`, `tenant`,
/// `conversation_id`, `source_id`, `attribution`, `fields`, `attempt`, `deadline`, `classify`,
/// `tokens_from_response`, `response`, `stream`, `result`, `plain`, `future`, `gate`, `instrumentation`, `crate`.
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use proc_macro2::{Delimiter, TokenStream, TokenTree};

    use super::*;

    #[test]
    fn documentation_shows_what_comes_out() {
        let (function, shown) = (code(1), code(2));
        let (attribute, item) =
            function.split_once("#[llm_instrumented(").unwrap().1.split_once(")]").unwrap();
        let item: TokenStream = item.parse().unwrap();
        let expanded = expanded(Which::Llm, attribute.parse().unwrap(), &item).unwrap();
        assert_eq!(in_words(expanded), in_words(shown.parse().unwrap()));
    }

    /// A block of code in the documentation of the crate, in full, without what is hidden.
    fn code(place: usize) -> String {
        let lines = include_str!("lib.rs").lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<_> = lines.filter(|line| !line.starts_with(" # ")).collect();
        let text = lines.join("\n");
        let block =
            text.split(" ```\n").filter(|block| block.contains("async fn chat(")).nth(place);
        block
            .unwrap()
            .replace("::genai_otel::__private", "__private")
            .replace("Value(", "__private::Value(")
            .replace("<f64", "<__private::primitive::f64")
            .replace("__private", "::genai_otel::__private")
    }

    /// The words of the code. Commas are a matter of taste at the end of a list.
    fn in_words(code: TokenStream) -> Vec<String> {
        let words = code.into_iter().flat_map(|token| match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::None => ("", ""),
                };
                let inside = in_words(group.stream());
                [vec![open.to_owned()], inside, vec![close.to_owned()]].concat()
            }
            word => vec![word.to_string()],
        });
        words.filter(|word| word != ",").collect()
    }
}
