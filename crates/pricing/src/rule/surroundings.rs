//! What may stand around the text of a rule without being about another model.
//!
//! Rules of the book that comes with this crate are taken from elsewhere, and many only say how a name begins. Taken as
//! written they would price what is yet to come: `claude-opus-4-10` as `claude-opus-4-1`. So around their text may only
//! stand what says when, where and by whom the same model is served.

use super::Rule;
use super::tail::is_tail;

impl Rule {
    /// Whether the rule means `name`, in lower case, and what stands around the text of the rule is of a closed list:
    ///
    /// - before it, publishers, routes and regions: `us.anthropic.`, `publishers/google/models/`;
    /// - after it, snapshots and channels of the same model: `-20250929`, `-preview-05-06`, `-001`, `-v1:0`, `-latest`.
    ///
    /// What a `not` excludes stays excluded as it is written.
    #[must_use]
    pub fn means_same_model(&self, name: &str) -> bool {
        match self {
            Self::Equals(_) => self.matches(name),
            Self::StartsWith(start) => name.starts_with(&**start) && is_tail(name, start.len()),
            Self::EndsWith(end) => name.strip_suffix(&**end).is_some_and(|head| is_head(head, end)),
            Self::Contains(part) => name.match_indices(&**part).any(|(at, _)| {
                let head = name.get(..at);
                head.is_some_and(|head| is_head(head, part)) && is_tail(name, at + part.len())
            }),
            Self::Form(form) => {
                // What begins with any digit must be a date or a build, as all that may follow.
                let start = form.strip_suffix('*').map(|form| form.trim_end_matches('#').len());
                let end = start.unwrap_or(name.len());
                self.matches(name) && is_tail(name, end)
            }
            Self::Or(rules) => rules.iter().any(|rule| rule.means_same_model(name)),
            Self::And(rules) => rules.iter().all(|rule| rule.means_same_model(name)),
            Self::Not(rule) => !rule.matches(name),
        }
    }
}

/// Whether all that stands before `text` says who publishes or serves it, and where.
fn is_head(head: &str, text: &str) -> bool {
    let mut beginnings = BEGINNINGS.iter().filter(|(_, named)| text.starts_with(named));
    let begun = beginnings.find_map(|(beginning, _)| head.strip_suffix(beginning));
    let head = begun.unwrap_or(head);
    let head = match head.strip_suffix(SEPARATORS) {
        Some(head) => head,
        None if text.starts_with(SEPARATORS) => head,
        None => return head.is_empty(),
    };
    head.split(SEPARATORS).all(|part| HEADS.contains(&part) || is_region(part))
}

/// `us-east-1`, `us-gov-west-1`.
fn is_region(part: &str) -> bool {
    let Some((place, number)) = part.rsplit_once('-') else { return false };
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    number.len() == 1
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && place.split('-').all(is_word)
        && place.split('-').next().is_some_and(|continent| continent.len() == 2)
}

/// What separates publishers, routes and regions from a name.
const SEPARATORS: [char; 3] = ['/', '.', ':'];

/// How names begin where a rule leaves that out, and the text of the rule.
const BEGINNINGS: [(&str, &str); 4] =
    [("c4ai-", "aya-"), ("minimax-", "m2."), ("omni-", "moderation"), ("text-", "moderation")];

/// Publishers, routes and regions.
const HEADS: &[&str] = &[
    // Regions of Bedrock's profiles.
    "us",
    "us-gov",
    "eu",
    "apac",
    "au",
    "jp",
    "in",
    "ca",
    "global",
    // What ids of the book begin with, for all regions but `global`.
    "regional",
    // Publishers.
    "amazon",
    "anthropic",
    "cohere",
    "deepseek",
    "google",
    "meta",
    "minimax",
    "minimaxai",
    "mistral",
    "mistralai",
    "moonshotai",
    "nvidia",
    "openai",
    "qwen",
    "writer",
    "zai",
    // Routes.
    "aws",
    "azure",
    "azure_ai",
    "bedrock",
    "bedrock_converse",
    "converse",
    "foundation-model",
    "gemini",
    "inference-profile",
    "invoke",
    "models",
    "publishers",
    "vertex_ai",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_a_name_stand_publishers_routes_and_regions_alone() {
        let rule = Rule::Contains("us.amazon.nova-2-lite".to_owned());
        for name in ["us.amazon.nova-2-lite-v1:0", "bedrock/us-east-1/us.amazon.nova-2-lite"] {
            assert!(rule.means_same_model(name), "{name}");
        }
        for name in
            ["my.us.amazon.nova-2-lite", "xus.amazon.nova-2-lite", "us-us.amazon.nova-2-lite"]
        {
            assert!(rule.matches(name) && !rule.means_same_model(name), "{name}");
        }
        let rule = Rule::Contains("moderation".to_owned());
        assert!(rule.means_same_model("omni-moderation-latest"));
        assert!(!rule.means_same_model("my-moderation-bot"));
        assert!(!rule.means_same_model("minimax-moderation"));
        let rule = Rule::EndsWith("/us.zai.glm-5.3".to_owned());
        assert!(rule.means_same_model("bedrock/us.zai.glm-5.3"));
        assert!(!rule.means_same_model("mine/us.zai.glm-5.3"));
    }

    #[test]
    fn an_open_form_ends_where_its_text_ends() {
        let rule = Rule::Form("gemini-3.5-flash-#*".to_owned());
        assert!(rule.means_same_model("gemini-3.5-flash-001"));
        for name in ["gemini-3.5-flash-8b", "gemini-3.5-flash-1", "gemini-3.5-flash-001-tts"] {
            assert!(!rule.means_same_model(name), "{name}");
        }
    }

    #[test]
    fn what_is_excluded_stays_excluded() {
        let text = |text: &str| text.to_owned();
        let rule = Rule::And(vec![
            Rule::StartsWith(text("gemini-2.5-pro")),
            Rule::Not(Box::new(Rule::Contains(text("preview")))),
        ]);
        assert!(rule.means_same_model("gemini-2.5-pro-exp-03-25"));
        assert!(!rule.means_same_model("gemini-2.5-pro-preview-05-06"));
    }

    proptest::proptest! {
        #[test]
        fn a_name_that_is_meant_narrowly_is_meant_widely(
            name in "(us\\.|openai/|\\PC{0,3})?(gpt-4|é-0)(-v1:0|-preview|[-@:]?[0-9é]{0,9}){0,3}",
        ) {
            for text in ["gpt-4", "é-0", "é", "gpt-", ""] {
                let text = text.to_owned();
                let form = Rule::Form(format!("{text}#*"));
                for rule in [Rule::StartsWith(text.clone()), Rule::Contains(text.clone()), Rule::EndsWith(text), form] {
                    proptest::prop_assert!(rule.matches(&name) || !rule.means_same_model(&name));
                }
            }
        }
    }
}
