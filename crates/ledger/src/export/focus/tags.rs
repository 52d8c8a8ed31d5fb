//! Who and what for, as tags.

use serde_json::{Map, Value};

use crate::entry::Entry;

/// A JSON object of everything that a charge may be allocated by, the caller's own keys included.
pub(super) fn tags(entry: &Entry) -> String {
    let known = [
        ("service", &entry.service),
        ("user_id", &entry.user),
        ("session_id", &entry.session),
        ("organization_id", &entry.organization),
        ("team", &entry.team),
        ("tenant", &entry.tenant),
        ("customer", &entry.customer),
        ("agent", &entry.agent),
        ("workflow", &entry.workflow),
        ("step", &entry.step),
        ("run", &entry.run),
        ("conversation_id", &entry.conversation),
        ("source_id", &entry.source),
    ];
    let known = known.into_iter().filter_map(|(key, text)| Some((key, text.clone()?)));
    // The caller's own keys come first, so that none of them hides one of ours.
    let own = entry.metadata.iter().filter(|(_, value)| !value.is_object() && !value.is_array());
    let mut tags: Map<String, Value> =
        own.map(|(key, value)| (key.clone(), value.clone())).collect();
    tags.extend(known.map(|(key, text)| (key.to_owned(), Value::String(text))));
    tags.insert("status".to_owned(), Value::String(entry.status.as_str().to_owned()));
    Value::Object(tags).to_string()
}
