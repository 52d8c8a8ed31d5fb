//! Models that are named as resources.

/// The name of a model that Google writes as a resource; any other name as it is. A tuned model keeps the name of its
/// collection, and what is no model (an endpoint) all of its name.
pub(crate) fn model_name(resource: &str) -> &str {
    let own = resource.starts_with("projects/") || resource.starts_with("publishers/");
    let name = if own {
        resource.split_once("/models/").map(|(_, name)| name)
    } else {
        resource.strip_prefix("models/")
    };
    name.unwrap_or(resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_are_left_out() {
        for (resource, name) in [
            ("models/gemini-2.5-pro", "gemini-2.5-pro"),
            ("tunedModels/mine", "tunedModels/mine"),
            ("publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro"),
            ("projects/p/locations/l/models/general/nmt", "general/nmt"),
            ("projects/p/locations/l/endpoints/7", "projects/p/locations/l/endpoints/7"),
            ("accounts/fireworks/models/llama-v3p1-8b", "accounts/fireworks/models/llama-v3p1-8b"),
            ("gpt-4o", "gpt-4o"),
        ] {
            assert_eq!(model_name(resource), name);
        }
    }
}
