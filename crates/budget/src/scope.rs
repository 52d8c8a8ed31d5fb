//! Which calls a budget is for.

use std::sync::Arc;

use genai_otel_core::Provider;

use crate::dimension::Dimension;
use crate::subject::Subject;

/// Which calls a budget is for, and how they are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    filters: Vec<(Dimension, Arc<str>)>,
    pub(crate) each: Option<Dimension>,
}

impl Scope {
    pub(crate) fn filter(&mut self, dimension: Dimension, value: &str) {
        let value = value.trim();
        let value = match dimension {
            // Calls have the one spelling of the conventions.
            Dimension::Provider => Arc::from(Provider::from(value).as_str()),
            _ => Arc::from(value),
        };
        self.filters.push((dimension, value));
    }

    /// Whether a call is one of its own.
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        self.filters
            .iter()
            .all(|(dimension, value)| subject.value(dimension).is_some_and(|it| *it == **value))
    }

    /// The free keys that matter.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        let dimensions = self.filters.iter().map(|(dimension, _)| dimension).chain(&self.each);
        dimensions.filter_map(|dimension| match dimension {
            Dimension::Key(key) => Some(key),
            _ => None,
        })
    }

    /// The account of a call: the empty one where it has no value for what they are told apart by, and where they are
    /// not.
    pub(crate) fn account<'s>(&self, subject: &'s Subject<'_>) -> &'s str {
        self.each.as_ref().and_then(|each| subject.value(each)).unwrap_or_default()
    }
}
