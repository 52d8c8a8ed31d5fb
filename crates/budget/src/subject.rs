//! A call, as far as it matters for whose it is.

use std::sync::Arc;

use genai_otel_core::{
    Admission, Attribute, Attribution, CallRecord, Metadata, MetadataValue, Provider, Request,
};

use crate::dimension::Dimension;

/// A call, as far as it matters for whose it is.
pub(crate) struct Subject<'a> {
    /// By the index of a dimension.
    values: [Option<&'a str>; Dimension::COUNT],
    /// The call's own free keys, then those of its attribution.
    keys: [Option<&'a Metadata>; 2],
    /// Free keys as texts: all of a call that was told in texts, else those that are numbers.
    texts: Texts<'a>,
}

enum Texts<'a> {
    Told(&'a [(String, String)]),
    Written(Vec<(&'a str, String)>),
}

impl<'a> Subject<'a> {
    pub(crate) const fn of_texts(
        values: [Option<&'a str>; Dimension::COUNT],
        texts: &'a [(String, String)],
    ) -> Self {
        Self { values, keys: [None; 2], texts: Texts::Told(texts) }
    }

    /// Of a call that wants to start. `keys` are the free keys that matter.
    pub(crate) fn of_admission(
        admission: &Admission<'a>,
        service: Option<&'a str>,
        keys: &'a [Arc<str>],
    ) -> Self {
        let Admission { attribution, request, provider, metadata, .. } = *admission;
        let values = values(service, (request, provider), Some(attribution));
        Self::new(values, [Some(metadata), Some(attribution.keys())], keys)
    }

    /// Of a call that is over.
    pub(crate) fn of_record(
        record: &'a CallRecord,
        service: Option<&'a str>,
        keys: &'a [Arc<str>],
    ) -> Self {
        let attribution = record.attribution.as_deref();
        let called = (&record.request, record.provider.as_ref());
        let values = values(service, called, attribution);
        Self::new(values, [Some(&record.metadata), attribution.map(Attribution::keys)], keys)
    }

    fn new(
        values: [Option<&'a str>; Dimension::COUNT],
        metadata: [Option<&'a Metadata>; 2],
        keys: &'a [Arc<str>],
    ) -> Self {
        let mut numbers = Vec::new();
        for key in keys {
            let value = metadata.iter().flatten().find_map(|keys| keys.get(key));
            let number = match value {
                Some(MetadataValue::Int(number)) => number.to_string(),
                Some(MetadataValue::Float(number)) => number.to_string(),
                _ => continue,
            };
            numbers.push((&**key, number));
        }
        Self { values, keys: metadata, texts: Texts::Written(numbers) }
    }

    /// What it has for a dimension. A free key that is no text is written as one.
    pub(crate) fn value(&self, dimension: &Dimension) -> Option<&str> {
        let Dimension::Key(key) = dimension else {
            return dimension.index().and_then(|index| self.values[index]);
        };
        let numbers = match &self.texts {
            Texts::Told(texts) => {
                return texts.iter().find(|(known, _)| **known == **key).map(|(_, text)| &**text);
            }
            Texts::Written(numbers) => numbers,
        };
        match self.keys.iter().flatten().find_map(|keys| keys.get(key))? {
            MetadataValue::Text(text) => Some(text),
            MetadataValue::Bool(flag) => Some(if *flag { "true" } else { "false" }),
            _ => numbers.iter().find(|(known, _)| *known == &**key).map(|(_, text)| &**text),
        }
    }
}

fn values<'a>(
    service: Option<&'a str>,
    (request, provider): (&'a Request, Option<&'a Provider>),
    attribution: Option<&'a Attribution>,
) -> [Option<&'a str>; Dimension::COUNT] {
    let field = |attribute| attribution.and_then(|who| who.get(attribute));
    [
        service,
        field(Attribute::OrganizationId),
        field(Attribute::TeamId),
        field(Attribute::TenantId),
        field(Attribute::CustomerId),
        field(Attribute::UserId),
        field(Attribute::SessionId),
        field(Attribute::AgentName),
        field(Attribute::WorkflowName),
        provider.map(Provider::as_str),
        request.model.as_deref().or(request.deployment.as_deref()),
    ]
}
