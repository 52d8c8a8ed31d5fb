//! The keys of the attributes: what each takes, and for which kinds of calls it is.

use crate::operation::Kind;

/// A key of an attribute.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    on: On,
}

/// What a key takes, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A setter of a text: anything that is one, or may be one.
    Text,
    /// A setter of a number of this type: any that fits, or may be one.
    Number(&'static str),
    /// A setter of texts: anything that is a slice of them.
    List,
    /// A setter of what it is given a clone of.
    Cloned,
    /// A setter of what it is given.
    Whole,
    /// A setter of nothing.
    Flag,
    /// Stands alone.
    Word,
    /// Needs a value.
    Value,
    /// Alone or with a value.
    MaybeValue,
    /// Names in brackets.
    Names,
    /// Names with values in brackets.
    Fields,
}

/// For which kinds of calls a key is.
#[derive(Clone, Copy, Debug)]
enum On {
    Every,
    Model,
    ModelOrTool,
    Named,
    Only(&'static [Kind]),
}

impl Key {
    /// The key of that name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// Whether calls of this kind have it.
    pub(crate) fn fits(&self, kind: Kind) -> bool {
        match self.on {
            On::Every => true,
            On::Model => kind.is_model(),
            On::ModelOrTool => kind.is_model() || kind == Kind::Tool,
            On::Named => matches!(
                kind,
                Kind::Tool | Kind::Workflow | Kind::AgentCreation | Kind::AgentInvocation
            ),
            On::Only(kinds) => kinds.contains(&kind),
        }
    }

    /// How it is written.
    pub(crate) fn usage(&self) -> String {
        let Self { name, role, .. } = self;
        match role {
            Role::Flag | Role::Word => format!("`{name}`"),
            Role::Names => format!("`{name}(..)`"),
            Role::Fields => format!("`{name}(name = value, ..)`"),
            Role::MaybeValue => format!("`{name}` or `{name} = ..`"),
            _ => format!("`{name} = ..`"),
        }
    }
}

/// The keys that some of these kinds of calls have, as a list for people.
pub(crate) fn names(kinds: &[Kind]) -> String {
    let fitting = KEYS.iter().filter(|key| kinds.iter().any(|kind| key.fits(*kind)));
    fitting.map(|key| key.name).collect::<Vec<_>>().join(", ")
}

/// The numbers of a request, which are read from arguments of the same name.
pub(crate) fn read_by_themselves() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(|key| matches!(key.role, Role::Number(_)) && !NEVER_READ.contains(&key.name))
}

/// Numbers that are none of the request's: an argument of that name may mean anything.
const NEVER_READ: [&str; 2] = ["attempt", "server_port"];

const fn key(name: &'static str, role: Role, on: On) -> Key {
    Key { name, role, on }
}

const AGENTS: On = On::Only(&[Kind::AgentCreation, Kind::AgentInvocation]);
const EMBEDDINGS: On = On::Only(&[Kind::Embeddings]);
const DESCRIBED: On = On::Only(&[Kind::Tool, Kind::AgentCreation, Kind::AgentInvocation]);
const TOOL: On = On::Only(&[Kind::Tool]);
const F64: Role = Role::Number("f64");
const U64: Role = Role::Number("u64");

/// In the order of the alphabet, as they are listed for people.
const KEYS: &[Key] = &[
    key("agent", Role::Text, On::ModelOrTool),
    key("agent_id", Role::Text, AGENTS),
    key("api", Role::Cloned, On::Model),
    key("attempt", Role::Number("u32"), On::Every),
    key("attribution", Role::Cloned, On::Every),
    key("choice_count", U64, On::Model),
    key("classify", Role::Whole, On::Every),
    key("client_request_id", Role::Text, On::Model),
    key("conversation_id", Role::Text, On::Every),
    key("crate", Role::Value, On::Every),
    key("data_source", Role::Value, On::Only(&[Kind::Retrieval])),
    key("deadline", Role::Cloned, On::Every),
    key("description", Role::Text, DESCRIBED),
    key("embedding_dimensions", U64, EMBEDDINGS),
    key("encoding_formats", Role::List, EMBEDDINGS),
    key("fields", Role::Fields, On::Every),
    key("frequency_penalty", F64, On::Model),
    key("future", Role::Word, On::Every),
    key("gate", Role::MaybeValue, On::Every),
    key("index", Role::Value, On::Only(&[Kind::Search])),
    key("instrumentation", Role::Value, On::Every),
    key("max_tokens", U64, On::Model),
    key("model", Role::Value, On::Model),
    key("name", Role::Value, On::Named),
    key("operation", Role::Value, On::Model),
    key("organization_id", Role::Text, On::Every),
    key("output_type", Role::Cloned, On::Model),
    key("plain", Role::Word, On::Every),
    key("presence_penalty", F64, On::Model),
    key("previous_response_id", Role::Text, On::Model),
    key("prompt_name", Role::Text, On::Model),
    key("prompt_version", Role::Text, On::Model),
    key("provider", Role::Value, On::Model),
    key("reasoning_level", Role::Text, On::Model),
    key("remote", Role::Flag, On::Only(&[Kind::AgentInvocation])),
    key("response", Role::Value, On::Every),
    key("result", Role::Word, On::Every),
    key("seed", Role::Number("i64"), On::Model),
    key("server_address", Role::Text, On::Model),
    key("server_port", Role::Number("u16"), On::Model),
    key("service_tier", Role::Text, On::Model),
    key("session_id", Role::Text, On::Every),
    key("skip", Role::Names, On::Model),
    key("source_id", Role::Text, On::Every),
    key("stop_sequences", Role::List, On::Model),
    key("stream", Role::MaybeValue, On::Every),
    key("team", Role::Text, On::Every),
    key("temperature", F64, On::Model),
    key("tenant", Role::Text, On::Every),
    key("text_count", U64, EMBEDDINGS),
    key("tokens_from_response", Role::Word, On::Every),
    key("tool_call_id", Role::Text, TOOL),
    key("tool_type", Role::Cloned, TOOL),
    key("top_k", U64, On::Model),
    key("top_p", F64, On::Model),
    key("user_id", Role::Text, On::Every),
    key("version", Role::Text, AGENTS),
];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::operation::MODEL_KINDS;

    #[test]
    fn keys_are_listed_in_the_order_of_the_alphabet_each_once() {
        assert!(KEYS.is_sorted_by(|left, right| left.name < right.name));
    }

    #[test]
    fn documentation_names_every_key() {
        let source = include_str!("lib.rs");
        for (attribute, kinds) in [
            ("llm_instrumented", &MODEL_KINDS[..]),
            ("tool_instrumented", &[Kind::Tool]),
            ("workflow", &[Kind::Workflow]),
        ] {
            let (before, _) = source.split_once(&format!("pub fn {attribute}(")).unwrap();
            let (_, page) = before.rsplit_once("\n\n").unwrap();
            for key in KEYS.iter().filter(|key| kinds.iter().any(|kind| key.fits(*kind))) {
                let name = key.name;
                let forms = [format!("`{name}`"), format!("`{name} "), format!("`{name}(")];
                assert!(forms.iter().any(|form| page.contains(form)), "{attribute}: {name}");
            }
        }
    }

    #[test]
    fn workflows_have_few_keys() {
        assert_eq!(
            names(&[Kind::Workflow]),
            "attempt, attribution, classify, conversation_id, crate, deadline, fields, future, gate, \
             instrumentation, name, organization_id, plain, response, result, session_id, source_id, \
             stream, team, tenant, tokens_from_response, user_id"
        );
    }

    #[test]
    fn numbers_of_the_request_are_read_by_themselves() {
        assert_eq!(
            read_by_themselves().map(|key| key.name).collect::<Vec<_>>(),
            [
                "choice_count",
                "embedding_dimensions",
                "frequency_penalty",
                "max_tokens",
                "presence_penalty",
                "seed",
                "temperature",
                "text_count",
                "top_k",
                "top_p",
            ]
        );
    }
}
