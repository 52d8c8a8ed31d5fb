//! The labels of a series.

use std::borrow::Cow;

use opentelemetry::{InstrumentationScope, KeyValue, Value};

use crate::{name, text::clean};

/// Names and values, sorted by name, each name once: what tells two series of a metric apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Labels(Vec<(String, String)>);

impl Labels {
    /// Those of these attributes. Where several keys come to one name, their values stand there together, sorted by key,
    /// with `;` between them, as the specification has it. What has no value is no label: both are the same to Prometheus.
    pub(crate) fn of<'a>(
        attributes: impl IntoIterator<Item = (&'a str, &'a Value)>,
        scope: &'a [(String, String)],
    ) -> Self {
        let attributes = attributes.into_iter().map(|(key, value)| (key, value.as_str()));
        let scope = scope.iter().map(|(key, value)| (key.as_str(), Cow::Borrowed(value.as_str())));
        let mut all: Vec<_> = attributes
            .chain(scope)
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(key, value)| Some((named(key)?, key, value)))
            .collect();
        all.sort_unstable();
        let mut labels: Vec<(String, String)> = Vec::with_capacity(all.len());
        for (name, _, value) in all {
            let value = clean(&value, MAX_VALUE_BYTES);
            match labels.last_mut() {
                Some((last, values)) if *last == name => {
                    let joined = format!("{values};{value}");
                    *values = clean(&joined, MAX_VALUE_BYTES).into_owned();
                }
                _ => labels.push((name.into_owned(), value.into_owned())),
            }
        }
        Self(labels)
    }

    pub(crate) fn of_attributes<'a>(
        attributes: impl IntoIterator<Item = &'a KeyValue>,
        scope: &'a [(String, String)],
    ) -> Self {
        let pairs =
            attributes.into_iter().map(|attribute| (attribute.key.as_str(), &attribute.value));
        Self::of(pairs, scope)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What the labels of every series of a scope say of it, as keys and values.
pub(crate) fn of_scope(scope: &InstrumentationScope) -> Vec<(String, String)> {
    let known = [
        ("otel_scope_name", Some(scope.name())),
        ("otel_scope_version", scope.version()),
        ("otel_scope_schema_url", scope.schema_url()),
    ];
    let known =
        known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned())));
    let attributes = scope.attributes().map(|attribute| {
        (format!("otel_scope_{}", attribute.key), attribute.value.as_str().into_owned())
    });
    known.chain(attributes).collect()
}

/// With another name for what belongs to the format: a bound, or a quantile of a summary.
fn named(key: &str) -> Option<Cow<'_, str>> {
    match name::label(key)? {
        name if name == BOUND => Some(Cow::Borrowed("exported_le")),
        name if name == "quantile" => Some(Cow::Borrowed("exported_quantile")),
        name => Some(name),
    }
}

/// The label that says which bucket of a histogram a series is.
pub(crate) const BOUND: &str = "le";

/// What a label's value is cut at.
const MAX_VALUE_BYTES: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(attributes: &[(&'static str, &str)]) -> Vec<(String, String)> {
        let attributes: Vec<_> = attributes
            .iter()
            .map(|(key, value)| KeyValue::new(*key, (*value).to_owned()))
            .collect();
        Labels::of_attributes(&attributes, &[]).0
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn keys_that_come_to_one_name_share_a_label() {
        assert_eq!(
            labels(&[("b", "3"), ("a.b", "2"), ("a_b", "1"), ("empty", "")]),
            [pair("a_b", "2;1"), pair("b", "3")]
        );
    }

    #[test]
    fn nobody_takes_what_belongs_to_the_format() {
        assert_eq!(
            labels(&[("le", "1"), ("quantile", "0.5")]),
            [pair("exported_le", "1"), pair("exported_quantile", "0.5")]
        );
    }

    #[test]
    fn the_scope_is_labels() {
        let scope = InstrumentationScope::builder("shop")
            .with_version("1.2")
            .with_attributes([KeyValue::new("short", true)])
            .build();
        assert_eq!(
            of_scope(&scope),
            [
                pair("otel_scope_name", "shop"),
                pair("otel_scope_version", "1.2"),
                pair("otel_scope_short", "true")
            ]
        );
    }
}
