//! A call, as far as it matters for whose it is.

use std::borrow::Cow;

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
    /// Free keys as plain texts.
    texts: &'a [(String, String)],
}

impl<'a> Subject<'a> {
    pub(crate) fn of_values(
        values: [Option<&'a str>; Dimension::COUNT],
        texts: &'a [(String, String)],
    ) -> Self {
        Self { values, keys: [None; 2], texts }
    }

    pub(crate) fn of_admission(admission: &Admission<'a>, service: Option<&'a str>) -> Self {
        let Admission { attribution, request, provider, metadata, .. } = *admission;
        Self::of_call(service, (request, provider), Some(attribution), metadata)
    }

    pub(crate) fn of_record(record: &'a CallRecord, service: Option<&'a str>) -> Self {
        let called = (&record.request, record.provider.as_ref());
        Self::of_call(service, called, record.attribution.as_deref(), &record.metadata)
    }

    fn of_call(
        service: Option<&'a str>,
        (request, provider): (&'a Request, Option<&'a Provider>),
        attribution: Option<&'a Attribution>,
        metadata: &'a Metadata,
    ) -> Self {
        let field = |attribute| attribution.and_then(|who| who.get(attribute));
        let values = [
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
        ];
        let keys = [Some(metadata), attribution.map(Attribution::keys)];
        Self { values, keys, texts: &[] }
    }

    /// What it has for a dimension. A free key that is no text is written as one.
    pub(crate) fn value(&self, dimension: &Dimension) -> Option<Cow<'a, str>> {
        let Dimension::Key(key) = dimension else {
            return dimension.index().and_then(|index| self.values[index]).map(Cow::Borrowed);
        };
        let text = self.texts.iter().find(|(known, _)| **known == **key);
        if let Some((_, text)) = text {
            return Some(Cow::Borrowed(text));
        }
        match self.keys.iter().flatten().find_map(|keys| keys.get(key))? {
            MetadataValue::Text(text) => Some(Cow::Borrowed(text)),
            MetadataValue::Int(number) => Some(Cow::Owned(number.to_string())),
            MetadataValue::Float(number) => Some(Cow::Owned(number.to_string())),
            MetadataValue::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
            _ => None,
        }
    }
}
