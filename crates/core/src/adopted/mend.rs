//! Old names and wrong types, put right.

use opentelemetry::{KeyValue, Value};

use super::coerce::coerce;
use super::names::{self, OLD_NAMES};
use crate::semconv::{Attribute, Provider};

/// Puts the attributes of a span that another library made under their present names and into their
/// types: integers, numbers and flags that came as text, lists that came as JSON, `Debug` or
/// comma-separated text, `gen_ai.system` and other names of earlier conventions.
///
/// A present name that is there already wins, and the old one stays beside it. What cannot be read,
/// and what the conventions do not know, stays as it is. A span without any `gen_ai.*` attribute is
/// left alone.
///
/// ```
/// use genai_otel_core::mend_attributes;
/// use genai_otel_core::opentelemetry::KeyValue;
///
/// let mut attributes = vec![
///     KeyValue::new("gen_ai.system", "mistral"),
///     KeyValue::new("gen_ai.usage.prompt_tokens", "12"),
/// ];
/// mend_attributes(&mut attributes);
/// assert_eq!(
///     attributes,
///     [
///         KeyValue::new("gen_ai.provider.name", "mistral_ai"),
///         KeyValue::new("gen_ai.usage.input_tokens", 12),
///     ]
/// );
/// ```
pub fn mend_attributes(attributes: &mut [KeyValue]) {
    if !attributes.iter().any(|attribute| attribute.key.as_str().starts_with("gen_ai.")) {
        return;
    }
    for (old, attribute) in OLD_NAMES {
        rename(attributes, old, *attribute);
    }
    for KeyValue { key, value, .. } in attributes {
        if let Some(kind) = names::kind(key.as_str())
            && let Some(mended) = coerce(key.as_str(), kind, value)
        {
            *value = mended;
        }
        if Some(key.as_str()) == names::key(Attribute::ProviderName)
            && let Some(provider) = listed_provider(value)
        {
            *value = Value::from(provider);
        }
    }
}

fn rename(attributes: &mut [KeyValue], old: &str, attribute: Attribute) {
    let Some(present) = names::key(attribute) else { return };
    if attributes.iter().any(|known| known.key.as_str() == present) {
        return;
    }
    // Of a name that stands twice the last counts.
    let Some(renamed) = attributes.iter_mut().rfind(|known| known.key.as_str() == old) else {
        return;
    };
    renamed.key = present.into();
    if attribute == Attribute::OutputType
        && let Some(kind) = output_type(&renamed.value)
    {
        renamed.value = Value::from(kind);
    }
}

/// The listed name of a provider; what is not listed keeps the name that it has.
fn listed_provider(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(name) => Provider::from(name.as_str()).known(),
        _ => None,
    }
}

/// What `OpenAI`'s response formats are called today.
fn output_type(format: &Value) -> Option<&'static str> {
    match format {
        Value::String(format) if matches!(format.as_str(), "json_object" | "json_schema") => {
            Some("json")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::{Array, StringValue};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn attributes_get_their_present_names_and_types() {
        let list = |words: &[&'static str]| {
            Value::Array(Array::String(words.iter().map(|word| StringValue::from(*word)).collect()))
        };
        let cases: Vec<(&str, Value, &str, Value)> = vec![
            (
                "gen_ai.system",
                "az.ai.openai".into(),
                "gen_ai.provider.name",
                "azure.ai.openai".into(),
            ),
            ("gen_ai.system", "vertex_ai".into(), "gen_ai.provider.name", "gcp.vertex_ai".into()),
            ("gen_ai.system", "Contoso".into(), "gen_ai.provider.name", "Contoso".into()),
            (
                "gen_ai.provider.name",
                "bedrock".into(),
                "gen_ai.provider.name",
                "aws.bedrock".into(),
            ),
            ("gen_ai.usage.prompt_tokens", "12".into(), "gen_ai.usage.input_tokens", 12.into()),
            ("gen_ai.usage.completion_tokens", 7.0.into(), "gen_ai.usage.output_tokens", 7.into()),
            (
                "gen_ai.usage.reasoning_tokens",
                "Some(3)".into(),
                "gen_ai.usage.reasoning.output_tokens",
                3.into(),
            ),
            ("gen_ai.usage.input_tokens", " 5 ".into(), "gen_ai.usage.input_tokens", 5.into()),
            ("gen_ai.usage.input_tokens", "5.0".into(), "gen_ai.usage.input_tokens", 5.into()),
            ("gen_ai.usage.input_tokens", "5.5".into(), "gen_ai.usage.input_tokens", "5.5".into()),
            (
                "gen_ai.usage.input_tokens",
                "many".into(),
                "gen_ai.usage.input_tokens",
                "many".into(),
            ),
            (
                "gen_ai.usage.input_tokens",
                "18446744073709551615".into(),
                "gen_ai.usage.input_tokens",
                "18446744073709551615".into(),
            ),
            ("gen_ai.request.temperature", "0.7".into(), "gen_ai.request.temperature", 0.7.into()),
            ("gen_ai.request.top_p", "NaN".into(), "gen_ai.request.top_p", "NaN".into()),
            ("gen_ai.request.top_k", "40".into(), "gen_ai.request.top_k", 40.0.into()),
            ("gen_ai.request.stream", "true".into(), "gen_ai.request.stream", true.into()),
            ("gen_ai.openai.request.seed", "9".into(), "gen_ai.request.seed", 9.into()),
            (
                "gen_ai.openai.request.response_format",
                "json_schema".into(),
                "gen_ai.output.type",
                "json".into(),
            ),
            (
                "gen_ai.response.finish_reasons",
                r#"["stop","tool_calls"]"#.into(),
                "gen_ai.response.finish_reasons",
                list(&["stop", "tool_calls"]),
            ),
            (
                "gen_ai.response.finish_reasons",
                "[Stop, Length]".into(),
                "gen_ai.response.finish_reasons",
                list(&["Stop", "Length"]),
            ),
            (
                "gen_ai.response.finish_reasons",
                "stop, length".into(),
                "gen_ai.response.finish_reasons",
                list(&["stop", "length"]),
            ),
            (
                "gen_ai.request.stop_sequences",
                "one, two".into(),
                "gen_ai.request.stop_sequences",
                list(&["one, two"]),
            ),
            (
                "gen_ai.request.stop_sequences",
                r#"["a,b","\n\u0041\"]"]"#.into(),
                "gen_ai.request.stop_sequences",
                list(&["a,b", "\nA\"]"]),
            ),
            (
                "gen_ai.request.encoding_formats",
                "float,base64".into(),
                "gen_ai.request.encoding_formats",
                list(&["float", "base64"]),
            ),
            (
                "gen_ai.response.finish_reasons",
                r#"[{"a":1}]"#.into(),
                "gen_ai.response.finish_reasons",
                r#"[{"a":1}]"#.into(),
            ),
            ("gen_ai.prompt", "12".into(), "gen_ai.prompt", "12".into()),
            ("my.tokens", "12".into(), "my.tokens", "12".into()),
        ];
        let marker = KeyValue::new("gen_ai.operation.name", "chat");
        for (key, value, mended_key, mended) in cases {
            let mut attributes = [marker.clone(), KeyValue::new(key, value)];
            mend_attributes(&mut attributes);
            assert_eq!(attributes, [marker.clone(), KeyValue::new(mended_key, mended)]);
        }
    }

    #[test]
    fn a_present_name_wins_and_the_old_one_stays_beside_it() {
        let mut attributes = [
            KeyValue::new("gen_ai.usage.prompt_tokens", 1),
            KeyValue::new("gen_ai.usage.input_tokens", "2"),
        ];
        mend_attributes(&mut attributes);
        assert_eq!(
            attributes,
            [
                KeyValue::new("gen_ai.usage.prompt_tokens", 1),
                KeyValue::new("gen_ai.usage.input_tokens", 2),
            ]
        );
    }

    #[test]
    fn a_span_that_is_no_call_is_left_alone() {
        let mut attributes = [KeyValue::new("server.port", "80")];
        mend_attributes(&mut attributes);
        assert_eq!(attributes, [KeyValue::new("server.port", "80")]);
    }

    proptest! {
        #[test]
        fn mending_twice_is_mending_once_and_makes_no_name_stand_twice(
            attributes in proptest::collection::vec(attribute(), 0..12)
        ) {
            let mut once = attributes.clone();
            mend_attributes(&mut once);
            let mut twice = once.clone();
            mend_attributes(&mut twice);
            prop_assert_eq!(format!("{once:?}"), format!("{twice:?}"));
            prop_assert_eq!(once.len(), attributes.len());
            for known in &once {
                let count = |all: &[KeyValue]| {
                    all.iter().filter(|other| other.key == known.key).count()
                };
                prop_assert!(count(&once) <= count(&attributes).max(1), "{:?}", known.key);
            }
        }
    }

    fn attribute() -> impl Strategy<Value = KeyValue> {
        let present = Attribute::ALL.into_iter().filter_map(names::key);
        let keys: Vec<&str> = OLD_NAMES.iter().map(|(old, _)| *old).chain(present).collect();
        let text = prop_oneof![
            any::<String>(),
            "[0-9.eE+-]{1,22}",
            r#"\[("[a-z\\",]{0,4}"|[a-z ,\[\]{}]{0,4}){0,3}\]"#,
            r"Some\([0-9]{1,3}\)",
        ];
        let value = prop_oneof![
            text.prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
        ];
        (proptest::sample::select(keys), value).prop_map(|(key, value)| KeyValue::new(key, value))
    }
}
