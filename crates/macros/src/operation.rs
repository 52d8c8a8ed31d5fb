//! What a call does, and which kind of call that makes it.

use syn::{Error, Expr, ExprLit, Lit, Result};

/// A kind of call: which setters it has follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Llm,
    Embeddings,
    /// One more that a provider's model does.
    Model,
    Retrieval,
    Search,
    AgentCreation,
    AgentInvocation,
    /// Any other that may have a model.
    Operation,
    Tool,
    Workflow,
}

/// The kinds that `llm_instrumented` makes.
pub(crate) const MODEL_KINDS: [Kind; 8] = [
    Kind::Llm,
    Kind::Embeddings,
    Kind::Model,
    Kind::Retrieval,
    Kind::Search,
    Kind::AgentCreation,
    Kind::AgentInvocation,
    Kind::Operation,
];

impl Kind {
    /// Whether it may have a model.
    pub(crate) fn is_model(self) -> bool {
        MODEL_KINDS.contains(&self)
    }

    /// Whether it starts with a provider and a model.
    pub(crate) const fn needs_model(self) -> bool {
        matches!(self, Self::Llm | Self::Embeddings | Self::Model)
    }

    /// Whether it starts with a provider.
    pub(crate) const fn needs_provider(self) -> bool {
        self.needs_model() || matches!(self, Self::Search | Self::AgentCreation)
    }
}

/// An operation as the attribute names it.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    /// One that the conventions or we list.
    Known(&'static Known),
    /// One of the user's own.
    Own(String),
}

/// An operation of the list.
#[derive(Debug)]
pub(crate) struct Known {
    /// The variant of `ModelOperation`.
    pub(crate) variant: &'static str,
    /// The name on the wire.
    name: &'static str,
    pub(crate) kind: Kind,
    /// The way in.
    pub(crate) track: &'static str,
}

impl Known {
    /// Whether its way in makes another operation by itself.
    pub(crate) fn is_other_than_its_way_in(&self) -> bool {
        self.kind == Kind::Llm && self.variant != "Chat"
    }
}

impl Operation {
    /// A chat.
    pub(crate) const DEFAULT: Self = Self::Known(&OPERATIONS[0]);

    /// Reads `Chat`, `ModelOperation::Chat` or `"chat"`.
    pub(crate) fn parse(expression: &Expr) -> Result<Self> {
        let (found, own) = match expression {
            Expr::Path(path) if path.qself.is_none() => {
                let variant = path.path.segments.last().map(|segment| segment.ident.to_string());
                let variant = variant.unwrap_or_default();
                (OPERATIONS.iter().find(|known| known.variant == variant), None)
            }
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if !text.value().trim().is_empty() => {
                let name = text.value();
                (OPERATIONS.iter().find(|known| known.name == name.trim()), Some(name))
            }
            _ => (None, None),
        };
        match (found, own) {
            (Some(known), _) => match elsewhere(known.kind) {
                Some(attribute) => {
                    Err(Error::new_spanned(expression, format!("`#[{attribute}]` is for this")))
                }
                None => Ok(Self::Known(known)),
            },
            (None, Some(own)) => Ok(Self::Own(own)),
            (None, None) => Err(Error::new_spanned(expression, expected())),
        }
    }

    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Known(known) => known.kind,
            Self::Own(_) => Kind::Operation,
        }
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Known(known) => known.variant,
            Self::Own(name) => name,
        }
    }
}

/// The attribute that makes such calls, where it is another one.
const fn elsewhere(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Tool => Some("tool_instrumented"),
        Kind::Workflow => Some("workflow"),
        _ => None,
    }
}

fn expected() -> String {
    let here = OPERATIONS.iter().filter(|known| elsewhere(known.kind).is_none());
    let variants: Vec<_> = here.map(|known| known.variant).collect();
    format!(
        "expected an operation: {}; or the name of your own as a text: `operation = \"..\"`",
        variants.join(", ")
    )
}

const fn known(
    variant: &'static str,
    name: &'static str,
    kind: Kind,
    track: &'static str,
) -> Known {
    Known { variant, name, kind, track }
}

const LLM: &str = "track_llm_call";
const OPERATION: &str = "track_operation";

/// The variants of `ModelOperation`, as the reference lists them.
const OPERATIONS: &[Known] = &[
    known("Chat", "chat", Kind::Llm, LLM),
    known("GenerateContent", "generate_content", Kind::Llm, LLM),
    known("TextCompletion", "text_completion", Kind::Llm, LLM),
    known("Embeddings", "embeddings", Kind::Embeddings, "track_embedding"),
    known("Rerank", "rerank", Kind::Model, "track_rerank"),
    known("ImageGeneration", "image_generation", Kind::Model, "track_image_generation"),
    known("SpeechToText", "speech_to_text", Kind::Model, "track_speech_to_text"),
    known("TextToSpeech", "text_to_speech", Kind::Model, "track_text_to_speech"),
    known("Translation", "translation", Kind::Model, "track_translation"),
    known("Ocr", "ocr", Kind::Model, "track_ocr"),
    known("Moderation", "moderation", Kind::Model, "track_moderation"),
    known("Retrieval", "retrieval", Kind::Retrieval, "track_retrieval"),
    known("Search", "search", Kind::Search, "track_search"),
    known("CreateAgent", "create_agent", Kind::AgentCreation, "track_agent_creation"),
    known("InvokeAgent", "invoke_agent", Kind::AgentInvocation, "track_agent"),
    known("FetchResponse", "fetch_response", Kind::Operation, OPERATION),
    known("Plan", "plan", Kind::Operation, OPERATION),
    known("SearchMemory", "search_memory", Kind::Operation, OPERATION),
    known("CreateMemory", "create_memory", Kind::Operation, OPERATION),
    known("UpdateMemory", "update_memory", Kind::Operation, OPERATION),
    known("UpsertMemory", "upsert_memory", Kind::Operation, OPERATION),
    known("DeleteMemory", "delete_memory", Kind::Operation, OPERATION),
    known("CreateMemoryStore", "create_memory_store", Kind::Operation, OPERATION),
    known("DeleteMemoryStore", "delete_memory_store", Kind::Operation, OPERATION),
    known("ExecuteTool", "execute_tool", Kind::Tool, "track_tool_call"),
    known("InvokeWorkflow", "invoke_workflow", Kind::Workflow, "track_workflow"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn operations_are_those_of_the_reference() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/operations.md");
        let page = std::fs::read_to_string(page).unwrap();
        let (_, table) = page.split_once("## ModelOperation\n").unwrap();
        let table = table.split_once("\n## ").map_or(table, |(table, _)| table);
        let listed: BTreeSet<_> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(name, _)| (camel_case(name), name.to_owned()))
            .collect();
        let ours = OPERATIONS.iter().map(|known| (known.variant.to_owned(), known.name.to_owned()));
        assert_eq!(ours.collect::<BTreeSet<_>>(), listed);
    }

    fn camel_case(name: &str) -> String {
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        name.split('_').map(capital).collect()
    }
}
