//! Names of attributes, present and past.

use std::collections::HashMap;
use std::sync::LazyLock;

use opentelemetry::KeyValue;

use crate::semconv::{Attribute, V1_41, ValueKind};

/// The attribute that a present name stands for.
pub(super) fn current(attribute: &KeyValue) -> Option<Attribute> {
    CURRENT.get(attribute.key.as_str()).map(|(attribute, _)| *attribute)
}

/// The type that the value of a present name has on the wire.
pub(super) fn kind(key: &str) -> Option<ValueKind> {
    CURRENT.get(key).map(|(_, kind)| *kind)
}

/// The present name of an attribute.
pub(super) fn key(attribute: Attribute) -> Option<&'static str> {
    V1_41.names(attribute).first().map(|name| name.key)
}

/// Names that attributes had in earlier conventions or have in clients that never followed any, with
/// what stands for them today.
pub(super) const OLD_NAMES: &[(&str, Attribute)] = &[
    ("gen_ai.system", Attribute::ProviderName),
    ("gen_ai.usage.prompt_tokens", Attribute::UsageInputTokens),
    ("gen_ai.usage.completion_tokens", Attribute::UsageOutputTokens),
    ("gen_ai.usage.reasoning_tokens", Attribute::UsageReasoningOutputTokens),
    ("gen_ai.openai.request.seed", Attribute::RequestSeed),
    ("gen_ai.openai.request.response_format", Attribute::OutputType),
    ("gen_ai.openai.request.service_tier", Attribute::OpenaiRequestServiceTier),
    ("gen_ai.openai.response.service_tier", Attribute::OpenaiResponseServiceTier),
    ("gen_ai.openai.response.system_fingerprint", Attribute::OpenaiResponseSystemFingerprint),
];

static CURRENT: LazyLock<HashMap<&'static str, (Attribute, ValueKind)>> = LazyLock::new(|| {
    let of = |attribute| V1_41.names(attribute).iter().map(move |name| (attribute, name));
    Attribute::ALL
        .into_iter()
        .flat_map(of)
        .map(|(attribute, name)| (name.key, (attribute, name.kind)))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_name_is_no_present_one_and_has_a_successor() {
        for (old, attribute) in OLD_NAMES {
            assert_eq!((kind(old), key(*attribute).is_some()), (None, true), "{old}");
        }
    }
}
