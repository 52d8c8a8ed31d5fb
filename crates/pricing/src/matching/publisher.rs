//! Who publishes weights that anybody may run.

/// Whether a name in lower case begins with what a publisher of weights is called where they are downloaded:
/// `deepseek-ai/deepseek-r1`. The same company may have an API, where such a name is not used.
pub(super) fn is_publisher_of_weights(name: &str) -> bool {
    let publisher = name.split_once('/').map(|(publisher, _)| publisher);
    publisher.is_some_and(|publisher| PUBLISHERS.contains(&publisher))
}

/// Organisations on Hugging Face.
const PUBLISHERS: &[&str] = &[
    "ai21labs",
    "alibaba-nlp",
    "cohereforai",
    "coherelabs",
    "deepseek-ai",
    "ibm-granite",
    "jinaai",
    "meta-llama",
    "microsoft",
    "minimaxai",
    "mistralai",
    "moonshotai",
    "nvidia",
    "qwen",
    "stabilityai",
    "tencent",
    "xai-org",
    "zai-org",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishers_are_a_list_and_stand_before_the_first_slash() {
        assert!(is_publisher_of_weights("deepseek-ai/deepseek-r1"));
        for other in ["deepseek-ai", "deepseek/deepseek-chat", "x/deepseek-ai/y", "/qwen", ""] {
            assert!(!is_publisher_of_weights(other), "{other}");
        }
    }
}
