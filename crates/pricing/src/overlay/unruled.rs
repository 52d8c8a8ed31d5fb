//! Models that say no rule, so that they take over the names that older layers know for their id.

use std::collections::HashSet;

use crate::file::Node;

/// The providers and ids, in lower case, of the models in the tree of an overlay that say no rule. What is no model is
/// left to the reader to refuse.
pub(super) fn unruled(root: &Node<'_>) -> HashSet<(String, String)> {
    let providers = root.field("providers").map(Node::items).unwrap_or_default();
    let models = providers.iter().flat_map(|provider| {
        let own = provider.field("id").and_then(Node::as_text);
        let models = provider.field("models").map(Node::items).unwrap_or_default().iter();
        models
            .filter(|model| model.field("rule").is_none())
            .filter_map(move |model| Some((own?, model.field("id")?.as_text()?)))
    });
    models.map(|(provider, model)| (provider.to_lowercase(), model.to_lowercase())).collect()
}
