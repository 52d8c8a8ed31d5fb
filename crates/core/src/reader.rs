//! Reading what the call needs to know out of a response, without building a tree of it.
//!
//! ```text
//! impl Serialize ──> serializer ──┐
//!                                 ├──> ResponseVisitor ──> Facts ──> Observation
//! bytes ──> wire::JsonReader ─────┘    (which members      (raw,     (resolved by
//!                                       matter)             bounded)  the body's shape)
//! ```
//!
//! Members that nobody asked for (texts, all vectors but the first, log probabilities) are never visited: the visitor
//! answers [`Interest::Skip`](visitor::Interest) and the front end leaves the whole subtree out.

pub(crate) mod facts;
mod node;
#[cfg(test)]
pub(crate) mod recordings;
mod resolve;
pub(crate) mod scalar;
mod serializer;
pub(crate) mod table;
mod usage;
pub(crate) mod visitor;

use serde::Serialize;

use self::serializer::ValueSerializer;
use self::visitor::ResponseVisitor;
use crate::observe::Observation;

/// Reads `response` as the body of a known provider: OpenAI (chat completions, completions,
/// responses, embeddings, images, audio) and what imitates it, Anthropic messages, Gemini and Vertex AI, Bedrock
/// (Converse, and the bodies of its models), Cohere, Mistral, Ollama, llama.cpp, TGI, watsonx, Replicate, Voyage, Jina,
/// and of Google's speech, translation and OCR.
///
/// A body of no known shape gives what can be recognised in it, perhaps nothing. A `Serialize`
/// implementation that fails half way gives what it had said until then.
pub(crate) fn read<T: Serialize + ?Sized>(response: &T) -> Observation {
    let mut visitor = ResponseVisitor::new();
    // The error says nothing that a caller could act on; what was seen before it is still true.
    let _outcome = response.serialize(ValueSerializer::new(&mut visitor));
    visitor.finish()
}

#[cfg(test)]
mod billing_tests;
#[cfg(test)]
pub(crate) mod tests;
