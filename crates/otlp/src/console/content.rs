/// Whether an attribute may carry what people and models say to each other. Such a value is never printed.
pub(super) fn may_be_content(key: &str) -> bool {
    let is_named = CONTENT.contains(&key);
    // Older conventions number them: `gen_ai.prompt.0.content`.
    let is_numbered = ["gen_ai.prompt.", "gen_ai.completion."]
        .iter()
        .filter_map(|prefix| key.strip_prefix(prefix))
        .any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    is_named || is_numbered
}

const CONTENT: &[&str] = &[
    "gen_ai.completion",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.prompt",
    "gen_ai.retrieval.documents",
    "gen_ai.retrieval.query.text",
    "gen_ai.system_instructions",
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.call.result",
    "gen_ai.tool.definitions",
    "input.value",
    "output.value",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_told_from_what_names_it() {
        assert!(may_be_content("gen_ai.prompt.0.content"));
        assert!(may_be_content("gen_ai.tool.call.arguments"));
        assert!(!may_be_content("gen_ai.prompt.name"));
        assert!(!may_be_content("gen_ai.tool.name"));
    }
}
