//! A call as a row: a column for each key whose value is no object.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::line;

/// The heads of the columns: the keys of a line, in their order.
pub(super) fn names() -> Vec<&'static str> {
    line::keys().iter().copied().filter(|key| !OBJECTS.contains(key)).collect()
}

/// The values of a line's object, empty where it has none. Texts stand as they are; lists and `metadata` as JSON.
pub(super) fn values(object: &[u8]) -> Vec<String> {
    let fields: HashMap<Cow<'_, str>, &RawValue> =
        serde_json::from_slice(object).unwrap_or_default();
    let value = |key: &str| {
        let written = fields.get(key).map_or("", |value| value.get());
        serde_json::from_str::<String>(written).unwrap_or_else(|_| written.to_owned())
    };
    names().into_iter().map(value).collect()
}

/// Keys whose values are not for a table.
const OBJECTS: &[&str] = &[
    "cost_basis",
    "attempt_list",
    "response",
    "tool_facts",
    "agent_facts",
    "conditions",
    "energy",
];
